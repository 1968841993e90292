package schedules_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/schedules"
)

// plan says what a pull would do, a line a step.
func (h *house) plan() []string {
	h.t.Helper()
	steps, err := h.Steps(h.t.Context(), now)
	if err != nil {
		h.t.Fatal(err)
	}
	var lines []string
	for _, s := range steps {
		problem := ""
		if s.Err != nil {
			problem = s.Err.Error()
		}
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s %s %s %s", s.Reason, s.Source, s.Provider, s.Period, problem)))
	}
	return lines
}

// What is announced is what is done, in the same order: first what a crash left unread, then
// source by source, the oldest missed period first.
func TestStepsSayWhatAPullDoes(t *testing.T) {
	h := newHouse(t)
	h.land(h.Contracts[0], good)
	h.drop("chamber_2025-02.csv", good)
	h.drop("chamber_2024-12.csv", good) // not owed, but there
	want := []string{
		"unread notes chamber 2025-01",
		"lies notes chamber 2024-12", "lies notes chamber 2025-02",
		"overdue rows chamber 2025-01", "overdue rows chamber 2025-02",
		"overdue more chamber 2025-01", "overdue more chamber 2025-02",
	}
	for range 2 { // looking changes nothing
		if diff := cmp.Diff(want, h.plan()); diff != "" {
			t.Error(diff)
		}
	}
	if len(h.asked) != 0 {
		t.Errorf("planning asked for %v", h.asked)
	}
	h.publish("/rows 2025-01", json)
	if _, err := h.pull(); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(h.asked, ", "); got != "/rows 2025-01, /rows 2025-02, /more 2025-01, /more 2025-02" {
		t.Errorf("asked for %s", got)
	}
	if got := h.one(`SELECT string_agg(source || ' ' || period, ', ' ORDER BY landing) FROM ledger.version`); got != "notes 2025-01, notes 2024-12, notes 2025-02, rows 2025-01" {
		t.Errorf("read: %s", got)
	}
	if diff := cmp.Diff([]string{"overdue rows chamber 2025-02", "overdue more chamber 2025-01", "overdue more chamber 2025-02"}, h.plan()); diff != "" {
		t.Error(diff)
	}
}

// A source that cannot be asked is announced with the reason, once, if it owes anything.
func TestABlockedSourceIsAnnounced(t *testing.T) {
	h := newHouse(t)
	h.Contracts[1].Connector = "pigeon"
	if got := strings.Join(h.plan(), "\n"); !strings.Contains(got, `no kind of connector is called "pigeon"`) || strings.Count(got, "blocked") != 1 {
		t.Errorf("steps:\n%s", got)
	}
	if h.Blocked("rows") == nil || h.Blocked("more") != nil || h.Blocked("nothing") == nil {
		t.Error("blocked sources are told wrongly")
	}
}

// A transport that waits holds up no other source, and what several read at once is read in
// turn: nothing is lost or doubled.
func TestSourcesArePulledSideBySide(t *testing.T) {
	h := newHouse(t)
	asked := make(chan struct{})
	ctx, leave := context.WithCancel(t.Context())
	h.Kinds = map[string]connectors.Kind{"drop": h.Kinds["drop"], "rest": {New: func(c *contract.Contract, env connectors.Env) (connectors.Connector, error) {
		return waiting{asked}, nil
	}}}
	for n := range 20 {
		h.drop(fmt.Sprintf("chamber_20%02d-01.csv", 10+n), good)
	}
	var both sync.WaitGroup
	both.Go(func() {
		if _, err := h.PullSource(ctx, "rows", now); err == nil {
			t.Error("a pull that was left says nothing")
		}
	})
	<-asked
	for range 2 {
		both.Go(func() {
			if _, err := h.Resume(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	got, err := h.PullSource(t.Context(), "notes", now)
	if err != nil || got.Landed != 20 || got.Accepted != 40 {
		t.Errorf("%+v, %v", got, err)
	}
	leave()
	both.Wait()
	if got := h.one(`SELECT concat_ws(' ', count(*), count(DISTINCT landing)) FROM ledger.version`); got != "20 20" {
		t.Errorf("versions and landings: %s", got)
	}
}

// waiting is a transport that tells when it is asked, and never answers.
type waiting struct{ asked chan struct{} }

func (w waiting) Fetch(ctx context.Context, _ connectors.Want) (*connectors.Batch, error) {
	close(w.asked)
	<-ctx.Done()
	return nil, ctx.Err()
}

// A run is on record with its end, its attempt, the next one, and what was found in what it read.
func TestARunIsKeptWhole(t *testing.T) {
	h := newHouse(t)
	h.drop("chamber_2025-01.csv", "code,n\na,1\nb,x\na,1\n")
	tally, err := h.PullSource(t.Context(), "notes", now)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Keep(t.Context(),
		schedules.Record{Kind: schedules.KindPull, Source: "notes", State: schedules.RunDone, Began: now, Ended: now.Add(1500 * time.Millisecond), Tally: tally},
		schedules.Record{Kind: "day", State: schedules.RunFailed, Began: now, Ended: now, Attempt: 3, Next: now.Add(time.Minute), Message: "it broke"}); err != nil {
		t.Fatal(err)
	}
	const q = `SELECT string_agg(concat_ws(' ', kind, source, state, attempt, ended_at - ran_at, next_at, received, findings, message), '; ' ORDER BY run) FROM ledger.run`
	if got, want := h.one(q), "pull notes done 1 00:00:01.5 3 2; day failed 3 00:00:00 2025-03-12 06:01:00 0 0 it broke"; got != want {
		t.Errorf("runs %s\nwant %s", got, want)
	}
}
