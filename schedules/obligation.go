// Package schedules knows when things are owed and runs the day: it follows Order 391 as
// a calendar of duties.
package schedules

import (
	"bytes"
	_ "embed"
	"fmt"
	"time"

	"github.com/goccy/go-yaml"

	"nsk/connectors/contract"
	"nsk/schedules/calendar"
)

//go:embed obligations.yaml
var obligationsYAML []byte

// Obligations is the register of duties.
type Obligations struct {
	Since      string       `yaml:"since"` // periods that ended before this day are not asked for
	Convention Convention   `yaml:"convention"`
	Annual     Annual       `yaml:"annual"`
	All        []Obligation `yaml:"obligations"`
}

// Convention is what we agreed on where the order is silent; it is never shown as law.
type Convention struct {
	SetBy contract.Text `yaml:"set_by"`
	Grace int           `yaml:"grace"` // working days
}

// Annual is the duty of paragraph 21: the information on the results of the analysis, to
// the authorised body, not later than 15 December.
type Annual struct {
	Paragraph string        `yaml:"paragraph"`
	Wording   contract.Text `yaml:"wording"`
	Month     int           `yaml:"month"`
	Day       int           `yaml:"day"`
	Freeze    struct {
		Month int `yaml:"month"`
		Day   int `yaml:"day"`
	} `yaml:"freeze"`
}

// An Obligation is one duty to provide a source.
type Obligation struct {
	Source    string         `yaml:"source"`
	Paragraph string         `yaml:"paragraph"` // of the Rules
	Wording   *contract.Text `yaml:"wording,omitempty"`
	Since     string         `yaml:"since,omitempty"` // where it differs from the register's
	Due       Due            `yaml:"due,omitempty"`
}

// Due is the working agreement on the day. The zero Due means that no day is agreed.
type Due struct {
	Day         int `yaml:"day,omitempty"`          // of the month after the period
	WorkingDays int `yaml:"working_days,omitempty"` // after the last day of the period
}

// LoadObligations reads the register that is built in.
func LoadObligations() (*Obligations, error) {
	o := new(Obligations)
	if err := yaml.NewDecoder(bytes.NewReader(obligationsYAML), yaml.Strict()).Decode(o); err != nil {
		return nil, fmt.Errorf("obligations: %s", yaml.FormatError(err, false, true))
	}
	for i := range o.All {
		if o.All[i].Since == "" {
			o.All[i].Since = o.Since
		}
		if _, err := time.Parse(time.DateOnly, o.All[i].Since); err != nil {
			return nil, fmt.Errorf("obligations: %s: since: %w", o.All[i].Source, err)
		}
	}
	return o, nil
}

// Of returns the duty to provide a source, or nil.
func (o *Obligations) Of(source string) *Obligation {
	for i := range o.All {
		if o.All[i].Source == source {
			return &o.All[i]
		}
	}
	return nil
}

// On returns the day by which a period is owed, and the last day on which it still is on
// time. ok is false where no day is agreed.
func (d Due) On(p contract.Period, grace int, cal *calendar.Calendar) (due, last calendar.Day, ok bool, err error) {
	_, end := p.Bounds()
	final := calendar.DayOf(end) - 1
	switch {
	case d.WorkingDays > 0:
		due, err = cal.Deadline(final, d.WorkingDays, calendar.NextDay)
	case d.Day > 0:
		due, err = cal.FirstWorkingDayNotBefore(dayOfMonth(end, d.Day))
	default:
		return 0, 0, false, nil
	}
	if err != nil {
		return 0, 0, false, fmt.Errorf("due day of %s: %w", p, err)
	}
	last = due
	if grace > 0 {
		last, err = cal.Deadline(due, grace, calendar.NextDay)
	}
	return due, last, true, err
}

// dayOfMonth is that day of the month, or the last where the month is shorter.
func dayOfMonth(first time.Time, day int) calendar.Day {
	d := calendar.DayOf(first) + calendar.Day(day-1)
	if end := calendar.DayOf(first.AddDate(0, 1, 0)) - 1; d > end {
		return end
	}
	return d
}
