package words

import (
	"fmt"
	"strconv"
	"time"
)

// Date is a calendar day.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the calendar day of t in the location of t.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// In shows the date in a sentence: 15 декабря 2025 года, 2025 жылғы 15 желтоқсан.
func (d Date) In(l Lang) string {
	if l == RU {
		return fmt.Sprintf("%s %d года", d.dayRU(), d.Year)
	}
	return d.kazakh("kk")
}

// Short shows the date in tables and messages, the same in both languages:
// 15.12.2025.
func (d Date) Short() string { return fmt.Sprintf("%02d.%02d.%04d", d.Day, d.Month, d.Year) }

// Clock shows the moment t in tables and messages: 15.12.2025, 14:05.
func Clock(t time.Time) string {
	return DateOf(t).Short() + t.Format(", 15:04")
}

func (d Date) dayRU() string { return fmt.Sprintf("%d %s", d.Day, month(d.Month)["gen"]) }

// kazakh puts the ending on the month: day and year are digits without endings.
func (d Date) kazakh(column string) string {
	return fmt.Sprintf("%d жылғы %d %s", d.Year, d.Day, month(d.Month)[column])
}

// show knows the Kazakh forms gen, dat (… дейін), abl (… кешіктірмей, …
// бастап), loc (when) and at (… жағдай бойынша). A Russian date has one form after
// every preposition. The form short is 15.12.2025 in both.
func (d Date) show(l Lang, form string) (string, error) {
	switch {
	case d.valid() != nil:
		return "", d.valid()
	case form == "":
		return d.In(l), nil
	case form == "short":
		return d.Short(), nil
	case l == KK:
		switch Case(form) {
		case Gen, Dat, Abl, Loc, At:
			return d.kazakh("kk_" + form), nil
		}
	}
	return "", fmt.Errorf("a date has no form %q in %s", form, l)
}

func (d Date) valid() error {
	if d != DateOf(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)) {
		return fmt.Errorf("no date %s", d.Short())
	}
	return nil
}

// Days is a range of days, both included: 1 января – 30 ноября 2025 года.
type Days struct{ From, To Date }

func (r Days) show(l Lang, form string) (string, error) {
	if form != "" {
		return "", fmt.Errorf("a range of days has no form %q", form)
	}
	from, err := r.From.show(l, "")
	if err != nil {
		return "", err
	}
	to, err := r.To.show(l, "")
	switch {
	case err != nil:
		return "", err
	case r.From.Year == r.To.Year && l == RU:
		from = r.From.dayRU()
	case r.From.Year == r.To.Year:
		to = fmt.Sprintf("%d %s", r.To.Day, month(r.To.Month)["kk"])
	}
	return from + " – " + to, nil
}

// MonthName is the name of a month alone, in lower case: декабрь, желтоқсан.
func MonthName(l Lang, m time.Month) string {
	if l == RU {
		return month(m)["nom"]
	}
	return month(m)["kk"]
}

func month(m time.Month) map[string]string {
	row, ok := months().rows[strconv.Itoa(int(m))]
	if !ok {
		panic(fmt.Sprintf("words: no month %d", int(m)))
	}
	return row
}
