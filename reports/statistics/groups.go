package statistics

import (
	"math"
	"math/big"
)

const (
	stratumGroup = 5  // least outcomes of each group in a usable stratum
	totalGroup   = 40 // least outcomes of each group over all strata
)

// SignTest returns the tails of the number of pairs that went up when up and
// down are equally likely; ties are dropped by the caller (SIGN).
func SignTest(up, down int) Tails { return Binomial(up+down, Ratio(1, 2)).Tails(up) }

// A Table is two groups within one stratum.
type Table struct{ A, B Count }

// Usable returns the strata with at least five outcomes in each group, and
// whether both groups have at least forty in them (CMH). Size alone decides.
func Usable(strata []Table) (usable []Table, enough bool) {
	var a, b int
	for _, s := range strata {
		if s.A.N >= stratumGroup && s.B.N >= stratumGroup {
			usable = append(usable, s)
			a, b = a+s.A.N, b+s.B.N
		}
	}
	return usable, a >= totalGroup && b >= totalGroup
}

// RiskDifference returns the Mantel–Haenszel difference of rates A − B at
// equal composition; ok is false if no stratum holds both groups.
func RiskDifference(strata []Table) (difference *big.Rat, ok bool) {
	sum, weight := new(big.Rat), new(big.Rat)
	for _, s := range strata {
		s.A.check()
		s.B.check()
		if s.A.N == 0 || s.B.N == 0 {
			continue
		}
		all := whole(s.A.N + s.B.N)
		cross := minus(times(whole(s.A.X), whole(s.B.N)), times(whole(s.B.X), whole(s.A.N)))
		sum.Add(sum, over(cross, all))
		weight.Add(weight, over(times(whole(s.A.N), whole(s.B.N)), all))
	}
	if weight.Sign() == 0 {
		return nil, false
	}
	return over(sum, weight), true
}

// CrudeDifference returns the difference of rates A − B without regard to
// composition; ok is false if a group is empty.
func CrudeDifference(strata []Table) (difference *big.Rat, ok bool) {
	var t Table
	for _, s := range strata {
		t.A.X, t.A.N = t.A.X+s.A.X, t.A.N+s.A.N
		t.B.X, t.B.N = t.B.X+s.B.X, t.B.N+s.B.N
	}
	if t.A.N == 0 || t.B.N == 0 {
		return nil, false
	}
	return minus(Ratio(t.A.X, t.A.N), Ratio(t.B.X, t.B.N)), true
}

// Conditional returns the distribution of the successes of group A over all
// strata when the groups do not differ and the totals of each stratum are as
// seen: the convolution of hypergeometrics (CMH). It is exact up to 400
// outcomes in all; see the package comment for larger ones.
func Conditional(strata []Table) *Counts { return convolution(strata, hypergeometric) }

// convolution adds up the independent counts of all strata.
func convolution(strata []Table, of func(Table) *Counts) *Counts {
	outcomes := 0
	for _, s := range strata {
		outcomes += s.A.N + s.B.N
	}
	c := certain(0, false)
	if outcomes > exactOutcomes {
		c = c.fixed()
	}
	for _, s := range strata {
		d := of(s)
		if c.slack != nil {
			d = d.fixed()
		}
		c = c.sum(d)
	}
	return c
}

// CompareGroups returns the tails of the successes of group A (CMH). With one
// stratum it is Fisher's exact test, doubled for both sides by TwoSided.
func CompareGroups(strata []Table) Tails {
	x := 0
	for _, s := range strata {
		x += s.A.X
	}
	return Conditional(strata).Tails(x)
}

// LargeGroups is CompareGroups for so many outcomes that the exact
// distribution would take hours: the Mantel–Haenszel statistic with continuity
// correction against the normal distribution. The result is the two-sided p,
// rounded to six decimals; below a million-th it is zero.
func LargeGroups(strata []Table) *big.Rat {
	distance, variance := 0.0, 0.0
	for _, s := range strata {
		n, won := float64(s.A.N+s.B.N), float64(s.A.X+s.B.X)
		if n < 2 {
			continue
		}
		mean := float64(s.A.N) * won / n
		distance += float64(s.A.X) - mean
		variance += mean * (float64(s.B.N) / n) * ((n - won) / (n - 1))
	}
	if variance == 0 {
		return one()
	}
	z := max(math.Abs(distance)-0.5, 0) / math.Sqrt(variance)
	return fromFloat(math.Erfc(z / math.Sqrt2))
}

func hypergeometric(t Table) *Counts {
	t.A.check()
	t.B.check()
	won := t.A.X + t.B.X
	first, last := max(0, won-t.B.N), min(won, t.A.N)
	c := &Counts{first: first, total: new(big.Int).Binomial(int64(t.A.N+t.B.N), int64(won))}
	w := new(big.Int).Binomial(int64(t.A.N), int64(first))
	w.Mul(w, new(big.Int).Binomial(int64(t.B.N), int64(won-first)))
	for k := first; ; k++ {
		c.weights = append(c.weights, w)
		if k == last {
			return c
		}
		up := int64(t.A.N-k) * int64(won-k)
		down := int64(k+1) * int64(t.B.N-won+k+1)
		w = new(big.Int).Mul(w, big.NewInt(up))
		w.Quo(w, big.NewInt(down)) // exact: the next product of binomials
	}
}

// fixed returns c with weights rounded down to a total of 2^fixedBits.
func (c *Counts) fixed() *Counts {
	out := &Counts{first: c.first, total: new(big.Int).Lsh(big.NewInt(1), fixedBits)}
	out.slack = big.NewInt(int64(len(c.weights)))
	if c.slack != nil { // of a total of at least as much
		out.slack.Add(out.slack, c.slack)
	}
	for _, w := range c.weights {
		v := new(big.Int).Lsh(w, fixedBits)
		out.weights = append(out.weights, v.Quo(v, c.total))
	}
	return out
}

// sum returns the distribution of the sum of two independent counts, both
// exact or both fixed.
func (c *Counts) sum(d *Counts) *Counts {
	out := &Counts{first: c.first + d.first}
	if c.slack != nil && min(len(c.weights), len(d.weights)) >= longSum {
		out.weights = products(c.weights, d.weights)
	} else {
		out.weights = eachProduct(c.weights, d.weights)
	}
	if c.slack == nil {
		out.total = new(big.Int).Mul(c.total, d.total)
		return out
	}
	out.total = c.total
	for _, w := range out.weights {
		w.Rsh(w, fixedBits)
	}
	out.slack = new(big.Int).Add(c.slack, d.slack)
	out.slack.Add(out.slack, big.NewInt(int64(len(out.weights))))
	return out
}

// eachProduct is products, one by one, for weights of any size.
func eachProduct(a, b []*big.Int) []*big.Int {
	list := make([]*big.Int, len(a)+len(b)-1)
	for i := range list {
		list[i] = new(big.Int)
	}
	product := new(big.Int)
	for i, v := range a {
		for j, w := range b {
			list[i+j].Add(list[i+j], product.Mul(v, w))
		}
	}
	return list
}
