package reports

import (
	"cmp"
	"slices"
	"strings"

	"nsk/reports/disclosure"
)

// secrets turn the facts of a release into the system of counts, figures and sums that
// disclosure control works on.
type secrets struct {
	safety   disclosure.Settings
	insiders map[place]insider // of each population

	facts  []Fact
	book   map[string]Indicator
	system disclosure.System
	fact   []int // of each figure

	columns []*column
	byName  map[string]*column
}

// A place is where a count stands: a breakdown, a key of it and a window.
type place struct{ by, key, window string }

// A column is one part of an indicator over all places: its numerator, the rest or the
// denominator. Columns that are equal everywhere are one: the same is counted.
type column struct {
	name  string
	at    map[place]int64
	bys   map[string]bool
	limit map[place]int64 // threshold
	same  *column         // the first of equal ones; itself if there is none
	cells map[place]int
}

// An insider is what the largest centre of a place contributes.
type insider struct{ total, largest int64 }

const (
	hits   = "numerator"
	others = "rest"
	whole  = "denominator"
)

// collect builds the system.
func (s *secrets) collect() {
	s.byName = map[string]*column{}
	s.system.Settings = s.safety
	for _, f := range s.facts {
		for part, n := range s.parts(f) {
			s.column(f.Indicator+" "+part).add(f, n, s.limit(f))
		}
	}
	slices.SortFunc(s.columns, func(a, b *column) int { return cmp.Compare(a.name, b.name) })
	s.unite()
	for _, c := range s.columns {
		s.cellsOf(c)
	}
	for n, f := range s.facts {
		s.figure(n, f)
	}
	s.relate()
}

func (s *secrets) limit(f Fact) int64 {
	return s.safety.Of(s.book[f.Indicator].Disclosure, s.safety.PersonAttribute(f.By))
}

// parts are what a reader of a fact learns. Of a rate per employed the persons are the
// secret; the number of employed is public. The cases behind a median are not published.
func (s *secrets) parts(f Fact) map[string]int64 {
	if s.limit(f) == 0 || f.Numerator == nil {
		return nil
	}
	if f.Denominator != nil && s.book[f.Indicator].Unit == Percent && *f.Denominator >= *f.Numerator {
		return map[string]int64{hits: *f.Numerator, others: *f.Denominator - *f.Numerator, whole: *f.Denominator}
	}
	return map[string]int64{hits: *f.Numerator}
}

func (s *secrets) column(name string) *column {
	c := s.byName[name]
	if c == nil {
		c = &column{name: name, at: map[place]int64{}, bys: map[string]bool{}, limit: map[place]int64{}, cells: map[place]int{}}
		c.same = c
		s.byName[name] = c
		s.columns = append(s.columns, c)
	}
	return c
}

func (c *column) add(f Fact, n, limit int64) {
	p := place{f.By, f.Key, f.Window}
	c.at[p], c.limit[p], c.bys[f.By] = n, limit, true
}

// places in an order that is always the same.
func (c *column) places() []place {
	list := make([]place, 0, len(c.at))
	for p := range c.at {
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.by, b.by), cmp.Compare(a.window, b.window), cmp.Compare(numeric(a.key), numeric(b.key)), cmp.Compare(a.key, b.key))
	})
	return list
}

// cellsOf makes the cells of a column, in the column that it is the same as.
func (s *secrets) cellsOf(c *column) {
	for _, p := range c.places() {
		at, ok := c.same.cells[p]
		if !ok {
			at = s.cell(c.name+", "+p.String(), c.at[p], 0)
			c.same.cells[p] = at
		}
		cell := &s.system.Cells[at]
		cell.Threshold = max(cell.Threshold, c.limit[p])
	}
}

// String is a place as messages name it.
func (p place) String() string {
	text := p.by + "=" + p.key
	if p.by == "nation" {
		text = "nation"
	}
	if p.window == Before {
		text += " a year before"
	}
	return text
}

func (s *secrets) cell(key string, value, threshold int64) int {
	s.system.Cells = append(s.system.Cells, disclosure.Cell{Key: key, Value: value, Threshold: threshold})
	return len(s.system.Cells) - 1
}

// figure is a fact that is published.
func (s *secrets) figure(n int, f Fact) {
	limit := s.limit(f)
	if limit == 0 || f.Numerator == nil && f.Denominator == nil {
		return
	}
	figure := disclosure.Figure{ID: f.ID, Table: f.Indicator + "/" + f.By + "/" + f.Window, Breakdown: f.Indicator + "/" + f.By, Total: f.By == "nation", Primary: s.primary(f, limit)}
	p := place{f.By, f.Key, f.Window}
	for _, part := range []string{hits, others, whole} {
		if c := s.byName[f.Indicator+" "+part]; c != nil && f.Numerator != nil {
			if at, ok := c.same.cells[p]; ok {
				figure.Shows = append(figure.Shows, at)
			}
		}
	}
	s.system.Figures = append(s.system.Figures, figure)
	s.fact = append(s.fact, n)
	s.group(f, p)
}

// primary are the rules that hide a fact whatever its count is.
func (s *secrets) primary(f Fact, limit int64) bool {
	i := s.book[f.Indicator]
	few := f.Numerator == nil && 0 < *f.Denominator && *f.Denominator < limit // the cases of a median
	few = few || i.Kind == Duration && f.Value != "" && *f.Denominator < s.safety.Quantiles.Median
	in, ok := s.insiders[place{s.population(i) + f.By, f.Key, f.Window}]
	return few || f.By != "nation" && i.Disclosure.NationOnly() || slices.Contains(s.safety.Withhold, f.ID) ||
		ok && f.Numerator != nil && f.By != "nation" && s.safety.InsiderSees(in.total, in.largest)
}

// population is what the largest centre is taken of: applications, outcomes or documents.
func (s *secrets) population(i Indicator) string { return i.Area() + "/" }

// group hides the split of a group all of whose members are in the sensitive part.
func (s *secrets) group(f Fact, p place) {
	i := s.book[f.Indicator]
	if i.Disclosure != disclosure.Sensitive || f.Numerator == nil || f.Denominator == nil || i.Unit != Percent || *f.Denominator < *f.Numerator {
		return
	}
	sensitive, other := *f.Numerator, s.byName[f.Indicator+" "+others]
	if slices.Contains(s.safety.Favourable, i.ID) {
		sensitive, other = *f.Denominator-*f.Numerator, s.byName[f.Indicator+" "+hits]
	}
	if need := s.safety.Group(*f.Denominator, sensitive); need != (disclosure.Need{}) {
		s.system.Cells[other.same.cells[p]].Must = need
	}
}

// twoWay splits a breakdown of two dimensions, such as region_level_group, by the others
// that the column has.
func (c *column) twoWay(by string) (a, b string, ok bool) {
	for first := range c.bys {
		if second, found := strings.CutPrefix(by, first+"_"); found && c.bys[second] {
			return first, second, true
		}
	}
	return "", "", false
}
