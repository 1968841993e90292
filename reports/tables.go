package reports

import (
	"slices"
	"strconv"

	"nsk/reports/disclosure"
	"nsk/reports/document"
	"nsk/reports/words"
)

func text(s string) document.Cell { return document.Cell{Text: s} }

// cell shows a fact: its number, or the symbol of its status.
func (p *page) cell(f Fact) document.Cell {
	if !f.Known() {
		status := f.Status
		if status == "" {
			status = NotProvided
		}
		return document.Cell{FactID: f.ID, Status: string(status)}
	}
	return document.Cell{Text: p.facts.number(f).String(), FactID: f.ID, Value: f.Value}
}

func (p *page) changeCell(f Fact) document.Cell {
	c := p.cell(f)
	if f.Known() {
		c.Text = p.facts.number(f).Signed() + p.pointMark(f)
	}
	return c
}

// pointMark is the unit of a difference of shares, after a no-break space.
func (p *page) pointMark(f Fact) string {
	if f.Unit != Points {
		return ""
	}
	return "\u00a0" + words.Term(p.lang, "percentage_point_short")
}

func head(titles ...string) [][]document.HeaderCell {
	var row []document.HeaderCell
	for _, t := range titles {
		row = append(row, document.HeaderCell{Text: t})
	}
	return [][]document.HeaderCell{row}
}

// columns are n columns, the first stub of them words, the rest numbers.
func columns(stub, n int) []document.Column {
	list := make([]document.Column, n)
	for i := stub; i < n; i++ {
		list[i].Align = document.Right
	}
	return list
}

// widths sets the shares of the columns in per cent.
func widths(list []document.Column, share ...int) []document.Column {
	for i := range list {
		list[i].Width = share[i]
	}
	return list
}

// indicatorTable shows indicators of the whole country, this year and last.
func (p *page) indicatorTable(id, caption string, ids []string) {
	var rows []document.Row
	for _, i := range ids {
		f := p.facts.Get(i)
		coverage := document.Cell{Text: "–"}
		if n, err := words.ParseNumber(f.Coverage, 1); err == nil && f.Coverage != "" {
			coverage = document.Cell{Text: n.AsPercent().String(), FactID: f.ID, Value: f.Coverage}
		}
		rows = append(rows, document.Row{Cells: []document.Cell{
			text(i), text(p.facts.book[i].Name.In(p.lang) + p.unitMark(p.facts.book[i])),
			p.cell(f), p.cell(p.facts.Get(i + "@before")), p.changeCell(p.facts.Get(ChangeID(i))), coverage,
		}})
	}
	p.add(document.Table{
		ID: id, Caption: caption, Columns: widths(columns(2, 6), 8, 40, 15, 15, 12, 10), Stub: 2, Rows: rows, Source: p.sourcesOf(ids...),
		Header: head("№", p.title("indicator"), p.period(false)+" ("+provisional+")", p.period(true), p.in("Өзгеріс", "Изменение"), p.title("coverage")),
	})
}

// unitMark tells the unit where the number itself does not.
func (p *page) unitMark(i Indicator) string {
	switch i.Unit {
	case WorkingDays:
		return p.in(", жұмыс күні", ", рабочих дней")
	case Days:
		return p.in(", күнтізбелік күн", ", календарных дней")
	case Points:
		return ", " + words.Term(p.lang, "percentage_point_short")
	}
	return ""
}

func (p *page) period(before bool) string {
	from, to := p.result.Window.From, p.result.Window.To
	if before {
		from, to = p.result.Window.PrevFrom, p.result.Window.PrevTo
	}
	return words.DateOf(from).Short() + "–" + words.DateOf(to).Short()
}

// keyTable shows one breakdown: a row for every key, a column for every
// indicator, in the order of the keys.
func (p *page) keyTable(id, caption, by string, ids ...string) {
	keys := p.keys(by, ids...)
	ids = slices.DeleteFunc(slices.Clone(ids), func(i string) bool { return !p.filled(i, by, keys) })
	if len(keys) == 0 || len(ids) == 0 {
		return
	}
	titles := []string{keyTitles[by].In(p.lang)}
	for _, i := range ids {
		titles = append(titles, p.columnTitle(i, by))
	}
	var rows []document.Row
	for _, key := range keys {
		cells := []document.Cell{text(p.label(by, key))}
		for _, i := range ids {
			cells = append(cells, p.keyCell(FactID(i, by, key, Now)))
		}
		rows = append(rows, document.Row{Cells: cells})
	}
	if !slices.Contains(cumulative, by) {
		total := []document.Cell{text(p.title("country"))}
		for _, i := range ids {
			total = append(total, p.cell(p.facts.Get(i)))
		}
		rows = append(rows, document.Row{Kind: document.Total, Cells: total})
	}
	p.add(document.Table{
		ID: id, Caption: caption, Columns: widths(columns(1, 1+len(ids)), keyWidths(by, len(ids))...), Stub: 1, Rows: rows, Note: p.fractionNote(by, keys, ids),
		Header: head(titles...), Source: p.sourcesOf(ids...),
	})
}

// keys are the keys of a breakdown in the facts of some indicators, in the
// order of their first appearance, numbers by size.
func (p *page) keys(by string, ids ...string) []string {
	var keys []string
	seen := map[string]bool{}
	for _, i := range ids {
		for _, f := range p.facts.By(i, by) {
			if !seen[f.Key] {
				seen[f.Key] = true
				keys = append(keys, f.Key)
			}
		}
	}
	return sortedKeys(keys)
}

func numeric(key string) int {
	n, err := strconv.Atoi(key)
	if err != nil {
		return -1
	}
	return n
}

// keyCell is a cell of a breakdown; where there is no fact, nothing was there
// to count: the sign of official statistics for an absent phenomenon.
func (p *page) keyCell(id string) document.Cell {
	if _, ok := p.facts.at[id]; !ok {
		return text("–")
	}
	if n, d, ok := p.fraction(id); ok {
		return document.Cell{Text: words.Int(n).String() + "/" + words.Int(d).String(), FactID: id, Value: strconv.FormatInt(n, 10)}
	}
	return p.cell(p.facts.Get(id))
}

// fraction gives both parts of a share that rests on too few cases to be a
// share, where no persons stand behind it.
func (p *page) fraction(id string) (n, d int64, ok bool) {
	f := p.facts.Get(id)
	open := f.Status == TooSmall && f.Unit == Percent && p.facts.book[f.Indicator].Disclosure == disclosure.Open
	if !open || f.Numerator == nil || f.Denominator == nil || *f.Denominator == 0 {
		return 0, 0, false
	}
	return *f.Numerator, *f.Denominator, true
}

// filled reports whether a column of a breakdown would show any number.
func (p *page) filled(indicator, by string, keys []string) bool {
	return slices.ContainsFunc(keys, func(k string) bool {
		id := FactID(indicator, by, k, Now)
		_, _, ok := p.fraction(id)
		return ok || p.facts.Get(id).Known()
	})
}

func (p *page) fractionNote(by string, keys, ids []string) []document.Run {
	for _, i := range ids {
		for _, k := range keys {
			if _, _, ok := p.fraction(FactID(i, by, k, Now)); ok {
				return document.Text(p.in("бақылаулар аз болған жерде үлестің орнына алым мен бөлім көрсетілген.", "где наблюдений мало, вместо доли указаны числитель и знаменатель."))
			}
		}
	}
	return nil
}

// columnTitle names an indicator over a breakdown. By quarter the documents
// that run out are counted quarter by quarter, not for the next 12 months.
func (p *page) columnTitle(indicator, by string) string {
	if by == "link" || by == "quarter" {
		return p.columnName(indicator, by)
	}
	return p.columnName(indicator, by) + p.unitMark(p.facts.book[indicator])
}

// columnName is columnTitle without the unit.
func (p *page) columnName(indicator, by string) string {
	switch by {
	case "link":
		return p.in("Топтар саны", "Число групп")
	case "quarter":
		return p.in("Тоқсанда мерзімі аяқталатын құжаттар", "Документы, истекающие в квартале")
	}
	return p.facts.book[indicator].Name.In(p.lang)
}

// keyWidths are the shares of the key and of n columns of numbers.
func keyWidths(by string, n int) []int {
	key := max(24, 46-4*n)
	if by == "sector" { // long names
		key += 8
	}
	list := []int{key}
	for range n {
		list = append(list, (100-key)/n)
	}
	return list
}

// cumulative breakdowns have no total: a row holds another, or looks ahead.
var cumulative = []string{"reached", "horizon", "quarter", "link", "reading"}

var keyTitles = map[string]words.Text{
	"sector":        {KK: "Сала", RU: "Отрасль"},
	"region":        {KK: "Өңір", RU: "Регион"},
	"month":         {KK: "Ай", RU: "Месяц"},
	"quarter":       {KK: "Тоқсан", RU: "Квартал"},
	"source":        {KK: "Дереккөз", RU: "Источник"},
	"provider_kind": {KK: "Ұсынушылар", RU: "Поставщики"},
	"level_group":   {KK: "Біліктілік деңгейі", RU: "Уровень квалификации"},
	"reached":       {KK: "Кезең", RU: "Этап"},
	"horizon":       {KK: "Мерзім", RU: "Срок"},
	"class":         {KK: "Қарау мерзімі", RU: "Срок рассмотрения"},
	"link":          {KK: "Тану жолының жетіспейтін буыны", RU: "Недостающее звено пути признания"},
	"reading":       {KK: "Мерзімнің бірінші күні", RU: "Первый день срока"},
	"rule":          {KK: "Тексеру қағидасы", RU: "Правило проверки"},
}
