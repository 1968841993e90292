package reports

import (
	"context"
	"database/sql"
	"fmt"
	"math/big"
	"slices"

	"nsk/reports/statistics"
)

// Parameters of the naming rule (analysis, parameters).
var (
	alphaTail = big.NewRat(1, 1000)
	fdr       = big.NewRat(5, 100)
	power     = big.NewRat(8, 10)
)

// A trial is one unit put to the test by a statistical rule.
type trial struct {
	unit    string   // trials of one family with the same unit are one test
	p       *big.Rat // two-sided; enters the false-discovery control
	outside bool     // beyond the fixed limit of the method, if it has one
	low     bool     // below what was expected
	apart   *big.Rat // size of the effect: points, working days or a ratio; nil if it has none
	tell    func() (Finding, error)
}

// An inquiry is all that a statistical rule tried.
type inquiry struct {
	rule   Rule
	trials []trial
	small  int                   // units too small to try
	detect func(named int) noted // what would have been noticed
	units  []unit                // the tested centres, for the chart without names
}

// methods are the tests of statistical rules (analysis, section 3.1).
var methods = map[string]func(Rule, []row) (inquiry, error){
	"centre":   Rule.centres,  // EXP, LIM, OD
	"groups":   Rule.groups,   // CMH
	"waits":    Rule.waits,    // LR
	"expected": Rule.expected, // POI: one unit against an expectation
	"events":   Rule.events,   // POI: two counts with their exposures
	"chart":    Rule.charts,   // XmR
}

// FindingsResult is what all rules found.
type FindingsResult struct {
	Findings    []Finding
	Inspections []Inspection

	rules   []Rule
	settled map[string]bool // differences that were looked for again and are gone, by id
}

// Find runs all rules. Facts give the numbers of what was looked at; previous
// are the ids of the findings of the last report.
func Find(ctx context.Context, db *sql.DB, rules []Rule, facts Facts, previous []string) (FindingsResult, error) {
	asked := map[string][]row{}
	var list []inquiry
	for _, r := range rules {
		if _, ok := asked[r.source()]; !ok {
			rows, err := r.rows(ctx, db)
			if err != nil {
				return FindingsResult{}, fmt.Errorf("finding %s: %w", r.ID, err)
			}
			asked[r.source()] = rows
		}
		q, err := r.inquire(asked[r.source()])
		if err != nil {
			return FindingsResult{}, fmt.Errorf("finding %s: %w", r.ID, err)
		}
		list = append(list, q)
	}
	return conclude(list, facts, previous)
}

// inquire tries the rows; those of a rule that proves itself are their own
// proof.
func (r Rule) inquire(rows []row) (inquiry, error) {
	if r.Kind == "S" {
		q, err := methods[r.Method](r, rows)
		q.rule = r
		return q, err
	}
	q := inquiry{rule: r}
	for _, w := range rows {
		q.trials = append(q.trials, trial{tell: func() (Finding, error) { return r.tell(w) }})
	}
	return q, nil
}

func conclude(list []inquiry, facts Facts, previous []string) (FindingsResult, error) {
	result := FindingsResult{settled: map[string]bool{}}
	rejected, outside := controlled(list)
	for _, q := range list {
		result.rules = append(result.rules, q.rule)
		q.settle(result.settled)
		found, err := q.named(rejected)
		if err != nil {
			return result, fmt.Errorf("finding %s: %w", q.rule.ID, err)
		}
		for i := range found {
			found[i].History = "new"
			if slices.Contains(previous, found[i].ID) {
				found[i].History = "persisting"
			}
			if len(found) <= 2 && !q.rule.Persons {
				found[i].Severity = max(1, found[i].Severity-1)
			}
		}
		seen := Inspection{Rule: q.rule.ID, Question: q.rule.Question, Checked: q.rule.Checked, Found: len(found)}
		if q.rule.Kind == "S" {
			seen.Units, seen.TooSmall = len(q.trials), q.small
			seen.units, seen.Drawn = q.units, plottable(q.units)
		}
		if q.detect != nil && len(q.trials) > 0 {
			seen.noted = q.detect(outside[q.rule.Family])
			seen.publish()
		}
		if err := seen.state(facts, q.rule); err != nil {
			return result, err
		}
		result.Findings = append(result.Findings, found...)
		result.Inspections = append(result.Inspections, seen)
	}
	return result, nil
}

// named tells the trials that are beyond every limit.
func (q inquiry) named(rejected map[string]bool) ([]Finding, error) {
	var list []Finding
	for _, t := range q.trials {
		if q.rule.Kind == "S" && !q.names(t, rejected[q.rule.Family+"\x00"+t.unit]) {
			continue
		}
		f, err := t.tell()
		if err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	return list, nil
}

func (q inquiry) names(t trial, rejected bool) bool {
	side := q.rule.Side == "" || (q.rule.Side == "low") == t.low
	far := true
	if least, err := statistics.Parse(q.rule.Apart); err == nil && t.apart != nil {
		far = t.apart.Cmp(least) >= 0
	}
	return rejected && t.outside && side && far
}

// controlled runs the false-discovery control of every family: Benjamini and
// Hochberg over disjoint units, Benjamini and Yekutieli where they overlap. It
// returns the rejected tests by family and unit and the number that are beyond
// the fixed limit too.
func controlled(list []inquiry) (rejected map[string]bool, outside map[string]int) {
	rejected, outside = map[string]bool{}, map[string]int{}
	tests, order := map[string][]trial{}, []string{}
	overlap, seen := map[string]bool{}, map[string]bool{}
	for _, q := range list {
		for _, t := range q.trials {
			family := q.rule.Family
			if q.rule.Kind != "S" || seen[family+"\x00"+t.unit] {
				continue
			}
			seen[family+"\x00"+t.unit] = true
			if tests[family] == nil {
				order = append(order, family)
			}
			tests[family] = append(tests[family], t)
			overlap[family] = overlap[family] || q.rule.Overlap
		}
	}
	for _, family := range order {
		for i, no := range control(tests[family], overlap[family]) {
			t := tests[family][i]
			rejected[family+"\x00"+t.unit] = no
			if no && t.outside {
				outside[family]++
			}
		}
	}
	return rejected, outside
}

func control(tests []trial, overlap bool) []bool {
	var ps []*big.Rat
	for _, t := range tests {
		ps = append(ps, t.p)
	}
	if overlap {
		return statistics.Rejected(statistics.BenjaminiYekutieli(ps), fdr)
	}
	return statistics.Rejected(statistics.BenjaminiHochberg(ps), fdr)
}

// with is a copy of a row with some columns set, so that they become evidence
// and slots.
func (w row) with(pairs ...any) row {
	out := row{slices.Clone(w.columns), map[string]any{}}
	for c, v := range w.values {
		out.values[c] = v
	}
	for i := 0; i < len(pairs); i += 2 {
		c := pairs[i].(string)
		if !slices.Contains(out.columns, c) {
			out.columns = append(out.columns, c)
		}
		out.values[c] = pairs[i+1]
	}
	return out
}

// without leaves out columns that describe one of many rows of a unit.
func (w row) without(columns ...string) row {
	w.columns = slices.DeleteFunc(slices.Clone(w.columns), func(c string) bool { return slices.Contains(columns, c) })
	return w
}

// sided is the key of a unit of a rule; a rule for both sides tells them apart.
func (r Rule) sided(key string, low bool) string {
	switch {
	case r.Side != "":
		return key
	case low:
		return key + "/low"
	}
	return key + "/high"
}

// byKey gathers neighbours with the same key.
func byKey(rows []row) [][]row {
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

// sized is the severity of a difference of rates: 2 below 10 points, 3 below
// 20, else 4 (analysis, section 3.2).
func (r Rule) sized(gap *big.Rat) int {
	size := new(big.Rat).Abs(gap)
	return r.step(size.Cmp(big.NewRat(10, 100)) >= 0, size.Cmp(big.NewRat(20, 100)) >= 0)
}

// scaled is the severity of a ratio: 2 below 1.5, 3 below 2, else 4.
func (r Rule) scaled(ratio *big.Rat) int {
	if ratio.Sign() == 0 {
		return r.step(true, true)
	}
	if ratio.Cmp(big.NewRat(1, 1)) < 0 {
		ratio = new(big.Rat).Inv(ratio)
	}
	return r.step(ratio.Cmp(big.NewRat(3, 2)) >= 0, ratio.Cmp(big.NewRat(2, 1)) >= 0)
}

func (r Rule) step(high, critical bool) int {
	severity := 2
	if high {
		severity = 3
	}
	if critical {
		severity = 4
	}
	if r.Most > 0 {
		severity = min(severity, r.Most)
	}
	return severity
}

// fewPersons reports whether a group of persons is so small that its numbers
// stay in the house.
func fewPersons(c statistics.Count) bool {
	return c.N < 20 || 0 < c.X && c.X < 5 || 0 < c.N-c.X && c.N-c.X < 5
}

// withholdNumbers removes the numbers of a finding, all but the named columns.
func (f *Finding) withholdNumbers(columns ...string) {
	f.Effect, f.P = "", ""
	for i, e := range f.Evidence {
		if slices.Contains(columns, e.Column) {
			f.Evidence[i].Value, f.Evidence[i].Status = "", Protected
		}
	}
}
