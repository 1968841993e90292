package rehearsal

import (
	"time"

	"nsk/schedules"
	"nsk/schedules/calendar"
)

// Example is a small set of centres for a rehearsal without a register, made so that a year
// shows every way in which a centre is expected or not: one that is always active, one that
// is accredited in April, one that is suspended over the summer, and one that ends.
func Example(year int) []schedules.Span {
	long := calendar.Date(year+20, time.December, 31)
	return []schedules.Span{
		{Centre: "centre-1", From: calendar.Date(year-2, time.March, 1), To: long},
		{Centre: "centre-2", From: calendar.Date(year, time.April, 15), To: long},
		{Centre: "centre-3", From: calendar.Date(year-1, time.May, 20), To: calendar.Date(year, time.June, 14)},
		{Centre: "centre-3", From: calendar.Date(year, time.September, 1), To: long},
		{Centre: "centre-4", From: calendar.Date(year-1, time.October, 1), To: calendar.Date(year, time.September, 30)},
	}
}
