package chart

import "fmt"

// place is a cell of the tile grid.
type place struct{ column, row int }

// The size of the tile grid.
const tileColumns, tileRows = 7, 5

// tilePlace returns where the region with a two-digit KATO code stands: the 17 regions
// and 3 cities of the country, each near its neighbours.
func tilePlace(region string) (place, bool) {
	p, ok := map[string]place{
		"59": {3, 0},
		"39": {2, 1}, "11": {3, 1}, "71": {4, 1}, "55": {5, 1},
		"27": {0, 2}, "15": {1, 2}, "62": {3, 2}, "35": {4, 2}, "10": {5, 2}, "63": {6, 2},
		"23": {0, 3}, "43": {2, 3}, "61": {3, 3}, "31": {4, 3}, "19": {5, 3}, "33": {6, 3},
		"47": {0, 4}, "79": {3, 4}, "75": {5, 4},
	}[region]
	return p, ok
}

// Tile is one region.
type Tile struct {
	// Region is the first two digits of the region's KATO code.
	Region string
	// Label is the short name above the value.
	Label string
	// Text is the value, or the status symbol where there is none.
	Text string
	// Class counts from 1 in the classes of the map; 0 is missing: an outlined tile.
	Class int
	// Flagged hatches the tile.
	Flagged bool
	// Href is where a click leads on a page; paper has none.
	Href string
}

// Class is one step of the map's scale.
type Class struct {
	Name  string // its bounds in words, for the legend
	Shade Shade
}

// Tiles is a map of the country with one tile of equal size for each region, so that
// a large empty region does not outweigh a small full one.
type Tiles struct {
	Frame
	Classes []Class
	// FlagName explains hatching in the legend.
	FlagName string
	// MissingName explains an outlined tile; empty when no tile is missing.
	MissingName string
	Tiles       []Tile
}

// Chart returns the finished chart. It panics on a region that the country does not have
// and on a class that is not listed: both come from our own tables, and a region that is
// silently left out of a map would be worse.
func (t Tiles) Chart() Chart {
	for _, tile := range t.Tiles {
		if _, ok := tilePlace(tile.Region); !ok || tile.Class < 0 || tile.Class > len(t.Classes) {
			panic(fmt.Sprintf("chart %s: no place for region %q in class %d", t.ID, tile.Region, tile.Class))
		}
	}
	p := plot{Frame: t.Frame, list: t.series()}
	p.Width = orDefault(p.Width, defaultWidth)
	p.legend = names(p.list)
	p.top, p.left, p.right, p.bottom = legendRoom(p.legend, p.Width)+6, 0, 0, 2
	p.Height = orDefault(p.Height, p.top+p.bottom+tileRows*54)
	columns, rows := make([]string, tileColumns), make([]string, tileRows)
	p.x, p.y = hidden(columns), hidden(rows)
	p.y["inverse"] = true
	return p.chart(heatBase(columns, rows))
}

// hidden returns a category axis that only gives places.
func hidden(list []string) map[string]any {
	for i := range list {
		list[i] = plainNumber(float64(i))
	}
	return map[string]any{"type": "category", "data": list, "show": false}
}

// series returns one series for each class, the key of the hatching, and the missing tiles.
func (t Tiles) series() []series {
	var list []series
	for i, c := range t.Classes {
		list = append(list, cells(c.Name, t.data(i+1, c.Shade.colour()), fill(c.Shade, false)))
	}
	if t.FlagName != "" {
		list = append(list, cells(t.FlagName, []datum{}, fill(Palest, true)))
	}
	if data := t.data(0, "#ffffff"); len(data) > 0 {
		missing := cells(t.MissingName, data, map[string]any{})
		merge(missing.more, map[string]any{"itemStyle": map[string]any{"color": "#ffffff", "borderColor": lineColour, "borderWidth": 1}})
		list = append(list, missing)
	}
	return list
}

// data returns the tiles of one class, filled with a colour.
func (t Tiles) data(class int, colour string) []datum {
	out := []datum{}
	for _, tile := range t.Tiles {
		if at, _ := tilePlace(tile.Region); tile.Class == class {
			out = append(out, tile.datum(at, t.shade(class), colour))
		}
	}
	return out
}

// shade returns the shade of a class; a missing tile is as pale as can be.
func (t Tiles) shade(class int) Shade {
	if class == 0 {
		return Palest
	}
	return t.Classes[class-1].Shade
}

// datum returns the tile with its name over its value.
func (t Tile) datum(at place, shade Shade, colour string) datum {
	ink := shade.ink()
	d := datum{Name: t.Label, Value: []any{at.column, at.row, 1}, Text: t.Text, Href: t.Href}
	if t.Flagged {
		d.ItemStyle = map[string]any{"color": colour, "decal": hatch(shade)}
	}
	line := func(size int, weight string) map[string]any {
		s := map[string]any{"fontSize": size, "fontWeight": weight, "color": ink, "lineHeight": 18, "fontFamily": FontFamily}
		if t.Flagged {
			s["backgroundColor"], s["padding"] = colour, []any{1, 3}
		}
		return s
	}
	d.Label = map[string]any{
		"show": true, "formatter": "{n|" + literal(t.Label) + "}\n{v|" + literal(t.Text) + "}",
		"rich": map[string]any{"n": line(12, "normal"), "v": line(16, "bold")},
	}
	return d
}
