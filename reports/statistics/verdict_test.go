package statistics

import (
	"math/big"
	"testing"
)

func TestPartialYear(t *testing.T) {
	percent := func(r *big.Rat) *big.Rat { return times(r, whole(100)) }
	headline, sameLag := Change(8160, 7452), Change(8160, 7300)
	same(t, "headline", percent(headline), "9.5")
	same(t, "per working day", percent(ChangePerDay(Volume{8160, 204}, Volume{7452, 207})), "11.1")
	same(t, "same lag", percent(sameLag), "11.8")
	same(t, "against the full year", percent(Change(8160, 9000)), "-9.3")
	same(t, "revision", percent(Change(7452, 7300)), "2.1")
	same(t, "apart", percent(minus(sameLag, headline)), "2.3")
	if !Sensitive(headline, sameLag) || Sensitive(headline, rat(t, "0.1")) || !Sensitive(rat(t, "-0.001"), rat(t, "0.001")) {
		t.Error("sensitivity to late data is misjudged")
	}
	lo, hi := CountBounds(8160, 240)
	if lo != 8160 || hi != 8400 {
		t.Errorf("bounds %d to %d", lo, hi)
	}
	same(t, "upper bound of the change", percent(Change(hi, 7452)), "12.7")
	bounds := RateBounds(Count{3900, 4875}, 125)
	same(t, "rate", percent(Ratio(3900, 4875)), "80.0")
	same(t, "least", percent(bounds.Lo), "78.0")
	same(t, "most", percent(bounds.Hi), "80.5")
}

func TestCoverage(t *testing.T) {
	share, ok := Coverage([]Provider{{12, 3, 3}, {30, 2, 3}, {8, 3, 3}})
	if !ok {
		t.Fatal("nothing was expected")
	}
	same(t, "coverage", share, "120/150")
	if _, ok := Coverage([]Provider{{0, 1, 1}}); ok {
		t.Error("no volume has a coverage")
	}
}

func TestPassRates(t *testing.T) {
	sat, concluded, due := Outcomes{Passed: 60, Failed: 14, NoShowOwn: 4, Open: 4}.PassRates()
	for _, test := range []struct {
		c    Count
		n    int
		want string
	}{{sat, 74, "81.1"}, {concluded, 78, "76.9"}, {due, 82, "73.2"}} {
		if test.c.N != test.n {
			t.Errorf("denominator %d, want %d", test.c.N, test.n)
		}
		same(t, "pass rate", times(Ratio(test.c.X, test.c.N), whole(100)), test.want)
	}
}

func TestShares(t *testing.T) {
	same(t, "dissimilarity", Dissimilarity(rats(t, "0.10 0.60 0.20 0.10"), rats(t, "0.05 0.40 0.30 0.25")), "1/4")
	index, ok := Concentration([]int{50, 30, 20})
	if !ok {
		t.Fatal("no index")
	}
	same(t, "concentration", index, "3800")
	if _, ok := Concentration([]int{0}); ok {
		t.Error("nothing has a concentration")
	}
}

func TestVerdicts(t *testing.T) {
	value := func(b, g, v int) ValueGoal {
		return ValueGoal{Baseline: whole(b), Target: whole(g), Now: whole(v)}
	}
	bounded := value(62, 90, 78)
	bounded.Bounds = &Interval{whole(74), whole(83)}
	for _, test := range []struct {
		name       string
		goal       Goal
		outcome    Outcome
		progress   string
		favourable string
		worsened   bool
		mayRise    bool
	}{
		{"up", value(62, 90, 78), Partly, "0.571", "0.571", false, false},
		{"up with missing returns", bounded, NotMet, "0.429", "0.750", false, true},
		{"down", value(30, 10, 12), Partly, "0.900", "0.900", false, false},
		{"down, the wrong way", value(30, 10, 34), NotMet, "-0.200", "-0.200", true, false},
		{"exactly met", value(62, 90, 90), Met, "1", "1", false, false},
		{"exactly half", value(60, 90, 75), Partly, "1/2", "1/2", false, false},
		{"list", ListGoal{Original: 7, GoneOutOfScope: 1, Resolved: 4}, Partly, "0.667", "2/3", false, false},
		{"zero", ZeroGoal{Listed: 9, Cleared: 9}, Met, "1", "1", false, false},
		{"zero, an old case left", ZeroGoal{Listed: 9, Cleared: 9, OlderThanDeadline: 1}, Partly, "1", "1", false, false},
		{"zero, under half", ZeroGoal{Listed: 9, Cleared: 4}, NotMet, "0.444", "4/9", false, false},
	} {
		v := Judge(test.goal, Circumstances{})
		if v.Outcome != test.outcome || v.Worsened != test.worsened || v.MayRise != test.mayRise {
			t.Errorf("%s: %+v", test.name, v)
		}
		same(t, test.name, v.Progress, test.progress)
		same(t, test.name, v.Favourable, test.favourable)
	}
}

func TestVerdictMarks(t *testing.T) {
	rate := ValueGoal{Baseline: rat(t, "0.7"), Target: rat(t, "0.85"), Now: rat(t, "0.8"), Rate: &Count{16, 20}}
	if v := Judge(rate, Circumstances{}); v.Outcome != Partly || !v.WithinChance {
		t.Errorf("16 of 20 cannot tell 70 %% from 85 %%: %+v", v)
	}
	rate.Rate = &Count{8000, 10000}
	if v := Judge(rate, Circumstances{}); v.WithinChance {
		t.Errorf("8,000 of 10,000 can: %+v", v)
	}
	for _, test := range []struct {
		name string
		goal Goal
		c    Circumstances
		want Outcome
	}{
		{"obstacle", rate, Circumstances{Obstacle: LowCoverage, Running: true}, NotAssessable},
		{"running", rate, Circumstances{Running: true}, InProgress},
		{"act done", ActGoal{OnRecord: true}, Circumstances{}, Met},
		{"act drafted", ActGoal{Drafted: true}, Circumstances{}, Partly},
		{"act missing", ActGoal{}, Circumstances{}, NotMet},
		{"list out of scope", ListGoal{Original: 2, GoneOutOfScope: 2}, Circumstances{}, NotAssessable},
		{"held", ValueGoal{Baseline: one(), Target: one(), Now: one(), Direction: Up}, Circumstances{}, Met},
		{"lost", ValueGoal{Baseline: one(), Target: one(), Now: whole(2), Direction: Down}, Circumstances{}, NotMet},
	} {
		if v := Judge(test.goal, test.c); v.Outcome != test.want {
			t.Errorf("%s: %s, want %s", test.name, v.Outcome, test.want)
		}
	}
}

// Data cannot produce a count above its number, so it is a fault of the caller.
func TestImpossibleCount(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("5 of 4 was accepted")
		}
	}()
	ClopperPearson(Count{5, 4})
}
