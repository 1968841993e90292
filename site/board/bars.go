package board

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"nsk/reports"
	"nsk/reports/chart"
	"nsk/reports/words"
	"nsk/site/figure"
)

// The widths that charts are laid out for, in pixels: a desk and a phone.
const (
	deskWidth  = 900
	phoneWidth = 340
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
	series, categories, known := chart.Series{Name: f.Title}, []string(nil), false
	for _, fact := range d.seen(&f, id, by) {
		name, href := d.label(by, fact.Key), ""
		if slices.Contains(published, by) {
			href = d.at(d.request.URL.Path, by, fact.Key)
		}
		v := d.point(fact)
		v.Href = href
		known = known || v.Known
		f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Text: name, Href: href}, d.cell(fact)})
		categories, series.Values = append(categories, name), append(series.Values, v)
		f.Alt += name + " – " + d.cell(fact).Text + "; "
	}
	if !known {
		return d.gaps(f)
	}
	sized(&f, func(frame chart.Frame) chart.Chart {
		return chart.Bars{Frame: frame, Categories: categories, Series: []chart.Series{series}, Direction: chart.Rows}.Chart()
	})
	return d.gaps(f)
}

// seen are the facts of a breakdown that the filters leave: the one that is chosen in it; if
// something else is chosen, all of the country, and the figure says so.
func (d *drawing) seen(f *figure.Figure, id, by string) []reports.Fact {
	list := d.keyed(id, by)
	slices.SortStableFunc(list, func(a, b reports.Fact) int { return cmp.Compare(number(a.Key), number(b.Key)) })
	switch in, key := d.scope(); {
	case in == by:
		return slices.DeleteFunc(list, func(fact reports.Fact) bool { return fact.Key != key })
	case in != "nation":
		f.Notes = append(f.Notes, d.say("whole-country", d.within()))
	}
	return list
}

// keyed are the facts of a breakdown. Of regions there are always all: what is absent, zero or
// hidden is three things.
func (d *drawing) keyed(id, by string) []reports.Fact {
	list := d.told.Facts.By(id, by)
	if by != byRegion {
		return list
	}
	for _, r := range words.RegionCodes() {
		if !slices.ContainsFunc(list, func(f reports.Fact) bool { return f.Key == string(r) }) {
			f := d.regional(id, string(r))
			f.Key = string(r)
			list = append(list, f)
		}
	}
	return list
}

// factAt is the fact of a key of a breakdown.
func (d *drawing) factAt(id, by, key string) reports.Fact {
	if by == byRegion {
		return d.regional(id, key)
	}
	return d.told.Facts.Get(reports.FactID(id, by, key, reports.Now))
}

// A barring is a chart of indicators over the keys of a breakdown, beside its table.
type barring struct {
	id, title, by, axis string
	indicators          []string
	stacked, lines      bool
}

func (d *drawing) bars(b barring) figure.Figure {
	f := d.figure(b.id, b.title, b.indicators...)
	f.Table.Columns = []figure.Column{{Title: d.say(b.by)}}
	var categories []string
	series := make([]chart.Series, len(b.indicators))
	for i, id := range b.indicators {
		series[i].Name = d.name(id)
		f.Table.Columns = append(f.Table.Columns, figure.Column{Title: series[i].Name, Number: true})
	}
	for _, key := range d.breakdown(b.by, b.indicators) {
		name := d.label(b.by, key)
		row := []figure.Cell{{Text: name}}
		f.Alt += name + ": "
		for i, id := range b.indicators {
			fact := d.factAt(id, b.by, key)
			series[i].Values = append(series[i].Values, d.point(fact))
			row = append(row, d.cell(fact))
			f.Alt += series[i].Name + " – " + d.cell(fact).Text + "; "
		}
		if b.by == "month" {
			name = key[5:] + "." + key[2:4] // 09.25, the same in every language
		}
		categories, f.Table.Rows = append(categories, name), append(f.Table.Rows, row)
	}
	if in, _ := d.scope(); in != "nation" {
		f.Notes = append(f.Notes, d.say("whole-country", d.within()))
	}
	if series = d.drawable(&f, series); len(series) > 0 {
		sized(&f, func(frame chart.Frame) chart.Chart { return b.chart(frame, categories, series) })
	}
	return d.gaps(f)
}

// drawable leaves out the series of which no value can be drawn, as of shares of few, which
// are no percentages: a line of the legend without a bar would read as zero. The figure says
// which stand in the table only.
func (d *drawing) drawable(f *figure.Figure, all []chart.Series) (drawn []chart.Series) {
	var left []string
	for _, s := range all {
		if slices.ContainsFunc(s.Values, func(v chart.Value) bool { return v.Known }) {
			drawn = append(drawn, s)
		} else {
			left = append(left, s.Name)
		}
	}
	if len(left) > 0 {
		f.Notes = append(f.Notes, d.say("table-only", strings.Join(left, "; ")))
	}
	return drawn
}

func (b barring) chart(frame chart.Frame, categories []string, series []chart.Series) chart.Chart {
	axis := chart.Axis{Name: b.axis}
	if b.lines {
		return chart.Lines{Frame: frame, Value: axis, Categories: sparse(categories, frame.Width/50), Series: series, FromZero: true}.Chart()
	}
	return chart.Bars{Frame: frame, Value: axis, Categories: categories, Series: series, Direction: chart.Rows, Stacked: b.stacked}.Chart()
}

// breakdown are the keys for which one of the indicators has a fact.
func (d *drawing) breakdown(by string, indicators []string) (keys []string) {
	for _, id := range indicators {
		for _, f := range d.keyed(id, by) {
			if !slices.Contains(keys, f.Key) {
				keys = append(keys, f.Key)
			}
		}
	}
	slices.SortFunc(keys, func(a, b string) int { return cmp.Or(cmp.Compare(number(a), number(b)), cmp.Compare(a, b)) })
	return keys
}

// number is a key as a number, so that 12 months come after 3; 0 for what is none.
func number(key string) int {
	n, err := strconv.Atoi(key)
	if err != nil {
		return 0
	}
	return n
}

// beside is a table of indicators: for what is chosen beside the whole country, or this year
// beside the year before.
func (d *drawing) beside(id, title string, indicators ...string) figure.Figure {
	f := d.figure(id, title, indicators...)
	by, key := d.scope()
	f.Table.Columns = []figure.Column{{Title: d.say("indicator")}, {Title: d.say("this-year"), Number: true}, {Title: d.say("year-before"), Number: true}}
	if by != "nation" {
		f.Table.Columns = []figure.Column{{Title: d.say("indicator")}, {Title: d.within(), Number: true}, {Title: d.say("year-before"), Number: true}, {Title: d.say("country"), Number: true}}
	}
	for _, i := range indicators {
		own, wide := d.get(i)
		row := []figure.Cell{{Text: d.name(i)}}
		switch {
		case by == "nation":
			row = append(row, d.cell(own), d.cell(d.told.Facts.Get(reports.FactID(i, by, key, reports.Before))))
		case wide: // not published by what is chosen
			row = append(row, figure.Cell{Text: "–"}, figure.Cell{Text: "–"}, d.cell(own))
		default:
			row = append(row, d.cell(own), d.cell(d.told.Facts.Get(reports.FactID(i, by, key, reports.Before))), d.cell(d.told.Facts.Get(i)))
		}
		f.Table.Rows = append(f.Table.Rows, row)
	}
	return d.gaps(f)
}
