// Package chart draws one options object as static SVG on the server or as an interactive page.
//
// A builder ([Bars], [Lines], [Funnel], [Heat], [Tiles], [Plane]) turns typed values and
// the caller's texts into a [Chart]: a plain value that holds ECharts options made with
// go-echarts. A [Renderer] draws it as SVG with the same ECharts that [Page] puts into a
// browser, so paper and screen show one picture.
//
// The package knows no language: every text, also every formatted number, comes from the
// caller. A missing value is a gap and never a zero. Shades differ in lightness and are
// doubled by hatching, dashes or symbols, so a black-and-white copy still reads.
package chart

import (
	"encoding/json"
	"fmt"
	"slices"
)

// FontFamily is the family of all chart text: the sans face of the document, with
// stand-ins for a page that does not bring it.
const FontFamily = "PT Sans, Arial, sans-serif"

// textSize is the size of chart text in CSS pixels: 9.75 pt on paper at the default width.
const textSize = 13

// defaultWidth is the text width of an A4 page with the document's margins, in CSS pixels.
const defaultWidth = 640

// Frame is what every chart has besides its data.
type Frame struct {
	// ID starts every id inside the SVG, so that several charts may stand in one page.
	// ASCII letters, digits and hyphens, unique within the document.
	ID string
	// Title names the chart for screen readers and pages; it is not drawn inside the
	// SVG, because the document prints it as the caption.
	Title string
	// Alt says in words what the chart shows.
	Alt string
	// Width and Height are in CSS pixels; zero means a size that suits the data.
	Width, Height int
}

// Options are ECharts options as plain JSON values: maps, slices, strings, numbers, booleans.
type Options map[string]any

// Chart is a finished chart, ready to be drawn anywhere. Its width and height are set.
type Chart struct {
	Frame
	Options Options
}

// JSON returns the options as JSON with sorted keys: equal charts give equal bytes.
func (c Chart) JSON() []byte {
	b, err := json.Marshal(c.Options)
	if err != nil {
		panic(fmt.Sprintf("chart %s: options are not plain values: %v", c.ID, err)) // builders make only plain values
	}
	return b
}

// Value is one number to draw. The zero Value is missing: it leaves a gap.
type Value struct {
	// Number places the mark.
	Number float64
	// Text is the number as the reader sees it ("1 234,5" with a no-break space).
	// Of a missing value it is the status symbol shown in the gap ("c"), or empty.
	Text string
	// Known tells a number, also zero, from a missing value.
	Known bool
	// Href is where a click leads on a page; paper has none.
	Href string
}

// Of returns the known value n, shown as text.
func Of(n float64, text string) Value { return Value{Number: n, Text: text, Known: true} }

// Gap returns a missing value marked by a status symbol, which may be empty.
func Gap(symbol string) Value { return Value{Text: symbol} }

// Axis is one numeric axis.
type Axis struct {
	// Name says what is measured and in which unit.
	Name string
	// Format writes a tick; nil means a decimal comma and no-break spaces between
	// thousands, which is right in Kazakh and in Russian.
	Format func(float64) string
	// Min and Max fix the ends, for example at 0 and 100 per cent; nil means ends
	// taken from the data, with zero included for bars.
	Min, Max *float64
}

// Shade is a step of the grey-safe blue scale, from the palest to the darkest.
type Shade int

// The scale. Neighbours differ in lightness by at least a sixth of the whole range.
const (
	Palest Shade = iota
	Pale
	Middle
	Deep
	Deepest
)

// colour returns the fill of a shade.
func (s Shade) colour() string {
	return []string{"#e8eef5", "#bfcfe0", "#87a5c4", "#456f9f", "#173a63"}[s]
}

// ink returns the colour of text that stands on a shade.
func (s Shade) ink() string {
	if s >= Deep {
		return "#ffffff"
	}
	return inkColour
}

const (
	inkColour  = "#1c2733" // text
	lineColour = "#8a96a3" // axes, and the lines of hatching on pale shades
	gridColour = "#e1e6eb"
)

// seriesShades is the order in which series take shades: neighbours are far apart.
func seriesShade(i int) Shade {
	return []Shade{Deepest, Middle, Pale, Deep, Palest}[i%5]
}

// hatch returns the ECharts decal of slanting lines that stand out on a shade.
func hatch(s Shade) map[string]any {
	line := "#173a63"
	if s >= Deep {
		line = "#ffffff"
	}
	return map[string]any{
		"symbol": "rect", "color": line, "rotation": 0.785,
		"dashArrayX": []any{1, 0}, "dashArrayY": []any{1.5, 5},
	}
}

// fill returns the item style of an area.
func fill(s Shade, hatched bool) map[string]any {
	style := map[string]any{"color": s.colour(), "borderColor": s.colour(), "borderWidth": 0}
	if s == Palest || hatched {
		style["borderColor"], style["borderWidth"] = lineColour, 0.75
	}
	if hatched {
		style["decal"] = hatch(s)
	}
	return style
}

// legendRoom returns the height that a legend of these names takes above the plot.
func legendRoom(names []string, width int) int {
	if len(names) == 0 {
		return 0
	}
	rows, x := 1, 0.0
	for _, n := range names {
		w := textWidth(n) + 18 + 5 + 22
		if x > 0 && x+w > float64(width) {
			rows, x = rows+1, 0
		}
		x += w
	}
	return rows*22 + 12
}

// names returns the distinct names in order of first appearance, without empty ones.
func names(list []series) []string {
	var out []string
	for _, s := range list {
		if s.Name != "" && !slices.Contains(out, s.Name) {
			out = append(out, s.Name)
		}
	}
	return out
}
