package disclosure

import (
	"cmp"
	"fmt"
	"slices"
)

// A Rule names the check of the ledger that a release fails (analysis, section 6.7).
type Rule string

// The checks.
const (
	Revised    Rule = "revision"  // the same sum with another value
	Difference Rule = "pair"      // one sum inside another
	RowSpace   Rule = "row space" // sums and differences of many
	Bounds     Rule = "bounds"    // what the sums leave open is too narrow
)

// A Clash is a small number of persons that a new release gives away together with earlier
// ones.
type Clash struct {
	Rule    Rule
	What    string // whose number
	Value   int64  // that would be known, or the most it can be
	Proof   string // the combination
	Release string // the earlier release it needs; "" if the new one alone does it
	Fact    string // the cheapest to hide in the new release: nothing published can be repaired
	Merge   bool   // a longer period would also do
}

// String tells a clash to engineers.
func (c Clash) String() string {
	return fmt.Sprintf("%s: %s = %d by %s; hide %s in the new release", c.Rule, c.What, c.Value, c.Proof, c.Fact)
}

// Check compares a release with everything published before.
func Check(earlier []Entry, now Entry, s Settings) []Clash {
	var list []Clash
	if s.Ledger.Revisions {
		list = append(list, revisions(earlier, now, s)...)
	}
	if s.Ledger.Pairs {
		list = append(list, pairs(earlier, now)...)
	}
	if s.Ledger.RowSpace || s.Ledger.Bounds {
		for _, c := range union(earlier, now, s) {
			if !slices.ContainsFunc(list, func(o Clash) bool { return o.Fact == c.Fact && o.Value == c.Value }) { // said by a simpler check
				list = append(list, c)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Clash) int { return cmp.Compare(a.What, b.What) })
	return slices.CompactFunc(list, func(a, b Clash) bool { return a.What == b.What && a.Fact == b.Fact })
}

// last is the newest published value of each sum, and where it stood.
func last(earlier []Entry) map[string]seen {
	m := map[string]seen{}
	for _, e := range earlier {
		for _, f := range e.Functionals {
			if f.Value != nil {
				m[f.id()] = seen{f, e.Release}
			}
		}
	}
	return m
}

type seen struct {
	Functional
	release string
}

// revisions: the difference of two versions of one number is a number of persons too.
func revisions(earlier []Entry, now Entry, s Settings) []Clash {
	before := last(earlier)
	var list []Clash
	for _, f := range now.Functionals {
		old, ok := before[f.id()]
		if !ok || f.Value == nil || f.Class != Sensitive && f.Class != Health {
			continue
		}
		d := *f.Value - *old.Value
		large := min(*f.Value, *old.Value) >= s.Ledger.LargeTotal && !f.Person
		if small(max(d, -d), f.Threshold) && !large {
			list = append(list, Clash{Rule: Revised, What: f.String(), Value: max(d, -d), Release: old.release, Fact: f.Fact,
				Proof: fmt.Sprintf("%d − %d", *f.Value, *old.Value)})
		}
	}
	return list
}

// pairs: of two sums of one measure, one inside the other, the rest must be nobody or many.
func pairs(earlier []Entry, now Entry) []Clash {
	byPlace := map[string][]seen{}
	for _, f := range last(earlier) {
		if f.Flow {
			k := f.Measure + "|" + f.By + "|" + f.Key
			byPlace[k] = append(byPlace[k], f)
		}
	}
	var list []Clash
	for _, f := range now.Functionals {
		if f.Value == nil || !f.Flow || f.Threshold == 0 {
			continue
		}
		for _, old := range byPlace[f.Measure+"|"+f.By+"|"+f.Key] {
			if f.same(old.Functional) || !inside(f, old.Functional) && !inside(old.Functional, f) {
				continue
			}
			d := *f.Value - *old.Value
			if inside(f, old.Functional) {
				d = -d
			}
			if small(d, f.Threshold) {
				list = append(list, Clash{Rule: Difference, What: rest(f, old.Functional), Value: d, Release: old.release, Fact: f.Fact, Merge: true,
					Proof: fmt.Sprintf("%d (%s – %s) − %d (%s – %s)", max(*f.Value, *old.Value), min(f.From, old.From), max(f.To, old.To), min(*f.Value, *old.Value), max(f.From, old.From), min(f.To, old.To))})
			}
		}
	}
	slices.SortFunc(list, func(a, b Clash) int { return cmp.Or(cmp.Compare(a.What, b.What), cmp.Compare(a.Proof, b.Proof)) })
	return list
}

// inside reports whether the period of one lies in that of the other.
func inside(inner, outer Functional) bool { return outer.From <= inner.From && inner.To <= outer.To }

// rest names what one period holds beyond another.
func rest(a, b Functional) string {
	if inside(a, b) {
		a, b = b, a
	}
	return fmt.Sprintf("%s without %s – %s", a, b.From, b.To)
}
