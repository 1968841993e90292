package reports

import (
	"math/big"
	"slices"

	"nsk/reports/statistics"
	"nsk/reports/words"
)

// charts looks at series of num per 1,000 of den, a row for every month in
// order: the last point signals upward if it is above the upper limit, ends
// seven that rise or seven above the mean (XmR rules 1, 2 and 4). Only the last
// point speaks: older signals were told when they were new.
func (r Rule) charts(rows []row) (inquiry, error) {
	var q inquiry
	var reaches []*big.Rat
	for _, group := range byKey(rows) {
		var series []*big.Rat
		var sizes []int
		for _, w := range group {
			sizes = append(sizes, w.int("den"))
			series = append(series, big.NewRat(int64(w.int("num"))*1000, int64(max(w.int("den"), 1))))
		}
		chart, ok := statistics.NewXmR(series)
		if !ok || chart.Trial || middle(sizes, func(n int) int { return n }) < 20 {
			q.small++
			continue
		}
		q.trials = append(q.trials, r.chart(group, series, chart))
		reaches = append(reaches, chart.Detectable())
	}
	q.detect = func(int) noted {
		if len(reaches) == 0 {
			return noted{}
		}
		reach := middle(reaches, func(m *big.Rat) int { return int(new(big.Int).Quo(m.Num(), m.Denom()).Int64()) })
		return noted{median: len(reaches), rise: statistics.Decimal(reach, 1)}
	}
	return q, nil
}

func (r Rule) chart(group []row, series []*big.Rat, chart *statistics.XmR) trial {
	last := len(series)
	v := series[last-1]
	above := v.Cmp(chart.Mean) > 0
	signal := above && (slices.Contains(chart.Outside, last) || slices.Contains(chart.Shift, last)) ||
		slices.Contains(chart.Trend, last) && v.Cmp(series[last-2]) > 0
	t := trial{unit: r.source() + "/" + group[0].text("key"), p: big.NewRat(1, 1), outside: signal}
	if signal { // a chart has no p; its rules are the limit
		t.p = new(big.Rat)
	}
	t.tell = func() (Finding, error) {
		before := new(big.Rat)
		for _, p := range series[:last-1] {
			before.Add(before, p)
		}
		before.Quo(before, big.NewRat(int64(last-1), 1))
		w := group[last-1].without("num", "den", "month").with("a", statistics.Decimal(before, 1), "b", statistics.Decimal(v, 1), "n", last)
		f := r.prepare(w)
		f.args["a"], f.args["b"] = words.Dec(before, 1), words.Dec(v, 1)
		f.Effect = statistics.Decimal(new(big.Rat).Sub(v, before), 1)
		return f, f.say(r.Sentence)
	}
	return t
}
