package synthetic

import (
	"slices"
	"strconv"
	"time"

	"nsk/connectors/contract"
	"nsk/schedules/calendar"
)

// page is what a source answers for a period: its rows, and the day they are published.
type page struct {
	rows [][]string
	from calendar.Day
}

// pageOf answers for a period, and false if the republic has none such.
func (r *Republic) pageOf(source string, p contract.Period) (page, bool) {
	got, ok := r.rawPageOf(source, p)
	return r.spoiledPage(source, p, got), ok
}

// rawPageOf is pageOf without what the book of defects plants.
func (r *Republic) rawPageOf(source string, p contract.Period) (page, bool) {
	start, end := p.Bounds()
	first, last := calendar.DayOf(start), calendar.DayOf(end)-1
	if first < r.volume.first || last > r.date(12, 31) {
		return page{}, false
	}
	switch p.Cadence {
	case "daily":
		return r.daily(source, first)
	case "monthly":
		return r.monthly(source, r.month(first), first)
	case "half-yearly":
		return r.halfYearly(source, last)
	case "yearly":
		return page{r.people(first), max(first, r.date(1, 1))}, source == "population"
	}
	return page{}, false
}

func (r *Republic) daily(source string, day calendar.Day) (page, bool) {
	switch source {
	case "support-requests":
		return page{r.support(day), day + 1}, true
	case "incidents":
		return page{r.incidents(day), day + 1}, true
	}
	return page{}, false
}

// monthly answers on the fifth of the next month; vacancies of the year before are there
// from the first day.
func (r *Republic) monthly(source string, m int, first calendar.Day) (page, bool) {
	if source == "vacancies" {
		if m == 0 {
			return page{r.vacancies(first), r.date(1, 1)}, true
		}
		return page{r.vacancies(first), r.date(time.Month(m+1), 5)}, true
	}
	if m == 0 && first.Month() != time.December {
		return page{}, false
	}
	end := r.date(time.Month(m+1), 1) - 1
	tables := map[string]func(calendar.Day) [][]string{
		"accredited-centres": r.accredited, "discontinued-centres": r.discontinued, "centre-founders": r.founders,
		"professional-standards": r.standardRows, "registrations": r.registrations,
	}
	make, ok := tables[source]
	if !ok {
		return page{}, false
	}
	return page{make(end), end + 5}, true
}

func (r *Republic) halfYearly(source string, last calendar.Day) (page, bool) {
	half := 0
	if last.Year() == r.year {
		half = 1
	}
	from := []calendar.Day{r.date(1, 9), r.date(7, 8)}[half]
	if r.defects != nil && last == r.date(12, 31) { // a rule of the register cannot be broken before
		half, from = 1, r.date(12, 31)+9
	} else if last != r.date(1, 1)-1 && last != r.date(6, 30) {
		return page{}, false
	}
	switch source {
	case "profession-registry":
		return page{r.registry(half), from}, true
	case "programmes-higher":
		return page{r.higher(half), from}, true
	}
	return page{}, false
}

// registry is the register of professions: the last two entered it in the year.
func (r *Republic) registry(half int) (out [][]string) {
	for _, o := range r.offers {
		p := r.professions[o.profession]
		out = append(out, []string{p.code, p.ru, p.kk, display(o.level, p.ru), p.nkz, strconv.Itoa(o.level), p.sector,
			strconv.FormatBool(p.mandatory), p.standardOf(), text(p.included), ""})
	}
	return out
}

// standardRows are the standards approved by a day, one row a profession and level.
func (r *Republic) standardRows(by calendar.Day) (out [][]string) {
	for _, s := range r.standards() {
		if s.approved > by {
			continue
		}
		for _, n := range s.professions {
			p := r.professions[n]
			for _, level := range p.levels {
				out = append(out, []string{s.code, s.ru, s.kk, s.body, s.sector, text(s.approved), text(s.from), text(s.to), text(s.revisionOn), p.code, strconv.Itoa(level)})
			}
		}
	}
	return out
}

// state is what the register says of a certificate on a day.
func (k *certificate) state(by calendar.Day) (status string, on calendar.Day) {
	status, on = "issued", k.issued
	if k.reissued {
		status = "reissued"
	}
	for _, s := range []struct {
		name string
		on   calendar.Day
	}{{"withdrawn", k.withdrawn}, {"resumed", k.resumed}, {"terminated", k.ends}} {
		if !s.on.IsZero() && s.on <= by {
			status, on = s.name, s.on
		}
	}
	return status, on
}

// accredited is the list of centres: certificates that reach into the republic's two years
// and are known by a day, with their scope.
func (r *Republic) accredited(by calendar.Day) (out [][]string) {
	for i := range r.centres {
		c := &r.centres[i]
		for _, k := range c.certificates {
			if k.issued > by || k.validTo < r.volume.first {
				continue
			}
			status, on := k.state(by)
			for _, s := range c.scope {
				if s.from <= by && s.from <= k.validTo {
					o := r.offers[s.offer]
					out = append(out, []string{c.bin, c.ru, c.kk, c.region, k.no, text(k.issued), text(k.validTo), status, text(on),
						r.professions[o.profession].code, strconv.Itoa(o.level), text(s.from), text(s.to)})
				}
			}
		}
	}
	return out
}

// discontinued lists terminated certificates, and from May one that is accredited still.
func (r *Republic) discontinued(by calendar.Day) (out [][]string) {
	for i := range r.centres {
		c := &r.centres[i]
		on := c.last().ends
		if c.role == contradicted {
			on = r.date(5, 6)
		}
		if !on.IsZero() && on <= by {
			out = append(out, []string{c.bin, c.last().no, text(on), "Решение органа по аккредитации", "Аккредиттеу жөніндегі органның шешімі"})
		}
	}
	return out
}

func (r *Republic) founders(by calendar.Day) (out [][]string) {
	for i := range r.centres {
		c := &r.centres[i]
		for _, f := range c.founders {
			if c.certificates[0].issued <= by {
				out = append(out, []string{c.bin, f.bin, f.name, text(f.since), ""})
			}
		}
	}
	return out
}

// registrations are those whose duty arose in the month that ends on a day; the first
// month holds all of the year before.
func (r *Republic) registrations(end calendar.Day) [][]string {
	return slices.DeleteFunc(r.allRegistrations(), func(row []string) bool {
		day, err := calendar.ParseDay(row[2])
		return err != nil || r.month(day) != r.month(end)
	})
}

// allRegistrations are due within five working days after a first certificate, ten for
// bodies; one new centre of three takes eight (planted).
func (r *Republic) allRegistrations() (out [][]string) {
	start := r.date(1, 20) - 366
	out = append(out, []string{"national-chamber", "chamber", text(start), text(r.wd(start, 6))})
	for i, body := range r.stateBodies() {
		out = append(out, []string{body, "state-body", text(start), text(r.wd(start, 2+i%7))})
	}
	for i := range r.centres {
		k := r.centres[i].certificates[0]
		term := 1 + i%4
		if i/10%3 == 2 {
			term = 8
		}
		if k.issued >= r.volume.first {
			out = append(out, []string{r.centres[i].bin, "centre", text(k.issued), text(r.wd(k.issued, term))})
		}
	}
	return out
}
