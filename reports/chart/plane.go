package chart

import (
	"github.com/go-echarts/go-echarts/v2/charts"
)

// Point is one place on a plane; Text names it and is drawn beside it when not empty.
// A coordinate that is not a finite number makes it a gap: no mark, and a break in a curve.
type Point struct {
	X, Y float64
	Text string
}

// value returns the place for ECharts; nil is a gap.
func (p Point) value() any {
	if !Of(p.X, "").drawn() || !Of(p.Y, "").drawn() {
		return nil
	}
	return []any{p.X, p.Y}
}

// Points is a named group of points with a symbol of its own.
type Points struct {
	Name   string
	Points []Point
	// Hollow draws rings: crude values, observations outside a comparison.
	Hollow bool
	// Hrefs are where a click on each point leads on a page; paper has none.
	Hrefs []string
}

// Curve is a line through points in the order given, such as a limit or a survival curve.
type Curve struct {
	Name   string
	Points []Point
	// Step holds each value until the next point.
	Step bool
	// Limit draws a thin dashed line without symbols.
	Limit bool
}

// Plane shows points and curves on two numeric axes: funnel plots with their limits,
// quadrants, step curves of time to an event.
type Plane struct {
	Frame
	X, Y   Axis
	Groups []Points
	Curves []Curve
	// ZeroLine draws the horizontal line y = 0.
	ZeroLine bool
}

// Chart returns the finished chart.
func (g Plane) Chart() Chart {
	xr, yr := g.extent()
	x, y := g.X.settle(xr.low, xr.high), g.Y.settle(yr.low, yr.high)
	p := plot{Frame: g.Frame, list: g.series()}
	p.Width = orDefault(p.Width, defaultWidth)
	p.legend = names(p.list)
	p.top = legendRoom(p.legend, p.Width) + 34
	p.left, p.right, p.bottom = int(widest(y.texts()))+14, 24, 50
	p.Height = orDefault(p.Height, p.top+p.bottom+230)
	p.x, p.y = below(x.axis(g.X.Name), 30), above(y.axis(g.Y.Name), p.left)
	p.x["splitLine"] = map[string]any{"show": false}
	p.x["axisLine"] = map[string]any{"show": true, "onZero": false, "lineStyle": map[string]any{"color": lineColour}}
	return p.chart(&charts.NewScatter().RectChart)
}

// extent returns the ranges of both axes.
func (g Plane) extent() (x, y span) {
	take := func(list []Point) {
		for _, p := range list {
			if p.value() != nil {
				x.add(p.X)
				y.add(p.Y)
			}
		}
	}
	for _, group := range g.Groups {
		take(group.Points)
	}
	for _, c := range g.Curves {
		take(c.Points)
	}
	return x, y
}

// series returns curves below points.
func (g Plane) series() []series {
	var list []series
	drawn := 0
	for _, c := range g.Curves {
		list = append(list, c.series(drawn))
		if !c.Limit {
			drawn++
		}
	}
	for i, group := range g.Groups {
		list = append(list, group.series(i))
	}
	if g.ZeroLine && len(list) > 0 {
		list[0].more["markLine"] = limitLines([]Limit{{At: 0}})
	}
	return list
}

// series returns the curve as the i-th line of the chart.
func (c Curve) series(i int) series {
	data := make([]datum, len(c.Points))
	for k, p := range c.Points {
		data[k] = datum{Value: p.value(), Text: p.Text}
	}
	s := series{SingleSeries: charts.SingleSeries{Name: c.Name, Type: "line", Data: data, Symbol: "none"}, more: stroke(i, false)}
	if c.Limit {
		s.more["lineStyle"] = map[string]any{"color": lineColour, "width": 1.25, "type": []any{6, 4}}
		s.more["itemStyle"] = map[string]any{"color": lineColour}
	}
	if c.Step {
		s.more["step"] = "end"
	}
	return s
}

// series returns the group with the symbol of the i-th group.
func (g Points) series(i int) series {
	data := make([]datum, len(g.Points))
	for k, p := range g.Points {
		data[k] = datum{Value: p.value(), Text: p.Text, Label: map[string]any{
			"show": p.Text != "", "formatter": literal(p.Text), "position": "right", "color": inkColour, "fontSize": textSize,
		}}
		if k < len(g.Hrefs) {
			data[k].Href = g.Hrefs[k]
		}
	}
	style := map[string]any{"color": "#173a63", "borderColor": "#ffffff", "borderWidth": 0.75, "opacity": 0.9}
	if g.Hollow {
		style = map[string]any{"color": "#ffffff", "borderColor": "#173a63", "borderWidth": 1.5}
	}
	s := series{SingleSeries: charts.SingleSeries{Name: g.Name, Type: "scatter", Data: data, Symbol: symbol(i % 4), SymbolSize: 9}}
	s.more = map[string]any{"itemStyle": style, "symbolKeepAspect": true, "labelLayout": map[string]any{"hideOverlap": true}}
	return s
}
