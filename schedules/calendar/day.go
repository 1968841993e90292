package calendar

import (
	_ "embed"
	"fmt"
	"time"

	"github.com/goccy/go-yaml/ast"

	"nsk/schedules/yamlfile"
)

// A Day is a calendar day without time of day, counted from 1 January 1970.
// Days compare with < and ==, may be map keys, and d+1 is the next day.
// The zero Day stands for "no day": it lies outside every calendar here.
type Day int32

const dayLayout = "2006-01-02"

// Date returns the day of a year, month and day of month. Values outside
// their range carry over, as in time.Date.
func Date(year int, month time.Month, day int) Day {
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// ParseDay reads a day written as 2026-12-15.
func ParseDay(text string) (Day, error) {
	t, err := time.Parse(dayLayout, text)
	if err != nil {
		return 0, fmt.Errorf("day %q is not written as YYYY-MM-DD", text)
	}
	return DayOf(t), nil
}

// DayOf returns the day that t shows in t's own location. It suits values
// that are dates already, such as a DATE column; for an instant use LocalDay.
func DayOf(t time.Time) Day {
	y, m, d := t.Date()
	return Date(y, m, d)
}

// The zone of Kazakhstan comes with the program, not from the machine: an old
// machine that does not know the change of 1 March 2024 would move evening
// events to another day. The bytes are Asia/Almaty of the IANA database.
//
//go:embed almaty.tzif
var almatyData []byte

var almaty = func() *time.Location {
	loc, err := time.LoadLocationFromTZData(zone, almatyData)
	if err != nil {
		panic("embedded Asia/Almaty: " + err.Error()) // the bytes are ours
	}
	return loc
}()

// Location returns the time zone in which days are counted, Asia/Almaty.
func Location() *time.Location { return almaty }

// LocalDay returns the day in Kazakhstan at an instant.
func LocalDay(instant time.Time) Day { return DayOf(instant.In(almaty)) }

// Time returns midnight UTC of the day, the form in which databases hold dates.
func (d Day) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// Start returns the instant at which the day begins in Kazakhstan.
func (d Day) Start() time.Time {
	y, m, n := d.Time().Date()
	return time.Date(y, m, n, 0, 0, 0, 0, almaty)
}

// Year returns the year of the day.
func (d Day) Year() int { return d.Time().Year() }

// Month returns the month of the day.
func (d Day) Month() time.Month { return d.Time().Month() }

// Weekday returns the day of the week.
func (d Day) Weekday() time.Weekday { return d.Time().Weekday() }

// IsZero reports whether d is "no day".
func (d Day) IsZero() bool { return d == 0 }

// String writes the day as 2026-12-15, and "no day" as the empty text.
func (d Day) String() string {
	if d.IsZero() {
		return ""
	}
	return d.Time().Format(dayLayout)
}

// MarshalText writes the day as String does.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (d *Day) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = 0
		return nil
	}
	day, err := ParseDay(string(text))
	*d = day
	return err
}

// UnmarshalYAML reads a day from a file, and tells the line of one that is none.
func (d *Day) UnmarshalYAML(node ast.Node) error {
	day, err := ParseDay(node.GetToken().Value)
	if err != nil {
		return yamlfile.At(node, err)
	}
	*d = day
	return nil
}
