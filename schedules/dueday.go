package schedules

import (
	"fmt"
	"time"

	"nsk/connectors/contract"
	"nsk/schedules/calendar"
)

// Due is the working agreement on the day. The zero Due means that no day is agreed.
type Due struct {
	Day         int            `yaml:"day"`          // of the month after the period
	WorkingDays int            `yaml:"working_days"` // after the last day of the period
	Grace       *int           `yaml:"grace"`        // working days; nil: the register's
	SetBy       *contract.Text `yaml:"set_by"`       // nil: the register's
}

// Agreed reports whether a day is agreed.
func (d Due) Agreed() bool { return d.Day > 0 || d.WorkingDays > 0 }

// On returns the day by which a period is owed, and the last day on which it still is on
// time. ok is false where no day is agreed. A day is fixed with the calendar known when the
// period ended and moves only to a later one: nobody is late because a day off that was
// published was taken back.
func (d Due) On(p contract.Period, grace int, cal *calendar.Calendar) (due, last calendar.Day, ok bool, err error) {
	if !d.Agreed() {
		return 0, 0, false, nil
	}
	_, end := p.Bounds()
	final := calendar.DayOf(end) - 1
	for _, known := range []*calendar.Calendar{cal.Known(final), cal} {
		day, until, err := d.under(end, grace, known)
		if err != nil {
			return 0, 0, false, fmt.Errorf("due day of %s: %w", p, err)
		}
		due, last = max(due, day), max(last, until)
	}
	return due, last, true, nil
}

// under is On under one knowledge of the calendar. end is the first day after the period.
func (d Due) under(end time.Time, grace int, cal *calendar.Calendar) (due, last calendar.Day, err error) {
	if d.WorkingDays > 0 {
		due, err = cal.Deadline(calendar.DayOf(end)-1, d.WorkingDays, calendar.NextDay)
	} else {
		due, err = cal.FirstWorkingDayNotBefore(dayOfMonth(end, d.Day))
	}
	if err != nil || grace == 0 {
		return due, due, err
	}
	last, err = cal.Deadline(due, grace, calendar.NextDay)
	return due, last, err
}

// dayOfMonth is that day of the month, or the last where the month is shorter.
func dayOfMonth(first time.Time, day int) calendar.Day {
	d := calendar.DayOf(first) + calendar.Day(day-1)
	if end := calendar.DayOf(first.AddDate(0, 1, 0)) - 1; d > end {
		return end
	}
	return d
}
