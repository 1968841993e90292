package statistics

import (
	"math/big"
	"slices"
)

// Counts is the distribution of a count X = 0, 1, 2, ...: the chance of k is
// a weight over a common total.
type Counts struct {
	weights []*big.Int
	total   *big.Int
	// slack is the most that rounding down may have taken from the weights
	// together; nil if nothing was rounded.
	slack *big.Int
	first int // the count of weights[0]
}

const (
	// fixedBits is the scale of rounded weights. The slack of n roundings is
	// below n^3 / 2^fixedBits, far under 2^-200 for every n a country can have.
	fixedBits = 320
	// exactOutcomes is the largest number of unequal outcomes whose weights
	// are kept exactly; beyond it the work grows with the cube.
	exactOutcomes = 400
)

// Exact reports whether tails carry no rounding at all.
func (c *Counts) Exact() bool { return c.slack == nil }

// AtMost returns P(X <= x).
func (c *Counts) AtMost(x int) *big.Rat { return c.tail(0, x-c.first+1) }

// AtLeast returns P(X >= x).
func (c *Counts) AtLeast(x int) *big.Rat { return c.tail(x-c.first, len(c.weights)) }

// tail sums weights[from:to], rounded up if the weights are rounded.
func (c *Counts) tail(from, to int) *big.Rat {
	from, to = min(max(from, 0), len(c.weights)), min(to, len(c.weights))
	if from >= to && (c.slack == nil || from == 0 && c.first == 0) {
		return new(big.Rat)
	}
	sum := new(big.Int)
	for _, w := range c.weights[from:max(from, to)] {
		sum.Add(sum, w)
	}
	if c.slack != nil {
		sum.Add(sum, c.slack)
	}
	return atMostOne(new(big.Rat).SetFrac(sum, c.total))
}

// LowLimit returns the largest x with P(X <= x) <= alpha; ok is false if no
// count is that unlikely.
func (c *Counts) LowLimit(alpha *big.Rat) (x int, ok bool) {
	bar, sum := c.bar(alpha), new(big.Int)
	for i, w := range c.weights {
		if sum.Add(sum, w).Cmp(bar) > 0 {
			return c.first + i - 1, i > 0
		}
	}
	return c.first + len(c.weights) - 1, true
}

// HighLimit returns the smallest x with P(X >= x) <= alpha; ok is false if no
// count is that unlikely.
func (c *Counts) HighLimit(alpha *big.Rat) (x int, ok bool) {
	bar, sum := c.bar(alpha), new(big.Int)
	for i := len(c.weights) - 1; i >= 0; i-- {
		if sum.Add(sum, c.weights[i]).Cmp(bar) > 0 {
			return c.first + i + 1, i < len(c.weights)-1
		}
	}
	return c.first, true
}

// bar is the largest sum of weights that is surely at most alpha.
func (c *Counts) bar(alpha *big.Rat) *big.Int {
	bar := new(big.Int).Mul(c.total, alpha.Num())
	bar.Div(bar, alpha.Denom())
	if c.slack != nil {
		bar.Sub(bar, c.slack)
	}
	return bar
}

// Binomial returns the distribution of the successes among n independent
// outcomes of probability p, exact up to 2,000 of them.
func Binomial(n int, p *big.Rat) *Counts {
	require(n >= 0, "binomial of %d outcomes", n)
	requireProbability(p)
	if n > largeOutcomes {
		return roundedBinomial(n, p)
	}
	win, all := p.Num(), p.Denom()
	lose := new(big.Int).Sub(all, win)
	total := new(big.Int).Exp(all, big.NewInt(int64(n)), nil)
	if win.Sign() == 0 || lose.Sign() == 0 {
		return certain(n, win.Sign() != 0)
	}
	weights := make([]*big.Int, n+1)
	weights[0] = new(big.Int).Exp(lose, big.NewInt(int64(n)), nil)
	for k := range n {
		// C(n,k+1) p^(k+1) q^(n-k-1) from its neighbour; the division is exact.
		w := new(big.Int).Mul(weights[k], new(big.Int).Mul(win, big.NewInt(int64(n-k))))
		weights[k+1] = w.Quo(w, new(big.Int).Mul(lose, big.NewInt(int64(k+1))))
	}
	return &Counts{weights: weights, total: total}
}

func certain(n int, success bool) *Counts {
	c := &Counts{weights: []*big.Int{big.NewInt(1)}, total: big.NewInt(1)}
	if success {
		c.first = n
	}
	return c
}

// A Chance is a number of outcomes with the same probability.
type Chance struct {
	P *big.Rat
	N int
}

// PoissonBinomial returns the distribution of the successes among independent
// outcomes with their own probabilities. It is exact up to 400 outcomes and
// up to 2,000 if all probabilities agree; see the package comment for larger ones.
func PoissonBinomial(chances []Chance) *Counts {
	n := 0
	for _, c := range chances {
		requireProbability(c.P)
		n += c.N
	}
	if n > largeOutcomes {
		return largePoissonBinomial(chances)
	}
	var each []*big.Rat
	for _, c := range chances {
		each = append(each, slices.Repeat([]*big.Rat{c.P}, c.N)...)
	}
	return oneByOne(each)
}

// oneByOne is PoissonBinomial by a step for each outcome.
func oneByOne(each []*big.Rat) *Counts {
	if allEqual(each) && len(each) > 0 {
		return Binomial(len(each), each[0])
	}
	c := &Counts{total: big.NewInt(1)}
	if len(each) > exactOutcomes {
		c.total.Lsh(c.total, fixedBits)
		n := int64(len(each))
		c.slack = big.NewInt((n + 1) * (n + 2) / 2) // one unit for each weight of each step
	}
	c.weights = []*big.Int{new(big.Int).Set(c.total)}
	for _, p := range each {
		c.convolve(p)
	}
	return c
}

// convolve adds one outcome of probability p. Exact weights grow by the
// denominator of p; rounded ones are divided by it, rounding down once each.
func (c *Counts) convolve(p *big.Rat) {
	win, all := p.Num(), p.Denom()
	lose := new(big.Int).Sub(all, win)
	w := append(c.weights, new(big.Int))
	gain := new(big.Int)
	for k := len(w) - 1; k >= 0; k-- {
		w[k].Mul(w[k], lose)
		if k > 0 {
			w[k].Add(w[k], gain.Mul(w[k-1], win))
		}
		if c.slack != nil {
			w[k].Quo(w[k], all)
		}
	}
	if c.slack == nil {
		c.total.Mul(c.total, all)
	}
	c.weights = w
}

func allEqual(list []*big.Rat) bool {
	for _, r := range list {
		if r.Cmp(list[0]) != 0 {
			return false
		}
	}
	return true
}

func requireProbability(p *big.Rat) {
	require(p.Sign() >= 0 && p.Cmp(one()) <= 0, "%s is no probability", p)
}
