package reports

import (
	"nsk/reports/document"
)

// reconciliation is part 4.3: what last year's document said of its period, what is known now,
// and whether it would have said something else (analysis, section 1.8).
func (p *page) reconciliation() {
	p.bases()
	if p.source.in.Last == nil {
		return
	}
	p.indicatorTable("followup", p.in("Өткен жылғы ұсынымдар мен мәселелер", "Рекомендации и вопросы прошлого года"), []string{"L.01", "L.02", "L.03", "L.04", "L.05", "L.06", "L.08"})
	var rows []document.Row
	for _, r := range revisions(p.source.in.Last, p.facts) {
		i := p.facts.book[r.Indicator]
		if !i.Headline || !r.Final.Known() && !r.Provisional.Known() {
			continue
		}
		rows = append(rows, document.Row{Cells: []document.Cell{
			text(i.ID), text(i.Name.In(p.lang) + p.unitMark(i)),
			p.was(r), p.cell(r.Final), p.changeCell(p.facts.Get(RevisionID(i.ID))), text(p.yes(r.Changed)),
		}})
	}
	if len(rows) == 0 {
		return
	}
	p.add(document.Table{
		ID: "reconciliation", Caption: p.in("Өткен жылғы құжаттағы мәндерді нақтылау", "Уточнение значений документа прошлого года"),
		Columns: widths(columns(2, 6), 8, 40, 14, 14, 12, 12), Stub: 2, Rows: rows,
		Header: head("№", p.title("indicator"), p.in("Алдын ала мән", "Предварительное значение"), p.in("Түпкілікті мән", "Окончательное значение"),
			p.in("Айырма", "Разность"), p.in("Тұжырым өзгерер ме еді", "Изменился бы вывод")),
		Note: document.Text(p.in(
			"алдын ала мән өткен жылғы құжаттан алынған; көрсеткіш өзгерісінің бағыты немесе мәннің жариялануы басқаша болса, тұжырым өзгерер еді.",
			"предварительное значение взято из документа прошлого года; вывод изменился бы, если бы иным было направление изменения показателя или наличие значения.")),
	})
}

// was shows the value of last year's document, bound to the fact of the same period that is
// known now and holds it.
func (p *page) was(r revision) document.Cell {
	if !r.Provisional.Known() || r.Final.Was == "" {
		status := r.Provisional.Status
		if status == "" {
			status = NotApply
		}
		return document.Cell{FactID: r.Final.ID, Status: string(status)}
	}
	return document.Cell{Text: p.facts.number(r.Provisional).String(), FactID: r.Final.ID, Value: r.Final.Was}
}

func (p *page) yes(is bool) string {
	if is {
		return p.in("иә", "да")
	}
	return p.in("жоқ", "нет")
}
