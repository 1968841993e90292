package reports

import (
	"fmt"
	"io"

	"nsk/reports/document"
	"nsk/reports/words"
)

// InternalFile is the name of the internal annex in language l. It stays in the house.
func InternalFile(l words.Lang) string { return "edits." + string(l) + ".html" }

var editedNames = map[string]words.Text{
	"edited":   {KK: "мәтіні өзгертілді", RU: "текст изменён"},
	"added":    {KK: "қосылды", RU: "добавлена"},
	"rejected": {KK: "қабылданбады", RU: "отклонена"},
}

// WriteInternal writes the internal annex: what analysts did with the recommendations, with
// both texts, the reason, the name and the day. Rejected ones stand here only, never in a
// public document.
func WriteInternal(w io.Writer, r *Result, l words.Lang) error {
	p := &page{lang: l, result: r}
	var rows []document.Row
	for _, rec := range append(append([]Recommendation{}, r.Rejected...), r.Recommendations...) {
		if rec.EditReason == nil {
			continue
		}
		written := words.Text{}
		if rec.Edited != nil {
			written = *rec.Edited
		}
		day, err := shortDay(rec.EditedOn)
		if err != nil {
			return fmt.Errorf("internal annex: %s: %w", rec.ID, err)
		}
		rows = append(rows, document.Row{Cells: []document.Cell{text(rec.Rule), text(orDash(rec.Generated.In(l))), text(orDash(written.In(l))),
			text(editedNames[rec.Status].In(l)), text(rec.EditReason.In(l)), text(rec.Editor + ", " + day.Short())}})
	}
	if len(rows) == 0 {
		p.add(document.Paragraph{Runs: document.Text(p.in("Талдаушылар ұсынымдарды өзгерткен жоқ.", "Аналитики не меняли рекомендаций."))})
	} else {
		p.add(document.Table{ID: "edits", Caption: p.in("Талдаушылар өзгерткен, қосқан және қабылдамаған ұсынымдар", "Рекомендации, изменённые, добавленные и отклонённые аналитиками"),
			Columns: widths(columns(6, 6), 7, 27, 27, 11, 16, 12), Stub: 1, Rows: rows,
			Header: head("№", p.in("Автоматты түрде жасалған мәтін", "Созданный текст"), p.in("Талдаушының мәтіні", "Текст аналитика"), p.in("Шешім", "Решение"), p.in("Негіздеме", "Основание"), p.in("Кім, қашан", "Кто, когда"))})
	}
	title := p.in("Ұсынымдарға өзгерістер (қызмет бабында пайдалану үшін)", "Изменения в рекомендациях (для служебного пользования)")
	doc := document.Document{Lang: string(l), Title: title, Subtitle: r.Release, Labels: p.labels(), Blocks: p.blocks}
	if p.err != nil {
		return fmt.Errorf("internal annex: %w", p.err)
	}
	return document.WriteHTML(w, doc)
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}
