package schedules_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nsk/ingest/ingesttest"
	"nsk/schedules"
	"nsk/warehouse"
)

// An edition is one monthly list of centres: its month, the day it was landed, its verdict
// and its rows: bin, certificate, issued, valid to, status, status on.
type edition struct {
	month, landed, verdict string
	rows                   []string
}

// register writes editions as ingest leaves them, in place of what was there.
func register(t *testing.T, e *warehouse.Engine, editions []edition) {
	t.Helper()
	exec := func(q string, args ...any) {
		if _, err := e.DB().ExecContext(t.Context(), q, args...); err != nil {
			t.Fatal(err)
		}
	}
	exec(`DELETE FROM ledger.landing; DELETE FROM ledger.version; DELETE FROM raw.accredited_centres; DELETE FROM raw.discontinued_centres`)
	for i, ed := range editions {
		exec(`INSERT INTO ledger.landing (landing, source, provider, period, period_from, landed_on) VALUES (?, 'accredited-centres', 'national-chamber', ?, (? || '-01')::DATE, ?::DATE)`, i+1, ed.month, ed.month, ed.landed)
		exec(`INSERT INTO ledger.version (landing, source, provider, period, verdict) VALUES (?, 'accredited-centres', 'national-chamber', ?, ?)`, i+1, ed.month, ed.verdict)
		for _, row := range ed.rows {
			f := strings.Fields(row)
			if len(f) == 3 { // bin, certificate, end: a row of the other list, landed with this one
				exec(`INSERT INTO ledger.landing (landing, source, provider, period, landed_on) VALUES (?, 'discontinued-centres', 'accreditation-body', ?, ?::DATE)`, 100+i, ed.month, ed.landed)
				exec(`INSERT INTO ledger.version (landing, source, provider, period, verdict) VALUES (?, 'discontinued-centres', 'accreditation-body', ?, ?)`, 100+i, ed.month, ed.verdict)
				exec(`INSERT INTO raw.discontinued_centres (_landing, _state, bin, certificate_no, terminated_on) VALUES (?, 0, ?, ?, ?::DATE)`, 100+i, f[0], f[1], f[2])
				continue
			}
			for _, profession := range []string{"1", "2"} { // a row for each profession of the scope
				exec(`INSERT INTO raw.accredited_centres (_landing, _state, bin, certificate_no, issued_on, valid_to, status, status_on, profession)
					VALUES (?, 0, ?, ?, ?::DATE, ?::DATE, ?, ?::DATE, ?)`, i+1, f[0], f[1], f[2], f[3], f[4], f[5], profession)
			}
		}
	}
}

func TestCentresAreActive(t *testing.T) {
	e := ingesttest.Engine(t)
	ingester(t, e, nil)
	const whole = "A c1 2024-03-01 2027-02-28"
	issued := whole + " issued 2024-03-01"
	for _, c := range []struct {
		name     string
		known    string
		editions []edition
		want     []string
	}{
		{"issued", "2025-12-01", []edition{{"2025-01", "2025-02-10", "accepted", []string{issued}}}, []string{"A 2024-03-01 2027-02-28"}},
		{"not known yet", "2025-02-09", []edition{{"2025-01", "2025-02-10", "accepted", []string{issued}}}, nil},
		{"withdrawn, then resumed", "2025-12-01", []edition{
			{"2025-01", "2025-02-10", "accepted", []string{issued}},
			{"2025-03", "2025-04-10", "partly", []string{whole + " withdrawn 2025-03-11"}},
			{"2025-05", "2025-06-10", "accepted", []string{whole + " resumed 2025-05-20"}},
		}, []string{"A 2024-03-01 2025-03-10", "A 2025-05-20 2027-02-28"}},
		{"withdrawn, the resumption not known yet", "2025-06-09", []edition{
			{"2025-01", "2025-02-10", "accepted", []string{issued}},
			{"2025-03", "2025-04-10", "accepted", []string{whole + " withdrawn 2025-03-11"}},
			{"2025-05", "2025-06-10", "accepted", []string{whole + " resumed 2025-05-20"}},
		}, []string{"A 2024-03-01 2025-03-10"}},
		{"first heard of when withdrawn", "2025-12-01", []edition{
			{"2025-03", "2025-04-10", "accepted", []string{whole + " withdrawn 2025-03-11"}},
		}, []string{"A 2024-03-01 2025-03-10"}},
		{"terminated", "2025-12-01", []edition{
			{"2025-01", "2025-02-10", "accepted", []string{issued}},
			{"2025-06", "2025-07-10", "accepted", []string{whole + " withdrawn 2025-06-02"}},
			{"2025-07", "2025-08-10", "accepted", []string{whole + " terminated 2025-07-10"}},
		}, []string{"A 2024-03-01 2025-06-01"}},
		{"ended by the other list", "2025-12-01", []edition{
			{"2025-01", "2025-02-10", "accepted", []string{issued}},
			{"2025-06", "2025-07-10", "accepted", []string{"A c1 2025-06-20"}},
		}, []string{"A 2024-03-01 2025-06-19"}},
		{"the other list contradicted by a later edition", "2025-12-01", []edition{
			{"2025-06", "2025-07-10", "accepted", []string{issued, "A c1 2025-06-20"}},
			{"2025-07", "2025-08-10", "accepted", []string{issued}},
		}, []string{"A 2024-03-01 2027-02-28"}},
		{"nothing follows a termination", "2025-12-01", []edition{
			{"2025-07", "2025-08-10", "accepted", []string{whole + " terminated 2025-07-10"}},
			{"2025-08", "2025-09-10", "accepted", []string{whole + " resumed 2025-08-01"}},
		}, []string{"A 2024-03-01 2025-07-09"}},
		{"reissued for longer", "2025-12-01", []edition{
			{"2025-01", "2025-02-10", "accepted", []string{"A c1 2022-03-01 2025-02-28 issued 2022-03-01"}},
			{"2025-03", "2025-04-10", "accepted", []string{"A c1 2022-03-01 2028-02-28 reissued 2025-03-01"}},
		}, []string{"A 2022-03-01 2025-02-28", "A 2025-03-01 2028-02-28"}},
		{"withdrawn and resumed on one day", "2025-12-01", []edition{
			{"2025-01", "2025-02-10", "accepted", []string{issued}},
			{"2025-03", "2025-04-10", "accepted", []string{whole + " withdrawn 2025-03-11"}},
			{"2025-04", "2025-05-10", "accepted", []string{whole + " resumed 2025-03-11"}},
		}, []string{"A 2024-03-01 2025-03-10", "A 2025-03-11 2027-02-28"}},
		{"two certificates, two centres", "2025-12-01", []edition{{"2025-01", "2025-02-10", "accepted", []string{
			issued, "A c2 2025-01-01 2025-12-31 issued 2025-01-01", "B c3 2025-01-01 2025-06-30 issued 2025-01-01",
		}}}, []string{"A 2024-03-01 2027-02-28", "A 2025-01-01 2025-12-31", "B 2025-01-01 2025-06-30"}},
		{"a corrected list takes the place of the wrong one", "2025-12-01", []edition{
			{"2025-01", "2025-02-10", "accepted", []string{whole + " terminated 2025-01-10"}},
			{"2025-01", "2025-02-12", "accepted", []string{issued}},
		}, []string{"A 2024-03-01 2027-02-28"}},
		{"but only when it is known", "2025-02-11", []edition{
			{"2025-01", "2025-02-10", "accepted", []string{whole + " terminated 2025-01-10"}},
			{"2025-01", "2025-02-12", "accepted", []string{issued}},
		}, []string{"A 2024-03-01 2025-01-09"}},
		{"a refused list does not count", "2025-12-01", []edition{
			{"2025-01", "2025-02-10", "accepted", []string{issued}},
			{"2025-01", "2025-02-12", "refused", []string{whole + " terminated 2025-01-10"}},
		}, []string{"A 2024-03-01 2027-02-28"}},
		{"validity over before it began", "2025-12-01", []edition{{"2025-01", "2025-02-10", "accepted", []string{"A c1 2025-03-01 2025-02-28 issued 2025-03-01"}}}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			register(t, e, c.editions)
			spans, err := schedules.Centres(t.Context(), e, date(t, c.known))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range spans {
				got = append(got, fmt.Sprintf("%s %s %s", s.Centre, s.From, s.To))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
