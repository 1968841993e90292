package schedules_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"nsk/schedules"
)

// A run is seen beside the three finished ones of the same kind and source before it; failed
// ones and those of others do not count.
func TestHistory(t *testing.T) {
	h := newHouse(t)
	run := func(n int, kind, source string, state schedules.RunState, took time.Duration) schedules.Record {
		began := now.Add(time.Duration(n) * time.Hour)
		return schedules.Record{Kind: kind, Source: source, State: state, Began: began, Ended: began.Add(took)}
	}
	const s = time.Second
	if err := h.Keep(t.Context(),
		run(0, "pull", "rows", schedules.RunDone, 100*s), run(1, "pull", "rows", schedules.RunDone, 1*s), run(2, "pull", "more", schedules.RunDone, 50*s),
		run(3, "pull", "rows", schedules.RunDone, 2*s), run(4, "pull", "rows", schedules.RunFailed, 70*s), run(5, "pull", "rows", schedules.RunDone, 6*s),
		run(6, "day", "", schedules.RunDone, 8*s), run(7, "pull", "rows", schedules.RunDone, 9*s), run(8, "day", "", schedules.RunDone, 9*s),
	); err != nil {
		t.Fatal(err)
	}
	say := func(q schedules.HistoryQuery) string {
		all, err := schedules.History(t.Context(), h.Engine.DB(), q)
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for _, r := range all {
			lines = append(lines, fmt.Sprintf("%d %s %s %s took %s, usual %s", r.Number, r.Kind, r.Source, r.State, r.Took, r.Usual))
		}
		return strings.Join(lines, "\n")
	}
	const all = `9 day  done took 9s, usual 8s
8 pull rows done took 9s, usual 3s
7 day  done took 8s, usual 0s
6 pull rows done took 6s, usual 34.333s
5 pull rows failed took 1m10s, usual 34.333s
4 pull rows done took 2s, usual 50.5s`
	if got := say(schedules.HistoryQuery{Last: 6}); got != all {
		t.Errorf("history\n%s", got)
	}
	if got := say(schedules.HistoryQuery{Last: 6, Source: "rows", State: schedules.RunFailed}); got != strings.Split(all, "\n")[4] {
		t.Errorf("narrowed\n%s", got)
	}
	if got := say(schedules.HistoryQuery{Last: 1, Kind: "day"}); got != strings.Split(all, "\n")[0] {
		t.Errorf("narrowed\n%s", got)
	}
}

// A clock that says less than what is on record has gone back; a small step is no matter.
func TestAClockThatWentBack(t *testing.T) {
	h := newHouse(t)
	if err := schedules.CheckClock(t.Context(), h.Engine.DB(), time.Unix(0, 0)); err != nil {
		t.Errorf("nothing is on record, but: %v", err)
	}
	h.drop("chamber_2025-01.csv", good)
	if _, err := h.pull(); err != nil {
		t.Fatal(err)
	}
	if err := schedules.CheckClock(t.Context(), h.Engine.DB(), now.Add(-time.Minute)); err != nil {
		t.Error(err)
	}
	err := schedules.CheckClock(t.Context(), h.Engine.DB(), now.Add(-time.Hour))
	var back *schedules.ClockError
	if !errors.As(err, &back) || !back.Latest.Equal(now) {
		t.Errorf("error %v", err)
	}
}
