package statistics

import (
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

// NewLogRank compares groups A and B over strata (one stratum: the plain
// test). ok is false if the data cannot tell them apart at all: no exit
// happened while both groups waited.
func NewLogRank(strata []Waits) (result LogRank, ok bool) {
	r := LogRank{Expected: new(big.Rat), Variance: new(big.Rat)}
	for _, s := range strata {
		r.add(s)
	}
	if r.Variance.Sign() == 0 {
		return r, false
	}
	distance := minus(whole(r.Observed), r.Expected)
	r.ChiSquare = over(times(distance, distance), r.Variance)
	r.P = fromFloat(math.Erfc(math.Sqrt(toFloat(r.ChiSquare) / 2)))
	return r, true
}

func (r *LogRank) add(s Waits) {
	for _, m := range moments(slices.Concat(s.A, s.B)) {
		inA, exitsA := atRisk(s.A, m.time)
		r.Observed += exitsA
		share := Ratio(inA, m.atRisk)
		r.Expected.Add(r.Expected, times(whole(m.exits), share))
		if m.atRisk > 1 {
			spread := times(times(whole(m.exits), share), minus(one(), share))
			r.Variance.Add(r.Variance, times(spread, Ratio(m.atRisk-m.exits, m.atRisk-1)))
		}
	}
}

// atRisk returns how many of a group waited until a time and left at it.
func atRisk(cases []Case, time int) (waiting, exits int) {
	for _, c := range cases {
		if c.Time >= time {
			waiting++
		}
		if c.Time == time && c.Exit != "" {
			exits++
		}
	}
	return waiting, exits
}

// DetectableHazard returns the ratio of hazards above one that would be found
// with 80 % power among d events when a share of them can come from one group:
// exp(2.80/√(d·a(1−a))), six decimals; below one it is the inverse (DET).
func DetectableHazard(d int, share *big.Rat) *big.Rat {
	information := toFloat(times(whole(d), times(share, minus(one(), share))))
	require(information > 0, "log-rank of %d events, share %s", d, share)
	return fromFloat(math.Exp(2.80 / math.Sqrt(information)))
}
