package disclosure

import (
	_ "embed"
	"slices"
	"sync"

	"nsk/schedules/yamlfile"
)

//go:embed settings.yaml
var builtIn []byte

// BuiltIn is the text of the settings that come with the program, to copy and change.
func BuiltIn() []byte { return slices.Clone(builtIn) }

// Settings say what is hidden and how sure it must be (analysis, section 6.1).
type Settings struct {
	Threshold struct {
		Persons    int64 `yaml:"persons" json:"persons"`
		Attributes int64 `yaml:"sensitive_by_person_attributes" json:"sensitive_by_person_attributes"`
		Health     int64 `yaml:"health" json:"health"`
	} `yaml:"threshold" json:"threshold"`
	Zeros      string     `yaml:"zeros" json:"zeros"`
	Groups     bool       `yaml:"group_disclosure" json:"group_disclosure"`
	Favourable []string   `yaml:"favourable" json:"favourable"`
	Chains     [][]string `yaml:"chains" json:"chains"`
	Remainders [][]string `yaml:"remainders" json:"remainders"`
	Insider    bool       `yaml:"insider_rule" json:"insider_rule"`
	Rates      struct {
		MinDenominator int64 `yaml:"min_denominator" json:"min_denominator"`
		MinPart        int64 `yaml:"min_part" json:"min_part"`
	} `yaml:"rates" json:"rates"`
	Quantiles struct {
		Median int64 `yaml:"median" json:"median"`
	} `yaml:"quantiles" json:"quantiles"`
	Attributes []string `yaml:"person_attributes" json:"person_attributes"`
	Method     string   `yaml:"method" json:"method"`
	Pattern    string   `yaml:"pattern" json:"pattern"`
	Audit      struct {
		MinWidth  int64 `yaml:"min_width" json:"min_width"`
		MustReach int64 `yaml:"upper_must_reach" json:"upper_must_reach"`
		Singleton bool  `yaml:"singleton" json:"singleton"`
	} `yaml:"audit" json:"audit"`
	Ledger struct {
		Revisions  bool  `yaml:"revisions" json:"revisions"`
		Pairs      bool  `yaml:"pairs" json:"pairs"`
		RowSpace   bool  `yaml:"row_space" json:"row_space"`
		Bounds     bool  `yaml:"bounds" json:"bounds"`
		LargeTotal int64 `yaml:"large_total" json:"large_total"`
	} `yaml:"ledger" json:"ledger"`
	Withhold []string `yaml:"withhold" json:"withhold"`
}

// Default are the built-in settings.
func Default() Settings { return defaults() }

var defaults = sync.OnceValue(func() Settings {
	s, err := ReadSettings("settings.yaml", builtIn)
	if err != nil {
		panic(err) // its own test reads it
	}
	return s
})

// ReadSettings reads the text of a settings file. Every key must be there: nothing is
// protected by a value nobody sees. The error names file and line.
func ReadSettings(name string, text []byte) (Settings, error) {
	var file struct {
		Disclosure Settings `yaml:"disclosure"`
	}
	read, err := yamlfile.Read(name, text, &file)
	if err != nil {
		return Settings{}, err
	}
	s := file.Disclosure
	for _, f := range s.faults() {
		if f.bad {
			return s, read.Fault("$.disclosure."+f.at, "%s: %s", f.at, f.says)
		}
	}
	return s, nil
}

type fault struct {
	bad      bool
	at, says string
}

func (s Settings) faults() []fault {
	return []fault{
		{s.Threshold.Persons < 3, "threshold.persons", "below 3 any two people know each other's number; write 3 or more"},
		{s.Threshold.Attributes < s.Threshold.Persons, "threshold.sensitive_by_person_attributes", "must not be below threshold.persons"},
		{s.Threshold.Health < s.Threshold.Persons, "threshold.health", "must not be below threshold.persons"},
		{s.Zeros != "shown", "zeros", "write shown; zeros are hidden only by group_disclosure"},
		{s.Method != "suppression", "method", "write suppression; a report that has to agree with the registers cannot be rounded"},
		{s.Pattern != "one_for_all_audiences_outside", "pattern", "write one_for_all_audiences_outside; two patterns subtract to nothing protected"},
		{s.Rates.MinDenominator < s.Threshold.Persons, "rates.min_denominator", "must not be below threshold.persons"},
		{s.Rates.MinPart < s.Threshold.Persons, "rates.min_part", "must not be below threshold.persons"},
		{s.Quantiles.Median < s.Threshold.Persons, "quantiles.median", "must not be below threshold.persons"},
		{s.Audit.MinWidth < 2, "audit.min_width", "write 2 or more"},
		{s.Audit.MustReach < s.Threshold.Persons, "audit.upper_must_reach", "must not be below threshold.persons: the attacker would learn that the number is small"},
		{s.Ledger.LargeTotal < s.Threshold.Persons, "ledger.large_total", "must not be below threshold.persons"},
	}
}

// Of returns the smallest count that may be shown in a table of the class, or 0 if every
// count may; person tells that the cells are groups of people by sex, age, language or
// place of living.
func (s Settings) Of(c Class, person bool) int64 {
	switch {
	case c == Health:
		return s.Threshold.Health
	case c == Sensitive && person:
		return s.Threshold.Attributes
	case c == Persons, c == Sensitive:
		return s.Threshold.Persons
	}
	return 0
}

// PersonAttribute reports whether a breakdown is one into groups of people.
func (s Settings) PersonAttribute(by string) bool { return slices.Contains(s.Attributes, by) }

// Need is how uncertain a cell of a threshold must stay: for the usual one as set, for a
// higher one in proportion, so that the attacker cannot tell it from a count that is shown.
func (s Settings) Need(threshold int64) Need {
	return Need{Width: max(s.Audit.MinWidth, threshold-1), Upper: max(s.Audit.MustReach, threshold)}
}

// A Need is the least an attacker must be left with: Width more values than one, and Upper
// among them.
type Need struct{ Width, Upper int64 }
