package calendar

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"sync"

	"nsk/schedules/yamlfile"
)

//go:embed kazakhstan.yaml
var kazakhstan []byte

// The types below mirror kazakhstan.yaml; the file explains its keys.
type facts struct {
	Zone      string        `yaml:"zone"`
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

// Read builds a calendar from text in the form of kazakhstan.yaml, as known at the end of
// time. Unknown keys, another zone, impossible days, a swap that is not made of one weekday
// and one weekend day, and a year without Курбан-айт are errors, all told at once with file
// and line.
func Read(name string, text []byte) (*Calendar, error) {
	var f facts
	file, err := yamlfile.Read(name, text, &f)
	if err != nil {
		return nil, fmt.Errorf("working calendar: %w", err)
	}
	if err := errors.Join(f.faults(file.Fault)...); err != nil {
		return nil, fmt.Errorf("working calendar: %w", err)
	}
	c := newCalendar(&f)
	errors.As(file.Fault("$.last_year", ""), &c.end)
	return c, nil
}

// Kazakhstan returns the calendar that comes with the program. It is read once: nothing
// changes a Calendar.
func Kazakhstan() *Calendar { return readOnce() }

var readOnce = sync.OnceValue(func() *Calendar {
	c, err := Read(builtIn, kazakhstan)
	if err != nil {
		panic(err) // the data are ours and tested
	}
	return c
})

// BuiltIn is the text of the calendar that comes with the program, to make another from.
func BuiltIn() []byte { return slices.Clone(kazakhstan) }

// builtIn is what messages call the calendar that comes with the program.
const builtIn = "kazakhstan.yaml (built in)"

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
