package statistics

import (
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

func rat(t *testing.T, text string) *big.Rat {
	t.Helper()
	r, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// same compares with as many decimals as want has; a whole number or a
// fraction must be equal.
func same(t *testing.T, what string, got *big.Rat, want string) {
	t.Helper()
	if got == nil {
		t.Errorf("%s is missing, want %s", what, want)
		return
	}
	_, decimals, rounded := strings.Cut(want, ".")
	if !rounded && got.Cmp(rat(t, want)) != 0 {
		t.Errorf("%s = %s, want %s", what, got.FloatString(10), want)
	}
	if text := Decimal(got, len(decimals)); rounded && text != want {
		t.Errorf("%s = %s, want %s", what, text, want)
	}
}

// The limits of a pass rate of 80 % at 0.001 on each side.
func TestBinomialLimits(t *testing.T) {
	alpha, power80, power95 := rat(t, "0.001"), rat(t, "0.8"), rat(t, "0.95")
	for _, test := range []struct {
		n, low                   int
		atLow, nextLow           string
		high                     int // 0: none
		atHigh, nextHigh         string
		low80, low95, hi80, hi95 string
	}{
		{8, 1, "33/390625", "481/390625", 0, "", "0.16777216", "0.104", "0.046", "", ""},
		{20, 9, "0.0005634137", "0.0025948274", 0, "", "0.0115292150", "0.383", "0.301", "", ""},
		{50, 30, "0.0009324365", "0.0025112033", 49, "0.0001926784", "0.0012854150", "0.550", "0.493", "0.984", "0.993"},
		{120, 81, "0.0008621423", "0.0016984490", 110, "0.0003949005", "0.0010448082", "0.642", "0.606", "0.932", "0.948"},
	} {
		c := Binomial(test.n, rat(t, "0.8"))
		l := c.Limits(alpha)
		if l.Low != test.low || !l.HasLow || l.HasHigh != (test.high > 0) || l.HasHigh && l.High != test.high {
			t.Errorf("n = %d: %+v", test.n, l)
		}
		same(t, "low tail", c.AtMost(test.low), test.atLow)
		same(t, "next low tail", c.AtMost(test.low+1), test.nextLow)
		same(t, "detectable low 80", DetectableLow(test.n, test.low, power80), test.low80)
		same(t, "detectable low 95", DetectableLow(test.n, test.low, power95), test.low95)
		if test.high == 0 {
			same(t, "all pass", c.AtLeast(test.n), test.nextHigh)
			continue
		}
		same(t, "high tail", c.AtLeast(test.high), test.atHigh)
		same(t, "next high tail", c.AtLeast(test.high-1), test.nextHigh)
		same(t, "detectable high 80", DetectableHigh(test.n, test.high, power80), test.hi80)
		same(t, "detectable high 95", DetectableHigh(test.n, test.high, power95), test.hi95)
	}
}

// The smallest sizes at which a unit can be flagged at all.
func TestSmallestFlaggable(t *testing.T) {
	alpha := rat(t, "0.001")
	for _, test := range []struct {
		p    string
		high bool
		want int
	}{{"0.8", false, 5}, {"0.8", true, 31}, {"0.85", true, 43}} {
		n := 1
		for ; ; n++ {
			l := Binomial(n, rat(t, test.p)).Limits(alpha)
			if test.high && l.HasHigh || !test.high && l.HasLow {
				break
			}
		}
		if n != test.want {
			t.Errorf("p = %s, high %v: %d, want %d", test.p, test.high, n, test.want)
		}
	}
	same(t, "0.2^5", Binomial(5, rat(t, "0.8")).AtMost(0), "0.00032")
	same(t, "0.8^31", Binomial(31, rat(t, "0.8")).AtLeast(31), "0.00099035")
	same(t, "0.8^30", Binomial(30, rat(t, "0.8")).AtLeast(30), "0.00123794")
}

// With 100 tests and none named, the tail in force is 0.00025.
func TestTailInForce(t *testing.T) {
	alpha := TailInForce(rat(t, "0.001"), rat(t, "0.05"), 100, 0)
	same(t, "tail in force", alpha, "0.00025")
	same(t, "never above alpha", TailInForce(rat(t, "0.001"), rat(t, "0.05"), 10, 5), "1/1000")
	for _, test := range []struct {
		n, low, high    int
		detLow, detHigh string
	}{{20, 8, 0, "0.336", ""}, {50, 28, 49, "0.510", "0.984"}, {120, 79, 111, "0.625", "0.939"}} {
		l := Binomial(test.n, rat(t, "0.8")).Limits(alpha)
		if l.Low != test.low || l.HasHigh != (test.high > 0) || l.HasHigh && l.High != test.high {
			t.Errorf("n = %d: %+v", test.n, l)
		}
		same(t, "low", DetectableLow(test.n, test.low, rat(t, "0.8")), test.detLow)
		if test.high > 0 {
			same(t, "high", DetectableHigh(test.n, test.high, rat(t, "0.8")), test.detHigh)
		}
	}
}

// A centre judged over two strata: 10 of 20 is a candidate, 11 is not.
func TestExpectation(t *testing.T) {
	prior := rat(t, "0.8")
	e := Expect([]Stratum{
		{Own: Count{5, 10}, Outside: Count{18, 20}, Prior: prior},
		{Own: Count{5, 10}, Outside: Count{8, 10}, Prior: prior},
		{Own: Count{0, 4}, Outside: Count{5, 5}, Prior: prior}, // too few elsewhere
	}, 20)
	if e.Seen != (Count{10, 20}) || e.Total != 24 || !e.Testable() {
		t.Errorf("seen %v of %d, testable %v", e.Seen, e.Total, e.Testable())
	}
	same(t, "e of A", e.Each[0].P, "0.85")
	same(t, "e of B", e.Each[1].P, "0.80")
	same(t, "E", e.Mean, "33/2")
	same(t, "variance", e.Variance(), "115/40")
	c := PoissonBinomial(e.Each)
	same(t, "P(X <= 9)", c.AtMost(9), "0.0001591114")
	same(t, "P(X <= 10)", e.Tails().Low, "0.0008660292")
	same(t, "P(X <= 11)", c.AtMost(11), "0.0039232181")
	same(t, "binomial check", e.BinomialTails().Low, "0.0008927118")
	if l := c.Limits(rat(t, "0.001")); l.Low != 10 || !l.HasLow {
		t.Errorf("limits %+v, want 10 below", l)
	}
	if own := Expect([]Stratum{{Own: Count{9, 11}, Outside: Count{8, 10}, Prior: prior}}, 20); own.Testable() || own.Seen.N != 0 {
		t.Errorf("a centre with most outcomes of its stratum is compared: %+v", own)
	}
	same(t, "prior of a small sector", Prior(Count{49, 49}, Count{8, 10}), "4/5")
	same(t, "prior of a large sector", Prior(Count{45, 50}, Count{8, 10}), "9/10")
}

// Unequal chances of the same mean: the convolution flags, the binomial not.
func TestPoissonBinomial(t *testing.T) {
	var each []*big.Rat
	for range 10 {
		each = append(each, rat(t, "0.95"), rat(t, "0.65"))
	}
	same(t, "convolution", oneByOne(each).AtMost(10), "0.0009271843")
	same(t, "binomial", Binomial(20, rat(t, "0.8")).AtMost(10), "0.0025948274")
	if tails := oneByOne(each).Tails(10); tails.Min().Cmp(tails.Low) != 0 {
		t.Error("the smaller tail is not the low one")
	}
	same(t, "no outcome at all", oneByOne(nil).AtMost(0), "1")
}

// Both tails cover everything once, whatever the chances; rounding of large
// distributions goes up, and by less than 2^-200.
func TestTailsAddUp(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, n := range []int{1, 7, 60, 450} {
		var each []*big.Rat
		for range n {
			each = append(each, big.NewRat(int64(random.IntN(100)), int64(99+random.IntN(3))))
		}
		c := oneByOne(each)
		for _, x := range []int{0, n / 3, n / 2, n - 1} {
			over := minus(plus(c.AtMost(x), c.AtLeast(x+1)), one())
			if c.Exact() != (n <= exactOutcomes) || c.Exact() && over.Sign() != 0 {
				t.Errorf("n = %d, x = %d: exact %v, off by %s", n, x, c.Exact(), over.FloatString(5))
			}
			if over.Sign() < 0 || new(big.Rat).SetFrac64(1, 1).Cmp(times(over, power2(200))) <= 0 {
				t.Errorf("n = %d, x = %d: the tails add to 1 + %s", n, x, over.FloatString(80))
			}
		}
	}
}

func power2(n uint) *big.Rat { return new(big.Rat).SetInt(new(big.Int).Lsh(big.NewInt(1), n)) }

// The limit of a large rounded distribution is that of the exact one.
func TestRoundedLimits(t *testing.T) {
	p := []*big.Rat{rat(t, "0.8"), rat(t, "0.8000000001")}
	var each []*big.Rat
	for i := range 600 {
		each = append(each, p[i%2])
	}
	got, want := oneByOne(each).Limits(rat(t, "0.001")), Binomial(600, p[0]).Limits(rat(t, "0.001"))
	if got != want {
		t.Errorf("limits %+v, want %+v", got, want)
	}
}

func TestLargeBinomial(t *testing.T) {
	c := Binomial(2000, rat(t, "0.8"))
	if l := c.Limits(rat(t, "0.001")); !c.Exact() || c.AtMost(l.Low).Cmp(rat(t, "0.001")) > 0 || c.AtMost(l.Low+1).Cmp(rat(t, "0.001")) <= 0 {
		t.Errorf("limits %+v are not at 0.001", l)
	}
	same(t, "certain failure", Binomial(5, new(big.Rat)).AtLeast(1), "0")
	same(t, "certain success", Binomial(5, one()).AtMost(4), "0")
}

func BenchmarkBinomial2000(b *testing.B) {
	p := big.NewRat(8137, 10000)
	for range b.N {
		Binomial(2000, p).Limits(big.NewRat(1, 1000))
	}
}

func BenchmarkPoissonBinomial(b *testing.B) {
	for _, n := range []int{400, 2000} {
		var each []*big.Rat
		for i := range n {
			each = append(each, big.NewRat(int64(800000+i%5), 1000003))
		}
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			for range b.N {
				oneByOne(each).Limits(big.NewRat(1, 1000))
			}
		})
	}
}

func BenchmarkCompareGroups(b *testing.B) {
	var strata []Table
	for i := range 60 {
		strata = append(strata, Table{Count{100 + i, 130 + i}, Count{90, 120}})
	}
	for range b.N {
		CompareGroups(strata)
	}
}

func BenchmarkClopperPearson(b *testing.B) {
	for _, c := range []Count{{320, 400}, {12_000, 15_000}} {
		b.Run(strconv.Itoa(c.N), func(b *testing.B) {
			for range b.N {
				ClopperPearson(c)
			}
		})
	}
}

// A tail of exactly the limit counts as at the limit: three of three at 10 %.
func TestEqualityAtLimit(t *testing.T) {
	alpha := rat(t, "0.001")
	if l := Binomial(3, rat(t, "0.1")).Limits(alpha); l.High != 3 || !l.HasHigh || l.HasLow {
		t.Errorf("%+v, want 3 above", l)
	}
	if l := Binomial(3, rat(t, "0.9")).Limits(alpha); l.Low != 0 || !l.HasLow || l.HasHigh {
		t.Errorf("%+v, want 0 below", l)
	}
	if l := Binomial(3, rat(t, "0.9")).Limits(one()); l.Low != 3 || l.High != 0 || !l.HasLow || !l.HasHigh {
		t.Errorf("%+v, want every count at a limit of one", l)
	}
}
