// Package schedules knows when things are owed and runs the day: it follows Order 391 as
// a calendar of duties.
package schedules

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"time"

	"nsk/connectors/contract"
	"nsk/schedules/yamlfile"
)

//go:embed obligations.yaml
var obligationsYAML []byte

// Obligations is the register of duties: obligations.yaml, which explains its keys.
type Obligations struct {
	Since      string       `yaml:"since"` // periods that ended before this day are not asked for
	Convention Convention   `yaml:"convention"`
	Annual     Annual       `yaml:"annual"`
	Acts       []Act        `yaml:"acts"`
	All        []Obligation `yaml:"obligations"`

	file *yamlfile.File // where faults are; nil if the register was not read from a file
}

// Convention is what we agreed on where the order is silent; it is never shown as law.
type Convention struct {
	SetBy contract.Text `yaml:"set_by"`
	Grace int           `yaml:"grace"` // working days
}

// Annual is the duty of paragraph 21: the information on the results of the analysis, to
// the authorised body, not later than 15 December. What the order says of it is that of
// its obligation; the knowledge freeze is a convention.
type Annual struct {
	Obligation string        `yaml:"obligation"` // id
	Paragraph  string        `yaml:"-"`
	Wording    contract.Text `yaml:"-"`
	Month      int           `yaml:"-"`
	Day        int           `yaml:"-"`
	Freeze     YearDay       `yaml:"freeze"`
}

// A YearDay is a day of every year.
type YearDay struct {
	Month int `yaml:"month" json:"month"`
	Day   int `yaml:"day" json:"day"`
}

// An Act is a legal act that fixes a term.
type Act struct {
	ID        string        `yaml:"act"`
	Name      contract.Text `yaml:"name"`
	Adilet    string        `yaml:"adilet"`     // number in the national base of legal acts; "" if not known
	KnownFrom string        `yaml:"known_from"` // where we know it from, if its text was not read
}

// An Obligation is one duty with a term: who owes what to whom, by which act, in its words.
// What we agreed on is kept apart, in Due and Since.
type Obligation struct {
	ID           string         `yaml:"id"`
	Source       string         `yaml:"source"`    // the returns by which it is fulfilled; "" if it is no return
	SeenIn       string         `yaml:"seen_in"`   // the returns in which it shows whether it was kept
	Act          string         `yaml:"act"`       // id
	Paragraph    string         `yaml:"paragraph"` // of the Rules, such as 7(5)
	Part         int            `yaml:"part"`      // of the paragraph, from 1; 0 if it has none
	OwedBy       []string       `yaml:"owed_by"`   // terms of package words
	OwedTo       string         `yaml:"owed_to"`
	Name         *contract.Text `yaml:"name"` // what is owed, where no source tells it
	Wording      *contract.Text `yaml:"wording"`
	TextConflict *TextConflict  `yaml:"text_conflict"`
	Term         Term           `yaml:"term"`
	Since        string         `yaml:"since"` // where it differs from the register's
	Due          Due            `yaml:"convention"`
}

// A TextConflict is a difference between the two official texts: the words of each, and
// how we read them.
type TextConflict struct {
	RU   string        `yaml:"ru" json:"ru"`
	KK   string        `yaml:"kk" json:"kk"`
	Note contract.Text `yaml:"note" json:"note"`
}

// A Term is what an act itself says about when. The zero Term means that it says nothing.
type Term struct {
	Every        contract.Cadence `yaml:"every" json:"every,omitempty"`                   // once a period
	Once         bool             `yaml:"once" json:"once,omitempty"`                     // once
	OnChange     bool             `yaml:"on_change" json:"on_change,omitempty"`           // whenever it changes
	Always       bool             `yaml:"always" json:"always,omitempty"`                 // permanently
	Within       int              `yaml:"within" json:"within,omitempty"`                 // working days after an event
	After        *contract.Text   `yaml:"after" json:"after,omitempty"`                   // the event
	NotLaterThan []YearDay        `yaml:"not_later_than" json:"not_later_than,omitempty"` // each year
	Under        string           `yaml:"under" json:"under,omitempty"`                   // id of the act that fixes it
	AsParagraph  string           `yaml:"as_paragraph" json:"as_paragraph,omitempty"`     // of the same act
}

// LoadObligations reads the register that is built in.
func LoadObligations() (*Obligations, error) {
	return ReadObligations("obligations.yaml (built in)", obligationsYAML)
}

// BuiltInObligations is the text of the register that is built in, to make another from.
func BuiltInObligations() []byte { return slices.Clone(obligationsYAML) }

// ReadObligations reads a register in the form of obligations.yaml. Everything that is wrong
// with it is told at once, with file and line.
func ReadObligations(name string, text []byte) (*Obligations, error) {
	o := new(Obligations)
	var err error
	if o.file, err = yamlfile.Read(name, text, o); err != nil {
		return nil, fmt.Errorf("obligations: %w", err)
	}
	for i := range o.All {
		if o.All[i].Since == "" {
			o.All[i].Since = o.Since
		}
	}
	if err := errors.Join(o.faults()...); err != nil {
		return nil, fmt.Errorf("obligations: %w", err)
	}
	annual := o.ByID(o.Annual.Obligation)
	o.Annual.Paragraph, o.Annual.Wording = annual.Paragraph, *annual.Wording
	o.Annual.Month, o.Annual.Day = annual.Term.NotLaterThan[0].Month, annual.Term.NotLaterThan[0].Day
	return o, nil
}

// Of returns the duty to provide a source, or nil.
func (o *Obligations) Of(source string) *Obligation {
	return o.find(func(b *Obligation) bool { return source != "" && b.Source == source })
}

// ByID returns the duty of that id, or nil.
func (o *Obligations) ByID(id string) *Obligation {
	return o.find(func(b *Obligation) bool { return b.ID == id })
}

func (o *Obligations) find(is func(*Obligation) bool) *Obligation {
	for i := range o.All {
		if is(&o.All[i]) {
			return &o.All[i]
		}
	}
	return nil
}

// Act returns the act of that id, or nil.
func (o *Obligations) Act(id string) *Act {
	for i := range o.Acts {
		if o.Acts[i].ID == id {
			return &o.Acts[i]
		}
	}
	return nil
}

// Grace is how many working days after the due day still count as in time.
func (o *Obligations) Grace(b *Obligation) int {
	if b.Due.Grace != nil {
		return *b.Due.Grace
	}
	return o.Convention.Grace
}

// SetBy says who set the day of a duty, where the order names none.
func (o *Obligations) SetBy(b *Obligation) contract.Text {
	if b.Due.SetBy != nil {
		return *b.Due.SetBy
	}
	return o.Convention.SetBy
}

// On is that day of a year.
func (d YearDay) On(year int) time.Time {
	return time.Date(year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
}
