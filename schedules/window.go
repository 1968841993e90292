package schedules

import (
	"fmt"
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
	return windowBefore(asOf, first), nil
}

// windowBefore is the window whose first day after it is first.
func windowBefore(asOf calendar.Day, first time.Time) Window {
	end := calendar.DayOf(first) - 1
	year := end.Year()
	return Window{
		AsOf: asOf, From: calendar.Date(year, 1, 1), To: end,
		RollFrom:   calendar.DayOf(first.AddDate(-1, 0, 0)),
		BeforeFrom: calendar.Date(year-1, 1, 1),
		BeforeTo:   calendar.DayOf(first.AddDate(-1, 0, 0)) - 1,
	}
}

// Ending is the window that ended on another day, a last day of a month, with the knowledge
// of this one: a document that is amended goes on speaking of the period it spoke of.
func (w Window) Ending(last calendar.Day) (Window, error) {
	after := (last + 1).Time()
	if after.Day() != 1 || last > w.To {
		return w, fmt.Errorf("%s: a period ends with a month, on %s at the latest", last, w.To)
	}
	return windowBefore(w.AsOf, after), nil
}

// lastMonthly is the latest day, grace included, on which a return about the month before
// first is on time.
func (d *Desk) lastMonthly(first time.Time) (calendar.Day, error) {
	var latest calendar.Day
	p := contract.PeriodOf(contract.Monthly, first.AddDate(0, 0, -1))
	for _, c := range d.Contracts {
		o := d.Obligations.Of(c.Source)
		if o == nil || c.Cadence != contract.Monthly {
			continue
		}
		_, last, ok, err := o.Due.On(p, d.Obligations.Grace(o), d.Calendar)
		if err != nil {
			return 0, err
		}
		if ok {
			latest = max(latest, last)
		}
	}
	return latest, nil
}

// Delivery is the working day for which the annual document is planned: the last one not
// after the day the order names (paragraph 21).
func (o *Obligations) Delivery(year int, cal *calendar.Calendar) (calendar.Day, error) {
	p, err := o.PlanDelivery(year, cal)
	return p.Day, err
}

// PlanDelivery is Delivery with the days off that moved it.
func (o *Obligations) PlanDelivery(year int, cal *calendar.Calendar) (calendar.Planned, error) {
	return cal.Plan(calendar.Date(year, time.Month(o.Annual.Month), o.Annual.Day))
}

// Freeze is the day of knowledge of a year's annual document.
func (o *Obligations) Freeze(year int) calendar.Day {
	return calendar.DayOf(o.Annual.Freeze.On(year))
}
