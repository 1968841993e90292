package board

import (
	"net/http"
	"strconv"

	"nsk/reports"
	"nsk/reports/chart"
	"nsk/reports/words"
	"nsk/site/figure"
	"nsk/site/page"
	"nsk/site/shelf"
)

// A drawing is one dashboard being drawn for one reader.
type drawing struct {
	request *http.Request
	lang    string
	told    *shelf.Analysis
	release *shelf.Release
	say     func(key string, values ...any) string
}

// official is the language of names that are only in the two official ones.
func (d *drawing) official() words.Lang {
	if d.lang == page.KK {
		return words.KK
	}
	return words.RU
}

// text is one of a catalogue of reports; English where it has one.
func (d *drawing) text(t reports.Text) string {
	if d.lang == page.EN && t.EN != "" {
		return t.EN
	}
	return t.In(d.official())
}

func (d *drawing) label(by, key string) string { return d.told.Labels.Of(d.official(), by, key) }

func (d *drawing) indicator(id string) reports.Indicator {
	for _, i := range d.told.Book {
		if i.ID == id {
			return i
		}
	}
	return reports.Indicator{ID: id}
}

// cell is a fact in a table: as everybody reads it, and exact.
func (d *drawing) cell(f reports.Fact) figure.Cell {
	c := figure.Cell{Text: d.told.Facts.Print(f)}
	if f.Known() {
		c.Value = f.Value
	}
	return c
}

// point is a fact in a chart.
func (d *drawing) point(f reports.Fact) chart.Value {
	x, err := strconv.ParseFloat(f.Value, 64)
	if !f.Known() || err != nil {
		return chart.Gap(string(f.Status))
	}
	return chart.Of(x, d.told.Facts.Print(f))
}

// define is the definition of an indicator in the language of the reader.
func (d *drawing) define(id string) figure.Definition {
	i := d.indicator(id)
	return figure.Definition{ID: i.ID, Name: d.text(i.Name), Formula: d.text(i.Formula), Numerator: d.text(i.Numerator), Denominator: d.text(i.Denominator), Caveat: d.text(i.Caveat)}
}

// over is an indicator over the keys of a breakdown, as bars.
func (d *drawing) over(id, by string) figure.Figure {
	i := d.indicator(id)
	f := figure.Figure{ID: by + "-" + id[:1] + id[2:], Title: d.text(i.Name), Definitions: []figure.Definition{d.define(id)}, Coverage: d.told.Facts.Get(id).Coverage,
		Table: figure.Table{Columns: []figure.Column{{Title: d.say(by)}, {Title: d.say("value"), Number: true}}}}
	series, categories := chart.Series{Name: f.Title}, []string(nil)
	for _, fact := range d.told.Facts.By(id, by) {
		name := d.label(by, fact.Key)
		f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Text: name}, d.cell(fact)})
		categories, series.Values = append(categories, name), append(series.Values, d.point(fact))
		f.Alt += name + " – " + d.told.Facts.Print(fact) + "; "
	}
	drawn := chart.Bars{Frame: chart.Frame{ID: f.ID, Title: f.Title, Alt: f.Alt}, Categories: categories, Series: []chart.Series{series}, Direction: chart.Rows}.Chart()
	f.Chart = &drawn
	return f
}

func regions(d *drawing) ([]figure.Figure, error) {
	return []figure.Figure{d.over("E.02", "region"), d.over("C.01", "region")}, nil
}
