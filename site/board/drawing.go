package board

import (
	"math/big"
	"net/http"
	"slices"
	"strconv"

	"nsk/reports"
	"nsk/reports/chart"
	"nsk/reports/disclosure"
	"nsk/reports/words"
	"nsk/schedules/calendar"
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

	today   calendar.Day
	live    Live
	lookout *lookout
	owners  map[string]words.Text // of what is owed

	fleeting bool // it shows how things stand at this moment, not in the release

	keys, spare []choice          // filters that are heeded, and those kept for the next dashboard
	chosen      map[string]string // names of what is chosen
	title       string            // of one region, profession or centre; "" for that of the dashboard
	notes       []string
	leads       []lead
	tiles       []tile
	tabs        []tab
}

// A lead is a link to where more is told.
type lead struct{ Text, Href string }

// A tile is one figure in large.
type tile struct{ Label, Value, Note, Href string }

// A tab is one of several things that a dashboard can show.
type tab struct {
	Text, Href string
	Here       bool
}

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

// cell is a fact in a table: as everybody reads it, and exact. A share of too few cases shows
// both of its parts, if no persons stand behind it; where there is no fact, there was nothing to
// count.
func (d *drawing) cell(f reports.Fact) figure.Cell {
	few := f.Status == reports.TooSmall && f.Unit == reports.Percent && d.indicator(f.Indicator).Disclosure == disclosure.Open
	switch {
	case f.Indicator == "":
		return figure.Cell{Text: "–"}
	case f.Known():
		return figure.Cell{Text: d.print(f), Value: f.Value}
	case few && f.Numerator != nil && f.Denominator != nil && *f.Denominator != 0:
		return figure.Cell{Text: words.Int(*f.Numerator).String() + "/" + words.Int(*f.Denominator).String()}
	}
	return figure.Cell{Text: d.print(f)}
}

// point is a fact in a chart; where there is no fact there was nothing to count.
func (d *drawing) point(f reports.Fact) chart.Value {
	if f.Indicator == "" {
		return chart.Gap(none)
	}
	v := d.told.Facts.Point(f)
	v.Text = d.numeral(v.Text)
	return v
}

// none stands where there was nothing to count.
const none = "–"

// define is the definition of an indicator in the language of the reader.
func (d *drawing) define(ids ...string) (list []figure.Definition) {
	for _, id := range ids {
		i := d.indicator(id)
		list = append(list, figure.Definition{ID: i.ID, Name: d.text(i.Name), Formula: d.defined(i.Formula), Numerator: d.defined(i.Numerator), Denominator: d.defined(i.Denominator), Caveat: d.defined(i.Caveat)})
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
			least, f.Coverage = c.Rat(), d.numeral(c.AsPercent().String())
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

// gaps says what it means that a table of facts has none in some place.
func (d *drawing) gaps(f figure.Figure) figure.Figure {
	f = d.finish(f)
	if has(f.Table, none) {
		f.Legend = append(f.Legend, figure.Symbol{Mark: none, Meaning: d.say("status-none")})
	}
	return f
}

func has(t figure.Table, text string) bool {
	return slices.ContainsFunc(t.Rows, func(row []figure.Cell) bool {
		return slices.ContainsFunc(row, func(c figure.Cell) bool { return c.Text == text })
	})
}

// signed is a difference in percentage points with its sign.
func (d *drawing) signed(x float64) string {
	n, err := words.ParseNumber(strconv.FormatFloat(x, 'f', 1, 64), 1)
	if err != nil {
		return "–"
	}
	return d.numeral(n.Signed())
}
