package contract

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Cadence is how often a source is owed.
type Cadence string

// The cadences of Order 391, paragraph 7, and of our own sources.
const (
	Daily      Cadence = "daily"
	Monthly    Cadence = "monthly"
	Quarterly  Cadence = "quarterly"
	HalfYearly Cadence = "half-yearly"
	Yearly     Cadence = "yearly"
	OnChange   Cadence = "on-change" // once and on change; its period is the day of the edition
)

func (c Cadence) known() bool {
	switch c {
	case Daily, Monthly, Quarterly, HalfYearly, Yearly, OnChange:
		return true
	}
	return false
}

// A Period is the stretch of days a return is about. It is comparable; N counts days of
// the year, months, quarters or halves from 1, and is 1 for a year. A return that is told
// in parts, as by a stream, has a Part: what is told of a part adds to the other parts and
// to the whole, and is replaced only by the same part told anew.
type Period struct {
	Cadence Cadence
	Year, N int
	Part    string // lower-case letters and digits; "" is the whole
}

// Whole is the period without its part.
func (p Period) Whole() Period {
	p.Part = ""
	return p
}

// PeriodOf returns the period of the cadence that contains the day.
func PeriodOf(c Cadence, day time.Time) Period {
	month := int(day.Month())
	switch c {
	case Monthly:
		return Period{Cadence: c, Year: day.Year(), N: month}
	case Quarterly:
		return Period{Cadence: c, Year: day.Year(), N: (month + 2) / 3}
	case HalfYearly:
		return Period{Cadence: c, Year: day.Year(), N: (month + 5) / 6}
	case Yearly:
		return Period{Cadence: c, Year: day.Year(), N: 1}
	}
	return Period{Cadence: Daily, Year: day.Year(), N: day.YearDay()}
}

// Bounds returns the first day of the period and the first day after it, at midnight UTC.
func (p Period) Bounds() (start, end time.Time) {
	date := func(m, d int) time.Time { return time.Date(p.Year, time.Month(m), d, 0, 0, 0, 0, time.UTC) }
	switch p.Cadence {
	case Monthly:
		return date(p.N, 1), date(p.N+1, 1)
	case Quarterly:
		return date(3*p.N-2, 1), date(3*p.N+1, 1)
	case HalfYearly:
		return date(6*p.N-5, 1), date(6*p.N+1, 1)
	case Yearly:
		return date(1, 1), date(13, 1)
	}
	return date(1, p.N), date(1, p.N+1)
}

// Next returns the period that follows.
func (p Period) Next() Period {
	_, end := p.Bounds()
	return PeriodOf(p.Cadence, end)
}

// String prints the period as it stands in file names, addresses and the ledger:
// 2025-03-15, 2025-03, 2025-Q1, 2025-H1, 2025; a part follows a plus: 2025-03-15+0a41.
func (p Period) String() string {
	if p.Part != "" {
		return p.Whole().String() + "+" + p.Part
	}
	start, _ := p.Bounds()
	switch p.Cadence {
	case Monthly:
		return start.Format("2006-01")
	case Quarterly:
		return fmt.Sprintf("%d-Q%d", p.Year, p.N)
	case HalfYearly:
		return fmt.Sprintf("%d-H%d", p.Year, p.N)
	case Yearly:
		return strconv.Itoa(p.Year)
	}
	return start.Format(time.DateOnly)
}

// ParsePart reads what String prints. Only a kind of transport makes parts: what people
// and programs name is a whole period, as ParsePeriod reads it.
func ParsePart(s string) (Period, error) {
	whole, of, parted := strings.Cut(s, "+")
	p, err := ParsePeriod(whole)
	if parted && err == nil && !partForm.MatchString(of) {
		return Period{}, fmt.Errorf("period %q: after the plus stands a part of 1 to 32 letters a to z and digits", s)
	}
	p.Part = of
	return p, err
}

// ParsePeriod reads a whole period as String prints it. The error says which forms exist.
func ParsePeriod(s string) (Period, error) {
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return PeriodOf(Daily, t), nil
	}
	if t, err := time.Parse("2006-01", s); err == nil {
		return PeriodOf(Monthly, t), nil
	}
	year, n, ok := strings.Cut(s, "-")
	y, err := strconv.Atoi(year)
	if err == nil && y >= 1900 && y <= 2200 {
		if !ok {
			return Period{Cadence: Yearly, Year: y, N: 1}, nil
		}
		if p, ok := part(y, n); ok {
			return p, nil
		}
	}
	return Period{}, fmt.Errorf("period %q: write 2025-03-15, 2025-03, 2025-Q1, 2025-H1 or 2025", s)
}

var partForm = regexp.MustCompile(`^[a-z0-9]{1,32}$`)

func part(year int, s string) (Period, bool) {
	for _, k := range []struct {
		prefix  string
		cadence Cadence
		most    int
	}{{"Q", Quarterly, 4}, {"H", HalfYearly, 2}} {
		digits, ok := strings.CutPrefix(s, k.prefix)
		if n, err := strconv.Atoi(digits); ok && err == nil && len(digits) == 1 && n >= 1 && n <= k.most {
			return Period{Cadence: k.cadence, Year: year, N: n}, true
		}
	}
	return Period{}, false
}

// Fits reports whether a period of this form can answer a cadence.
func (p Period) Fits(c Cadence) bool {
	return p.Cadence == c || c == OnChange && p.Cadence == Daily
}
