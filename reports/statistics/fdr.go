package statistics

import (
	"math/big"
	"slices"
)

// BenjaminiHochberg returns the adjusted p of each test of a family of
// disjoint units, in the order given. A test is rejected at q if its adjusted
// p is at most q; equality counts.
// (Benjamini and Hochberg, J. R. Statist. Soc. B 57, 1995.)
func BenjaminiHochberg(p []*big.Rat) []*big.Rat { return stepUp(p, one()) }

// BenjaminiYekutieli is BenjaminiHochberg for units that overlap or nest,
// under any dependence: stricter by 1 + 1/2 + ... + 1/m.
// (Benjamini and Yekutieli, Ann. Statist. 29, 2001.)
func BenjaminiYekutieli(p []*big.Rat) []*big.Rat {
	factor := new(big.Rat)
	for i := range p {
		factor.Add(factor, Ratio(1, i+1))
	}
	return stepUp(p, factor)
}

// stepUp takes the running minimum of p·m·factor/rank from the largest p down.
func stepUp(p []*big.Rat, factor *big.Rat) []*big.Rat {
	order := make([]int, len(p))
	for i := range order {
		requireProbability(p[i])
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return p[a].Cmp(p[b]) })
	adjusted, least := make([]*big.Rat, len(p)), one()
	for rank := len(p); rank > 0; rank-- {
		i := order[rank-1]
		least = minRat(least, times(times(p[i], factor), Ratio(len(p), rank)))
		adjusted[i] = least
	}
	return adjusted
}

// Rejected tells which tests are rejected at q.
func Rejected(adjusted []*big.Rat, q *big.Rat) []bool {
	out := make([]bool, len(adjusted))
	for i, p := range adjusted {
		out[i] = p.Cmp(q) <= 0
	}
	return out
}
