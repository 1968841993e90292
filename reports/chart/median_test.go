package chart

import "testing"

func TestMedians(t *testing.T) {
	if _, ok := Medians([]Point{{X: 1, Y: 1}, {X: 2, Y: 2}, {X: 3, Y: 3}}); ok {
		t.Error("three points have medians")
	}
	lines, ok := Medians([]Point{{X: 4, Y: 10}, {X: 1, Y: 40}, {X: 9, Y: 20}, {X: 6, Y: 70}})
	if !ok || lines[0].Points[0].X != 5 || lines[1].Points[0].Y != 30 {
		t.Errorf("got %+v", lines)
	}
}
