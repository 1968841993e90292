package schedules

import (
	"time"

	"nsk/connectors/contract"
	"nsk/schedules/calendar"
)

// A Window is the stretch of time a release speaks about (analysis.md, parameters).
type Window struct {
	AsOf       calendar.Day // K: rows known later do not exist
	From, To   calendar.Day // P0..P1
	RollFrom   calendar.Day // first of the 12 months that end with To
	BeforeFrom calendar.Day // the same window a year earlier
	BeforeTo   calendar.Day
}

// WindowOn derives the window from the day of knowledge: it ends with the last month whose
// monthly returns were all due by then, and begins with that month's year.
func (d *Desk) WindowOn(asOf calendar.Day) (Window, error) {
	first := time.Date(asOf.Year(), asOf.Month(), 1, 0, 0, 0, 0, time.UTC)
	for {
		due, err := d.lastMonthly(first)
		if err != nil {
			return Window{}, err
		}
		if due <= asOf {
			break
		}
		first = first.AddDate(0, -1, 0)
	}
	end := calendar.DayOf(first) - 1 // first is the first day after the window
	year := end.Year()
	return Window{
		AsOf: asOf, From: calendar.Date(year, 1, 1), To: end,
		RollFrom:   calendar.DayOf(first.AddDate(-1, 0, 0)),
		BeforeFrom: calendar.Date(year-1, 1, 1),
		BeforeTo:   calendar.DayOf(first.AddDate(-1, 0, 0)) - 1,
	}, nil
}

// lastMonthly is the latest day, grace included, on which a return about the month before
// first is on time.
func (d *Desk) lastMonthly(first time.Time) (calendar.Day, error) {
	var latest calendar.Day
	for _, c := range d.Contracts {
		o := d.Obligations.Of(c.Source)
		if o == nil || o.Due.Day == 0 || c.Cadence != contract.Monthly {
			continue
		}
		due, err := d.Calendar.FirstWorkingDayNotBefore(dayOfMonth(first, o.Due.Day))
		if err != nil {
			return 0, err
		}
		if g := d.Obligations.Convention.Grace; g > 0 {
			if due, err = d.Calendar.Deadline(due, g, calendar.NextDay); err != nil {
				return 0, err
			}
		}
		latest = max(latest, due)
	}
	return latest, nil
}

// Delivery is the working day for which the annual document is planned: the last one not
// after the day the order names (paragraph 21).
func (o *Obligations) Delivery(year int, cal *calendar.Calendar) (calendar.Day, error) {
	return cal.LastWorkingDayNotAfter(calendar.Date(year, time.Month(o.Annual.Month), o.Annual.Day))
}

// Freeze is the day of knowledge of a year's annual document.
func (o *Obligations) Freeze(year int) calendar.Day {
	return calendar.Date(year, time.Month(o.Annual.Freeze.Month), o.Annual.Freeze.Day)
}
