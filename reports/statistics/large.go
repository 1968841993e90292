package statistics

import "math/big"

// largeOutcomes is the number of outcomes beyond which a binomial is not kept exactly: its
// weights would be numbers of n digits, n of them. They are followed from the mode instead,
// to where they vanish at the scale of fixedBits: some 40 standard deviations in all.
const largeOutcomes = 2000

// roundedBinomial is Binomial with weights rounded to fixedBits. Away from the mode each
// weight is its neighbour's times a ratio below one, so that the roundings of all m steps
// together take less than m units from a weight, and what lies beyond the last weight is
// less than n times that; the slack is twice the sum, as the total is rounded too.
func roundedBinomial(n int, p *big.Rat) *Counts {
	win, lose := p.Num(), new(big.Int).Sub(p.Denom(), p.Num())
	if win.Sign() == 0 || lose.Sign() == 0 {
		return certain(n, win.Sign() != 0).fixed()
	}
	mode := new(big.Int).Quo(new(big.Int).Mul(big.NewInt(int64(n+1)), win), p.Denom())
	top := min(int(mode.Int64()), n)
	up := follow(n-top, func(k int) (num, den int64) { return int64(n - top - k), int64(top + k + 1) }, new(big.Rat).SetFrac(win, lose))
	down := follow(top, func(k int) (num, den int64) { return int64(top - k), int64(n - top + k + 1) }, new(big.Rat).SetFrac(lose, win))
	c := &Counts{first: top - len(down), total: new(big.Int)}
	for i := len(down) - 1; i >= 0; i-- {
		c.weights = append(c.weights, down[i])
	}
	c.weights = append(append(c.weights, new(big.Int).Lsh(big.NewInt(1), fixedBits)), up...)
	for _, w := range c.weights {
		c.total.Add(c.total, w)
	}
	out := c.fixed()
	out.slack.Add(out.slack, big.NewInt(2*int64(n+1)*int64(len(c.weights)+2)))
	return out
}

// follow are the weights on one side of the mode, whose own is 2^fixedBits, until they vanish.
// The k-th step multiplies by ratio(k) and by odds.
func follow(steps int, ratio func(k int) (num, den int64), odds *big.Rat) (list []*big.Int) {
	w := new(big.Int).Lsh(big.NewInt(1), fixedBits)
	for k := range steps {
		num, den := ratio(k)
		w = new(big.Int).Mul(w, new(big.Int).Mul(odds.Num(), big.NewInt(num)))
		w.Quo(w, new(big.Int).Mul(odds.Denom(), big.NewInt(den)))
		if w.Sign() == 0 {
			return list
		}
		list = append(list, w)
	}
	return list
}

// largePoissonBinomial is the sum of a rounded binomial for every probability that occurs.
func largePoissonBinomial(each []*big.Rat) *Counts {
	var order []*big.Rat
	times := map[string]int{}
	for _, p := range each {
		key := p.RatString()
		if times[key] == 0 {
			order = append(order, p)
		}
		times[key]++
	}
	c := certain(0, false).fixed()
	for _, p := range order {
		c = c.sum(roundedBinomial(times[p.RatString()], p)).trimmed()
	}
	return c
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
