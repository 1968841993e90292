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
	slow, fast := oneByOne(each), largePoissonBinomial(singly(each))
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
	tails := PoissonBinomial(singly(each)).Tails(16_000)
	if tails.Low.Sign() <= 0 || tails.High.Sign() <= 0 {
		t.Error(tails)
	}
	t.Log(time.Since(began))
}

// singly are outcomes each with a chance of its own.
func singly(each []*big.Rat) (list []Chance) {
	for _, p := range each {
		list = append(list, Chance{p, 1})
	}
	return list
}

// A rounded Poisson has the tails of one summed from zero, and a rounded urn those of an exact
// one, whatever its shape: a hill, a slope to either end, a valley.
func TestRoundedDistributions(t *testing.T) {
	tiny := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Lsh(big.NewInt(1), 200))
	close := func(name string, slow, fast *Counts, most int) {
		t.Helper()
		for x := range most {
			for _, pair := range [][2]*big.Rat{{slow.AtMost(x), fast.AtMost(x)}, {slow.AtLeast(x), fast.AtLeast(x)}} {
				over := new(big.Rat).Sub(pair[1], pair[0])
				if slow.Exact() && over.Sign() < 0 || over.Abs(over).Cmp(tiny) > 0 {
					t.Fatalf("%s, %d: %s", name, x, over.FloatString(90))
				}
			}
		}
	}
	for _, m := range []*big.Rat{big.NewRat(1, 3), big.NewRat(7, 1), big.NewRat(901, 2)} {
		close("Poisson "+m.RatString(), Poisson(m), roundedPoisson(m), 700)
	}
	for _, balls := range [][2]int64{{900, 300}, {3, 400}, {400, 3}, {2, 1}, {1, 2}, {7, 7}} {
		a, b, unit := big.NewInt(balls[0]), big.NewInt(balls[1]), big.NewInt(5)
		close("urn "+a.String()+" "+b.String(), urn(300, a, b, unit), roundedUrn(300, a, b, unit), 301)
	}
}

// Sums of many weights are the same as those taken one by one.
func TestProducts(t *testing.T) {
	a, b := Binomial(200, big.NewRat(4, 5)).fixed(), Binomial(90, big.NewRat(1, 3)).fixed()
	want, got := eachProduct(a.weights, b.weights), products(a.weights, b.weights)
	for i := range want {
		if want[i].Cmp(got[i]) != 0 {
			t.Fatalf("weight %d: %s, want %s", i, got[i], want[i])
		}
	}
}
