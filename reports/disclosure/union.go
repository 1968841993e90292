package disclosure

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
)

// A sum is a published or hidden number as a set of atoms: keys of a breakdown by stretches
// of time that no period cuts.
type sum struct {
	Functional
	n       int // place among all sums of the system
	atoms   []int
	release string // "" of the release under check
	fresh   bool
}

// union puts all releases into one system per measure and breakdown and looks whether
// something small follows from all of them together that did not from the earlier ones.
func union(earlier []Entry, now Entry, s Settings) []Clash {
	var list []Clash
	for _, sums := range tables(earlier, now) {
		if slices.ContainsFunc(sums, func(f sum) bool { return f.fresh }) && slices.ContainsFunc(sums, func(f sum) bool { return !f.fresh }) {
			list = append(list, joint(sums, s)...)
		}
	}
	return list
}

// Alone are the small numbers that follow from one publication by adding and subtracting
// its numbers, without knowing anything else.
func Alone(e Entry) []Clash {
	var list []Clash
	for _, sums := range tables(nil, e) {
		list = append(list, recovered(sums)...)
	}
	return list
}

// tables are the sums of each measure and breakdown, the newest value of each. Where nothing
// is hidden and all periods are one, nothing new can follow.
func tables(earlier []Entry, now Entry) [][]sum {
	groups := map[string]map[string]sum{}
	put := func(f Functional, release string, fresh bool) {
		k := f.Measure + "|" + f.By
		if !f.Flow {
			k += "|" + f.From + "|" + f.To // states of different days do not add up
		}
		if groups[k] == nil {
			groups[k] = map[string]sum{}
		}
		if old, ok := groups[k][f.id()]; ok && (f.Value == nil || old.Value != nil && *old.Value == *f.Value) {
			return // nothing new: what was published before is known, hidden or not
		}
		groups[k][f.id()] = sum{Functional: f, release: release, fresh: fresh}
	}
	for _, e := range append(slices.Clone(earlier), now) {
		for _, f := range e.Functionals {
			put(f, e.Release, e.Seq == now.Seq && e.Hash == now.Hash)
		}
	}
	nations(groups)
	var keys []string
	for k := range groups {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	var list [][]sum
	for _, k := range keys {
		var sums []sum
		for _, f := range groups[k] {
			sums = append(sums, f)
		}
		slices.SortFunc(sums, func(a, b sum) int { return cmp.Compare(a.id(), b.id()) })
		if worth(sums) {
			list = append(list, divide(sums))
		}
	}
	return list
}

// nations puts the figures of the country beside those of every breakdown of the measure.
func nations(groups map[string]map[string]sum) {
	for key, g := range groups {
		measure, rest, _ := strings.Cut(key, "|")
		by, days, _ := strings.Cut(rest, "|")
		nation := measure + "|nation"
		if days != "" {
			nation += "|" + days
		}
		if by == "nation" || nested(g) {
			continue
		}
		for id, f := range groups[nation] {
			g[id] = f
		}
	}
}

func nested(g map[string]sum) bool {
	for _, f := range g {
		if f.Nested {
			return true
		}
	}
	return false
}

func worth(sums []sum) bool {
	periods := map[string]bool{}
	hidden := false
	for _, f := range sums {
		periods[f.From+f.To] = true
		hidden = hidden || f.Value == nil
	}
	return hidden || len(periods) > 1
}

// divide cuts time at every end of a period and gives each sum its atoms. The country is
// the sum of all keys.
func divide(sums []sum) []sum {
	var cuts, keys []string
	for _, f := range sums {
		cuts = append(cuts, f.From, dayAfter(f.To))
		if f.By != "nation" || len(sums) == 1 {
			keys = append(keys, f.Key)
		}
	}
	slices.Sort(cuts)
	slices.Sort(keys)
	cuts, keys = slices.Compact(cuts), slices.Compact(keys)
	if len(keys) == 0 {
		keys = []string{sums[0].Key}
	}
	for i, f := range sums {
		sums[i].n = i
		for k, key := range keys {
			for c := range len(cuts) - 1 {
				if (f.By == "nation" || f.Key == key) && f.From <= cuts[c] && cuts[c] <= f.To {
					sums[i].atoms = append(sums[i].atoms, k*(len(cuts)-1)+c)
				}
			}
		}
	}
	return sums
}

func dayAfter(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day + "~" // no day; still after it
	}
	return t.AddDate(0, 0, 1).Format(time.DateOnly)
}

// joint are the clashes of one system.
func joint(sums []sum, s Settings) []Clash {
	var list []Clash
	if s.Ledger.RowSpace {
		list = recovered(sums)
	}
	if s.Ledger.Bounds && len(list) == 0 {
		list = narrowed(sums, s)
	}
	return list
}

// equations of the published sums; a hidden one is a cell of its own, tied to its atoms.
func equations(sums []sum, first int) (list []equation, of []int) {
	for _, f := range sums {
		e := equation{}
		for _, a := range f.atoms {
			e.terms = append(e.terms, Term{a, 1})
		}
		if f.Value == nil {
			e.terms = append(e.terms, Term{first + f.n, -1})
		} else {
			e.equal = *f.Value
		}
		list, of = append(list, e), append(of, f.n)
	}
	return list, of
}

func atomsOf(sums []sum) int {
	most := -1
	for _, f := range sums {
		for _, a := range f.atoms {
			most = max(most, a)
		}
	}
	return most + 1
}

// recovered are small numbers in the row space of all sums that are not in that of the
// earlier ones.
func recovered(sums []sum) []Clash {
	first := atomsOf(sums)
	old := map[int]bool{}
	earlier, _ := equations(slices.DeleteFunc(slices.Clone(sums), func(f sum) bool { return f.fresh }), first)
	for _, r := range reduced(earlier) {
		if c := keysOf(r.at); len(c) == 1 {
			old[c[0]] = true
		}
	}
	list, of := equations(sums, first)
	var clashes []Clash
	for _, r := range reduced(list) {
		if len(r.at) != 1 || !r.equal.IsInt() {
			continue
		}
		c, v := keysOf(r.at)[0], r.equal.Num().Int64()
		if old[c] || !small(v, sums[0].Threshold) {
			continue
		}
		clash := clashOf(sums, r, clue{c, v, of})
		if !slices.ContainsFunc(clashes, func(o Clash) bool { return o.What == clash.What }) { // a hidden sum and its only atom are one
			clashes = append(clashes, clash)
		}
	}
	return clashes
}

// A clue is a cell with its value and the sums of the equations.
type clue struct {
	cell  int
	value int64
	of    []int
}

func clashOf(sums []sum, r row, c clue) Clash {
	clash := Clash{Rule: RowSpace, Value: c.value, Proof: r.combination(func(e int) string { return sums[c.of[e]].told() })}
	clash.What = nameOf(sums, c.cell)
	best := int64(math.MaxInt64)
	for _, e := range keysOf(r.from) {
		f := sums[c.of[e]]
		switch {
		case f.Value == nil:
		case !f.fresh:
			clash.Release = f.release
		case *f.Value < best:
			best, clash.Fact = *f.Value, f.Fact
		}
	}
	return clash
}

func (f sum) told() string {
	if f.Value == nil {
		return f.String()
	}
	return f.String() + " = " + itoa(*f.Value)
}

// nameOf is a hidden sum, or the sum that an atom belongs to alone or first.
func nameOf(sums []sum, cell int) string {
	if n := cell - atomsOf(sums); n >= 0 {
		return sums[n].String()
	}
	best := -1
	for n, f := range sums {
		if slices.Contains(f.atoms, cell) && (best < 0 || len(f.atoms) < len(sums[best].atoms)) {
			best = n
		}
	}
	if len(sums[best].atoms) == 1 {
		return sums[best].String()
	}
	return "a part of " + sums[best].String()
}

// narrowed are hidden sums that all releases together leave too little room, where the
// earlier ones left enough.
func narrowed(sums []sum, s Settings) []Clash {
	first := atomsOf(sums)
	before := slices.DeleteFunc(slices.Clone(sums), func(f sum) bool { return f.fresh && f.Value != nil })
	var list []Clash
	for n, f := range sums {
		if f.Value != nil {
			continue
		}
		low, high, ok := span(sums, first, n)
		need := s.Need(f.Threshold)
		if !ok || low >= f.Threshold || high-low >= need.Width && high >= need.Upper {
			continue
		}
		if lo, hi, ok := span(before, first, n); ok && lo == low && hi == high {
			continue // the new release adds nothing
		}
		list = append(list, Clash{Rule: Bounds, What: f.String(), Value: high, Proof: "[" + itoa(low) + ", " + itoa(high) + "]", Fact: smallest(sums)})
	}
	return list
}

// smallest is the cheapest figure of the new release.
func smallest(sums []sum) string {
	best, fact := int64(math.MaxInt64), ""
	for _, f := range sums {
		if f.fresh && f.Value != nil && *f.Value > 0 && f.By != "nation" && *f.Value < best {
			best, fact = *f.Value, f.Fact
		}
	}
	return fact
}

// span is between what a hidden sum lies, rounded inwards; false if revisions contradict
// each other, or nothing bounds it.
func span(sums []sum, first, n int) (low, high int64, ok bool) {
	list, _ := equations(sums, first)
	p := part{equations: list, at: map[int]int{}}
	for _, e := range list {
		for _, t := range e.terms {
			if _, in := p.at[t.Cell]; !in {
				p.at[t.Cell] = len(p.cells)
				p.cells, p.low = append(p.cells, t.Cell), append(p.low, 0)
			}
		}
	}
	lp, feasible := newSimplex(p, nil)
	if !feasible {
		return 0, 0, false
	}
	at, in := p.at[first+n]
	if !in {
		return 0, 0, false
	}
	least, _ := lp.reach(at, false)
	most, ended := lp.reach(at, true)
	return int64(math.Ceil(least[at] - 1e-6)), int64(math.Floor(most[at] + 1e-6)), ended
}
