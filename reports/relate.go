package reports

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"nsk/reports/disclosure"
)

// relate adds every sum that an attacker can use: the parts of a share, the keys of a
// breakdown and the country, the steps between nested counts, the margins of two-way
// tables, and what is found between columns.
func (s *secrets) relate() {
	known := map[string]bool{}
	add := func(terms ...disclosure.Term) {
		if r, key := relationOf(terms); key != "" && !known[key] {
			known[key] = true
			s.system.Relations = append(s.system.Relations, r)
		}
	}
	for _, c := range s.columns {
		s.split(c, add)
		if c.same == c {
			s.sums(c, add)
			s.steps(c, add)
			s.ends(c, add)
			s.margins(c, add)
		}
	}
	s.chains(add)
	s.remainders(add)
	s.linked(add)
}

type adder func(terms ...disclosure.Term)

// relationOf joins the terms of one cell; the key is empty if nothing is left.
func relationOf(terms []disclosure.Term) (disclosure.Relation, string) {
	sum := map[int]int64{}
	for _, t := range terms {
		sum[t.Cell] += t.By
	}
	var r disclosure.Relation
	var key strings.Builder
	for _, c := range slices.Sorted(maps.Keys(sum)) {
		if sum[c] != 0 {
			r.Terms = append(r.Terms, disclosure.Term{Cell: c, By: sum[c]})
			key.WriteString(itoa64(int64(c)) + "*" + itoa64(sum[c]) + " ")
		}
	}
	return r, key.String()
}

// split: numerator and rest are the denominator.
func (s *secrets) split(c *column, add adder) {
	indicator, isRest := strings.CutSuffix(c.name, " "+others)
	if !isRest {
		return
	}
	for _, p := range c.places() {
		add(s.term(indicator+" "+hits, p, 1), s.term(c.name, p, 1), s.term(indicator+" "+whole, p, -1))
	}
}

func (s *secrets) term(column string, p place, by int64) disclosure.Term {
	return disclosure.Term{Cell: s.byName[column].same.cells[p], By: by}
}

// sums: the keys of a breakdown make the country. Persons who stand under two keys make the
// sum a little larger; the attacker is taken to know by how much.
func (s *secrets) sums(c *column, add adder) {
	for by := range groups(c) {
		if by.by == "nation" || slices.Contains(alone, by.by) {
			continue
		}
		nation, ok := c.cells[place{"nation", Nation, by.window}]
		if !ok {
			continue
		}
		country := s.system.Cells[nation].Value
		terms := []disclosure.Term{{Cell: nation, By: -1}}
		var sum int64
		for _, at := range groups(c)[by] {
			terms = append(terms, disclosure.Term{Cell: at, By: 1})
			sum += s.system.Cells[at].Value
		}
		if gap := sum - country; gap >= 0 && gap <= max(20, country/20) {
			add(terms...)
		}
	}
}

// groups are the cells of a column by breakdown and window, in the order of places.
func groups(c *column) map[place][]int {
	m := map[place][]int{}
	for p, at := range c.cells {
		g := place{by: p.by, window: p.window}
		m[g] = append(m[g], at)
	}
	for _, list := range m {
		slices.Sort(list)
	}
	return m
}

// steps: of nested counts the difference from one to the next is a count of people too.
func (s *secrets) steps(c *column, add adder) {
	for by, cells := range groups(c) {
		if !slices.Contains(nested, by.by) {
			continue
		}
		slices.SortFunc(cells, func(a, b int) int {
			return cmp.Or(cmp.Compare(s.system.Cells[b].Value, s.system.Cells[a].Value), cmp.Compare(a, b))
		})
		for i := range len(cells) - 1 {
			s.difference(cells[i], cells[i+1], add)
		}
	}
}

// difference makes the count between two that hold each other a cell of its own. The
// attacker who knows both knows it.
func (s *secrets) difference(large, small int, add adder) {
	a, b := s.system.Cells[large], s.system.Cells[small]
	if large == small || a.Value <= b.Value {
		return
	}
	d := s.cell("("+a.Key+") − ("+b.Key+")", a.Value-b.Value, max(a.Threshold, b.Threshold))
	add(disclosure.Term{Cell: large, By: 1}, disclosure.Term{Cell: small, By: -1}, disclosure.Term{Cell: d, By: -1})
}

// ends: who stopped at a stage are those who reached it, without those who went on and those
// who are still open there.
func (s *secrets) ends(c *column, add adder) {
	for _, p := range c.places() {
		stage, err := strconv.Atoi(p.key)
		if p.by != "standing" || err != nil {
			continue
		}
		open := c.cells[p]
		here, ok := c.cells[place{"reached", p.key, p.window}]
		next, on := c.cells[place{"reached", strconv.Itoa(stage + 1), p.window}]
		if !ok {
			continue
		}
		left, limit := s.system.Cells[here].Value-s.system.Cells[open].Value, s.system.Cells[open].Threshold
		terms := []disclosure.Term{{Cell: here, By: 1}, {Cell: open, By: -1}}
		if on {
			left -= s.system.Cells[next].Value
			terms = append(terms, disclosure.Term{Cell: next, By: -1})
		}
		if left < 0 { // a later stage without this one: no sum that holds
			continue
		}
		d := s.cell("ended at "+p.String(), left, limit)
		add(append(terms, disclosure.Term{Cell: d, By: -1})...)
	}
}

// margins: the rows and columns of a two-way table make its one-way tables.
func (s *secrets) margins(c *column, add adder) {
	lines := map[place][]disclosure.Term{}
	for _, p := range c.places() {
		a, b, ok := c.twoWay(p.by)
		if !ok {
			continue
		}
		row, col, _ := strings.Cut(p.key, "/")
		for _, m := range []place{{a, row, p.window}, {b, col, p.window}} {
			if len(lines[m]) == 0 {
				if at, ok := c.cells[m]; ok {
					lines[m] = append(lines[m], disclosure.Term{Cell: at, By: -1})
				}
			}
			lines[m] = append(lines[m], disclosure.Term{Cell: c.cells[p], By: 1})
		}
	}
	for _, m := range slices.SortedFunc(maps.Keys(lines), func(a, b place) int { return cmp.Compare(a.String(), b.String()) }) {
		add(lines[m]...)
	}
	s.grids(c)
}

// grids are the two-way tables of a column, for the search of cycles.
func (s *secrets) grids(c *column) {
	byTable := map[place][]place{}
	for _, p := range c.places() {
		if _, _, ok := c.twoWay(p.by); ok {
			t := place{by: p.by, window: p.window}
			byTable[t] = append(byTable[t], p)
		}
	}
	for _, t := range slices.SortedFunc(maps.Keys(byTable), func(a, b place) int { return cmp.Compare(a.String(), b.String()) }) {
		var rows, cols []string
		for _, p := range byTable[t] {
			row, col, _ := strings.Cut(p.key, "/")
			rows, cols = once(rows, row), once(cols, col)
		}
		g := make(disclosure.Grid, len(rows))
		for i := range g {
			g[i] = slices.Repeat([]int{-1}, len(cols))
		}
		for _, p := range byTable[t] {
			row, col, _ := strings.Cut(p.key, "/")
			g[slices.Index(rows, row)][slices.Index(cols, col)] = c.cells[p]
		}
		s.system.Grids = append(s.system.Grids, g)
	}
}

func once(list []string, v string) []string {
	if slices.Contains(list, v) {
		return list
	}
	return append(list, v)
}

// chains: denominators one inside another.
func (s *secrets) chains(add adder) {
	for _, chain := range s.safety.Chains {
		for i := range len(chain) - 1 {
			small, large := s.byName[chain[i]+" "+whole], s.byName[chain[i+1]+" "+whole]
			if small == nil || large == nil {
				continue
			}
			for _, p := range small.places() {
				if at, ok := large.same.cells[p]; ok {
					s.difference(at, small.same.cells[p], add)
				}
			}
		}
	}
}

// remainders: what disjoint parts leave of their whole.
func (s *secrets) remainders(add adder) {
	for _, parts := range s.safety.Remainders {
		all := s.byName[parts[0]+" "+whole]
		if all == nil {
			continue
		}
		for _, p := range all.places() {
			s.remainder(parts, p, add)
		}
	}
}

func (s *secrets) remainder(parts []string, p place, add adder) {
	at := s.byName[parts[0]+" "+whole].same.cells[p]
	left, limit := s.system.Cells[at].Value, s.system.Cells[at].Threshold
	terms := []disclosure.Term{{Cell: at, By: -1}}
	for _, id := range parts {
		c, all := s.byName[id+" "+hits], s.byName[id+" "+whole]
		if c == nil || all == nil {
			return
		}
		n, ok := c.at[p]
		if !ok || all.at[p] != s.system.Cells[at].Value {
			return
		}
		left -= n
		terms = append(terms, s.term(id+" "+hits, p, 1))
	}
	if left < 0 {
		return
	}
	d := s.cell("what "+strings.Join(parts, " and ")+" leave of all, "+p.String(), left, limit)
	add(append(terms, disclosure.Term{Cell: d, By: 1})...)
}
