package reports

import (
	"context"
	"database/sql"
	"fmt"
	"math/big"
	"slices"

	"nsk/reports/statistics"
	"nsk/reports/words"
)

// Parameters of the naming rule (analysis, parameters).
var (
	alphaTail = big.NewRat(1, 1000)
	fdr       = big.NewRat(5, 100)
	power     = big.NewRat(8, 10)
)

// An Inspection is what a rule looked at, found or not.
type Inspection struct {
	Rule       string     `json:"rule"`
	Question   Text       `json:"question"`
	Found      int        `json:"found"`
	Checked    Reference  `json:"checked"`
	Units      int        `json:"units,omitempty"`     // tested, statistical rules only
	TooSmall   int        `json:"too_small,omitempty"` // not comparable or too few outcomes
	Drawn      int        `json:"drawn,omitempty"`     // of them on the chart without names
	MedianN    int        `json:"median_n,omitempty"`
	DetectLow  string     `json:"detectable_low,omitempty"`  // share in percent noticed with 80 % at the median size
	DetectHigh string     `json:"detectable_high,omitempty"` // the same above
	Statement  words.Text `json:"statement"`                 // said when nothing was found

	units []unit // tested, for the chart without names
}

// FindingsResult is what all rules found.
type FindingsResult struct {
	Findings    []Finding
	Inspections []Inspection
}

// Find runs all rules. Facts give the numbers of what was looked at; previous
// are the ids of the findings of the last report.
func Find(ctx context.Context, db *sql.DB, rules []Rule, facts Facts, previous []string) (FindingsResult, error) {
	var result FindingsResult
	for _, r := range rules {
		found, seen, err := r.find(ctx, db)
		if err != nil {
			return result, fmt.Errorf("finding %s: %w", r.ID, err)
		}
		for i := range found {
			found[i].History = "new"
			if slices.Contains(previous, found[i].ID) {
				found[i].History = "persisting"
			}
			if len(found) <= 2 && !r.Persons {
				found[i].Severity = max(1, found[i].Severity-1)
			}
		}
		seen.Rule, seen.Question, seen.Checked, seen.Found = r.ID, r.Question, r.Checked, len(found)
		if err := seen.state(facts, r.Nothing); err != nil {
			return result, err
		}
		result.Findings = append(result.Findings, found...)
		result.Inspections = append(result.Inspections, seen)
	}
	return result, nil
}

func (r Rule) find(ctx context.Context, db *sql.DB) ([]Finding, Inspection, error) {
	rows, err := r.rows(ctx, db)
	if err != nil {
		return nil, Inspection{}, err
	}
	if r.Kind == "S" {
		return r.judge(rows)
	}
	var list []Finding
	for _, w := range rows {
		f, err := r.tell(w)
		if err != nil {
			return nil, Inspection{}, err
		}
		list = append(list, f)
	}
	return list, Inspection{}, nil
}

// A unit is one centre with its outcomes by profession and level.
type unit struct {
	row         row
	expectation statistics.Expectation
	tails       statistics.Tails
}

// judge compares each centre with what the same professions and levels give
// elsewhere: expected successes, exact limits, false-discovery control
// (analysis, section 3.1: EXP, LIM, OD, FDR).
func (r Rule) judge(rows []row) ([]Finding, Inspection, error) {
	units, small := testable(rows)
	seen := Inspection{Units: len(units), TooSmall: small, Drawn: plottable(units), units: units}
	var ps []*big.Rat
	for _, u := range units {
		ps = append(ps, u.tails.TwoSided())
	}
	named := statistics.Rejected(statistics.BenjaminiHochberg(ps), fdr)
	var list []Finding
	total := 0
	for i, u := range units {
		if !named[i] || u.tails.Min().Cmp(alphaTail) > 0 {
			continue
		}
		total++
		if low := u.tails.Low.Cmp(u.tails.High) < 0; low != (r.ID == "r21") {
			continue
		}
		f, err := r.name(u)
		if err != nil {
			return nil, seen, err
		}
		list = append(list, f)
	}
	seen.detect(units, total)
	return list, seen, nil
}

func testable(rows []row) (units []unit, small int) {
	var all statistics.Count
	strata, wider := map[string]statistics.Count{}, map[string]statistics.Count{}
	for _, w := range rows {
		c := statistics.Count{X: w.int("x"), N: w.int("n")}
		all = plus(all, c)
		strata[w.text("stratum")] = plus(strata[w.text("stratum")], c)
		wider[w.text("wider")] = plus(wider[w.text("wider")], c)
	}
	for _, group := range byCentre(rows) {
		var own statistics.Count
		ownWide := map[string]statistics.Count{}
		for _, w := range group {
			c := statistics.Count{X: w.int("x"), N: w.int("n")}
			own = plus(own, c)
			ownWide[w.text("wider")] = plus(ownWide[w.text("wider")], c)
		}
		var list []statistics.Stratum
		for _, w := range group {
			c := statistics.Count{X: w.int("x"), N: w.int("n")}
			list = append(list, statistics.Stratum{
				Own: c, Outside: minus(strata[w.text("stratum")], c),
				Prior: prior(minus(wider[w.text("wider")], ownWide[w.text("wider")]), minus(all, own)),
			})
		}
		e := statistics.Expect(list, 20)
		if !e.Testable() {
			small++
			continue
		}
		units = append(units, unit{row: group[0], expectation: e})
	}
	setTails(units)
	return units, small
}

// prior is a half where nothing at all happened elsewhere; such strata are not
// comparable anyway.
func prior(sectorLevel, national statistics.Count) *big.Rat {
	if national.N == 0 {
		return big.NewRat(1, 2)
	}
	return statistics.Prior(sectorLevel, national)
}

// setTails takes the beta-binomial where centres scatter more than chance
// allows, else the exact convolution.
func setTails(units []unit) {
	var list []statistics.Unit
	for _, u := range units {
		list = append(list, statistics.Unit{Seen: u.expectation.Seen, Mean: u.expectation.Mean, Variance: u.expectation.Variance()})
	}
	od, ok := statistics.NewOverdispersion(list)
	for i, u := range units {
		e := u.expectation
		if ok && od.Applies {
			mean := new(big.Rat).Quo(e.Mean, big.NewRat(int64(e.Seen.N), 1))
			units[i].tails = statistics.BetaBinomial(e.Seen.N, mean, od.Rho).Tails(e.Seen.X)
			continue
		}
		units[i].tails = e.Tails()
	}
}

func plus(a, b statistics.Count) statistics.Count {
	return statistics.Count{X: a.X + b.X, N: a.N + b.N}
}

func minus(a, b statistics.Count) statistics.Count {
	return statistics.Count{X: a.X - b.X, N: a.N - b.N}
}

func byCentre(rows []row) [][]row {
	var groups [][]row
	for i, w := range rows {
		if i > 0 && rows[i-1].text("key") == w.text("key") {
			groups[len(groups)-1] = append(groups[len(groups)-1], w)
			continue
		}
		groups = append(groups, []row{w})
	}
	return groups
}

// withheldSentence is said of a named unit that is too small for its numbers
// to leave the house (analysis, section 6.5).
var withheldSentence = words.Text{
	KK: "«{centre}» орталығының нәтижесі дәл шектен тыс; сандар дербес деректерді қорғау мақсатында жарияланбайды. Себебі деректермен анықталмаған; мән-жайды тексеру қажет.",
	RU: "Результат центра «{centre}» за точными пределами; числа не публикуются в целях защиты персональных данных. Причина данными не установлена; требуется проверка обстоятельств.",
}

func (r Rule) name(u unit) (Finding, error) {
	e := u.expectation
	w := row{append(slices.Clone(u.row.columns), "e"), map[string]any{}}
	for c, v := range u.row.values {
		w.values[c] = v
	}
	w.values["x"], w.values["n"] = e.Seen.X, e.Seen.N
	w.values["e"] = statistics.Decimal(e.Mean, 1)
	f, err := r.tell(w)
	if err != nil {
		return f, err
	}
	f.args["e"] = words.Dec(e.Mean, 1)
	n := big.NewRat(int64(e.Seen.N), 1)
	gap := new(big.Rat).Sub(big.NewRat(int64(e.Seen.X), 1), e.Mean)
	gap.Quo(gap, n)
	f.Effect, f.P = percentOf(gap, 1), statistics.Decimal(u.tails.Min(), 10)
	f.Severity = sized(gap, r.ID == "r22")
	if e.Seen.N < 20 || e.Seen.X < 5 || e.Seen.N-e.Seen.X < 5 {
		f.withholdNumbers()
		return f, f.say(withheldSentence)
	}
	return f, f.say(r.Sentence)
}

func (f *Finding) withholdNumbers() {
	f.Effect, f.P = "", ""
	for i, e := range f.Evidence {
		if slices.Contains([]string{"x", "n", "e"}, e.Column) {
			f.Evidence[i].Value, f.Evidence[i].Status = "", Protected
		}
	}
}

// sized is the severity of a rate: 2 below 10 points, 3 below 20, else 4; a
// high share is at most 3.
func sized(gap *big.Rat, high bool) int {
	size := new(big.Rat).Abs(gap)
	switch {
	case size.Cmp(big.NewRat(10, 100)) < 0:
		return 2
	case size.Cmp(big.NewRat(20, 100)) < 0 || high:
		return 3
	}
	return 4
}
