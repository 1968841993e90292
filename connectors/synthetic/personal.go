package synthetic

import (
	"cmp"
	"slices"

	"nsk/connectors/contract"
)

// A Person is somebody who appears in a file or an answer of the republic, with every text
// that stands there about them, by the column of the contract.
type Person struct {
	IIN   string // as it stands there, a spoilt one too; empty if the row has none
	Texts map[string][]string
}

// Persons lists everybody in anything the republic publishes, from the first day to the
// last, sorted by IIN. It is for tests that search for what must not be found. Dates of
// birth and КАТО codes are left out: they stand in calendars and registers as well.
func (r *Republic) Persons() []Person {
	c := census{r: r, persons: make(map[string]*Person)}
	for _, s := range r.plan().all {
		rows, _ := r.rowsOf(s)
		c.count(s.source, rows)
	}
	for day := r.volume.first; day <= r.date(12, 31); day++ {
		c.count("support-requests", r.support(day))
		for _, e := range r.eventsOn(day) {
			c.candidate(&e.Candidate)
		}
	}
	c.defects()
	return c.list()
}

// A census collects persons out of rows.
type census struct {
	r       *Republic
	persons map[string]*Person
}

// count takes the personal columns out of the rows of a source.
func (c *census) count(source string, rows [][]string) {
	columns := c.r.contract(source).Columns
	iin := slices.IndexFunc(columns, func(col contract.Column) bool { return col.Type == contract.TypeIIN })
	for _, row := range rows {
		for i := range columns {
			if col := &columns[i]; col.Personal() && col.Type == contract.TypeText {
				c.note(row[iin], col.Name, row[i])
			}
		}
	}
}

func (c *census) candidate(who *candidate) {
	for column, text := range map[string]string{"full_name": who.FullName, "phone": who.Phone, "email": who.Email, "address": who.Address} {
		c.note(who.IIN, column, text)
	}
}

func (c *census) note(iin, column, text string) {
	p := c.persons[iin]
	if p == nil {
		p = &Person{IIN: iin, Texts: make(map[string][]string)}
		c.persons[iin] = p
	}
	if text != "" && !slices.Contains(p.Texts[column], text) {
		p.Texts[column] = append(p.Texts[column], text)
	}
}

// defects counts the rows that the book plants.
func (c *census) defects() {
	if c.r.defects == nil {
		return
	}
	for at := range c.r.defects.Sheets {
		if s := &c.r.defects.Sheets[at]; c.r.contract(s.Source).HasPersonal() {
			c.count(s.Source, c.r.draft(at, c.r.beginning(s)).rows)
		}
	}
}

func (c *census) list() (all []Person) {
	for _, p := range c.persons {
		for _, texts := range p.Texts {
			slices.Sort(texts)
		}
		all = append(all, *p)
	}
	slices.SortFunc(all, func(a, b Person) int { return cmp.Compare(a.IIN, b.IIN) })
	return all
}

// FamilyNames lists the family names in use, in all their forms. None of them is a word
// of the registers or documents.
func (r *Republic) FamilyNames() (all []string) {
	for _, w := range r.names.surname {
		all = append(all, w.ru, w.kk)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
