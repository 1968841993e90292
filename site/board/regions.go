package board

import (
	"slices"

	"nsk/reports"
	"nsk/reports/chart"
	"nsk/reports/words"
	"nsk/site/figure"
)

// onMap are the indicators that a map of the regions may show.
var onMap = []string{"C.01", "C.03", "D.01", "D.11", "E.02", "F.01", "F.02", "G.09", "H.01", "H.05"}

// regions shows one indicator on a map of the regions, and all of them in a table.
func regions(d *drawing) ([]figure.Figure, error) {
	id := d.request.URL.Query().Get("show")
	if id != "" && !slices.Contains(onMap, id) {
		d.note("unknown-choice", d.say("shown"), short(id))
	}
	if !slices.Contains(onMap, id) {
		id = onMap[0]
	}
	for _, i := range onMap {
		d.tabs = append(d.tabs, tab{Text: d.name(i), Href: d.at(d.request.URL.Path, "show", i), Here: i == id})
	}
	list := []figure.Figure{d.tileMap(id), d.over(id, byRegion), d.regionTable()}
	if d.key(byRegion) != "" {
		list = append([]figure.Figure{d.beside("region-figures", d.say("region-figures", d.within()), onMap...)}, list...)
		d.lead(d.say("see-page", d.within()), d.to("/regions/"+d.key(byRegion)))
	}
	return list, nil
}

// regional is a fact of a region; a count for which there is none is zero.
func (d *drawing) regional(id, region string) reports.Fact {
	f := d.told.Facts.Get(reports.FactID(id, byRegion, region, reports.Now))
	if i := d.indicator(id); f.Status == reports.NotProvided && f.Indicator == "" && i.Unit == reports.Count {
		return reports.Fact{ID: f.ID, Indicator: id, By: byRegion, Key: region, Window: reports.Now, Unit: i.Unit, Value: "0", Numerator: new(int64)}
	}
	return f
}

// shades are the classes of a map, from the lowest values to the highest.
var shades = []chart.Shade{chart.Palest, chart.Pale, chart.Middle, chart.Deep}

// tileMap is the country with a tile for each region. Regions without a centre for a
// mandatory profession in demand are hatched, if they are not all so.
func (d *drawing) tileMap(id string) figure.Figure {
	f := d.figure("map", d.name(id), id)
	t := chart.Tiles{MissingName: d.say("no-value"), FlagName: d.say("gap-hatched")}
	var facts []reports.Fact
	for _, r := range words.RegionCodes() {
		facts = append(facts, d.regional(id, string(r)))
	}
	class := classes(facts, &t, d.print)
	f.Table.Columns = []figure.Column{{Title: d.say(byRegion)}, {Title: f.Title, Number: true}}
	flagged := 0
	for i, r := range words.RegionCodes() {
		gap := d.told.Facts.Get(reports.FactID("C.03", byRegion, string(r), reports.Now))
		tile := chart.Tile{Region: string(r), Label: d.label("tile", string(r)), Text: d.cell(facts[i]).Text, Class: class[i],
			Flagged: (id == "C.01" || id == "C.03") && gap.Numerator != nil && *gap.Numerator > 0, Href: d.at(d.request.URL.Path, byRegion, string(r))}
		if tile.Flagged {
			flagged++
		}
		name := d.label(byRegion, string(r))
		f.Alt += name + " – " + tile.Text + "; "
		f.Table.Rows = append(f.Table.Rows, []figure.Cell{{Text: name, Href: tile.Href}, d.cell(facts[i])})
		t.Tiles = append(t.Tiles, tile)
	}
	if flagged == 0 || flagged == len(t.Tiles) { // hatching that tells no region from another only hides the numbers
		t.FlagName = ""
		for i := range t.Tiles {
			t.Tiles[i].Flagged = false
		}
	}
	if flagged == len(t.Tiles) {
		f.Notes = append(f.Notes, d.say("gap-everywhere"))
	}
	if !slices.Contains(class, 0) {
		t.MissingName = ""
	}
	t.Frame = chart.Frame{ID: f.ID, Title: f.Title, Alt: f.Alt} // a phone scrolls it: names do not fit into less
	drawn := t.Chart()
	f.Chart = &drawn
	return d.gaps(f)
}

// classes puts the known values into at most four classes of about equally many regions, zero
// into one of its own, names the classes by their lowest and highest value, and returns the
// class of each value, 0 for none.
func classes(facts []reports.Fact, t *chart.Tiles, print func(reports.Fact) string) []int {
	var known []reports.Fact
	for _, f := range facts {
		if f.Known() && !slices.ContainsFunc(known, func(k reports.Fact) bool { return k.Rat().Cmp(f.Rat()) == 0 }) {
			known = append(known, f)
		}
	}
	slices.SortFunc(known, func(a, b reports.Fact) int { return a.Rat().Cmp(b.Rat()) })
	n := min(len(shades), len(known))
	zero := 0 // or 1, where the first class is zero alone
	if n > 1 && known[0].Rat().Sign() == 0 {
		zero = 1
	}
	edge := func(c int) int { // the first of the known values of a class
		if c == 0 {
			return 0
		}
		return zero + ((c-zero)*(len(known)-zero)+n-zero-1)/(n-zero)
	}
	list := make([]int, len(facts))
	for c := range n {
		first, last := known[edge(c)], known[edge(c+1)-1]
		name := print(first)
		if edge(c+1)-edge(c) > 1 {
			name += "–" + print(last)
		}
		t.Classes = append(t.Classes, chart.Class{Name: name, Shade: shades[c+(len(shades)-n)/2]})
		for i, f := range facts {
			if f.Known() && f.Rat().Cmp(first.Rat()) >= 0 && f.Rat().Cmp(last.Rat()) <= 0 {
				list[i] = c + 1
			}
		}
	}
	return list
}

// regionTable has a row for each region and a column for each indicator.
func (d *drawing) regionTable() figure.Figure {
	f := d.figure("regions-table", d.say("regions-table"), onMap...)
	f.Table.Columns = []figure.Column{{Title: d.say(byRegion), Whole: true}}
	for _, id := range onMap {
		f.Table.Columns = append(f.Table.Columns, figure.Column{Title: d.name(id), Number: true})
	}
	for _, r := range words.RegionCodes() {
		row := []figure.Cell{{Text: d.label(byRegion, string(r)), Href: d.at(d.request.URL.Path, byRegion, string(r))}}
		for _, id := range onMap {
			row = append(row, d.cell(d.regional(id, string(r))))
		}
		f.Table.Rows = append(f.Table.Rows, row)
	}
	return d.gaps(f)
}
