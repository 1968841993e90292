// Package disclosure decides which cells of a table are hidden so that nobody
// can be recognised in it.
//
// It does the threshold and the complementary cells of one-way tables with a
// total. The rule about whole groups with one outcome, the rule about the
// largest contributor, two-way tables and the ledger of releases are not here
// yet (analysis, sections 6.3 to 6.7).
package disclosure

import (
	"cmp"
	"slices"
)

// A Class says how sensitive a table is (analysis, section 2).
type Class string

// The classes.
const (
	Open         Class = "O" // no persons
	Persons      Class = "P"
	Sensitive    Class = "S" // refused, failed, did not come, annulled
	Health       Class = "H" // the whole country only
	Organisation Class = "C"
)

// Known reports whether c is one of the classes.
func (c Class) Known() bool {
	return slices.Contains([]Class{Open, Persons, Sensitive, Health, Organisation}, c)
}

// NationOnly reports whether breakdowns of the class are never shown.
func (c Class) NationOnly() bool { return c == Health }

// Thresholds of primary protection: a cell of 1 to threshold-1 is hidden.
const (
	threshold  = 5
	attributes = 10 // sensitive outcomes crossed with sex, age, language or home region; health
)

// Threshold returns the smallest count that may be shown in a table of the
// class, or 0 if every count may; person tells that the cells are groups of
// people by sex, age, language or home region.
func (c Class) Threshold(person bool) int64 {
	switch {
	case c == Health, c == Sensitive && person:
		return attributes
	case c == Persons, c == Sensitive:
		return threshold
	}
	return 0
}

// A Cell is one row of a one-way table. Its parts add up to what the row
// shows: passed and failed, or a single count.
type Cell struct {
	Key    string
	Parts  []int64
	Hidden bool // hidden already, because a linked table hides it
}

func (c Cell) sum() int64 {
	var s int64
	for _, p := range c.Parts {
		s += p
	}
	return s
}

func small(n, t int64) bool { return 0 < n && n < t }

// Primary reports whether a cell may not be shown by itself.
func Primary(c Cell, t int64) bool {
	return small(c.sum(), t) || slices.ContainsFunc(c.Parts, func(p int64) bool { return small(p, t) })
}

// Protect marks the cells of a table whose total is published: first those
// too small, then, from the smallest upwards, as many more as it takes that no
// hidden cell can be found by subtraction. If even all filled cells are not
// enough, all cells are hidden. The result is in the order of the cells.
func Protect(cells []Cell, t int64) []bool {
	hidden := make([]bool, len(cells))
	if t == 0 {
		return hidden
	}
	for i, c := range cells {
		hidden[i] = c.Hidden || Primary(c, t)
	}
	for _, i := range bySize(cells) {
		if Safe(cells, hidden, t) {
			return hidden
		}
		hidden[i] = true
	}
	if !Safe(cells, hidden, t) {
		for i := range hidden {
			hidden[i] = true
		}
	}
	return hidden
}

func bySize(cells []Cell) []int {
	var order []int
	for i, c := range cells {
		if c.sum() > 0 {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(cells[a].sum(), cells[b].sum()), cmp.Compare(cells[a].Key, cells[b].Key))
	})
	return order
}

// Safe is the attacker's audit of one table: who knows the total, the open
// cells, the rules and, being the only person of a cell, that cell, still
// cannot narrow a hidden small count to fewer than t values, or to fewer than
// three when one more cell is known.
func Safe(cells []Cell, hidden []bool, t int64) bool {
	for part := range measures(cells) {
		if !safePart(cells, hidden, audit{part, t}) {
			return false
		}
	}
	return true
}

// measures is the number of things counted: each part, and their sum.
func measures(cells []Cell) int {
	if len(cells) == 0 || len(cells[0].Parts) < 2 {
		return 1
	}
	return len(cells[0].Parts) + 1
}

type audit struct {
	part int
	t    int64
}

func (a audit) of(c Cell) int64 {
	if a.part < len(c.Parts) {
		return c.Parts[a.part]
	}
	return c.sum()
}

func safePart(cells []Cell, hidden []bool, a audit) bool {
	var left, filled, singles int64 // what the hidden cells share
	for i, c := range cells {
		if v := a.of(c); hidden[i] && v > 0 {
			left, filled = left+v, filled+1
			if v == 1 {
				singles++
			}
		}
	}
	for i, c := range cells {
		v := a.of(c)
		if !hidden[i] || !small(v, a.t) {
			continue
		}
		high := left - (filled - 1) // the other hidden cells hold at least one each
		if high-1 < a.t-1 || high < a.t {
			return false
		}
		others := singles
		if v == 1 {
			others--
		}
		if others > 0 && filled < 3 {
			return false // the only person of the other cell subtracts
		}
	}
	return true
}
