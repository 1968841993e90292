package reports

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"nsk/reports/disclosure"
)

//go:embed indicators findings sheets sql labels.yaml
var files embed.FS

// A Kind says what an indicator's query collects.
type Kind string

// The kinds of indicators.
const (
	Ratio     Kind = "ratio"     // numerator and denominator; no denominator for counts
	Duration  Kind = "duration"  // waiting times, of which the Kaplan–Meier median is taken
	Incidence Kind = "incidence" // waiting times with competing ends: share within the horizon
	Strata    Kind = "strata"    // two groups within profession and level
	Bounds    Kind = "bounds"    // a share, of which only what missing returns may make of it is given
	Derived   Kind = "derived"   // made from findings and last year's document; no query of its own
)

// A Period is the time an indicator speaks of (analysis, section 1.5).
type Period string

// The periods.
const (
	InWindow Period = "window" // what happened in the period of the report
	OnDay    Period = "day"    // what stood on its last day
	Rolling  Period = "roll"   // the 12 months that end with it
	AtFreeze Period = "freeze" // what is known on the day of the knowledge freeze
	OverYear Period = "years"  // this document against that of the year before
)

// A Unit is what the value of a fact counts.
type Unit string

// The units.
const (
	Count       Unit = "count"
	Percent     Unit = "percent"
	Points      Unit = "points" // percentage points
	Rate        Unit = "rate"   // per Scale units of the denominator
	Mean        Unit = "mean"
	WorkingDays Unit = "working_days"
	Days        Unit = "days" // calendar days
)

// An Indicator is one figure of the annual analysis: its definition in words
// and the query that collects its integers (analysis, section 2).
type Indicator struct {
	ID          string           `yaml:"id"`
	Name        Text             `yaml:"name"`
	Formula     Text             `yaml:"formula"`
	Numerator   Text             `yaml:"numerator"`
	Denominator Text             `yaml:"denominator"` // empty for counts
	Period      Period           `yaml:"period"`
	Kind        Kind             `yaml:"kind"`
	Unit        Unit             `yaml:"unit"`
	Scale       int64            `yaml:"scale"` // of a rate: per how many
	Direction   string           `yaml:"direction"`
	Sources     []string         `yaml:"sources"`    // contract ids, or "ledger"
	Paragraphs  []string         `yaml:"paragraphs"` // of order 391
	Disclosure  disclosure.Class `yaml:"disclosure"`
	MinN        int64            `yaml:"min_n"` // smallest denominator or number of cases
	Breakdowns  []string         `yaml:"breakdowns"`
	Caveat      Text             `yaml:"caveat"`
	Family      string           `yaml:"family"`   // tables that share cells are protected together
	Standing    bool             `yaml:"standing"` // a state of registers: coverage is shown, it does not block
	Headline    bool             `yaml:"headline"`
	BoundsFrom  string           `yaml:"bounds_from"` // indicator that says what missing returns may make of it
	SQL         string           `yaml:"sql"`
	Query       string           `yaml:"-"` // text of the SQL file
}

var periods = []Period{InWindow, OnDay, Rolling, AtFreeze, OverYear}

// Area is the letter of the part of the catalogue, "A" to "L".
func (i Indicator) Area() string { return i.ID[:1] }

// Hash is the SHA-256 of the query's text, in hexadecimal.
func (i Indicator) Hash() string { return hashOf(i.Query) }

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Indicators returns the catalogue in the order of ids. An error names the
// file that cannot be read.
func Indicators() ([]Indicator, error) {
	var list []Indicator
	err := eachYAML("indicators", func(_ string, data []byte) error {
		i, err := parseIndicator(data)
		list = append(list, i)
		return err
	})
	return list, err
}

// IndicatorOf returns one indicator of the catalogue. The error wraps
// fs.ErrNotExist if there is none.
func IndicatorOf(id string) (Indicator, error) {
	data, err := files.ReadFile("indicators/" + id + ".yaml")
	if err != nil {
		return Indicator{}, err
	}
	return parseIndicator(data)
}

func parseIndicator(data []byte) (Indicator, error) {
	var i Indicator
	if err := yaml.UnmarshalWithOptions(data, &i, yaml.Strict()); err != nil {
		return i, err
	}
	if i.SQL == "" {
		return i, nil
	}
	query, err := files.ReadFile("indicators/" + i.SQL)
	i.Query = string(query)
	return i, err
}

func eachYAML(dir string, read func(name string, data []byte) error) error {
	names, err := fs.Glob(files, dir+"/*.yaml")
	if err != nil {
		return err
	}
	for _, name := range names {
		data, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		if err := read(name, data); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// Lint returns every fault of the definition, each with the id in front.
func (i Indicator) Lint() []string {
	var faults []string
	add := func(bad bool, text string) {
		if bad {
			faults = append(faults, i.ID+": "+text)
		}
	}
	add(!i.Name.full() || i.Name.EN == "", "name in three languages")
	add(!i.Formula.full() || !i.Numerator.full(), "formula and numerator in both languages")
	add(i.Denominator.KK == "" != (i.Denominator.RU == ""), "denominator in one language only")
	add(!i.Caveat.full(), "caveat in both languages: what the figure does not say")
	add(!slices.Contains(periods, i.Period), "period")
	add(!slices.Contains([]Unit{Count, Percent, Points, Rate, Mean, WorkingDays, Days}, i.Unit), "unit")
	add(!slices.Contains([]string{"up", "down", "neutral"}, i.Direction), "direction")
	add(!slices.Contains([]Kind{Ratio, Duration, Incidence, Strata, Bounds, Derived}, i.Kind), "kind")
	add(!i.Disclosure.Known(), "disclosure class")
	add(len(i.Sources) == 0 || len(i.Paragraphs) == 0, "sources and paragraphs")
	add(i.Unit == Rate && i.Scale < 1, "a rate needs a scale")
	add(i.Kind != Derived && path.Base(i.SQL) != i.ID+".sql", "sql file is named by the id")
	add(i.MinN < 1, "min_n")
	add(i.Kind != Derived && !strings.HasPrefix(i.Query, "-- "+i.ID), "query starts with its id and meaning")
	return faults
}
