package statistics

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestXmR(t *testing.T) {
	for _, test := range []struct {
		series                                              string
		mean, meanRange, lower, upper, lowerNear, upperNear string
		screened                                            int
		outside, trend, near, shift                         []int
	}{
		{"84 80 83 81 80 82 76 76 78 80 81 83 84 86 87", "407/5", "29/14", "75.89", "86.91", "77.7267", "85.0733", 0,
			[]int{15}, numbers(8, 15), []int{7, 8}, nil},
		{"80 82 79 81 80 83 81 80 82 79 81 83 85 87 90", "411/5", "30/14", "76.50", "87.90", "78.40", "86.00", 0,
			[]int{15}, nil, nil, nil},
		{"92 94 93 91 94 92 93 94 93 92 91 90 89 88 76", "454/5", "18/13", "87.1169", "94.4831", "88.3446", "93.2554", 1,
			[]int{15}, numbers(8, 15), nil, numbers(1, 11)},
		{"1 2 1 2 10 1 2 1 2 1 2 1 2 1 2 1 2 1", "35/18", "1", "-0.72", "4.60", "0.17", "3.72", 2,
			[]int{5}, nil, nil, nil},
	} {
		c, ok := NewXmR(rats(t, test.series))
		if !ok || c.Trial || c.Screened != test.screened {
			t.Fatalf("%s: %+v", test.series, c)
		}
		same(t, "mean", c.Mean, test.mean)
		same(t, "mean range", c.MeanRange, test.meanRange)
		same(t, "lower", c.Lower, test.lower)
		same(t, "upper", c.Upper, test.upper)
		same(t, "lower near", c.LowerNear, test.lowerNear)
		same(t, "upper near", c.UpperNear, test.upperNear)
		same(t, "detectable", minus(c.Detectable(), times(c.MeanRange, rat(t, "2.66"))), "0")
		got := [][]int{c.Outside, c.Trend, c.Near, c.Shift}
		if diff := cmp.Diff([][]int{test.outside, test.trend, test.near, test.shift}, got); diff != "" {
			t.Errorf("%s: rules (-want +got)\n%s", test.series, diff)
		}
	}
}

func numbers(from, to int) (list []int) {
	for i := from; i <= to; i++ {
		list = append(list, i)
	}
	return list
}

// Seven points make a trend, six do not; a constant series never signals.
func TestXmREdges(t *testing.T) {
	for series, want := range map[string][]int{
		"5 6 7 8 9 10 11":               numbers(1, 7),
		"5 6 7 8 9 10 10":               nil,
		"9 8 7 6 5 4 3 4 5 6 7 8 9 9 9": numbers(1, 13),
		"4 4 4 4 4 4 4 4":               nil,
	} {
		c, ok := NewXmR(rats(t, series))
		if !ok || c.Trial != (len(series) < 26) {
			t.Fatalf("%s: %+v", series, c)
		}
		if diff := cmp.Diff(want, c.Trend); diff != "" {
			t.Errorf("%s: trend %s", series, diff)
		}
		if series[0] == '4' && (c.Outside != nil || c.Shift != nil || c.Near != nil) {
			t.Errorf("a constant series signals: %+v", c)
		}
	}
	if _, ok := NewXmR(rats(t, "5")); ok {
		t.Error("one point was charted")
	}
}
