package statistics

import (
	"math"
	"math/big"
)

// Poisson returns the distribution of a count with expectation m. Its tails
// are rounded up by less than 2^-200: e^-m is irrational, so no tail ever
// equals a rational limit.
func Poisson(m *big.Rat) *Counts {
	require(m.Sign() >= 0, "expectation %s", m)
	if m.Sign() == 0 {
		return certain(0, false)
	}
	if m.Cmp(whole(largeOutcomes)) > 0 {
		return roundedPoisson(m)
	}
	unit := new(big.Int).Lsh(big.NewInt(1), fixedBits)
	c := &Counts{weights: []*big.Int{unit}, total: new(big.Int).Set(unit)}
	for k := int64(1); ; k++ {
		w := new(big.Int).Mul(c.weights[k-1], m.Num())
		w.Quo(w, new(big.Int).Mul(m.Denom(), big.NewInt(k)))
		if w.Sign() == 0 {
			break
		}
		c.weights = append(c.weights, w)
		c.total.Add(c.total, w)
	}
	c.slack = poissonSlack(c.total, len(c.weights))
	return c
}

// poissonSlack bounds what rounding took from the weights m^k/k!: one unit lost
// at any step is carried on as at most e^m units over all later steps.
func poissonSlack(total *big.Int, steps int) *big.Int {
	growth := new(big.Int).Rsh(total, fixedBits)
	growth.Add(growth, big.NewInt(2))
	return growth.Mul(growth, big.NewInt(int64(steps+1)))
}

// PoissonInterval returns the exact 95 % interval of the expectation behind a
// count, its ends rounded to six decimals.
func PoissonInterval(x int) Interval {
	require(x >= 0, "count %d", x)
	most := (x + 20 + 10*int(math.Sqrt(float64(x)))) * gridSize // far above either end
	interval := Interval{Lo: new(big.Rat)}
	if x > 0 {
		interval.Lo = expectationAt(most, func(c *Counts) bool { return c.AtLeast(x).Cmp(halfTail()) <= 0 })
	}
	interval.Hi = expectationAt(most, func(c *Counts) bool { return c.AtMost(x).Cmp(halfTail()) >= 0 })
	return interval
}

// expectationAt returns, rounded, the expectation up to which ok holds. Asking
// at midpoints of the grid makes the rounding right.
func expectationAt(most int, ok func(*Counts) bool) *big.Rat {
	point := lastTrue(most, func(i int) bool { return ok(Poisson(Ratio(2*i+1, 2*gridSize))) })
	return Ratio(point+1, gridSize)
}

// An Exposed is a count with the exposure (days, document-years) it had.
type Exposed struct {
	X        int
	Exposure *big.Rat
}

// ComparePoisson returns the tails of the first count given the sum of both,
// X₁ ~ Bin(N, E₁/(E₁+E₀)) (POI). Two-sided p is Tails.TwoSided. Only for events
// that occur singly.
func ComparePoisson(a, b Exposed) Tails {
	share := over(a.Exposure, plus(a.Exposure, b.Exposure))
	return Binomial(a.X+b.X, share).Tails(a.X)
}
