package statistics

import (
	"math"
	"math/big"
	"slices"
)

// largeOutcomes is the number of outcomes beyond which a binomial is not kept exactly: its
// weights would be numbers of n digits, n of them. They are followed from the mode instead,
// to where they vanish at the scale of fixedBits: some 40 standard deviations in all.
const largeOutcomes = 2000

// endless is the largest count of a distribution that has none.
const endless = math.MaxInt

// A slope sets num/den to the weight of k+1 over that of k.
type slope func(k int, num, den *big.Int)

// roundedBinomial is Binomial with weights rounded to fixedBits, from the mode.
func roundedBinomial(n int, p *big.Rat) *Counts {
	win, lose := p.Num(), new(big.Int).Sub(p.Denom(), p.Num())
	if win.Sign() == 0 || lose.Sign() == 0 {
		return certain(n, win.Sign() != 0).fixed()
	}
	mode := new(big.Int).Quo(new(big.Int).Mul(big.NewInt(int64(n+1)), win), p.Denom())
	return followed(min(int(mode.Int64()), n), n, func(k int, num, den *big.Int) {
		num.Mul(num.SetInt64(int64(n-k)), win)
		den.Mul(den.SetInt64(int64(k+1)), lose)
	}).fixed()
}

// roundedPoisson is Poisson with weights rounded to fixedBits, from the mode.
func roundedPoisson(m *big.Rat) *Counts {
	mode := new(big.Int).Quo(m.Num(), m.Denom())
	return followed(int(mode.Int64()), endless, func(k int, num, den *big.Int) {
		num.Set(m.Num())
		den.Mul(den.SetInt64(int64(k+1)), m.Denom())
	})
}

// roundedUrn is urn with weights rounded to fixedBits, from the mode; where both ends are
// likelier than the middle, from the least likely count, whose weight the others exceed.
func roundedUrn(n int, a, b, unit *big.Int) *Counts {
	ratio := func(k int, num, den *big.Int) {
		num.Add(num.Mul(num.SetInt64(int64(k)), unit), a)
		num.Mul(num, big.NewInt(int64(n-k)))
		den.Add(den.Mul(den.SetInt64(int64(n-k-1)), unit), b)
		den.Mul(den, big.NewInt(int64(k+1)))
	}
	valley := a.Cmp(unit) < 0 && b.Cmp(unit) < 0
	num, den := new(big.Int), new(big.Int)
	turn := lastTrue(n-1, func(k int) bool {
		ratio(k, num, den)
		return valley == (num.Cmp(den) < 0)
	})
	c := followed(turn+1, n, ratio)
	// A growing weight loses less than 2^-fixedBits of itself at each step.
	lost := new(big.Int).Mul(c.total, big.NewInt(2*int64(n+1)))
	c.slack.Add(c.slack, lost.Rsh(lost, fixedBits))
	return c
}

// followed are the weights of counts up to last on both sides of start, whose own is
// 2^fixedBits, until they vanish. Away from a mode each weight is its neighbour's times a ratio of
// at most one, so that the roundings of all m steps together take less than m units from a
// weight, and what lies beyond the weights is less than that times the largest count; the
// slack is twice the sum, as the total is rounded too.
func followed(start, last int, ratio slope) *Counts {
	unit := new(big.Int).Lsh(big.NewInt(1), fixedBits)
	num, den := new(big.Int), new(big.Int)
	up := follow(last-start, func(i int, w *big.Int) *big.Int {
		ratio(start+i, num, den)
		return w.Quo(num.Mul(num, w), den)
	})
	down := follow(start, func(i int, w *big.Int) *big.Int {
		ratio(start-i-1, num, den)
		return w.Quo(den.Mul(den, w), num)
	})
	slices.Reverse(down)
	c := &Counts{first: start - len(down), weights: append(append(down, unit), up...), total: new(big.Int)}
	for _, w := range c.weights {
		c.total.Add(c.total, w)
	}
	most := last
	if last == endless { // beyond the last weight the rest is less than its count times as much
		most = c.first + len(c.weights)
	}
	c.slack = big.NewInt(2 * int64(most+1) * int64(len(c.weights)+2))
	return c
}

// follow are the weights of so many steps away from 2^fixedBits, until they vanish; next turns
// a weight into the one of the i-th step.
func follow(steps int, next func(i int, w *big.Int) *big.Int) (list []*big.Int) {
	w := new(big.Int).Lsh(big.NewInt(1), fixedBits)
	for i := range steps {
		w = next(i, new(big.Int).Set(w))
		if w.Sign() == 0 {
			return list
		}
		list = append(list, w)
	}
	return list
}

// largePoissonBinomial is the sum of a rounded binomial for every probability that occurs.
func largePoissonBinomial(each []Chance) *Counts {
	var order []string
	alike := map[string]Chance{}
	for _, e := range each {
		key := e.P.RatString()
		if _, ok := alike[key]; !ok {
			order = append(order, key)
		}
		alike[key] = Chance{e.P, alike[key].N + e.N}
	}
	c := certain(0, false).fixed()
	for _, key := range order {
		c = c.sum(roundedBinomial(alike[key].N, alike[key].P)).trimmed()
	}
	return c
}

// longSum is the number of weights from which sums of two counts are multiplied as wholes.
const longSum = 64

// products are the sums of the products of weights of fixedBits whose places add up to the
// same: the digits of the product of two numbers that have the weights for digits, which
// takes far less than every product by itself.
func products(a, b []*big.Int) []*big.Int {
	const digit = (2*fixedBits + 64) / 8 // bytes: of a product, as often as memory holds
	whole := func(list []*big.Int) *big.Int {
		text := make([]byte, len(list)*digit)
		for i, w := range list {
			w.FillBytes(text[i*digit : (i+1)*digit])
		}
		return new(big.Int).SetBytes(text)
	}
	product := whole(a)
	text := product.Mul(product, whole(b)).FillBytes(make([]byte, (len(a)+len(b)-1)*digit))
	list := make([]*big.Int, len(a)+len(b)-1)
	for i := range list {
		list[i] = new(big.Int).SetBytes(text[i*digit : (i+1)*digit])
	}
	return list
}

// trimmed leaves out weights of zero at both ends.
func (c *Counts) trimmed() *Counts {
	from, to := 0, len(c.weights)
	for from < to-1 && c.weights[from].Sign() == 0 {
		from++
	}
	for to-1 > from && c.weights[to-1].Sign() == 0 {
		to--
	}
	c.first, c.weights = c.first+from, c.weights[from:to]
	return c
}
