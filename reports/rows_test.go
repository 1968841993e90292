package reports

import (
	"fmt"
	"slices"
	"strings"
)

// The window of the small republic, as text: ISO dates compare as strings.
const (
	p0, p1, r0, asOf = "2025-01-01", "2025-10-31", "2024-11-01", "2025-11-20"
)

type line = map[string]string

func within(d, from, to string) bool { return d != "" && from <= d && d <= to }

// live tells whether an interval from/to (inclusive, empty end open) holds a day.
func live(l line, from, to, day string) bool {
	return l[from] != "" && l[from] <= day && (l[to] == "" || l[to] >= day)
}

func vf(l line, day string) bool { return live(l, "vf", "vt", day) }

func (r republic) where(table string, keep func(line) bool) []line {
	var list []line
	for _, l := range r.tables[table] {
		if keep(l) {
			list = append(list, l)
		}
	}
	return list
}

func distinct(list []line, columns ...string) int {
	seen := map[string]bool{}
	for _, l := range list {
		var key []string
		for _, c := range columns {
			key = append(key, l[c])
		}
		seen[strings.Join(key, "\x00")] = true
	}
	return len(seen)
}

func is(column string, values ...string) func(line) bool {
	return func(l line) bool { return slices.Contains(values, l[column]) }
}

func inPeriod(column string) func(line) bool {
	return func(l line) bool { return within(l[column], p0, p1) }
}

func all(conditions ...func(line) bool) func(line) bool {
	return func(l line) bool {
		return !slices.ContainsFunc(conditions, func(c func(line) bool) bool { return !c(l) })
	}
}

func not(c func(line) bool) func(line) bool { return func(l line) bool { return !c(l) } }

func (r republic) register() []line {
	return r.where("core.profession", func(l line) bool { return vf(l, p1) })
}

func (r republic) any(table string, c func(line) bool) bool { return len(r.where(table, c)) > 0 }

func (r republic) standardInForce(id string) bool {
	return r.any("core.standard", func(s line) bool { return s["standard"] == id && live(s, "in_force_from", "in_force_to", p1) })
}

func (r republic) hasStandard(profession string) bool {
	return r.any("core.standard_profession", func(l line) bool { return l["profession"] == profession && r.standardInForce(l["standard"]) })
}

func (r republic) hasProgramme(profession string) bool {
	return r.any("core.programme_profession", func(l line) bool {
		return l["profession"] == profession && r.any("core.programme", func(g line) bool { return g["programme"] == l["programme"] && vf(g, p1) })
	})
}

// served are the centres that may recognise a profession on the last day.
func (r republic) served(profession, region string) []string {
	var list []string
	for _, s := range r.where("core.centre_scope", func(l line) bool { return l["profession"] == profession && vf(l, p1) }) {
		active := r.any("core.centre_active", func(a line) bool { return a["centre"] == s["centre"] && vf(a, p1) })
		there := region == "" || r.any("core.centre", func(c line) bool { return c["centre"] == s["centre"] && c["region"] == region })
		if active && there && !slices.Contains(list, s["centre"]) {
			list = append(list, s["centre"])
		}
	}
	return list
}

func (r republic) covered(centre, profession, level, day string) bool {
	return r.any("core.centre_scope", func(s line) bool {
		return s["centre"] == centre && s["profession"] == profession && s["level"] == level && vf(s, day)
	}) && r.any("core.centre_active", func(a line) bool { return a["centre"] == centre && vf(a, day) })
}

func among(list []line, c func(line) bool) int {
	n := 0
	for _, l := range list {
		if c(l) {
			n++
		}
	}
	return n
}

// wd counts working days from a, excluded, to b, included, on the loaded days.
func (r republic) wd(a, b string) int {
	var n int
	err := r.db.QueryRow("SELECT COUNT(*) FROM reference.day WHERE working AND day > CAST(? AS DATE) AND day <= CAST(? AS DATE)", a, b).Scan(&n)
	if err != nil {
		panic(err)
	}
	return n
}

func (r republic) vacancies(c func(line) bool) int {
	sum := 0
	for _, v := range r.where("core.vacancy_month", c) {
		var n int
		fmt.Sscan(v["vacancies"], &n)
		sum += n
	}
	return sum
}
