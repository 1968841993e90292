package statistics

import (
	"math"
	"math/big"
)

// z975 returns the 97.5 % point of the normal distribution, right to fifteen
// decimals.
func z975() *big.Rat { return big.NewRat(1_959_963_984_540_054, 1_000_000_000_000_000) }

// halfTail is the chance left outside a 95 % interval on each side.
func halfTail() *big.Rat { return big.NewRat(1, 40) }

// gridSize is the number of steps of 10^-Places in one unit.
const gridSize = 1_000_000

// ClopperPearson returns the exact 95 % interval of a rate, its ends rounded
// to six decimals. It panics if n is zero: no outcome, no interval.
func ClopperPearson(c Count) Interval {
	c.check()
	require(c.N > 0, "interval of no outcomes")
	return Interval{exactLow(c), minus(one(), exactLow(Count{c.N - c.X, c.N}))}
}

// exactLow returns the rate at which P(X >= x) is 1/40, rounded. It asks at
// the midpoints between grid points, so that the rounding itself is exact.
func exactLow(c Count) *big.Rat {
	if c.X == 0 {
		return new(big.Rat)
	}
	tail := upperTail{c}
	point := lastTrue(gridSize-1, func(i int) bool {
		return tail.atMost(Ratio(2*i+1, 2*gridSize), halfTail())
	})
	return Ratio(point+1, gridSize)
}

// Wilson returns the 95 % score interval of a rate, its ends rounded to six
// decimals; only for the machine annex. It panics if n is zero.
func Wilson(c Count) Interval {
	c.check()
	require(c.N > 0, "interval of no outcomes")
	n, x, zz := whole(c.N), whole(c.X), times(z975(), z975())
	middle := plus(x, times(zz, big.NewRat(1, 2)))
	spread := over(times(x, minus(n, x)), n)
	half := times(z975(), squareRoot(plus(spread, times(zz, big.NewRat(1, 4)))))
	width := plus(n, zz)
	lo, hi := over(minus(middle, half), width), over(plus(middle, half), width)
	return Interval{Rounded(maxRat(lo, new(big.Rat)), Places), Rounded(minRat(hi, one()), Places)}
}

// squareRoot returns the root of r, right to thirty decimals.
func squareRoot(r *big.Rat) *big.Rat {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(30), nil)
	n := new(big.Int).Mul(r.Num(), new(big.Int).Mul(scale, scale))
	n.Quo(n, r.Denom())
	return new(big.Rat).SetFrac(n.Sqrt(n), scale)
}

// upperTail answers questions about P(X >= x) for n outcomes and any rate.
type upperTail struct{ Count }

// atMost reports whether P(X >= x) <= level at rate p. Where a floating-point sum of known
// error cannot tell, the exact tail does; beyond 2,000 outcomes that is rounded up by less
// than 2^-200, which could move a limit by one rounding unit at most.
func (t upperTail) atMost(p, level *big.Rat) bool {
	bar, near, off := toFloat(level), 0.0, 1.0
	if p.Sign() > 0 && p.Cmp(one()) < 0 {
		near, off = t.nearly(p)
	}
	if math.Abs(near-bar) > off {
		return near < bar
	}
	return Binomial(t.N, p).AtLeast(t.X).Cmp(level) <= 0
}

const (
	vanishing = 1e-25 // a weight, beside that of the mode, after which the rest is not summed
	perStep   = 2e-15 // error of a term a step: five roundings of 2^-53, and as much again
)

// nearly is P(X >= x) in floating point and a bound of its error. The terms are followed from
// the mode, whose own is one, so that none is too small to be held and none grows.
func (t upperTail) nearly(p *big.Rat) (tail, off float64) {
	odds := toFloat(over(p, minus(one(), p)))
	mode := min(int(toFloat(times(p, whole(t.N+1)))), t.N)
	var sum [2]float64 // below x, and from x on
	add := func(k int, w float64) {
		if k >= t.X {
			sum[1] += w
			return
		}
		sum[0] += w
	}
	add(mode, 1)
	steps := 0
	for k, w := mode, 1.0; k < t.N && w > vanishing; k++ {
		w *= odds * float64(t.N-k) / float64(k+1)
		add(k+1, w)
		steps++
	}
	for k, w := mode, 1.0; k > 0 && w > vanishing; k-- {
		w *= float64(k) / (odds * float64(t.N-k+1))
		add(k-1, w)
		steps++
	}
	return sum[1] / (sum[0] + sum[1]), perStep * float64(steps+10)
}
