package workbench

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"nsk/reports/chart"
	"nsk/site/export"
	"nsk/site/figure"
	"nsk/site/page"
)

// kinds are those of charts, and how many rows each can show and still be read.
var kinds = map[string]int64{"rows": 60, "columns": 60, "line": 1000, "points": 2000}

// chart draws two columns of a result, as a part of the page or as a download.
func (b *Workbench) chart(w http.ResponseWriter, r *http.Request, j *job) {
	v, q := j.view(b.Now()), r.URL.Query()
	x, y, kind := columnAt(v, q.Get("x")), columnAt(v, q.Get("y")), q.Get("kind")
	if x < 0 || y < 0 || kinds[kind] == 0 || v.State != done || !export.Number(v.Schema.Field(y).Type) {
		b.shell.Fail(w, r, http.StatusBadRequest)
		return
	}
	f := b.figure(r, v, plot{x, y, kind})
	if _, form, download := figure.Asked(r); download {
		if err := f.Download(w, form); errors.Is(err, figure.ErrForm) {
			b.shell.Fail(w, r, http.StatusNotFound)
		} else if err != nil {
			b.failed(w, r, err)
		}
		return
	}
	part, err := f.HTML(page.Lang(r), r.URL)
	if err != nil {
		b.failed(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write([]byte(part)) // whoever asked is gone
}

// columnAt is the number of a column in an address; -1 if there is none such.
func columnAt(v view, text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || v.Schema == nil || n < 0 || n >= v.Schema.NumFields() {
		return -1
	}
	return n
}

// A plot says which columns are drawn, and how.
type plot struct {
	x, y int
	kind string
}

// figure is the chart of a result with its table.
func (b *Workbench) figure(r *http.Request, v view, p plot) figure.Figure {
	across, up := v.Schema.Field(p.x).Name, v.Schema.Field(p.y).Name
	f := figure.Figure{ID: "chart", Title: b.Say(r, "chart-of", up, across), Source: b.Say(r, "release") + " " + v.Release,
		Table: figure.Table{Columns: []figure.Column{{Title: across, Number: export.Number(v.Schema.Field(p.x).Type)}, {Title: up, Number: true}}}}
	most := kinds[p.kind]
	if v.Rows > most {
		f.Notes = append(f.Notes, b.Say(r, "chart-cut", most, v.Rows))
	}
	rows := v.page(0, most)
	for _, row := range rows {
		f.Table.Rows = append(f.Table.Rows, []figure.Cell{cellOf(row[p.x]), cellOf(row[p.y])})
	}
	f.Alt = alt(f.Table.Rows)
	drawn := p.draw(chart.Frame{ID: f.ID, Title: f.Title, Alt: f.Alt}, rows, chart.Axis{Name: up})
	f.Chart = &drawn
	return f
}

func cellOf(text *string) figure.Cell {
	if text == nil {
		return figure.Cell{Text: "NULL"}
	}
	return figure.Cell{Text: *text}
}

// alt says the first values in words; the table has them all.
func alt(rows [][]figure.Cell) (text string) {
	for _, row := range rows[:min(len(rows), 30)] {
		text += row[0].Text + " – " + row[1].Text + "; "
	}
	if len(rows) > 30 {
		text += "…"
	}
	return text
}

func (p plot) draw(frame chart.Frame, rows [][]*string, value chart.Axis) chart.Chart {
	if p.kind == "points" {
		return p.points(frame, rows, value)
	}
	var names []string
	series := chart.Series{Name: value.Name}
	for _, row := range rows {
		names, series.Values = append(names, cellOf(row[p.x]).Text), append(series.Values, valueOf(row[p.y]))
	}
	switch p.kind {
	case "line":
		return chart.Lines{Frame: frame, Value: value, Categories: names, Series: []chart.Series{series}}.Chart()
	case "columns":
		return chart.Bars{Frame: frame, Value: value, Categories: names, Series: []chart.Series{series}, Direction: chart.Columns}.Chart()
	}
	return chart.Bars{Frame: frame, Value: value, Categories: names, Series: []chart.Series{series}, Direction: chart.Rows}.Chart()
}

// points are drawn where both columns have a number.
func (p plot) points(frame chart.Frame, rows [][]*string, value chart.Axis) chart.Chart {
	var all []chart.Point
	for _, row := range rows {
		x, y := valueOf(row[p.x]), valueOf(row[p.y])
		if x.Known && y.Known {
			all = append(all, chart.Point{X: x.Number, Y: y.Number})
		}
	}
	return chart.Plane{Frame: frame, Y: value, Groups: []chart.Points{{Name: value.Name, Points: slices.Clip(all)}}}.Chart()
}

func valueOf(text *string) chart.Value {
	if text == nil {
		return chart.Gap("")
	}
	x, err := strconv.ParseFloat(*text, 64)
	if err != nil {
		return chart.Gap("")
	}
	return chart.Of(x, *text)
}
