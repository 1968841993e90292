package reports

import (
	"context"
	"database/sql"
	"fmt"

	"nsk/reports/document"
	"nsk/reports/words"
)

// exceptions are the places where returns were not judged by the rules as they are built
// in: breaches let pass, and rules changed (annex 3; design § 9).
type exceptions struct {
	tolerances [][]string // rule, source, provider, period, most, used, reason, approver, last day
	settings   [][]string // rule, severity, who, why, day
}

func readExceptions(ctx context.Context, db *sql.DB) (e exceptions, err error) {
	if e.tolerances, err = readTexts(ctx, db, "sql/tolerances.sql"); err != nil {
		return e, err
	}
	e.settings, err = readTexts(ctx, db, "sql/settings.sql")
	return e, err
}

// readTexts runs one of our queries and returns every cell as text.
func readTexts(ctx context.Context, db *sql.DB, name string) ([][]string, error) {
	query, err := files.ReadFile(name)
	if err != nil {
		return nil, err
	}
	rows, err := db.QueryContext(ctx, string(query))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var all [][]string
	for rows.Next() {
		cells, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		line := make([]string, len(cells))
		for i, c := range cells {
			line[i] = fmt.Sprint(c)
		}
		all = append(all, line)
	}
	return all, rows.Err()
}

// annexExceptions lists tolerances and changed rules, or says that there were none.
func (p *page) annexExceptions() {
	if len(p.exceptions.tolerances) == 0 && len(p.exceptions.settings) == 0 {
		p.para(p.sentence(words.Text{
			KK: "Рұқсат етілген ауытқулар берілген жоқ, тексеру қағидалары өзгертілген жоқ.",
			RU: "Допустимые отклонения не устанавливались, правила проверки не изменялись.",
		}, nil, nil))
		return
	}
	p.tolerances()
	p.changedRules()
}

func (p *page) tolerances() {
	var rows []document.Row
	for n, t := range p.exceptions.tolerances {
		last, err := shortDay(t[8])
		if err != nil {
			panic(err) // a DATE of our own query
		}
		id := fmt.Sprintf("tolerances/%d", n+1)
		rows = append(rows, document.Row{Cells: []document.Cell{text(t[0]), text(p.label("source", t[1])), text(t[2]), text(p.periodMark(t[3])),
			{Text: t[5] + " / " + t[4], FactID: id, Value: t[5]}, text(t[6]), text(t[7]), text(last.Short())}})
	}
	if len(rows) == 0 {
		return
	}
	p.add(document.Table{ID: "tolerances", Caption: p.in("Рұқсат етілген ауытқулар", "Допустимые отклонения"), Columns: widths(columns(4, 8), 18, 14, 12, 10, 8, 16, 12, 10), Stub: 1, Rows: rows,
		Header: head(p.in("Қағида", "Правило"), p.in("Дереккөз", "Источник"), p.in("Ұсынушы", "Поставщик"), p.in("Кезең", "Период"), p.in("Саны / шегі", "Число / предел"),
			p.in("Себебі", "Причина"), p.in("Кім рұқсат берді", "Кем разрешено"), p.in("Соңғы күні", "Последний день")),
		Note: document.Text(p.in("Себеп пен рұқсат берген тұлға түпнұсқа тілінде келтірілген.", "Причина и разрешивший указаны на языке оригинала."))})
}

func (p *page) changedRules() {
	severity := map[string]words.Text{
		"off": {KK: "тексерілмейді", RU: "не проверяется"}, "file": {KK: "файл қатесі", RU: "ошибка файла"}, "row": {KK: "жол қатесі", RU: "ошибка строки"},
		"warning": {KK: "ескерту", RU: "предупреждение"}, "information": {KK: "мәлімет үшін", RU: "для сведения"},
	}
	var rows []document.Row
	for _, s := range p.exceptions.settings {
		on, err := shortDay(s[4])
		if err != nil {
			panic(err) // a DATE of our own query
		}
		rows = append(rows, document.Row{Cells: []document.Cell{text(s[0]), text(severity[s[1]].In(p.lang)), text(s[2]), text(s[3]), text(on.Short())}})
	}
	if len(rows) == 0 {
		return
	}
	p.add(document.Table{ID: "changed-rules", Caption: p.in("Өзгертілген тексеру қағидалары", "Изменённые правила проверки"), Columns: widths(columns(4, 5), 28, 16, 16, 28, 12), Stub: 1, Rows: rows,
		Header: head(p.in("Қағида", "Правило"), p.in("Маңыздылығы", "Важность"), p.in("Кім өзгертті", "Кем изменено"), p.in("Себебі", "Причина"), p.in("Күні", "Дата"))})
}
