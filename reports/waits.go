package reports

import (
	"math/big"

	"nsk/reports/statistics"
	"nsk/reports/words"
)

// A line is the counted waits of two groups in one stratum.
type waited map[string]*statistics.Tallies

// waits compares two groups of waits: rows are the exits and the open ones at a
// time wd of a key, a stratum and a group a or b. If the rows have a pool, group
// b is everybody else in the same pool and stratum (LR).
func (r Rule) waits(rows []row) (inquiry, error) {
	var q inquiry
	pools := pooled(rows)
	var events []float64
	for _, group := range byKey(rows) {
		strata := waited{}
		for _, w := range group {
			strata.add(w)
		}
		if len(pools) > 0 {
			strata.others(pools[group[0].text("pool")])
		}
		a, b := strata.exits()
		if a < r.Least || b < r.Least {
			q.small++
			continue
		}
		t, ok := r.compareWaits(group[0], strata)
		if !ok {
			q.small++
			continue
		}
		events = append(events, float64(a)*float64(b)/float64(a+b))
		q.trials = append(q.trials, t)
	}
	q.detect = func(int) noted { return detectWaits(events) }
	return q, nil
}

// pooled counts all waits by pool and stratum; empty if the rows have no pool.
func pooled(rows []row) map[string]waited {
	pools := map[string]waited{}
	for _, w := range rows {
		pool := w.text("pool")
		if pool == "" {
			return nil
		}
		if pools[pool] == nil {
			pools[pool] = waited{}
		}
		pools[pool].add(w)
	}
	return pools
}

func (s waited) add(w row) {
	stratum := w.text("stratum")
	if s[stratum] == nil {
		s[stratum] = &statistics.Tallies{}
	}
	t := statistics.Tally{Time: w.int("wd"), Exits: w.int("exits"), Open: w.int("open")}
	if w.text("grp") == "b" {
		s[stratum].B = append(s[stratum].B, t)
		return
	}
	s[stratum].A = append(s[stratum].A, t)
}

// others sets group b to the waits of the pool less one's own.
func (s waited) others(pool waited) {
	for stratum, t := range s {
		at := map[int]statistics.Tally{}
		for _, all := range pool[stratum].A {
			m := at[all.Time]
			at[all.Time] = statistics.Tally{Time: all.Time, Exits: m.Exits + all.Exits, Open: m.Open + all.Open}
		}
		for _, own := range t.A {
			m := at[own.Time]
			at[own.Time] = statistics.Tally{Time: own.Time, Exits: m.Exits - own.Exits, Open: m.Open - own.Open}
		}
		for _, m := range at {
			t.B = append(t.B, m)
		}
	}
}

func (s waited) exits() (a, b int) {
	for _, t := range s {
		for _, m := range t.A {
			a += m.Exits
		}
		for _, m := range t.B {
			b += m.Exits
		}
	}
	return a, b
}

// merged is all strata as one, for the medians.
func (s waited) merged() (a, b []statistics.Tally) {
	for _, t := range s {
		a, b = append(a, t.A...), append(b, t.B...)
	}
	return a, b
}

func (r Rule) compareWaits(first row, strata waited) (trial, bool) {
	var list []statistics.Tallies
	for _, t := range strata {
		list = append(list, *t)
	}
	test, ok := statistics.CompareTallies(list)
	if !ok {
		return trial{}, false
	}
	a, b := strata.merged()
	now, then := statistics.MedianWait(a), statistics.MedianWait(b)
	ratio := big.NewRat(int64(max(now.Days, 1)), int64(max(then.Days, 1)))
	t := trial{unit: r.source() + "/" + first.text("key"), p: test.P, outside: now != then, low: now.Days < then.Days, apart: ratio}
	if ratio.Cmp(big.NewRat(1, 1)) < 0 {
		t.apart = new(big.Rat).Inv(ratio)
	}
	t.tell = func() (Finding, error) { return r.tellWaits(first, test, now, then, a) }
	return t, true
}

func (r Rule) tellWaits(first row, test statistics.LogRank, now, then statistics.Wait, a []statistics.Tally) (Finding, error) {
	open, all := 0, 0
	for _, m := range a {
		open, all = open+m.Open, all+m.Open+m.Exits
	}
	key := first.text("key")
	if first.text("pool") != "" {
		key = r.sided(key, now.Days < then.Days)
	}
	w := first.without("pool", "stratum", "grp", "wd", "exits", "open").with("key", key, "a", now.Days, "b", then.Days, "num_open", open, "den_open", all)
	f := r.prepare(w)
	f.args["a"], f.args["b"] = told(now), told(then)
	f.Effect, f.P = statistics.Decimal(big.NewRat(int64(now.Days-then.Days), 1), 0), statistics.Decimal(test.P, 6)
	f.Severity = r.scaled(big.NewRat(int64(max(now.Days, 1)), int64(max(then.Days, 1))))
	return f, f.say(r.Sentence)
}

// told is a median; one that was not reached is more than the longest wait.
func told(w statistics.Wait) words.Value {
	if w.Reached {
		return words.Int(int64(w.Days))
	}
	return words.Label("> " + words.Int(int64(w.Days)).String())
}

// detectWaits is the ratio of hazards that a comparison of median size would
// have shown; information is the harmonic number of its exits.
func detectWaits(information []float64) noted {
	if len(information) == 0 {
		return noted{}
	}
	n := middle(information, func(v float64) int { return int(v) })
	d := max(int(n*4), 1)
	return noted{median: d, ratio: statistics.Decimal(statistics.DetectableHazard(d, statistics.Ratio(1, 2)), 1)}
}
