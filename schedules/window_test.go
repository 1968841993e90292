package schedules_test

import (
	"fmt"
	"testing"

	"nsk/schedules/calendar"
)

// A window ends with the last month whose returns were all due, and is compared with the
// same months a year earlier.
func TestWindowOn(t *testing.T) {
	d := desk(t)
	for asOf, want := range map[string]string{
		"2025-11-20": "2025-01-01..2025-10-31, roll 2024-11-01, before 2024-01-01..2024-10-31",
		"2025-11-10": "2025-01-01..2025-10-31, roll 2024-11-01, before 2024-01-01..2024-10-31", // the due day itself
		"2025-11-09": "2025-01-01..2025-09-30, roll 2024-10-01, before 2024-01-01..2024-09-30",
		"2025-03-10": "2025-01-01..2025-01-31, roll 2024-02-01, before 2024-01-01..2024-01-31", // February is due on the 11th
		"2025-03-11": "2025-01-01..2025-02-28, roll 2024-03-01, before 2024-01-01..2024-02-29", // a leap year before
		"2026-01-05": "2025-01-01..2025-11-30, roll 2024-12-01, before 2024-01-01..2024-11-30", // early January: last year
		"2026-01-12": "2025-01-01..2025-12-31, roll 2025-01-01, before 2024-01-01..2024-12-31",
		"2026-02-09": "2025-01-01..2025-12-31, roll 2025-01-01, before 2024-01-01..2024-12-31",
		"2026-02-10": "2026-01-01..2026-01-31, roll 2025-02-01, before 2025-01-01..2025-01-31",
	} {
		w, err := d.WindowOn(date(t, asOf))
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprintf("%s..%s, roll %s, before %s..%s", w.From, w.To, w.RollFrom, w.BeforeFrom, w.BeforeTo)
		if got != want || w.AsOf != date(t, asOf) {
			t.Errorf("on %s: %s, want %s", asOf, got, want)
		}
	}
}

// Grace moves the window: the returns are not all due before it has passed.
func TestWindowWaitsForGrace(t *testing.T) {
	d := desk(t)
	d.Obligations.Convention.Grace = 3
	for asOf, to := range map[string]string{"2025-11-12": "2025-09-30", "2025-11-13": "2025-10-31"} {
		if w, err := d.WindowOn(date(t, asOf)); err != nil || w.To.String() != to {
			t.Errorf("on %s: to %s, %v; want %s", asOf, w.To, err, to)
		}
	}
}

// For every day that the calendar knows, the window has ended, is within one year, and
// never moves back.
func TestWindowOnEveryDay(t *testing.T) {
	d := desk(t)
	var last calendar.Day
	for day := calendar.Date(2024, 6, 1); day <= calendar.Date(2027, 12, 1); day++ {
		w, err := d.WindowOn(day)
		if err != nil {
			t.Fatal(err)
		}
		if w.To >= day || w.From.Year() != w.To.Year() || w.To < last || (w.To+1).Time().Day() != 1 {
			t.Fatalf("on %s: %s..%s after one to %s", day, w.From, w.To, last)
		}
		if w.BeforeTo >= w.From && w.From.Year() == w.BeforeTo.Year() || w.BeforeFrom.Year() != w.From.Year()-1 {
			t.Fatalf("on %s: before %s..%s", day, w.BeforeFrom, w.BeforeTo)
		}
		last = w.To
	}
}

// The information is due not later than 15 December (paragraph 21): where that is a day
// off, the last working day before it.
func TestDeliveryAndFreeze(t *testing.T) {
	o := obligations(t)
	for year, want := range map[int]string{2023: "2023-12-15", 2024: "2024-12-13", 2025: "2025-12-15", 2026: "2026-12-15", 2027: "2027-12-15"} {
		got, err := o.Delivery(year, calendar.Kazakhstan())
		if err != nil || got.String() != want {
			t.Errorf("%d: deliver on %s, %v; want %s", year, got, err, want)
		}
	}
	if got := o.Freeze(2025).String(); got != "2025-11-20" {
		t.Errorf("freeze on %s", got)
	}
	if _, err := o.Delivery(2040, calendar.Kazakhstan()); err == nil {
		t.Error("a day beyond the calendar was told")
	}
}
