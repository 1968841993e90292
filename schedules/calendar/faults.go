package calendar

import (
	"fmt"
	"time"
)

// A told names a place of the file and what is wrong there.
type told func(path, format string, args ...any) error

// zone is where days are counted. There is one for the whole country since 1 March 2024.
const zone = "Asia/Almaty"

// faults lists everything that is wrong with the facts.
func (f *facts) faults(at told) (list []error) {
	if f.Zone != zone {
		list = append(list, at("$.zone", "zone %q: days are counted in one zone; write zone: %s", f.Zone, zone))
	}
	if f.FirstYear < 1971 || f.LastYear < f.FirstYear || f.LastYear > 2200 {
		return append(list, at("$.last_year", "years %d to %d make no table; write first_year and last_year, such as 2023 and 2030", f.FirstYear, f.LastYear))
	}
	list = append(list, f.badDays(at)...)
	list = append(list, f.badKurbanAit(at)...)
	for i, s := range f.Swaps.Days {
		if weekend(s.Off) || !weekend(s.Worked) {
			list = append(list, at(fmt.Sprintf("$.swaps.days[%d]", i), "swap of %v for %v: a weekday must be free for a weekend day", s.Off, s.Worked))
		}
	}
	for i, r := range f.Revoked {
		if r.Kind != RevokedDayOff && r.Kind != RevokedHoliday {
			list = append(list, at(fmt.Sprintf("$.revoked[%d]", i), "revoked %v: kind %q is not a revocation; write %s or %s", r.Date, r.Kind, RevokedDayOff, RevokedHoliday))
		}
	}
	return list
}

// badDays tells the days of holidays that not every year has.
func (f *facts) badDays(at told) (list []error) {
	bad := func(path, text string) {
		// 2023 is no leap year, so 02-29 is refused: it would fall on 1 March in most years.
		if _, err := time.Parse(dayLayout, "2023-"+text); err != nil {
			list = append(list, at(path, "%q is not a day of every year written as MM-DD", text))
		}
	}
	for i, h := range f.Holidays {
		for k, text := range h.Days {
			bad(fmt.Sprintf("$.holidays[%d].days[%d]", i, k), text)
		}
	}
	for i, r := range f.Religious {
		bad(fmt.Sprintf("$.religious[%d].day", i), r.Day)
	}
	return list
}

// badKurbanAit tells the years of the table whose Курбан-айт is not known: no rule gives it.
func (f *facts) badKurbanAit(at told) (list []error) {
	known := make(map[int]bool)
	for i, k := range f.KurbanAit.Days {
		if !k.RevokedOn.IsZero() && k.RevokedOn < k.KnownFrom {
			list = append(list, at(fmt.Sprintf("$.kurban_ait.days[%d]", i), "%v was revoked before it was known", k.Date))
		}
		known[k.Date.Year()] = known[k.Date.Year()] || k.RevokedOn.IsZero()
	}
	for year := f.FirstYear; year <= f.LastYear; year++ {
		if !known[year] {
			list = append(list, at("$.kurban_ait.days", "%d has no Курбан-айт; add its date, with estimated: true while it is not confirmed", year))
		}
	}
	return list
}
