// Package figure is a chart on a page with all that belongs to it: its table, what it says
// in words, its definition, how complete its data are, and its downloads.
package figure

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"

	"nsk/reports/chart"
	"nsk/site/page"
)

//go:embed texts.yaml figure.gohtml
var files embed.FS

var (
	texts = page.LoadTexts(files)
	form  = template.Must(template.New("figure.gohtml").Funcs(template.FuncMap{"say": func(string, ...any) string { return "" }}).ParseFS(files, "figure.gohtml"))
)

// A Figure is one chart or one table of a page.
type Figure struct {
	ID          string // ASCII letters, digits and hyphens; unique on its page
	Title       string
	Alt         string       // what the chart shows, in words; "" of a table alone
	Chart       *chart.Chart // nil of a table alone
	Narrow      *chart.Chart // the same for a phone; nil where the one may be scrolled
	Table       Table
	Folded      bool // the table is long: it is opened by who wants it
	Definitions []Definition
	Coverage    string   // percent of the expected volume behind it, as it is read; "" where there is none
	Legend      []Symbol // of the marks that stand in place of values
	Notes       []string
	Source      string
}

// A Table is what a figure shows, in cells.
type Table struct {
	Columns []Column
	Rows    [][]Cell
}

// A Column is one column. Numbers stand to the right. What is whole is never broken into
// lines, such as a day.
type Column struct {
	Title  string
	Number bool
	Whole  bool
}

// A Cell is text as it is read; Value is the exact number for machines, "" where it is text
// or hidden. Href leads on.
type Cell struct{ Text, Value, Href string }

// A Definition says what an indicator is.
type Definition struct{ ID, Name, Formula, Numerator, Denominator, Caveat string }

// A Symbol is a mark and what it means.
type Symbol struct{ Mark, Meaning string }

// Forms are the downloads of a figure.
var Forms = []string{"csv", "xlsx", "svg", "png"}

// shown is what the template shows.
type shown struct {
	Figure
	Options string
	Small   string // options of the narrow chart
	Links   []link
}

type link struct{ Form, Href string }

// HTML is the figure as a part of a page at an address, whose query keeps the filters.
func (f Figure) HTML(lang string, at *url.URL) (template.HTML, error) {
	s := shown{Figure: f}
	if f.Chart != nil {
		s.Options = string(f.Chart.JSON())
	}
	if f.Narrow != nil {
		s.Small = string(f.Narrow.JSON())
	}
	for _, kind := range Forms {
		if f.Chart == nil && (kind == "svg" || kind == "png") {
			continue
		}
		q := at.Query()
		q.Set("figure", f.ID)
		q.Set("as", kind)
		q.Set("lang", lang)
		s.Links = append(s.Links, link{kind, at.Path + "?" + q.Encode()})
	}
	var b bytes.Buffer
	whole := template.Must(form.Clone()).Funcs(template.FuncMap{"say": func(key string, values ...any) string { return texts.Say(lang, key, values...) }})
	if err := whole.Execute(&b, s); err != nil {
		return "", fmt.Errorf("figure %s: %w", f.ID, err)
	}
	return template.HTML(b.String()), nil // made by html/template
}

// Asked is the figure and the form that an address asks to download.
func Asked(r *http.Request) (id, form string, ok bool) {
	q := r.URL.Query()
	return q.Get("figure"), q.Get("as"), q.Has("figure") && q.Has("as")
}

// Scripts are those that a page with figures needs.
var Scripts = []string{"charts.js", "chart.js"}
