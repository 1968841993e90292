package reports

import (
	"strconv"

	"nsk/reports/chart"
	"nsk/reports/document"
)

// The stages of recognition, D.22.
const lastStage = 7

// funnel shows how far the applications of 12 months came and which are still open, hatched.
// If disclosure control took the open ones out, only the stages reached are drawn.
func (p *page) funnel() {
	title := p.in("12 айдағы өтініштер: жеткен кезеңдері", "Заявления за 12 месяцев: достигнутые этапы")
	stages := p.facts.Stages()
	if len(stages) == 0 {
		p.drawing(drawing{id: "funnel-stages", title: title, by: "reached", axis: p.in("өтініштер саны", "число заявлений"),
			indicators: []string{"D.22"}, direction: chart.Rows})
		p.keyTable("funnel-reached", p.in("Кезеңге жеткен өтініштер", "Заявления, достигшие этапа"), "reached", "D.22")
		return
	}
	c := chart.Funnel{Frame: chart.Frame{ID: "funnel-stages", Title: title}, Value: chart.Axis{Name: p.in("өтініштер саны", "число заявлений")},
		OnwardName: p.in("келесі кезеңге өтті", "перешли на следующий этап"), EndedName: p.in("осы кезеңде аяқталды", "завершены на этом этапе"),
		OpenName: p.in("аяқталмаған", "не завершены")}
	reached, open := chart.Series{Name: p.in("кезеңге жеткені", "достигли этапа")}, chart.Series{Name: c.OpenName}
	var names []string
	for _, s := range stages {
		s.Name = p.label("reached", s.Name)
		c.Stages, names = append(c.Stages, s), append(names, s.Name)
		reached.Values, open.Values = append(reached.Values, chart.Value{Text: s.Reached}), append(open.Values, s.Open)
	}
	c.Alt = p.alt(title, names, []chart.Series{reached, open})
	p.drawn(c.Chart(), document.Text(p.in("штрихталған бөлік – кезеңнің соңғы күнінде аяқталмаған өтініштер; олар соңғы жеткен кезеңінде көрсетілген.",
		"заштрихованы заявления, не завершённые на последний день периода; они показаны на последнем достигнутом этапе.")), "D.22")
	p.funnelTable(names)
}

// Stages are the bars of the funnel, called by the keys of the breakdown reached; none if
// disclosure control took the open applications out.
func (f Facts) Stages() (list []chart.Stage) {
	if len(f.By("D.22", "standing")) == 0 {
		return nil
	}
	for n := 1; n <= lastStage; n++ {
		list = append(list, f.stage(n))
	}
	return list
}

// stage is one bar: who went on, who ended there, who is open. What is hidden leaves its part
// out, and with it what could be found by subtraction.
func (f Facts) stage(n int) chart.Stage {
	key := strconv.Itoa(n)
	here, next := f.Point(f.Get(reachedID(n))), chart.Of(0, "")
	if n < lastStage {
		next = f.Point(f.Get(reachedID(n + 1)))
	}
	open := f.keyPoint("D.22", FactID("D.22", "standing", key, Now))
	s := chart.Stage{Name: key, Reached: here.Text, Onward: next, Open: open}
	if here.Known && next.Known && open.Known {
		s.Ended = chart.Of(max(0, here.Number-next.Number-open.Number), "")
	}
	s.Onward.Text = "" // the number stands with the next bar
	return s
}

func reachedID(n int) string { return FactID("D.22", "reached", strconv.Itoa(n), Now) }

// funnelTable has the numbers of the chart.
func (p *page) funnelTable(names []string) {
	var rows []document.Row
	for n, name := range names {
		rows = append(rows, document.Row{Cells: []document.Cell{text(name), p.keyCell(reachedID(n + 1)),
			p.keyCell(FactID("D.22", "standing", strconv.Itoa(n+1), Now))}})
	}
	p.add(document.Table{ID: "funnel-reached", Caption: p.in("Кезеңге жеткен өтініштер", "Заявления, достигшие этапа"),
		Columns: widths(columns(1, 3), 44, 28, 28), Stub: 1, Rows: rows, Source: p.sourcesOf("D.22"),
		Header: head(keyTitles["reached"].In(p.lang), p.in("Кезеңге жеткені", "Достигли этапа"), p.in("Оның ішінде аяқталмағаны", "Из них не завершены на нём"))})
}
