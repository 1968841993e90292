package reports

import (
	"math/big"
	"strings"
	"time"

	"nsk/reports/chart"
	"nsk/reports/document"
	"nsk/reports/statistics"
	"nsk/reports/words"
)

// column is one column of a sheet as a series of a chart; what the table hides is a gap.
func (p *page) column(s filledSheet, name string) chart.Series {
	var out chart.Series
	at := 0
	for i, c := range s.Columns {
		if c.Name == name {
			at, out.Name = i, c.Title.In(p.lang)
		}
	}
	for n, r := range s.rows {
		c := p.sheetRow(s, n, r).Cells[at]
		if c.Value == "" {
			out.Values = append(out.Values, chart.Gap(c.Status))
			continue
		}
		number, _ := new(big.Rat).SetString(c.Value)
		x, _ := number.Float64()
		out.Values = append(out.Values, chart.Of(x, c.Text))
	}
	return out
}

// months are the months of a sheet as marks of an axis.
func (s filledSheet) months() []string {
	var list []string
	for _, r := range s.rows {
		list = append(list, narrowMark(r.text("month")))
	}
	return list
}

// sheetTrend draws one column of a sheet of months with the limits of chance.
func (p *page) sheetTrend(s filledSheet, name, title string, sources ...string) {
	series := p.column(s, name)
	var known []*big.Rat
	for _, v := range series.Values {
		if v.Known {
			known = append(known, new(big.Rat).SetFloat64(v.Number))
		}
	}
	x, ok := statistics.NewXmR(known)
	if !ok {
		return
	}
	limits, said := p.limits(x, Count)
	p.drawn(chart.Lines{Frame: chart.Frame{ID: s.ID + "-" + name, Title: title, Alt: p.alt(title, s.months(), []chart.Series{series}) + " " + said},
		Value: chart.Axis{Name: p.in("саны", "число")}, Categories: s.months(), Series: []chart.Series{series}, Limits: limits, FromZero: true}.Chart(), p.trialNote(x), sources...)
}

// sheetLines draws columns of a sheet of months side by side.
func (p *page) sheetLines(s filledSheet, title string, columns ...string) {
	if len(s.rows) < 2 {
		return
	}
	var list []chart.Series
	for _, c := range columns {
		list = append(list, p.column(s, c))
	}
	p.draw(chart.Lines{Frame: chart.Frame{ID: s.ID + "-chart", Title: title, Alt: p.alt(title, s.months(), list)},
		Value: chart.Axis{Name: p.in("саны", "число")}, Categories: s.months(), Series: list, FromZero: true}.Chart())
}

// readiness says from October whether the annual analysis could be made today, and who holds
// it up (analysis, section 5.2).
func (p *page) readiness(missing filledSheet) {
	asOf := p.result.Window.AsOf
	if asOf.Month() < time.October {
		return
	}
	p.heading("ready", p.in("15 желтоқсанға дайындық", "Готовность к 15 декабря"))
	if len(missing.rows) == 0 {
		p.para(document.Text(missing.Empty.In(p.lang)))
		return
	}
	n := 0
	for _, r := range missing.rows {
		n += r.int("missing")
	}
	p.para(p.sentence(words.Text{
		KK: "Ұсынылмаған мәліметтер жиынтығы – {n}. Олар келгенге дейін талдау толық емес деректер бойынша, шектері көрсетіле отырып жасалады.",
		RU: "Не представлено комплектов сведений: {n}. До их поступления анализ составляется по неполным данным, с указанием границ.",
	}, words.Args{"n": words.Int(int64(n))}, map[string]Fact{"n": {ID: "digest-ready/missing", Value: words.Int(int64(n)).String()}}))
	p.sheet(missing)
}

// centreTiles is a map of active centres with one region marked.
func (p *page) centreTiles(region string) {
	title := p.in("Өңірлердегі жұмыс істейтін тану орталықтары", "Действующие центры признания по регионам")
	t := chart.Tiles{Frame: chart.Frame{ID: "region-map", Title: title}, Classes: centreClasses(), FlagName: p.label("region", region)}
	var said []string
	for _, r := range p.regions() {
		f := p.facts.Get(FactID("C.01", "region", string(r), Now))
		n := int64(0)
		if f.Numerator != nil {
			n = *f.Numerator
		}
		tile := chart.Tile{Region: string(r), Label: p.label("tile", string(r)), Text: words.Int(n).String(), Class: class(n), Flagged: string(r) == region}
		t.Tiles = append(t.Tiles, tile)
		said = append(said, p.label("region", string(r))+" – "+tile.Text)
	}
	t.Alt = title + ": " + strings.Join(said, "; ") + "."
	p.draw(t.Chart(), "C.01")
}

func centreClasses() []chart.Class {
	return []chart.Class{{Name: "0", Shade: chart.Palest}, {Name: "1–2", Shade: chart.Pale}, {Name: "3–5", Shade: chart.Middle}, {Name: "≥ 6", Shade: chart.Deep}}
}
