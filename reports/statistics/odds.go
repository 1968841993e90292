package statistics

import "math/big"

const (
	oddsSteps = 100 // steps of the grid of odds ratios in one unit
	oddsMost  = 100 // largest odds ratio looked at
)

// DetectableGroups returns the smallest common odds ratio above one, on a grid
// of 0.01, at which group A would be found ahead at a two-sided level with at
// least the stated power, and the difference of rates it means at the observed
// margins (DET for CMH). ok is false if no odds ratio up to 100 is found.
func DetectableGroups(strata []Table, level, power *big.Rat) (odds, difference *big.Rat, ok bool) {
	limit, ok := Conditional(strata).HighLimit(times(level, Ratio(1, 2)))
	if !ok {
		return nil, nil, false
	}
	missed := lastTrue((oddsMost-1)*oddsSteps, func(i int) bool {
		return tilted(strata, Ratio(oddsSteps+i, oddsSteps)).AtLeast(limit).Cmp(power) < 0
	})
	if missed == (oddsMost-1)*oddsSteps {
		return nil, nil, false
	}
	odds = Ratio(oddsSteps+missed+1, oddsSteps)
	return odds, oddsDifference(strata, odds), true
}

// tilted is Conditional under a common odds ratio.
func tilted(strata []Table, odds *big.Rat) *Counts {
	return convolution(strata, func(t Table) *Counts { return hypergeometric(t).tilt(odds) })
}

// tilt multiplies the weight of each count k by odds^k.
func (c *Counts) tilt(odds *big.Rat) *Counts {
	out := &Counts{first: c.first, total: new(big.Int)}
	last := len(c.weights) - 1
	for i, w := range c.weights {
		up := new(big.Int).Exp(odds.Num(), big.NewInt(int64(i)), nil)
		down := new(big.Int).Exp(odds.Denom(), big.NewInt(int64(last-i)), nil)
		v := up.Mul(up, down)
		v.Mul(v, w)
		out.weights = append(out.weights, v)
		out.total.Add(out.total, v)
	}
	return out
}

// mean returns the expected count of an exact distribution.
func (c *Counts) mean() *big.Rat {
	sum := new(big.Int)
	for i, w := range c.weights {
		sum.Add(sum, new(big.Int).Mul(w, big.NewInt(int64(c.first+i))))
	}
	return new(big.Rat).SetFrac(sum, c.total)
}

// oddsDifference returns the Mantel–Haenszel difference of the counts expected
// under an odds ratio.
func oddsDifference(strata []Table, odds *big.Rat) *big.Rat {
	sum, weight := new(big.Rat), new(big.Rat)
	for _, s := range strata {
		if s.A.N == 0 || s.B.N == 0 {
			continue
		}
		a, all := hypergeometric(s).tilt(odds).mean(), whole(s.A.N+s.B.N)
		b := minus(whole(s.A.X+s.B.X), a)
		sum.Add(sum, over(minus(times(a, whole(s.B.N)), times(b, whole(s.A.N))), all))
		weight.Add(weight, over(times(whole(s.A.N), whole(s.B.N)), all))
	}
	return Rounded(over(sum, weight), Places)
}
