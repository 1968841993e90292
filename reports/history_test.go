package reports

import (
	"testing"
	"time"
)

// yearOf is a document of one year that holds findings by id of rule r02 (a
// list) or r21 (a difference), remembered from the one before.
func yearOf(year int, last *Publication, coverage string, settled bool, ids ...string) *Publication {
	r := &Result{Window: Window{To: time.Date(year, 10, 31, 0, 0, 0, 0, time.UTC)}}
	known := origins(last)
	for _, id := range ids {
		f := Finding{ID: id, Rule: id[:3], History: historyNew, Severity: 2}
		if _, ok := known[id]; ok {
			f.History = historyPersisting
		}
		r.Findings = append(r.Findings, f)
	}
	found := FindingsResult{rules: []Rule{{ID: "r02", Kind: "D", Checked: Reference{Fact: "A.02"}}, {ID: "r21", Kind: "S"}}, settled: map[string]bool{"r21-a": settled}}
	remember(last, r, r.Findings)
	r.Closed = closed(last, r, found, NewFacts(quiet.AsOf, []Fact{{ID: "A.02", Coverage: coverage}}, nil))
	p := r.Publication()
	return &p
}

func historyOf(p *Publication, id string) (string, string, int) {
	for _, f := range p.Findings {
		if f.ID == id {
			return f.History, f.Since, f.Gaps
		}
	}
	for _, c := range p.Closed {
		if c.ID == id {
			return c.History, c.Since, c.Gaps
		}
	}
	return "", "", 0
}

// A finding is new, persists, is resolved only where its source is covered, and
// comes back under its own id; the first year is never forgotten.
func TestHistory(t *testing.T) {
	y1 := yearOf(2021, nil, "100", true, "r02-a", "r02-b", "r21-a")
	y2 := yearOf(2022, y1, "100", false, "r02-a")
	y3 := yearOf(2023, y2, "90", true, "r02-a")
	y4 := yearOf(2024, y3, "90", true, "r02-b")
	y5 := yearOf(2025, y4, "97", true, "r02-b")
	for _, c := range []struct {
		in                 *Publication
		id, history, since string
		gaps               int
	}{
		{y1, "r02-a", historyNew, "2021", 0},
		{y2, "r02-a", historyPersisting, "2021", 0},
		{y2, "r02-b", historyResolved, "2021", 0},
		{y2, "r21-a", historyUnverifiable, "2021", 0}, // not tried again, or p still low
		{y3, "r21-a", historyResolved, "2021", 0},     // tried, p above 0.05
		{y3, "r02-b", historyResolved, "2021", 0},     // stays resolved whatever the coverage
		{y4, "r02-a", historyUnverifiable, "2021", 0}, // coverage 90 %
		{y4, "r02-b", historyRecurred, "2021", 1},
		{y5, "r02-b", historyPersisting, "2021", 1},
		{y5, "r02-a", historyResolved, "2021", 0}, // at last the source is covered
	} {
		if h, s, g := historyOf(c.in, c.id); h != c.history || s != c.since || g != c.gaps {
			t.Errorf("%s in %s: %s since %s, %d gaps; want %s since %s, %d", c.id, c.in.To, h, s, g, c.history, c.since, c.gaps)
		}
	}
	if y3.Findings[0].Severity != 3 || y2.Findings[0].Severity != 2 {
		t.Errorf("severity in the second and third year: %d, %d", y2.Findings[0].Severity, y3.Findings[0].Severity)
	}
}
