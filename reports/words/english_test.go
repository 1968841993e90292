package words

import (
	"math/big"
	"testing"
	"time"
)

// What is for engineers is plain: ISO days, numbers without groups, the choice made.
func TestEnglish(t *testing.T) {
	d := Date{2026, time.December, 15}
	got, err := English("due {d.loc}, {r}; {n} of {k}, {p}: {w?late|missing}", Args{
		"d": d, "r": Days{d, d}, "n": Int(12345), "k": Label("x"), "p": Percent(big.NewRat(123, 10), 1), "w": Choice(1)})
	if want := "Due 2026-12-15, 2026-12-15 to 2026-12-15; 12345 of x, 12.3%: missing"; err != nil || got != want {
		t.Errorf("%q, %v, want %q", got, err, want)
	}
	if _, err := English("{d}", nil); err == nil {
		t.Error("a slot without a value is rendered")
	}
}
