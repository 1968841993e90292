package statistics

import (
	"math/big"
	"testing"
	"time"
)

// A rounded binomial is never below the exact tail, and above it by less than 2^-250, on both
// sides and where the mode lies at an end.
func TestRoundedBinomialIsTheExactOne(t *testing.T) {
	tiny := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Lsh(big.NewInt(1), 250))
	for _, p := range []*big.Rat{big.NewRat(4, 5), big.NewRat(1, 1000), big.NewRat(999, 1000), big.NewRat(1, 2), big.NewRat(17, 31), big.NewRat(0, 1), big.NewRat(1, 1)} {
		for _, n := range []int{1, 2, 37, 800} {
			exact, rounded := Binomial(n, p), roundedBinomial(n, p)
			for x := range n + 1 {
				for _, tails := range [][2]*big.Rat{{exact.AtMost(x), rounded.AtMost(x)}, {exact.AtLeast(x), rounded.AtLeast(x)}} {
					over := new(big.Rat).Sub(tails[1], tails[0])
					if over.Sign() < 0 || over.Cmp(tiny) > 0 {
						t.Fatalf("n %d, p %s, x %d: %s", n, p, x, over.FloatString(90))
					}
				}
			}
		}
	}
}

// Many outcomes of a few professions give the tails that the step by step sum gives.
func TestLargePoissonBinomial(t *testing.T) {
	var each []*big.Rat
	for i := range 900 {
		each = append(each, []*big.Rat{big.NewRat(4, 5), big.NewRat(70, 99), big.NewRat(9, 10)}[i%3])
	}
	slow, fast := PoissonBinomial(each), largePoissonBinomial(each)
	for _, x := range []int{650, 700, 722, 750, 790} {
		a, b := slow.AtMost(x).FloatString(60), fast.AtMost(x).FloatString(60)
		if a != b {
			t.Errorf("%d: %s, %s", x, a, b)
		}
		if a, b := slow.AtLeast(x).FloatString(60), fast.AtLeast(x).FloatString(60); a != b {
			t.Errorf("%d: %s, %s", x, a, b)
		}
	}
}

// The tails of a centre with 20,000 outcomes exist: exactly kept they would be 20,000 numbers
// of a hundred thousand bits.
func TestACentreAsLargeAsTheCountry(t *testing.T) {
	began := time.Now()
	var each []*big.Rat
	for i := range 20_000 {
		each = append(each, big.NewRat(int64(70+i%20), 100))
	}
	tails := PoissonBinomial(each).Tails(16_000)
	if tails.Low.Sign() <= 0 || tails.High.Sign() <= 0 {
		t.Error(tails)
	}
	t.Log(time.Since(began))
}
