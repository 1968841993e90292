package words

import (
	"math/big"
	"testing"
)

func TestNumberString(t *testing.T) {
	for _, tt := range []struct {
		in           string
		decimals     int
		want, signed string
	}{
		{"0", 0, "0", "0"},
		{"999", 0, "999", "+999"},
		{"1000", 0, "1\u00a0000", "+1\u00a0000"},
		{"1234567", 0, "1\u00a0234\u00a0567", "+1\u00a0234\u00a0567"},
		{"-1234.5", 1, "−1\u00a0234,5", "−1\u00a0234,5"},
		{"0.5", 0, "1", "+1"},
		{"-0.5", 0, "−1", "−1"},
		{"2.345", 2, "2,35", "+2,35"},
		{"1.005", 2, "1,01", "+1,01"}, // 1.00 in binary floating point
		{"-0.04", 1, "0,0", "0,0"},
		{"2", 1, "2,0", "+2,0"},
		{"12345678901234567890123", 0, "12\u00a0345\u00a0678\u00a0901\u00a0234\u00a0567\u00a0890\u00a0123", "+12\u00a0345\u00a0678\u00a0901\u00a0234\u00a0567\u00a0890\u00a0123"},
	} {
		n := mustNumber(t, tt.in, tt.decimals)
		if got := n.String(); got != tt.want {
			t.Errorf("%s with %d decimals: %q, want %q", tt.in, tt.decimals, got, tt.want)
		}
		if got := n.Signed(); got != tt.signed {
			t.Errorf("%s signed: %q, want %q", tt.in, got, tt.signed)
		}
		if got := n.AsPercent().String(); got != tt.want+"%" {
			t.Errorf("%s percent: %q, want %q", tt.in, got, tt.want+"%")
		}
	}
}

func TestNumberRoundsThirds(t *testing.T) {
	if got := Percent(big.NewRat(200, 3), 1).String(); got != "66,7%" {
		t.Errorf("two thirds: %q", got)
	}
	if got := Percent(big.NewRat(-1, 3), 2).Signed(); got != "−0,33%" {
		t.Errorf("minus a third: %q", got)
	}
}

func TestNumberOfNothing(t *testing.T) {
	var n Number
	if n.String() != "0" || n.Sign() != 0 || n.Abs().String() != "0" {
		t.Errorf("zero Number shows %q", n)
	}
}

func TestParseNumberRefuses(t *testing.T) {
	for _, s := range []string{"", "1/3", "1e5", "1,5", "x", "-", "1.2.3", "NaN", "0x10", " 1"} {
		if n, err := ParseNumber(s, 0); err == nil {
			t.Errorf("%q was read as %s", s, n)
		}
	}
}

func TestAbsDoesNotChangeTheArgument(t *testing.T) {
	v := big.NewRat(-5, 1)
	if got := Dec(v, 0).Abs().String(); got != "5" || v.Sign() != -1 {
		t.Errorf("Abs gives %q and leaves %s", got, v)
	}
}

func mustNumber(t *testing.T, s string, decimals int) Number {
	t.Helper()
	n, err := ParseNumber(s, decimals)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
