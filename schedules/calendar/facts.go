package calendar

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/goccy/go-yaml"
)

//go:embed kazakhstan.yaml
var kazakhstan []byte

// The types below mirror kazakhstan.yaml; the file explains its keys.
type facts struct {
	FirstYear int           `yaml:"first_year"`
	LastYear  int           `yaml:"last_year"`
	Holidays  []holiday     `yaml:"holidays"`
	Religious []religious   `yaml:"religious"`
	KurbanAit kurbanAit     `yaml:"kurban_ait"`
	Swaps     swaps         `yaml:"swaps"`
	Revoked   []revokedFact `yaml:"revoked"`
}

type holiday struct {
	Days      []string `yaml:"days"` // MM-DD
	KK        string   `yaml:"kk"`
	RU        string   `yaml:"ru"`
	FromYear  int      `yaml:"from_year"`
	KnownFrom Day      `yaml:"known_from"`
	Abolished struct {
		FromYear  int `yaml:"from_year"`
		KnownFrom Day `yaml:"known_from"`
	} `yaml:"abolished"`
	Source string `yaml:"source"`
}

type religious struct {
	Day string `yaml:"day"` // MM-DD
	KK  string `yaml:"kk"`
	RU  string `yaml:"ru"`
}

type kurbanAit struct {
	KK   string `yaml:"kk"`
	RU   string `yaml:"ru"`
	Days []struct {
		Date      Day    `yaml:"date"`
		KnownFrom Day    `yaml:"known_from"`
		RevokedOn Day    `yaml:"revoked_on"`
		Estimated bool   `yaml:"estimated"`
		Source    string `yaml:"source"`
	} `yaml:"days"`
}

type swaps struct {
	KKOff    string `yaml:"kk_off"`
	RUOff    string `yaml:"ru_off"`
	KKWorked string `yaml:"kk_worked"`
	RUWorked string `yaml:"ru_worked"`
	Days     []struct {
		Off       Day    `yaml:"off"`
		Worked    Day    `yaml:"worked"`
		KnownFrom Day    `yaml:"known_from"`
		Source    string `yaml:"source"`
	} `yaml:"days"`
}

type revokedFact struct {
	Date      Day    `yaml:"date"`
	Kind      Kind   `yaml:"kind"`
	MovedFrom Day    `yaml:"moved_from"`
	KnownFrom Day    `yaml:"known_from"`
	KK        string `yaml:"kk"`
	RU        string `yaml:"ru"`
}

// Parse builds a calendar from data in the form of kazakhstan.yaml, as known
// at the end of time. Unknown keys, impossible days and a swap that is not
// made of one weekday and one weekend day are errors, all told at once.
func Parse(data []byte) (*Calendar, error) {
	var f facts
	if err := yaml.UnmarshalWithOptions(data, &f, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("working calendar: %w", err)
	}
	if err := errors.Join(f.faults()...); err != nil {
		return nil, fmt.Errorf("working calendar: %w", err)
	}
	return newCalendar(&f), nil
}

// Kazakhstan returns the calendar that comes with the program.
func Kazakhstan() *Calendar {
	c, err := Parse(kazakhstan)
	if err != nil {
		panic(err) // the data are ours and tested
	}
	return c
}

func (f *facts) faults() (list []error) {
	if f.FirstYear < 1971 || f.LastYear < f.FirstYear {
		list = append(list, fmt.Errorf("years %d to %d make no table", f.FirstYear, f.LastYear))
	}
	for _, text := range f.yearlyDays() {
		if _, err := time.Parse("01-02", text); err != nil {
			list = append(list, fmt.Errorf("%q is not a day written as MM-DD", text))
		}
	}
	for _, s := range f.Swaps.Days {
		if weekend(s.Off) || !weekend(s.Worked) {
			list = append(list, fmt.Errorf("swap of %v for %v: a weekday must be free for a weekend day", s.Off, s.Worked))
		}
	}
	for _, r := range f.Revoked {
		if r.Kind != RevokedDayOff && r.Kind != RevokedHoliday {
			list = append(list, fmt.Errorf("revoked %v: kind %q is not a revocation", r.Date, r.Kind))
		}
	}
	return list
}

// yearlyDays returns every MM-DD of the data.
func (f *facts) yearlyDays() (list []string) {
	for _, h := range f.Holidays {
		list = append(list, h.Days...)
	}
	for _, r := range f.Religious {
		list = append(list, r.Day)
	}
	return list
}

// changes returns the days on which knowledge changed, in order.
func (f *facts) changes() []Day {
	var days []Day
	for _, h := range f.Holidays {
		days = append(days, h.KnownFrom, h.Abolished.KnownFrom)
	}
	for _, k := range f.KurbanAit.Days {
		days = append(days, k.KnownFrom, k.RevokedOn)
	}
	for _, s := range f.Swaps.Days {
		days = append(days, s.KnownFrom)
	}
	for _, r := range f.Revoked {
		days = append(days, r.KnownFrom)
	}
	days = append(days, 0) // the view before anything changed
	slices.Sort(days)
	return slices.Compact(days)
}
