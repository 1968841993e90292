package schedules

import (
	"errors"
	"sort"

	"nsk/connectors/contract"
	"nsk/schedules/calendar"
)

// A DutyDay is a day of the calendar of duties.
type DutyDay struct {
	*Obligation
	Period  contract.Period  // of a return; zero of a duty that the act itself dates
	Day     calendar.Day     // the due day, or the working day that it is planned for
	Last    calendar.Day     // last day in time
	Planned calendar.Planned // of a duty that the act itself dates
}

// ID tells a day of duty from every other, whatever day it falls on.
func (d *DutyDay) ID() string {
	if d.Period == (contract.Period{}) {
		return d.Obligation.ID + "." + d.Planned.NotAfter.String()
	}
	return d.Obligation.ID + "." + d.Period.String()
}

// Days lists the days of duty from one day to another, both included, as the calendar knows
// them: the agreed due days of returns, and the days that acts name. What is owed daily is
// left out. Days that the calendar does not reach are left out too.
func (d *Desk) Days(from, to calendar.Day) ([]DutyDay, error) {
	var all []DutyDay
	for i := range d.Obligations.All {
		o := &d.Obligations.All[i]
		for _, list := range []func(*Obligation, calendar.Day, calendar.Day) ([]DutyDay, error){d.dueDays, d.namedDays} {
			days, err := list(o, from, to)
			if err != nil {
				return nil, err
			}
			all = append(all, days...)
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].Day < all[j].Day })
	return all, nil
}

// dueDays are the agreed days of a return.
func (d *Desk) dueDays(o *Obligation, from, to calendar.Day) ([]DutyDay, error) {
	c := contract.Find(d.Contracts, o.Source)
	if c == nil || !o.Due.Agreed() || c.Cadence == contract.Daily {
		return nil, nil
	}
	var days []DutyDay
	for _, p := range periods(c.Cadence, o.Since, to) {
		due, last, _, err := o.Due.On(p, d.Obligations.Grace(o), d.Calendar)
		if errors.As(err, new(calendar.ErrOutside)) {
			break
		}
		if err != nil {
			return nil, err
		}
		if due >= from && due <= to {
			days = append(days, DutyDay{Obligation: o, Period: p, Day: due, Last: last})
		}
	}
	return days, nil
}

// namedDays are the days that an act names, each year.
func (d *Desk) namedDays(o *Obligation, from, to calendar.Day) ([]DutyDay, error) {
	var days []DutyDay
	for year := from.Year(); year <= to.Year(); year++ {
		for _, named := range o.Term.NotLaterThan {
			p, err := d.Calendar.Plan(calendar.DayOf(named.On(year)))
			if errors.As(err, new(calendar.ErrOutside)) {
				continue
			}
			if err != nil {
				return nil, err
			}
			if p.Day >= from && p.Day <= to {
				days = append(days, DutyDay{Obligation: o, Day: p.Day, Last: p.Day, Planned: p})
			}
		}
	}
	return days, nil
}
