package board

import (
	"math/big"
	"net/http"
	"slices"
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

	keys, spare []choice          // filters that are heeded, and those kept for the next dashboard
	chosen      map[string]string // names of what is chosen
	notes       []string
	leads       []lead
	tiles       []tile
}

// A lead is a link to where more is told.
type lead struct{ Text, Href string }

// A tile is one figure in large.
type tile struct{ Label, Value, Note, Href string }

// note puts a sentence above the figures, once.
func (d *drawing) note(key string, values ...any) {
	if text := d.say(key, values...); !slices.Contains(d.notes, text) {
		d.notes = append(d.notes, text)
	}
}

func (d *drawing) lead(text, href string) { d.leads = append(d.leads, lead{text, href}) }

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

// name is that of an indicator, with its unit where the number does not tell it.
func (d *drawing) name(id string) string {
	i := d.indicator(id)
	switch i.Unit {
	case reports.WorkingDays, reports.Days, reports.Points:
		return d.text(i.Name) + ", " + d.say("unit-"+string(i.Unit))
	}
	return d.text(i.Name)
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
func (d *drawing) define(ids ...string) (list []figure.Definition) {
	for _, id := range ids {
		i := d.indicator(id)
		list = append(list, figure.Definition{ID: i.ID, Name: d.text(i.Name), Formula: d.text(i.Formula), Numerator: d.text(i.Numerator), Denominator: d.text(i.Denominator), Caveat: d.text(i.Caveat)})
	}
	return list
}

// figure begins one about indicators: with their definitions, how complete their data are,
// where those come from, and what the marks in it mean.
func (d *drawing) figure(id, title string, ids ...string) figure.Figure {
	f := figure.Figure{ID: id, Title: title, Definitions: d.define(ids...)}
	var least *big.Rat
	for _, i := range ids {
		c, err := words.ParseNumber(d.told.Facts.Get(i).Coverage, 1)
		if err == nil && (least == nil || c.Rat().Cmp(least) < 0) {
			least, f.Coverage = c.Rat(), c.AsPercent().String()
		}
	}
	return f
}

// finish adds what the marks in the table mean.
func (d *drawing) finish(f figure.Figure) figure.Figure {
	for _, s := range []reports.Status{reports.Protected, reports.TooSmall, reports.Uncovered, reports.NotProvided, reports.NotApply, reports.BoundOnly} {
		if has(f.Table, string(s)) {
			f.Legend = append(f.Legend, figure.Symbol{Mark: string(s), Meaning: d.say("status-" + string(s))})
		}
	}
	return f
}

func has(t figure.Table, text string) bool {
	return slices.ContainsFunc(t.Rows, func(row []figure.Cell) bool {
		return slices.ContainsFunc(row, func(c figure.Cell) bool { return c.Text == text })
	})
}

// The widths that charts are laid out for, in pixels: a desk and a phone.
const (
	deskWidth  = 900
	phoneWidth = 356
)

// sized draws a chart in both widths.
func sized(f *figure.Figure, draw func(frame chart.Frame) chart.Chart) {
	frame := chart.Frame{ID: f.ID, Title: f.Title, Alt: f.Alt, Width: deskWidth}
	wide := draw(frame)
	frame.Width = phoneWidth
	narrow := draw(frame)
	f.Chart, f.Narrow = &wide, &narrow
}

// over is an indicator over the keys of a breakdown, as bars that lead on to the dashboard
// narrowed to one.
func (d *drawing) over(id, by string) figure.Figure {
	f := d.figure(by+"-"+id[:1]+id[2:], d.name(id), id)
	f.Table.Columns = []figure.Column{{Title: d.say(by)}, {Title: f.Title, Number: true}}
	series, categories := chart.Series{Name: f.Title}, []string(nil)
	for _, fact := range d.seen(&f, id, by) {
		name, href := d.label(by, fact.Key), ""
		if slices.Contains(published, by) {
			href = d.at(d.request.URL.Path, by, fact.Key)
		}
		v := d.point(fact)
		v.Href = href
		f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Text: name, Href: href}, d.cell(fact)})
		categories, series.Values = append(categories, name), append(series.Values, v)
		f.Alt += name + " – " + d.told.Facts.Print(fact) + "; "
	}
	sized(&f, func(frame chart.Frame) chart.Chart {
		return chart.Bars{Frame: frame, Categories: categories, Series: []chart.Series{series}, Direction: chart.Rows}.Chart()
	})
	return d.finish(f)
}

// seen are the facts of a breakdown that the filters leave: the one that is chosen in it; if
// something else is chosen, all of the country, and the figure says so.
func (d *drawing) seen(f *figure.Figure, id, by string) []reports.Fact {
	list := d.told.Facts.By(id, by)
	switch in, key := d.scope(); {
	case in == by:
		return slices.DeleteFunc(list, func(fact reports.Fact) bool { return fact.Key != key })
	case in != "nation":
		f.Notes = append(f.Notes, d.say("whole-country", d.within()))
	}
	return list
}

func regions(d *drawing) ([]figure.Figure, error) {
	return []figure.Figure{d.over("E.02", "region"), d.over("C.01", "region")}, nil
}
