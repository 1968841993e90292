package reports

import (
	"math/big"
	"testing"

	"nsk/reports/disclosure"
	"nsk/reports/statistics"
)

func ptr(n int64) *int64 { return &n }

// Worked examples of analysis 7.12 and 7.10: one numerator, three
// denominators; whole percents below a hundred, one decimal from there.
func TestRatioValues(t *testing.T) {
	share := Indicator{ID: "E.02", Unit: Percent, MinN: 20, Disclosure: disclosure.Sensitive}
	tests := []struct {
		num, den int64
		want     string
		status   Status
	}{
		{60, 74, "81", ""}, {60, 78, "77", ""}, {60, 82, "73", ""},
		{3900, 4875, "80.0", ""},
		{1, 8, "", TooSmall}, // a share of eight is not printed
		{25, 200, "12.5", ""},
		{1005, 8000, "12.6", ""}, // 12.5625
		{1, 40, "3", ""},         // 2.5 away from zero
	}
	for _, tt := range tests {
		f := Fact{Numerator: ptr(tt.num), Denominator: ptr(tt.den), Unit: Percent}
		f.setRatio(share)
		if f.Value != tt.want || f.Status != tt.status {
			t.Errorf("%d of %d: got %q %q, want %q %q", tt.num, tt.den, f.Value, f.Status, tt.want, tt.status)
		}
	}
}

// Worked example of analysis 7.5: the median of ten applications is 15 working
// days although that of the seven completed is 12; 29/45 are recognised by 60.
func TestWaitingValues(t *testing.T) {
	end := func(wd int, exit string) statistics.Case { return statistics.Case{Time: wd, Exit: exit, N: 1} }
	cases := []statistics.Case{
		end(5, "other"), end(8, "end"), end(8, "other"), end(10, ""), end(12, "end"),
		end(15, "end"), end(15, ""), end(20, "other"), end(22, ""), end(30, "end"),
	}
	for kind, want := range map[Kind]string{Duration: "15", Incidence: "64"} {
		c := course{cases: cases}
		if got := c.result(Indicator{Kind: kind, MinN: 1}); got.Value != want || got.Status != "" {
			t.Errorf("%s: got %q %q, want %q", kind, got.Value, got.Status, want)
		}
	}
	late := course{cases: []statistics.Case{end(4, "end"), end(7, ""), end(9, "end"), end(11, ""), end(12, "")}}
	if got := late.result(Indicator{Kind: Duration, MinN: 1}); got.Value != "" || got.Status != TooSmall {
		t.Errorf("a median that was not reached: got %q %q", got.Value, got.Status)
	}
}

// Worked example of analysis 7.10: the headline change, and the bounds of a
// pass rate when 125 outcomes may be missing.
func TestChangeAndBounds(t *testing.T) {
	count := Indicator{ID: "D.01", Kind: Ratio, Unit: Count}
	fact := func(n int64) Fact {
		f := Fact{Numerator: ptr(n), Unit: Count}
		f.setRatio(count)
		return f
	}
	if got := change(count, fact(8160), fact(7452)); got.Value != "9.5" || got.Unit != Percent {
		t.Errorf("change: got %s %s", got.Value, got.Unit)
	}
	if got := change(count, fact(30), fact(9)); got.Status != TooSmall {
		t.Errorf("change from nine: got %q", got.Value)
	}
	rate := Indicator{ID: "E.02", Kind: Ratio, Unit: Percent, MinN: 20}
	f := Fact{ID: "E.02", By: "nation", Window: Now, Numerator: ptr(3900), Denominator: ptr(4875), Unit: Percent, Sources: []string{"s"}}
	f.setRatio(rate)
	c := coverage{share: map[string]*big.Rat{"now/s": big.NewRat(94, 1)}, most: map[string]int64{"now/s": 125}}
	facts := []Fact{{}, f}
	facts[0], facts[1] = f, f
	facts[1].Sources = []string{"other"}
	facts[0].Indicator, facts[1].Indicator = "E.02", "E.02"
	c.apply(facts, map[string]Indicator{"E.02": rate})
	if facts[0].BoundLow != "78.0" || facts[0].BoundHigh != "80.5" || facts[0].Coverage != "94.0" {
		t.Errorf("bounds: got %s to %s at %s", facts[0].BoundLow, facts[0].BoundHigh, facts[0].Coverage)
	}
	if facts[1].BoundLow != "" || facts[1].Coverage != "" {
		t.Errorf("a source without duties has no coverage: %+v", facts[1])
	}
}

// Below 80 % nothing is said, at 80 % it is; what was never provided is its own
// status; a state of registers is shown all the same.
func TestCoverageStatus(t *testing.T) {
	for _, tt := range []struct {
		share    int64
		standing bool
		want     Status
	}{{100, false, ""}, {80, false, ""}, {79, false, Uncovered}, {0, false, NotProvided}, {10, true, ""}} {
		i := Indicator{ID: "D.01", Kind: Ratio, Unit: Count, Standing: tt.standing}
		f := Fact{Indicator: "D.01", Window: Now, By: "nation", Value: "7", Sources: []string{"s"}, Numerator: ptr(7)}
		facts := []Fact{f}
		coverage{share: map[string]*big.Rat{"now/s": big.NewRat(tt.share, 1)}}.apply(facts, map[string]Indicator{"D.01": i})
		if facts[0].Status != tt.want {
			t.Errorf("%d %%: got %q, want %q", tt.share, facts[0].Status, tt.want)
		}
	}
}

// Three failed in one region: its share is hidden and one more, as the country gives the sum
// away; the numbers of outcomes stay. Of nested counts a step of fewer than five hides one end.
func TestFamiliesAndNesting(t *testing.T) {
	book := map[string]Indicator{
		"E.01": {ID: "E.01", Unit: Count, Family: "outcomes", Disclosure: disclosure.Persons},
		"E.02": {ID: "E.02", Unit: Percent, Family: "outcomes", Disclosure: disclosure.Sensitive},
		"F.06": {ID: "F.06", Unit: Count, Disclosure: disclosure.Persons},
	}
	facts := []Fact{
		{Indicator: "E.01", By: "region", Key: "10", Window: Now, Numerator: ptr(40)},
		{Indicator: "E.01", By: "region", Key: "11", Window: Now, Numerator: ptr(30)},
		{Indicator: "E.01", By: "region", Key: "15", Window: Now, Numerator: ptr(90)},
		{Indicator: "E.02", By: "region", Key: "10", Window: Now, Numerator: ptr(37), Denominator: ptr(40)},
		{Indicator: "E.02", By: "region", Key: "11", Window: Now, Numerator: ptr(20), Denominator: ptr(30)},
		{Indicator: "E.02", By: "region", Key: "15", Window: Now, Numerator: ptr(60), Denominator: ptr(90)},
		{Indicator: "E.01", By: "nation", Key: "KZ", Window: Now, Numerator: ptr(160)},
		{Indicator: "E.02", By: "nation", Key: "KZ", Window: Now, Numerator: ptr(117), Denominator: ptr(160)},
		{Indicator: "F.06", By: "horizon", Key: "3", Window: Now, Numerator: ptr(10)},
		{Indicator: "F.06", By: "horizon", Key: "6", Window: Now, Numerator: ptr(12)},
		{Indicator: "F.06", By: "horizon", Key: "12", Window: Now, Numerator: ptr(30)},
	}
	if _, _, err := protect(facts, book, secrets{safety: disclosure.Default()}); err != nil {
		t.Fatal(err)
	}
	want := []Status{"", "", "", Protected, Protected, "", "", "", Protected, "", ""}
	for n, f := range facts {
		if f.Status != want[n] {
			t.Errorf("%s by %s=%s: got %q, want %q", f.Indicator, f.By, f.Key, f.Status, want[n])
		}
	}
}
