package disclosure

import "math"

// A simplex is the linear program over a part: y ≥ 0 with the equations as rows, kept as a
// dense tableau from which any cell can be driven up or down. Its arithmetic is floating
// point; nothing is believed of it that is not checked in integers (witness).
type simplex struct {
	t     [][]float64 // rows of the tableau; the last column is the right side
	basis []int       // column that each row solves for
	n     int         // columns of real variables
}

const tiny = 1e-9

// A limit is a bound on one variable that branching adds.
type limit struct {
	at    int
	upper bool
	value int64
}

// newSimplex solves the first phase; false if nothing fits.
func newSimplex(p part, limits []limit) (*simplex, bool) {
	n, m := len(p.cells)+len(limits), len(p.equations)+len(limits)
	s := &simplex{n: n, basis: make([]int, m)}
	for i := range m {
		r := make([]float64, n+m+1)
		s.fill(r, p, limits, i)
		if r[n+m] < 0 {
			for j := range r {
				r[j] = -r[j]
			}
		}
		r[n+i] = 1 // artificial
		s.basis[i] = n + i
		s.t = append(s.t, r)
	}
	return s, s.start(m)
}

func (s *simplex) fill(r []float64, p part, limits []limit, i int) {
	last := len(r) - 1
	if i < len(p.equations) {
		for _, t := range p.equations[i].terms {
			at := p.at[t.Cell]
			r[at] += float64(t.By)
			r[last] -= float64(t.By * p.low[at])
		}
		r[last] += float64(p.equations[i].equal)
		return
	}
	k := i - len(p.equations)
	l := limits[k]
	r[l.at], r[len(p.cells)+k] = 1, 1
	if !l.upper {
		r[len(p.cells)+k] = -1
	}
	r[last] = float64(l.value - p.low[l.at])
}

// start drives the artificial variables out.
func (s *simplex) start(m int) bool {
	cost := make([]float64, s.n+m)
	for i := range m {
		cost[s.n+i] = 1
	}
	if !s.minimise(cost, s.n+m) {
		return false
	}
	for i, b := range s.basis {
		if b < s.n {
			continue
		}
		if s.t[i][s.n+m] > 1e-7 {
			return false
		}
		for j := range s.n {
			if math.Abs(s.t[i][j]) > 1e-7 {
				s.pivot(i, j)
				break
			}
		}
	}
	return true
}

// reduced costs: of what each column would save.
func (s *simplex) costs(cost []float64) []float64 {
	d := append([]float64(nil), cost...)
	for i, b := range s.basis {
		if c := cost[b]; c != 0 {
			for j := range d {
				d[j] -= c * s.t[i][j]
			}
		}
	}
	return d
}

// minimise brings the cost down over the first columns by Bland's rule, which cannot cycle;
// false if it falls without end or takes too long.
func (s *simplex) minimise(cost []float64, columns int) bool {
	d := s.costs(cost)
	for range 50 * (len(s.t) + columns) {
		in := -1
		for j := range columns {
			if d[j] < -tiny {
				in = j
				break
			}
		}
		if in < 0 {
			return true
		}
		out := s.leaving(in)
		if out < 0 {
			return false
		}
		s.pivot(out, in)
		k := d[in]
		for j := range d {
			d[j] -= k * s.t[out][j]
		}
	}
	return false
}

func (s *simplex) leaving(in int) int {
	out, best := -1, math.Inf(1)
	for i, r := range s.t {
		if r[in] <= tiny {
			continue
		}
		ratio := r[len(r)-1] / r[in]
		if ratio < best-tiny || ratio < best+tiny && s.basis[i] < s.basis[out] {
			out, best = i, min(best, ratio)
		}
	}
	return out
}

func (s *simplex) pivot(i, j int) {
	r := s.t[i]
	k := 1 / r[j]
	for c := range r {
		r[c] *= k
	}
	for o, other := range s.t {
		if f := other[j]; o != i && f != 0 {
			for c, v := range r {
				if v != 0 {
					other[c] -= f * v
				}
			}
		}
	}
	s.basis[i] = j
}

// reach drives a variable as low or as high as it goes and returns the vertex; false if it
// has no end.
func (s *simplex) reach(at int, high bool) ([]float64, bool) {
	cost := make([]float64, s.n+len(s.t))
	cost[at] = 1
	if high {
		cost[at] = -1
	}
	ended := s.minimise(cost, s.n)
	y := make([]float64, s.n)
	for i, b := range s.basis {
		if b < s.n {
			y[b] = s.t[i][len(s.t[i])-1]
		}
	}
	return y, ended
}
