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
// b is everybody else in the same pool and stratum (LR). Few units that last very differently
// draw the rest with them, and ordinary ones would look quick beside it: so those far out are
// sought first, and everybody is then compared with the others without them.
func (r Rule) waits(rows []row) (inquiry, error) {
	q, err := r.waitsBut(rows, nil)
	if err != nil || rows == nil || rows[0].text("pool") == "" {
		return q, err
	}
	far := map[string]bool{}
	for _, t := range q.trials {
		if least, err := statistics.Parse(r.Apart); t.outside && (err != nil || t.apart.Cmp(least) >= 0) {
			far[t.unit[len(r.source())+1:]] = true
		}
	}
	if len(far) == 0 {
		return q, nil
	}
	return r.waitsBut(rows, far)
}

// waitsBut is waits with a pool that leaves out some units.
func (r Rule) waitsBut(rows []row, far map[string]bool) (inquiry, error) {
	var q inquiry
	pools := pooled(rows, far)
	var events []float64
	for _, group := range byKey(rows) {
		strata := waited{}
		for _, w := range group {
			strata.add(w)
		}
		if len(pools) > 0 {
			strata.others(pools[group[0].text("pool")], !far[group[0].text("key")])
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

// pooled counts all waits by pool and stratum, but those of units far out; empty if the rows
// have no pool.
func pooled(rows []row, far map[string]bool) map[string]waited {
	pools := map[string]waited{}
	for _, w := range rows {
		pool := w.text("pool")
		if pool == "" {
			return nil
		}
		if pools[pool] == nil {
			pools[pool] = waited{}
		}
		if !far[w.text("key")] {
			pools[pool].add(w)
		}
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

// others sets group b to the waits of the pool, less one's own if they are among them.
func (s waited) others(pool waited, among bool) {
	for stratum, t := range s {
		at := map[int]statistics.Tally{}
		if pool[stratum] == nil {
			continue // nobody else has it
		}
		for _, all := range pool[stratum].A {
			m := at[all.Time]
			at[all.Time] = statistics.Tally{Time: all.Time, Exits: m.Exits + all.Exits, Open: m.Open + all.Open}
		}
		for _, own := range t.A {
			if !among {
				break
			}
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
	t := trial{unit: r.source() + "/" + first.text("key"), p: test.P, outside: now != then && r.farOut(first, test.P), low: now.Days < then.Days, apart: ratio}
	if ratio.Cmp(big.NewRat(1, 1)) < 0 {
		t.apart = new(big.Rat).Inv(ratio)
	}
	t.tell = func() (Finding, error) { return r.tellWaits(first, test, now, then, a) }
	return t, true
}

// farOut keeps to the naming rule of units, 0.001 on each side, where centres are compared: a few
// slow ones draw the rest of the country with them, so that without it every third centre named
// would be an ordinary one. A stage of the whole country has no such limit.
func (r Rule) farOut(first row, p *big.Rat) bool {
	return first.text("pool") == "" || p.Cmp(new(big.Rat).Mul(big.NewRat(2, 1), alphaTail)) <= 0
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
