package service

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/schedules"
)

// at sleeps, by the clock of the bubble, until a moment in Asia/Almaty.
func at(t *testing.T, moment string) {
	t.Helper()
	when, err := time.Parse("2006-01-02 15:04 -0700", moment+" +0500")
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Until(when))
}

func (w *world) expect(want string) {
	w.t.Helper()
	if diff := cmp.Diff(strings.TrimSpace(want), w.told()); diff != "" {
		w.t.Errorf("what happened (-want +got):\n%s", diff)
	}
}

// A register is pulled before what cites it, a missed period before a later one, each once;
// jobs come at their hour.
func TestDaysOfServing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.options.Jobs = []Job{w.job("day", "30 5 * * *")}
		at(t, "2025-03-12 08:10")
		w.options.Lanes = 1
		w.serve(50 * time.Hour)
		w.expect(`
12.03 08:10 register 2025-01
12.03 08:10 register 2025-02
12.03 08:10 pupils 2025-01
12.03 08:10 pupils 2025-02
12.03 08:10 weather 2025-01
12.03 08:10 weather 2025-02
13.03 05:30 day
14.03 05:30 day`)
	})
}

// After downtime what was slept through is done once: of a job one run, of the sources
// every missed period in order, and the job last, because it builds on them.
func TestDowntimeIsMadeUpForOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.options.Jobs = []Job{w.job("day", "30 5 * * *"), w.job("letters", "0 9 * * 1-5")}
		at(t, "2025-01-15 08:10")
		w.serve(26 * time.Hour)
		w.told()
		at(t, "2025-04-17 12:00")
		w.set("register", nil, time.Minute)
		plan, err := mustNew(w).Plan(t.Context(), time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, e := range plan {
			said = append(said, fmt.Sprintf("%s %s%s missed %d steps %d", e.Turn, e.Kind, e.Source, e.Missed, len(e.Steps)))
		}
		if got, want := strings.Join(said, ", "), "start pullregister missed 0 steps 3, start pullpupils missed 0 steps 3, start pullweather missed 0 steps 3, missed day missed 91 steps 0, missed letters missed 65 steps 0"; got != want {
			t.Errorf("plan: %s\nwant  %s", got, want)
		}
		w.options.Lanes = 1
		w.serve(12 * time.Hour)
		w.expect(`
17.04 12:00 register 2025-01
17.04 12:01 register 2025-02
17.04 12:02 register 2025-03
17.04 12:03 pupils 2025-01
17.04 12:03 pupils 2025-02
17.04 12:03 pupils 2025-03
17.04 12:03 weather 2025-01
17.04 12:03 weather 2025-02
17.04 12:03 weather 2025-03
17.04 12:03 day
17.04 12:03 letters`)
	})
}

func mustNew(w *world) *Service {
	w.t.Helper()
	s, err := New(w.t.Context(), w.options)
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// One source that does not answer holds up no other for longer than their patience, and is
// itself never asked twice at once.
func TestAHangingSourceStopsNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.options.Jobs = []Job{w.job("day", "30 8 * * *")}
		w.options.Limit = 3 * time.Hour
		at(t, "2025-03-12 08:10")
		w.set("register", nil, 24*time.Hour)
		w.serve(4 * time.Hour)
		story := strings.Split(w.told(), "\n")
		slices.Sort(story) // what begins in the same second is in no order
		w.story = story
		w.expect(`
12.03 08:10 register 2025-01
12.03 08:10 weather 2025-01
12.03 08:10 weather 2025-02
12.03 08:25 pupils 2025-01
12.03 08:25 pupils 2025-02
12.03 08:45 day
12.03 11:11 register 2025-01`)
		if got := w.one(`SELECT concat_ws(' ', state, ended_at - ran_at, strftime(next_at, '%H:%M'), message) FROM ledger.run WHERE source = 'register'`); !strings.HasPrefix(got, "failed 03:00:00 06:11 ") ||
			!strings.Contains(got, "took longer than it may") {
			t.Errorf("on record: %s", got)
		}
	})
}

// What fails is tried again with growing pauses; when its time is up a person is told, once,
// and once more when it is over. The next turn of the schedule begins anew.
func TestRetriesThenAnAlert(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		var told []string
		w.options.Alert = func(_ context.Context, a Alert) error {
			told = append(told, fmt.Sprintf("%s %s attempts %d over %t: %s", clockFace(), a.Source, a.Attempts, !a.Cleared.IsZero(), a.Message))
			return errors.New("the post is closed")
		}
		w.options.Retry = Retry{First: 4 * time.Minute, Most: 20 * time.Minute, Window: 40 * time.Minute}
		w.options.Cron = map[string]string{"wire": "0 */3 * * *"}
		w.options.Lanes = 1
		at(t, "2025-02-12 08:10")
		w.set("weather", errBroken, 0)
		w.serve(7 * time.Hour)
		w.set("weather", nil, 0)
		w.serve(3 * time.Hour)
		w.expect(`
12.02 08:10 register 2025-01
12.02 08:10 pupils 2025-01
12.02 08:10 weather 2025-01
12.02 08:14 weather 2025-01
12.02 08:22 weather 2025-01
12.02 08:38 weather 2025-01
12.02 09:00 weather 2025-01
12.02 09:04 weather 2025-01
12.02 09:12 weather 2025-01
12.02 09:28 weather 2025-01
12.02 12:00 weather 2025-01
12.02 12:04 weather 2025-01
12.02 12:12 weather 2025-01
12.02 12:28 weather 2025-01
12.02 15:00 weather 2025-01
12.02 15:04 weather 2025-01
12.02 15:12 weather 2025-01`)
		const want = `12.02 08:38 weather attempts 4 over false: pull weather chamber 2025-01: the wire is cut
12.02 15:12 weather attempts 3 over true: `
		if diff := cmp.Diff(want, strings.Join(told, "\n")); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
		if got := w.one(`SELECT string_agg(concat_ws(' ', alert, kind, source, attempts, cleared_at IS NOT NULL), ', ') FROM ledger.alert`); got != "1 pull weather 4 true" {
			t.Errorf("alerts on record: %s", got)
		}
	})
}

// A start anew goes on where the attempts were, neither sooner nor from the first.
func TestAttemptsOutliveTheProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.options.Retry = Retry{First: 4 * time.Minute, Most: time.Hour, Window: 2 * time.Hour}
		w.options.Lanes = 1
		at(t, "2025-02-12 08:10")
		w.set("weather", errBroken, 0)
		w.serve(5 * time.Minute) // attempts at 08:10 and 08:14
		s := w.serve(time.Minute)
		for _, e := range s.entries(time.Time{}) {
			if e.Source == "weather" && (e.Turn != TurnRetry || e.Attempt != 3 || !strings.Contains(e.Problem, "the wire is cut")) {
				t.Errorf("%+v", e)
			}
		}
		w.set("weather", nil, 0)
		w.serve(30 * time.Minute)
		w.expect(`
12.02 08:10 register 2025-01
12.02 08:10 pupils 2025-01
12.02 08:10 weather 2025-01
12.02 08:14 weather 2025-01
12.02 08:22 weather 2025-01`)
		if got := w.one(`SELECT string_agg(concat_ws(' ', state, attempt), ', ' ORDER BY run) FROM ledger.run WHERE source = 'weather'`); got != "failed 1, failed 2, done 3" {
			t.Errorf("runs: %s", got)
		}
	})
}

// What another attempt cannot put right is told at once.
func TestFinalErrors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.options.Jobs = []Job{w.job("day", "30 8 * * *")}
		at(t, "2025-01-12 08:10")
		w.set("day", Final(errBroken), 0)
		s := w.serve(time.Hour)
		w.expect(`12.01 08:30 day`)
		if got := w.one(`SELECT message FROM ledger.alert`); got != "the wire is cut" {
			t.Errorf("alert %q", got)
		}
		if e := s.entries(time.Time{})[0]; e.Kind == "day" && e.At.Format("02.01 15:04") != "13.01 08:30" {
			t.Errorf("next %+v", e)
		}
	})
}

// An end waits for what is under way, but not for ever: what does not finish is cut off, is
// no failure, and is done by the next start.
func TestEnding(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.options.Jobs = []Job{w.job("day", "30 8 * * *")}
		w.options.Patience = time.Second
		at(t, "2025-02-12 08:29")
		w.set("day", nil, time.Minute)
		w.set("register", nil, time.Hour)
		w.set("weather", nil, 95*time.Second) // 3 seconds to go when the end comes
		began := time.Now()
		w.serve(92 * time.Second)
		if took := time.Since(began); took != 102*time.Second {
			t.Errorf("the end took until %s", took)
		}
		w.told()
		const runs = `SELECT string_agg(concat_ws(' ', coalesce(source, kind), state, ended_at - ran_at, next_at), ', ' ORDER BY coalesce(source, kind)) FROM ledger.run`
		if got, want := w.one(runs), "day stopped 00:00:27, pupils done 00:00:00, register stopped 00:01:42, weather done 00:01:35"; got != want {
			t.Errorf("runs: %s\nwant  %s", got, want)
		}
		if got := w.one(`SELECT CAST(count(*) AS VARCHAR) FROM ledger.alert`); got != "0" {
			t.Errorf("%s alerts", got)
		}
		w.set("day", nil, 0)
		w.set("register", nil, 0)
		w.serve(time.Minute)
		w.expect(`
12.02 08:30 register 2025-01
12.02 08:30 day`)
	})
}

// A clock that goes back is told at once, and stops what is to come until it is right again.
func TestAClockThatGoesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		var turned atomic.Int64
		w.options.Now = func() time.Time { return time.Now().Add(-time.Duration(turned.Load())) }
		w.options.Jobs = []Job{w.job("day", "30 * * * *")}
		at(t, "2025-02-12 08:10")
		s := mustNew(w)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- s.Run(ctx) }()
		time.Sleep(15 * time.Minute)
		synctest.Wait()
		turned.Store(int64(time.Hour))
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		if err := s.ready(ctx)["clock"]; err == nil || !strings.Contains(w.log.String(), "ALERT") {
			t.Errorf("the clock went back unseen: %v\n%s", err, &w.log)
		}
		w.told()
		turned.Store(0)
		time.Sleep(20 * time.Minute)
		synctest.Wait()
		if err := s.ready(ctx)["clock"]; err != nil {
			t.Error(err)
		}
		w.expect("12.02 08:35 day") // 08:30 came while the clock was wrong
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if got := w.one(`SELECT concat_ws(' ', kind, cleared_at > raised_at, message) FROM ledger.alert`); !strings.HasPrefix(got, "clock true the clock of this machine says 2025-02-12T02:25:") {
			t.Errorf("alert: %s", got)
		}
	})
}

// A service does not start by a clock that is behind what is on record, unless it is told
// that the clock is right.
func TestStartingByAWrongClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		at(t, "2025-02-12 08:10")
		w.serve(time.Minute)
		w.options.Now = func() time.Time { return time.Now().Add(-time.Hour) }
		var back *schedules.ClockError
		if _, err := New(t.Context(), w.options); !errors.As(err, &back) {
			t.Errorf("error %v", err)
		}
		w.options.TrustClock = true
		if _, err := New(t.Context(), w.options); err != nil {
			t.Error(err)
		}
	})
}

// A schedule that cannot be followed is refused, with what to write.
func TestBadSchedules(t *testing.T) {
	w := newWorld(t)
	w.options.Jobs = []Job{w.job("day", "30 5 * * *")}
	for says, set := range map[string]map[string]string{
		`schedule of day: "61 * * * *" cannot be read`:                       {"day": "61 * * * *"},
		`schedule of weather: "daily" cannot be read`:                        {"weather": "daily"},
		`schedule of wire: "0 0 31 2 *" names a moment that never comes`:     {"wire": "0 0 31 2 *"},
		`schedule of day: "TZ=Asia/Tokyo 0 0 * * *" names a time zone`:       {"day": "TZ=Asia/Tokyo 0 0 * * *"},
		`no source, job or kind of connector of this name; write one of day`: {"night": "0 0 * * *"},
	} {
		w.options.Cron = set
		_, err := New(t.Context(), w.options)
		var bad *ScheduleError
		if !errors.As(err, &bad) || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v: error %v", set, err)
		}
	}
}

// Pauses double, are never longer than the longest, and differ by the jitter.
func TestPauses(t *testing.T) {
	r := Retry{First: time.Minute, Most: 10 * time.Minute, Jitter: 0.5}
	seen := make(map[time.Duration]bool)
	for range 50 {
		for n, whole := range map[int]time.Duration{1: time.Minute, 2: 2 * time.Minute, 4: 8 * time.Minute, 5: 10 * time.Minute, 40: 10 * time.Minute} {
			p := r.pause(n)
			if p < whole/2 || p > whole*3/2 {
				t.Errorf("after %d failures %s, want about %s", n, p, whole)
			}
			seen[p] = true
		}
	}
	if len(seen) < 200 {
		t.Errorf("only %d different pauses of 250", len(seen))
	}
}

// What a crash left unread is announced before everything else, and read first of all.
func TestWhatWasLeftUnreadComesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		at(t, "2025-02-12 08:10")
		period, err := contract.ParsePeriod("2025-01")
		if err != nil {
			t.Fatal(err)
		}
		b := &connectors.Batch{Want: connectors.Want{Provider: "chamber", Period: period}, MediaType: connectors.MediaJSON, Origin: "wire", Body: io.NopCloser(strings.NewReader(`[{"code":"a"}]`))}
		if _, _, err := w.house.Ingester.Land(t.Context(), b, contract.Find(w.house.Contracts, "register"), time.Now()); err != nil {
			t.Fatal(err)
		}
		plan, err := mustNew(w).Plan(t.Context(), time.Time{})
		if err != nil || plan[0].Kind != KindResume || len(plan[0].Steps) != 1 || plan[0].Steps[0].Source != "register" {
			t.Errorf("plan %+v, %v", plan, err)
		}
		w.options.Lanes = 1
		w.serve(time.Minute)
		w.expect(`
12.02 08:10 pupils 2025-01
12.02 08:10 weather 2025-01`)
		if got := w.one(`SELECT string_agg(source || ' ' || period, ', ' ORDER BY landing) FROM ledger.version`); got != "register 2025-01, pupils 2025-01, weather 2025-01" {
			t.Errorf("read: %s", got)
		}
	})
}
