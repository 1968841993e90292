package disclosure

import (
	"math/rand/v2"
	"testing"
)

// tables are all whole tables that agree with everything published: every value of every
// hidden cell is tried.
func (p part) tables(yield func([]int64)) {
	table := make([]int64, len(p.cells))
	var fill func(i int)
	fill = func(i int) {
		if i == len(table) {
			if p.agrees(table) {
				yield(table)
			}
			return
		}
		for v := p.low[i]; v <= p.most(i); v++ {
			table[i] = v
			fill(i + 1)
		}
	}
	fill(0)
}

// most is what a cell can be in an equation without negative terms.
func (p part) most(i int) int64 {
	best := int64(-1)
	for _, e := range p.equations {
		for _, t := range e.terms {
			if t.Cell == p.cells[i] && (best < 0 || e.equal < best) {
				best = e.equal
			}
		}
	}
	return best
}

// random is a small table with many small numbers.
func random(r *rand.Rand) [][]int64 {
	values := make([][]int64, 2+r.IntN(2))
	columns := 2 + r.IntN(2)
	for i := range values {
		for range columns {
			values[i] = append(values[i], int64(r.IntN(9)))
		}
	}
	return values
}

// The ends that the audit finds are those that trying everything finds.
func TestAuditAgreesWithBruteForce(t *testing.T) {
	r := rand.New(rand.NewPCG(391, 2023))
	checked := 0
	for range 150 {
		s := sheet(random(r))
		for i := range s.Figures {
			s.Figures[i].Hidden = !s.Figures[i].Total && r.IntN(2) == 0
		}
		s.refresh()
		for _, p := range s.parts(nil) {
			if len(p.cells) > 6 {
				continue
			}
			checked++
			low, high := make([]int64, len(p.cells)), make([]int64, len(p.cells))
			for i := range low {
				low[i] = 1 << 30
			}
			p.tables(func(table []int64) {
				for i, v := range table {
					low[i], high[i] = min(low[i], v), max(high[i], v)
				}
			})
			f := newFinder(p)
			for i := range p.cells {
				if lo, hi := f.end(i, false), f.end(i, true); lo != low[i] || hi != high[i] {
					t.Fatalf("%s: audit [%d, %d], all tables [%d, %d]", s.Cells[p.cells[i]].Key, lo, hi, low[i], high[i])
				}
			}
		}
	}
	if checked < 80 {
		t.Errorf("only %d parts were small enough to try everything", checked)
	}
}

// Whatever the table, after Protect nothing small is open, and the audit, run anew, finds
// no hidden cell recoverable or too narrow.
func TestNothingIsRecoverable(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	for n := range 300 {
		values := make([][]int64, 2+r.IntN(6))
		columns := 2 + r.IntN(4)
		for i := range values {
			for range columns {
				values[i] = append(values[i], int64(r.IntN(4)*r.IntN(12)))
			}
		}
		s := sheet(values)
		if breaches := s.Protect(); len(breaches) > 0 {
			t.Fatalf("table %d %v: %v", n, values, breaches)
		}
		again := sheet(values).hide(s.hiddenIDs()...)
		if breaches := again.Audit(); len(breaches) > 0 {
			t.Fatalf("table %d %v, hidden %v: %v", n, values, s.hiddenIDs(), breaches)
		}
	}
}

// Three dimensions: a linked system in which the bounds of the linear program need not be
// whole, and a witness is asked for.
func TestLinkedTables(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	for n := range 40 {
		s := cube(r)
		if breaches := s.Protect(); len(breaches) > 0 {
			t.Fatalf("cube %d: %v", n, breaches)
		}
	}
}

// cube is a table of three dimensions with its three tables of sums, all published.
func cube(r *rand.Rand) *System {
	s := &System{Settings: Default()}
	at := [3][3][3]int{}
	for x := range 3 {
		for y := range 3 {
			for z := range 3 {
				at[x][y][z] = s.add(string([]byte{'a' + byte(x), 'a' + byte(y), 'a' + byte(z)}), int64(r.IntN(30)))
			}
		}
	}
	for a := range 3 {
		for b := range 3 {
			s.margin(string([]byte{'x', 'a' + byte(a), 'a' + byte(b)}), []int{at[0][a][b], at[1][a][b], at[2][a][b]})
			s.margin(string([]byte{'y', 'a' + byte(a), 'a' + byte(b)}), []int{at[a][0][b], at[a][1][b], at[a][2][b]})
			s.margin(string([]byte{'z', 'a' + byte(a), 'a' + byte(b)}), []int{at[a][b][0], at[a][b][1], at[a][b][2]})
		}
	}
	return s
}
