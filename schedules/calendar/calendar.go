// Package calendar knows the working days of Kazakhstan, and what was known
// about them when.
//
// Holidays and their carry-over follow the law by rule; what no rule can
// tell (days moved by the Government, Курбан-айт, revoked days off) is a table
// in kazakhstan.yaml. The calendar has two clocks: a Calendar answers as known
// on some day, and Known goes back to an earlier knowledge. Days are local
// days of Asia/Almaty. All of it is pure and safe for concurrent use.
package calendar

import (
	"fmt"
	"math"

	"nsk/schedules/yamlfile"
)

// A Kind tells why a day is worked or free.
type Kind string

// The kinds of days of a five-day week.
const (
	Workday           Kind = "workday"              // Monday to Friday, nothing special
	Weekend           Kind = "weekend"              // Saturday or Sunday, nothing special
	PublicHoliday     Kind = "public_holiday"       // holiday by law
	ReligiousDayOff   Kind = "religious_day_off"    // 7 January or Курбан-айт: off, never carried over
	CarriedOverDayOff Kind = "carried_over_day_off" // off because a holiday fell on a weekend
	SubstitutedDayOff Kind = "substituted_day_off"  // off by decision of the Government
	WorkingWeekend    Kind = "working_weekend"      // worked by decision of the Government
	RevokedDayOff     Kind = "revoked_day_off"      // once announced as off, worked after all
	RevokedHoliday    Kind = "revoked_holiday"      // once a holiday, now an ordinary day of the week
)

func (k Kind) worked(weekend bool) bool {
	switch k {
	case Workday, WorkingWeekend:
		return true
	case RevokedDayOff, RevokedHoliday:
		return !weekend
	}
	return false
}

// Info is what the calendar knows of one day.
type Info struct {
	Date      Day
	Kind      Kind
	Working   bool
	NameKK    string // name of the holiday or reason; empty on ordinary days
	NameRU    string
	MovedFrom Day    // the weekend day for which this day is off; zero if none
	KnownFrom Day    // when this became known; zero: with the year's calendar
	Estimated bool   // astronomical date, not yet confirmed
	Source    string // act or letter, where one is recorded
}

// A Calendar answers as known on one day. The zero Calendar is not usable.
type Calendar struct {
	years [2]int
	views []*view // in order of knowledge
	known Day
	end   *yamlfile.Fault // where the last year stands
}

// ErrOutside reports a day outside the years of the table: the calendar of
// that year is not known, so nobody may count with it.
type ErrOutside struct {
	Day         Day
	First, Last int    // years of the table, both inclusive
	File        string // of the table
	Line        int    // on which its last year stands
}

// Error names the day, the years that are known, and what to do.
func (e ErrOutside) Error() string {
	return fmt.Sprintf("working calendar: %s:%d: %s is outside the years %d to %d of the table; "+
		"add that year's days off and name the file under calendar in nsk.yaml (nsk calendar --yaml prints the present one)",
		e.File, e.Line, e.Day.Time().Format(dayLayout), e.First, e.Last)
}

func newCalendar(f *facts) *Calendar {
	c := &Calendar{years: [2]int{f.FirstYear, f.LastYear}, known: math.MaxInt32}
	for _, day := range f.changes() {
		c.views = append(c.views, newView(f, day))
	}
	return c
}

// Known returns the calendar as it was known at the end of a day. It never
// knows more than c does.
func (c *Calendar) Known(on Day) *Calendar {
	return &Calendar{years: c.years, views: c.views, known: min(on, c.known), end: c.end}
}

// Same reports whether both calendars of one table know the same: nothing became known
// between their days.
func (c *Calendar) Same(o *Calendar) bool { return c.view() == o.view() }

// Years returns the first and the last year of the table.
func (c *Calendar) Years() (first, last int) { return c.years[0], c.years[1] }

// view returns the newest view that is not newer than c's knowledge.
func (c *Calendar) view() *view {
	found := c.views[0]
	for _, v := range c.views {
		if v.from <= c.known {
			found = v
		}
	}
	return found
}

func (c *Calendar) outside(d Day) error {
	return ErrOutside{Day: d, First: c.years[0], Last: c.years[1], File: c.end.File, Line: c.end.Line}
}

// Day returns all that is known of a day. The error is an ErrOutside.
func (c *Calendar) Day(d Day) (Info, error) {
	if e := c.view().at(d); e != nil {
		return *e, nil
	}
	return Info{}, c.outside(d)
}

// Working reports whether a day is worked. The error is an ErrOutside.
func (c *Calendar) Working(d Day) (bool, error) {
	info, err := c.Day(d)
	return info.Working, err
}
