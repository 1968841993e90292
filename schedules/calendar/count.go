package calendar

import (
	"fmt"
	"sort"
)

// A Reading says which day is day 1 of a term. The orders write «со дня
// подачи», which allows both; analysis prints the share under each.
type Reading string

// The two readings of a term.
const (
	NextDay Reading = "next_day" // day 1 is the first working day after the start
	SameDay Reading = "same_day" // day 1 is the start itself, if it is a working day
)

// Between returns the number of working days d with a < d <= b: the start
// does not count, the end does. It is negative if b lies before a, so that
// Between(a, b) + Between(b, c) is always Between(a, c).
// The error is an ErrOutside.
func (c *Calendar) Between(a, b Day) (int, error) {
	v := c.view()
	for _, d := range []Day{a, b} {
		if v.at(d) == nil {
			return 0, c.outside(d)
		}
	}
	return int(v.upTo(b) - v.upTo(a)), nil
}

// upTo returns the number of working days from the start of the table to d,
// d included.
func (v *view) upTo(d Day) int32 { return v.worked[d-v.first+1] }

// Deadline returns the last day of a term of n working days that starts on a
// day: the n-th working day under the reading. A term of no days ends on its
// start. It is an error if n is negative, the reading is unknown, or the term
// leaves the table (ErrOutside).
func (c *Calendar) Deadline(start Day, n int, r Reading) (Day, error) {
	v := c.view()
	if v.at(start) == nil {
		return 0, c.outside(start)
	}
	if n < 0 || (r != NextDay && r != SameDay) {
		return 0, fmt.Errorf("working calendar: no term of %d working days read as %q", n, r)
	}
	if n == 0 {
		return start, nil
	}
	base := v.upTo(start)
	if r == SameDay && v.at(start).Working {
		base--
	}
	return c.nth(base + int32(n))
}

// nth returns the day on which the count of working days reaches n.
func (c *Calendar) nth(n int32) (Day, error) {
	v := c.view()
	i := sort.Search(len(v.infos), func(i int) bool { return v.worked[i+1] >= n })
	if n < 1 || i == len(v.infos) {
		edge := v.first - 1
		if n >= 1 {
			edge = v.first + Day(len(v.infos))
		}
		return 0, c.outside(edge)
	}
	return v.first + Day(i), nil
}

// BindingDeadline returns the deadline that binds: the later of the one fixed
// with the calendar known on the start day and the one under c. Nobody is late
// because a published day off was taken back afterwards.
func (c *Calendar) BindingDeadline(start Day, n int, r Reading) (Day, error) {
	fixed, err := c.Known(start).Deadline(start, n, r)
	if err != nil {
		return 0, err
	}
	final, err := c.Deadline(start, n, r)
	return max(fixed, final), err
}

// LastWorkingDayNotAfter returns d if it is worked, else the last working day
// before it. The error is an ErrOutside.
func (c *Calendar) LastWorkingDayNotAfter(d Day) (Day, error) {
	v := c.view()
	if v.at(d) == nil {
		return 0, c.outside(d)
	}
	return c.nth(v.upTo(d))
}

// FirstWorkingDayNotBefore returns d if it is worked, else the first working
// day after it. The error is an ErrOutside.
func (c *Calendar) FirstWorkingDayNotBefore(d Day) (Day, error) {
	return c.Deadline(d, 1, SameDay)
}

// WorkingDaysBefore returns the working day w with Between(w, d) = n: the day
// of a reminder n working days before a deadline. It is an error if n is
// negative or w would lie before the table (ErrOutside).
func (c *Calendar) WorkingDaysBefore(d Day, n int) (Day, error) {
	v := c.view()
	if v.at(d) == nil {
		return 0, c.outside(d)
	}
	if n < 0 {
		return 0, fmt.Errorf("working calendar: no %d working days before %s", n, d)
	}
	return c.nth(v.upTo(d) - int32(n))
}
