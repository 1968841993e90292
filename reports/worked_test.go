package reports

import (
	"testing"

	"nsk/reports/disclosure"
	"nsk/reports/statistics"
)

// Where each worked example of the statistical design (analysis, section 7) is a test:
//
//	7.1  limits           statistics.TestBinomialLimits, TestSmallestFlaggable, TestTailInForce
//	7.2  expectation      statistics.TestExpectation, TestPoissonBinomial
//	7.3  false discovery  statistics.TestFalseDiscovery
//	7.4  charts           statistics.TestXmR
//	7.5  waits            statistics.TestKaplanMeier, TestQuantiles, TestCumulativeIncidence, TestLogRank; TestWaitingValues
//	7.6  suppression      disclosure.TestExampleComplementary, TestExampleWithDoubtfulZeros, TestExampleAttacks, TestExampleSingleton, TestExampleGroup
//	7.7  ledger           disclosure.TestExampleYearToDate, TestExampleRowSpace, TestExampleRevision
//	7.8  working days     calendar.TestDeadlines, TestRevokedDayInTerm, TestBetween, TestLocalDay
//	7.9  returns          schedules.TestWorkedStates, TestStandingsFromTheLedger; statistics.TestCoverage; unweighted below
//	7.10 partial year     statistics.TestPartialYear; TestChangeAndBounds
//	7.11 intervals        statistics.TestIntervals, TestPoissonIntervals
//	7.12 funnel           transform.TestFunnel; statistics.TestPassRates; TestRatioValues; shares below
//	7.13 documents        transform.TestModels (document_state); F.02 below
//	7.14 counts           statistics.TestComparePoisson, TestPoissonLimits, TestSign, TestCompareGroups, TestComposition, TestShrinkage, TestOverdispersion, TestShares
//	7.15 verdicts         statistics.TestVerdicts
//
// Bonferroni (7.3) and the median of the completed alone (7.5) are comparisons; nsk computes neither.
func TestWorkedShares(t *testing.T) {
	printed := Indicator{ID: "D.17", Unit: Percent, MinN: 20, Disclosure: disclosure.Sensitive}
	for _, c := range []struct {
		what     string
		num, den int64
		places   int
		want     string
	}{
		{"7.9: returns received, unweighted", 3 + 2 + 3, 9, 1, "88.9"},
		{"7.9: weighted by volume", 36 + 60 + 24, 150, 1, "80.0"},
		{"7.12: accepted of decided", 100, 112, 1, "89.3"},
		{"7.12: no-shows of sittings due", 4 + 2 + 1 + 5, 87, 1, "13.8"},
		{"7.12: counting applications instead", 7, 82, 1, "8.5"},
	} {
		if got := percentOf(statistics.Ratio(int(c.num), int(c.den)), c.places); got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
	f := Fact{Numerator: ptr(12), Denominator: ptr(87), Unit: Percent}
	if f.setRatio(printed); f.Value != "14" { // below a hundred without decimals
		t.Errorf("D.17 is printed %q, want 14", f.Value)
	}
}

// 7.13: of seven documents two are valid on the last day of the period.
func TestWorkedDocuments(t *testing.T) {
	db := emptyRelease(t)
	must(t, db, "INSERT INTO "+documentColumns+` VALUES ('a', 'c1', 'p1', 4, '2023-11-01', '2025-10-31', NULL), ('b', 'c1', 'p1', 4, '2022-10-30', '2025-10-30', NULL),
		('c', 'c1', 'p1', 4, '2024-05-05', '2027-05-05', '2025-10-31'), ('d', 'c1', 'p1', 4, '2024-05-05', '2027-05-05', '2025-11-01'),
		('e', 'c1', 'p1', 4, '2025-11-02', '2028-11-02', NULL), ('f', 'c1', 'p1', 4, '2024-02-10', NULL, NULL), ('g', 'c1', 'p1', 4, '2022-01-01', '2024-12-31', '2025-02-01')`)
	book := indexOf(must1(Indicators())(t))
	for id, want := range map[string]int64{"F.02": 2, "F.04": 2} { // the annulments of February and October
		for _, f := range must1(book[id].facts(t.Context(), db))(t) {
			if f.By == "nation" && f.Window == Now && *f.Numerator != want {
				t.Errorf("%s: %d, want %d", id, *f.Numerator, want)
			}
		}
	}
}
