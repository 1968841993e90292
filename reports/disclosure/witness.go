package disclosure

import "math"

// A finder looks for whole tables that agree with everything published.
type finder struct {
	part   part
	base   *simplex // without branching
	budget int      // linear programs that branching may still solve
}

// branching is how many linear programs one end of an interval may cost. What is not found
// by then counts as not there, so the cell counts as too narrow: the error is on the safe
// side.
const branching = 60

func newFinder(p part) *finder {
	base, ok := newSimplex(p, nil)
	if !ok {
		base = nil // numbers too large for the solver: nothing is proved, nothing counts as safe
	}
	return &finder{part: p, base: base}
}

// end is the lowest or highest value of a cell for which a whole table was found; the true
// table is always one. Endless upwards counts as much as is ever asked for.
func (f *finder) end(at int, high bool) int64 {
	if f.base == nil {
		return f.part.value[at]
	}
	f.budget = branching
	y, ended := f.base.reach(at, high)
	if high && !ended {
		return f.part.value[at] + f.endless()
	}
	best := f.part.value[at]
	f.branch(at, high, y, nil, &best)
	return best
}

// endless is for cells that nothing bounds from above.
func (f *finder) endless() int64 { return 1 << 20 }

// branch rounds a vertex; where it is broken, it cuts at the first broken cell.
func (f *finder) branch(at int, high bool, y []float64, limits []limit, best *int64) {
	v, whole, broken := f.rounded(y, at, high)
	if high && v <= *best || !high && v >= *best {
		return // no better than what was found
	}
	if whole {
		*best = v
		return
	}
	if broken < 0 || f.budget <= 0 {
		return
	}
	cut := int64(math.Floor(y[broken]+tiny)) + f.part.low[broken]
	for _, l := range []limit{{broken, !high, cut}, {broken, high, cut}} {
		if !l.upper {
			l.value++
		}
		f.budget--
		next := append(append([]limit(nil), limits...), l)
		if s, ok := newSimplex(f.part, next); ok {
			if z, ended := s.reach(at, high); ended {
				f.branch(at, high, z, next, best)
			}
		}
	}
}

// rounded is the value of a cell in a vertex, rounded inwards; whether the vertex is whole
// and, checked in integers, a table that agrees with every equation; else a broken cell.
func (f *finder) rounded(y []float64, at int, high bool) (v int64, whole bool, broken int) {
	broken = -1
	table := make([]int64, len(f.part.cells))
	for i := range table {
		r := math.Round(y[i])
		if math.Abs(r-y[i]) > 1e-6 && broken < 0 {
			broken = i
		}
		table[i] = int64(r) + f.part.low[i]
	}
	v = int64(math.Ceil(y[at]-1e-6)) + f.part.low[at]
	if high {
		v = int64(math.Floor(y[at]+1e-6)) + f.part.low[at]
	}
	return v, broken < 0 && f.part.agrees(table), broken
}

// agrees reports whether a whole table fits everything that is known.
func (p part) agrees(table []int64) bool {
	for i, v := range table {
		if v < p.low[i] {
			return false
		}
	}
	for _, e := range p.equations {
		sum := -e.equal
		for _, t := range e.terms {
			sum += t.By * table[p.at[t.Cell]]
		}
		if sum != 0 {
			return false
		}
	}
	return true
}
