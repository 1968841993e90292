package recount

import (
	"os"
	"path/filepath"
	"testing"

	"nsk/schedules/calendar"
	"nsk/warehouse"
)

// For whoever works on indicators: NSK_YEAR names the folder of a demonstration that was lived
// before (nsk demo --dir). The test of the whole way, in cmd/nsk, lives its own.
func TestALivedYear(t *testing.T) {
	dir := os.Getenv("NSK_YEAR")
	if dir == "" {
		t.Skip("NSK_YEAR names no folder of a demonstration; cmd/nsk compares on a year of its own")
	}
	data := filepath.Join(dir, "demo-2025", "data")
	e, err := warehouse.Open(t.Context(), data, warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	release, err := warehouse.OpenRelease(t.Context(), data, os.Getenv("NSK_RELEASE"), warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer release.Close()
	r, err := Load(t.Context(), e.DB(), release, calendar.Kazakhstan())
	if err != nil {
		t.Fatal(err)
	}
	lines, n, err := r.All().Differences(t.Context(), release)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines {
		t.Error(l)
	}
	t.Logf("%d figures compared", n)
}

// The small judgements that everything rests on.
func TestJudgements(t *testing.T) {
	if got := add("2025-10-31", 0, 6, 0); got != "2026-04-30" {
		t.Errorf("six months after 31 October: %s", got)
	}
	r := &Republic{cal: calendar.Kazakhstan()}
	if got := r.term("2025-03-05", 3); got != "2025-03-11" { // 8 March, a holiday, is a Saturday in 2025
		t.Errorf("three working days after 5 March 2025: %s", got)
	}
	if got := local("2025-10-31 20:00:00"); got != "2025-11-01" {
		t.Errorf("20:00 UTC of 31 October is %s in the country", got)
	}
	end := func(wd, cause int) wait { return wait{wd: wd, cause: cause} }
	ten := []wait{end(5, 2), end(8, 1), end(8, 2), end(10, 0), end(12, 1), end(15, 1), end(15, 0), end(20, 2), end(22, 0), end(30, 1)}
	if got := median(ten); got != "15" { // worked example of analysis 7.5
		t.Errorf("median: %s", got)
	}
	if got := incidence(ten, 60).RatString(); got != "29/45" {
		t.Errorf("incidence: %s", got)
	}
}
