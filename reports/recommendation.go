package reports

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"nsk/reports/statistics"
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
	Issued     string      `json:"issued_on"`
	Rules      string      `json:"deadline_rule"`
	Deadline   string      `json:"deadline"` // a working day
	Metric     string      `json:"metric"`
	MetricFact string      `json:"metric_fact"` // id of the fact that gave the baseline
	Baseline   string      `json:"baseline,omitempty"`
	Target     string      `json:"target,omitempty"`
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

// Recommend makes one recommendation for every rule that found something,
// ordered by severity, then number of cases, then id.
func Recommend(rules []Rule, findings []Finding, facts Facts) ([]Recommendation, error) {
	var list []Recommendation
	for _, r := range rules {
		var own []Finding
		for _, f := range findings {
			if f.Rule == r.ID {
				own = append(own, f)
			}
		}
		if len(own) == 0 {
			continue
		}
		rec, err := r.recommend(own, facts)
		if err != nil {
			return nil, fmt.Errorf("recommendation of %s: %w", r.ID, err)
		}
		list = append(list, rec)
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
		ID: "rec-" + r.ID, Rule: r.ID, Owner: r.Owner, Rules: r.Deadline, Metric: r.Metric,
		Verdict: r.Verdict, Issued: delivered(facts.AsOf).String(),
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
	rec.MetricFact = r.Metric
	if r.MetricBy != "" {
		rec.MetricFact = FactID(r.Metric, r.MetricBy, heaviest(findings).Key, Now)
	}
	rec.goal(r, facts.Get(rec.MetricFact))
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
	args := words.Args{"owner": words.Owner(r.Owner), "d": words.DateOf(day.Time()), "action": words.Sentence{Template: r.Action}}
	text, err := words.RenderBoth("P01", args)
	rec.Text, rec.Generated, rec.Status, rec.Affected = text, text, "generated", len(rec.Findings)
	if err != nil {
		return err
	}
	rec.Cost, err = costOf(r, len(rec.Findings))
	return err
}

// goal sets where the metric stands and where it should come to.
func (rec *Recommendation) goal(r Rule, metric Fact) {
	base := metric.Rat()
	if !metric.Known() || base == nil {
		return
	}
	rec.Baseline = metric.Value
	places := Fraction(metric.Value)
	switch step, err := statistics.Parse(strings.TrimPrefix(r.Target, "+")); {
	case r.Target == "half":
		rec.Target = statistics.Decimal(new(big.Rat).Mul(base, big.NewRat(1, 2)), places)
	case err != nil: // inside the exact limits: no number
	case r.Target[0] == '+' || r.Target[0] == '-':
		rec.Target = statistics.Decimal(clamp(new(big.Rat).Add(base, step)), places)
	default:
		rec.Target = r.Target
	}
}

// Fraction is how many decimals a printed value has.
func Fraction(value string) int {
	_, after, _ := strings.Cut(value, ".")
	return len(after)
}

func clamp(share *big.Rat) *big.Rat {
	if share.Sign() < 0 {
		return new(big.Rat)
	}
	if hundred := big.NewRat(100, 1); share.Cmp(hundred) > 0 {
		return hundred
	}
	return share
}

// costSentence says what doing nothing means: the cases stay, and with them the
// people they touch.
func costSentence(r Rule) words.Text {
	t := words.Text{
		KK: "Шара қабылданбаса, осы мәселе бойынша жағдайлар ({n}) сақталады.",
		RU: "Если меры не принять, по этому вопросу сохранятся случаи: {n}.",
	}
	if r.Persons {
		t = words.Text{
			KK: "Шара қабылданбаса, осы мәселе бойынша жағдайлар ({n}) сақталады және адамдарға әсер етуін жалғастырады.",
			RU: "Если меры не принять, по этому вопросу сохранятся случаи, затрагивающие людей: {n}.",
		}
	}
	return t
}

func costOf(r Rule, cases int) (words.Text, error) {
	t, args := costSentence(r), words.Args{"n": words.Int(int64(cases))}
	kk, err := words.RenderText(words.KK, t.KK, args)
	if err != nil {
		return t, err
	}
	ru, err := words.RenderText(words.RU, t.RU, args)
	return words.Text{KK: kk, RU: ru}, err
}
