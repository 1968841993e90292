package reports

import (
	"math"
	"math/big"

	"nsk/reports/statistics"
	"nsk/reports/words"
)

// exactComparison is the number of outcomes up to which groups are compared
// exactly; see statistics.LargeGroups for more.
const exactComparison = 2000

// groups compares two groups of outcomes at equal composition: rows are strata
// of a key with xa of na and xb of nb (CMH).
func (r Rule) groups(rows []row) (inquiry, error) {
	var q inquiry
	var tested [][]statistics.Table
	for _, group := range byKey(rows) {
		var strata []statistics.Table
		for _, w := range group {
			strata = append(strata, statistics.Table{
				A: statistics.Count{X: w.int("xa"), N: w.int("na")}, B: statistics.Count{X: w.int("xb"), N: w.int("nb")}})
		}
		usable, _ := statistics.Usable(strata)
		all := total(usable)
		if all.A.N < r.Least || all.B.N < r.Least {
			q.small++
			continue
		}
		tested = append(tested, usable)
		q.trials = append(q.trials, r.compare(group[0], usable, all))
	}
	q.detect = func(int) noted { return detectGroups(tested) }
	return q, nil
}

func total(strata []statistics.Table) (t statistics.Table) {
	for _, s := range strata {
		t.A, t.B = plus(t.A, s.A), plus(t.B, s.B)
	}
	return t
}

func (r Rule) compare(first row, strata []statistics.Table, all statistics.Table) trial {
	p := statistics.LargeGroups(strata)
	if all.A.N+all.B.N <= exactComparison {
		p = statistics.CompareGroups(strata).TwoSided()
	}
	gap, _ := statistics.RiskDifference(strata) // usable strata hold both groups
	t := trial{unit: r.source() + "/" + first.text("key"), p: p, outside: true, low: gap.Sign() < 0}
	t.apart = new(big.Rat).Mul(new(big.Rat).Abs(gap), big.NewRat(100, 1))
	t.tell = func() (Finding, error) { return r.tellGroups(first, strata, all, p) }
	return t
}

// withheldGap is said where a group is so small that its numbers would tell of
// persons.
var withheldGap = words.Text{
	KK: "{what}: айырма кездейсоқ ауытқудан көбірек; сандар дербес деректерді қорғау мақсатында жарияланбайды. Себебі деректермен анықталмаған; мән-жайды тексеру қажет.",
	RU: "{what}: различие сильнее случайного колебания; числа не публикуются в целях защиты персональных данных. Причина данными не установлена; требуется проверка обстоятельств.",
}

func (r Rule) tellGroups(first row, strata []statistics.Table, all statistics.Table, p *big.Rat) (Finding, error) {
	gap, _ := statistics.RiskDifference(strata)
	crude, _ := statistics.CrudeDifference(strata)
	w := first.without("stratum").with("xa", all.A.X, "na", all.A.N, "xb", all.B.X, "nb", all.B.N,
		"gap", percentOf(gap, 1), "crude", percentOf(crude, 1))
	f := r.prepare(w)
	hundred := big.NewRat(100, 1)
	f.args["gap"], f.args["crude"] = words.Dec(new(big.Rat).Mul(gap, hundred), 1), words.Dec(new(big.Rat).Mul(crude, hundred), 1)
	f.args["pa"], f.args["pb"] = share(all.A.X, all.A.N), share(all.B.X, all.B.N)
	f.Effect, f.P, f.Severity = percentOf(gap, 1), statistics.Decimal(p, 10), r.sized(gap)
	if fewPersons(all.A) || fewPersons(all.B) {
		f.withholdNumbers("xa", "na", "xb", "nb", "gap", "crude")
		return f, f.say(withheldGap)
	}
	return f, f.say(r.Sentence)
}

// detectGroups is the difference that a comparison of median size would have
// shown.
func detectGroups(tested [][]statistics.Table) noted {
	if len(tested) == 0 {
		return noted{}
	}
	strata := middle(tested, func(s []statistics.Table) int { t := total(s); return t.A.N + t.B.N })
	all := total(strata)
	n := noted{median: all.A.N + all.B.N}
	if n.median <= exactComparison {
		if _, difference, ok := statistics.DetectableGroups(strata, fdr, power); ok {
			n.gap = percentOf(difference, 1)
		}
		return n
	}
	rate := float64(all.A.X+all.B.X) / float64(n.median) // 2.80 = 1.96 + 0.84 standard errors
	gap := 2.80 * math.Sqrt(rate*(1-rate)*(1/float64(all.A.N)+1/float64(all.B.N)))
	n.gap = percentOf(new(big.Rat).SetFloat64(gap), 1)
	return n
}
