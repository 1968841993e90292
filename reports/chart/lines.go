package chart

import (
	"github.com/go-echarts/go-echarts/v2/charts"
)

// Limit is a reference line across a chart, such as a process limit.
type Limit struct {
	At   float64
	Text string // stands at the right end of the line
}

// Lines is a line chart over categories, as a rule months. A missing value breaks the
// line; lines differ by dash and symbol besides shade.
type Lines struct {
	Frame
	Value      Axis
	Categories []string
	// CategoryName names the horizontal axis; empty where the categories speak for themselves.
	CategoryName string
	Series       []Series
	Limits       []Limit
	// FromZero keeps zero on the value axis.
	FromZero bool
}

// Chart returns the finished chart. Value texts are drawn only for a single series.
func (l Lines) Chart() Chart {
	s := l.Value.settle(l.extent())
	p := plot{Frame: l.Frame}
	p.Width = orDefault(p.Width, defaultWidth)
	if len(l.Series) > 1 {
		for _, s := range l.Series {
			p.legend = append(p.legend, s.Name)
		}
	}
	p.top = legendRoom(p.legend, p.Width) + 34
	p.left, p.right, p.bottom = int(widest(s.texts()))+14, 12+int(widest(l.limitTexts())), 28
	if l.CategoryName != "" {
		p.bottom += 22
	}
	band := float64(p.Width-p.left-p.right)/float64(max(1, len(l.Categories))) - 4
	p.bottom += 16 * (brokenLines(l.Categories, band) - 1)
	p.Height = orDefault(p.Height, p.top+p.bottom+180)
	p.x = categoryAxis(l.Categories, band)
	p.x["name"] = l.CategoryName
	p.x = below(p.x, p.bottom-16)
	p.y = above(s.axis(l.Value.Name), p.left)
	p.list = append(l.series(), l.marks(s)...)
	return p.chart(&charts.NewLine().RectChart)
}

// extent returns the range of values and limits.
func (l Lines) extent() (low, high float64) {
	r := span{any: l.FromZero}
	for _, s := range l.Series {
		for _, v := range s.Values {
			if v.drawn() {
				r.add(v.Number)
			}
		}
	}
	for _, m := range l.Limits {
		if Of(m.At, "").drawn() {
			r.add(m.At)
		}
	}
	return r.low, r.high
}

// limitTexts returns the texts at the right ends of limit lines.
func (l Lines) limitTexts() []string {
	var out []string
	for _, m := range l.Limits {
		out = append(out, m.Text)
	}
	return out
}

// series returns the lines, the first of them with the limits.
func (l Lines) series() []series {
	var list []series
	for i, s := range l.Series {
		list = append(list, l.line(i, s))
	}
	if len(list) > 0 && len(l.Limits) > 0 {
		list[0].more["markLine"] = limitLines(l.Limits)
	}
	return list
}

// line returns one line; null items break it.
func (l Lines) line(i int, s Series) series {
	var data []datum
	for k, name := range l.Categories {
		d := datum{Name: name}
		v, ok := s.at(k)
		d.Text = v.Text
		if ok {
			d.Value, d.Href = v.Number, v.Href
			d.Label = map[string]any{"show": v.Text != "" && len(l.Series) == 1, "formatter": literal(v.Text), "position": "top"}
		}
		data = append(data, d)
	}
	out := series{SingleSeries: charts.SingleSeries{Name: s.Name, Type: "line", Data: data, Symbol: symbol(i), SymbolSize: 7}}
	out.more = stroke(i, s.Hatched)
	out.more["connectNulls"] = false
	out.more["showAllSymbol"] = true
	if s.Step {
		out.more["step"] = "end"
	}
	return out
}

// marks returns the status symbols in the gaps of a single series, at the foot of the plot.
func (l Lines) marks(s scale) []series {
	if len(l.Series) != 1 {
		return nil
	}
	var data []datum
	for i := range l.Categories {
		if v, ok := l.Series[0].at(i); !ok && v.Text != "" {
			data = append(data, Bars{}.mark(i, s.min, v.Text))
		}
	}
	if data == nil {
		return nil
	}
	return []series{{
		SingleSeries: charts.SingleSeries{Type: "scatter", Data: data, SymbolSize: 1},
		more:         map[string]any{"itemStyle": map[string]any{"color": "transparent"}, "silent": true},
	}}
}

// symbol returns the point shape of the i-th line.
func symbol(i int) string {
	return []string{"circle", "rect", "triangle", "diamond", "emptyCircle"}[i%5]
}

// stroke returns the look of the i-th line; an open one is dotted.
func stroke(i int, open bool) map[string]any {
	colour := []string{"#173a63", "#5f86b0", "#1c2733", "#87a5c4", "#456f9f"}[i%5]
	dash := []any{"solid", []any{7, 4}, []any{2, 3}, []any{9, 3, 2, 3}, []any{12, 4}}[i%5]
	if open {
		dash = []any{1, 3}
	}
	return map[string]any{
		"lineStyle": map[string]any{"color": colour, "width": 2, "type": dash},
		"itemStyle": map[string]any{"color": colour},
		"label":     map[string]any{"color": inkColour, "fontSize": textSize},
	}
}

// limitLines returns horizontal reference lines with their texts at the right.
func limitLines(list []Limit) map[string]any {
	var data []any
	for _, m := range list {
		if !Of(m.At, "").drawn() {
			continue
		}
		data = append(data, map[string]any{
			"yAxis": m.At,
			"label": map[string]any{"show": m.Text != "", "formatter": literal(m.Text), "position": "end", "color": inkColour, "fontSize": textSize},
		})
	}
	return map[string]any{
		"symbol": "none", "silent": true, "animation": false, "data": data,
		"lineStyle": map[string]any{"color": inkColour, "width": 1, "type": []any{5, 4}},
	}
}
