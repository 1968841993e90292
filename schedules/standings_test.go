package schedules_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/ingest"
	"nsk/ingest/ingesttest"
	"nsk/schedules"
	"nsk/schedules/calendar"
)

// ledgerOf is a house over a ledger that is written by hand: landings of March 2025 of
// centres that are all active, each a line of landing, provider, day, verdict, content, rows.
func ledgerOf(t *testing.T, lines string) *schedules.House {
	t.Helper()
	e := ingesttest.Engine(t)
	in := ingester(t, e, nil)
	h := &schedules.House{Desk: *small(t), Engine: e, Ingester: in}
	exec := func(q string, args ...any) {
		t.Helper()
		if _, err := e.DB().ExecContext(t.Context(), q, args...); err != nil {
			t.Fatal(err)
		}
	}
	seen := make(map[string]bool)
	exec(`INSERT INTO ledger.landing (landing, source, provider, period, period_from, landed_on) VALUES (100, 'accredited-centres', 'national-chamber', '2024-12', '2024-12-01', '2025-01-10')`)
	exec(`INSERT INTO ledger.version (landing, source, provider, period, verdict) VALUES (100, 'accredited-centres', 'national-chamber', '2024-12', 'accepted')`)
	for _, line := range strings.Split(strings.TrimSpace(lines), "\n") {
		f := strings.Fields(line)
		exec(`INSERT INTO ledger.landing (landing, source, provider, period, period_from, landed_on) VALUES (?, 'persons', ?, '2025-03', '2025-03-01', ?::DATE)`, f[0], f[1], f[2])
		exec(`INSERT INTO ledger.version (landing, source, provider, period, verdict, content, received, reason) VALUES (?, 'persons', ?, '2025-03', ?, nullif(?, '-'), ?, ?)`,
			f[0], f[1], f[3], f[4], f[5], strings.Join(f[6:], " "))
		if !seen[f[1]] {
			exec(`INSERT INTO raw.accredited_centres (_landing, _state, bin, certificate_no, issued_on, valid_to, status, status_on)
				VALUES (100, 0, ?, ?, '2025-01-01', '2027-12-31', 'issued', '2025-01-01')`, f[1], f[1])
			seen[f[1]] = true
		}
	}
	return h
}

func march(t *testing.T, h *schedules.House, on string) string {
	t.Helper()
	all, err := h.Standings(t.Context(), date(t, on))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, s := range all {
		if s.Source == "persons" && s.Period.String() == "2025-03" {
			fmt.Fprintf(&b, "%s %s content %q received %q delay %d held %t refused %t %s\n", s.Provider, s.State, s.Content, s.Received, s.Delay, s.Held, s.Refused, s.Reason)
		}
	}
	return b.String()
}

// The worked cases of analysis § 7.9 from the ledger, as known on 20.11.2025.
func TestStandingsFromTheLedger(t *testing.T) {
	h := ledgerOf(t, `
1 a-evening 2025-04-10 accepted data 5
2 b-after-midnight 2025-04-11 accepted data 5
3 c-refused-first 2025-04-09 refused - 5
4 c-refused-first 2025-04-15 accepted data 5
5 d-nil 2025-04-10 accepted nil 0
6 e-no-rows 2025-04-10 accepted data 0
7 f-cannot 2025-04-08 accepted cannot_provide 0 a flood
8 g-corrected 2025-04-09 accepted data 5
9 g-corrected 2025-05-20 partly data 7
10 k-cannot-then-data 2025-04-08 accepted cannot_provide 0 no keys
11 k-cannot-then-data 2025-04-14 accepted data 2
12 l-after-the-day 2025-11-21 accepted data 2
13 m-held 2025-04-09 held data 3
14 n-refused 2025-04-09 refused - 3
15 p-held-after-good 2025-04-09 accepted data 3
16 p-held-after-good 2025-05-12 held data 1
`)
	const want = `a-evening on_time content "data" received "2025-04-10" delay 0 held false refused false 
b-after-midnight late content "data" received "2025-04-11" delay 1 held false refused false 
c-refused-first late content "data" received "2025-04-15" delay 3 held false refused false 
d-nil nil content "nil" received "2025-04-10" delay 0 held false refused false 
e-no-rows missing content "" received "" delay 153 held false refused true 
f-cannot cannot_provide content "cannot_provide" received "2025-04-08" delay 0 held false refused false a flood
g-corrected on_time content "data" received "2025-04-09" delay 0 held false refused false 
k-cannot-then-data late content "data" received "2025-04-14" delay 2 held false refused false 
l-after-the-day missing content "" received "" delay 153 held false refused false 
m-held missing content "" received "" delay 153 held true refused false 
n-refused missing content "" received "" delay 153 held false refused true 
p-held-after-good on_time content "data" received "2025-04-09" delay 0 held true refused false 
`
	if diff := cmp.Diff(want, march(t, h, "2025-11-20")); diff != "" {
		t.Error(diff)
	}
	if got := march(t, h, "2025-04-12"); !strings.Contains(got, "c-refused-first missing") || !strings.Contains(got, "k-cannot-then-data cannot_provide") ||
		!strings.Contains(got, `p-held-after-good on_time content "data" received "2025-04-09" delay 0 held false`) {
		t.Errorf("two days after the day, what came later is known: %s", got)
	}
}

// A held version that its sender confirms counts from the day on which it came, but until
// it is confirmed nobody knows that.
func TestConfirmedVersion(t *testing.T) {
	h := ledgerOf(t, "1 a 2025-04-09 accepted data 3\n2 b 2025-04-09 accepted data 3")
	for _, q := range []string{
		`INSERT INTO ledger.landing (landing, source, provider, period, landed_on) VALUES (3, 'persons', 'a', '2025-03', '2025-04-14')`,
		`INSERT INTO ledger.version (landing, source, provider, period, verdict) VALUES (3, 'persons', 'a', '2025-03', 'act')`,
		`INSERT INTO ledger.confirmation VALUES (3, 1, 'head', NULL, 'so it is', '2025-04-14')`,
	} {
		if _, err := h.Engine.DB().ExecContext(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	for on, want := range map[string]string{
		"2025-04-10": `a due content "" received "" delay 0 held true refused false`,
		"2025-04-13": `a missing content "" received "" delay 1 held true refused false`,
		"2025-04-14": `a on_time content "data" received "2025-04-09" delay 0 held false refused false`,
	} {
		if got := march(t, h, on); !strings.HasPrefix(got, want) || !strings.Contains(got, `b on_time content "data" received "2025-04-09"`) {
			t.Errorf("on %s: %s", on, got)
		}
	}
}

// An exemption is an act: it holds from the day on which it is on record.
func TestExemptionIsAnAct(t *testing.T) {
	built, err := contract.Load(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	h := ledgerOf(t, "1 a 2025-05-09 accepted data 3\n2 b 2025-04-01 refused - 3")
	persons := *contract.Find(built, "recognition-persons")
	persons.Source = "persons"
	h.Ingester = ingester(t, h.Engine, []*contract.Contract{&persons})
	x := ingest.Exemption{Source: "persons", Provider: "b", From: "2025-03", To: "2025-04", Reason: "flood", Who: "head of the National Body"}
	if _, err := h.Ingester.Decide(t.Context(), ingest.Act{Exemption: &x}, "national-body", time.Date(2025, 4, 20, 6, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	for on, want := range map[string]string{"2025-04-19": "b missing", "2025-04-20": `b exempt content "" received "" delay 0 held false refused true flood`} {
		if got := march(t, h, on); !strings.Contains(got, want) {
			t.Errorf("on %s: %s, want %s", on, got, want)
		}
	}
	for name, change := range map[string]func(*ingest.Exemption){
		"there is no source":              func(x *ingest.Exemption) { x.Source = "nothing" },
		"say which provider":              func(x *ingest.Exemption) { x.Provider = "" },
		"each monthly":                    func(x *ingest.Exemption) { x.From = "2025-Q1" },
		"the first and the last period":   func(x *ingest.Exemption) { x.To = "" },
		"say who decides it and why":      func(x *ingest.Exemption) { x.Reason = "" },
		"lies before the first 2025-03":   func(x *ingest.Exemption) { x.To = "2025-02" },
		"b: say who decides it and why":   func(x *ingest.Exemption) { x.Who = "" },
		"persons: say which provider":     func(x *ingest.Exemption) { x.Provider = "" },
		`there is no source "nothing-at"`: func(x *ingest.Exemption) { x.Source = "nothing-at" },
	} {
		bad := x
		change(&bad)
		if _, err := h.Ingester.Decide(t.Context(), ingest.Act{Exemption: &bad}, "national-body", now); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v, want %s", err, name)
		}
	}
}

// A centre of which the platform shows an event owes the month, if the register knows it.
func TestSeenCentresOwe(t *testing.T) {
	built, err := contract.Load(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	e := ingesttest.Engine(t)
	stream := contract.Find(built, "applications")
	in := ingester(t, e, []*contract.Contract{stream})
	h := &schedules.House{Desk: *small(t), Engine: e, Ingester: in}
	h.Contracts = append(h.Contracts, stream)
	register(t, e, []edition{{"2025-01", "2025-01-10", "accepted", []string{"a c1 2025-01-01 2027-12-31 terminated 2025-02-20", "b c2 2025-01-01 2027-12-31 terminated 2025-02-20"}}})
	for _, q := range []string{
		`INSERT INTO ledger.landing (landing, source, provider, period, landed_on) VALUES (50, 'applications', 'administrator', '2025-04-02', '2025-04-03')`,
		`INSERT INTO ledger.version (landing, source, provider, period, verdict) VALUES (50, 'applications', 'administrator', '2025-04-02', 'accepted')`,
		// On 2 April the platform tells of an exam that a held on 31 March, and of a stranger.
		`INSERT INTO raw.applications (_landing, _state, "at", status, centre_bin, held_on) VALUES (50, 0, '2025-04-02 05:00:00', 'Экзамен сдан', 'a', '2025-03-31'), (50, 0, '2025-03-02 05:00:00', 'Отказано', 'stranger', NULL)`,
	} {
		if _, err := e.DB().ExecContext(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	for on, want := range map[string]string{"2025-04-02": "a closed, b closed", "2025-04-03": "a due, b closed"} {
		all, err := h.Standings(t.Context(), date(t, on))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range all {
			if s.Source == "persons" && s.Period.String() == "2025-03" {
				got = append(got, s.Provider+" "+string(s.State))
			}
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("on %s: %q, want %s", on, got, want)
		}
	}
}

// The applications are read again when others count, and not before.
func TestSeenCentresAreKept(t *testing.T) {
	built, err := contract.Load(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	e := ingesttest.Engine(t)
	stream := contract.Find(built, "applications")
	h := &schedules.House{Desk: *small(t), Engine: e, Ingester: ingester(t, e, []*contract.Contract{stream})}
	h.Contracts = append(h.Contracts, stream)
	register(t, e, []edition{{"2025-01", "2025-01-10", "accepted", []string{"a c1 2025-01-01 2027-12-31 issued 2025-01-01"}}})
	for _, c := range []struct {
		sql  string
		want int
	}{
		{`INSERT INTO ledger.landing (landing, source, provider, period, landed_on) VALUES (50, 'applications', 'administrator', '2025-04-02', '2025-04-03')`, 1},
		{`INSERT INTO raw.applications (_landing, _state, "at", status, centre_bin) VALUES (50, 0, '2025-03-02 05:00:00', 'Отказано', 'a')`, 1},
		{`INSERT INTO ledger.version (landing, source, provider, period, verdict, accepted) VALUES (50, 'applications', 'administrator', '2025-04-02', 'accepted', 1)`, 2},
		{`INSERT INTO raw.applications (_landing, _state, "at", status, centre_bin) VALUES (50, 0, '2025-02-02 05:00:00', 'Отказано', 'a')`, 2}, // not on record: nobody looks
		{`UPDATE ledger.version SET accepted = 2 WHERE landing = 50`, 3},
		{`UPDATE ledger.version SET verdict = 'refused' WHERE landing = 50`, 1},
	} {
		if _, err := e.DB().ExecContext(t.Context(), c.sql); err != nil {
			t.Fatal(err)
		}
		if all, err := h.Centres(t.Context(), date(t, "2025-04-10")); err != nil || len(all) != c.want {
			t.Errorf("%s: %d spans, %v; want %d", c.sql, len(all), err, c.want)
		}
	}
	if all, err := h.Centres(t.Context(), date(t, "2025-04-01")); err != nil || len(all) != 1 {
		t.Errorf("on another day: %d spans, %v", len(all), err)
	}
}

// With nothing received, what is missing has a delay and nothing else has.
func TestDelayOfWhatIsMissing(t *testing.T) {
	d := desk(t)
	spans := []schedules.Span{{Centre: "990440000385", From: date(t, "2024-01-01"), To: date(t, "2025-06-30")}}
	for _, on := range []string{"2025-01-05", "2025-07-10", "2025-11-20"} {
		all, err := d.Standings(date(t, on), spans, nil, nil)
		if err != nil || len(all) == 0 {
			t.Fatal(err)
		}
		for i := range all {
			if s := &all[i]; s.State == schedules.StateMissing != (s.Delay > 0) {
				t.Errorf("on %s: %+v", on, s)
			}
		}
	}
}

// The last year of the calendar can be lived: a day beyond it is simply not told yet.
func TestStandingsAtTheEndOfTheCalendar(t *testing.T) {
	d := small(t)
	all, err := d.Standings(calendar.Date(2030, 12, 20), nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	last := all[len(all)-1]
	if last.Period.String() != "2030-12" || last.State != schedules.StateNotDue || !last.Due.IsZero() {
		t.Errorf("%+v", last)
	}
	if _, err := d.Standings(calendar.Date(2031, 1, 2), nil, nil, nil); err == nil || !strings.Contains(err.Error(), "add that year's days off") {
		t.Errorf("a year that the calendar does not have: %v", err)
	}
}

// A release tells the same as the warehouse, for what was known when it was made.
func TestReleasedStandings(t *testing.T) {
	h := ledgerOf(t, "1 a 2025-04-10 accepted data 5\n2 b 2025-04-11 accepted data 5\n3 c 2025-04-09 refused - 5\n4 d 2025-04-10 accepted nil 0")
	on := date(t, "2025-04-20")
	want, err := h.Standings(t.Context(), on)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{ // as the models build them
		`CREATE TABLE core.centre_active (centre VARCHAR, vf DATE, vt DATE)`,
		`INSERT INTO core.centre_active SELECT DISTINCT bin, issued_on, NULL FROM raw.accredited_centres`,
		`CREATE TABLE core.centre (centre VARCHAR, name_kk VARCHAR, name_ru VARCHAR)`,
		`INSERT INTO core.centre VALUES ('a', 'А', 'Я')`,
		`INSERT INTO reference.expected (source, provider, provider_kind, period, period_from, period_to, expected, why) VALUES ('persons', 'a', 'centre', '2025-03', '2025-03-01', '2025-03-31', true, '')`,
	} {
		if _, err := h.Engine.DB().ExecContext(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	got, err := h.Released(t.Context(), h.Engine.DB(), on)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" || len(got) == 0 {
		t.Error(diff)
	}
	names, err := schedules.ReleasedNames(t.Context(), h.Engine.DB())
	if err != nil || names["a"].RU != "Я" {
		t.Errorf("%v, %v", names, err)
	}
}
