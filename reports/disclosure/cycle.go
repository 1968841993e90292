package disclosure

import "slices"

// cycle is the cheapest way to put a cell of a two-way table on a cycle of hidden cells
// that is not there yet: in such a table a hidden cell is recoverable exactly if it lies on
// none (analysis, section 6.4). The result is the figures to hide.
func (s *System) cycle(b Breach) []int {
	var best []int
	var bestCost int64
	for _, g := range s.Grids {
		i, j, ok := g.place(b.Cell)
		if !ok {
			continue
		}
		for _, avoid := range s.limiting(g, b) {
			cells, cost := s.path(g, [2]int{i, j}, avoid)
			if cost > 0 && (best == nil || cost < bestCost) {
				best, bestCost = s.figuresOf(cells), cost
			}
		}
		if best != nil {
			return best
		}
	}
	return nil
}

func (g Grid) place(cell int) (row, column int, ok bool) {
	for i, r := range g {
		if j := slices.Index(r, cell); j >= 0 {
			return i, j, true
		}
	}
	return 0, 0, false
}

// limiting are the cells a new cycle has to get by without: none while the cell lies on no
// cycle, then each hidden one in turn, as one of them holds the cell too narrow; of the
// person who knows a cell, that cell.
func (s *System) limiting(g Grid, b Breach) []int {
	list := []int{}
	for _, r := range g {
		for _, c := range r {
			if c >= 0 && c != b.Cell && s.hidden[c] && s.Cells[c].Key == b.Knowing {
				return []int{c}
			}
			if c >= 0 && c != b.Cell && s.hidden[c] {
				list = append(list, c)
			}
		}
	}
	if b.Exact || b.Low == b.High {
		return []int{-1}
	}
	return list
}

func (s *System) figuresOf(cells []int) []int {
	var list []int
	for _, c := range cells {
		for _, n := range s.openFigures(c) {
			if !slices.Contains(list, n) {
				list = append(list, n)
			}
		}
	}
	return list
}

// price of an edge: nothing for a hidden cell, no way for zeros, totals and what everybody
// knows.
func (s *System) price(c, avoid int) (int64, bool) {
	switch {
	case c < 0 || c == avoid:
		return 0, false
	case s.hidden[c]:
		return 0, true
	case s.Cells[c].Public || s.Cells[c].Value == 0:
		return 0, false
	}
	return s.cost(c), true
}

// path is Dijkstra over rows and columns, joined by cells: the cheapest way from the row of
// a cell to its column around the cell. Rows are 0.., columns follow.
func (s *System) path(g Grid, at [2]int, avoid int) (cells []int, cost int64) {
	rows, columns := len(g), len(g[0])
	const far = int64(1) << 60
	dist, from, done := make([]int64, rows+columns), make([]int, rows+columns), make([]bool, rows+columns)
	for i := range dist {
		dist[i], from[i] = far, -1
	}
	dist[at[0]] = 0
	for {
		u := -1
		for i := range dist {
			if !done[i] && dist[i] < far && (u < 0 || dist[i] < dist[u]) {
				u = i
			}
		}
		if u < 0 {
			break
		}
		done[u] = true
		for v := range dist {
			c := g.between(u, v)
			if c < 0 || c == g[at[0]][at[1]] {
				continue
			}
			if p, ok := s.price(c, avoid); ok && dist[u]+p < dist[v] {
				dist[v], from[v] = dist[u]+p, u
			}
		}
	}
	end := rows + at[1]
	if dist[end] == far {
		return nil, 0
	}
	for v := end; from[v] >= 0; v = from[v] {
		cells = append(cells, g.between(from[v], v))
	}
	return cells, dist[end]
}

// between is the cell that joins two nodes, -1 if none does.
func (g Grid) between(u, v int) int {
	rows := len(g)
	if u > v {
		u, v = v, u
	}
	if u >= rows || v < rows {
		return -1
	}
	return g[u][v-rows]
}
