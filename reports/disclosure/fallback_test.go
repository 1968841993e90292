package disclosure

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// droppable makes every table of a system a breakdown that may be dropped.
func (s *System) droppable() *System {
	for i := range s.Figures {
		s.Figures[i].Breakdown = s.Figures[i].Table
	}
	return s
}

// overlapping is a one-way table of persons of whom twice stand under two keys, so that the
// total is smaller than the sum, and everybody knows by how much.
func overlapping(twice int64, values ...int64) *System {
	s := oneWay(values...)
	total := &s.Cells[len(s.Cells)-1]
	total.Value, total.Threshold = total.Value-twice, 5
	return s
}

// One person counted twice under one key: she is the total, and knows the count of the key
// whatever is hidden. The breakdown goes.
func TestBreakdownIsDropped(t *testing.T) {
	s := overlapping(1, 2).droppable()
	if breaches := s.Protect(); len(breaches) > 0 {
		t.Fatal(breaches)
	}
	dropped := false
	for _, f := range s.Figures {
		dropped = dropped || f.Dropped
		if f.Table == "t" && !f.Hidden {
			t.Errorf("%s is shown", f.ID)
		}
	}
	if !dropped {
		t.Error("nothing was dropped")
	}
	if breaches := overlapping(1, 2).Protect(); len(breaches) == 0 {
		t.Error("without dropping it would have been safe: the test shows nothing")
	}
}

// However small the numbers are, a release comes out, and the audit, run anew over what is
// shown, finds nothing. Nothing is dropped where hiding is enough.
func TestTinyNeverRefusesNeverLeaks(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 1500))
	dropped := 0
	for n := range 400 {
		values := handful(r)
		twice := min(int64(r.IntN(3)), slices.Max(values))
		build := func() *System { return overlapping(twice, values...) }
		hopeless := len(build().Protect()) > 0
		s := build().droppable()
		if breaches := s.Protect(); len(breaches) > 0 {
			t.Fatalf("table %d %v is refused: %v", n, values, breaches)
		}
		again, gone := build().droppable(), false
		for i, f := range s.Figures {
			again.Figures[i].Hidden, again.Figures[i].Dropped = f.Hidden, f.Dropped
			gone = gone || f.Dropped
		}
		if breaches := again.Audit(); len(breaches) > 0 {
			t.Fatalf("table %d %v leaks: %v", n, values, breaches)
		}
		if gone != hopeless {
			t.Fatalf("table %d %v, %d twice: dropped %t, hopeless by hiding %t", n, values, twice, gone, hopeless)
		}
		if gone {
			dropped++
		}
	}
	if dropped < 10 {
		t.Errorf("only %d of 400 tables need dropping: the test is too mild", dropped)
	}
}

// handful is a table of hardly anybody.
func handful(r *rand.Rand) []int64 {
	values := make([]int64, 1+r.IntN(4))
	most := 2 + r.IntN(6)
	for i := range values {
		values[i] = int64(r.IntN(most))
	}
	return values
}

// Shares of tiny groups, whose numerator, rest and denominator hang together, with the rule
// of groups and the only person of a rest.
func TestTinySharesNeverRefuse(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 3))
	for n := range 300 {
		s := &System{Settings: Default()}
		for g := range 1 + r.IntN(4) {
			s.split(fmt.Sprintf("c%d", g), int64(r.IntN(8)), int64(r.IntN(3)))
		}
		for i := range s.Cells {
			if r.IntN(4) == 0 {
				s.Cells[i].Must = Need{2, 2}
			}
		}
		s.sum("passed")
		s.sum("failed")
		s.sum("sat")
		s.droppable()
		if breaches := s.Protect(); len(breaches) > 0 {
			t.Fatalf("system %d is refused: %v", n, breaches)
		}
	}
}
