package reports

import (
	"math/big"
	"sort"

	"nsk/reports/statistics"
	"nsk/reports/words"
)

// expected compares the count x of a unit with an expectation m_num/m_den;
// rows marked small are not tried (POI).
func (r Rule) expected(rows []row) (inquiry, error) {
	var q inquiry
	var means []*big.Rat
	for _, w := range rows {
		if w.text("small") == "true" || w.int("m_den") == 0 {
			q.small++
			continue
		}
		m := big.NewRat(int64(w.int("m_num")), int64(w.int("m_den")))
		tails := statistics.Poisson(m).Tails(w.int("x"))
		t := trial{unit: r.source() + "/" + w.text("key"), p: tails.TwoSided(), outside: tails.Min().Cmp(alphaTail) <= 0, low: tails.Low.Cmp(tails.High) < 0}
		t.tell = func() (Finding, error) { return r.tellCount(w, m, tails, t.low) }
		q.trials, means = append(q.trials, t), append(means, m)
	}
	q.detect = func(named int) noted { return detectCount(means, named) }
	return q, nil
}

func (r Rule) tellCount(w row, m *big.Rat, tails statistics.Tails, low bool) (Finding, error) {
	x := w.int("x")
	w = w.without("small", "m_num", "m_den").with("e", statistics.Decimal(m, 1), "limit", passing(m, x), "key", r.sided(w.text("key"), low))
	f := r.prepare(w)
	f.args["e"] = words.Dec(m, 1)
	ratio := new(big.Rat)
	if m.Sign() > 0 {
		ratio.Quo(big.NewRat(int64(x), 1), m)
	}
	f.P, f.Severity = statistics.Decimal(tails.Min(), 10), max(r.Severity, r.scaled(ratio))
	if r.Most > 0 {
		f.Severity = min(f.Severity, r.Most)
	}
	f.Effect = statistics.Decimal(ratio, 1)
	if f.withheld() {
		f.Effect, f.P = "", ""
	}
	return f, f.say(r.Sentence)
}

// passing is the count nearest to x that the fixed limit would let pass.
func passing(m *big.Rat, x int) int {
	d, step := statistics.Poisson(m), 1
	if big.NewRat(int64(x), 1).Cmp(m) > 0 {
		step = -1
	}
	for d.Tails(x).Min().Cmp(alphaTail) <= 0 {
		x += step
	}
	return x
}

// detectCount is the smallest count that a unit of median expectation would
// have been named for.
func detectCount(means []*big.Rat, named int) noted {
	if len(means) == 0 {
		return noted{}
	}
	m := middle(means, func(m *big.Rat) int {
		return int(new(big.Int).Quo(new(big.Int).Mul(m.Num(), big.NewInt(1000)), m.Denom()).Int64())
	})
	level := statistics.TailInForce(alphaTail, fdr, len(means), named)
	x, ok := statistics.Poisson(m).HighLimit(level)
	if !ok {
		return noted{}
	}
	return noted{median: x, count: statistics.Decimal(big.NewRat(int64(x), 1), 0)}
}

// events compares x1 in d1 days with x0 in d0 days (POI).
func (r Rule) events(rows []row) (inquiry, error) {
	var q inquiry
	var sizes []int
	for _, w := range rows {
		now := statistics.Exposed{X: w.int("x1"), Exposure: big.NewRat(int64(w.int("d1")), 1)}
		before := statistics.Exposed{X: w.int("x0"), Exposure: big.NewRat(int64(w.int("d0")), 1)}
		if now.X+before.X < r.Least {
			q.small++
			continue
		}
		p := statistics.ComparePoisson(now, before).TwoSided()
		ratio := big.NewRat(int64(now.X)*int64(w.int("d0")), int64(max(before.X, 1))*int64(w.int("d1")))
		t := trial{unit: r.source() + "/" + w.text("key"), p: p, outside: true, low: ratio.Cmp(big.NewRat(1, 1)) < 0}
		t.tell = func() (Finding, error) {
			f, err := r.tell(w)
			f.P, f.Severity, f.Effect = statistics.Decimal(p, 10), r.scaled(ratio), statistics.Decimal(ratio, 1)
			return f, err
		}
		q.trials, sizes = append(q.trials, t), append(sizes, before.X)
	}
	q.detect = func(int) noted { return detectEvents(sizes) }
	return q, nil
}

// detectEvents is the smallest count that would differ from the one of last
// year of median size.
func detectEvents(sizes []int) noted {
	if len(sizes) == 0 {
		return noted{}
	}
	before := middle(sizes, func(n int) int { return n })
	day, most := big.NewRat(1, 1), 2*before+20 // twice as many, or twenty beside none, differ
	like := sort.Search(most, func(more int) bool {
		now := statistics.Exposed{X: before + more, Exposure: day}
		return statistics.ComparePoisson(now, statistics.Exposed{X: before, Exposure: day}).TwoSided().Cmp(fdr) <= 0
	})
	return noted{median: before, count: statistics.Decimal(big.NewRat(int64(before+like), 1), 0)}
}
