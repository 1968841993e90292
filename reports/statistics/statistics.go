// Package statistics judges counts exactly.
//
// It holds the methods of the annual analysis: exact tails and limits for the
// outcomes of a centre, expectations adjusted for what a centre examines,
// false-discovery control, charts of change over time, waiting times with
// unfinished cases, comparisons of groups, and verdicts on recommendations.
// All are pure functions over integers and rationals. Registers of this
// country are small, so approximations that need large numbers are not used.
//
// # Exactness
//
// Results of type *big.Rat are exact unless their comment says otherwise.
// Where exact work would be too slow (see Counts.Exact) tail probabilities are
// rounded up by less than 2^-200. A tail that is at most a limit after
// rounding up is at most the limit in truth: nobody is named by rounding.
// The few results that need logarithms or roots of irrationals are rounded to
// six decimals before anything is compared with them.
//
// Functions panic on arguments that no data can produce, such as a negative
// count; the caller checks data, not this package.
package statistics

import (
	"fmt"
	"math"
	"math/big"
)

// Places is the number of decimals to which irrational results are rounded.
const Places = 6

// A Count is x events of a kind among n.
type Count struct{ X, N int }

func (c Count) check() {
	require(c.X >= 0 && c.X <= c.N, "count %d of %d", c.X, c.N)
}

// An Interval is a closed range, ends rounded as the function that made it says.
type Interval struct{ Lo, Hi *big.Rat }

// Contains reports whether v lies in the interval, ends included.
func (i Interval) Contains(v *big.Rat) bool { return i.Lo.Cmp(v) <= 0 && v.Cmp(i.Hi) <= 0 }

// Decimal writes r with a fixed number of decimals, half away from zero.
func Decimal(r *big.Rat, places int) string {
	text := r.FloatString(places)
	if zero, ok := new(big.Rat).SetString(text); ok && zero.Sign() == 0 && text[0] == '-' {
		return text[1:]
	}
	return text
}

// Rounded returns r rounded to a number of decimals, half away from zero.
func Rounded(r *big.Rat, places int) *big.Rat {
	v, ok := new(big.Rat).SetString(r.FloatString(places))
	if !ok {
		panic("a decimal text is not a number")
	}
	return v
}

// Ratio returns a/b. It panics if b is zero.
func Ratio(a, b int) *big.Rat { return big.NewRat(int64(a), int64(b)) }

// Parse reads a decimal or a fraction, such as 0.001 or 7/8.
func Parse(text string) (*big.Rat, error) {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return nil, fmt.Errorf("%q is not a number", text)
	}
	return r, nil
}

// fromFloat rounds a float to Places decimals. It panics if f is not finite.
func fromFloat(f float64) *big.Rat {
	require(!math.IsNaN(f) && !math.IsInf(f, 0), "%v is no result", f)
	return Rounded(new(big.Rat).SetFloat64(f), Places)
}

func toFloat(r *big.Rat) float64 {
	f, _ := r.Float64()
	return f
}

// doubled returns the two-sided p of a test by doubling its smaller tail.
func doubled(low, high *big.Rat) *big.Rat {
	return atMostOne(times(minRat(low, high), big.NewRat(2, 1)))
}

func atMostOne(r *big.Rat) *big.Rat { return minRat(r, one()) }

func minRat(a, b *big.Rat) *big.Rat {
	if b.Cmp(a) < 0 {
		return b
	}
	return a
}

func maxRat(a, b *big.Rat) *big.Rat {
	if b.Cmp(a) > 0 {
		return b
	}
	return a
}

// The helpers below return new values, so that formulas read as formulas.

func one() *big.Rat                { return big.NewRat(1, 1) }
func whole(n int) *big.Rat         { return big.NewRat(int64(n), 1) }
func plus(a, b *big.Rat) *big.Rat  { return new(big.Rat).Add(a, b) }
func minus(a, b *big.Rat) *big.Rat { return new(big.Rat).Sub(a, b) }
func times(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) }
func over(a, b *big.Rat) *big.Rat  { return new(big.Rat).Quo(a, b) }

func require(ok bool, format string, args ...any) {
	if !ok {
		panic("statistics: " + fmt.Sprintf(format, args...))
	}
}
