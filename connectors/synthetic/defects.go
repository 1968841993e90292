package synthetic

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/goccy/go-yaml"

	"nsk/schedules/calendar"
)

// A book is data/defects.yaml: what is planted for every rule of the contracts.
type book struct {
	Centres map[string]defectCentre `yaml:"centres"` // those that differ, by letter
	Sound   map[string]fields       `yaml:"sound"`   // by source: a row without a fault
	Sheets  []sheet                 `yaml:"sheets"`  // in the order of publication
}

// fields are values by column. {name} stands for another field of the row or for what is
// known of it and of its return, {name+3d} for a day so many days later.
type fields map[string]string

// A sheet is one return with planted defects: a file of its own, or rows that join what
// the republic publishes for that period anyway.
type sheet struct {
	Source   string     `yaml:"source"`
	Provider string     `yaml:"provider"`          // a body, or the letter of a centre that exists for defects only
	Period   string     `yaml:"period"`            //
	On       string     `yaml:"on,omitempty"`      // day on which a file of its own appears
	Copy     string     `yaml:"copy,omitempty"`    // it begins with the rows the republic publishes for that period
	Version  int        `yaml:"version,omitempty"` // of a file of its own, if not the first
	Confirm  string     `yaml:"confirm,omitempty"` // day on which its sender answers its questions
	Rows     []planting `yaml:"rows"`
}

// A planting is rows that break a rule together, or rows that another planting needs.
type planting struct {
	Rule  string   `yaml:"rule,omitempty"`  // none: the rows are sound
	Times int      `yaml:"times,omitempty"` // how often, 1 if zero; {i} counts
	Of    fields   `yaml:"of,omitempty"`    // change the published rows with these values instead of adding one
	Drop  fields   `yaml:"drop,omitempty"`  // leave the published rows with these values out
	Set   fields   `yaml:"set,omitempty"`   // what all rows have
	Rows  []fields `yaml:"each,omitempty"`  // what each row has besides; one row if there are none
	File  int      `yaml:"file,omitempty"`  // it is the file that breaks the rule, so often; not its rows
	Held  bool     `yaml:"held,omitempty"`  // the breach is a question that holds the file back
}

// Fields that are no columns: who the candidate is (a number; the same is the same
// person), whether the row itself breaks the rule, what else it breaks, and a field too many.
const (
	whoIs   = "_who"
	breaks  = "_breaks"
	besides = "_also"
	extra   = "_extra"
)

func newBook() *book {
	text, err := data.ReadFile("data/defects.yaml")
	if err != nil {
		panic(err) // embedded
	}
	var b book
	if err := yaml.NewDecoder(bytes.NewReader(text), yaml.Strict()).Decode(&b); err != nil {
		panic("data/defects.yaml: " + yaml.FormatError(err, false, true))
	}
	return &b
}

// A Finding is what the validator must say about one row, or about a file as a whole.
type Finding struct {
	Rule     string `json:"rule"`
	Source   string `json:"source"`
	Provider string `json:"provider"`
	Period   string `json:"period"`
	Key      string `json:"key,omitempty"` // the sender's; empty: the whole file, or rows whose key cannot be read
	Count    int    `json:"count"`         // without a key there may be several
	// Seen is the day from which it can be known, where that is later than its return: that of
	// the list of accredited centres that reaches the exam.
	Seen calendar.Day `json:"seen,omitzero"`
	Held bool         `json:"held,omitempty"` // it holds the return back, and nobody answers
}

// draft is a return as the book spoils it.
type draft struct {
	r        *Republic
	s        *sheet
	at       int // place of the sheet in the book
	provider string
	rows     [][]string
	made     int // rows made, so that each is new
	findings []Finding
}

// draft spoils the rows that the republic publishes for a sheet.
func (r *Republic) draft(at int, published [][]string) *draft {
	s := &r.defects.Sheets[at]
	d := &draft{r: r, s: s, at: at, provider: r.defectProvider(s.Provider)}
	for _, row := range published {
		d.rows = append(d.rows, slices.Clone(row))
	}
	for i := range s.Rows {
		d.plant(&s.Rows[i])
	}
	return d
}

// centresForDefects is how many centres exist for defects only: one a letter, a to z.
const centresForDefects = 26

// defectProvider turns the letter of a centre into its BIN.
func (r *Republic) defectProvider(name string) string {
	if len(name) == 1 {
		return r.defectCentre(name).bin
	}
	return name
}

func (r *Republic) defectCentre(letter string) *centre {
	return &r.centres[r.opt.Scale.Centres+int(letter[0]-'a')]
}

// plant adds, changes or drops the rows of one planting.
func (d *draft) plant(p *planting) {
	for i := range max(1, p.Times) {
		if p.Drop != nil {
			d.rows = slices.DeleteFunc(d.rows, func(row []string) bool { return d.matches(row, p.Drop) })
			continue
		}
		each := p.Rows
		if each == nil && (p.File == 0 || p.Set != nil) {
			each = []fields{{}}
		}
		for _, f := range each {
			set := merged(p.Set, f)
			d.found(p, set, d.place(p, set, i+1))
		}
	}
	if p.File > 0 {
		d.find(p, p.Rule, "", p.File)
	}
}

// place puts the rows of a planting into the return and gives them back.
func (d *draft) place(p *planting, set fields, i int) (placed [][]string) {
	if p.Of == nil {
		placed = [][]string{d.row(set, i)}
		d.rows = append(d.rows, placed[0])
		return placed
	}
	for _, row := range d.rows {
		if d.matches(row, p.Of) {
			d.change(row, set)
			placed = append(placed, row)
		}
	}
	if placed == nil {
		panic(fmt.Sprintf("data/defects.yaml: %s %s %s: no row has %v", d.s.Source, d.s.Provider, d.s.Period, p.Of))
	}
	return placed
}

// found notes what must be found about rows.
func (d *draft) found(p *planting, set fields, rows [][]string) {
	rules := []string{p.Rule}
	if p.Rule == "" || p.File > 0 || set[breaks] == "no" {
		rules = nil
	}
	if set[besides] != "" {
		rules = append(rules, set[besides])
	}
	for _, row := range rows {
		for _, rule := range rules {
			d.find(p, rule, d.key(rule, row), 1)
		}
	}
}

func (d *draft) find(p *planting, rule, key string, count int) {
	d.findings = append(d.findings, Finding{Rule: rule, Source: d.s.Source, Provider: d.provider, Period: d.s.Period,
		Key: key, Count: count, Held: p.Held && d.s.Confirm == ""})
}

func merged(a, b fields) fields {
	out := fields{}
	for _, f := range []fields{a, b} {
		for k, v := range f {
			out[k] = v
		}
	}
	return out
}

// A defectCentre is what sets a centre for defects apart: days of its certificate.
type defectCentre struct {
	Issued    string `yaml:"issued,omitempty"` // 7 March of the year before if empty
	Withdrawn string `yaml:"withdrawn,omitempty"`
	Ends      string `yaml:"ends,omitempty"`
}

// newDefectCentres are the centres a to z: nobody applies there, and they send what the
// book says.
func (r *Republic) newDefectCentres() (out []centre) {
	if r.defects == nil {
		return nil
	}
	for n := range centresForDefects {
		out = append(out, r.newDefectCentre(r.opt.Scale.Centres+n, r.defects.Centres[string(rune('a'+n))]))
	}
	return out
}

// newDefectCentre is accredited for the first four offers.
func (r *Republic) newDefectCentre(i int, about defectCentre) centre {
	issued := r.date(3, 7) - 365
	if day := dayOf(about.Issued); !day.IsZero() {
		issued = day
	}
	k := newCertificate(i, 1, issued)
	k.withdrawn, k.ends = dayOf(about.Withdrawn), dayOf(about.Ends)
	c := centre{region: "75", role: forDefects, beyond: -1, bin: bin("1401", i), certificates: []certificate{k},
		founders: []founder{{bin: bin("0904", i), name: "ТОО «Учредитель»", since: issued - 300}}}
	names := words("centre")
	r.nameCentre(&c, names[i%len(names)], i)
	for offer := range 4 {
		c.scope = append(c.scope, scope{offer: offer, from: issued})
	}
	return c
}

// dayOf reads a day of the book; empty is none.
func dayOf(s string) calendar.Day {
	if s == "" {
		return 0
	}
	day, err := calendar.ParseDay(s)
	if err != nil {
		panic("data/defects.yaml: " + err.Error())
	}
	return day
}

// defectFindings is all that must be found about what the book plants.
func (r *Republic) defectFindings() (out []Finding) {
	if r.defects == nil {
		return nil
	}
	for at := range r.defects.Sheets {
		out = append(out, r.draft(at, r.beginning(&r.defects.Sheets[at])).findings...)
	}
	return out
}
