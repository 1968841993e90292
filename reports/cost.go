package reports

import (
	"strconv"

	"nsk/reports/words"
)

// A Cost says in which column of the evidence stands what doing nothing costs.
type Cost struct {
	Column string `yaml:"column"`
	Of     string `yaml:"of"`   // a key of costs
	Once   string `yaml:"once"` // column: cases that agree in it are counted once
}

// costs tell what stays as it is: people, applications, documents or vacancies.
var costs = map[string]words.Text{
	"persons":      {KK: "Шара қабылданбаса, жағдайы өзгермейтін адамдар саны – {n}.", RU: "Число людей, для которых без мер ничего не изменится: {n}."},
	"applications": {KK: "Шара қабылданбаса, жағдайы өзгермейтін өтініштер саны – {n}.", RU: "Число заявлений, по которым без мер ничего не изменится: {n}."},
	"documents":    {KK: "Шара қабылданбаса, жағдайы өзгермейтін құжаттар саны – {n}.", RU: "Число документов, по которым без мер ничего не изменится: {n}."},
	"month":        {KK: "Шара қабылданбаса, жағдайы өзгермейтін бос жұмыс орындары (айына орта есеппен) – {n}.", RU: "Число вакансий (в среднем за месяц), для которых без мер ничего не изменится: {n}."},
	"year":         {KK: "Шара қабылданбаса, жағдайы өзгермейтін бос жұмыс орындары (он екі айда) – {n}.", RU: "Число вакансий (за двенадцать месяцев), для которых без мер ничего не изменится: {n}."},
	"cases":        {KK: "Шара қабылданбаса, осы мәселе бойынша жағдайлар ({n}) сақталады.", RU: "Если меры не принять, по этому вопросу сохранятся случаи: {n}."},
	"people":       {KK: "Шара қабылданбаса, осы мәселе бойынша жағдайлар ({n}) сақталады және адамдарға әсер етуін жалғастырады.", RU: "Если меры не принять, по этому вопросу сохранятся случаи, затрагивающие людей: {n}."},
}

// price is what doing nothing costs: the sum of the column over the findings, or their number
// where a rule names none or one of the numbers may not be said.
func (rec *Recommendation) price(r Rule, own []Finding) error {
	rec.CostOf, rec.CostCount = "cases", len(own)
	if r.Persons {
		rec.CostOf = "people"
	}
	if sum, ok := r.Cost.sum(own); ok {
		rec.CostOf, rec.CostCount = r.Cost.Of, sum
	}
	args := words.Args{"n": words.Int(int64(rec.CostCount))}
	var err error
	if rec.Cost.KK, err = words.RenderText(words.KK, costs[rec.CostOf].KK, args); err != nil {
		return err
	}
	rec.Cost.RU, err = words.RenderText(words.RU, costs[rec.CostOf].RU, args)
	return err
}

func (c Cost) sum(own []Finding) (int, bool) {
	if c.Column == "" {
		return 0, false
	}
	sum, seen := 0, map[string]bool{}
	for _, f := range own {
		values := map[string]string{}
		for _, e := range f.Evidence {
			values[e.Column] = e.Value
		}
		n, err := strconv.Atoi(values[c.Column])
		if err != nil {
			return 0, false // one of them is withheld: the sum would tell it
		}
		if c.Once != "" && seen[values[c.Once]] {
			continue
		}
		seen[values[c.Once]] = true
		sum += n
	}
	return sum, true
}
