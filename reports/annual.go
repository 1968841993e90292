package reports

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"nsk/reports/chart"
	"nsk/reports/disclosure"
	"nsk/reports/document"
	"nsk/reports/words"
)

// An AnnualInput is what the database cannot say about the annual analysis.
type AnnualInput struct {
	Release  string               // id of the release the document is bound to
	Previous []string             // ids of the findings of last year's document, besides those of Last
	Last     *Publication         // what last year's document said; nil if there was none
	Amends   *Amendment           // what the document corrects; nil for the first version
	Edits    []Edit               // what analysts did with the recommendations
	Draft    bool                 // stamps the document as a draft
	Safety   *disclosure.Settings // nil for the built-in ones
}

func (in AnnualInput) safety() disclosure.Settings {
	if in.Safety == nil {
		return disclosure.Default()
	}
	return *in.Safety
}

// previous are the ids of the findings of last year's document.
func (in AnnualInput) previous() []string {
	ids := slices.Clone(in.Previous)
	if in.Last != nil {
		for _, f := range in.Last.Findings {
			ids = append(ids, f.ID)
		}
	}
	return ids
}

// A Result is the annual analysis: everything it says and the documents that
// say it.
type Result struct {
	Release         string
	Window          Window
	Facts           []Fact
	Protection      Protection
	Findings        []Finding
	Inspections     []Inspection
	Recommendations []Recommendation
	Rejected        []Recommendation // by an analyst; with the reason, in the internal annex only
	Closed          []Closed         // findings of earlier documents that are not found now
	Followups       []Followup       // what became of last year's recommendations
	Documents       map[words.Lang]document.Document
}

// A Window is the period of the report and the day on which knowledge was
// frozen.
type Window struct {
	AsOf, From, To, PrevFrom, PrevTo time.Time
}

// Annual computes all facts of the release in db, finds, recommends, and
// assembles the document of Order 391, paragraphs 18 to 22, in both languages.
func Annual(ctx context.Context, db *sql.DB, in AnnualInput) (*Result, error) {
	s, err := newSource(db, in)
	if err != nil {
		return nil, err
	}
	r, err := s.result(ctx)
	if err != nil {
		return nil, err
	}
	return r, s.assemble(ctx, r, words.Both)
}

// A source is what the documents are made from besides their facts.
type source struct {
	db    *sql.DB
	in    AnnualInput
	book  []Indicator
	rules []Rule

	layout func(*page) document.Document
}

func newSource(db *sql.DB, in AnnualInput) (source, error) {
	book, err := Indicators()
	if err != nil {
		return source{}, err
	}
	rules, err := Rules()
	return source{db: db, in: in, book: book, rules: rules, layout: (*page).annual}, err
}

// result is the annual analysis without its documents.
func (s source) result(ctx context.Context) (*Result, error) {
	r, err := &Result{Release: s.in.Release}, error(nil)
	if r.Window, err = ReadWindow(ctx, s.db); err != nil {
		return nil, err
	}
	if r.Facts, r.Protection, err = computeSafely(ctx, s.db, s.book, s.in.safety()); err != nil {
		return nil, err
	}
	return r, s.find(ctx, r)
}

func (s source) find(ctx context.Context, r *Result) error {
	facts := NewFacts(words.DateOf(r.Window.AsOf), r.Facts, s.book)
	found, err := Find(ctx, s.db, s.rules, facts, s.in.previous())
	if err != nil {
		return err
	}
	if err := guard(found.Findings, s.rules, guarding{s.in.safety(), facts}); err != nil {
		return err
	}
	r.Findings, r.Inspections = found.Findings, found.Inspections
	r.Facts = append(r.Facts, limitsFacts(found, indexOf(s.book)["E.09"])...)
	facts = NewFacts(facts.AsOf, r.Facts, s.book)
	remember(s.in.Last, r, r.Findings)
	r.Closed = closed(s.in.Last, r, found, facts)
	late, err := s.followUp(ctx, r, facts)
	if err != nil {
		return err
	}
	remember(s.in.Last, r, late.Findings)
	r.Findings = append(r.Findings, late.Findings...)
	r.Inspections = replaced(r.Inspections, late.Inspections)
	r.Closed = closed(s.in.Last, r, found, facts)
	r.Facts = append(r.Facts, followFacts(s.in.Last, r, facts)...)
	r.Facts = append(r.Facts, revisionFacts(s.in.Last, facts)...)
	r.Facts = append(r.Facts, goalFacts(s.in.Last, facts)...)
	settle(r.Facts, r.Window, s.in.Last)
	now, before, err := workingDays(ctx, s.db, r.Window)
	if err != nil {
		return err
	}
	r.Facts = append(r.Facts, baseFacts(r.Facts, indexOf(s.book), now, before)...)
	sortFacts(r.Facts)
	r.Recommendations, err = Recommend(s.rules, r.Findings, NewFacts(facts.AsOf, r.Facts, s.book))
	if err != nil {
		return err
	}
	return r.applyEdits(s.in.Edits)
}

// limitsFacts are E.09: the centres outside their limits, of those tested. Only
// the window ending with the period may name anyone, so there is no year before.
func limitsFacts(found FindingsResult, i Indicator) []Fact {
	f := i.fact("nation", Nation, Now)
	var outside, tested int64
	for _, s := range found.Inspections {
		if s.Rule == "r21" || s.Rule == "r22" {
			outside, tested = outside+int64(s.Found), int64(s.Units)
		}
	}
	f.Numerator = &outside
	f.setRatio(i)
	f.Denominator = &tested
	before, change := i.fact("nation", Nation, Before), i.fact("nation", Nation, Change)
	change.ID = ChangeID(i.ID)
	before.Status, change.Status = NotApply, NotApply
	return []Fact{f, before, change}
}

// ReadWindow returns the window of a report on the release in db.
func ReadWindow(ctx context.Context, db *sql.DB) (Window, error) {
	query, err := files.ReadFile("sql/window.sql")
	if err != nil {
		return Window{}, err
	}
	var w Window
	err = db.QueryRowContext(ctx, string(query)).Scan(&w.AsOf, &w.From, &w.To, &w.PrevFrom, &w.PrevTo)
	if err != nil {
		return w, fmt.Errorf("window of the release: %w", err)
	}
	return w, nil
}

// assemble writes the document of each language.
func (s source) assemble(ctx context.Context, r *Result, languages []words.Lang) error {
	names, err := readNames(ctx, s.db)
	if err != nil {
		return err
	}
	landings, err := readLandings(ctx, s.db)
	if err != nil {
		return err
	}
	exceptions, err := readExceptions(ctx, s.db)
	if err != nil {
		return err
	}
	delivery, err := readDelivery(ctx, s.db)
	if err != nil {
		return err
	}
	pen, err := chart.NewRenderer()
	if err != nil {
		return err
	}
	r.Documents = map[words.Lang]document.Document{}
	for _, l := range languages {
		p := &page{
			lang: l, result: r, source: s, names: names, landings: landings, exceptions: exceptions, delivery: delivery, pen: pen,
			facts: NewFacts(words.DateOf(r.Window.AsOf), r.Facts, s.book),
		}
		doc := s.layout(p)
		if p.err != nil {
			return fmt.Errorf("annual analysis (%s): %w", l, p.err)
		}
		r.Documents[l] = doc
	}
	return nil
}
