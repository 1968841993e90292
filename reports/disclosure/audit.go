package disclosure

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
)

// A Breach is a hidden count that an attacker finds, or narrows too far.
type Breach struct {
	Cell      int
	Key       string
	Low, High int64  // all the attacker must reckon with
	Exact     bool   // found by adding and subtracting what is published
	Knowing   string // the cell that its only person knows, if the attacker is that person
	Proof     string // the sums that give it away
}

// String says what is found and how, for engineers.
func (b Breach) String() string {
	text := fmt.Sprintf("%s lies between %d and %d", b.Key, b.Low, b.High)
	if b.Exact || b.Low == b.High {
		text = fmt.Sprintf("%s is exactly recoverable", b.Key)
	}
	if b.Knowing != "" {
		text += " for the only person of " + b.Knowing
	}
	if b.Proof != "" {
		text += ": " + b.Proof
	}
	return text
}

// An Interval is what an attacker can say of a hidden cell.
type Interval struct {
	Key       string
	Low, High int64
	Safe      bool
}

// Audit is the attacker: every hidden count that must stay uncertain and does not.
func (s *System) Audit() []Breach {
	s.refresh()
	breaches := s.shown()
	for _, p := range s.parts(nil) {
		breaches = append(breaches, s.auditPart(p)...)
	}
	slices.SortFunc(breaches, func(a, b Breach) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Knowing, b.Knowing))
	})
	return breaches
}

// shown are counts that stand open and must not.
func (s *System) shown() []Breach {
	var list []Breach
	for i, c := range s.Cells {
		if _, ok := s.target(i); ok && !s.hidden[i] {
			list = append(list, Breach{Cell: i, Key: c.Key, Low: c.Value, High: c.Value, Exact: true, Proof: "it is shown"})
		}
	}
	return list
}

func (s *System) auditPart(p part) []Breach {
	if s.silent(p) || !slices.ContainsFunc(p.cells, s.isTarget) {
		return nil
	}
	given := s.given(p)
	f := newFinder(p)
	var list []Breach
	for i, c := range p.cells {
		need, ok := s.target(c)
		if !ok {
			continue
		}
		b := Breach{Cell: c, Key: s.Cells[c].Key, Low: s.Cells[c].Value, High: s.Cells[c].Value, Proof: given[c]}
		if b.Exact = given[c] != ""; !b.Exact {
			b.Low, b.High = f.end(i, false), f.end(i, true)
		}
		if b.High-b.Low < need.Width || b.High < need.Upper {
			list = append(list, b)
		}
	}
	if len(list) > 0 {
		return list
	}
	return s.singles(p)
}

func (s *System) isTarget(c int) bool {
	_, ok := s.target(c)
	return ok
}

// given are the cells that exact elimination finds, with the sums that do it.
func (s *System) given(p part) map[int]string {
	found := map[int]string{}
	for _, r := range reduced(p.equations) {
		if len(r.at) == 1 {
			found[keysOf(r.at)[0]] = r.combination(func(e int) string { return s.name(p.equations[e]) })
		}
	}
	return found
}

// name is an equation in the words of the keys.
func (s *System) name(e equation) string {
	text := ""
	for i, t := range e.terms {
		sign := " + "
		if t.By < 0 {
			sign = " − "
		}
		if i > 0 || t.By < 0 {
			text += sign
		}
		text += s.Cells[t.Cell].Key
	}
	return fmt.Sprintf("%s = %d", text, e.equal)
}

// singles are what the only person of a hidden cell, who knows it, finds about the others.
func (s *System) singles(p part) []Breach {
	if !s.Settings.Audit.Singleton {
		return nil
	}
	var list []Breach
	one := s.kin(p)
	for _, c := range p.cells {
		if s.Cells[c].Value != 1 || s.Cells[c].Threshold == 0 {
			continue
		}
		for _, q := range s.parts(map[int]bool{c: true}) {
			if slices.ContainsFunc(q.cells, func(i int) bool { _, in := p.at[i]; return in }) {
				list = append(list, s.knowing(q, c, one)...)
			}
		}
	}
	return list
}

func (s *System) knowing(q part, single int, one people) []Breach {
	f := newFinder(q)
	var list []Breach
	for i, c := range q.cells {
		if !s.isTarget(c) || one.own(c, single) {
			continue
		}
		low, high := f.end(i, false), f.end(i, true)
		if high-low < 2 {
			list = append(list, Breach{Cell: c, Key: s.Cells[c].Key, Low: low, High: high, Knowing: s.Cells[single].Key})
		}
	}
	return list
}

// kin joins the cells that hold one and the same person: a count of one that is a sum, and
// the part of it that is one. Whoever is alone in a group is alone in its parts, and learns
// nothing about others there.
func (s *System) kin(p part) people {
	f := people{newForest(len(s.Cells)), map[int][]int{}}
	for _, r := range s.Relations {
		s.joinOne(f, r)
	}
	for _, r := range reduced(p.equations) { // what is equal whatever it is called
		if cells := keysOf(r.at); len(cells) == 2 && r.equal.Sign() == 0 && new(big.Rat).Add(r.at[cells[0]], r.at[cells[1]]).Sign() == 0 {
			f.join(cells[0], cells[1])
		}
	}
	return f
}

// people are cells of one person, and the sums of one that a zero is part of.
type people struct {
	forest
	empty map[int][]int
}

// own reports whether the only person of a cell knows another by knowing herself.
func (p people) own(cell, single int) bool {
	return p.root(cell) == p.root(single) ||
		slices.ContainsFunc(p.empty[cell], func(sum int) bool { return p.root(sum) == p.root(single) })
}

// joinOne joins a sum of one with its part of one.
func (s *System) joinOne(f people, r Relation) {
	var plus, minus []int
	for _, t := range r.Terms {
		if t.By > 0 {
			plus = append(plus, t.Cell)
		} else {
			minus = append(minus, t.Cell)
		}
	}
	if len(plus) == 1 {
		plus, minus = minus, plus
	}
	if len(minus) != 1 || s.Cells[minus[0]].Value != 1 {
		return
	}
	for _, c := range plus {
		if s.Cells[c].Value == 1 {
			f.join(minus[0], c)
		} else {
			f.empty[c] = append(f.empty[c], minus[0])
		}
	}
}

// Intervals are what the attacker can say of every hidden cell that must stay uncertain.
func (s *System) Intervals() []Interval {
	s.refresh()
	var list []Interval
	for _, p := range s.parts(nil) {
		f := newFinder(p)
		for i, c := range p.cells {
			need, ok := s.target(c)
			if !ok {
				continue
			}
			v := Interval{Key: s.Cells[c].Key, Low: f.end(i, false), High: f.end(i, true)}
			v.Safe = v.High-v.Low >= need.Width && v.High >= need.Upper
			list = append(list, v)
		}
	}
	slices.SortFunc(list, func(a, b Interval) int { return cmp.Compare(a.Key, b.Key) })
	return list
}
