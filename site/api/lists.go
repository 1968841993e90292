package api

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"

	"nsk/reports"
	"nsk/reports/words"
	"nsk/site/shelf"
	"nsk/warehouse"
)

var (
	text  = arrow.BinaryTypes.String
	count = arrow.PrimitiveTypes.Int64
	truth = arrow.FixedWidthTypes.Boolean
)

// A release is one in the list.
type release struct {
	id      string
	current bool
}

var releaseFields = []field[release]{
	{"release", text, func(r release) any { return r.id }},
	{"current", truth, func(r release) any { return r.current }},
	{"facts", text, func(r release) any { return "/api/v1/facts?release=" + r.id }},
}

func (a *API) releases(w http.ResponseWriter, r *http.Request) error {
	x, err := a.wished(r)
	if err != nil {
		return err
	}
	ids, err := a.Shelf.Releases()
	if err != nil {
		return err
	}
	newest, err := warehouse.Newest(a.Shelf.Data)
	if err != nil && !errors.Is(err, warehouse.ErrNoRelease) {
		return err
	}
	var all []release
	for _, id := range ids {
		all = append(all, release{id, id == newest})
	}
	rows, more := part(all, x)
	l := list{Total: len(all), More: more}
	l.Schema, l.Batches = rowsOf(releaseFields, rows)
	return a.answer(w, r, x, l)
}

var indicatorFields = []field[reports.Indicator]{
	{"id", text, func(i reports.Indicator) any { return i.ID }},
	{"name_kk", text, func(i reports.Indicator) any { return i.Name.KK }},
	{"name_ru", text, func(i reports.Indicator) any { return i.Name.RU }},
	{"name_en", text, func(i reports.Indicator) any { return i.Name.EN }},
	{"unit", text, func(i reports.Indicator) any { return string(i.Unit) }},
	{"period", text, func(i reports.Indicator) any { return string(i.Period) }},
	{"direction", text, func(i reports.Indicator) any { return i.Direction }},
	{"numerator_kk", text, func(i reports.Indicator) any { return i.Numerator.KK }},
	{"numerator_ru", text, func(i reports.Indicator) any { return i.Numerator.RU }},
	{"denominator_kk", text, func(i reports.Indicator) any { return i.Denominator.KK }},
	{"denominator_ru", text, func(i reports.Indicator) any { return i.Denominator.RU }},
	{"sources", text, func(i reports.Indicator) any { return strings.Join(i.Sources, " ") }},
	{"breakdowns", text, func(i reports.Indicator) any { return strings.Join(i.Breakdowns, " ") }},
	{"headline", truth, func(i reports.Indicator) any { return i.Headline }},
	{"definition", text, func(i reports.Indicator) any { return "/api/v1/indicators/" + i.ID }},
}

func (a *API) indicators(w http.ResponseWriter, r *http.Request) error {
	x, err := a.wished(r)
	if err != nil {
		return err
	}
	book, err := reports.Indicators()
	if err != nil {
		return err
	}
	rows, more := part(book, x)
	l := list{Total: len(book), More: more}
	l.Schema, l.Batches = rowsOf(indicatorFields, rows)
	return a.answer(w, r, x, l)
}

// A definition is an indicator with all that it says of itself.
type definition struct {
	ID          string         `json:"id"`
	Name        reports.Text   `json:"name"`
	Formula     reports.Text   `json:"formula"`
	Numerator   reports.Text   `json:"numerator"`
	Denominator *reports.Text  `json:"denominator,omitempty"`
	Caveat      *reports.Text  `json:"caveat,omitempty"`
	Unit        reports.Unit   `json:"unit"`
	Scale       int64          `json:"scale,omitempty"`
	Period      reports.Period `json:"period"`
	Direction   string         `json:"direction"`
	Sources     []string       `json:"sources"`
	Paragraphs  []string       `json:"paragraphs"`
	Breakdowns  []string       `json:"breakdowns"`
	Headline    bool           `json:"headline"`
	SQL         string         `json:"sql"`
	Facts       string         `json:"facts"`
}

func (a *API) indicator(w http.ResponseWriter, r *http.Request) error {
	book, err := reports.Indicators()
	if err != nil {
		return err
	}
	id := r.PathValue("id")
	n := slices.IndexFunc(book, func(i reports.Indicator) bool { return i.ID == id })
	if n < 0 {
		return a.missing(r, "path.id", "no-indicator", id)
	}
	i := book[n]
	d := definition{ID: i.ID, Name: i.Name, Formula: i.Formula, Numerator: i.Numerator, Denominator: said(i.Denominator), Caveat: said(i.Caveat), Unit: i.Unit, Scale: i.Scale, Period: i.Period,
		Direction: i.Direction, Sources: i.Sources, Paragraphs: i.Paragraphs, Breakdowns: i.Breakdowns, Headline: i.Headline, SQL: i.Query, Facts: "/api/v1/facts?indicator=" + i.ID}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(marshal(d)) // whoever asked is gone
	return nil
}

func said(t reports.Text) *reports.Text {
	if t.RU == "" {
		return nil
	}
	return &t
}

// factFields are the columns of facts. Values are text where a form has no types of its own,
// as they are printed, and decimals elsewhere.
func factFields(value arrow.DataType, labels reports.Labels) []field[reports.Fact] {
	return []field[reports.Fact]{
		{"id", text, func(f reports.Fact) any { return f.ID }},
		{"indicator", text, func(f reports.Fact) any { return f.Indicator }},
		{"by", text, func(f reports.Fact) any { return f.By }},
		{"key", text, func(f reports.Fact) any { return f.Key }},
		{"label_kk", text, func(f reports.Fact) any { return labels.Of(words.KK, f.By, f.Key) }},
		{"label_ru", text, func(f reports.Fact) any { return labels.Of(words.RU, f.By, f.Key) }},
		{"window", text, func(f reports.Fact) any { return f.Window }},
		{"value", value, func(f reports.Fact) any { return f.Value }},
		{"unit", text, func(f reports.Fact) any { return string(f.Unit) }},
		{"status", text, func(f reports.Fact) any { return string(f.Status) }},
		{"finality", text, func(f reports.Fact) any { return string(f.Finality) }},
		{"numerator", count, func(f reports.Fact) any { return f.Numerator }},
		{"denominator", count, func(f reports.Fact) any { return f.Denominator }},
		{"coverage", value, func(f reports.Fact) any { return f.Coverage }},
		{"bound_low", value, func(f reports.Fact) any { return f.BoundLow }},
		{"bound_high", value, func(f reports.Fact) any { return f.BoundHigh }},
		{"interval_low", value, func(f reports.Fact) any { return f.IntervalLow }},
		{"interval_high", value, func(f reports.Fact) any { return f.IntervalHigh }},
		{"sources", text, func(f reports.Fact) any { return strings.Join(f.Sources, " ") }},
		{"sql_sha256", text, func(f reports.Fact) any { return f.SQLHash }},
	}
}

func (a *API) facts(w http.ResponseWriter, r *http.Request) error {
	o, err := a.opened(r)
	if err != nil {
		return err
	}
	defer o.done()
	told, err := a.analysis(r, o.from)
	if err != nil {
		return err
	}
	all, err := a.chosen(r, told)
	if err != nil {
		return err
	}
	l := o.list
	rows, more := part(all, o.wish)
	value := arrow.DataType(exact)
	if o.wish.form.Name == "json" || o.wish.form.Name == "csv" {
		value = text
	}
	l.Total, l.More = len(all), more
	l.Schema, l.Batches = rowsOf(factFields(value, told.Labels), rows)
	return a.answer(w, r, o.wish, l)
}

// chosen are the facts that the filters let through. An indicator or a breakdown that there
// is not is a fault; a key without facts gives no rows.
func (a *API) chosen(r *http.Request, told *shelf.Analysis) ([]reports.Fact, error) {
	q := r.URL.Query()
	id, by := q.Get("indicator"), q.Get("by")
	if id != "" && !slices.ContainsFunc(told.Book, func(i reports.Indicator) bool { return i.ID == id }) {
		return nil, a.wrong(r, "query.indicator", "no-indicator", id)
	}
	if by != "" && !slices.ContainsFunc(told.Facts.List, func(f reports.Fact) bool { return f.By == by }) {
		return nil, a.wrong(r, "query.by", "no-breakdown", by)
	}
	var list []reports.Fact
	for _, f := range told.Facts.List {
		if (id == "" || f.Indicator == id) && (by == "" || f.By == by) && (!q.Has("key") || f.Key == q.Get("key")) {
			list = append(list, f)
		}
	}
	return list, nil
}
