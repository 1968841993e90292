package statistics

import "math/big"

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
	tail := newUpperTail(c)
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

// An upperTail answers questions about P(X >= x) for n outcomes and any rate.
type upperTail struct {
	Count
	choose *big.Float // the number of ways to choose x of n
}

// floatBits is the precision of large binomial tails. A tail of n outcomes
// takes fewer than 10·n roundings of 2^-512 relative error each.
const floatBits = 512

func newUpperTail(c Count) *upperTail {
	t := &upperTail{Count: c}
	if c.N > exactOutcomes {
		ways := new(big.Int).Binomial(int64(c.N), int64(c.X))
		t.choose = new(big.Float).SetPrec(floatBits).SetInt(ways)
	}
	return t
}

// atMost reports whether P(X >= x) <= level at rate p. Up to 400 outcomes it
// is exact. Beyond, the answer could be wrong only if the tail agreed with the
// level in its first 100 decimals, which moves a limit by one rounding unit.
func (t *upperTail) atMost(p, level *big.Rat) bool {
	if t.choose == nil {
		return Binomial(t.N, p).AtLeast(t.X).Cmp(level) <= 0
	}
	if p.Cmp(Ratio(t.X, t.N)) >= 0 {
		return false // at or above the mean the tail is more than a quarter
	}
	limit := new(big.Float).SetPrec(floatBits).SetRat(level)
	return t.sum(p).Cmp(limit) <= 0
}

// sum adds the terms from x upwards until they no longer change the sum.
// Below the mean each term is smaller than the one before.
func (t *upperTail) sum(p *big.Rat) *big.Float {
	win := new(big.Float).SetPrec(floatBits).SetRat(p)
	lose := new(big.Float).SetPrec(floatBits).SetRat(minus(one(), p))
	odds := new(big.Float).Quo(win, lose)
	term := new(big.Float).Mul(power(win, t.X), power(lose, t.N-t.X))
	term.Mul(term, t.choose)
	sum, before := new(big.Float).Set(term), new(big.Float)
	for k := t.X; k < t.N && sum.Cmp(before) != 0; k++ {
		term.Mul(term, odds)
		term.Mul(term, big.NewFloat(float64(t.N-k)))
		term.Quo(term, big.NewFloat(float64(k+1)))
		before.Set(sum)
		sum.Add(sum, term)
	}
	return sum
}

// power returns b^n by repeated squaring.
func power(b *big.Float, n int) *big.Float {
	result, square := new(big.Float).SetPrec(floatBits).SetInt64(1), new(big.Float).Set(b)
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			result.Mul(result, square)
		}
		square.Mul(square, square)
	}
	return result
}
