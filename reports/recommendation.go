package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"nsk/reports/words"
	"nsk/schedules/calendar"
)

// A Recommendation follows from the findings of one rule (analysis, 4.2).
type Recommendation struct {
	ID         string      `json:"id"`
	Findings   []string    `json:"findings"`
	Rule       string      `json:"rule"`
	Owner      string      `json:"owner"`
	Severity   int         `json:"severity"`
	Text       words.Text  `json:"text"`           // as printed
	Generated  words.Text  `json:"generated_text"` // as the rule says it; empty if an analyst added it
	Edited     *words.Text `json:"edited_text,omitempty"`
	Editor     string      `json:"editor,omitempty"`
	EditedOn   string      `json:"edited_on,omitempty"`
	EditReason *words.Text `json:"edit_reason,omitempty"`
	Status     string      `json:"status"`           // generated, edited, added or rejected
	Affected   int         `json:"affected"`         // cases it rests on
	Since      string      `json:"since,omitempty"`  // year of its oldest finding
	Cost       words.Text  `json:"cost_of_inaction"` // what stays as it is if nothing is done
	CostCount  int         `json:"cost_count,omitempty"`
	CostOf     string      `json:"cost_of,omitempty"` // persons, applications, documents, vacancies of a month or a year, cases
	Issued     string      `json:"issued_on"`
	Rules      string      `json:"deadline_rule"`
	Deadline   string      `json:"deadline"` // a working day
	Metric     string      `json:"metric"`
	MetricFact string      `json:"metric_fact"` // id of the fact that gave the baseline
	Baseline   string      `json:"baseline,omitempty"`
	Target     string      `json:"target,omitempty"`
	Goals      []Goal      `json:"goals,omitempty"` // of every case, where only cases have the metric
	Verdict    string      `json:"verdict_kind"`
}

var deadlines = []string{"D+10", "D+20", "D+30", "D+45", "D+60", "REG", "Q", "CERT", "P1+1", "RET", "HALF"}

func deadlineKnown(rule string) bool { return slices.Contains(deadlines, rule) }

// delivered is the day of the document, not later than 15 December (Order 391,
// paragraph 21).
func delivered(asOf words.Date) calendar.Day { return calendar.Date(asOf.Year, time.December, 15) }

// resolve turns a deadline rule into a working day (analysis, section 4.1).
func resolve(rule string, asOf words.Date, earliest calendar.Day) (calendar.Day, error) {
	c, issued := calendar.Kazakhstan(), delivered(asOf)
	next := asOf.Year + 1
	after := func(days int) (calendar.Day, error) { return c.Deadline(issued, days, calendar.NextDay) }
	switch rule {
	case "REG": // the register is revised by 1 February and 1 September; 30 working days ahead
		ready, err := after(30)
		if err != nil {
			return 0, err
		}
		day := calendar.Date(next, time.February, 1)
		if day < ready {
			day = calendar.Date(next, time.September, 1)
		}
		return c.FirstWorkingDayNotBefore(day)
	case "Q":
		return c.FirstWorkingDayNotBefore(calendar.Date(next, time.March, 31))
	case "HALF":
		return c.FirstWorkingDayNotBefore(calendar.Date(next, time.June, 30))
	case "P1+1":
		return c.FirstWorkingDayNotBefore(calendar.Date(next, time.October, 31))
	case "RET":
		return c.FirstWorkingDayNotBefore(calendar.Date(next, time.January, 10))
	case "CERT":
		soon, err := after(10)
		if err != nil {
			return 0, err
		}
		return c.FirstWorkingDayNotBefore(max(earliest-60, soon))
	}
	n, err := strconv.Atoi(strings.TrimPrefix(rule, "D+"))
	if err != nil {
		return 0, fmt.Errorf("deadline rule %q: %w", rule, err)
	}
	return after(n)
}

// Recommend makes one recommendation for every rule that found something and
// every body it addresses, ordered by severity, then number of cases, then id.
func Recommend(rules []Rule, findings []Finding, facts Facts) ([]Recommendation, error) {
	var list []Recommendation
	for _, r := range rules {
		own, owners := map[string][]Finding{}, []string{}
		for _, f := range findings {
			if f.Rule != r.ID {
				continue
			}
			if own[f.Owner] == nil {
				owners = append(owners, f.Owner)
			}
			own[f.Owner] = append(own[f.Owner], f)
		}
		for _, owner := range owners {
			rec, err := r.recommend(own[owner], facts)
			if err != nil {
				return nil, fmt.Errorf("recommendation of %s: %w", r.ID, err)
			}
			list = append(list, rec)
		}
	}
	slices.SortFunc(list, heavierFirst)
	return list, nil
}

// heavierFirst is the order of recommendations: severity, number of cases, age
// of the oldest, id.
func heavierFirst(a, b Recommendation) int {
	return cmp.Or(cmp.Compare(b.Severity, a.Severity), cmp.Compare(len(b.Findings), len(a.Findings)), cmp.Compare(a.Since, b.Since), cmp.Compare(a.ID, b.ID))
}

func (r Rule) recommend(findings []Finding, facts Facts) (Recommendation, error) {
	rec := Recommendation{
		ID: "rec-" + r.ID, Rule: r.ID, Owner: findings[0].Owner, Rules: r.Deadline, Metric: r.Metric,
		Verdict: r.Verdict, Issued: delivered(facts.AsOf).String(),
	}
	if rec.Owner != r.Owner {
		rec.ID += "-" + rec.Owner
	}
	var earliest calendar.Day
	for _, f := range findings {
		rec.Findings = append(rec.Findings, f.ID)
		if rec.Since == "" || f.Since < rec.Since {
			rec.Since = f.Since
		}
		rec.Severity = max(rec.Severity, f.Severity)
		if d := f.until(); !d.IsZero() && (earliest.IsZero() || d < earliest) {
			earliest = d
		}
	}
	slices.Sort(rec.Findings)
	day, err := resolve(r.Deadline, facts.AsOf, earliest)
	if err != nil {
		return rec, err
	}
	rec.Deadline = day.String()
	rec.goal(r, findings, facts)
	if err := rec.price(r, findings); err != nil {
		return rec, err
	}
	return rec, rec.say(r, day)
}

func (f Finding) until() calendar.Day {
	for _, e := range f.Evidence {
		if e.Column != "d" {
			continue
		}
		if d, err := calendar.ParseDay(e.Value); err == nil {
			return d
		}
	}
	return 0
}

func (rec *Recommendation) say(r Rule, day calendar.Day) error {
	args := words.Args{"owner": words.Owner(rec.Owner), "d": words.DateOf(day.Time()), "action": words.Sentence{Template: r.Action}}
	text, err := words.RenderBoth("P01", args)
	rec.Text, rec.Generated, rec.Status, rec.Affected = text, text, "generated", len(rec.Findings)
	return err
}
