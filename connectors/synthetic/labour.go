package synthetic

import (
	"strconv"
	"time"

	"nsk/schedules/calendar"
)

// resumeSeason and vacancySeason are shares of the average month: résumés peak in July.
var (
	resumeSeason  = [12]int{900, 1080, 790, 960, 900, 915, 1235, 1100, 1050, 980, 845, 595}
	vacancySeason = [12]int{850, 950, 1100, 1150, 1100, 1050, 950, 1000, 1150, 1100, 915, 685}
)

// vacancies are those of a month by region and unit group, in proportion to population. One
// pair of ten has none in any month: not every occupation is in demand everywhere.
func (r *Republic) vacancies(first calendar.Day) (out [][]string) {
	people := 0
	for _, g := range r.regions {
		people += g.population
	}
	for i, g := range r.regions {
		for k, u := range r.units {
			pair := r.dice(tagVacancy, i*1000+k)
			if pair.permille(100) {
				continue
			}
			share := pair.between(300, 1700)
			d := r.dice(tagVacancy, int(first)*100_000+i*1000+k)
			n := r.par.vacancies * (g.population / 1000) / (people / 1000) * share / 1000 / len(r.units)
			n = n * vacancySeason[first.Month()-1] / 1000 * d.between(850, 1150) / 1000
			m := n * resumeSeason[first.Month()-1] / vacancySeason[first.Month()-1] * pair.between(600, 1600) / 1000
			out = append(out, []string{text(first), g.code, u.code, strconv.Itoa(n + 1), strconv.Itoa(m)})
		}
	}
	return out
}

// demanded reports whether a unit group has vacancies in a region.
func (r *Republic) demanded(region, unit int) bool {
	pair := r.dice(tagVacancy, region*1000+unit)
	return !pair.permille(100)
}

// people is the population at the beginning of a year: it grows by one hundredth.
func (r *Republic) people(first calendar.Day) (out [][]string) {
	for _, g := range r.regions {
		n := g.population
		if first.Year() < r.year {
			n = n * 100 / 101
		}
		out = append(out, []string{strconv.Itoa(first.Year()), g.code, strconv.Itoa(n)})
	}
	return out
}

// index is Taldau's answer for one term.
type index struct {
	Names   []string     `json:"termNames"`
	Terms   []string     `json:"terms"`
	Periods []indexValue `json:"periods"`
}

type indexValue struct {
	Name  string `json:"name"`
	Date  string `json:"date"` // DD.MM.YYYY
	Value string `json:"value"`
}

// employed is Taldau's answer for a quarter.
func (r *Republic) employed(q int) (out []index) {
	name := r.quarterName(q)
	for _, row := range r.spoiled("labour-statistics", "statistics-bureau", name, r.employedRows(q)) {
		out = append(out, index{[]string{row[1]}, []string{row[0]}, []indexValue{{name, row[2], row[3]}}})
	}
	return out
}

// employedRows is the employed population at the end of a quarter, the whole country first.
func (r *Republic) employedRows(q int) [][]string {
	end := r.quarterEnd(q).Time().Format("02.01.2006")
	terms := map[string]string{}
	for term, code := range r.contract("labour-statistics").Column("region").Map {
		terms[code] = term
	}
	value := func(code, name string, n int) []string {
		return []string{terms[code], name, end, strconv.Itoa(n)}
	}
	out, total := [][]string{nil}, 0
	for i, g := range r.regions {
		d := r.dice(tagLabour, q*100+i)
		n := g.population * d.between(440, 475) / 1000
		total += n
		out = append(out, value(g.code, g.ru, n))
	}
	out[0] = value("00", "Республика Казахстан", total)
	return out
}

// employedFrom is the day on which a quarter is published: six weeks after its end.
func (r *Republic) employedFrom(q int) calendar.Day {
	return r.date(time.Month(2+3*q), 12)
}
