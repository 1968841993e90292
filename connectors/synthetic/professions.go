package synthetic

import (
	"fmt"
	"strings"
	"time"

	"nsk/schedules/calendar"
)

// profession is a profession of the register.
type profession struct {
	code, nkz, unit, sector string
	ru, kk                  string
	levels                  []int
	mandatory               bool
	standard                string // current, overdue (revision date passed), lapsed, none
	pass                    int    // usual pass rate of the procedure, in thousandths
	weight                  int    // popularity among candidates
	included                calendar.Day
}

// offer is a profession at a level: what one can be recognised in.
type offer struct{ profession, level int }

func (r *Republic) newProfessions() []profession {
	var out []profession
	seen := map[string]int{}
	for i, f := range rows("professions") {
		seen[f[0]]++
		p := profession{
			unit: f[0], sector: f[2], mandatory: f[3] == "1", standard: f[4], ru: f[5], kk: f[6],
			nkz:  fmt.Sprintf("%s-%d", f[0], seen[f[0]]),
			pass: r.par.passLow + mixed(i, r.par.passHigh-r.par.passLow), weight: max(1, 12-i/8),
			included: calendar.Date(r.year-1, time.Month(1+i%6), 10),
		}
		p.code = fmt.Sprintf("%s-%03d", p.nkz, 1+i*7)
		for l := range strings.SplitSeq(f[1], ",") {
			p.levels = append(p.levels, number(l))
		}
		out = append(out, p)
	}
	return out
}

// mixed spreads the counter i over 0..n-1.
func mixed(i, n int) int { return int(mix(uint64(i)) % uint64(n)) }

func offersOf(all []profession) []offer {
	var out []offer
	for i, p := range all {
		for _, l := range p.levels {
			out = append(out, offer{i, l})
		}
	}
	return out
}

// unit is a unit group of the classifier of occupations; synthetic names: that of its
// first profession.
type unit struct {
	code, ru, kk string
	professions  []int // none: demand without a route
}

func unitsOf(all []profession) []unit {
	var out []unit
	at := map[string]int{}
	for i, p := range all {
		n, known := at[p.unit]
		if !known {
			n = len(out)
			at[p.unit] = n
			out = append(out, unit{code: p.unit, ru: p.ru, kk: p.kk})
		}
		out[n].professions = append(out[n].professions, i)
	}
	for _, f := range rows("demand") {
		out = append(out, unit{code: f[0], ru: f[1], kk: f[2]})
	}
	return out
}

// standard is a professional standard: one for each unit group that has a profession with one.
type standard struct {
	code, ru, kk, body, sector     string
	approved, from, to, revisionOn calendar.Day
	professions                    []int
}

// standards returns the standards of the republic, in order of their units. Their fate is
// that of their first profession.
func (r *Republic) standards() []standard {
	var out []standard
	for i, u := range r.units {
		s := standard{code: "PS-" + u.code, ru: u.ru, kk: u.kk}
		for _, n := range u.professions {
			if p := r.professions[n]; p.standard != "none" {
				s.professions = append(s.professions, n)
			}
		}
		if len(s.professions) > 0 {
			first := r.professions[s.professions[0]]
			s.sector, s.body = first.sector, r.bodyOf(first.sector)
			r.dateStandard(&s, i, first.standard)
			out = append(out, s)
		}
	}
	return out
}

func (r *Republic) dateStandard(s *standard, i int, fate string) {
	s.approved = calendar.Date(r.year-1-i%3, time.Month(1+i%10), 5+i%20)
	if i%9 == 0 { // approved in the year itself
		s.approved = r.date(time.Month(2+i/9), 14)
	}
	s.from, s.revisionOn = s.approved+10, years(s.approved, 5)
	switch fate {
	case "overdue":
		s.approved = calendar.Date(r.year-5, 3, 1+i%25)
		s.from, s.revisionOn = s.approved+10, r.date(time.Month(1+i%6), 15)
	case "lapsed":
		s.approved = calendar.Date(r.year-6, 4, 1+i%25)
		s.from, s.revisionOn, s.to = s.approved+10, 0, r.date(time.Month(2+i%5), 28)
	}
}

func (r *Republic) bodyOf(sector string) string {
	for _, s := range r.sectors {
		if s.code == sector {
			return s.body
		}
	}
	panic("profession of a sector that does not exist: " + sector)
}

// standardOf is the code of a profession's standard, or empty.
func (p *profession) standardOf() string {
	if p.standard == "none" {
		return ""
	}
	return "PS-" + p.unit
}
