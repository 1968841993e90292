package reports

import (
	"slices"
	"strconv"

	"nsk/reports/document"
	"nsk/reports/words"
)

// An Amendment says what a document corrects in one that was delivered.
type Amendment struct {
	Number int        // 1 for the first change
	Note   words.Text // public; why
	Before Publication
}

// A revised value is a fact that the delivered document gave otherwise.
type revised struct {
	before, now Fact
}

// changed lists the facts about the whole country whose value or status is another now, and
// counts those of all breakdowns.
func (a *Amendment) changed(facts Facts) (national []revised, all int) {
	given := map[string]Fact{}
	for _, f := range a.Before.Facts {
		given[f.ID] = f
	}
	for _, f := range facts.List {
		b, ok := given[f.ID]
		if ok && b.Value == f.Value && b.Status == f.Status {
			continue
		}
		all++
		if f.By == "nation" && f.Window == Now {
			if !ok {
				b = Fact{ID: f.ID, Unit: f.Unit, Status: NotProvided}
			}
			national = append(national, revised{b, f})
		}
	}
	return national, all
}

// amendment opens a changed document: the note, and everything that is not as it was.
func (p *page) amendment() {
	a := p.source.in.Amends
	if a == nil {
		return
	}
	p.add(document.Section{ID: "amendment", Level: 1, Title: p.title("amendment") + " № " + words.Int(int64(a.Number)).String(), Unnumbered: true, NewPage: true})
	p.para(document.Text(a.Note.In(p.lang)))
	national, all := a.changed(p.facts)
	p.para(p.sentence(changedSentence, words.Args{"k": words.Int(int64(all)), "n": words.Int(int64(len(national)))},
		map[string]Fact{"k": {ID: "amendment", Value: strconv.Itoa(all)}, "n": {ID: "amendment/national", Value: strconv.Itoa(len(national))}}))
	if len(national) > 0 {
		p.add(p.changedTable(national))
	}
	p.changedFindings(a)
}

var (
	changedSentence = words.Text{
		KK: "Өзгерген мәндер саны – {k}, оның ішінде ел бойынша – {n}.",
		RU: "Изменено значений: {k}, в том числе по стране: {n}.",
	}
	addedSentence   = words.Text{KK: "Қосылған мәселелер: {list}.", RU: "Добавлены вопросы: {list}."}
	removedSentence = words.Text{KK: "Алып тасталған мәселелер: {list}.", RU: "Исключены вопросы: {list}."}
)

func (p *page) changedTable(list []revised) document.Table {
	var rows []document.Row
	for _, r := range list {
		old := p.cell(r.before)
		old.FactID = "amendment/" + r.before.ID // not the fact of this document
		rows = append(rows, document.Row{Cells: []document.Cell{text(r.now.Indicator), text(p.facts.book[r.now.Indicator].Name.In(p.lang)), old, p.cell(r.now)}})
	}
	return document.Table{ID: "amendment-values", Caption: p.in("Өзгерген мәндер", "Изменённые значения"), Columns: widths(columns(2, 4), 10, 50, 20, 20), Stub: 2, Rows: rows,
		Header: head("№", p.title("indicator"), p.in("Ұсынылған құжатта", "В представленном документе"), p.in("Осы құжатта", "В настоящем документе")),
		Source: p.in("ұсынылған құжат пен осы құжаттың деректері", "данные представленного и настоящего документов")}
}

// changedFindings names the findings that came and went.
func (p *page) changedFindings(a *Amendment) {
	ids := func(list []Finding) (all []string) {
		for _, f := range list {
			all = append(all, f.ID)
		}
		return all
	}
	before, now := ids(a.Before.Findings), ids(p.result.Findings)
	for _, side := range []struct {
		template words.Text
		in, out  []string
	}{{addedSentence, now, before}, {removedSentence, before, now}} {
		var names string
		for _, id := range side.in {
			if slices.Contains(side.out, id) {
				continue
			}
			if names != "" {
				names += ", "
			}
			names += id
		}
		if names != "" {
			p.para(p.sentence(side.template, words.Args{"list": words.Same(names)}, nil))
		}
	}
}
