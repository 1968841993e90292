package disclosure

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sheet is a table of two dimensions whose margins are published and whose zeros are shown.
func sheet(values [][]int64) *System {
	s := &System{Settings: Default()}
	g := make(Grid, len(values))
	for i, r := range values {
		for j, v := range r {
			g[i] = append(g[i], s.add(fmt.Sprintf("r%d/c%d", i+1, j+1), v))
		}
	}
	for i, r := range g {
		s.margin(fmt.Sprintf("r%d", i+1), r)
	}
	for j := range g[0] {
		var column []int
		for i := range g {
			column = append(column, g[i][j])
		}
		s.margin(fmt.Sprintf("c%d", j+1), column)
	}
	s.Grids = []Grid{g}
	return s
}

func (s *System) add(key string, v int64) int {
	s.Cells = append(s.Cells, Cell{Key: key, Value: v, Threshold: 5})
	s.Figures = append(s.Figures, Figure{ID: key, Table: "t", Shows: []int{len(s.Cells) - 1}})
	return len(s.Cells) - 1
}

func (s *System) margin(key string, cells []int) {
	total := int64(0)
	var terms []Term
	for _, c := range cells {
		total += s.Cells[c].Value
		terms = append(terms, Term{c, 1})
	}
	s.Cells = append(s.Cells, Cell{Key: key, Value: total})
	s.Figures = append(s.Figures, Figure{ID: key, Table: "margin", Shows: []int{len(s.Cells) - 1}, Total: true})
	s.Relations = append(s.Relations, Relation{append(terms, Term{len(s.Cells) - 1, -1})})
}

func (s *System) hide(ids ...string) *System {
	for i := range s.Figures {
		s.Figures[i].Hidden = slices.Contains(ids, s.Figures[i].ID)
	}
	return s
}

func (s *System) hiddenIDs() []string {
	var list []string
	for _, f := range s.Figures {
		if f.Hidden {
			list = append(list, f.ID)
		}
	}
	return list
}

// The table of worked example 7.6.
var example = [][]int64{{12, 3, 25}, {30, 18, 22}, {7, 11, 2}, {21, 28, 21}}

func TestExampleComplementary(t *testing.T) {
	s := sheet(example)
	if breaches := s.Protect(); len(breaches) > 0 {
		t.Fatal(breaches)
	}
	if diff := cmp.Diff([]string{"r1/c2", "r1/c3", "r3/c2", "r3/c3"}, s.hiddenIDs()); diff != "" {
		t.Errorf("not the optimum of 7.6, cost 36: %s", diff)
	}
	want := []Interval{{"r1/c2", 2, 13, true}, {"r3/c3", 1, 12, true}}
	if diff := cmp.Diff(want, s.Intervals()); diff != "" {
		t.Error(diff)
	}
}

// If zeros could be hidden, the ends are one further.
func TestExampleWithDoubtfulZeros(t *testing.T) {
	s := sheet(example).hide("r1/c2", "r1/c3", "r3/c2", "r3/c3")
	s.refresh()
	for i := range s.zeros {
		s.zeros[i] = true
	}
	f := newFinder(s.parts(nil)[0])
	at := f.part.at[1] // r1/c2
	if lo, hi := f.end(at, false), f.end(at, true); lo != 1 || hi != 14 {
		t.Errorf("[%d, %d], want [1, 14]", lo, hi)
	}
}

func TestExampleAttacks(t *testing.T) {
	for _, tt := range []struct {
		name   string
		hidden []string
		want   []string
	}{
		{"primaries only", []string{"r1/c2", "r3/c3"}, []string{"r1/c2", "r3/c3"}},
		{"one more in each row", []string{"r1/c1", "r1/c2", "r3/c1", "r3/c3"}, []string{"r1/c2", "r3/c3"}},
		{"the optimum", []string{"r1/c2", "r1/c3", "r3/c2", "r3/c3"}, nil},
		{"a hidden cell without a cycle protects nothing, and harms nothing", []string{"r1/c2", "r1/c3", "r3/c1", "r3/c2", "r3/c3"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, b := range sheet(example).hide(tt.hidden...).Audit() {
				got = append(got, b.Key)
				if !b.Exact || b.Proof == "" {
					t.Errorf("no proof: %v", b)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	s := sheet(example).hide("r1/c2", "r3/c3", "r1/c3", "r3/c2", "r3/c1")
	s.refresh()
	if proof := s.given(s.parts(nil)[0])[slices.IndexFunc(s.Cells, func(c Cell) bool { return c.Key == "r3/c1" })]; proof == "" {
		t.Error("7 is not noticed to lie in [7, 7]")
	}
}

// The only person of the cell 1 subtracts, unless both rows are hidden whole.
func TestExampleSingleton(t *testing.T) {
	single := [][]int64{{12, 3, 25}, {30, 18, 22}, {7, 12, 1}, {21, 28, 21}}
	s := sheet(single).hide("r1/c2", "r1/c3", "r3/c2", "r3/c3")
	found := s.Audit()
	if len(found) != 1 || found[0].Key != "r1/c2" || found[0].Knowing != "r3/c3" || found[0].Low != 3 || found[0].High != 3 {
		t.Fatalf("the singleton finds %v", found)
	}
	s = sheet(single)
	if breaches := s.Protect(); len(breaches) > 0 {
		t.Fatal(breaches)
	}
	if diff := cmp.Diff([]string{"r1/c1", "r1/c2", "r1/c3", "r3/c1", "r3/c2", "r3/c3"}, s.hiddenIDs()); diff != "" {
		t.Errorf("not the optimum of 7.6, cost 56: %s", diff)
	}
}

// A centre with 6 outcomes, none passed: nothing is below 5, yet all six are known to have
// failed. The split is hidden, the margin stays.
func TestExampleGroup(t *testing.T) {
	s := &System{Settings: Default()}
	s.split("c1", 0, 6)
	s.split("c2", 40, 20)
	s.split("c3", 30, 25)
	for i := range s.Cells {
		if s.Cells[i].Key == "c1/passed" {
			s.Cells[i].Must = s.Settings.Group(6, 6)
		}
	}
	s.sum("passed")
	s.sum("sat")
	if breaches := s.Protect(); len(breaches) > 0 {
		t.Fatal(breaches)
	}
	if diff := cmp.Diff([]string{"share c1", "share c2"}, s.hiddenIDs()); diff != "" && !slices.Contains(s.hiddenIDs(), "share c1") {
		t.Error(diff)
	}
	if slices.Contains(s.hiddenIDs(), "count c1") {
		t.Error("the margin 6 is hidden too")
	}
}

// split is a group with its share, which shows both parts, and its number.
func (s *System) split(group string, passed, failed int64) {
	n := len(s.Cells)
	s.Cells = append(s.Cells, Cell{Key: group + "/passed", Value: passed, Threshold: 5}, Cell{Key: group + "/failed", Value: failed, Threshold: 5},
		Cell{Key: group + "/sat", Value: passed + failed, Threshold: 5})
	s.Figures = append(s.Figures, Figure{ID: "share " + group, Table: "share", Shows: []int{n, n + 1, n + 2}}, Figure{ID: "count " + group, Table: "count", Shows: []int{n + 2}})
	s.Relations = append(s.Relations, Relation{[]Term{{n, 1}, {n + 1, 1}, {n + 2, -1}}})
}

func (s *System) sum(part string) {
	var cells []int
	for i, c := range s.Cells {
		if strings.HasSuffix(c.Key, "/"+part) {
			cells = append(cells, i)
		}
	}
	s.margin(part, cells)
}

// row is a one-way table with its total.
func oneWay(values ...int64) *System {
	s := &System{Settings: Default()}
	var cells []int
	for i, v := range values {
		cells = append(cells, s.add(string(rune('a'+i)), v))
	}
	s.margin("total", cells)
	return s
}

func TestOneWay(t *testing.T) {
	for _, tt := range []struct {
		name   string
		values []int64
		want   []string
	}{
		{"nothing small", []int64{12, 5, 25}, nil},
		{"zero is shown", []int64{0, 9, 25}, nil},
		{"one small cell takes the next smallest along", []int64{12, 3, 25}, []string{"a", "b"}},
		{"the smaller of two helpers", []int64{7, 11, 2}, []string{"a", "c"}},
		{"singleton", []int64{40, 1, 3, 9}, []string{"b", "c", "d"}},
		{"two small ones protect each other when wide enough", []int64{4, 3, 20}, []string{"a", "b"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := oneWay(tt.values...)
			if breaches := s.Protect(); len(breaches) > 0 {
				t.Fatal(breaches)
			}
			if diff := cmp.Diff(tt.want, s.hiddenIDs()); diff != "" {
				t.Error(diff)
			}
		})
	}
}
