package reports

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"nsk/reports/document"
	"nsk/reports/words"
)

// A Subject is what a profile is about.
type Subject struct {
	Kind string // region, profession, centre
	Key  string // code of the region or profession, BIN of the centre
}

// A ProfileKind is how a kind of subject is told (analysis, section 5.3).
type profileKind struct {
	title  words.Text
	name   string   // SQL: name_kk, name_ru of the subject $1
	by     string   // breakdown of the facts; "" if there is none
	facts  []string // indicators
	sheets []string
}

var profileKinds = map[string]profileKind{
	"region": {title: words.Text{KK: "Өңір бойынша анықтама", RU: "Справка по региону"}, name: "SELECT name_kk, name_ru FROM reference.region WHERE region = $1",
		by: "region", facts: []string{"B.01", "C.01", "C.03", "C.05", "D.01", "E.01", "E.02", "F.01", "F.02", "G.09"},
		sheets: []string{"region-occupations", "region-centres"}},
	"profession": {title: words.Text{KK: "Кәсіп бойынша анықтама", RU: "Справка по профессии"}, name: "SELECT name_kk, name_ru FROM core.profession WHERE profession = $1 ORDER BY vf DESC LIMIT 1",
		sheets: []string{"profession-register", "profession-standards", "profession-programmes", "profession-centres", "profession-outcomes", "profession-demand"}},
	"centre": {title: words.Text{KK: "Тану орталығы бойынша анықтама", RU: "Справка по центру признания"}, name: "SELECT name_kk, name_ru FROM core.centre WHERE centre = $1",
		sheets: []string{"centre-certificates", "centre-scope", "centre-funnel", "centre-open", "centre-returns", "centre-rejected"}},
}

// SubjectKinds are the kinds of profiles.
var SubjectKinds = []string{"region", "profession", "centre"}

// ErrNoSubject means that the release does not know what a profile was asked about.
var ErrNoSubject = errors.New("the release does not know it")

// Profile assembles the two pages about one region, profession or centre. That of a centre
// shows its own cases, unhidden: it is for that centre and the National Body.
func Profile(ctx context.Context, db *sql.DB, in AnnualInput, about Subject) (*Result, error) {
	k, ok := profileKinds[about.Kind]
	if !ok {
		return nil, fmt.Errorf("%q is no kind of profile; choose from %v", about.Kind, SubjectKinds)
	}
	var name words.Text
	if err := db.QueryRowContext(ctx, k.name, about.Key).Scan(&name.KK, &name.RU); errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("%s %s: %w", about.Kind, about.Key, ErrNoSubject)
	} else if err != nil {
		return nil, err
	}
	s, err := newSource(db, in)
	if err != nil {
		return nil, err
	}
	sheets, err := fillSheets(ctx, db, about.Key, k.sheets)
	if err != nil {
		return nil, err
	}
	var own unit
	var compared bool
	s.layout = func(p *page) document.Document {
		return p.profile(k, name, about, func() { p.profiled(about, sheets, own, compared) })
	}
	r, err := s.result(ctx)
	if err != nil {
		return nil, err
	}
	own, compared = r.unitOf(about.Key)
	r.narrow(about)
	return r, s.assemble(ctx, r, words.Both)
}

// onMap reports whether a fact stands on the map of a region's profile: how many centres the
// register has in each region is open to all.
func onMap(f Fact, about Subject) bool {
	return about.Kind == "region" && f.Indicator == "C.01" && f.By == "region"
}

// narrow keeps what is said about the subject: nothing about others leaves with its profile.
func (r *Result) narrow(about Subject) {
	r.Facts = slices.DeleteFunc(r.Facts, func(f Fact) bool {
		return f.By != "nation" && (f.By != about.Kind || f.Key != about.Key) && !onMap(f, about)
	})
	r.Findings = slices.DeleteFunc(r.Findings, func(f Finding) bool { return f.Key != about.Key && !slices.Contains(f.Entities, about.Key) })
	r.Inspections = nil
	r.Recommendations = slices.DeleteFunc(r.Recommendations, func(rec Recommendation) bool {
		return !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Rule == rec.Rule })
	})
}

func (p *page) profile(k profileKind, name words.Text, about Subject, body func()) document.Document {
	p.section(1, "profile", k.title.In(p.lang))
	if k.by != "" {
		p.besideTheCountry(k, about)
	}
	body()
	p.heading("problems", words.Term(p.lang, "sec_problems"))
	found := false
	for _, r := range p.source.rules {
		if len(p.ofRule(r.ID)) > 0 {
			p.callout(r)
			found = true
		}
	}
	if !found {
		p.para(document.Text(p.in("Проблемалық мәселелер анықталған жоқ.", "Проблемные вопросы не выявлены.")))
	}
	doc := p.folder(name.In(p.lang), k.title.In(p.lang)+". "+p.subtitle())
	if about.Kind == "region" {
		doc.Addressee = ""
	}
	return doc
}

// profiled shows the sheets of a subject and the chart of its kind: the map with the region
// marked, demand month by month, the pass rate against its limits.
func (p *page) profiled(about Subject, sheets []filledSheet, own unit, compared bool) {
	if about.Kind == "region" {
		p.centreTiles(about.Key)
	}
	for _, s := range sheets {
		p.sheet(s)
		switch s.ID {
		case "profession-demand":
			p.sheetLines(s, p.in("Айлар бойынша бос жұмыс орындары мен түйіндемелер", "Вакансии и резюме по месяцам"), "vacancies", "resumes")
		case "centre-funnel":
			p.passPlot(own, compared)
		}
	}
}

// besideTheCountry shows the facts of the subject beside those of the country.
func (p *page) besideTheCountry(k profileKind, about Subject) {
	var rows []document.Row
	for _, i := range k.facts {
		rows = append(rows, document.Row{Cells: []document.Cell{text(i), text(p.facts.book[i].Name.In(p.lang) + p.unitMark(p.facts.book[i])),
			p.cell(p.facts.Get(FactID(i, k.by, about.Key, Now))), p.cell(p.facts.Get(i))}})
	}
	p.add(document.Table{ID: "beside", Caption: p.in("Ел бойынша мәндермен қатар көрсеткіштер", "Показатели рядом со значениями по стране"), Columns: widths(columns(2, 4), 8, 52, 20, 20), Stub: 2, Rows: rows, Source: p.sourcesOf(k.facts...),
		Header: head("№", p.title("indicator"), p.label(k.by, about.Key), p.title("country"))})
}
