package board

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"nsk/reports"
	"nsk/reports/chart"
	"nsk/reports/words"
	"nsk/site/figure"
)

// professions shows for which professions there is a whole route – a standard, a programme, a
// centre – and where in the country the demand for it meets no centre.
func professions(d *drawing) ([]figure.Figure, error) {
	d.follows()
	routes, err := d.routes()
	if err != nil {
		return nil, err
	}
	places, err := d.read("places")
	if err != nil {
		return nil, err
	}
	d.headline("A.01", "A.03", "B.04", "C.03", "C.04")
	return []figure.Figure{
		d.routeMap(routes), d.placeMap(routes, places), d.routeTable(routes), d.sectorLevels(),
		d.bars(barring{id: "sector-route", title: d.say("professions-sectors"), by: bySector, axis: "%", indicators: []string{"A.02", "A.03", "B.03", "C.04"}}),
		d.over("C.03", byRegion), d.over("C.11", bySector), d.over("A.11", bySector),
	}, nil
}

// routes are the professions that the filters leave, the mandatory ones first, then by demand.
func (d *drawing) routes() ([]reports.Line, error) {
	from, to := 0, 0
	if low, high, ok := strings.Cut(d.key(byLevel), "-"); ok {
		from, to = number(low), number(high)
	}
	return d.read("routes", d.key(byRegion), d.key(bySector), from, to, d.key(byProfession), d.key(byCentre))
}

// mapped is how many professions stand on a map; all are in the table.
const mapped = 25

// The states of a link of a route, in the order of the legend.
const (
	linkThere = 1 + iota
	linkOverdue
	linkMissing
	linkNotNeeded // no demand that it would serve
)

// linkOf is whether a link of a route is there.
func linkOf(line reports.Line, link string) int {
	switch n := number(line[link]); {
	case link == "standards" && n > 0 && number(line["standards_overdue"]) >= n:
		return linkOverdue
	case n > 0:
		return linkThere
	case link == "vacancies":
		return linkNotNeeded
	}
	return linkMissing
}

// routeMap is the gap matrix: professions by the links of their route.
func (d *drawing) routeMap(routes []reports.Line) figure.Figure {
	f := d.figure("gap-matrix", d.say("professions-gaps"), "A.02", "B.03", "C.04", "H.07")
	f.Notes = append(f.Notes, d.say("professions-order", mapped))
	h := chart.Heat{States: []chart.State{
		{Name: d.say("link-there"), Shade: chart.Deep},
		{Name: d.say("link-overdue"), Shade: chart.Middle, Hatched: true, Symbol: "!"},
		{Name: d.say("link-missing"), Shade: chart.Palest, Symbol: "×"},
		{Name: d.say("link-none"), Shade: chart.Palest, Symbol: "0"},
	}}
	links := []string{"standards", "programmes", "centres", "vacancies"}
	f.Table.Columns = []figure.Column{{Title: d.say(byProfession)}}
	for _, link := range links {
		h.Columns = append(h.Columns, d.say("link-"+link))
		f.Table.Columns = append(f.Table.Columns, figure.Column{Title: d.say("link-" + link)})
	}
	for _, line := range routes[:min(mapped, len(routes))] {
		name, href := d.named(line), d.to("/professions/"+line["profession"])
		row, cells := []figure.Cell{{Text: name, Href: href}}, []chart.Cell(nil)
		for i, link := range links {
			state := linkOf(line, link)
			c := chart.Cell{State: state, Href: href}
			if link == "vacancies" && state == linkThere {
				c.Text = d.count(line[link])
			}
			cells = append(cells, c)
			row = append(row, figure.Cell{Text: h.States[state-1].Name})
			if state == linkOverdue || state == linkMissing {
				f.Alt += name + ", " + h.Columns[i] + " – " + h.States[state-1].Name + "; "
			}
		}
		h.Rows, h.Cells, f.Table.Rows = append(h.Rows, name), append(h.Cells, cells), append(f.Table.Rows, row)
	}
	f.Alt = d.say("gaps-alt", len(h.Rows), len(routes)) + " " + f.Alt
	return d.heat(f, h)
}

// heat draws a heat map, if there is anything on it.
func (d *drawing) heat(f figure.Figure, h chart.Heat) figure.Figure {
	for i, s := range h.States {
		if s.Symbol != "" { // a shade alone does not tell states apart
			h.States[i].Name += " (" + s.Symbol + ")"
		}
	}
	if len(h.Rows) > 0 {
		sized(&f, func(frame chart.Frame) chart.Chart {
			if frame.Width == phoneWidth && crowded(h.Columns) {
				frame.Width = crowdedWidth
			}
			h.Frame = frame
			return h.Chart()
		})
	}
	if len(h.Columns) > 8 { // too many for a phone: it scrolls
		f.Narrow = nil
	}
	return d.finish(f)
}

// crowdedWidth is that of a heat map on a phone whose columns have long names: it scrolls a little.
const crowdedWidth = 500

// crowded reports whether names of columns would run into each other on a phone.
func crowded(columns []string) bool {
	const letters = 8
	return slices.ContainsFunc(columns, func(name string) bool { return utf8.RuneCountInString(name) > letters })
}

// named is the name of a line in the language of names, its code where it has none.
func (d *drawing) named(line reports.Line) string {
	if t := (reports.Text{KK: line["name_kk"], RU: line["name_ru"]}).In(d.official()); t != "" {
		return t
	}
	return line["profession"]
}

func (d *drawing) count(n string) string { return words.Int(int64(number(n))).String() }

// placeMap shows in which regions a profession is wanted and has a centre.
func (d *drawing) placeMap(routes, places []reports.Line) figure.Figure {
	f := d.figure("profession-region", d.say("professions-regions"), "C.03")
	f.Notes = append(f.Notes, d.say("professions-order", mapped))
	h := chart.Heat{States: []chart.State{
		{Name: d.say("place-served"), Shade: chart.Deep},
		{Name: d.say("place-spare"), Shade: chart.Pale},
		{Name: d.say("place-gap"), Shade: chart.Palest, Symbol: "×"},
		{Name: d.say("place-none"), Shade: chart.Palest},
	}}
	at := map[string]int{}
	for _, p := range places {
		at[p["profession"]+"/"+p["region"]] = placeOf(p)
	}
	var regions []string
	for _, r := range words.RegionCodes() {
		if key := d.key(byRegion); key == "" || key == string(r) {
			regions = append(regions, string(r))
		}
	}
	var codes []string
	f.Table.Columns = []figure.Column{{Title: d.say(byProfession)}}
	for _, r := range regions {
		h.Columns = append(h.Columns, r) // names are too long for twenty columns
		codes = append(codes, r+" – "+d.label("tile", r))
		f.Table.Columns = append(f.Table.Columns, figure.Column{Title: d.label(byRegion, r)})
	}
	for _, line := range routes[:min(mapped, len(routes))] {
		name, row, cells := d.named(line), []figure.Cell(nil), []chart.Cell(nil)
		row = append(row, figure.Cell{Text: name, Href: d.to("/professions/" + line["profession"])})
		var open []string
		for _, r := range regions {
			state := at[line["profession"]+"/"+r]
			cells = append(cells, chart.Cell{State: state, Href: d.to("/regions/" + r)})
			text := "–"
			if state > 0 {
				text = h.States[state-1].Name
			}
			row = append(row, figure.Cell{Text: text})
			if state == 3 {
				open = append(open, d.label(byRegion, r))
			}
		}
		if len(open) > 0 {
			f.Alt += name + " – " + strings.Join(open, ", ") + "; "
		}
		h.Rows, h.Cells, f.Table.Rows = append(h.Rows, name), append(h.Cells, cells), append(f.Table.Rows, row)
	}
	f.Notes = append(f.Notes, strings.Join(codes, "; ")+".")
	f.Alt = d.say("places-alt") + " " + f.Alt
	return d.heat(f, h)
}

// placeOf is how a profession stands in a region: 1 wanted and with a centre, 2 a centre only,
// 3 wanted and without a centre, 4 neither.
func placeOf(p reports.Line) int {
	wanted, served := number(p["vacancies"]) > 0, number(p["centres"]) > 0
	switch {
	case wanted && served:
		return 1
	case served:
		return 2
	case wanted:
		return 3
	}
	return 4
}

// routeTable lists all professions that the filters leave with the numbers of their route.
func (d *drawing) routeTable(routes []reports.Line) figure.Figure {
	return d.table(listing{"routes", d.say("professions-all"), []listed{
		{"name", "named", "/professions/", "profession"}, {"sector", "sector", "", ""}, {"mandatory", "mandatory", "", ""},
		{"standards", "number", "", ""}, {"standards_overdue", "number", "", ""}, {"programmes", "number", "", ""}, {"centres", "number", "", ""},
		{"regions_with_centre", "number", "", ""}, {"regions_without", "number", "", ""}, {"vacancies", "number", "", ""}}, 400}, routes)
}

// sectorLevels shows for which sectors and levels a framework is present.
func (d *drawing) sectorLevels() figure.Figure {
	f := d.figure("sector-level", d.say("professions-framework"), "A.04")
	h := chart.Heat{States: []chart.State{
		{Name: d.say("framework-all"), Shade: chart.Deep},
		{Name: d.say("framework-some"), Shade: chart.Pale, Hatched: true},
		{Name: d.say("framework-none"), Shade: chart.Palest, Symbol: "–"},
	}}
	f.Table.Columns = []figure.Column{{Title: d.say(bySector)}}
	for level := 1; level <= 8; level++ {
		h.Columns = append(h.Columns, strconv.Itoa(level))
		f.Table.Columns = append(f.Table.Columns, figure.Column{Title: strconv.Itoa(level)})
	}
	for _, s := range d.seen(&f, "A.04", bySector) {
		name := d.label(bySector, s.Key)
		row, cells := []figure.Cell{{Text: name}}, []chart.Cell(nil)
		for level := 1; level <= 8; level++ {
			state := d.told.Facts.Get(reports.FactID("A.04", "sector_level", s.Key+"/"+strconv.Itoa(level), reports.Now)).Presence()
			text := "–"
			if state > 0 {
				text = h.States[state-1].Name
				f.Alt += name + ", " + strconv.Itoa(level) + ": " + text + "; "
			}
			cells, row = append(cells, chart.Cell{State: state}), append(row, figure.Cell{Text: text})
		}
		h.Rows, h.Cells, f.Table.Rows = append(h.Rows, name), append(h.Cells, cells), append(f.Table.Rows, row)
	}
	return d.heat(f, h)
}
