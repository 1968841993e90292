package reports

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strconv"

	"nsk/reports/statistics"
	"nsk/reports/words"
)

// An unmet recommendation is one of last year's document whose deadline passed without its
// target being reached.
type unmet struct {
	Recommendation string `json:"recommendation"`
	Rule           string `json:"rule"`
	Owner          string `json:"owner"`
	Severity       int    `json:"severity"` // of the finding behind it
	KK             string `json:"kk"`       // the metric
	RU             string `json:"ru"`
	Start          string `json:"start"`
	Target         string `json:"target"`
	Reached        string `json:"reached"`
}

// listed is the metric of a recommendation that is judged by its cases.
var listedCases = words.Text{KK: "тізбедегі жағдайлар", RU: "случаи перечня"}

// unmetOf are the recommendations of last year's document with the verdict «not met».
func unmetOf(last *Publication, r *Result, facts Facts) []unmet {
	list := []unmet{}
	for _, u := range r.Followups {
		if u.Outcome != statistics.NotMet {
			continue
		}
		i := slices.IndexFunc(last.Recommendations, func(rec Recommendation) bool { return rec.ID == u.Recommendation })
		rec := last.Recommendations[i]
		m := unmet{Recommendation: rec.ID, Rule: rec.Rule, Owner: rec.Owner, Severity: rec.Severity, Start: rec.Baseline, Target: rec.Target}
		if rec.figured() {
			name := facts.book[rec.Metric].Name
			m.KK, m.RU, m.Reached = name.KK, name.RU, facts.Get(rec.MetricFact).Value
		} else {
			m.KK, m.RU, m.Start, m.Target = listedCases.KK, listedCases.RU, strconv.Itoa(len(rec.Findings)), "0"
			m.Reached = strconv.Itoa(len(rec.Findings) - rec.resolved(r.stillOpen()))
		}
		list = append(list, m)
	}
	return list
}

// followUp judges last year's recommendations, and finds those that were not carried out
// (r46): they are known only now.
func (s source) followUp(ctx context.Context, r *Result, facts Facts) (FindingsResult, error) {
	r.Followups = follow(s.in.Last, r, facts)
	i := slices.IndexFunc(s.rules, func(rule Rule) bool { return rule.Given == verdictsGiven })
	if i < 0 || s.in.Last == nil {
		return FindingsResult{}, nil
	}
	text, err := json.Marshal(unmetOf(s.in.Last, r, facts))
	if err != nil {
		return FindingsResult{}, err
	}
	return s.rules[i].judge(ctx, s.db, string(text), facts, s.in.previous())
}

// replaced puts what was found later in the place of what could not be known.
func replaced(list, later []Inspection) []Inspection {
	for _, s := range later {
		if i := slices.IndexFunc(list, func(old Inspection) bool { return old.Rule == s.Rule }); i >= 0 {
			list[i] = s
		}
	}
	return list
}

// judge runs one rule by itself with what it is given.
func (r Rule) judge(ctx context.Context, db *sql.DB, given string, facts Facts, previous []string) (FindingsResult, error) {
	rows, err := queryRows(ctx, db, r.Query, given)
	if err != nil {
		return FindingsResult{}, err
	}
	q, err := r.inquire(rows)
	if err != nil {
		return FindingsResult{}, err
	}
	return conclude([]inquiry{q}, facts, previous)
}
