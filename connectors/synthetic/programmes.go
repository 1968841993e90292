package synthetic

import (
	"fmt"
	"strconv"
	"time"

	"nsk/schedules/calendar"
)

// programme is an educational programme: technical and vocational, or higher.
type programme struct {
	profession, level int
	region, code      string
	based             bool
	included          calendar.Day
	excluded          bool // in the snapshot of the first half of the year
}

// programmes teach two professions of three, in some regions each. Every other programme
// names the standard of its profession, lapsed ones included (planted).
func (r *Republic) programmes(higher bool) (out []programme) {
	for i, o := range r.offers {
		p := r.professions[o.profession]
		if higher != (o.level >= 6) || !higher && o.level < 3 || i%3 == 2 && p.standard != "lapsed" {
			continue
		}
		d := r.dice(tagProgramme, i)
		for n := range d.between(3, 8) {
			out = append(out, programme{profession: o.profession, level: o.level, region: r.regions[d.below(len(r.regions))].code,
				code: programmeCode(higher, o.level, i, n), based: p.standard != "none" && d.permille(550),
				included: calendar.Date(r.year-1-d.below(4), time.Month(1+d.below(12)), 1), excluded: d.permille(50)})
		}
	}
	return out
}

func programmeCode(higher bool, level, i, n int) string {
	if !higher {
		return fmt.Sprintf("%02dT%05d", level, i*100+n)
	}
	if n%4 == 3 { // interdisciplinary programmes are written with spaces
		return fmt.Sprintf("%d%s%02d %03d %02d", level, string("BMD"[level-6]), 4+i%9, i, n)
	}
	return fmt.Sprintf("%d%s%02d%03d%02d", level, string("BMD"[level-6]), 4+i%9, i, n)
}

// standard is the code of the standard a programme names, or empty.
func (p *programme) standard(r *Republic) string {
	if !p.based {
		return ""
	}
	return r.professions[p.profession].standardOf()
}

// live reports whether the programme is in the register of a half year.
func (p *programme) live(half int) bool { return half == 0 || !p.excluded }

func (r *Republic) tvet(half int) (out [][]string) {
	for _, p := range r.programmes(false) {
		status, until := "included", ""
		if !p.live(half) {
			status, until = "excluded", text(r.date(3, 31))
		}
		f := r.professions[p.profession]
		out = append(out, []string{p.code, f.ru, f.kk, p.region, strconv.Itoa(p.level), f.code, p.standard(r),
			strconv.FormatBool(p.based), status, text(p.included), until})
	}
	return out
}

func (r *Republic) higher(half int) (out [][]string) {
	for _, p := range r.programmes(true) {
		status, changed := "1", instant(p.included, 10*3600)
		if !p.live(half) {
			status, changed = "2", instant(r.date(3, 31), 10*3600)
		}
		f := r.professions[p.profession]
		out = append(out, []string{p.code, f.ru, f.kk, p.region, f.code, p.standard(r), strconv.FormatBool(p.based),
			status, text(p.included), changed.Format(time.RFC3339)})
	}
	return out
}
