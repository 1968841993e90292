package recount

import (
	"maps"
	"slices"
	"strconv"
)

// A Cell is one figure: its parts where it has any, and the value of what is no quotient.
type Cell struct {
	Num, Den int64
	Whole    bool // it has a denominator
	Text     bool // it is a value, and has no parts
	None     bool // there was nothing to count
	Value    string
}

// A Count is the figures by the ids of facts: "E.02", "E.02/region=75".
type Count map[string]Cell

func (c Count) cell(id string, num, den int) {
	c[id] = Cell{Num: int64(num), Den: int64(den), Whole: den >= 0}
}

// A group tells the key of a thing in a breakdown; nil where there is none.
type group[T any] struct {
	by  string
	key func(T) string
}

// count counts things, as a whole and by one breakdown.
func count[T any](c Count, id string, list []T, g group[T]) {
	c.cell(id, len(list), -1)
	for key, part := range g.split(list) {
		c.cell(id+"/"+g.by+"="+key, len(part), -1)
	}
}

// share counts the things that are so, of all.
func share[T any](c Count, id string, list []T, so func(T) bool, g group[T]) {
	if len(list) == 0 {
		c[id] = Cell{None: true}
		return
	}
	c.cell(id, len(filter(list, so)), len(list))
	for key, part := range g.split(list) {
		c.cell(id+"/"+g.by+"="+key, len(filter(part, so)), len(part))
	}
}

// hits counts the things that are so; parts that have none are 0.
func hits[T any](c Count, id string, list []T, so func(T) bool, g group[T]) {
	c.cell(id, len(filter(list, so)), -1)
	for key, part := range g.split(list) {
		c.cell(id+"/"+g.by+"="+key, len(filter(part, so)), -1)
	}
}

func (g group[T]) split(list []T) map[string][]T {
	parts := map[string][]T{}
	if g.key == nil {
		return parts
	}
	for _, v := range list {
		k := g.key(v)
		parts[k] = append(parts[k], v)
	}
	return parts
}

func filter[T any](list []T, so func(T) bool) []T {
	var kept []T
	for _, v := range list {
		if so(v) {
			kept = append(kept, v)
		}
	}
	return kept
}

// distinct counts the different values of a property, leaving out "".
func distinct[T any](list []T, of func(T) string) int {
	seen := map[string]bool{}
	for _, v := range list {
		if k := of(v); k != "" {
			seen[k] = true
		}
	}
	return len(seen)
}

func number(s string) int {
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(err)
	}
	return n
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// All counts every indicator.
func (r *Republic) All() Count {
	c := Count{}
	for _, part := range []func(Count){
		r.frameworks, r.programmes, r.centres, r.centreRoutes, r.funnel, r.durations, r.exams, r.results, r.documents,
		r.people, r.gaps, r.demand, r.routes, r.returns, r.quality, r.platform, r.councils,
	} {
		part(c)
	}
	return c
}
