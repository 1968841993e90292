package reports

import (
	"math/big"
	"strings"

	"nsk/reports/statistics"
)

// The windows of a fact.
const (
	Now    = "now"    // the period of the report
	Before = "before" // the same period a year earlier, as known now
)

// Nation is the key of the whole country, by_kind "nation".
const Nation = "KZ"

// A Status says why a value is missing or limited (analysis, section 1.9).
type Status string

// The statuses that computing gives.
const (
	Protected   Status = "c" // hidden to protect persons
	TooSmall    Status = "k" // denominator too small or quantile not reached
	Uncovered   Status = "u" // coverage below 80 %
	NotProvided Status = "x" // nothing was provided
	NotApply    Status = "z" // not applicable
	BoundOnly   Status = "e" // no value, only what it may lie between
)

// A Fact is one number of a release and all that is needed to explain it.
type Fact struct {
	ID           string   `json:"id"` // "E.02", "E.02/region=75", "E.02@before"
	Indicator    string   `json:"indicator"`
	By           string   `json:"by"` // "nation", "region", "month"
	Key          string   `json:"key"`
	Window       string   `json:"window"`
	Numerator    *int64   `json:"numerator,omitempty"`   // nil if hidden or not a count
	Denominator  *int64   `json:"denominator,omitempty"` // nil if hidden or none
	Value        string   `json:"value,omitempty"`       // exact decimal as printed; empty if missing
	Unit         Unit     `json:"unit"`
	Status       Status   `json:"status,omitempty"`
	Finality     Finality `json:"finality,omitempty"`     // provisional, final or revised
	Sensitive    bool     `json:"sensitive,omitempty"`    // of a change: late data may turn it
	Was          string   `json:"was,omitempty"`          // what last year's document said, where it can be compared
	Coverage     string   `json:"coverage,omitempty"`     // percent of the expected volume, lowest of the sources
	BoundLow     string   `json:"bound_low,omitempty"`    // if missing returns are empty
	BoundHigh    string   `json:"bound_high,omitempty"`   // if they are as large as ever
	IntervalLow  string   `json:"interval_low,omitempty"` // exact 95 %
	IntervalHigh string   `json:"interval_high,omitempty"`
	Sources      []string `json:"sources,omitempty"`
	SQL          string   `json:"sql,omitempty"`
	SQLHash      string   `json:"sql_sha256,omitempty"`
}

// FactID is the stable name of a fact.
func FactID(indicator, by, key, window string) string {
	var b strings.Builder
	b.WriteString(indicator)
	if by != "nation" {
		b.WriteString("/" + by + "=" + key)
	}
	if window == Before {
		b.WriteString("@before")
	}
	return b.String()
}

// Known reports whether the fact has a value that may be said.
func (f Fact) Known() bool { return f.Status == "" && f.Value != "" }

// Rat is the printed value as an exact number, nil if there is none.
func (f Fact) Rat() *big.Rat {
	r, ok := new(big.Rat).SetString(f.Value)
	if !ok {
		return nil
	}
	return r
}

// Exact is the value before rounding where numerator and denominator are
// known, else the printed value.
func (f Fact) Exact(i Indicator) *big.Rat {
	if f.Value == "" || f.Numerator == nil || f.Denominator == nil || *f.Denominator == 0 {
		return f.Rat()
	}
	return quotient(*f.Numerator, *f.Denominator, i)
}

func quotient(num, den int64, i Indicator) *big.Rat {
	r := big.NewRat(num, den)
	switch i.Unit {
	case Percent:
		return r.Mul(r, big.NewRat(100, 1))
	case Rate:
		return r.Mul(r, big.NewRat(i.Scale, 1))
	}
	return r
}

// decimals of a value: rates of fewer than 100 have none (analysis, 1.9).
func decimals(unit Unit, n int64) int {
	switch {
	case unit == Percent && n < 100:
		return 0
	case unit == Percent, unit == Rate, unit == Mean, unit == Points:
		return 1
	}
	return 0
}

// setRatio gives a fact of a ratio indicator its value or, if it is too small,
// its status; the national fact of this window also its interval of chance.
func (f *Fact) setRatio(i Indicator) {
	num := *f.Numerator
	if f.Denominator == nil {
		f.Value = statistics.Decimal(big.NewRat(num, 1), 0)
		return
	}
	den := *f.Denominator
	if den < max(i.MinN, 1) {
		f.Status = TooSmall
		return
	}
	places := decimals(i.Unit, den)
	f.Value = statistics.Decimal(quotient(num, den, i), places)
	if i.Unit == Percent && f.ID == i.ID && i.Disclosure.Threshold(false) > 0 && num <= den {
		f.setInterval(num, den, places)
	}
}

func (f *Fact) setInterval(num, den int64, places int) {
	interval := statistics.ClopperPearson(statistics.Count{X: int(num), N: int(den)})
	f.IntervalLow = percentOf(interval.Lo, places)
	f.IntervalHigh = percentOf(interval.Hi, places)
}

func percentOf(share *big.Rat, places int) string {
	return statistics.Decimal(new(big.Rat).Mul(share, big.NewRat(100, 1)), places)
}

// hide removes everything from which the value could be found.
func (f *Fact) hide(s Status) {
	f.Status = s
	f.Value, f.Numerator, f.Denominator = "", nil, nil
	f.BoundLow, f.BoundHigh, f.IntervalLow, f.IntervalHigh = "", "", "", ""
}
