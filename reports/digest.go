package reports

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"strings"

	"nsk/reports/document"
	"nsk/reports/words"
)

// Digest assembles the review of a month or a quarter for the National Body and the
// administrator (analysis, section 5.2): what arrived and who is late, how procedures flow,
// what to watch. The marts of db speak about that period (transform.Reframe).
func Digest(ctx context.Context, db *sql.DB, in AnnualInput) (*Result, error) {
	s, err := newSource(db, in)
	if err != nil {
		return nil, err
	}
	s.rules = slices.DeleteFunc(s.rules, func(r Rule) bool { return !slices.Contains(watched, r.ID) })
	s.needs(slices.Concat(digestArrivals, digestFlow))
	sheets, err := fillSheets(ctx, db, "", []string{"digest-late", "digest-months", "digest-ready"})
	if err != nil {
		return nil, err
	}
	s.layout = func(p *page) document.Document { return p.digest(sheets) }
	r, err := s.result(ctx)
	if err != nil {
		return nil, err
	}
	return r, s.assemble(ctx, r, words.Both)
}

// watched are the rules whose cases cannot wait for December.
var watched = []string{"r10", "r11", "r12", "r21", "r22", "r23", "r24", "r26", "r28", "r30"}

// What a digest prints.
var (
	digestArrivals = []string{"I.01", "I.02", "I.03", "I.04", "I.05", "I.06"}
	digestFlow     = []string{"D.01", "D.06", "D.16", "D.20", "E.01", "E.16", "F.01", "F.08", "J.02", "J.05"}
)

// needs leaves out of the book what a document does not need: it neither prints it, nor measures
// a recommendation by it, nor has it from the findings. What is not computed cannot leave with
// it, and need not be protected.
func (s *source) needs(printed []string) {
	s.book = slices.DeleteFunc(s.book, func(i Indicator) bool {
		return !slices.Contains(printed, i.ID) && i.ID != "E.09" && i.ID[0] != 'L' &&
			!slices.ContainsFunc(s.rules, func(r Rule) bool {
				return r.Metric == i.ID || strings.HasPrefix(r.Checked.Fact, i.ID) || slices.Contains(slices.Collect(maps.Values(r.MetricOf)), i.ID)
			})
	})
}

func (p *page) digest(sheets []filledSheet) document.Document {
	late, months, missing := sheets[0], sheets[1], sheets[2]
	p.section(1, "arrivals", p.in("Мәліметтерді ұсыну", "Представление сведений"))
	p.keyTable("arrivals-source", p.in("Дереккөздер бойынша мәліметтерді ұсыну", "Представление сведений по источникам"), "source", digestArrivals...)
	p.sheet(late)
	p.heading("flow", p.in("Тану рәсімдерінің барысы", "Ход процедур признания"))
	p.periodTable("flow-values", digestFlow)
	p.sheetTrend(months, "applications", p.in("Соңғы 13 айда берілген өтініштер", "Заявления, поданные за последние 13 месяцев"), "D.01")
	p.sheetTrend(months, "documents", p.in("Соңғы 13 айда берілген құжаттар", "Документы, выданные за последние 13 месяцев"), "F.01")
	p.heading("watch", p.in("Бақылаудағы мәселелер", "Вопросы на контроле"))
	p.watch()
	p.readiness(missing)
	return p.folder(p.in("Деректерге шолу", "Обзор данных"), p.subtitle())
}

// heading opens a part on the page where the last one ended.
func (p *page) heading(id, title string) {
	p.add(document.Section{ID: id, Level: 1, Title: title})
}

// periodTable shows this period and the same a year earlier, without a claim about change: a
// single month says nothing about a trend.
func (p *page) periodTable(id string, ids []string) {
	var rows []document.Row
	for _, i := range ids {
		rows = append(rows, document.Row{Cells: []document.Cell{text(i), text(p.facts.book[i].Name.In(p.lang) + p.unitMark(p.facts.book[i])), p.cell(p.facts.Get(i)), p.cell(p.facts.Get(i + "@before"))}})
	}
	p.add(document.Table{ID: id, Caption: p.in("Кезең көрсеткіштері", "Показатели периода"), Columns: widths(columns(2, 4), 8, 52, 20, 20), Stub: 2, Rows: rows, Source: p.sourcesOf(ids...),
		Header: head("№", p.title("indicator"), p.period(false), p.period(true))})
}

func (p *page) watch() {
	for _, r := range p.source.rules {
		if len(p.ofRule(r.ID)) > 0 {
			p.callout(r)
		}
	}
	var items []document.Definition
	for _, s := range p.result.Inspections {
		if s.Found == 0 {
			items = append(items, document.Definition{Term: s.Question.In(p.lang), Text: document.Text(s.Statement.In(p.lang))})
		}
	}
	if len(items) > 0 {
		p.add(document.Definitions{Items: items})
	}
}

// folder is a document for those who work with the system, without visas.
func (p *page) folder(title, subtitle string) document.Document {
	doc := document.Document{
		Lang: string(p.lang), Title: title, Subtitle: subtitle, Organisation: capital(words.Term(p.lang, "national_body")),
		Addressee: p.in("Қызмет бабында пайдалану үшін", "Для служебного пользования"), PlaceDate: p.placeDate(), Meta: p.meta(), Labels: p.labels(), Blocks: p.blocks,
	}
	return doc.Numbered()
}
