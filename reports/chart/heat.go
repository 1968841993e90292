package chart

import (
	"math"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// State is one discrete state of a cell, explained in the legend.
type State struct {
	Name  string
	Shade Shade
	// Hatched and Symbol double the shade; Symbol is the text of a cell without its own.
	Hatched bool
	Symbol  string
}

// Cell is one cell of a heat map. The zero Cell is missing and stays empty.
type Cell struct {
	// State counts from 1 in the states of the map; 0 is missing.
	State int
	// Text stands in the cell instead of the symbol of its state.
	Text string
	// Href is where a click leads on a page; paper has none.
	Href string
}

// Heat is a table of discrete states, category by category. Cells[i][j] is row i, column j.
type Heat struct {
	Frame
	Rows, Columns []string
	States        []State
	Cells         [][]Cell
}

// rowLine is the height of a line of a row's name, in CSS pixels: close, because the longest
// name sets the height of all rows.
const rowLine = 14

// Chart returns the finished chart.
func (h Heat) Chart() Chart {
	p := plot{Frame: h.Frame, list: h.series()}
	p.Width = orDefault(p.Width, defaultWidth)
	for _, s := range h.States {
		p.legend = append(p.legend, s.Name)
	}
	most := math.Max(float64(p.Width)*0.42, math.Min(float64(p.Width)*0.6, float64(p.Width)-float64(len(h.Columns))*math.Max(36, widest(h.Columns)+12)))
	p.left, p.right, p.bottom = int(math.Min(widest(h.Rows), most))+14, 2, 4
	band := float64(p.Width-p.left-p.right)/float64(max(1, len(h.Columns))) - 4
	p.top = legendRoom(p.legend, p.Width) + 12 + 16*brokenLines(h.Columns, band)
	p.Height = orDefault(p.Height, p.top+p.bottom+len(h.Rows)*max(22, 4+rowLine*brokenLines(h.Rows, most)))
	p.x, p.y = bare(categoryAxis(h.Columns, band)), bare(categoryAxis(h.Rows, most))
	p.y["axisLabel"].(map[string]any)["lineHeight"] = rowLine
	p.x["position"], p.y["inverse"] = "top", true
	return p.chart(heatBase(h.Columns, h.Rows))
}

// heatBase returns a go-echarts heat map with its two category axes.
func heatBase(columns, rows []string) *charts.RectChart {
	c := charts.NewHeatMap()
	c.SetGlobalOptions(
		charts.WithXAxisOpts(opts.XAxis{Type: "category", Data: columns}),
		charts.WithYAxisOpts(opts.YAxis{Type: "category", Data: rows}),
	)
	return &c.RectChart
}

// bare takes the lines off an axis.
func bare(axis map[string]any) map[string]any {
	axis["axisLine"] = map[string]any{"show": false}
	return axis
}

// series returns one series for each state, so that the legend explains them all.
func (h Heat) series() []series {
	list := make([]series, len(h.States))
	for k, state := range h.States {
		data := []datum{}
		for i, row := range h.Cells {
			for j, cell := range row {
				if cell.State == k+1 {
					data = append(data, state.datum(j, i, cell))
				}
			}
		}
		list[k] = cells(state.Name, data, fill(state.Shade, state.Hatched))
	}
	return list
}

// datum returns one cell in its state.
func (s State) datum(column, row int, c Cell) datum {
	text := c.Text
	if text == "" {
		text = s.Symbol
	}
	label := map[string]any{"show": text != "", "formatter": literal(text), "color": s.Shade.ink(), "fontSize": textSize}
	if s.Hatched {
		label["color"], label["backgroundColor"], label["padding"] = inkColour, "#ffffff", []any{1, 3}
	}
	return datum{Value: []any{column, row, 1}, Text: text, Href: c.Href, Label: label}
}

// cells returns a heat map series; white borders part the cells.
func cells(name string, data []datum, style map[string]any) series {
	look := map[string]any{"borderColor": "#ffffff", "borderWidth": 2, "borderRadius": 3}
	merge(style, look)
	return series{
		SingleSeries: charts.SingleSeries{Name: name, Type: "heatmap", Data: data},
		more:         map[string]any{"itemStyle": style},
	}
}
