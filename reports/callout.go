package reports

import (
	"fmt"

	"nsk/reports/document"
	"nsk/reports/words"
)

// shown is how many cases of a rule are told in the document; all of them are
// in facts.json.
const shown = 8

// callout is the card of one rule: its cases and what is recommended.
func (p *page) callout(r Rule) {
	own := p.ofRule(r.ID)
	c := document.Callout{ID: "find-" + r.ID, Name: "№\u00a0" + r.ID, Title: r.Question.In(p.lang), Weight: weight(heaviest(own).Severity),
		Severity: severityNames[heaviest(own).Severity].In(p.lang), Tag: p.history(own), Body: p.cases(r, own)}
	for _, rec := range p.result.Recommendations {
		if rec.Rule == r.ID {
			if len(c.Recommendation) > 0 {
				c.Recommendation = append(c.Recommendation, document.Run{Text: " "})
			}
			c.Recommendation = append(c.Recommendation, document.Run{Text: rec.Text.In(p.lang)})
		}
	}
	p.add(c)
}

// cases tells the first cases of a rule and, if there are more, how many there
// are and where they stand.
func (p *page) cases(r Rule, own []Finding) [][]document.Run {
	told := own
	if r.Grouped {
		told = firstOfEach(own)
	}
	cut := told[:min(shown, len(told))]
	var body [][]document.Run
	if r.Item.KK == "" {
		for _, f := range cut {
			body = append(body, p.findingRuns(f))
		}
	} else {
		body = p.listed(r, cut)
	}
	if s := p.inspectionOf(r.ID); s.Units > 0 {
		body = append(body, p.compared(s))
	}
	if len(cut) < len(own) {
		body = append(body, p.more(r.ID, len(own)))
	}
	return body
}

func (p *page) inspectionOf(rule string) Inspection {
	for _, s := range p.result.Inspections {
		if s.Rule == rule {
			return s
		}
	}
	return Inspection{}
}

// compared says how many centres were judged and how many could not be: of
// those nothing is known either way.
func (p *page) compared(s Inspection) []document.Run {
	return p.sentence(words.Text{
		KK: "Тексерілген орталықтар: {units}; басқалармен салыстыруға келмейтіндері: {small}, олар бағаланған жоқ.",
		RU: "Проверено центров: {units}; несопоставимых с другими: {small}, они не оценивались.",
	}, words.Args{"units": words.Int(int64(s.Units)), "small": words.Int(int64(s.TooSmall))}, map[string]Fact{
		"units": {ID: "inspect/" + s.Rule + "/units", Value: fmt.Sprint(s.Units)},
		"small": {ID: "inspect/" + s.Rule + "/too_small", Value: fmt.Sprint(s.TooSmall)}})
}

// firstOfEach keeps the first case of every first entity.
func firstOfEach(own []Finding) []Finding {
	var list []Finding
	seen := map[string]bool{}
	for _, f := range own {
		if !seen[f.Entities[0]] {
			seen[f.Entities[0]] = true
			list = append(list, f)
		}
	}
	return list
}

// listed is the lead with its items; cases whose number is not published stand
// apart, so that the reason is said once.
func (p *page) listed(r Rule, list []Finding) [][]document.Run {
	var open, masked [][]document.Run
	for _, f := range list {
		if f.withheld() {
			masked = append(masked, p.clause(r.Masked, f))
			continue
		}
		open = append(open, p.item(f))
	}
	lead := p.sentence(r.Lead, list[0].args, nil)
	hidden := document.Text(p.in("Саны дербес деректерді қорғау мақсатында жарияланбайды", "Число не публикуется в целях защиты персональных данных"))
	var body [][]document.Run
	switch {
	case len(open) == 0:
		body = append(body, append(lead, document.Run{Text: "."}))
	default:
		body = append(body, enumeration(lead, open))
	}
	if len(masked) > 0 {
		body = append(body, enumeration(hidden, masked))
	}
	return body
}

// enumeration is «lead: item; item.».
func enumeration(lead []document.Run, items [][]document.Run) []document.Run {
	list := append(lead, document.Run{Text: ": "})
	for i, item := range items {
		if i > 0 {
			list = append(list, document.Run{Text: "; "})
		}
		list = append(list, item...)
	}
	return append(list, document.Run{Text: "."})
}

// item is a case as a part of a list.
func (p *page) item(f Finding) []document.Run {
	return p.clause(p.ruleOf(f.Rule).Item, f)
}

func (p *page) clause(t words.Text, f Finding) []document.Run {
	g, bound := f, f.bound()
	g.args = words.Args{}
	for slot, v := range f.args {
		g.args[slot] = v
	}
	n := p.alike(f)
	g.args["cases"], bound["cases"] = words.Int(int64(n)), Fact{ID: "find/" + f.Rule, Value: fmt.Sprint(n)}
	return p.sentence(t, g.args, bound)
}

// alike is how many cases have the same first entity.
func (p *page) alike(f Finding) int {
	n := 0
	for _, other := range p.ofRule(f.Rule) {
		if other.Entities[0] == f.Entities[0] {
			n++
		}
	}
	return n
}

func (p *page) ruleOf(id string) Rule {
	for _, r := range p.source.rules {
		if r.ID == id {
			return r
		}
	}
	return Rule{}
}

func (p *page) more(rule string, n int) []document.Run {
	f := Fact{ID: "find/" + rule, Value: fmt.Sprint(n)}
	return p.sentence(words.Text{KK: "Барлық жағдайлар саны – {n}; толық тізбе facts.json файлында.", RU: "Всего случаев: {n}; полный перечень – в файле facts.json."},
		words.Args{"n": words.Int(int64(n))}, map[string]Fact{"n": f})
}
