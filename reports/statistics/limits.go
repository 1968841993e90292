package statistics

import "math/big"

// Tails are the chances of a count as low and as high as the one seen.
type Tails struct{ Low, High *big.Rat }

// Tails returns P(X <= x) and P(X >= x).
func (c *Counts) Tails(x int) Tails { return Tails{c.AtMost(x), c.AtLeast(x)} }

// Min returns the smaller tail, which the naming rule compares with its limit.
func (t Tails) Min() *big.Rat { return minRat(t.Low, t.High) }

// TwoSided returns min(1, twice the smaller tail), the p that enters the
// false-discovery control.
func (t Tails) TwoSided() *big.Rat { return doubled(t.Low, t.High) }

// Limits are the counts at which a unit is flagged (LIM).
type Limits struct {
	Low, High       int // flagged if x <= Low or x >= High
	HasLow, HasHigh bool
}

// Limits returns the flagging counts at a tail level on each side.
func (c *Counts) Limits(alpha *big.Rat) Limits {
	var l Limits
	l.Low, l.HasLow = c.LowLimit(alpha)
	l.High, l.HasHigh = c.HighLimit(alpha)
	return l
}

// gridPoints is the number of steps of the grid of rates, 0.1 points each.
const gridPoints = 1000

// DetectableLow returns the largest true rate, on a grid of 0.1 points, at
// which a unit of n outcomes falls to the limit x or below with at least the
// stated power (DET).
func DetectableLow(n, x int, power *big.Rat) *big.Rat {
	require(x >= 0 && x <= n, "limit %d of %d", x, n)
	step := lastTrue(gridPoints, func(i int) bool {
		return Binomial(n, Ratio(i, gridPoints)).AtMost(x).Cmp(power) >= 0
	})
	return Ratio(max(step, 0), gridPoints)
}

// DetectableHigh returns the smallest true rate, on a grid of 0.1 points, at
// which a unit of n outcomes reaches the limit x with at least the stated
// power.
func DetectableHigh(n, x int, power *big.Rat) *big.Rat {
	return minus(one(), DetectableLow(n, n-x, power)) // failures in place of successes
}

// lastTrue returns the largest i in 0..last with ok(i), or -1; ok must not
// turn true again once it is false.
func lastTrue(last int, ok func(int) bool) int {
	lo, hi := -1, last+1
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; ok(mid) {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

// TailInForce returns the tail level at which a unit is really named when m
// tests of a family run and r of them were named: min(alpha, q·(r+1)/(2m)),
// because the false-discovery control may ask for more than alpha (DET).
func TailInForce(alpha, q *big.Rat, m, r int) *big.Rat {
	require(m > 0 && r >= 0, "%d of %d tests named", r, m)
	return minRat(alpha, times(q, Ratio(r+1, 2*m)))
}
