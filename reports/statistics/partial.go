package statistics

import "math/big"

// sensitivePoints is the spread of changes, in percentage points, above which
// a change counts as sensitive to late data.
func sensitivePoints() *big.Rat { return big.NewRat(2, 100) }

// CountBounds returns the least and the most a count can become when the
// missing returns, which may hold up to `missing` events together, arrive.
// These are logical bounds, no confidence interval.
func CountBounds(x, missing int) (lo, hi int) {
	require(x >= 0 && missing >= 0, "count %d, missing %d", x, missing)
	return x, x + missing
}

// RateBounds returns [x/(n+m), (x+m)/(n+m)]: the least and the most a rate can
// become when up to m missing outcomes arrive. It panics if n + m is zero.
func RateBounds(c Count, m int) Interval {
	c.check()
	require(m >= 0, "missing %d", m)
	return Interval{Ratio(c.X, c.N+m), Ratio(c.X+m, c.N+m)}
}

// Change returns now/before − 1. It panics if before is zero.
func Change(now, before int) *big.Rat { return minus(Ratio(now, before), one()) }

// A Volume is a count and the working days in which it arose.
type Volume struct{ X, WorkingDays int }

// ChangePerDay returns the change of the volume per working day.
func ChangePerDay(now, before Volume) *big.Rat {
	return minus(over(Ratio(now.X, now.WorkingDays), Ratio(before.X, before.WorkingDays)), one())
}

// Sensitive reports whether changes of one figure, computed on different
// bases, differ in sign or by more than two percentage points.
func Sensitive(changes ...*big.Rat) bool {
	for i, a := range changes {
		for _, b := range changes[:i] {
			apart := new(big.Rat).Abs(minus(a, b))
			if a.Sign() != b.Sign() || apart.Cmp(sensitivePoints()) > 0 {
				return true
			}
		}
	}
	return false
}

// A Provider is one source of returns over a window.
type Provider struct {
	Volume   int // events it usually sends a period
	Received int // periods received
	Expected int // periods expected
}

// Coverage returns the share of the expected volume that arrived: periods
// weighted by the provider's usual volume (I.13). ok is false if nothing was
// expected.
func Coverage(providers []Provider) (share *big.Rat, ok bool) {
	var received, expected int
	for _, p := range providers {
		require(p.Received >= 0 && p.Received <= p.Expected, "%d of %d periods", p.Received, p.Expected)
		received += p.Volume * p.Received
		expected += p.Volume * p.Expected
	}
	if expected == 0 {
		return nil, false
	}
	return Ratio(received, expected), true
}

// Outcomes are the applications of a cell by what became of their last
// sitting that was due.
type Outcomes struct {
	Passed, Failed, NoShowOwn int
	Open                      int // health waiting, unexplained, result missing
}

// PassRates returns the one numerator over its three denominators: those who
// sat, those concluded, those due (E.02, E.03, E.04).
func (o Outcomes) PassRates() (sat, concluded, due Count) {
	n := o.Passed + o.Failed
	return Count{o.Passed, n}, Count{o.Passed, n + o.NoShowOwn}, Count{o.Passed, n + o.NoShowOwn + o.Open}
}

// Dissimilarity returns half the sum of the differences between two lists of
// shares: the part that would have to move for the two to agree (H.10).
func Dissimilarity(a, b []*big.Rat) *big.Rat {
	require(len(a) == len(b), "%d shares against %d", len(a), len(b))
	sum := new(big.Rat)
	for i := range a {
		sum.Add(sum, new(big.Rat).Abs(minus(a[i], b[i])))
	}
	return times(sum, Ratio(1, 2))
}

// Concentration returns the Herfindahl–Hirschman index of counts, 0 to 10,000;
// ok is false if they are all zero.
func Concentration(counts []int) (index *big.Rat, ok bool) {
	total, squares := 0, new(big.Rat)
	for _, n := range counts {
		total += n
		squares.Add(squares, times(whole(n), whole(n)))
	}
	if total == 0 {
		return nil, false
	}
	return over(times(squares, whole(10_000)), times(whole(total), whole(total))), true
}
