package disclosure

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func counts(values ...int64) []Cell {
	var cells []Cell
	for i, v := range values {
		cells = append(cells, Cell{Key: string(rune('a' + i)), Parts: []int64{v}})
	}
	return cells
}

func TestProtect(t *testing.T) {
	tests := []struct {
		name   string
		values []int64
		want   []bool
	}{
		{"nothing small", []int64{12, 5, 25}, []bool{false, false, false}},
		{"zero is shown", []int64{0, 9, 25}, []bool{false, false, false}},
		// Worked example 7.6, row R1: 12, 3, 25 with the total 40. One hidden cell would be 40 − 12 − 25.
		{"one small cell takes the next smallest along", []int64{12, 3, 25}, []bool{true, true, false}},
		// Row R3: 7, 11, 2 with the total 20.
		{"the smaller of two helpers", []int64{7, 11, 2}, []bool{true, false, true}},
		// The only person of the cell 1 would subtract and find 3: a third cell is needed.
		{"singleton", []int64{40, 1, 3, 9}, []bool{false, true, true, true}},
		{"four and one give themselves away with the total 5", []int64{4, 1, 0}, []bool{true, true, true}},
		{"two small ones protect each other when wide enough", []int64{4, 3, 20}, []bool{true, true, false}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, Protect(counts(tt.values...), 5)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestProtectParts(t *testing.T) {
	cells := []Cell{
		{Key: "10", Parts: []int64{40, 20}},
		{Key: "11", Parts: []int64{30, 3}}, // three failed
		{Key: "15", Parts: []int64{25, 15}},
	}
	want := []bool{false, true, true}
	if diff := cmp.Diff(want, Protect(cells, 5)); diff != "" {
		t.Error(diff)
	}
}

func TestProtectStartsFromLinkedTable(t *testing.T) {
	cells := counts(30, 20, 10)
	cells[1].Hidden = true
	if got := Protect(cells, 5); !got[1] {
		t.Errorf("a cell hidden elsewhere was opened: %v", got)
	}
}

// Whatever the table, an attacker who tries every way to fill the hidden cells
// finds at least two values for every small one.
func TestNoHiddenCellIsRecoverable(t *testing.T) {
	random := rand.New(rand.NewPCG(391, 2023))
	for range 2000 {
		cells := counts()
		for i := range 2 + random.IntN(4) {
			cells = append(cells, Cell{Key: string(rune('a' + i)), Parts: []int64{int64(random.IntN(12))}})
		}
		hidden := Protect(cells, 5)
		var left int64
		var among []int
		for i, c := range cells {
			if hidden[i] {
				left, among = left+c.sum(), append(among, i)
			}
		}
		for _, i := range among {
			if v := cells[i].sum(); small(v, 5) && len(solutions(left, len(among))) < 2 {
				t.Fatalf("cell %d = %d of %v is recoverable (hidden %v)", i, v, cells, hidden)
			}
		}
		for i, c := range cells {
			if !hidden[i] && small(c.sum(), 5) {
				t.Fatalf("small cell shown: %v %v", cells, hidden)
			}
		}
	}
}

// solutions are the values one of n hidden cells can take when all share left,
// zero included only if zeros had to be hidden.
func solutions(left int64, n int) []int64 {
	var list []int64
	for v := int64(0); v <= left; v++ {
		if n > 1 || v == left {
			list = append(list, v)
		}
	}
	return list
}

func TestThreshold(t *testing.T) {
	for _, tt := range []struct {
		class  Class
		person bool
		want   int64
	}{{Open, true, 0}, {Organisation, false, 0}, {Persons, true, 5}, {Sensitive, false, 5}, {Sensitive, true, 10}, {Health, false, 10}} {
		if got := tt.class.Threshold(tt.person); got != tt.want {
			t.Errorf("%s: got %d, want %d", tt.class, got, tt.want)
		}
	}
}
