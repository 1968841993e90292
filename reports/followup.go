package reports

import (
	"math/big"
	"slices"
	"time"

	"nsk/reports/statistics"
)

// A Followup is what became of one recommendation of last year's document (analysis, 4.1).
type Followup struct {
	Recommendation string             `json:"recommendation"`
	Outcome        statistics.Outcome `json:"outcome"`
	Obstacle       string             `json:"obstacle,omitempty"`      // why not assessable
	Worsened       bool               `json:"worsened,omitempty"`      // the value moved away from the target
	MayRise        bool               `json:"may_rise,omitempty"`      // missing returns may still give a better outcome
	WithinChance   bool               `json:"within_chance,omitempty"` // the interval of the rate holds baseline and target
}

// follow judges every recommendation of last year's document by the facts and findings of
// this one.
func follow(last *Publication, r *Result, facts Facts) []Followup {
	if last == nil {
		return nil
	}
	open := r.stillOpen()
	old := NewFacts(facts.AsOf, last.Facts, nil)
	var list []Followup
	for _, rec := range last.Recommendations {
		goal, obstacle := rec.aim(facts, old, open)
		due := rec.Deadline <= r.Window.To.Format(time.DateOnly)
		v := statistics.Judge(goal, statistics.Circumstances{Obstacle: obstacle, Running: !due})
		list = append(list, Followup{Recommendation: rec.ID, Outcome: v.Outcome, Obstacle: string(v.Obstacle),
			Worsened: v.Worsened, MayRise: v.MayRise, WithinChance: v.WithinChance})
	}
	return list
}

// stillOpen are the findings that are there, or of which nobody can say that they are not.
func (r *Result) stillOpen() map[string]bool {
	open := map[string]bool{}
	for _, f := range r.Findings {
		open[f.ID] = f.History != "resolved"
	}
	for _, c := range r.Closed {
		open[c.ID] = open[c.ID] || c.History == historyUnverifiable
	}
	return open
}

// figured reports whether a recommendation is judged by the figure of a fact.
func (rec Recommendation) figured() bool {
	_, err := statistics.Parse(rec.Target)
	_, err2 := statistics.Parse(rec.Baseline)
	return rec.Verdict == "V" && rec.MetricFact != "" && err == nil && err2 == nil
}

// resolved is how many of its findings are gone.
func (rec Recommendation) resolved(open map[string]bool) int {
	n := 0
	for _, id := range rec.Findings {
		if !open[id] {
			n++
		}
	}
	return n
}

// aim is what a recommendation wanted, with what is known of it now: a figure where it set a
// target, else the list of its cases. Of acts nothing is on record.
func (rec Recommendation) aim(now, old Facts, open map[string]bool) (statistics.Goal, statistics.Obstacle) {
	if rec.Verdict == "A" {
		return statistics.ActGoal{}, statistics.NotProvided
	}
	if rec.figured() {
		target, _ := statistics.Parse(rec.Target)
		base, _ := statistics.Parse(rec.Baseline)
		f := now.Get(rec.MetricFact)
		goal := statistics.ValueGoal{Baseline: base, Target: target, Now: f.Rat(), Bounds: f.between(), Direction: wanted(now.book[f.Indicator])}
		return ofShares(goal, f), f.obstacle(old.Get(rec.MetricFact))
	}
	resolved := rec.resolved(open)
	if rec.Verdict == "Z" && len(rec.Findings) > 0 {
		return statistics.ZeroGoal{Listed: len(rec.Findings), Cleared: resolved}, ""
	}
	return statistics.ListGoal{Original: len(rec.Findings), Resolved: resolved}, ""
}

// ofShares gives the goal of a share as shares of one, with the count behind it, so that the part
// of chance can be judged.
func ofShares(g statistics.ValueGoal, f Fact) statistics.ValueGoal {
	if f.Unit != Percent || f.Numerator == nil || f.Denominator == nil || *f.Numerator > *f.Denominator || !f.Known() {
		return g
	}
	share := func(r *big.Rat) *big.Rat { return new(big.Rat).Mul(r, big.NewRat(1, 100)) }
	g.Baseline, g.Target, g.Now = share(g.Baseline), share(g.Target), share(g.Now)
	if g.Bounds != nil {
		g.Bounds = &statistics.Interval{Lo: share(g.Bounds.Lo), Hi: share(g.Bounds.Hi)}
	}
	g.Rate = &statistics.Count{X: int(*f.Numerator), N: int(*f.Denominator)}
	return g
}

func wanted(i Indicator) statistics.Direction {
	if i.Direction == "down" {
		return statistics.Down
	}
	return statistics.Up
}

// between are the bounds under missing returns, nil if there are none.
func (f Fact) between() *statistics.Interval {
	lo, err := statistics.Parse(f.BoundLow)
	hi, err2 := statistics.Parse(f.BoundHigh)
	if f.BoundLow == "" || err != nil || err2 != nil {
		return nil
	}
	return &statistics.Interval{Lo: lo, Hi: hi}
}

// obstacle says why the fact cannot be compared with what it was.
func (f Fact) obstacle(before Fact) statistics.Obstacle {
	switch {
	case f.Status == Uncovered:
		return statistics.LowCoverage
	case f.Status == Protected:
		return statistics.Protected
	case !f.Known():
		return statistics.NotProvided
	case before.SQLHash != "" && before.SQLHash != f.SQLHash:
		return statistics.DefinitionChanged
	}
	return ""
}

// followFacts are L.01 to L.06 and L.08: what became of last year's document. Without one
// nothing can be said; what it said of the year before it stands beside.
func followFacts(last *Publication, r *Result, facts Facts) []Fact {
	var list []Fact
	for _, id := range []string{"L.01", "L.02", "L.03", "L.04", "L.05", "L.06", "L.08"} {
		i, ok := facts.book[id]
		if !ok {
			continue
		}
		now, before := i.fact("nation", Nation, Now), i.fact("nation", Nation, Before)
		now.Status, before.Status = NotProvided, NotProvided
		if last != nil {
			now.Status = ""
			now.tellFollowup(i, last, r, facts)
			if f := NewFacts(facts.AsOf, last.Facts, nil).Get(id); f.Known() {
				before.Status, before.Value, before.Numerator, before.Denominator = "", f.Value, f.Numerator, f.Denominator
			}
		}
		list = append(list, now, before, change(i, now, before))
	}
	if last != nil {
		list = append(list, historyFacts(facts.book["L.06"], last, r)...)
	}
	return list
}

func (f *Fact) tellFollowup(i Indicator, last *Publication, r *Result, facts Facts) {
	outcome := map[string]statistics.Outcome{"L.02": statistics.Met, "L.03": statistics.Partly, "L.04": statistics.NotMet, "L.05": statistics.NotAssessable}[i.ID]
	var n, due int64
	for _, u := range r.Followups {
		if u.Outcome != statistics.InProgress {
			due++
		}
		if u.Outcome == outcome {
			n++
		}
	}
	switch i.ID {
	case "L.08":
		f.meanRevision(last, facts)
		return
	case "L.06":
		n = int64(len(r.Findings) + len(resolved(last, r.Findings)))
	case "L.01":
		n = due
	default:
		f.Denominator = &due
	}
	f.Numerator = &n
	f.setRatio(i)
}

// resolved are the findings of last year's document that are found no more.
func resolved(last *Publication, findings []Finding) []Finding {
	return slices.DeleteFunc(slices.Clone(last.Findings), func(old Finding) bool {
		return slices.ContainsFunc(findings, func(f Finding) bool { return f.ID == old.ID })
	})
}

// historyFacts count the findings by what became of them since last year.
func historyFacts(i Indicator, last *Publication, r *Result) []Fact {
	gone := resolved(last, r.Findings)
	counts := map[string]int64{historyNew: 0, historyPersisting: 0, historyResolved: int64(len(gone))}
	for _, f := range r.Findings {
		counts[f.History]++
	}
	for _, c := range r.Closed {
		if c.History == historyUnverifiable && slices.ContainsFunc(gone, func(f Finding) bool { return f.ID == c.ID }) {
			counts[historyResolved]--
			counts[historyUnverifiable]++
		}
	}
	var list []Fact
	for key, n := range counts {
		f := i.fact("history", key, Now)
		f.Numerator = &n
		f.setRatio(i)
		list = append(list, f)
	}
	return list
}

// meanRevision is the mean of |final − provisional| ÷ final over the headline indicators, in
// percent, from the values as printed.
func (f *Fact) meanRevision(last *Publication, facts Facts) {
	sum, n := new(big.Rat), int64(0)
	for _, r := range revisions(last, facts) {
		final := r.Final.Rat()
		if !facts.book[r.Indicator].Headline || !r.Final.Known() || !r.Provisional.Known() || final.Sign() == 0 {
			continue
		}
		d := new(big.Rat).Sub(final, r.Provisional.Rat())
		sum.Add(sum, d.Quo(d.Abs(d), new(big.Rat).Abs(final)))
		n++
	}
	f.Denominator = &n
	if n == 0 {
		f.Status = TooSmall
		return
	}
	f.Value = percentOf(sum.Quo(sum, big.NewRat(n, 1)), 1)
}
