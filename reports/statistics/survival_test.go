package statistics

import (
	"strconv"
	"strings"
	"testing"
)

// waits reads cases such as "5 refused" written 5:refused; a plus sign marks
// an unfinished one, and a bare number an exit of any kind.
func waits(t *testing.T, text string) (list []Case) {
	t.Helper()
	for _, field := range strings.Fields(text) {
		number, exit, named := strings.Cut(field, ":")
		if !named {
			exit = "exit"
		}
		if strings.HasSuffix(number, "+") {
			number, exit = strings.TrimSuffix(number, "+"), ""
		}
		days, err := strconv.Atoi(number)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, Case{days, exit, 1})
	}
	return list
}

const ten = "5:refused 8:recognised 8:failed 10+ 12:recognised 15:recognised 15+ 20:own 22+ 30:recognised"

func TestKaplanMeier(t *testing.T) {
	c := KaplanMeier(waits(t, ten))
	for i, want := range []struct {
		time, atRisk, exits int
		survival, greenwood string
		lo, hi              string
	}{
		{5, 10, 1, "9/10", "1/90", "0.4730", "0.9853"},
		{8, 9, 2, "7/10", "3/70", "0.3287", "0.8919"},
		{12, 6, 1, "7/12", "8/105", "0.2298", "0.8207"},
		{15, 5, 1, "7/15", "53/420", "0.1496", "0.7366"},
		{20, 3, 1, "14/45", "41/140", "0.0552", "0.6245"},
		{30, 1, 1, "0", "", "", ""},
	} {
		s := c.Steps[i]
		if s.Time != want.time || s.AtRisk != want.atRisk || s.Exits != want.exits {
			t.Errorf("step %d: %+v", i, s)
		}
		same(t, "survival", s.Survival, want.survival)
		if want.greenwood == "" {
			if s.Greenwood != nil || s.Interval != nil {
				t.Errorf("an interval around nobody: %+v", s)
			}
			continue
		}
		same(t, "Greenwood", s.Greenwood, want.greenwood)
		same(t, "low end", s.Interval.Lo, want.lo)
		same(t, "high end", s.Interval.Hi, want.hi)
	}
	if len(c.Steps) != 6 {
		t.Errorf("%d steps, want 6", len(c.Steps))
	}
	lo, hi := c.QuantileInterval(rat(t, "0.5"))
	if lo != (Wait{5, true}) || hi != (Wait{30, false}) {
		t.Errorf("interval of the median %v to %v, want 5 to not reached", lo, hi)
	}
}

func TestQuantiles(t *testing.T) {
	for _, test := range []struct {
		cases, q string
		want     Wait
	}{
		{ten, "1/4", Wait{8, true}},
		{ten, "1/2", Wait{15, true}},
		{ten, "3/4", Wait{30, true}},
		{"3 6 9+ 9+", "1/2", Wait{6, true}},
		{"4 7+ 9 11+ 12+", "1/2", Wait{12, false}},
		{"", "1/2", Wait{}},
	} {
		if got := KaplanMeier(waits(t, test.cases)).Quantile(rat(t, test.q)); got != test.want {
			t.Errorf("quantile %s of %s: %v, want %v", test.q, test.cases, got, test.want)
		}
	}
	half := KaplanMeier(waits(t, "4 7+ 9 11+ 12+"))
	same(t, "first step", half.Steps[0].Survival, "4/5")
	same(t, "second step", half.Steps[1].Survival, "8/15")
}

func TestCumulativeIncidence(t *testing.T) {
	list := CumulativeIncidence(waits(t, ten))
	for _, test := range []struct {
		outcome string
		time    int
		want    string
	}{
		{"recognised", 12, "13/60"}, {"failed", 12, "1/10"}, {"refused", 12, "1/10"}, {"own", 12, "0"},
		{"recognised", 30, "29/45"}, {"own", 30, "7/45"}, {"failed", 30, "1/10"}, {"refused", 30, "1/10"},
		{"recognised", 4, "0"}, {"never", 30, "0"}, {"recognised", 60, "29/45"},
	} {
		same(t, test.outcome, IncidenceAt(list, test.outcome, test.time), test.want)
	}
	curve := KaplanMeier(waits(t, ten))
	for i, at := range list {
		sum := curve.Steps[i].Survival
		for _, share := range at.Shares {
			sum = plus(sum, share)
		}
		same(t, "all shares", sum, "1/1")
	}
}

func TestLogRank(t *testing.T) {
	a, b := "5 8 12 15+ 22+", "8 10+ 15 20 30"
	r, ok := NewLogRank([]Waits{{waits(t, a), waits(t, b)}})
	if !ok || r.Observed != 3 {
		t.Errorf("observed %d, %v", r.Observed, ok)
	}
	same(t, "expected", r.Expected, "118/45")
	same(t, "variance", r.Variance, "5647/4050")
	same(t, "chi square", r.ChiSquare, "578/5647")
	same(t, "chi square", r.ChiSquare, "0.1023552")
	same(t, "p", r.P, "0.749021")
	twice, _ := NewLogRank([]Waits{{waits(t, a), waits(t, b)}, {waits(t, a), waits(t, b)}})
	same(t, "two equal strata", over(twice.ChiSquare, r.ChiSquare), "2/1")
	mirrored, _ := NewLogRank([]Waits{{waits(t, b), waits(t, a)}})
	same(t, "groups exchanged", mirrored.ChiSquare, "578/5647")
	if _, ok := NewLogRank([]Waits{{waits(t, "5+"), waits(t, "8")}}); ok {
		t.Error("groups that never waited together were compared")
	}
	same(t, "hazard of 100 events in halves", DetectableHazard(100, rat(t, "1/2")), "1.750673")
}
