package readiness

import (
	"errors"
	"fmt"
	"time"

	"nsk/schedules"
	"nsk/schedules/calendar"
)

// firstMonth begins the season with its first night (design § 8).
const firstMonth = time.October

// A Season is the stretch of nights on which the document of a year is tried.
type Season struct {
	Year     int
	First    calendar.Day     // of the nights: 1 October
	Freeze   calendar.Day     // day of knowledge of the document (K)
	Named    calendar.Day     // the day that the order names
	Delivery calendar.Planned // the zero Planned where the calendar does not cover the year
}

// SeasonOn is the season of the document that is due next on a day, as known on it.
func SeasonOn(o *schedules.Obligations, cal *calendar.Calendar, on calendar.Day) (Season, error) {
	s, err := SeasonOf(o, cal.Known(on), on.Year())
	if err != nil || on <= s.Named {
		return s, err
	}
	return SeasonOf(o, cal.Known(on), on.Year()+1)
}

// SeasonOf is the season of the document of a year.
func SeasonOf(o *schedules.Obligations, cal *calendar.Calendar, year int) (Season, error) {
	s := Season{
		Year: year, First: calendar.Date(year, firstMonth, 1), Freeze: o.Freeze(year),
		Named: calendar.Date(year, time.Month(o.Annual.Month), o.Annual.Day),
	}
	var err error
	var outside calendar.ErrOutside
	if s.Delivery, err = cal.Plan(s.Named); errors.As(err, &outside) {
		return s, nil
	}
	return s, err
}

// Holds reports whether a day is one of the season's.
func (s *Season) Holds(on calendar.Day) bool { return s.First <= on && on <= s.Named }

// AsOf is the day of knowledge on a night: what comes after the freeze waits for the next
// document.
func (s *Season) AsOf(on calendar.Day) calendar.Day { return min(on, s.Freeze) }

// DaysLeft counts the working days after a day up to the delivery; 0 when it has passed.
func (s *Season) DaysLeft(cal *calendar.Calendar, on calendar.Day) (int, error) {
	if s.Delivery.Day <= on {
		return 0, nil
	}
	n, err := cal.Known(on).Between(on, s.Delivery.Day)
	if err != nil {
		return 0, fmt.Errorf("working days to the delivery: %w", err)
	}
	return n, nil
}

// uncovered lists the years that the calendar must cover and does not: the year of the
// document, and the next, in which the deadlines of its recommendations lie.
func (s *Season) uncovered(cal *calendar.Calendar) (years []int) {
	first, last := cal.Years()
	for _, year := range []int{s.Year, s.Year + 1} {
		if year < first || year > last {
			years = append(years, year)
		}
	}
	return years
}

// InSeason reports whether the night is one of its year's season, on which the answer is
// kept.
func (p *Point) InSeason() bool {
	return p.Night.Year() == p.Year && p.Night.Month() >= firstMonth
}
