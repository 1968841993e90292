package transform

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestChecksHold proves that every check runs over a built warehouse and that
// a sound one breaks no promise but the one planted in it: a no-show without a
// reason.
func TestChecksHold(t *testing.T) {
	checks, err := LoadChecks(Checks())
	if err != nil {
		t.Fatal(err)
	}
	got, err := RunChecks(context.Background(), country(t), checks)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"no_show_has_reason 1"}
	var ids []string
	for _, b := range got {
		ids = append(ids, strings.TrimSpace(b.Check.ID+" "+string(rune('0'+b.Rows))))
	}
	if diff := cmp.Diff(want, ids); diff != "" {
		t.Errorf("(-want +got):\n%s\n%v", diff, got)
	}
}

// TestChecksFind proves of each check that it finds a breach made for it.
func TestChecksFind(t *testing.T) {
	faults := map[string]string{
		"calendar_covers":                "DELETE FROM reference.day WHERE day = DATE '2025-02-03'",
		"parameter_one_row":              "INSERT INTO reference.parameter SELECT * FROM reference.parameter",
		"event_status_known":             "UPDATE staging.applications SET status = NULL WHERE app = 'CE-001'",
		"application_once":               "INSERT INTO core.application SELECT * FROM core.application WHERE app = 'CE-001'",
		"application_not_lost":           "DELETE FROM core.application WHERE app = 'CE-001'",
		"application_one_state":          "UPDATE core.application SET open_state = NULL WHERE app = 'CE-001'",
		"application_dates_in_order":     "UPDATE core.application SET decided_on = DATE '2020-01-01' WHERE app = 'CE-050'",
		"application_profession_matched": "UPDATE core.application SET profession = NULL WHERE app = 'CE-001'",
		"application_centre_known":       "UPDATE core.application SET centre = 'nobody' WHERE app = 'CE-001'",
		"sitting_once":                   "INSERT INTO core.sitting SELECT * FROM core.sitting LIMIT 1",
		"sitting_within_accreditation":   "UPDATE core.sitting SET held_on = DATE '2024-01-09' WHERE app = 'CE-050'",
		"no_show_has_reason":             "UPDATE core.sitting SET reason = NULL",
		"document_once":                  "INSERT INTO core.document SELECT * FROM core.document LIMIT 1",
		"document_serial_unique":         "UPDATE core.document SET serial = 'AA000000050'",
		"document_issue_known":           "UPDATE core.document SET issued_on = NULL",
		"centre_active_disjoint":         "INSERT INTO core.centre_active VALUES ('c1', DATE '2025-01-01', NULL)",
		"return_per_duty":                "INSERT INTO reference.expected (source) VALUES ('x')",
		"return_rows_reconcile":          "UPDATE ledger.version SET received = 9",
		"funnel_adds_up":                 "UPDATE mart.funnel_cohort SET due = due + 1",
		"outcomes_agree":                 "UPDATE mart.outcome_month SET failed = failed + 1",
	}
	checks, err := LoadChecks(Checks())
	if err != nil {
		t.Fatal(err)
	}
	db := country(t)
	for _, c := range checks {
		fault, ok := faults[c.ID]
		if !ok {
			t.Errorf("%s has no planted fault", c.ID)
			continue
		}
		exec(t, db, "BEGIN")
		exec(t, db, fault)
		got, err := RunChecks(context.Background(), db, []Check{c})
		exec(t, db, "ROLLBACK")
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != 1 || got[0].Rows == 0 || len(got[0].Sample) == 0 {
			t.Errorf("%s did not find %q: %v", c.ID, fault, got)
		}
	}
}

func TestCheckSample(t *testing.T) {
	db := inMemory(t)
	c := Check{ID: "x", SQL: "SELECT i AS n, DATE '2025-01-02' AS d, NULL AS e, 1.50 AS f FROM range(7) AS r(i) ORDER BY i"}
	got, err := RunChecks(context.Background(), db, []Check{c})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0].Rows != 7 || len(got[0].Sample) != 5 {
		t.Fatalf("got %v, want 7 rows and 5 shown", got)
	}
	if want := "n=0 d=2025-01-02 e= f=1.50"; got[0].Sample[0] != want {
		t.Errorf("got %q, want %q", got[0].Sample[0], want)
	}
}

func TestRunChecksNamesTheQueryThatFails(t *testing.T) {
	_, err := RunChecks(context.Background(), inMemory(t), []Check{{ID: "broken", SQL: "SELECT * FROM nowhere"}})
	if err == nil || !strings.Contains(err.Error(), "check broken") {
		t.Errorf("got error %v", err)
	}
}

func TestLoadChecksNamesFaults(t *testing.T) {
	good := "-- id: a\n-- severity: warn\n-- ru: р\n-- kk: қ\nSELECT 1"
	if _, err := LoadChecks(tree(map[string]string{"a.sql": good})); err != nil {
		t.Error(err)
	}
	for _, drop := range []string{"-- id: a\n", "-- severity: warn\n", "-- ru: р\n", "-- kk: қ\n"} {
		_, err := LoadChecks(tree(map[string]string{"a.sql": strings.Replace(good, drop, "", 1)}))
		if err == nil || !strings.Contains(err.Error(), "a.sql") {
			t.Errorf("without %q: got error %v", drop, err)
		}
	}
}
