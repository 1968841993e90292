package calendar

import "time"

// A view is the whole table as it was known from one day on.
type view struct {
	from  Day    // knowledge from this day on
	first Day    // the first day of the table
	infos []Info // one per day
	// worked[i] is the number of working days before the i-th day, so that a
	// count between two days is one subtraction.
	worked []int32
}

func newView(f *facts, known Day) *view {
	first, end := Date(f.FirstYear, time.January, 1), Date(f.LastYear+1, time.January, 1)
	v := &view{from: known, first: first, infos: make([]Info, end-first), worked: make([]int32, end-first+1)}
	for i := range v.infos {
		v.infos[i] = Info{Date: first + Day(i), Kind: Workday}
		if weekend(v.infos[i].Date) {
			v.infos[i].Kind = Weekend
		}
	}
	v.addHolidays(f)
	v.addReligious(f)
	v.addSwaps(f)
	v.carryOver()
	v.addRevoked(f)
	v.count()
	return v
}

// at returns the entry of a day, or nil outside the table.
func (v *view) at(d Day) *Info {
	if d < v.first || int(d-v.first) >= len(v.infos) {
		return nil
	}
	return &v.infos[d-v.first]
}

// plain returns the entry of a day that nothing has marked yet, or nil.
func (v *view) plain(d Day) *Info {
	if e := v.at(d); e != nil && (e.Kind == Workday || e.Kind == Weekend) {
		return e
	}
	return nil
}

func (v *view) addHolidays(f *facts) {
	for _, h := range f.Holidays {
		if h.KnownFrom > v.from {
			continue
		}
		last := f.LastYear
		if h.Abolished.FromYear > 0 && h.Abolished.KnownFrom <= v.from {
			last = h.Abolished.FromYear - 1
		}
		for year := max(h.FromYear, f.FirstYear); year <= last; year++ {
			for _, text := range h.Days {
				*v.at(yearly(year, text)) = Info{Date: yearly(year, text), Kind: PublicHoliday,
					NameKK: h.KK, NameRU: h.RU, KnownFrom: h.KnownFrom, Source: h.Source}
			}
		}
	}
}

func (v *view) addReligious(f *facts) {
	for _, r := range f.Religious {
		for year := f.FirstYear; year <= f.LastYear; year++ {
			if e := v.plain(yearly(year, r.Day)); e != nil {
				*e = Info{Date: e.Date, Kind: ReligiousDayOff, NameKK: r.KK, NameRU: r.RU}
			}
		}
	}
	for _, k := range f.KurbanAit.Days {
		gone := !k.RevokedOn.IsZero() && k.RevokedOn <= v.from
		if e := v.plain(k.Date); e != nil && k.KnownFrom <= v.from && !gone {
			*e = Info{Date: e.Date, Kind: ReligiousDayOff, NameKK: f.KurbanAit.KK, NameRU: f.KurbanAit.RU,
				Estimated: k.Estimated, KnownFrom: k.KnownFrom, Source: k.Source}
		}
	}
}

func (v *view) addSwaps(f *facts) {
	for _, s := range f.Swaps.Days {
		off, worked := v.plain(s.Off), v.plain(s.Worked)
		if off == nil || worked == nil || s.KnownFrom > v.from {
			continue
		}
		*off = Info{Date: s.Off, Kind: SubstitutedDayOff, NameKK: f.Swaps.KKOff, NameRU: f.Swaps.RUOff,
			MovedFrom: s.Worked, KnownFrom: s.KnownFrom, Source: s.Source}
		*worked = Info{Date: s.Worked, Kind: WorkingWeekend, NameKK: f.Swaps.KKWorked, NameRU: f.Swaps.RUWorked,
			KnownFrom: s.KnownFrom, Source: s.Source}
	}
}

// carryOver gives every public holiday that fell on a weekend the next
// working day (Labour Code art. 84 par. 5); several holidays, several days.
func (v *view) carryOver() {
	for i := range v.infos {
		h := v.infos[i]
		if h.Kind != PublicHoliday || !weekend(h.Date) {
			continue
		}
		d := h.Date + 1
		for v.at(d) != nil && v.at(d).Kind != Workday {
			d++
		}
		if e := v.at(d); e != nil {
			*e = Info{Date: d, Kind: CarriedOverDayOff, NameKK: h.NameKK, NameRU: h.NameRU,
				MovedFrom: h.Date, KnownFrom: h.KnownFrom, Source: h.Source}
		}
	}
}

func (v *view) addRevoked(f *facts) {
	for _, r := range f.Revoked {
		if e := v.plain(r.Date); e != nil && r.KnownFrom <= v.from {
			*e = Info{Date: r.Date, Kind: r.Kind, NameKK: r.KK, NameRU: r.RU,
				MovedFrom: r.MovedFrom, KnownFrom: r.KnownFrom}
		}
	}
}

func (v *view) count() {
	for i := range v.infos {
		e := &v.infos[i]
		e.Working = e.Kind.worked(weekend(e.Date))
		v.worked[i+1] = v.worked[i]
		if e.Working {
			v.worked[i+1]++
		}
	}
}

func weekend(d Day) bool {
	return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
}

// yearly returns the day of a year for a text that faults has checked.
func yearly(year int, text string) Day {
	t, err := time.Parse("01-02", text)
	if err != nil {
		panic(err)
	}
	return Date(year, t.Month(), t.Day())
}
