package chart

import (
	"math"

	"github.com/go-echarts/go-echarts/v2/charts"
)

// Direction is the way bars grow.
type Direction int

// The directions. Long category names read best beside rows.
const (
	Columns Direction = iota // upwards, categories below
	Rows                     // to the right, categories at the left, the first on top
)

// Series is one named row of values, one for each category.
type Series struct {
	Name   string
	Values []Value
	// Hatched marks what is not final: open cases, provisional months.
	Hatched bool
	// Step draws a line as steps, holding each value until the next category. Lines only.
	Step bool
}

// Bars is a bar chart: side by side, or stacked when Stacked is set.
type Bars struct {
	Frame
	Direction  Direction
	Stacked    bool
	Value      Axis
	Categories []string
	Series     []Series
	// Totals are texts after each whole stack, one for each category; nil means none.
	Totals []string
}

// Chart returns the finished chart. A label that does not fit into its part of a stack
// is left out; the number is in the table beside the chart.
func (b Bars) Chart() Chart {
	low, high := b.extent()
	s := b.Value.settle(low, high)
	if b.Value.Max == nil && high > 0 {
		s.max = high // the texts after the bars have room of their own
	}
	p := b.plot(s)
	room := float64(p.Width - p.left - p.right)
	if b.Direction == Columns {
		room = float64(p.Height - p.top - p.bottom)
	}
	p.list = b.series(room / (s.max - s.min))
	return p.chart(&charts.NewBar().RectChart)
}

// extent returns the range of bar ends with zero included.
func (b Bars) extent() (low, high float64) {
	r := span{any: true}
	for i := range b.Categories {
		r.add(b.stack(i))
		for _, s := range b.Series {
			if v, ok := s.at(i); ok && !b.Stacked {
				r.add(v.Number)
			}
		}
	}
	return r.low, r.high
}

// stack returns the height of the stack at category i, zero when bars stand side by side.
func (b Bars) stack(i int) float64 {
	sum := 0.0
	for _, s := range b.Series {
		if v, ok := s.at(i); ok && b.Stacked {
			sum += v.Number
		}
	}
	return sum
}

// at returns the value at category i and whether there is a number to draw.
func (s Series) at(i int) (Value, bool) {
	if i >= len(s.Values) {
		return Value{}, false
	}
	v := s.Values[i]
	return v, v.drawn()
}

// drawn tells whether v has a place on an axis.
func (v Value) drawn() bool {
	return v.Known && !math.IsNaN(v.Number) && !math.IsInf(v.Number, 0)
}

// plot settles the room around the bars.
func (b Bars) plot(s scale) plot {
	p := plot{Frame: b.Frame}
	p.Width = orDefault(p.Width, defaultWidth)
	if len(b.Series) > 1 {
		for _, s := range b.Series {
			p.legend = append(p.legend, s.Name)
		}
	}
	p.top = legendRoom(p.legend, p.Width) + 4
	if b.Direction == Rows {
		return b.rows(p, s)
	}
	return b.columns(p, s)
}

// rows lays out bars that grow to the right.
func (b Bars) rows(p plot, s scale) plot {
	most := float64(p.Width) * 0.42
	p.left = int(math.Min(widest(b.Categories), most)) + 14
	p.right, p.bottom = 14+int(widest(b.ends())), 46
	thick := 34
	if !b.Stacked {
		thick = 14 + 20*len(b.Series)
	}
	p.Height = orDefault(p.Height, p.top+p.bottom+len(b.Categories)*max(thick, rowHeight(b.Categories, most)))
	p.x = below(s.axis(b.Value.Name), 30)
	p.y = categoryAxis(b.Categories, most)
	p.y["inverse"] = true
	return p
}

// columns lays out bars that grow upwards.
func (b Bars) columns(p plot, s scale) plot {
	p.left, p.right, p.bottom = int(widest(s.texts()))+14, 8, 28
	p.top += 40 // the axis name and the text over the highest bar
	band := float64(p.Width-p.left-p.right)/float64(max(1, len(b.Categories))) - 6
	p.bottom += 16 * (brokenLines(b.Categories, band) - 1)
	p.Height = orDefault(p.Height, p.top+p.bottom+190)
	p.x = categoryAxis(b.Categories, band)
	p.y = above(s.axis(b.Value.Name), p.left)
	p.y["nameGap"] = 24
	return p
}

// rowHeight returns the height of one row when its label breaks at width.
func rowHeight(list []string, width float64) int { return 12 + 16*brokenLines(list, width) }

// brokenLines returns how many lines the longest label takes when broken at width.
func brokenLines(list []string, width float64) int {
	_, n := wrapAll(list, width)
	return n
}

// ends returns the texts that stand after the bars and so need room.
func (b Bars) ends() []string {
	if b.Totals != nil {
		return b.Totals
	}
	var out []string
	for _, s := range b.Series {
		for _, v := range s.Values {
			if !b.Stacked {
				out = append(out, v.Text)
			}
		}
	}
	return out
}

// series returns the bars, the marks of missing values and the totals.
// scale is the number of pixels of one unit of the axis.
func (b Bars) series(scale float64) []series {
	var list []series
	for i, s := range b.Series {
		list = append(list, b.bars(i, s, scale))
	}
	return append(list, b.marks()...)
}

// bars returns one series of bars.
func (b Bars) bars(i int, s Series, scale float64) series {
	shade := seriesShade(i)
	var data []datum
	for k, name := range b.Categories {
		v, ok := s.at(k)
		if !ok {
			data = append(data, datum{Name: name, Text: v.Text}) // null: a gap
			continue
		}
		data = append(data, datum{Name: name, Value: v.Number, Text: v.Text, Href: v.Href, Label: b.label(v, shade, scale, s.Hatched)})
	}
	out := series{SingleSeries: charts.SingleSeries{Name: s.Name, Type: "bar", Data: data, BarMaxWidth: "34", BarGap: "12%"}}
	out.more = map[string]any{"itemStyle": fill(shade, s.Hatched), "barCategoryGap": "28%"}
	if b.Stacked {
		out.more["stack"] = "all"
	}
	return out
}

// label returns the label of one bar: inside a part of a stack, at the end of a lone bar.
func (b Bars) label(v Value, shade Shade, scale float64, hatched bool) map[string]any {
	l := map[string]any{"show": v.Text != "", "formatter": literal(v.Text), "color": inkColour, "fontSize": textSize}
	if !b.Stacked {
		l["position"] = map[Direction]string{Columns: "top", Rows: "right"}[b.Direction]
		return l
	}
	need := textWidth(v.Text) + 6
	if b.Direction == Columns {
		need = textSize + 4
	}
	l["position"], l["color"] = "inside", shade.ink()
	l["show"] = v.Text != "" && math.Abs(v.Number)*scale >= need
	if hatched {
		l["color"], l["backgroundColor"], l["padding"] = inkColour, "#ffffff", []any{1, 3}
	}
	return l
}

// marks returns invisible points that carry texts: status symbols in the gaps of a
// single series, and totals after the stacks.
func (b Bars) marks() []series {
	var data []datum
	for i := range b.Categories {
		text, at := "", 0.0
		if len(b.Series) == 1 {
			if v, ok := b.Series[0].at(i); !ok {
				text = v.Text
			}
		}
		if i < len(b.Totals) {
			text, at = b.Totals[i], b.stack(i)
		}
		if text != "" {
			data = append(data, b.mark(i, at, text))
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

// mark returns one text at a place on the value axis beside category i.
func (b Bars) mark(i int, at float64, text string) datum {
	value, side := []any{i, at}, "top"
	if b.Direction == Rows {
		value, side = []any{at, i}, "right"
	}
	return datum{Value: value, Label: map[string]any{
		"show": true, "position": side, "formatter": literal(text), "color": inkColour, "fontSize": textSize, "fontWeight": "bold",
	}}
}

// orDefault returns n, or fallback when n is zero.
func orDefault(n, fallback int) int {
	if n == 0 {
		return fallback
	}
	return n
}

// Stage is one step of a funnel. Onward, Ended and Open add up to those who reached it.
type Stage struct {
	Name string
	// Onward went on to the next stage, Ended stopped here, Open are not decided yet.
	Onward, Ended, Open Value
	// Reached is the text of the total, shown after the bar.
	Reached string
}

// Funnel shows what becomes of a cohort: one stacked bar a stage, the open part hatched.
type Funnel struct {
	Frame
	Value Axis
	// OnwardName, EndedName and OpenName are the legend.
	OnwardName, EndedName, OpenName string
	Stages                          []Stage
}

// Chart returns the finished chart.
func (f Funnel) Chart() Chart {
	b := Bars{Frame: f.Frame, Direction: Rows, Stacked: true, Value: f.Value}
	b.Series = []Series{{Name: f.OnwardName}, {Name: f.EndedName}, {Name: f.OpenName, Hatched: true}}
	for _, s := range f.Stages {
		b.Categories = append(b.Categories, s.Name)
		b.Totals = append(b.Totals, s.Reached)
		for i, v := range []Value{s.Onward, s.Ended, s.Open} {
			b.Series[i].Values = append(b.Series[i].Values, v)
		}
	}
	return b.Chart()
}
