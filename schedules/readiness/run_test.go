package readiness_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/ingest/ingesttest"
	"nsk/reports/words"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/schedules/readiness"
)

var kazakhstan = calendar.Kazakhstan()

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func day(text string) calendar.Day {
	d, err := calendar.ParseDay(text)
	if err != nil {
		panic(err)
	}
	return d
}

func evening(on string) time.Time { return day(on).Start().Add(21 * time.Hour) }

// newHouse is an office to which nothing has come yet, in memory.
func newHouse(t *testing.T) *schedules.House {
	t.Helper()
	e := ingesttest.Engine(t)
	d := schedules.Desk{
		Contracts:   must[[]*contract.Contract](t)(contract.Load(contracts.FS)),
		Obligations: must[*schedules.Obligations](t)(schedules.LoadObligations()),
		Bodies:      must[[]contract.Body](t)(contract.LoadBodies(contracts.FS)),
		Calendar:    kazakhstan,
	}
	return &schedules.House{Desk: d, Engine: e, Ingester: ingesttest.Ingester(t, e, d.Contracts), Regions: must[[]contract.Region](t)(contract.LoadRegions(contracts.FS)), Log: slog.New(slog.DiscardHandler)}
}

// A night after the freeze, in an office to which nothing came: the whole analysis is made
// with the knowledge of the freeze, what did not come stands in the way, and the look of a
// later stage is asked too. Afterwards the models are those of the night. Out of the season
// nothing is done.
func TestNightly(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	if err := readiness.Nightly(ctx, h, evening("2025-09-30")); err != nil {
		t.Fatal(err)
	}
	if list := must[[]readiness.Point](t)(readiness.History(ctx, h.Engine.DB(), 2025)); len(list) != 0 {
		t.Fatalf("30 September is kept: %+v", list)
	}
	var asked calendar.Day
	unsigned := func(_ context.Context, s *readiness.State) ([]readiness.Blocker, error) {
		asked = s.AsOf
		if s.Annual == nil || len(s.Annual.Documents) != 2 {
			t.Errorf("the analysis was not made: %v", s.Failure)
		}
		return []readiness.Blocker{{Kind: "approval", Subject: "draft", Owner: "authorised-body", Stops: true, Since: s.On, Text: words.Same("x")}}, nil
	}
	if err := readiness.Nightly(ctx, h, evening("2025-12-01"), unsigned); err != nil {
		t.Fatal(err)
	}
	n := must[readiness.Night](t)(readiness.At(ctx, h.Engine.DB(), day("2025-12-01")))
	want := readiness.Point{Year: 2025, Night: day("2025-12-01"), LookedAt: n.LookedAt, AsOf: day("2025-11-20"), From: day("2025-01-01"), To: day("2025-10-31"),
		Delivery: day("2025-12-15"), DaysLeft: 10, Blockers: len(n.Found), Stopping: n.Stopping, Answer: readiness.No}
	if n.Point != want || asked != want.AsOf {
		t.Errorf("%+v\nwant %+v, asked as of %s", n.Point, want, asked)
	}
	kinds := map[readiness.Kind]int{}
	for _, b := range n.Found {
		kinds[b.Kind]++
		if b.Owner == "" || b.Text.KK == "" || b.Text.RU == "" || b.Since == 0 || b.Since > n.Night {
			t.Errorf("blocker %+v", b)
		}
	}
	if kinds["approval"] != 1 || kinds[readiness.KindReturn] < 50 || kinds[readiness.KindCoverage] < 10 || kinds[readiness.KindAnalysis] != 0 {
		t.Errorf("blockers %v", kinds)
	}
	var asOf time.Time
	if err := h.Engine.DB().QueryRow(`SELECT as_of FROM reference.parameter`).Scan(&asOf); err != nil || calendar.DayOf(asOf) != day("2025-12-01") {
		t.Errorf("the models are those of %s, %v", asOf, err)
	}
}

// A year without calendar is a blocker of its own, and nothing is computed without its days.
func TestNoCalendar(t *testing.T) {
	n, err := readiness.Run(t.Context(), newHouse(t), evening("2030-10-01"))
	if err != nil {
		t.Fatal(err)
	}
	if len(n.Found) != 1 || n.Found[0].Kind != readiness.KindCalendar || n.Found[0].Subject != "2031" || n.Answer != readiness.No || n.DaysLeft == 0 {
		t.Errorf("%+v", n)
	}
}
