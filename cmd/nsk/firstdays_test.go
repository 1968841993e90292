package main

import (
	"testing"
	"time"

	"nsk/schedules/calendar"
)

// The first days of a year, with all that works at once there: the republic is asked over
// HTTP while it publishes files, and a file is decoded while rows of it are stored. The race
// detector watches this one in place of whole years.
func TestTheFirstDays(t *testing.T) {
	y, out := rehearse(t, 300)
	for d := calendar.Date(2025, 1, 1); d <= calendar.Date(2025, 1, 4); d++ {
		if err := y.republic.Publish(d.Time(), y.cfg.Inbox); err != nil {
			t.Fatal(err)
		}
		tally, err := y.house.Pull(t.Context(), d.Start().Add(20*time.Hour))
		if err != nil {
			t.Fatalf("%s: %v\n%s", d, err, out.String())
		}
		y.note(tally)
	}
	if y.tally.Landed < 20 || y.tally.Received != y.tally.Accepted+y.tally.Rejected+y.tally.Duplicate+y.tally.OutOfScope {
		t.Errorf("%+v", y.tally)
	}
	for _, way := range []string{"http", "drop"} {
		var n int
		if err := y.house.Engine.DB().QueryRow(`SELECT count(*) FROM ledger.landing WHERE starts_with(origin, ?)`, way+":").Scan(&n); err != nil || n == 0 {
			t.Errorf("%d landings came by %s: %v", n, way, err)
		}
	}
}
