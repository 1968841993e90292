package board

import (
	"slices"
	"strconv"

	"nsk/reports"
	"nsk/reports/chart"
	"nsk/site/figure"
)

// quality shows what became of the rows that came: by source, by provider and by rule.
func quality(d *drawing) ([]figure.Figure, error) {
	source := d.key(bySource)
	rules, err := d.read("quality-rules", source)
	if err != nil {
		return nil, err
	}
	providers, err := d.read("quality-providers", source)
	if err != nil {
		return nil, err
	}
	broken, err := d.read("quality-broken", source)
	if err != nil {
		return nil, err
	}
	d.headline("I.08", "I.09", "I.10", "I.13", "I.14")
	return []figure.Figure{
		d.ruleMap(rules),
		d.bars(barring{id: "source-quality", title: d.say("quality-sources"), by: bySource, axis: "%", indicators: []string{"I.08", "I.10", "I.13"}}),
		d.over("I.09", bySource), d.over("I.09", "provider_kind"), d.over("I.14", byRegion),
		d.bars(barring{id: "month-quality", title: d.say("quality-months"), by: "month", axis: "%", indicators: []string{"I.08", "I.13", "I.14"}, lines: true}),
		d.rowsOf(providers),
		d.table(listing{"quality-broken", d.say("quality-broken"), []listed{
			{"provider", "named", "/centres/", "centre"}, {bySource, bySource, "", ""}, {"rule", "rule", "", ""}, {"rows", "number", "", ""}}, 500}, broken),
	}, nil
}

// rowsOf shows what became of the rows of each provider. How many rows of persons and documents
// a centre has accepted is for analysts: such figures of single centres are not published.
func (d *drawing) rowsOf(providers []reports.Line) figure.Figure {
	columns := []listed{{"provider", "named", "/centres/", "centre"}, {bySource, bySource, "", ""}}
	if d.analyst() {
		columns = append(columns, listed{"received", "number", "", ""}, listed{"accepted", "number", "", ""})
	}
	columns = append(columns, listed{"rejected", "number", "", ""}, listed{"duplicate", "number", "", ""}, listed{"corrected", "number", "", ""})
	f := d.table(listing{"quality-providers", d.say("quality-providers"), columns, 500}, providers)
	if d.analyst() {
		f.Notes = append(f.Notes, d.say("unhidden"))
	}
	return f
}

// The classes of a number of rows on a map of rules.
var rowClasses = []struct {
	least int
	look  chart.State
}{
	{1, chart.State{Name: "1–9", Shade: chart.Palest}},
	{10, chart.State{Name: "10–99", Shade: chart.Pale}},
	{100, chart.State{Name: "100–999", Shade: chart.Middle}},
	{1000, chart.State{Name: "≥ 1000", Shade: chart.Deep}},
}

// rulesMapped is how many rules stand on a map; all are in its table.
const rulesMapped = 25

// ruleMap is the map of rules by kinds of providers: how many rows broke them.
func (d *drawing) ruleMap(lines []reports.Line) figure.Figure {
	f := d.figure("rule-provider", d.say("quality-map"), "I.17", "I.09")
	f.Notes = append(f.Notes, d.say("quality-order", rulesMapped))
	h := chart.Heat{}
	for _, c := range rowClasses {
		h.States = append(h.States, c.look)
	}
	rules, kinds, at, sums := axesOf(lines)
	f.Table.Columns = []figure.Column{{Title: d.say("col-rule")}}
	for _, k := range kinds {
		h.Columns = append(h.Columns, d.label("provider_kind", k))
		f.Table.Columns = append(f.Table.Columns, figure.Column{Title: d.label("provider_kind", k), Number: true})
	}
	slices.SortStableFunc(rules, func(a, b string) int { return sums[b] - sums[a] })
	for n, rule := range rules {
		name := d.label("rule", rule)
		row, cells := []figure.Cell{{Text: name}}, make([]chart.Cell, len(kinds))
		for i, k := range kinds {
			count := at[rule+"/"+k]
			row = append(row, d.plain(strconv.Itoa(count)))
			for state, c := range rowClasses {
				if count >= c.least {
					cells[i] = chart.Cell{State: state + 1, Text: row[i+1].Text}
				}
			}
			if count > 0 && n < rulesMapped {
				f.Alt += name + ", " + h.Columns[i] + " – " + row[i+1].Text + "; "
			}
		}
		f.Table.Rows = append(f.Table.Rows, row)
		if n < rulesMapped {
			h.Rows, h.Cells = append(h.Rows, name), append(h.Cells, cells)
		}
	}
	return d.heat(f, h)
}

// axesOf are the rules and kinds of providers of some lines, with their numbers of rows.
func axesOf(lines []reports.Line) (rules, kinds []string, at, sums map[string]int) {
	at, sums = map[string]int{}, map[string]int{}
	for _, line := range lines {
		rule, kind, n := line["rule"], line["kind"], number(line["rows"])
		if !slices.Contains(rules, rule) {
			rules = append(rules, rule)
		}
		if !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
		at[rule+"/"+kind] += n
		sums[rule] += n
	}
	return rules, kinds, at, sums
}
