package connectors

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"nsk/connectors/contract"
)

// A Kind is one kind of transport: what it is, what a contract can say about it, and how a
// connector of it is built.
type Kind struct {
	Name    string   // the word of a contract's key connector
	About   string   // what it brings, one sentence
	Address string   // how its system's address is written under endpoints of nsk.yaml, such as https://host/folder
	Options []Option // what may stand under the contract's key options
	Secrets []Option // what it looks up under secrets of nsk.yaml; * stands for the endpoint's name
	New     Factory
	Stream  bool // read by nsk stream for as long as it stands, and never pulled
}

// An Option is one thing a contract can say about its transport.
type Option struct {
	Name     string
	About    string // one sentence, for engineers
	Form     Form
	Required bool
	Default  string   // what holds where nothing is said
	Values   []string // the only ones, if any
}

// Form is how the value of an option is written.
type Form string

// The forms.
const (
	Text     Form = "text"
	Number   Form = "number"   // of 1 or more
	Duration Form = "duration" // such as 30s
	Flag     Form = "flag"     // true or false
)

// A Wrong is an option that cannot be, with what to write.
type Wrong struct{ Option, Says string }

func (w Wrong) Error() string { return "options." + w.Option + ": " + w.Says }

// Check lists what is wrong with the options of a contract, in the order of their names.
func (k Kind) Check(c *contract.Contract) (all []Wrong) {
	known := make(map[string]Option, len(k.Options))
	for _, o := range k.Options {
		known[o.Name] = o
		if _, said := c.Options[o.Name]; o.Required && !said {
			all = append(all, Wrong{o.Name, "missing; " + o.About})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Options)) {
		o, ok := known[name]
		if !ok {
			all = append(all, Wrong{name, fmt.Sprintf("the kind %s has no such option; it has %s", k.Name, strings.Join(slices.Sorted(maps.Keys(known)), ", "))})
			continue
		}
		if says := o.wrong(c.Options[name]); says != "" {
			all = append(all, Wrong{name, says})
		}
	}
	slices.SortFunc(all, func(a, b Wrong) int { return strings.Compare(a.Option, b.Option) })
	return all
}

// wrong says why a value cannot be that of the option; "" if it can.
func (o Option) wrong(value string) string {
	switch {
	case len(o.Values) > 0 && !slices.Contains(o.Values, value):
		return fmt.Sprintf("%q is unknown; write %s", value, strings.Join(o.Values, ", "))
	case o.Form == Number:
		if n, err := strconv.Atoi(value); err != nil || n < 1 {
			return fmt.Sprintf("%q is not a number of 1 or more", value)
		}
	case o.Form == Duration:
		if d, err := time.ParseDuration(value); err != nil || d <= 0 {
			return fmt.Sprintf("%q is not a duration; write such as 30s or 5m", value)
		}
	case o.Form == Flag && value != "true" && value != "false":
		return fmt.Sprintf("%q; write true or false", value)
	}
	return ""
}

// Settings are the options of a contract, each with what holds where nothing was said.
type Settings map[string]string

// Settings of the kind for a contract. The error lists everything that is wrong.
func (k Kind) Settings(c *contract.Contract) (Settings, error) {
	if wrong := k.Check(c); len(wrong) > 0 {
		var says []string
		for _, w := range wrong {
			says = append(says, w.Error())
		}
		return nil, fmt.Errorf("source %s: %s", c.Source, strings.Join(says, "; "))
	}
	s := maps.Clone(Settings(c.Options))
	if s == nil {
		s = make(Settings)
	}
	for _, o := range k.Options {
		if _, said := s[o.Name]; !said && o.Default != "" {
			s[o.Name] = o.Default
		}
	}
	return s, nil
}

// Number is the value of an option of that form; 0 where there is none. Check has read it.
func (s Settings) Number(name string) int {
	n, _ := strconv.Atoi(s[name])
	return n
}

// Duration is the value of an option of that form; 0 where there is none.
func (s Settings) Duration(name string) time.Duration {
	d, _ := time.ParseDuration(s[name])
	return d
}
