package reports

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"nsk/reports/document"
	"nsk/reports/statistics"
	"nsk/reports/words"
)

// The clock of the examples: what was known on 20 November 2025 of January to October, and of
// the same months a year earlier.
func window2025() Window {
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	return Window{AsOf: day(2025, 11, 20), From: day(2025, 1, 1), To: day(2025, 10, 31), PrevFrom: day(2024, 1, 1), PrevTo: day(2024, 10, 31)}
}

// Worked example of analysis 7.10: of January to October 2024 last year's document said 7,300
// applications; 7,452 are known now.
func lastYear() *Publication {
	said := []Fact{
		{ID: "D.01", Indicator: "D.01", By: "nation", Key: Nation, Window: Now, Value: "7300", Unit: Count, SQLHash: "h"},
		{ID: "D.01@before", Indicator: "D.01", By: "nation", Key: Nation, Window: Before, Value: "7400", Unit: Count, SQLHash: "h"},
		{ID: "D.01@change", Indicator: "D.01", By: "nation", Key: Nation, Window: Change, Value: "-1.4", Unit: Percent, SQLHash: "h"},
		{ID: "E.02", Indicator: "E.02", By: "nation", Key: Nation, Window: Now, Value: "80.0", Unit: Percent, SQLHash: "h"},
		{ID: "F.04", Indicator: "F.04", By: "nation", Key: Nation, Window: Now, Status: Protected, SQLHash: "h"},
		{ID: "H.02", Indicator: "H.02", By: "nation", Key: Nation, Window: Now, Value: "41.0", Unit: Percent, SQLHash: "older"},
	}
	return &Publication{To: "2024-10-31", Facts: said}
}

func knownNow() []Fact {
	fact := func(id, value string, unit Unit) Fact {
		return Fact{ID: id + "@before", Indicator: id, By: "nation", Key: Nation, Window: Before, Value: value, Unit: unit, SQLHash: "h"}
	}
	return []Fact{fact("D.01", "7452", Count), fact("E.02", "80.0", Percent), fact("F.04", "12", Count), fact("H.02", "43.0", Percent),
		{ID: "D.01", Indicator: "D.01", By: "nation", Key: Nation, Window: Now, Value: "8160", Unit: Count, SQLHash: "h"}}
}

func TestFinality(t *testing.T) {
	facts := knownNow()
	settle(facts, window2025(), lastYear())
	for n, want := range []Fact{
		{Finality: Revised, Was: "7300"}, // said and known otherwise
		{Finality: Final, Was: "80.0"},   // said and kept
		{Finality: Final},                // was not published
		{Finality: Final},                // its definition has changed: no comparison
		{Finality: Provisional},          // of this year
	} {
		if got := facts[n]; got.Finality != want.Finality || got.Was != want.Was {
			t.Errorf("%s: got %s, was %q; want %s, was %q", got.ID, got.Finality, got.Was, want.Finality, want.Was)
		}
	}
	early, w := knownNow(), window2025()
	w.AsOf = w.AsOf.AddDate(0, -1, 0) // 20 October: the year before is not yet settled
	settle(early, w, nil)
	if early[0].Finality != Provisional {
		t.Errorf("before the revision day: got %s", early[0].Finality)
	}
}

func TestReconciliation(t *testing.T) {
	book := must1(Indicators())(t)
	facts := NewFacts(words.Date{}, knownNow(), book)
	got := map[string]revision{}
	for _, r := range revisions(lastYear(), facts) {
		got[r.Indicator] = r
	}
	if r := got["D.01"]; r.Difference == nil || r.Difference.RatString() != "152" || !r.Changed {
		t.Errorf("D.01 fell by last year's document and rose by what is known now: %+v", r)
	}
	if r := got["E.02"]; r.Difference == nil || r.Difference.Sign() != 0 || r.Changed {
		t.Errorf("E.02 was kept: %+v", r)
	}
	if r := got["F.04"]; r.Difference != nil || !r.Changed {
		t.Errorf("F.04 was protected and is known: %+v", r)
	}
	if _, ok := got["H.02"]; ok {
		t.Error("H.02 is defined otherwise than last year and was compared")
	}
	all := revisionFacts(lastYear(), facts)
	if len(all) != 2 || all[0].ID != "D.01@revision" || all[0].Value != "152" || all[1].Unit != Points {
		t.Errorf("facts of revision: %+v", all)
	}
	f := Fact{Unit: Percent}
	f.meanRevision(lastYear(), facts) // (152/7452 + 0)/2 = 1.0 %
	if f.Value != "1.0" || *f.Denominator != 2 {
		t.Errorf("L.08: got %q of %d", f.Value, *f.Denominator)
	}
}

// What became of last year's recommendations is counted by outcome; one whose deadline lies
// after the period is in progress and counts nowhere.
func TestFollowups(t *testing.T) {
	book := must1(Indicators())(t)
	last := lastYear()
	v := func(id, metric, base, target, deadline string) Recommendation {
		return Recommendation{ID: id, Verdict: "V", MetricFact: metric, Baseline: base, Target: target, Deadline: deadline}
	}
	last.Recommendations = []Recommendation{
		v("met", "D.01", "7000", "8000", "2025-03-31"), v("partly", "D.01", "7000", "9000", "2025-03-31"),
		v("not", "D.01", "8000", "12000", "2025-03-31"), v("hidden", "F.04", "9", "5", "2025-03-31"),
		v("running", "D.01", "7000", "8000", "2025-12-15"),
		{ID: "list", Verdict: "L", Findings: []string{"a", "b"}, Deadline: "2025-03-31"},
		{ID: "act", Verdict: "A", Deadline: "2025-03-31"},
	}
	last.Findings = []Finding{{ID: "a"}, {ID: "b"}}
	r := &Result{Window: window2025(), Findings: []Finding{{ID: "a", History: "persisting"}, {ID: "c", History: "new"}}}
	facts := NewFacts(words.Date{}, append(knownNow(), Fact{ID: "F.04", Status: Protected}), book)
	r.Followups = follow(last, r, facts)
	want := []statistics.Outcome{statistics.Met, statistics.Partly, statistics.NotMet, statistics.NotAssessable, statistics.InProgress, statistics.Partly, statistics.NotAssessable}
	for n, u := range r.Followups {
		if u.Outcome != want[n] {
			t.Errorf("%s: got %s, want %s", u.Recommendation, u.Outcome, want[n])
		}
	}
	values := map[string]string{"L.01": "6", "L.02": "17", "L.03": "33", "L.04": "17", "L.05": "33", "L.06": "3",
		"L.06/history=new": "1", "L.06/history=persisting": "1", "L.06/history=resolved": "1"}
	for _, f := range followFacts(last, r, facts) {
		if v, ok := values[f.ID]; ok && f.Value != v {
			t.Errorf("%s: got %q (%s), want %s", f.ID, f.Value, f.Status, v)
		}
		delete(values, f.ID)
	}
	if len(values) > 0 {
		t.Errorf("not told: %v", values)
	}
	for _, f := range followFacts(nil, r, facts) {
		if f.Window == Now && f.Status != NotProvided {
			t.Errorf("%s without a document of last year: %q %q", f.ID, f.Status, f.Value)
		}
	}
}

// The document of the year after prints the table, equal in both languages, every number of it
// bound to a fact.
func TestReconciliationIsPrinted(t *testing.T) {
	one := newResult(t)
	last := one.Publication()
	for n := range last.Facts { // last year's document spoke of the window that is now the one before
		f := &last.Facts[n]
		if f.Window == Before {
			f.Window, f.ID = Now, FactID(f.Indicator, f.By, f.Key, Now)
		} else if f.Window == Now {
			f.Window, f.ID = "later", f.ID+"@later"
		}
		if f.ID == "D.01" {
			f.Value = "1"
		}
	}
	s := must1(newSource(newRepublic(t).db, AnnualInput{Release: "r", Last: &last}))(t)
	two := must1(s.result(t.Context()))(t)
	if err := s.assemble(t.Context(), two, words.Both); err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(two.Documents[words.RU].Blocks, func(b document.Block) bool {
		table, ok := b.(document.Table)
		return ok && table.ID == "reconciliation"
	})
	if at < 0 {
		t.Fatal("no table of revisions")
	}
	facts := NewFacts(words.Date{}, two.Facts, nil)
	rows := two.Documents[words.RU].Blocks[at].(document.Table).Rows
	for _, row := range rows {
		for _, c := range row.Cells {
			if c.FactID != "" && c.Value != "" && !slices.Contains(valuesOf(facts.Get(c.FactID)), c.Value) {
				t.Errorf("%s shows %q, which the fact does not hold", c.FactID, c.Value)
			}
		}
	}
	if len(rows) < 10 {
		t.Errorf("%d rows", len(rows))
	}
	pages := pagesOf(t, two)
	sameBlocks(t, pages)
	pureBlocks(t, pages)
}

// Worked example of analysis 7.10: +9.5 % as known now, +11.1 % per working day (204 and 207),
// +11.8 % against what last year's document said: sensitive to late data.
func TestChangeOnOtherBases(t *testing.T) {
	fact := func(id, window, value string) Fact {
		return Fact{ID: id, Indicator: "D.01", By: "nation", Key: Nation, Window: window, Value: value, Unit: Count}
	}
	facts := []Fact{fact("D.01", Now, "8160"), fact("D.01@before", Before, "7452"), fact("D.01@change", Change, "9.5")}
	facts[1].Was = "7300"
	book := indexOf(must1(Indicators())(t))
	got := map[string]string{}
	for _, f := range baseFacts(facts, book, 204, 207) {
		got[f.ID] = f.Value
	}
	if got["D.01@per_day"] != "11.1" || got["D.01@same_lag"] != "11.8" || !facts[2].Sensitive {
		t.Errorf("got %v, sensitive %v", got, facts[2].Sensitive)
	}
	facts[1].Was = "7451"
	if list := baseFacts(facts, book, 204, 204); len(list) != 1 || facts[2].Sensitive {
		t.Errorf("as many working days and hardly a revision: %v, sensitive %v", list, facts[2].Sensitive)
	}
}

// A recommendation whose deadline passed with the target not reached is a finding against its
// owner, one severity above the finding behind it; one that was met or runs is none (r46).
func TestUnmetRecommendationsAreFound(t *testing.T) {
	s := must1(newSource(emptyRelease(t), AnnualInput{Last: lastYear()}))(t)
	v := func(id, metric, base, target, deadline string) Recommendation {
		return Recommendation{ID: id, Rule: "r06", Owner: "education_bodies", Severity: 2, Verdict: "V", Metric: metric, MetricFact: metric, Baseline: base, Target: target, Deadline: deadline}
	}
	s.in.Last.Recommendations = []Recommendation{
		v("rec-met", "D.01", "7000", "8000", "2025-03-31"), v("rec-not", "D.01", "8000", "12000", "2025-03-31"), v("rec-runs", "D.01", "8000", "12000", "2025-12-15"),
		{ID: "rec-list", Rule: "r21", Owner: "national_body", Severity: 4, Verdict: "V", Goals: []Goal{{}}, Baseline: "1", Target: "2", Findings: []string{"a", "b"}, Deadline: "2025-03-31"},
	}
	r := &Result{Window: window2025(), Findings: []Finding{{ID: "a", History: historyPersisting}, {ID: "b", History: historyPersisting}}}
	facts := NewFacts(quiet.AsOf, knownNow(), s.book)
	found := must1(s.followUp(t.Context(), r, facts))(t)
	var got []string
	for _, f := range found.Findings {
		got = append(got, f.Key+" "+f.Owner+" "+strconv.Itoa(f.Severity))
		t.Log(f.Sentence.KK)
		t.Log(f.Sentence.RU)
	}
	if want := []string{"rec-list national_body 4", "rec-not education_bodies 3"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	recs := must1(Recommend(only(s.rules, "r46"), found.Findings, facts))(t)
	if len(recs) != 2 || recs[0].ID != "rec-r46" || recs[1].ID != "rec-r46-education_bodies" || recs[1].Owner != "education_bodies" {
		t.Errorf("one recommendation for every owner: %+v", recs)
	}
}
