package disclosure

// A System is everything that is published together.
type System struct {
	Cells     []Cell
	Figures   []Figure
	Relations []Relation
	Grids     []Grid
	Settings  Settings

	hidden []bool              // cells that no open figure shows
	zeros  []bool              // cells that may be zero for all the attacker knows
	told   map[string][]Breach // what the audit found of a part, by all it depends on
	shows  [][]int             // figures that show a cell
}

// A Cell is a count. It is open if a figure that shows it is open, or if it is Public.
type Cell struct {
	Key       string
	Value     int64
	Threshold int64 // 1 to Threshold-1 must stay hidden; 0: may be known
	Must      Need  // what the attacker must be left with, where a rule other than the threshold says so
	Public    bool  // known to everybody, such as the population of a region
}

// target reports whether the cell has to stay hidden, and how uncertain.
func (s *System) target(c int) (Need, bool) {
	cell := s.Cells[c]
	if cell.Must != (Need{}) {
		return cell.Must, true
	}
	return s.Settings.Need(cell.Threshold), small(cell.Value, cell.Threshold)
}

func small(n, t int64) bool { return 0 < n && n < t }

// A Figure is one published number or share; whoever reads it knows all cells it shows.
type Figure struct {
	ID      string
	Table   string // figures of one table stand side by side
	Shows   []int  // cells
	Primary bool   // hidden by a rule
	Hidden  bool
	Total   bool // shown as long as anything else can be hidden

	Breakdown string // tables that are dropped together if hiding does not help; "": never
	Dropped   bool   // with its whole breakdown: a reader does not even learn that it is there
}

// A Relation is a sum over cells whose result everybody knows: regions add up to the
// country, passed and failed to sat. The result follows from the values.
type Relation struct{ Terms []Term }

// A Term is a cell with its coefficient in a sum.
type Term struct {
	Cell int
	By   int64
}

// A Grid is a table of two dimensions by its cells, -1 where there is none.
type Grid [][]int

// refresh finds out what is hidden now.
func (s *System) refresh() {
	s.hidden = make([]bool, len(s.Cells))
	s.zeros = make([]bool, len(s.Cells))
	for i, c := range s.Cells {
		s.hidden[i] = !c.Public
		s.zeros[i] = c.Value == 0
	}
	for _, f := range s.Figures {
		if f.Hidden {
			continue
		}
		for _, c := range f.Shows {
			s.hidden[c] = false
		}
	}
	s.index()
	s.doubt()
	s.untold()
}

// doubt spreads over tables in which a zero is hidden: an attacker who sees one cell hidden
// there cannot tell that it is filled.
func (s *System) doubt() {
	doubtful := map[string]bool{}
	for _, f := range s.Figures {
		for _, c := range f.Shows {
			if f.Hidden && len(f.Shows) == 1 && s.Cells[c].Value == 0 {
				doubtful[f.Table] = true
			}
		}
	}
	for _, f := range s.Figures {
		for _, c := range f.Shows {
			s.zeros[c] = s.zeros[c] || f.Hidden && doubtful[f.Table]
		}
	}
}

// low is the least a hidden cell can be for all the attacker knows: zeros are shown, so a
// hidden cell holds one at least.
func (s *System) low(c int) int64 {
	if s.zeros[c] {
		return 0
	}
	return min(1, s.Cells[c].Value)
}

// An equation is what a relation says about the hidden cells: their sum is known.
type equation struct {
	terms []Term
	equal int64
	open  bool // a known number is in the sum
}

// parts are the hidden cells that hang together, with the equations over them. Where the
// attacker knows more, known are further cells with their values.
func (s *System) parts(known map[int]bool) []part {
	at := newForest(len(s.Cells))
	var equations []equation
	for _, r := range s.Relations {
		var e equation
		for _, t := range r.Terms {
			if s.hidden[t.Cell] && !known[t.Cell] {
				e.terms = append(e.terms, t)
				e.equal += t.By * s.Cells[t.Cell].Value
				at.join(e.terms[0].Cell, t.Cell)
			}
			e.open = e.open || !s.hidden[t.Cell]
		}
		if len(e.terms) > 0 {
			equations = append(equations, e)
		}
	}
	return s.gather(at, equations)
}

func (s *System) gather(at forest, equations []equation) []part {
	var list []part
	place := map[int]int{}
	for _, e := range equations {
		root := at.root(e.terms[0].Cell)
		n, ok := place[root]
		if !ok {
			n = len(list)
			place[root] = n
			list = append(list, part{})
		}
		list[n].equations = append(list[n].equations, e)
	}
	for i := range list {
		list[i].index(s)
	}
	return list
}

// A part is a set of hidden cells that no equation links with others.
type part struct {
	cells     []int
	low       []int64 // of each cell
	value     []int64
	equations []equation
	at        map[int]int // place of a cell in the lists
}

func (p *part) index(s *System) {
	p.at = map[int]int{}
	for _, e := range p.equations {
		for _, t := range e.terms {
			if _, ok := p.at[t.Cell]; !ok {
				p.at[t.Cell] = len(p.cells)
				p.cells = append(p.cells, t.Cell)
				p.low = append(p.low, s.low(t.Cell))
				p.value = append(p.value, s.Cells[t.Cell].Value)
			}
		}
	}
}

// A forest joins what belongs together.
type forest []int

func newForest(n int) forest {
	f := make(forest, n)
	for i := range f {
		f[i] = i
	}
	return f
}

func (f forest) root(i int) int {
	for f[i] != i {
		f[i] = f[f[i]]
		i = f[i]
	}
	return i
}

func (f forest) join(a, b int) { f[f.root(b)] = f.root(a) }
