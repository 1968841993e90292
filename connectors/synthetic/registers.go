package synthetic

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"

	"nsk/connectors/contract"
	"nsk/schedules/calendar"
)

// bodyFiles are the drop files of bodies that appear on a day.
func (r *Republic) bodyFiles(day calendar.Day) []file {
	var out []file
	if day == r.date(1, 3) {
		out = append(out, r.classifiers(text(day))...)
		out = append(out, r.frameworks(text(day))...)
	}
	if day == r.date(10, 7) {
		out = append(out, r.newFramework(text(day)))
	}
	if day == r.date(6, 2) {
		out = append(out, r.lateFramework(text(day)))
	}
	if acts := r.acts(day); acts != nil {
		out = append(out, r.actsFile(text(day), acts))
	}
	for half, on := range map[int]calendar.Day{0: r.date(1, 9), 1: r.date(7, 8)} {
		if day == on {
			out = append(out, r.halfYear(half)...)
		}
	}
	for q := range 4 {
		if day == r.date(time.Month(1+3*q), 9) {
			out = append(out, r.quarter(q)...)
		}
	}
	return out
}

// classifiers are published once, and nothing in them changes in the year.
func (r *Republic) classifiers(period string) []file {
	return []file{
		r.register("national-framework", "authorised-body", period, r.levels(r.date(1, 1)-200)),
		r.register("occupation-classifier", "authorised-body", period, r.occupations()),
		r.register("isco-08", "statistics-bureau", period, rows("isco")),
		r.register("activities", "statistics-bureau", period, r.activities()),
		r.register("territories", "statistics-bureau", period, r.territories()),
	}
}

func (r *Republic) levels(from calendar.Day) (out [][]string) {
	for _, f := range rows("framework") {
		out = append(out, []string{f[0], f[1], f[2], text(from)})
	}
	return out
}

// newFramework is the framework approved in September, as JSON Lines.
func (r *Republic) newFramework(period string) file {
	var b bytes.Buffer
	for _, row := range r.levels(r.date(10, 1)) {
		line, _ := json.Marshal(object(r.contract("national-framework"), row)) // strings and numbers
		b.Write(append(line, '\n'))
	}
	return file{"national-framework", "authorised-body_" + period + ".jsonl", b.Bytes()}
}

// occupations are the units in use with their ancestors and groups. Names of the steps
// between are numbers: the official names are not part of the republic.
func (r *Republic) occupations() (out [][]string) {
	for _, f := range rows("isco") {
		ru, kk := "Группа "+f[0], f[0]+"-топ"
		for _, u := range r.units {
			if u.code == f[0] {
				ru, kk = u.ru, u.kk
			}
		}
		out = append(out, []string{f[0], f[1], f[2], ru, kk})
	}
	out = append(out, []string{"X", "major", "", "Группа X", "X-топ"})
	for _, p := range r.professions {
		out = append(out, []string{p.nkz, "group", p.unit, p.ru, p.kk})
	}
	return out
}

func (r *Republic) activities() (out [][]string) {
	for _, s := range r.sectors {
		out = append(out, []string{s.code, s.ru, s.kk, s.divisions, s.body})
	}
	return out
}

// territories are the regions and two synthetic districts in each.
func (r *Republic) territories() (out [][]string) {
	for _, g := range r.regions {
		out = append(out, []string{g.code + "0000000", "synthetic", "oblast", "0", g.ru, g.kk})
		level, kind := "district", "2"
		if g.code >= "70" { // districts of cities stand one step lower
			level, kind = "sub_district", "1"
		}
		for n := 1; n <= 2; n++ {
			name := strconv.Itoa(n)
			out = append(out, []string{district(g.code, n), "synthetic", level, kind, "Учебный район " + name, "Оқу ауданы " + name})
		}
	}
	return out
}

// frameworks are those of the state bodies that have approved one.
func (r *Republic) frameworks(period string) (out []file) {
	for _, body := range r.stateBodies() {
		if rows := r.frameworkOf(body, true, r.date(1, 1)-240); len(rows) > 0 {
			out = append(out, r.register("sector-frameworks", body, period, rows))
		}
	}
	return out
}

// lateFramework comes in the middle of the year: that of the body for ecology.
func (r *Republic) lateFramework(period string) file {
	return r.register("sector-frameworks", "sb-ecology", period, r.frameworkOf("sb-ecology", false, r.date(5, 26)))
}

func (r *Republic) frameworkOf(body string, approved bool, on calendar.Day) (out [][]string) {
	for _, s := range r.sectors {
		if s.body != body || s.framework != approved {
			continue
		}
		for level := 1; level <= 8; level++ {
			out = append(out, []string{s.code, strconv.Itoa(level), text(on), ""})
		}
	}
	return out
}

func (r *Republic) stateBodies() (out []string) {
	all := r.contract("sector-councils").Providers(r.bodies)
	for _, b := range all {
		out = append(out, b.ID)
	}
	return out
}

// acts are the acts known on a day, if one became known on it.
func (r *Republic) acts(day calendar.Day) [][]string {
	for _, f := range rows("acts") {
		if r.dated(f[7]) == day {
			return r.actsKnown(day)
		}
	}
	return nil
}

func (r *Republic) actsKnown(day calendar.Day) (out [][]string) {
	for _, f := range rows("acts") {
		if r.dated(f[7]) <= day {
			out = append(out, []string{f[0], f[1], f[2], text(r.dated(f[3])), text(r.dated(f[4])), text(r.dated(f[5])), text(r.dated(f[6]))})
		}
	}
	return out
}

// actsFile is CSV in January and a JSON array later: the contract allows both.
func (r *Republic) actsFile(period string, acts [][]string) file {
	if period == text(r.date(1, 3)) {
		return r.register("legal-acts", "authorised-body", period, acts)
	}
	return file{"legal-acts", "authorised-body_" + period + ".json", array(r.contract("legal-acts"), acts)}
}

// array writes rows as a JSON array.
func array(c *contract.Contract, rows [][]string) []byte {
	list := make([]map[string]any, 0, len(rows))
	for _, row := range rows {
		list = append(list, object(c, row))
	}
	b, err := json.Marshal(list)
	if err != nil {
		panic(err) // strings, numbers, booleans
	}
	return b
}
