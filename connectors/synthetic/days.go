package synthetic

import (
	"fmt"
	"time"

	"nsk/schedules/calendar"
)

// wd returns the n-th working day after a day; the day itself for n = 0.
func (r *Republic) wd(day calendar.Day, n int) calendar.Day {
	d, err := r.calendar.Deadline(day, n, calendar.NextDay)
	if err != nil {
		panic(fmt.Sprintf("synthetic republic of %d: %v", r.year, err)) // New checked the years
	}
	return d
}

// after draws a term in working days and returns the day it ends on.
func (r *Republic) after(d *dice, day calendar.Day, term [2]int) calendar.Day {
	return r.wd(day, d.between(term[0], term[1]))
}

// open reports whether a day is worked.
func (r *Republic) open(day calendar.Day) bool {
	worked, err := r.calendar.Working(day)
	if err != nil {
		panic(fmt.Sprintf("synthetic republic of %d: %v", r.year, err))
	}
	return worked
}

// date is a day of the republic's year.
func (r *Republic) date(month time.Month, day int) calendar.Day {
	return calendar.Date(r.year, month, day)
}

// years moves a day by whole years.
func years(day calendar.Day, n int) calendar.Day {
	t := day.Time()
	return calendar.Date(t.Year()+n, t.Month(), t.Day())
}

// months counts the republic's reporting months: 0 is the whole year before, reported as
// its December; 1..12 are the months of the year.
func (r *Republic) month(day calendar.Day) int {
	if day.Year() < r.year {
		return 0
	}
	return int(day.Month()) + 12*(day.Year()-r.year)
}

// monthPeriod is the name of a reporting month, such as 2025-03.
func (r *Republic) monthPeriod(m int) string {
	return calendar.Date(r.year, time.Month(m), 1).Time().Format("2006-01")
}

// lastReturn is the last reporting month whose returns are published: November.
const lastReturn = 11

// text writes a day as ISO, and no day as nothing.
func text(day calendar.Day) string {
	if day.IsZero() {
		return ""
	}
	return day.Time().Format(time.DateOnly)
}

// instant is a moment of a local day, in UTC.
func instant(day calendar.Day, second int) time.Time {
	return day.Start().UTC().Add(time.Duration(second) * time.Second)
}
