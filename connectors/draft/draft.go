// Package draft guesses a contract from a sample of what a source sends, for a person to
// read line by line and to finish.
//
// A sample shows what was there once, never what may come. So a guess errs on the side that
// a person notices: what looks personal is treated as personal, what looks like a code stays
// a text, and every name that only people know is marked contract.ToFill.
package draft

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"nsk/connectors"
	"nsk/connectors/contract"
)

// Ask is what a person says about the new source; what is empty is left to fill.
type Ask struct {
	Source    string
	Kind      connectors.Kind
	Provider  string
	Paragraph string
	Cadence   contract.Cadence
	Content   contract.Content
	Options   map[string]string // of the kind
	File      string            // name of the sample, for the comment on top
}

// A Draft is a contract to be finished, with its fixture and what was noticed.
type Draft struct {
	YAML    []byte
	Fixture []byte   // the sample, short and without personal data
	Notes   []string // what a person should look at
	Rows    int      // of the fixture
}

// New guesses the contract of a source. The error says what the sample would have to be.
func New(a Ask, s *Sample) (*Draft, error) {
	if !named(a.Source) {
		return nil, fmt.Errorf("source %q: use lower-case letters, digits and -, and begin with a letter", a.Source)
	}
	if len(s.Columns) == 0 || s.Rows == 0 {
		return nil, errors.New("the sample has no rows; take one with some, or types cannot be guessed")
	}
	g := &guesses{ask: a, sample: s}
	g.columns()
	g.key()
	d := &Draft{YAML: g.yaml(), Notes: g.notes}
	var err error
	d.Fixture, d.Rows, err = s.without(g.personal())
	return d, err
}

func named(source string) bool {
	for i, r := range source {
		if letter := r >= 'a' && r <= 'z'; !letter && (i == 0 || r != '-' && (r < '0' || r > '9')) {
			return false
		}
	}
	return source != ""
}

// guesses gathers what is guessed of one sample.
type guesses struct {
	ask    Ask
	sample *Sample
	cols   []contract.Column
	keys   []string
	notes  []string
}

func (g *guesses) note(format string, args ...any) {
	g.notes = append(g.notes, fmt.Sprintf(format, args...))
}

func (g *guesses) columns() {
	taken := make(map[string]bool)
	persons := slices.ContainsFunc(g.sample.Columns, func(c *Seen) bool { return c.numbers(isIIN) && !meansBIN(c.Name) })
	for _, c := range g.sample.Columns {
		col := contract.Column{Name: unique(snake(c.Name), taken), Type: c.Guess(), RU: contract.ToFill, KK: contract.ToFill}
		g.lay(c, &col)
		if col.Type == contract.TypeCode {
			col.Values = c.few()
		}
		g.protect(c, &col, persons)
		col.Required = len(col.Keep) == 0 && col.Keep == nil && c.Empty == 0 && g.sample.Rows >= 20
		g.cols = append(g.cols, col)
	}
	for _, skipped := range g.sample.Skipped {
		g.note("%s holds a list or nothing but empty values and is not read; name an element, such as path: %s.0, if it is wanted", skipped, skipped)
	}
	g.once()
}

// lay says where the column lies, and takes from a header what people call it.
func (g *guesses) lay(c *Seen, col *contract.Column) {
	switch {
	case g.sample.Paths() && c.Name != col.Name:
		col.Path = c.Name
	case g.sample.Paths() || c.Name == col.Name:
	case strings.ContainsAny(strings.ToLower(c.Name), "әғқңөұүһі"):
		col.KK = c.Name
	default: // a file is read by its header, so it has to stand somewhere
		col.RU = c.Name
	}
}

// protect marks what looks personal. persons says that the rows are about people.
func (g *guesses) protect(c *Seen, col *contract.Column, persons bool) {
	why := c.personal(col.Type, persons)
	if why == "" {
		return
	}
	col.Keep, col.Values, col.Pattern = []string{}, nil, ""
	switch col.Type {
	case contract.TypeIIN:
		col.Keep = []string{contract.KeepPersonKey}
	case contract.TypeDate:
		col.Keep = []string{contract.KeepBirthYear}
	case contract.TypeKATO:
		col.Keep = []string{contract.KeepRegion}
	case contract.TypeCode, contract.TypeInteger, contract.TypeDecimal, contract.TypeTimestamp, contract.TypeBoolean, contract.TypeBIN:
		col.Type = contract.TypeText
	}
	g.note("%s looks personal (%s): of it only %v is kept; loosen this only if you are sure", col.Name, why, col.Keep)
}

// once keeps each pseudonym, year and region of one column only.
func (g *guesses) once() {
	seen := make(map[string]bool)
	for i := range g.cols {
		col := &g.cols[i]
		if len(col.Keep) == 1 && seen[col.Keep[0]] {
			g.note("%s: %s is kept of another column already, so nothing is kept of this one", col.Name, col.Keep[0])
			col.Keep = []string{}
		} else if len(col.Keep) == 1 {
			seen[col.Keep[0]] = true
		}
	}
}

// key names the first column that tells the rows apart, those first that are called so.
func (g *guesses) key() {
	best := -1
	for i, c := range g.sample.Columns {
		col := &g.cols[i]
		could := col.Keep == nil && c.Empty == 0 && c.distinct() == g.sample.Rows &&
			slices.Contains([]contract.Type{contract.TypeCode, contract.TypeInteger, contract.TypeBIN, contract.TypeText}, col.Type)
		if could && (best < 0 || meansKey(c.Name) && !meansKey(g.sample.Columns[best].Name)) {
			best = i
		}
	}
	if best < 0 || g.sample.Rows < 2 {
		g.note("no column tells the rows of the sample apart; name those that together do, under key")
		return
	}
	g.cols[best].Required, g.cols[best].Values = true, nil
	g.keys = []string{g.cols[best].Name}
	g.note("key: %s has another value in each row of the sample; check that it always will", g.keys[0])
}

// personal are the columns of the sample that must not lie in a fixture.
func (g *guesses) personal() map[string]contract.Column {
	found := make(map[string]contract.Column)
	for i, c := range g.sample.Columns {
		if g.cols[i].Personal() {
			found[c.Name] = g.cols[i]
		}
	}
	return found
}
