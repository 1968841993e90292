package reports

import (
	"nsk/reports/document"
	"nsk/reports/statistics"
	"nsk/reports/words"
)

// Followed is the window of the facts that say where last year's recommendations started and
// where they were to come to.
const Followed = "followed"

// goalFacts are the start and the target of every recommendation of last year's document.
func goalFacts(last *Publication, facts Facts) []Fact {
	if last == nil {
		return nil
	}
	var list []Fact
	for _, rec := range last.Recommendations {
		metric := facts.Get(rec.MetricFact)
		for end, value := range map[string]string{"start": rec.Baseline, "target": rec.Target} {
			if value != "" && metric.Indicator != "" {
				list = append(list, Fact{ID: rec.ID + "@" + end, Indicator: metric.Indicator, By: metric.By, Key: metric.Key + "/" + rec.ID + "/" + end,
					Window: Followed, Value: value, Unit: metric.Unit, Finality: Final, Sources: []string{"report"}})
			}
		}
	}
	return list
}

var outcomeNames = map[statistics.Outcome]words.Text{
	statistics.Met:           {KK: "орындалды", RU: "выполнена"},
	statistics.Partly:        {KK: "ішінара орындалды", RU: "выполнена частично"},
	statistics.NotMet:        {KK: "орындалмады", RU: "не выполнена"},
	statistics.InProgress:    {KK: "мерзімі келген жоқ", RU: "срок не наступил"},
	statistics.NotAssessable: {KK: "бағалау мүмкін емес", RU: "оценка невозможна"},
}

var obstacleNames = map[statistics.Obstacle]words.Text{
	statistics.LowCoverage:       {KK: "қамту жеткіліксіз", RU: "охват недостаточен"},
	statistics.Protected:         {KK: "мән жарияланбайды", RU: "значение не публикуется"},
	statistics.NotProvided:       {KK: "мәліметтер ұсынылған жоқ", RU: "сведения не представлены"},
	statistics.BreakInSeries:     {KK: "қатар үзілген", RU: "ряд прерван"},
	statistics.DefinitionChanged: {KK: "көрсеткіштің анықтамасы өзгерген", RU: "определение показателя изменилось"},
	statistics.OutOfScope:        {KK: "барлық жағдай қамтудан шыққан", RU: "все случаи вышли из рассмотрения"},
}

// verdict tells what became of a recommendation, with its marks.
func (p *page) verdict(u Followup) string {
	s := outcomeNames[u.Outcome].In(p.lang)
	for _, m := range []struct {
		is   bool
		text words.Text
	}{
		{u.Obstacle != "", obstacleNames[statistics.Obstacle(u.Obstacle)]},
		{u.Worsened, words.Text{KK: "көрсеткіш нашарлады", RU: "показатель ухудшился"}},
		{u.MayRise, words.Text{KK: "кешіккен мәліметтер түскенде жақсаруы мүмкін", RU: "оценка может повыситься с поступлением сведений"}},
		{u.WithinChance, words.Text{KK: "айырма кездейсоқтық шегінде", RU: "разница в пределах случайного"}},
	} {
		if m.is {
			s += "; " + m.text.In(p.lang)
		}
	}
	return s
}

// followups is part 3.1: what became of the recommendations of last year's document.
func (p *page) followups() {
	if p.source.in.Last == nil {
		return
	}
	told := map[string]Followup{}
	for _, u := range p.result.Followups {
		told[u.Recommendation] = u
	}
	var rows []document.Row
	for _, rec := range p.source.in.Last.Recommendations {
		rows = append(rows, document.Row{Cells: []document.Cell{text(rec.Text.In(p.lang)), p.baseOr(rec.ID + "@start"), p.baseOr(rec.ID + "@target"),
			p.baseOr(rec.MetricFact), text(p.verdict(told[rec.ID]))}})
	}
	if len(rows) == 0 {
		return
	}
	p.add(document.Table{ID: "followups", Caption: p.in("Өткен жылғы ұсынымдардың орындалуы", "Исполнение рекомендаций прошлого года"),
		Columns: widths([]document.Column{{}, {Align: document.Right}, {Align: document.Right}, {Align: document.Right}, {}}, 48, 12, 12, 12, 16), Stub: 1, Rows: rows,
		Header: head(p.in("Ұсыным", "Рекомендация"), p.in("Бастапқы мән", "Исходное значение"), p.in("Нысаналы мән", "Целевое значение"), p.in("Қазіргі мән", "Значение сейчас"), p.in("Нәтиже", "Итог"))})
}

// baseOr is the cell of a fact, a dash where there is none.
func (p *page) baseOr(id string) document.Cell {
	if _, ok := p.facts.at[id]; !ok {
		return text("–")
	}
	return p.cell(p.facts.Get(id))
}
