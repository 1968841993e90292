package reports

import (
	"fmt"

	"nsk/reports/document"
	"nsk/reports/words"
)

var areaNames = map[string]words.Text{
	"coverage":   {KK: "Қамту мен құралдардағы олқылықтар", RU: "Пробелы охвата и инструментов"},
	"centres":    {KK: "Орталықтар мен емтихандар", RU: "Центры и экзамены"},
	"time":       {KK: "Мерзімдер және келмеу", RU: "Сроки и неявки"},
	"documents":  {KK: "Құжаттар", RU: "Документы"},
	"data":       {KK: "Мәліметтерді ұсыну", RU: "Представление сведений"},
	"platform":   {KK: "Платформа", RU: "Платформа"},
	"governance": {KK: "Кеңестер мен актілер", RU: "Советы и акты"},
}

var severityNames = []words.Text{
	{}, {KK: "төмен", RU: "низкая"}, {KK: "орташа", RU: "средняя"}, {KK: "жоғары", RU: "высокая"}, {KK: "өте жоғары", RU: "очень высокая"},
}

func (p *page) problems() {
	p.section(1, "problems", words.Term(p.lang, "sec_problems"))
	p.register()
	for _, area := range areas {
		var rules []Rule
		for _, r := range p.source.rules {
			if r.Area == area && len(p.ofRule(r.ID)) > 0 {
				rules = append(rules, r)
			}
		}
		if len(rules) == 0 {
			continue
		}
		p.section(2, "problems-"+area, areaNames[area].In(p.lang))
		for _, r := range rules {
			p.callout(r)
		}
	}
	p.closedTable()
	p.nothingFound()
}

// register lists what was looked for and how much was found.
func (p *page) register() {
	p.section(2, "problems-register", p.in("Анықталған мәселелер тізбесі", "Перечень выявленных вопросов"))
	var rows []document.Row
	for _, s := range p.result.Inspections {
		if s.Found == 0 {
			continue
		}
		id := "find/" + s.Rule
		rows = append(rows, document.Row{Cells: []document.Cell{
			text(s.Rule), text(s.Question.In(p.lang)), text(severityNames[heaviest(p.ofRule(s.Rule)).Severity].In(p.lang)),
			text(p.history(p.ofRule(s.Rule))), sinceCell(p.ofRule(s.Rule)),
			{Text: words.Int(int64(s.Found)).String(), FactID: id, Value: fmt.Sprint(s.Found)},
		}})
	}
	p.add(document.Table{ID: "register", Caption: p.in("Анықталған проблемалық мәселелер", "Выявленные проблемные вопросы"), Columns: widths(columns(4, 6), 7, 43, 14, 14, 11, 11), Stub: 2, Rows: rows,
		Header: head("№", p.in("Проблемалық мәселе", "Проблемный вопрос"), p.in("Маңыздылығы", "Важность"), p.in("Күйі", "Состояние"), p.in("Бірінші жыл", "Первый год"), p.in("Жағдайлар", "Случаи"))})
}

func (p *page) history(own []Finding) string {
	for _, f := range own {
		if f.History == "persisting" {
			return p.in("сақталуда", "сохраняется")
		}
	}
	for _, f := range own {
		if f.History == historyRecurred {
			return p.in("қайталанды", "повторный")
		}
	}
	return p.in("жаңа", "новый")
}

// sinceCell is the year in which the oldest case of a rule was first found.
func sinceCell(own []Finding) document.Cell {
	oldest := own[0]
	for _, f := range own {
		if f.Since < oldest.Since {
			oldest = f
		}
	}
	return document.Cell{Text: oldest.Since, FactID: oldest.ID + "/since", Value: oldest.Since}
}

func weight(severity int) document.Weight {
	switch {
	case severity >= 3:
		return document.High
	case severity == 2:
		return document.Medium
	}
	return document.Low
}

func (p *page) nothingFound() {
	p.section(2, "problems-none", p.in("Тексерілді, анықталған жоқ", "Проверено, не выявлено"))
	var items []document.Definition
	for _, s := range p.result.Inspections {
		if s.Found == 0 {
			items = append(items, document.Definition{Term: s.Question.In(p.lang), Text: bindIn(s.Statement.In(p.lang), p.marksOf(s))})
		}
	}
	if len(items) > 0 {
		p.add(document.Definitions{Items: items})
	}
}

// inDocument is how many recommendations stand in the document.
const inDocument = 25

func (p *page) proposals() {
	p.section(1, "proposals", words.Term(p.lang, "sec_proposals"))
	p.followups()
	if len(p.result.Recommendations) == 0 {
		p.para(p.say("F18", nil, nil))
		return
	}
	for _, owner := range words.Owners() {
		var items [][]document.Run
		for i, r := range p.result.Recommendations {
			if i < inDocument && words.Owner(r.Owner) == owner {
				items = append(items, join(document.Text(r.Text.In(p.lang)), p.say("P03", words.Args{"no": words.Label(r.Rule)}, nil), p.goalRuns(r), p.costRuns(r)))
			}
		}
		if len(items) > 0 {
			p.section(2, "owner-"+string(owner), capital(p.owner(owner)))
			p.add(document.List{Ordered: true, Items: items})
		}
	}
	p.calendar()
}

// owner is the name of a body.
func (p *page) owner(o words.Owner) string {
	s, err := words.RenderText(p.lang, "{o}", words.Args{"o": o})
	if err != nil && p.err == nil {
		p.err = err
	}
	return s
}

// costRuns says what doing nothing means.
func (p *page) costRuns(r Recommendation) []document.Run {
	if r.CostOf == "" { // added by an analyst
		return nil
	}
	return p.sentence(costs[r.CostOf], words.Args{"n": words.Int(int64(r.CostCount))}, map[string]Fact{"n": {ID: r.ID + "/cost", Value: fmt.Sprint(r.CostCount)}})
}

// goalRuns tells by which indicator the outcome is judged.
func (p *page) goalRuns(r Recommendation) []document.Run {
	if len(r.Goals) > 0 && r.Baseline != "" {
		return p.caseGoal(r)
	}
	metric := p.facts.Get(r.MetricFact)
	if r.Baseline == "" || r.Target == "" {
		return document.Text(p.in("Көрсеткіш: ", "Показатель: ") + "«" + p.facts.book[r.Metric].Name.In(p.lang) + "».")
	}
	goal := metric
	goal.Value = r.Target
	return p.say("P02", words.Args{"ind": p.facts.book[r.Metric].Name.words(), "v0": p.facts.number(metric), "v1": p.facts.number(goal)},
		map[string]Fact{"v0": metric, "v1": {ID: r.ID + "/target", Value: r.Target}})
}

// caseGoal tells the goal of the weightiest case.
func (p *page) caseGoal(r Recommendation) []document.Run {
	template, args := aimed, words.Args{}
	if len(r.Goals) > 1 {
		template = aimedFirst
	}
	for slot, value := range map[string]string{"v0": r.Baseline, "v1": r.Target} {
		n, err := words.ParseNumber(value, Fraction(value))
		if err != nil && p.err == nil {
			p.err = err
		}
		if p.ruleOf(r.Rule).Case.percent() {
			n = n.AsPercent()
		}
		args[slot] = n
	}
	return p.sentence(template, args, map[string]Fact{"v0": {ID: r.ID + "/baseline", Value: r.Baseline}, "v1": {ID: r.ID + "/target", Value: r.Target}})
}

func (p *page) calendar() {
	p.section(2, "proposals-calendar", p.in("Орындау күнтізбесі", "Календарь исполнения"))
	var rows []document.Row
	for _, r := range byDeadline(p.result.Recommendations) {
		day, err := shortDay(r.Deadline)
		if err != nil && p.err == nil {
			p.err = err
		}
		rows = append(rows, document.Row{Cells: []document.Cell{text(day.Short()), text(r.Rule), text(capital(p.ruleOf(r.Rule).Action.In(p.lang))), text(capital(p.owner(words.Owner(r.Owner))))}})
	}
	p.add(document.Table{ID: "calendar", Caption: p.in("Ұсынымдардың мерзімдері", "Сроки рекомендаций"), Columns: widths(columns(4, 4), 13, 7, 52, 28), Stub: 1, Rows: rows,
		Header: head(p.in("Мерзім", "Срок"), "№", p.in("Ұсынылатын шара", "Рекомендуемая мера"), p.in("Орындаушы", "Исполнитель"))})
}
