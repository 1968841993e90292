package disclosure

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// A row is one equation of an elimination, with the combination of the first ones it came
// from.
type row struct {
	at    map[int]*big.Rat // by cell
	equal *big.Rat
	from  map[int]*big.Rat // by equation
}

func newRow() row { return row{map[int]*big.Rat{}, new(big.Rat), map[int]*big.Rat{}} }

// less subtracts k times another row.
func (r row) less(k *big.Rat, other row) {
	subtract(r.at, k, other.at)
	subtract(r.from, k, other.from)
	r.equal.Sub(r.equal, new(big.Rat).Mul(k, other.equal))
}

func subtract(a map[int]*big.Rat, k *big.Rat, b map[int]*big.Rat) {
	for i, v := range b {
		d := new(big.Rat).Mul(k, v)
		if a[i] != nil {
			d.Sub(a[i], d)
		} else {
			d.Neg(d)
		}
		if d.Sign() == 0 {
			delete(a, i)
			continue
		}
		a[i] = d
	}
}

// reduced is the row echelon form of equations over the rationals: a row of one cell gives
// its value away, and says by which sums and differences.
func reduced(equations []equation) []row {
	var rows []row
	var pivots []int
	for n, e := range equations {
		r := newRow()
		for _, t := range e.terms {
			subtract(r.at, big.NewRat(-t.By, 1), map[int]*big.Rat{t.Cell: big.NewRat(1, 1)})
		}
		r.equal.SetInt64(e.equal)
		r.from[n] = big.NewRat(1, 1)
		for i, p := range pivots {
			if v := r.at[p]; v != nil {
				r.less(new(big.Rat).Set(v), rows[i])
			}
		}
		if len(r.at) == 0 {
			continue
		}
		pivot := slices.Min(keysOf(r.at))
		r.scale(new(big.Rat).Inv(r.at[pivot]))
		for i := range rows {
			if v := rows[i].at[pivot]; v != nil {
				rows[i].less(new(big.Rat).Set(v), r)
			}
		}
		rows, pivots = append(rows, r), append(pivots, pivot)
	}
	return rows
}

func (r row) scale(k *big.Rat) {
	for _, m := range []map[int]*big.Rat{r.at, r.from} {
		for i := range m {
			m[i] = new(big.Rat).Mul(m[i], k)
		}
	}
	r.equal.Mul(r.equal, k)
}

func keysOf(m map[int]*big.Rat) []int {
	keys := make([]int, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// combination writes the proof: «1/2 × (first) − 1/2 × (second)».
func (r row) combination(names func(equation int) string) string {
	var b strings.Builder
	for i, e := range keysOf(r.from) {
		k := r.from[e]
		sign := "+ "
		if k.Sign() < 0 {
			sign = "− "
		}
		if i > 0 {
			b.WriteString(" " + sign)
		} else if k.Sign() < 0 {
			b.WriteString("−")
		}
		size := new(big.Rat).Abs(k)
		if size.Cmp(big.NewRat(1, 1)) != 0 {
			fmt.Fprintf(&b, "%s × ", size.RatString())
		}
		b.WriteString("(" + names(e) + ")")
	}
	return b.String()
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
