package statistics

import (
	"fmt"
	"math"
	"testing"
)

func TestIntervals(t *testing.T) {
	for _, test := range []struct {
		c                          Count
		lo, hi, wilsonLo, wilsonHi string
	}{
		{Count{3, 4}, "0.1941", "0.9937", "0.3006", "0.9544"},
		{Count{8, 10}, "0.4439", "0.9748", "0.4902", "0.9433"},
		{Count{0, 12}, "0", "0.2646", "0", "0.2425"},
		{Count{12, 12}, "0.7354", "1", "0.7575", "1"},
		{Count{16, 20}, "0.5634", "0.9427", "0.5840", "0.9193"},
		{Count{45, 50}, "0.7819", "0.9667", "0.7864", "0.9565"},
		{Count{96, 120}, "0.7172", "0.8675", "0.7196", "0.8618"},
	} {
		exact, wilson := ClopperPearson(test.c), Wilson(test.c)
		name := fmt.Sprintf("%d of %d", test.c.X, test.c.N)
		same(t, name+" exact low", exact.Lo, test.lo)
		same(t, name+" exact high", exact.Hi, test.hi)
		same(t, name+" Wilson low", wilson.Lo, test.wilsonLo)
		same(t, name+" Wilson high", wilson.Hi, test.wilsonHi)
	}
}

// The rounded ends are right to the last of six decimals: half a step to
// either side, the tail lies on the other side of 1/40.
func TestIntervalEnds(t *testing.T) {
	for _, c := range []Count{{1, 7}, {16, 20}, {200, 350}, {399, 400}, {30, 100_000}, {80_000, 100_000}, {3_000_000, 5_000_000}} {
		lo, half := ClopperPearson(c).Lo, Ratio(1, 2*gridSize)
		if Binomial(c.N, minus(lo, half)).AtLeast(c.X).Cmp(halfTail()) > 0 {
			t.Errorf("%v: %s is too high", c, lo)
		}
		if Binomial(c.N, plus(lo, half)).AtLeast(c.X).Cmp(halfTail()) <= 0 {
			t.Errorf("%v: %s is too low", c, lo)
		}
	}
}

// The floating-point tail is as near to the exact one as it says.
func TestNearTail(t *testing.T) {
	for _, c := range []Count{{1, 1}, {0, 5}, {410, 500}, {3, 450}, {499, 500}, {2000, 2000}, {1600, 2000}} {
		for i := range 40 {
			p := Ratio(25*i+1, 1000)
			near, off := upperTail{c}.nearly(p)
			exact := toFloat(Binomial(c.N, p).AtLeast(c.X))
			if math.Abs(near-exact) > off || off > 1e-11 {
				t.Errorf("%v at %s: %v, exactly %v, bound %v", c, p, near, exact, off)
			}
		}
	}
}

func TestLargeIntervals(t *testing.T) {
	i := ClopperPearson(Count{80_000, 100_000})
	same(t, "80,000 of 100,000 low", i.Lo, "0.7975")
	same(t, "80,000 of 100,000 high", i.Hi, "0.8025")
}

func TestPoissonIntervals(t *testing.T) {
	for _, test := range []struct {
		x      int
		lo, hi string
	}{{0, "0", "3.6889"}, {3, "0.6187", "8.7673"}, {9, "4.1154", "17.0848"}} {
		i := PoissonInterval(test.x)
		same(t, fmt.Sprint(test.x, " low"), i.Lo, test.lo)
		same(t, fmt.Sprint(test.x, " high"), i.Hi, test.hi)
	}
}

// The first count whose upper tail is at most 0.001.
func TestPoissonLimits(t *testing.T) {
	for m, want := range map[string]int{"0.2": 4, "0.5": 5, "0.9": 6, "2": 9, "4": 12} {
		c := Poisson(rat(t, m))
		if got, ok := c.HighLimit(rat(t, "0.001")); !ok || got != want {
			t.Errorf("m = %s: %d, want %d", m, got, want)
		}
		over := minus(plus(c.AtMost(2), c.AtLeast(3)), one())
		if c.Exact() || over.Sign() <= 0 || times(over, power2(200)).Cmp(one()) >= 0 {
			t.Errorf("m = %s: the tails add to 1 + %s", m, over.FloatString(90))
		}
	}
	same(t, "e^-2", Poisson(rat(t, "2")).AtMost(0), "0.1353352832")
	same(t, "nothing expected", Poisson(rat(t, "0")).AtLeast(1), "0")
	if far := Poisson(one()).AtLeast(10_000); far.Sign() <= 0 {
		t.Error("a possible count has no chance at all")
	}
}

func TestComparePoisson(t *testing.T) {
	year, before := rat(t, "206"), rat(t, "207")
	nine := ComparePoisson(Exposed{9, year}, Exposed{3, before})
	same(t, "9 against 3, upper tail", nine.High, "0.0718347")
	same(t, "9 against 3", nine.TwoSided(), "0.143669")
	same(t, "14 against 3", ComparePoisson(Exposed{14, year}, Exposed{3, before}).TwoSided(), "0.0123783")
	for level, want := range map[string]int{"0.05": 12, "0.002": 18} {
		x := 4
		for ComparePoisson(Exposed{x, year}, Exposed{3, before}).TwoSided().Cmp(rat(t, level)) > 0 {
			x++
		}
		if x != want {
			t.Errorf("first count with p <= %s against 3: %d, want %d", level, x, want)
		}
	}
}

func TestDecimal(t *testing.T) {
	for text, want := range map[string]string{"1/8": "0.13", "-1/8": "-0.13", "-1/1000": "0.00", "2": "2.00"} {
		if got := Decimal(rat(t, text), 2); got != want {
			t.Errorf("%s is written %s, want %s", text, got, want)
		}
	}
	if _, err := Parse("1,5"); err == nil {
		t.Error("1,5 was read")
	}
}
