package board

import (
	"slices"
	"strings"

	"nsk/connectors/contract"
	"nsk/reports"
	"nsk/reports/chart"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/site/figure"
)

// compliance shows how returns came: source by month, and of one source provider by period.
func compliance(d *drawing) ([]figure.Figure, error) {
	list := []figure.Figure{d.sourceMonths(), d.kinds(), d.beside("returns", d.say("compliance-figures"), "I.01", "I.02", "I.03", "I.04", "I.05", "I.06", "I.08", "I.13", "I.15")}
	source := d.key(bySource)
	if source == "" {
		return list, nil
	}
	all, err := d.standings()
	if err != nil {
		return nil, err
	}
	return append([]figure.Figure{d.providers(source, all)}, list...), nil
}

// sourceMonths is the heat map of sources and months, from the facts of the annual document.
func (d *drawing) sourceMonths() figure.Figure {
	f := d.figure("source-month", d.say("compliance-months"), "I.02", "I.03", "I.04")
	states := []chart.State{
		{Name: d.say("came-in-time"), Shade: chart.Deep},
		{Name: d.say("came-late"), Shade: chart.Middle, Hatched: true, Symbol: "!"},
		{Name: d.say("came-not"), Shade: chart.Palest, Symbol: "×"},
	}
	h := chart.Heat{States: states}
	f.Table.Columns = []figure.Column{{Title: d.say("source")}}
	var months []string
	for _, m := range d.told.Facts.By("I.01", "month") {
		months = append(months, m.Key)
		h.Columns = append(h.Columns, m.Key[5:]+"."+m.Key[2:4])
		f.Table.Columns = append(f.Table.Columns, figure.Column{Title: h.Columns[len(h.Columns)-1]})
	}
	for _, s := range d.told.Facts.By("I.01", "source") {
		name, href := d.source(s.Key), d.at(d.request.URL.Path, bySource, s.Key)
		h.Rows = append(h.Rows, name)
		row, cells := []figure.Cell{{Text: name, Href: href}}, make([]chart.Cell, len(months))
		for i, m := range months {
			cells[i] = chart.Cell{State: d.arrival(s.Key + "/" + m), Href: href}
			text := "–"
			if n := cells[i].State; n > 0 {
				text = states[n-1].Name
			}
			if cells[i].State > 1 {
				f.Alt += name + ", " + m + ": " + text + "; "
			}
			row = append(row, figure.Cell{Text: text})
		}
		f.Table.Rows, h.Cells = append(f.Table.Rows, row), append(h.Cells, cells)
	}
	f.Alt = d.say("compliance-alt", len(h.Rows), len(months)) + " " + f.Alt
	heated(&f, h)
	return d.finish(f)
}

// heatWidth is that of a heat map on a phone, which scrolls it.
const heatWidth = 720

// heated draws a heat map in both widths.
func heated(f *figure.Figure, h chart.Heat) {
	h.Frame = chart.Frame{ID: f.ID, Title: f.Title, Alt: f.Alt, Width: deskWidth}
	wide := h.Chart()
	h.Width = heatWidth
	narrow := h.Chart()
	f.Chart, f.Narrow = &wide, &narrow
}

// arrival is how the returns of a source came for a month: 1 all in time, 2 some late, 3 some
// not at all, 0 none was due.
func (d *drawing) arrival(key string) int {
	in := d.told.Facts.Get(reports.FactID("I.02", "source_month", key, reports.Now))
	not := d.told.Facts.Get(reports.FactID("I.04", "source_month", key, reports.Now))
	switch {
	case in.Denominator == nil || not.Numerator == nil:
		return 0
	case *not.Numerator > 0:
		return 3
	case *in.Numerator < *in.Denominator:
		return 2
	}
	return 1
}

// kinds are the shares of what came in time, late and not at all by kind of provider.
func (d *drawing) kinds() figure.Figure {
	return d.bars(barring{id: "provider-kinds", title: d.say("compliance-kinds"), by: "provider_kind", axis: "%", indicators: []string{"I.02", "I.03", "I.04"}, stacked: true})
}

// periods is the most columns of a heat map of providers.
const periods = 15

// standingStates are the states of a return on a heat map, in the order of the legend.
var standingStates = []struct {
	state schedules.State
	look  chart.State
}{
	{schedules.StateOnTime, chart.State{Shade: chart.Deep}},
	{schedules.StateLate, chart.State{Shade: chart.Middle, Hatched: true, Symbol: "!"}},
	{schedules.StateMissing, chart.State{Shade: chart.Palest, Symbol: "×"}},
	{schedules.StateNil, chart.State{Shade: chart.Deep, Symbol: "0"}},
	{schedules.StateCannot, chart.State{Shade: chart.Pale, Symbol: "–"}},
	{schedules.StateDue, chart.State{Shade: chart.Palest, Symbol: "…"}},
}

// providers is the heat map of those who owe one source and its last periods.
func (d *drawing) providers(source string, all []schedules.Standing) figure.Figure {
	f := figure.Figure{ID: "providers", Title: d.say("compliance-providers", d.source(source)), Notes: []string{d.say("convention")}}
	h := chart.Heat{}
	for _, s := range standingStates {
		s.look.Name = d.state(s.state)
		h.States = append(h.States, s.look)
	}
	own := slices.DeleteFunc(slices.Clone(all), func(s schedules.Standing) bool { return s.Source != source || s.State == schedules.StateNotDue })
	columns, rows := axes(own)
	f.Table.Columns = []figure.Column{{Title: d.say("provider")}}
	for _, p := range columns {
		h.Columns = append(h.Columns, mark(p))
		f.Table.Columns = append(f.Table.Columns, figure.Column{Title: mark(p)})
	}
	slices.SortStableFunc(rows, func(a, b string) int { return strings.Compare(d.owner(a), d.owner(b)) })
	for _, id := range rows {
		cells, row := make([]chart.Cell, len(columns)), []figure.Cell{{Text: d.owner(id), Href: d.ownerPage(id, own)}}
		for range columns {
			row = append(row, figure.Cell{Text: "–"})
		}
		for i := range own {
			if at := slices.Index(columns, own[i].Period); own[i].Provider == id && at >= 0 {
				cells[at] = chart.Cell{State: 1 + slices.IndexFunc(h.States, func(s chart.State) bool { return s.Name == d.state(own[i].State) }), Href: row[0].Href}
				row[at+1].Text = d.state(own[i].State)
				if own[i].State == schedules.StateMissing || own[i].State == schedules.StateLate {
					f.Alt += d.owner(id) + ", " + own[i].Period.String() + ": " + d.state(own[i].State) + "; "
				}
			}
		}
		h.Rows, h.Cells, f.Table.Rows = append(h.Rows, d.owner(id)), append(h.Cells, cells), append(f.Table.Rows, row)
	}
	f.Alt = d.say("providers-alt", len(rows), len(columns)) + " " + f.Alt
	heated(&f, h)
	return f
}

// axes are the last periods of some standings, and who owes them.
func axes(own []schedules.Standing) (columns []contract.Period, rows []string) {
	for _, s := range own {
		if s.State != schedules.StateClosed && !slices.Contains(columns, s.Period) {
			columns = append(columns, s.Period)
		}
		if !slices.Contains(rows, s.Provider) {
			rows = append(rows, s.Provider)
		}
	}
	start := func(p contract.Period) calendar.Day { from, _ := p.Bounds(); return calendar.DayOf(from) }
	slices.SortFunc(columns, func(a, b contract.Period) int { return int(start(a) - start(b)) })
	return columns[max(0, len(columns)-periods):], rows
}

// mark is a period on an axis.
func mark(p contract.Period) string {
	s := p.String()
	switch p.Cadence {
	case contract.Monthly:
		return s[5:] + "." + s[2:4]
	case contract.Daily:
		return s[8:] + "." + s[5:7]
	}
	return s
}

// ownerPage is the page of a provider, where it is a centre.
func (d *drawing) ownerPage(id string, own []schedules.Standing) string {
	for _, s := range own {
		if s.Provider == id && s.Kind == contract.KindCentre {
			return d.to("/centres/" + id)
		}
	}
	return ""
}
