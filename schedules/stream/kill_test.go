package stream_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"testing"
	"time"

	"nsk/schedules/stream"
)

const cuts = 8

// Cut off again and again at random moments, while the broker is stopped and started in
// between, a stream brings every message once: none is lost, none doubled. It is cut off
// within a process here; cmd/nsk kills processes.
func TestCutOffAtAnyMoment(t *testing.T) {
	if testing.Short() {
		t.Skip("cuts a stream off again and again, which takes a while")
	}
	w := newWorld(t)
	w.options["batch-rows"], w.options["batch-wait"] = "60", "20ms"
	w.house.Log = slog.New(slog.DiscardHandler)
	dice := rand.New(rand.NewPCG(20250918, 1))
	published, unread := 0, 0
	for n := range cuts {
		down := n == 3 && w.real == "" // a real broker is not ours to stop
		switch {
		case down:
			w.broker.Close()
		case n == 4 && w.real == "":
			w.listen()
		}
		if !down {
			for range dice.IntN(4) {
				published++
				w.publish(event{app: dice.IntN(7), id: published})
			}
		}
		w.cutOff(time.Duration(dice.IntN(250)) * time.Millisecond)
		if w.one(`SELECT count(*) FROM ledger.landing AS l ANTI JOIN ledger.version AS v ON v.landing = l.landing`) != "0" {
			unread++
		}
	}
	t.Logf("%d cuts, %d messages, %d times between landing and reading", cuts, published, unread)
	w.catchUp(nil)
	want := fmt.Sprintf("%d, %d", published, published)
	if got := w.counted(); got != want {
		t.Errorf("rows and events %s, want %s", got, want)
	}
	if err := w.house.Ingester.Reconcile(t.Context()); err != nil {
		t.Error(err)
	}
}

// cutOff lets a stream read for a while, and what it is about is not finished.
func (w *world) cutOff(after time.Duration) {
	s := w.stream(func(o *stream.Options) { o.Once, o.Grace = false, time.Nanosecond })
	defer s.Topic.Close()
	ctx, cancel := context.WithTimeout(w.t.Context(), after)
	defer cancel()
	if err := s.Run(ctx); err != nil {
		w.t.Error(err)
	}
}
