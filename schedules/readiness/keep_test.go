package readiness_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nsk/ingest/ingesttest"
	"nsk/reports/words"
	"nsk/schedules"
	"nsk/schedules/readiness"
	"nsk/warehouse"
)

// night is one on which some things stand in the way; a subject in capitals stops.
func night(on string, subjects ...string) readiness.Night {
	n := readiness.Night{Point: readiness.Point{Year: 2026, Night: day(on), AsOf: day(on), LookedAt: evening(on), DaysLeft: 40, Blockers: len(subjects), Answer: readiness.WithGaps}}
	for _, s := range subjects {
		n.Found = append(n.Found, readiness.Blocker{Kind: readiness.KindReturn, Subject: s, Owner: "c1", Stops: s == strings.ToUpper(s), Since: day(on) - 1, Text: words.Text{KK: "қ " + s, RU: "р " + s}})
	}
	return n
}

func onRecord(t *testing.T, e *warehouse.Engine, on string) (list []string) {
	t.Helper()
	n, err := readiness.At(t.Context(), e.DB(), day(on))
	if err != nil {
		t.Fatal(err)
	}
	list = append(list, n.Night.String())
	for _, b := range n.Found {
		list = append(list, fmt.Sprintf("%s since %s seen %s to %s", b.Subject, b.Since, b.FirstSeen, b.LastSeen))
	}
	return list
}

// What stands in the way goes on from night to night with its first day; what went and came
// back begins anew; the same night again takes the place of the first; nights that nothing
// ran on do not break a row.
func TestKeep(t *testing.T) {
	e := ingesttest.Engine(t)
	for _, n := range []readiness.Night{
		night("2026-10-01", "a", "b"),
		night("2026-10-02", "a", "C"),
		night("2026-10-03", "b", "x"),
		night("2026-10-03", "a", "b"), // ran again
		night("2026-10-07", "a", "b"), // the machine stood for three nights
	} {
		if err := readiness.Keep(t.Context(), e, n); err != nil {
			t.Fatal(err)
		}
	}
	for on, want := range map[string]string{
		"2026-10-01": "2026-10-01; a since 2026-09-30 seen 2026-10-01 to 2026-10-07; b since 2026-09-30 seen 2026-10-01 to 2026-10-01",
		"2026-10-02": "2026-10-02; C since 2026-10-01 seen 2026-10-02 to 2026-10-02; a since 2026-09-30 seen 2026-10-01 to 2026-10-07",
		"2026-10-03": "2026-10-03; a since 2026-09-30 seen 2026-10-01 to 2026-10-07; b since 2026-10-02 seen 2026-10-03 to 2026-10-07",
		"2026-10-05": "2026-10-03; a since 2026-09-30 seen 2026-10-01 to 2026-10-07; b since 2026-10-02 seen 2026-10-03 to 2026-10-07",
	} {
		if d := cmp.Diff(want, strings.Join(onRecord(t, e, on), "; ")); d != "" {
			t.Errorf("%s (-want +got)\n%s", on, d)
		}
	}
	curve := must[[]readiness.Point](t)(readiness.History(t.Context(), e.DB(), 2026))
	var got []string
	for _, p := range curve {
		got = append(got, fmt.Sprintf("%s %d", p.Night, p.Blockers))
	}
	if d := cmp.Diff("2026-10-01 2, 2026-10-02 2, 2026-10-03 2, 2026-10-07 2", strings.Join(got, ", ")); d != "" {
		t.Error(d)
	}
}

// A clock that has gone back behind a night on record changes nothing and is told what to do.
func TestKeepRefusesAClockThatWentBack(t *testing.T) {
	e := ingesttest.Engine(t)
	if err := readiness.Keep(t.Context(), e, night("2026-10-05", "a")); err != nil {
		t.Fatal(err)
	}
	err := readiness.Keep(t.Context(), e, night("2026-10-04", "a"))
	var back *schedules.ClockError
	if !errors.As(err, &back) || !strings.Contains(err.Error(), "set it right") {
		t.Fatalf("error %v", err)
	}
	if got := strings.Join(onRecord(t, e, "2026-10-31"), "; "); got != "2026-10-05; a since 2026-10-04 seen 2026-10-05 to 2026-10-05" {
		t.Error(got)
	}
	if _, err := readiness.At(t.Context(), e.DB(), day("2026-10-04")); !errors.Is(err, readiness.ErrNoNight) {
		t.Errorf("before the first night: %v", err)
	}
}

// A clock that had been ahead left nights that are still to come: they are forgotten, and
// what was seen on the last night before goes on.
func TestForget(t *testing.T) {
	e := ingesttest.Engine(t)
	for _, n := range []readiness.Night{night("2026-10-01", "a"), night("2026-12-09", "a", "b"), night("2026-12-10", "b")} {
		if err := readiness.Keep(t.Context(), e, n); err != nil {
			t.Fatal(err)
		}
	}
	if err := readiness.Forget(t.Context(), e, day("2026-10-02")); err != nil {
		t.Fatal(err)
	}
	if err := readiness.Keep(t.Context(), e, night("2026-10-02", "a")); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(onRecord(t, e, "2026-12-31"), "; "); got != "2026-10-02; a since 2026-09-30 seen 2026-10-01 to 2026-10-02" {
		t.Error(got)
	}
}
