package statistics

import (
	"math/big"
	"testing"
)

func TestSign(t *testing.T) {
	same(t, "15 of 18", SignTest(15, 3).TwoSided(), "247/32768")
	same(t, "15 of 18", SignTest(15, 3).TwoSided(), "0.0075378")
	same(t, "12 of 18", SignTest(12, 6).TwoSided(), "0.2378845")
	same(t, "9 of 18", SignTest(9, 9).TwoSided(), "1/1")
}

func TestCompareGroups(t *testing.T) {
	strata := []Table{{Count{18, 20}, Count{10, 15}}, {Count{12, 20}, Count{8, 18}}}
	difference, _ := RiskDifference(strata)
	crude, _ := CrudeDifference(strata)
	tails := CompareGroups(strata)
	same(t, "difference", difference, "77/400")
	same(t, "crude", crude, "0.2045")
	same(t, "P(X >= 30)", tails.High, "0.0631875")
	same(t, "p", tails.TwoSided(), "0.1263751")
}

// Composition trap: women look worse only because more of them sat the harder
// examination.
func TestComposition(t *testing.T) {
	strata := []Table{{Count{9, 10}, Count{36, 40}}, {Count{24, 40}, Count{5, 10}}}
	difference, _ := RiskDifference(strata)
	crude, _ := CrudeDifference(strata)
	same(t, "crude", crude, "-4/25")
	same(t, "adjusted", difference, "1/20")
	same(t, "p", CompareGroups(strata).TwoSided(), "0.8599893")
}

func TestUsable(t *testing.T) {
	strata := []Table{{Count{30, 40}, Count{30, 40}}, {Count{4, 4}, Count{30, 40}}}
	if usable, enough := Usable(strata); len(usable) != 1 || !enough {
		t.Errorf("%v, %v", usable, enough)
	}
	if _, enough := Usable([]Table{{Count{30, 39}, Count{30, 40}}}); enough {
		t.Error("39 outcomes are enough")
	}
	if _, ok := RiskDifference([]Table{{Count{1, 2}, Count{}}}); ok {
		t.Error("a group of nobody was compared")
	}
	if _, ok := CrudeDifference(nil); ok {
		t.Error("nobody was compared")
	}
}

// Over 400 outcomes the weights are rounded; the tails hardly move, upwards.
func TestLargeConditional(t *testing.T) {
	var strata []Table
	for i := range 12 {
		strata = append(strata, Table{Count{15 + i%4, 20}, Count{12 + i%3, 18}})
	}
	rounded, exact := Conditional(strata), certain(0, false)
	for _, s := range strata {
		exact = exact.sum(hypergeometric(s))
	}
	if rounded.Exact() || !exact.Exact() {
		t.Fatal("456 outcomes were not rounded")
	}
	for _, x := range []int{170, 190, 198, 205} {
		over := minus(rounded.AtLeast(x), exact.AtLeast(x))
		if over.Sign() < 0 || times(over, power2(200)).Cmp(one()) >= 0 {
			t.Errorf("P(X >= %d) is off by %s", x, over.FloatString(90))
		}
	}
}

// Under the odds ratio found the power is reached, one step below it is not.
func TestDetectableGroups(t *testing.T) {
	strata := []Table{{Count{32, 40}, Count{31, 40}}, {Count{40, 60}, Count{38, 55}}}
	level, power := rat(t, "0.05"), rat(t, "0.8")
	odds, difference, ok := DetectableGroups(strata, level, power)
	if !ok || difference.Sign() <= 0 || difference.Cmp(rat(t, "0.3")) > 0 {
		t.Fatalf("odds %v, difference %v, %v", odds, difference, ok)
	}
	limit, _ := Conditional(strata).HighLimit(rat(t, "0.025"))
	if tilted(strata, odds).AtLeast(limit).Cmp(power) < 0 {
		t.Errorf("odds ratio %s lacks power", odds)
	}
	if tilted(strata, minus(odds, rat(t, "0.01"))).AtLeast(limit).Cmp(power) >= 0 {
		t.Errorf("odds ratio %s is not the smallest", odds)
	}
	if _, _, ok := DetectableGroups([]Table{{Count{1, 2}, Count{1, 2}}}, level, power); ok {
		t.Error("four outcomes can show a difference")
	}
}

func TestShrinkage(t *testing.T) {
	prior := rat(t, "0.8")
	for _, test := range []struct {
		c        Count
		fraction string
		decimal  string
	}{{Count{3, 4}, "19/24", "0.7917"}, {Count{0, 6}, "16/26", "0.6154"}, {Count{45, 50}, "61/70", "0.8714"}} {
		got := ShrunkRate(test.c, 20, prior)
		same(t, "rate", got, test.fraction)
		same(t, "rate", got, test.decimal)
	}
	// 3 applicants among 2 times ten thousand employed, national rate 4.
	same(t, "count", ShrunkCount(3, rat(t, "2"), 5, rat(t, "4")), "2.4615")
}

func TestOverdispersion(t *testing.T) {
	var units []Unit
	p := rat(t, "0.8")
	squares := map[int]string{22: "1/1", 34: "9/2", 46: "9/2", 66: "49/4", 92: "9/1", 84: "1/1"}
	for _, c := range []Count{{22, 25}, {34, 50}, {46, 50}, {66, 100}, {92, 100}, {84, 100}} {
		u := Unit{c, times(whole(c.N), p), times(whole(c.N), rat(t, "0.16"))}
		same(t, "z squared", newScore(u).square, squares[c.X])
		units = append(units, u)
	}
	o, ok := NewOverdispersion(units)
	if !ok || o.Applies || o.Units != 6 {
		t.Errorf("%+v: six centres are no ground for it", o)
	}
	same(t, "phi", o.Phi, "43/8")
	same(t, "rho", o.Rho, "105/1676")
	binomial, wide := Binomial(100, p), BetaBinomial(100, p, o.Rho)
	same(t, "66 of 100, binomial", binomial.AtMost(66), "0.000737")
	same(t, "66 of 100, beta-binomial", wide.AtMost(66), "0.116396")
	same(t, "92 of 100, binomial", binomial.AtLeast(92), "0.000855")
	same(t, "92 of 100, beta-binomial", wide.AtLeast(92), "0.134585")
	same(t, "all of it", plus(wide.AtMost(66), wide.AtLeast(67)), "1/1")
	same(t, "no correlation", BetaBinomial(20, p, new(big.Rat)).AtMost(9), "0.0005634137")
}

// Twenty centres: the two most extreme on each side are drawn in before the
// scatter is judged.
func TestOverdispersionApplies(t *testing.T) {
	var units []Unit
	for i := range 20 {
		x := 90 // z = 2.5
		if i%2 == 0 {
			x = 70 // z = -2.5
		}
		if i < 2 {
			x = 0 // absurd, drawn in
		}
		units = append(units, Unit{Count{x, 100}, whole(80), whole(16)})
	}
	o, ok := NewOverdispersion(append(units, Unit{Count{9, 9}, whole(1), one()}))
	if !ok || !o.Applies || o.Units != 20 {
		t.Errorf("%+v", o)
	}
	same(t, "phi", o.Phi, "25/4")
	for i := range units {
		units[i].Seen.X = 84 - 8*(i%2)
	}
	o, _ = NewOverdispersion(units)
	if o.Applies {
		t.Errorf("ordinary scatter: %+v", o)
	}
	same(t, "phi", o.Phi, "1/1")
	if _, ok := NewOverdispersion(nil); ok {
		t.Error("no centres were judged")
	}
}
