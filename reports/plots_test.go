package reports

import (
	"math"
	"strconv"
	"testing"

	"nsk/reports/chart"
	"nsk/reports/statistics"
	"nsk/reports/words"
)

// The limits drawn are those of the worked example (analysis, section 7.1): of 120 outcomes with
// 80 % expected, 81 and fewer or 110 and more are outside.
func TestLimitCurves(t *testing.T) {
	c := limitCurves(0.8, 120)
	for _, want := range []struct {
		curve chart.Curve
		limit float64
	}{{c[0], 81}, {c[1], 110}} {
		last := want.curve.Points[len(want.curve.Points)-1]
		if y := 100 * (want.limit/120 - 0.8); last.X != 120 || math.Abs(last.Y-y) > 1e-9 {
			t.Errorf("at %g outcomes the limit is %g points, want %g", last.X, last.Y, y)
		}
		if !want.curve.Limit {
			t.Error("a limit is drawn as a line")
		}
	}
}

// Only a centre with 20 outcomes and 5 of either kind is shown (analysis, section 6.5).
func TestPlottable(t *testing.T) {
	for _, c := range []struct {
		x, n int
		want bool
	}{{10, 20, true}, {10, 19, false}, {4, 30, false}, {26, 30, false}, {25, 30, true}} {
		u := unit{seen: statistics.Count{X: c.x, N: c.n}}
		if u.plottable() != c.want {
			t.Errorf("%d of %d: got %v", c.x, c.n, !c.want)
		}
	}
}

// marked is an integer as a mark.
func marked(n int, fact string) mark {
	return mark{words.Int(int64(n)).String(), fact, strconv.Itoa(n)}
}

// Every shown number of a search is bound to it, and a date beside it is not taken for one.
func TestBindIn(t *testing.T) {
	runs := bindIn("Проверено: 15. По сведениям на 15 декабря 2025 года не выявлено. Итогов 1\u00a0204, доля 7,5%.",
		[]mark{marked(15, "a"), marked(1204, "b"), {"7,5%", "c", "7.5"}})
	var got []string
	for _, r := range runs {
		if r.FactID != "" {
			got = append(got, r.FactID+" "+r.Text)
		}
	}
	if len(got) != 3 || got[0] != "a 15" || got[1] != "b 1\u00a0204" || got[2] != "c 7,5%" {
		t.Errorf("got %q", got)
	}
	if runs[2].Text != ". По сведениям на 15 декабря 2025 года не выявлено. Итогов " {
		t.Errorf("the date is bound: %q", runs[2].Text)
	}
}
