package reports

import (
	"fmt"
	"slices"
	"testing"
)

// withMissing is the small republic in which a tenth of the returns of every source did not come,
// and the facts computed from it.
func withMissing(t *testing.T, every int) (map[string]Fact, map[string]Indicator) {
	t.Helper()
	r := newRepublic(t)
	must(t, r.db, fmt.Sprintf(`UPDATE core.return SET timeliness = 'missing', content = NULL, versions = 0
		WHERE expected AND (period_from, provider, source) IN (
			SELECT (period_from, provider, source) FROM (
				SELECT period_from, provider, source, row_number() OVER (PARTITION BY source ORDER BY period_from, provider) AS n
				FROM core.return WHERE expected AND period_from BETWEEN DATE '2025-01-01' AND DATE '2025-10-31')
			WHERE n %% %d = 0)`, every))
	book := must1(Indicators())(t)
	facts := must1(Compute(t.Context(), r.db, book))(t)
	at := map[string]Fact{}
	for _, f := range facts {
		at[f.ID] = f
	}
	return at, indexOf(book)
}

// Beside every fact that rests on returns stands the share of them that came, the lowest of its
// sources; below 95 % every figure of the country carries the bounds that the missing ones leave,
// and it lies between them (analysis, 1.8 and 7.10).
func TestCoverageStandsBesideEveryFact(t *testing.T) {
	at, book := withMissing(t, 10)
	covered := map[string]bool{}
	for _, f := range at {
		if f.Indicator == "I.13" && f.By == "source" && f.Window == Now && f.Known() {
			covered[f.Key] = true
		}
	}
	if len(covered) < 2 {
		t.Fatalf("the republic expects returns of %d sources", len(covered))
	}
	bounded := 0
	for id, i := range book {
		rests := slices.ContainsFunc(i.Sources, func(s string) bool { return covered[s] })
		f, ok := at[id]
		if !ok || !rests {
			continue
		}
		if f.Coverage == "" {
			t.Errorf("%s rests on %v and says nothing of coverage", id, i.Sources)
		}
		if i.Standing || !f.Known() || f.Numerator == nil || i.Kind != Ratio || i.Unit == Mean || f.Coverage == "100.0" {
			continue
		}
		if share := f.coverage(); share.Cmp(coverageWarn) >= 0 {
			continue
		}
		bounded++
		b := f.between()
		if b == nil {
			t.Errorf("%s is covered by %s %% and has no bounds", id, f.Coverage)
		} else if f.Rat().Cmp(b.Lo) < 0 || f.Rat().Cmp(b.Hi) > 0 || b.Lo.Cmp(b.Hi) == 0 {
			t.Errorf("%s: %s does not lie between %s and %s", id, f.Value, f.BoundLow, f.BoundHigh)
		}
	}
	if bounded < 10 {
		t.Errorf("only %d figures have bounds", bounded)
	}
	if e := at["E.05"]; e.Status != BoundOnly || e.BoundLow != at["E.02"].BoundLow || e.BoundHigh != at["E.02"].BoundHigh {
		t.Errorf("E.05 gives %q %s to %s, E.02 carries %s to %s", e.Status, e.BoundLow, e.BoundHigh, at["E.02"].BoundLow, at["E.02"].BoundHigh)
	}
}

// Where a third did not come no figure that changes within the period is said, neither of the
// country nor of a part; states of registers are, with their coverage.
func TestUncoveredFactsAreSilent(t *testing.T) {
	at, book := withMissing(t, 3)
	silent := 0
	for id, f := range at {
		i := book[f.Indicator]
		if f.Coverage == "" || i.Standing || f.Window != Now || f.coverage().Cmp(coverageBlock) >= 0 {
			continue
		}
		silent++
		if f.Value != "" || f.BoundLow != "" || f.Numerator != nil {
			t.Errorf("%s is covered by %s %% and says %q", id, f.Coverage, f.Value)
		}
	}
	if silent == 0 {
		t.Error("nothing was uncovered")
	}
}
