package reports

import (
	"strconv"

	"nsk/reports/disclosure"
)

// What is counted twice under two names, and what is the sum of two others, is found in the
// numbers and not declared: an attacker finds it there too, and nothing can be forgotten. A
// coincidence that is taken for a law makes the audit stricter, never weaker.

// enough places must agree before two columns count as the same, or one as a sum.
const enough = 6

// unite makes equal columns one.
func (s *secrets) unite() {
	for i, a := range s.columns {
		for _, b := range s.columns[:i] {
			if b.same == b && alike(func(p place) int64 { return a.of(p) - b.of(p) }, a, b) {
				a.same = b
				break
			}
		}
	}
}

// of is the count at a place; a place without a row counts nothing.
func (c *column) of(p place) int64 { return c.at[p] }

// alike reports whether a difference is nothing at all places that the columns share, and
// that they share enough of them. Of the country alone there are only two windows: there
// they must be large, as small numbers agree by chance.
func alike(difference func(place) int64, first *column, others ...*column) bool {
	agree, large := 0, 0
	for p, n := range first.at {
		if !shared(p.by, others) {
			continue
		}
		if difference(p) != 0 {
			return false
		}
		if n > 0 && filled(p, others) {
			agree++
			if p.by == "nation" && n >= 100 {
				large++
			}
		}
	}
	for _, c := range others { // a place that only another column has
		for p := range c.at {
			if _, ok := first.at[p]; !ok && first.bys[p.by] && shared(p.by, others) && difference(p) != 0 {
				return false
			}
		}
	}
	return agree >= enough || large == 2
}

func shared(by string, columns []*column) bool {
	for _, c := range columns {
		if !c.bys[by] {
			return false
		}
	}
	return true
}

func filled(p place, columns []*column) bool {
	for _, c := range columns {
		if c.at[p] == 0 {
			return false
		}
	}
	return true
}

// linked adds the columns that are the sum of two others.
func (s *secrets) linked(add adder) {
	var distinct []*column
	for _, c := range s.columns {
		if c.same == c {
			distinct = append(distinct, c)
		}
	}
	for _, sum := range distinct {
		for i, a := range distinct {
			for _, b := range distinct[:i] {
				if a != sum && b != sum && alike(func(p place) int64 { return sum.of(p) - a.of(p) - b.of(p) }, sum, a, b) {
					link(sum, a, b, add)
				}
			}
		}
	}
}

func link(sum, a, b *column, add adder) {
	for _, p := range sum.places() {
		terms := []disclosure.Term{{Cell: sum.cells[p], By: -1}}
		for _, c := range []*column{a, b} {
			if at, ok := c.cells[p]; ok {
				terms = append(terms, disclosure.Term{Cell: at, By: 1})
			}
		}
		if a.bys[p.by] && b.bys[p.by] {
			add(terms...)
		}
	}
}

func itoa64(n int64) string { return strconv.FormatInt(n, 10) }
