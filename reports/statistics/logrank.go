package statistics

import (
	"maps"
	"math"
	"math/big"
	"slices"
)

// Waits are the cases of two groups within one stratum.
type Waits struct{ A, B []Case }

// A LogRank compares the waiting of two groups (LR).
type LogRank struct {
	Observed  int      // exits of group A
	Expected  *big.Rat // exits of group A if the groups were alike
	Variance  *big.Rat
	ChiSquare *big.Rat // (O − E)²/V with one degree of freedom
	P         *big.Rat // erfc(√(χ²/2)), rounded to six decimals
}

// A Tally is how many waits ended and how many were still open at one time.
type Tally struct{ Time, Exits, Open int }

// Tallied counts cases by time.
func Tallied(cases []Case) []Tally {
	at := make(map[int]Tally)
	for _, c := range cases {
		t := at[c.Time]
		t.Time = c.Time
		if c.Exit == "" {
			t.Open += c.N
		} else {
			t.Exits += c.N
		}
		at[c.Time] = t
	}
	return slices.Collect(maps.Values(at))
}

// Tallies are the counted waits of two groups within one stratum.
type Tallies struct{ A, B []Tally }

// NewLogRank compares groups A and B over strata (one stratum: the plain
// test). ok is false if the data cannot tell them apart at all: no exit
// happened while both groups waited.
func NewLogRank(strata []Waits) (result LogRank, ok bool) {
	var counted []Tallies
	for _, s := range strata {
		counted = append(counted, Tallies{Tallied(s.A), Tallied(s.B)})
	}
	return CompareTallies(counted)
}

// exactMoments is the number of times up to which expectation and variance are
// exact; beyond it their terms are rounded to twelve decimals, else the
// denominators grow without end.
const exactMoments = 400

// CompareTallies is NewLogRank for waits that are already counted.
func CompareTallies(strata []Tallies) (result LogRank, ok bool) {
	r, seen := LogRank{Expected: new(big.Rat), Variance: new(big.Rat)}, 0
	for _, s := range strata {
		seen += len(s.A) + len(s.B)
	}
	for _, s := range strata {
		r.add(s, seen > exactMoments)
	}
	if r.Variance.Sign() == 0 {
		return r, false
	}
	distance := minus(whole(r.Observed), r.Expected)
	r.ChiSquare = over(times(distance, distance), r.Variance)
	r.P = fromFloat(math.Erfc(math.Sqrt(toFloat(r.ChiSquare) / 2)))
	return r, true
}

// both is what happened at one time in groups A and B.
type both struct{ a, b Tally }

func (r *LogRank) add(s Tallies, rounded bool) {
	at, inA, inB := make(map[int]both), 0, 0
	for _, t := range s.A {
		m := at[t.Time]
		m.a = Tally{t.Time, m.a.Exits + t.Exits, m.a.Open + t.Open}
		at[t.Time], inA = m, inA+t.Exits+t.Open
	}
	for _, t := range s.B {
		m := at[t.Time]
		m.b = Tally{t.Time, m.b.Exits + t.Exits, m.b.Open + t.Open}
		at[t.Time], inB = m, inB+t.Exits+t.Open
	}
	for _, time := range slices.Sorted(maps.Keys(at)) {
		m := at[time]
		r.moment(m, inA, inB, rounded)
		inA, inB = inA-m.a.Exits-m.a.Open, inB-m.b.Exits-m.b.Open
	}
}

// moment adds the exits of one time, while inA and inB wait.
func (r *LogRank) moment(m both, inA, inB int, rounded bool) {
	exits, all := m.a.Exits+m.b.Exits, inA+inB
	if exits == 0 {
		return
	}
	r.Observed += m.a.Exits
	share := Ratio(inA, all)
	expected, spread := times(whole(exits), share), new(big.Rat)
	if all > 1 {
		spread = times(times(expected, minus(one(), share)), Ratio(all-exits, all-1))
	}
	if rounded {
		expected, spread = Rounded(expected, parameterPlaces), Rounded(spread, parameterPlaces)
	}
	r.Expected.Add(r.Expected, expected)
	r.Variance.Add(r.Variance, spread)
}

// MedianWait returns the smallest time by which half of the counted waits had
// ended, by Kaplan–Meier: the open ones count while they wait.
func MedianWait(list []Tally) Wait {
	at, left := make(map[int]Tally), 0
	for _, t := range list {
		m := at[t.Time]
		at[t.Time] = Tally{t.Time, m.Exits + t.Exits, m.Open + t.Open}
		left += t.Exits + t.Open
	}
	survival, last := one(), 0
	for _, time := range slices.Sorted(maps.Keys(at)) {
		m := at[time]
		survival, last = times(survival, Ratio(left-m.Exits, left)), time
		if survival.Cmp(Ratio(1, 2)) <= 0 {
			return Wait{time, true}
		}
		left -= m.Exits + m.Open
	}
	return Wait{Days: last}
}

// DetectableHazard returns the ratio of hazards above one that would be found
// with 80 % power among d events when a share of them can come from one group:
// exp(2.80/√(d·a(1−a))), six decimals; below one it is the inverse (DET).
func DetectableHazard(d int, share *big.Rat) *big.Rat {
	information := toFloat(times(whole(d), times(share, minus(one(), share))))
	require(information > 0, "log-rank of %d events, share %s", d, share)
	return fromFloat(math.Exp(2.80 / math.Sqrt(information)))
}
