package disclosure

import (
	"cmp"
	"slices"
)

// When hiding figures is not enough, whole breakdowns are dropped: a reader then learns
// neither their values nor which of their keys are filled. That is the step up the declared
// hierarchy of section 6.4 of the analysis, from regions to the country and from sectors to
// all of them, so that a release comes out however small it is.

// coarsen drops breakdowns until the audit finds nothing, and returns the figures that were
// hidden beside them. It ends: a part of which everything is dropped tells nothing.
func (s *System) coarsen() []int {
	var helpers []int
	for {
		b, ok := s.next(nil)
		if !ok || !s.drop(s.coarser(b)) {
			return helpers
		}
		helpers = append(helpers, s.help()...)
	}
}

// drop takes a breakdown out of the release.
func (s *System) drop(breakdown string) bool {
	for n := range s.Figures {
		if f := &s.Figures[n]; breakdown != "" && f.Breakdown == breakdown {
			f.Hidden, f.Dropped = true, true
		}
	}
	return breakdown != ""
}

// coarser is the breakdown to drop for a breach: first one that shows the count, then those
// that hang together with it; the country last, and the smallest first. It is empty if all
// is dropped.
func (s *System) coarser(b Breach) string {
	type candidate struct {
		name    string
		far     bool
		total   bool
		persons int64
	}
	var list []candidate
	for _, c := range s.hangingWith(b.Cell) {
		for _, n := range s.shows[c] {
			if f := s.Figures[n]; !f.Dropped && f.Breakdown != "" {
				list = append(list, candidate{f.Breakdown, c != b.Cell, f.Total, s.persons(f.Breakdown)})
			}
		}
	}
	if len(list) == 0 {
		return ""
	}
	bit := map[bool]int{true: 1}
	return slices.MinFunc(list, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(bit[a.total], bit[b.total]), cmp.Compare(bit[a.far], bit[b.far]),
			cmp.Compare(a.persons, b.persons), cmp.Compare(a.name, b.name))
	}).name
}

// hangingWith are the cells of the part of a cell, and the open ones in its sums.
func (s *System) hangingWith(cell int) []int {
	list := []int{cell}
	for _, r := range s.around(cell, false) {
		for _, t := range r.Terms {
			list = append(list, t.Cell)
		}
	}
	return list
}

// persons are all that a breakdown counts.
func (s *System) persons(breakdown string) int64 {
	var sum int64
	for n, f := range s.Figures {
		if f.Breakdown == breakdown {
			sum += s.weight(n)
		}
	}
	return sum
}

// silent reports whether nothing published touches a part: all that shows its cells is
// dropped, and no sum over them has a number that is known. What a person knows of herself
// is then all that she knows.
func (s *System) silent(p part) bool {
	for _, c := range p.cells {
		for _, n := range s.shows[c] {
			if !s.Figures[n].Dropped {
				return false
			}
		}
	}
	return !slices.ContainsFunc(p.equations, func(e equation) bool { return e.open })
}

// untold marks cells of which not even their place is known, as all that shows them is
// dropped: they may be zero.
func (s *System) untold() {
	for c, figures := range s.shows {
		told := slices.ContainsFunc(figures, func(n int) bool { return !s.Figures[n].Dropped })
		s.zeros[c] = s.zeros[c] || len(figures) > 0 && !told
	}
}
