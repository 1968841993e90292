package statistics

import (
	"math/big"
	"slices"
)

const (
	dispersionUnits = 20 // centres without which overdispersion is not judged
	dispersionSize  = 10 // outcomes that make a centre one of them
	parameterPlaces = 12 // decimals kept of estimated parameters
)

// A Unit is one centre in the overdispersion check.
type Unit struct {
	Seen     Count
	Mean     *big.Rat // expected successes E
	Variance *big.Rat // V = Σ e(1 − e), above zero
}

// Overdispersion tells whether centres scatter more than chance allows (OD).
type Overdispersion struct {
	Units   int      // centres with at least ten outcomes
	Phi     *big.Rat // mean z² after drawing in the extremes
	Rho     *big.Rat // correlation of outcomes within a centre, from 0
	Applies bool     // at least 20 centres and φ > 1 + 2√(2/I)
}

// NewOverdispersion judges centres of at least ten outcomes by
// z = (x − E)/√V, the tenth of smallest and of largest z replaced by the
// nearest kept. ok is false if no centre is large enough.
func NewOverdispersion(units []Unit) (result Overdispersion, ok bool) {
	var list []score
	freedom := 0
	for _, u := range units {
		if u.Seen.N >= dispersionSize {
			list = append(list, newScore(u))
			freedom += u.Seen.N - 1
		}
	}
	if len(list) == 0 {
		return result, false
	}
	excess := new(big.Rat)
	for _, s := range drawnIn(list) {
		excess.Add(excess, minus(s.square, one()))
	}
	result.Units = len(list)
	result.Phi = plus(over(excess, whole(len(list))), one())
	result.Rho = maxRat(new(big.Rat), over(excess, whole(freedom)))
	result.Applies = len(list) >= dispersionUnits && excess.Sign() > 0 && beyond(result.Phi, len(list))
	return result, true
}

// beyond reports φ > 1 + 2√(2/I) for φ above 1, squared to stay rational.
func beyond(phi *big.Rat, units int) bool {
	excess := minus(phi, one())
	return times(excess, excess).Cmp(Ratio(8, units)) > 0
}

// A score is z as its sign and its square, which stay rational.
type score struct {
	sign   int
	square *big.Rat
}

func newScore(u Unit) score {
	require(u.Variance.Sign() > 0, "variance %s", u.Variance)
	d := minus(whole(u.Seen.X), u.Mean)
	return score{d.Sign(), over(times(d, d), u.Variance)}
}

func (s score) compare(t score) int {
	if s.sign != t.sign {
		return s.sign - t.sign
	}
	return s.sign * s.square.Cmp(t.square)
}

// drawnIn sorts the scores and replaces the tenth at each end.
func drawnIn(list []score) []score {
	slices.SortFunc(list, score.compare)
	cut := len(list) / 10
	for i := range cut {
		list[i] = list[cut]
		list[len(list)-1-i] = list[len(list)-1-cut]
	}
	return list
}

// BetaBinomial returns the distribution of the successes among n outcomes of
// mean p that agree within a centre with correlation rho; exact up to 400 of
// them. Both parameters are estimates and are rounded to twelve decimals first.
func BetaBinomial(n int, p, rho *big.Rat) *Counts {
	p, rho = Rounded(p, parameterPlaces), Rounded(rho, parameterPlaces)
	requireProbability(p)
	require(rho.Sign() >= 0 && rho.Cmp(one()) < 0, "correlation %s", rho)
	if rho.Sign() == 0 || p.Sign() == 0 || p.Cmp(one()) == 0 {
		return Binomial(n, p)
	}
	size := over(minus(one(), rho), rho)
	a, b, unit := onCommon(times(p, size), times(minus(one(), p), size))
	if n > exactOutcomes {
		return roundedUrn(n, a, b, unit)
	}
	return urn(n, a, b, unit)
}

// onCommon writes two rationals as a/unit and b/unit.
func onCommon(x, y *big.Rat) (a, b, unit *big.Int) {
	unit = new(big.Int).Mul(x.Denom(), y.Denom())
	a = new(big.Int).Mul(x.Num(), y.Denom())
	return a, new(big.Int).Mul(y.Num(), x.Denom()), unit
}

// urn returns the distribution of Pólya's urn: a and b balls, and unit more of
// the colour drawn after each of n draws. That is the beta-binomial.
func urn(n int, a, b, unit *big.Int) *Counts {
	filled := func(start *big.Int, k int) *big.Int {
		return new(big.Int).Add(start, new(big.Int).Mul(unit, big.NewInt(int64(k))))
	}
	total, w := big.NewInt(1), big.NewInt(1)
	for k := range n {
		total.Mul(total, filled(new(big.Int).Add(a, b), k))
		w.Mul(w, filled(b, k))
	}
	c := &Counts{weights: []*big.Int{w}, total: total}
	for k := range n {
		w = new(big.Int).Mul(w, filled(a, k))
		w.Mul(w, big.NewInt(int64(n-k)))
		w.Quo(w, new(big.Int).Mul(filled(b, n-k-1), big.NewInt(int64(k+1)))) // exact
		c.weights = append(c.weights, w)
	}
	return c
}
