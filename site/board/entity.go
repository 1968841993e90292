package board

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"nsk/reports"
	"nsk/reports/chart"
	"nsk/site/figure"
)

// entities are the pages about one region, profession or centre: what its profile shows.
// Their addresses and the keys of their sentences are named alike.
var entities = []board{
	{"regions", inRegions, nil, func(d *drawing) ([]figure.Figure, error) { return d.entity("region") }},
	{"professions", framework, nil, func(d *drawing) ([]figure.Figure, error) { return d.entity("profession") }},
	{"centres", inRegions, nil, func(d *drawing) ([]figure.Figure, error) { return d.entity("centre") }},
}

// unhidden are the sheets that count persons from the cases themselves: only analysts see them.
var unhidden = []string{"centre-funnel", "centre-open", "profession-outcomes"}

// entity draws the page of one subject.
func (d *drawing) entity(kind string) ([]figure.Figure, error) {
	about := reports.Subject{Kind: kind, Key: d.request.PathValue("id")}
	if !utf8.ValidString(about.Key) {
		return nil, reports.ErrNoSubject
	}
	name, err := reports.ReadName(d.request.Context(), d.release.DB, about)
	if err != nil {
		return nil, err
	}
	if d.title = d.nameOf(kind, about.Key, reports.Text{KK: name.KK, RU: name.RU}); d.title == "" {
		d.title = about.Key
	}
	plan, _ := reports.PlanOf(kind)
	d.ways(kind, about.Key)
	var list []figure.Figure
	if plan.By != "" {
		list = append(list, d.besideCountry(plan, about.Key))
	}
	sheets, err := d.sheets(plan.Sheets, about.Key)
	if err != nil {
		return nil, err
	}
	return append(append(list, sheets...), d.problems(about.Key)), nil
}

// ways lead on to the dashboards about the subject.
func (d *drawing) ways(kind, key string) {
	boards := map[string][]string{
		"region":     {"regions", "professions", "demand", "documents", "findings"},
		"profession": {"professions", "findings"},
		"centre":     {"professions", "findings"},
	}
	for _, name := range boards[kind] {
		d.lead(d.say(name), d.at("/boards/"+name, kind, key))
	}
}

// besideCountry shows the facts of the subject beside those of the country.
func (d *drawing) besideCountry(plan reports.ProfilePlan, key string) figure.Figure {
	f := d.figure("beside", d.say("entity-beside"), plan.Facts...)
	f.Table.Columns = []figure.Column{{Title: d.say("indicator")}, {Title: d.label(plan.By, key), Number: true}, {Title: d.say("year-before"), Number: true}, {Title: d.say("country"), Number: true}}
	for _, id := range plan.Facts {
		f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Text: d.name(id)},
			d.cell(d.told.Facts.Get(reports.FactID(id, plan.By, key, reports.Now))), d.cell(d.told.Facts.Get(reports.FactID(id, plan.By, key, reports.Before))), d.cell(d.told.Facts.Get(id))})
	}
	return d.finish(f)
}

// sheets are the tables of a profile. Those that count cases are for analysts.
func (d *drawing) sheets(ids []string, key string) ([]figure.Figure, error) {
	all, err := reports.Sheets()
	if err != nil {
		return nil, err
	}
	var list []figure.Figure
	for _, id := range ids {
		if slices.Contains(unhidden, id) && !d.analyst() {
			d.note("cases-analysts")
			continue
		}
		f, err := d.sheet(all[id], key)
		if err != nil {
			return nil, err
		}
		if slices.Contains(unhidden, id) {
			f.Notes = append(f.Notes, d.say("unhidden"))
		}
		list = append(list, f)
	}
	return list, nil
}

// sheet is one table of a profile; demand by month is drawn too.
func (d *drawing) sheet(s reports.Sheet, key string) (figure.Figure, error) {
	var args []any
	if strings.Contains(s.Query, "$1") {
		args = []any{key}
	}
	lines, err := reports.ReadLines(d.request.Context(), d.release.DB, s.Query, args...)
	if err != nil {
		return figure.Figure{}, fmt.Errorf("sheet %s: %w", s.ID, err)
	}
	f := figure.Figure{ID: s.ID, Title: d.say("sheet-" + s.ID), Folded: len(lines) > folded}
	if s.ID == "centre-returns" && !d.analyst() { // accepted rows are persons and documents
		s.Columns = slices.DeleteFunc(slices.Clone(s.Columns), func(c reports.SheetColumn) bool { return c.Name == "accepted" })
	}
	for _, c := range s.Columns {
		title := c.Title.In(d.official())
		if d.lang == "en" {
			title = d.say("col-" + c.Name)
		}
		f.Table.Columns = append(f.Table.Columns, figure.Column{Title: title, Number: c.Kind == "number", Whole: c.Kind == "date"})
	}
	for _, line := range lines {
		var row []figure.Cell
		for _, c := range s.Columns {
			row = append(row, d.listed(listed{c.Name, c.Kind, leadsTo[c.Name].to, leadsTo[c.Name].key}, line))
		}
		f.Table.Rows = append(f.Table.Rows, row)
	}
	if s.ID == "profession-demand" {
		d.months(&f)
	}
	return f, nil
}

// leadsTo are the columns of sheets that name another page, with the column that has its key.
var leadsTo = map[string]listed{
	"centre":     {to: "/centres/", key: "bin"},
	"profession": {to: "/professions/", key: "code"},
	"region":     {to: "/regions/", key: "region"},
}

// months draws the columns of a table of months as lines.
func (d *drawing) months(f *figure.Figure) {
	if len(f.Table.Rows) < 2 {
		return
	}
	var names []string
	series := make([]chart.Series, len(f.Table.Columns)-1)
	for i := range series {
		series[i].Name = f.Table.Columns[i+1].Title
	}
	for _, row := range f.Table.Rows {
		names = append(names, row[0].Text)
		f.Alt += row[0].Text + ": "
		for i := range series {
			series[i].Values = append(series[i].Values, chart.Of(float64(number(row[i+1].Value)), row[i+1].Text))
			f.Alt += series[i].Name + " – " + row[i+1].Text + "; "
		}
	}
	sized(f, func(frame chart.Frame) chart.Chart {
		return chart.Lines{Frame: frame, Value: chart.Axis{Name: d.say("number")}, Categories: sparse(names, frame.Width/110), Series: series, FromZero: true}.Chart()
	})
}

// problems are the findings about the subject.
func (d *drawing) problems(key string) figure.Figure {
	f := figure.Figure{ID: "problems", Title: d.say("entity-findings"), Table: figure.Table{Columns: []figure.Column{{Title: "№", Whole: true}, {Title: d.say("col-case")}, {Title: d.say("col-severity")}, {Title: d.say("col-history")}, {Title: d.say("col-since"), Number: true}}}}
	d.asked(&f)
	for _, one := range d.told.Findings {
		if one.Key == key || slices.Contains(one.Entities, key) {
			f.Table.Rows = append(f.Table.Rows, d.about(one.Rule, figure.Cell{Text: one.Sentence.In(d.official())}, figure.Cell{Text: d.severity(one.Severity)}, figure.Cell{Text: d.past(one.History)}, figure.Cell{Text: one.Since}))
			f.Table.Rows[len(f.Table.Rows)-1][0].Href = d.at("/boards/findings", byRule, one.Rule)
		}
	}
	f.Folded = len(f.Table.Rows) > folded
	return f
}
