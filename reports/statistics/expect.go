package statistics

import "math/big"

const (
	// stratumOutside is the least number of outcomes elsewhere that makes a
	// stratum comparable.
	stratumOutside = 10
	// priorOutside is the least number of outcomes for a ratio of sector and
	// level to serve as prior; below it the national ratio does.
	priorOutside = 50
	// testOutcomes is the least number of comparable outcomes of a tested centre.
	testOutcomes = 10
)

// A Stratum is one profession and level as examined by a centre and elsewhere.
type Stratum struct {
	Own     Count    // outcomes of the centre
	Outside Count    // outcomes of all other centres
	Prior   *big.Rat // ratio towards which a small Outside is drawn; see Prior
}

// Comparable reports whether the stratum can judge the centre: at least ten
// outcomes elsewhere, and at most half of all outcomes its own.
func (s Stratum) Comparable() bool {
	return s.Outside.N >= stratumOutside && s.Own.N <= s.Outside.N
}

// Rate returns the expected chance of success of one outcome in the stratum:
// (r + k·prior)/(n + k) with r of n successes elsewhere.
func (s Stratum) Rate(k int) *big.Rat {
	s.Outside.check()
	return ShrunkRate(s.Outside, k, s.Prior)
}

// Prior returns the prior ratio of a stratum: that of its sector and level
// outside the centre if it rests on at least 50 outcomes, else the national.
func Prior(sectorLevel, national Count) *big.Rat {
	sectorLevel.check()
	if sectorLevel.N >= priorOutside {
		return Ratio(sectorLevel.X, sectorLevel.N)
	}
	return Ratio(national.X, national.N)
}

// An Expectation is what a centre would be expected to reach if each of its
// outcomes went as elsewhere (EXP). Only comparable strata are in it.
type Expectation struct {
	Seen  Count    // successes and comparable outcomes of the centre
	Total int      // all outcomes of the centre
	Each  []Chance // expected chances of the comparable outcomes
	Mean  *big.Rat // expected number of successes
}

// Expect computes the expectation of a centre with k outcomes' weight on the
// prior. Nothing about the persons enters: adjusting for it would hide inequity.
func Expect(strata []Stratum, k int) Expectation {
	e := Expectation{Mean: new(big.Rat)}
	for _, s := range strata {
		s.Own.check()
		e.Total += s.Own.N
		if !s.Comparable() {
			continue
		}
		e.Seen.X += s.Own.X
		e.Seen.N += s.Own.N
		rate := s.Rate(k)
		e.Mean.Add(e.Mean, times(whole(s.Own.N), rate))
		e.Each = append(e.Each, Chance{rate, s.Own.N})
	}
	return e
}

// Testable reports whether the centre can be tested: at least ten comparable
// outcomes that are at least half of its own. If not, "no comparison exists:
// the centre is itself the reference".
func (e Expectation) Testable() bool {
	return e.Seen.N >= testOutcomes && 2*e.Seen.N >= e.Total
}

// Tails returns the chances of a result as low and as high as the centre's,
// by convolution over its outcomes. This is the rule.
func (e Expectation) Tails() Tails { return PoissonBinomial(e.Each).Tails(e.Seen.X) }

// BinomialTails returns the same for a binomial with the mean chance, the
// conservative check printed beside the rule. It panics without outcomes.
func (e Expectation) BinomialTails() Tails {
	return Binomial(e.Seen.N, over(e.Mean, whole(e.Seen.N))).Tails(e.Seen.X)
}

// Variance returns the sum of e(1 − e), used by the overdispersion check.
func (e Expectation) Variance() *big.Rat {
	v := new(big.Rat)
	for _, c := range e.Each {
		v.Add(v, times(whole(c.N), times(c.P, minus(one(), c.P))))
	}
	return v
}

// ShrunkRate returns (x + k·prior)/(n + k): a small-area rate drawn towards a
// prior with the weight of k outcomes (SHR). Never used to name a centre.
func ShrunkRate(c Count, k int, prior *big.Rat) *big.Rat {
	c.check()
	return over(plus(whole(c.X), times(whole(k), prior)), whole(c.N+k))
}

// ShrunkCount returns (x + k)/(exposure + k/rate): events per unit of exposure
// drawn towards the national rate per unit with the weight of k expected
// events (SHR).
func ShrunkCount(x int, exposure *big.Rat, k int, rate *big.Rat) *big.Rat {
	return over(whole(x+k), plus(exposure, over(whole(k), rate)))
}
