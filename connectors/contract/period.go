package contract

import (
	"fmt"
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
// the year, months, quarters or halves from 1, and is 1 for a year.
type Period struct {
	Cadence Cadence
	Year, N int
}

// PeriodOf returns the period of the cadence that contains the day.
func PeriodOf(c Cadence, day time.Time) Period {
	month := int(day.Month())
	switch c {
	case Monthly:
		return Period{c, day.Year(), month}
	case Quarterly:
		return Period{c, day.Year(), (month + 2) / 3}
	case HalfYearly:
		return Period{c, day.Year(), (month + 5) / 6}
	case Yearly:
		return Period{c, day.Year(), 1}
	}
	return Period{Daily, day.Year(), day.YearDay()}
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
// 2025-03-15, 2025-03, 2025-Q1, 2025-H1, 2025.
func (p Period) String() string {
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

// ParsePeriod reads what String prints. The error says which forms exist.
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
			return Period{Yearly, y, 1}, nil
		}
		if p, ok := part(y, n); ok {
			return p, nil
		}
	}
	return Period{}, fmt.Errorf("period %q: write 2025-03-15, 2025-03, 2025-Q1, 2025-H1 or 2025", s)
}

func part(year int, s string) (Period, bool) {
	for _, k := range []struct {
		prefix  string
		cadence Cadence
		most    int
	}{{"Q", Quarterly, 4}, {"H", HalfYearly, 2}} {
		digits, ok := strings.CutPrefix(s, k.prefix)
		if n, err := strconv.Atoi(digits); ok && err == nil && len(digits) == 1 && n >= 1 && n <= k.most {
			return Period{k.cadence, year, n}, true
		}
	}
	return Period{}, false
}

// Fits reports whether a period of this form can answer a cadence.
func (p Period) Fits(c Cadence) bool {
	return p.Cadence == c || c == OnChange && p.Cadence == Daily
}
