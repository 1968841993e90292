package disclosure

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Protect hides every figure that may not be shown and as many more as it takes. What it
// could not make safe comes back: such a release must not go out.
func (s *System) Protect() []Breach {
	s.told = map[string][]Breach{}
	s.primaries()
	helpers := s.help()
	helpers = append(helpers, s.coarsen()...)
	s.reopen(slices.DeleteFunc(helpers, func(n int) bool { return s.Figures[n].Dropped }))
	return s.Audit()
}

// index finds the figures of each cell, once.
func (s *System) index() {
	if len(s.shows) == len(s.Cells) {
		return
	}
	s.shows = make([][]int, len(s.Cells))
	for n, f := range s.Figures {
		for _, c := range f.Shows {
			s.shows[c] = append(s.shows[c], n)
		}
	}
}

// primaries hides what a rule or a threshold forbids.
func (s *System) primaries() {
	for n := range s.Figures {
		f := &s.Figures[n]
		f.Primary = f.Primary || slices.ContainsFunc(f.Shows, s.isTarget)
		f.Hidden = f.Hidden || f.Primary
	}
}

// help hides one cell after another until the audit finds nothing, the smallest secret
// first; it returns the figures it hid.
func (s *System) help() []int {
	var helpers []int
	hopeless := map[int]bool{}
	for {
		b, ok := s.next(hopeless)
		if !ok {
			return helpers
		}
		more := s.helpers(b)
		if len(more) == 0 {
			hopeless[b.Cell] = true
		}
		for _, n := range more {
			s.Figures[n].Hidden = true
		}
		helpers = append(helpers, more...)
	}
}

// next is the breach of the smallest count.
func (s *System) next(hopeless map[int]bool) (Breach, bool) {
	var best Breach
	found := false
	for _, b := range s.breaches() {
		if hopeless[b.Cell] {
			continue
		}
		if !found || cmp.Or(cmp.Compare(s.Cells[b.Cell].Value, s.Cells[best.Cell].Value), cmp.Compare(b.Key, best.Key)) < 0 {
			best, found = b, true
		}
	}
	return best, found
}

// breaches is the audit with what is known of parts that did not change.
func (s *System) breaches() []Breach {
	s.refresh()
	var list []Breach
	for _, p := range s.parts(nil) {
		key := p.fingerprint(s.silent(p))
		found, ok := s.told[key]
		if !ok {
			found = s.auditPart(p)
			s.told[key] = found
		}
		list = append(list, found...)
	}
	return list
}

// fingerprint is all that the audit of a part depends on.
func (p part) fingerprint(silent bool) string {
	var b strings.Builder
	for i, c := range p.cells {
		fmt.Fprint(&b, c, " ", p.low[i], ";")
	}
	if silent {
		b.WriteString("silent")
	}
	return b.String()
}

// helpers are the figures to hide for one breach: a cheapest cycle where the cell stands in
// a table of two dimensions, else the cheapest cell that one of its sums runs over.
func (s *System) helpers(b Breach) []int {
	if list := s.cycle(b); len(list) > 0 {
		return list
	}
	for _, near := range []bool{true, false} {
		for _, kind := range []func(int) bool{s.filled, s.empty, s.total} {
			if c, ok := s.cheapest(b.Cell, near, kind); ok {
				return s.openFigures(c)
			}
		}
	}
	return nil
}

// The kinds of cells that can be hidden to help, in the order in which they are taken.
func (s *System) filled(c int) bool { return s.Cells[c].Value > 0 && !s.ofTotal(c) }
func (s *System) empty(c int) bool  { return s.Cells[c].Value == 0 && !s.ofTotal(c) }
func (s *System) total(c int) bool  { return s.ofTotal(c) }

func (s *System) ofTotal(c int) bool {
	return slices.ContainsFunc(s.shows[c], func(n int) bool { return s.Figures[n].Total })
}

// cheapest is the best open cell in the sums over a cell, those with the fewest hidden
// cells first, or in the sums over everything that hangs together with it.
func (s *System) cheapest(cell int, near bool, kind func(int) bool) (int, bool) {
	best, found := 0, false
	bestHidden := 0
	for _, r := range s.around(cell, near) {
		hidden := 0
		for _, t := range r.Terms {
			if s.hidden[t.Cell] {
				hidden++
			}
		}
		for _, t := range r.Terms {
			c := t.Cell
			if s.hidden[c] || s.Cells[c].Public || !kind(c) {
				continue
			}
			if !found || cmp.Or(cmp.Compare(hidden, bestHidden), cmp.Compare(s.cost(c), s.cost(best)), cmp.Compare(s.Cells[c].Key, s.Cells[best].Key)) < 0 {
				best, bestHidden, found = c, hidden, true
			}
		}
	}
	return best, found
}

// around are the relations of a cell, or of the whole part it belongs to.
func (s *System) around(cell int, near bool) []Relation {
	in := map[int]bool{cell: true}
	if !near {
		for _, p := range s.parts(nil) {
			if _, ok := p.at[cell]; ok {
				for _, c := range p.cells {
					in[c] = true
				}
			}
		}
	}
	var list []Relation
	for _, r := range s.Relations {
		if slices.ContainsFunc(r.Terms, func(t Term) bool { return in[t.Cell] }) {
			list = append(list, r)
		}
	}
	return list
}

// openFigures are those that still show a cell.
func (s *System) openFigures(c int) []int {
	var list []int
	for _, n := range s.shows[c] {
		if !s.Figures[n].Hidden {
			list = append(list, n)
		}
	}
	return list
}

// cost is what hiding a cell takes away: the size of every figure that would go, and a
// little for each.
func (s *System) cost(c int) int64 {
	var sum int64
	for _, n := range s.openFigures(c) {
		sum += s.weight(n)
	}
	return sum
}

func (s *System) weight(n int) int64 {
	var size int64
	for _, c := range s.Figures[n].Shows {
		size = max(size, s.Cells[c].Value)
	}
	return size + 3
}

// reopen gives back the dearest helpers that the audit can do without.
func (s *System) reopen(helpers []int) {
	slices.SortFunc(helpers, func(a, b int) int {
		return cmp.Or(cmp.Compare(s.weight(b), s.weight(a)), cmp.Compare(s.Figures[a].ID, s.Figures[b].ID))
	})
	before := map[int]bool{}
	for _, b := range s.breaches() {
		before[b.Cell] = true
	}
	for _, n := range helpers {
		s.Figures[n].Hidden = false
		s.Figures[n].Hidden = slices.ContainsFunc(s.breaches(), func(b Breach) bool { return !before[b.Cell] })
	}
}
