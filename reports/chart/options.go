package chart

import (
	"encoding/json"
	"fmt"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// series is a go-echarts series with what go-echarts has no field for.
type series struct {
	charts.SingleSeries
	more map[string]any
}

// datum is one item of a series. Text is shown by tooltips and never formatted again; a page
// opens Href when the mark is clicked.
type datum struct {
	Name      string         `json:"name,omitempty"`
	Value     any            `json:"value"`
	Text      string         `json:"text,omitempty"`
	Href      string         `json:"href,omitempty"`
	Label     map[string]any `json:"label,omitempty"`
	ItemStyle map[string]any `json:"itemStyle,omitempty"`
}

// plot gathers the parts of a chart on a rectangular grid.
type plot struct {
	Frame
	x, y                     map[string]any
	left, top, right, bottom int
	list                     []series
	legend                   []string
}

// chart puts the parts of p into the go-echarts chart c and returns the finished chart.
func (p plot) chart(c *charts.RectChart) Chart {
	for _, s := range p.list {
		c.MultiSeries = append(c.MultiSeries, s.SingleSeries)
	}
	c.SetGlobalOptions(charts.WithAnimation(false), charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true)}))
	o := plain(c.JSON())
	for i, s := range o["series"].([]any) {
		merge(s.(map[string]any), p.list[i].more)
		merge(s.(map[string]any), map[string]any{"emphasis": map[string]any{"disabled": true}})
	}
	merge(o, plain(p.house()))
	delete(o, "title") // printed by the document
	delete(o, "toolbox")
	return Chart{Frame: p.Frame, Options: o}
}

// house returns the parts that look alike in every chart.
func (p plot) house() map[string]any {
	return map[string]any{
		"backgroundColor": "transparent",
		"textStyle":       map[string]any{"fontFamily": FontFamily, "fontSize": textSize, "color": inkColour},
		"xAxis":           []any{p.x},
		"yAxis":           []any{p.y},
		"grid":            map[string]any{"left": p.left, "top": p.top, "right": p.right, "bottom": p.bottom, "containLabel": false, "outerBoundsMode": "none"},
		"legend": map[string]any{
			"show": len(p.legend) > 0, "data": p.legend, "left": 0, "top": 0, "width": p.Width, "padding": 0, "itemGap": 22,
			"itemWidth": 18, "itemHeight": 12, "align": "left", "selectedMode": false,
			"textStyle": map[string]any{"fontSize": textSize, "color": inkColour, "fontFamily": FontFamily},
		},
	}
}

// plain turns v into JSON values, so that options are one kind of thing everywhere.
func plain(v any) Options {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("chart: options are not plain values: %v", err)) // only numbers that are not finite could do that; numbers are checked before
	}
	var o Options
	if err := json.Unmarshal(b, &o); err != nil {
		panic(fmt.Sprintf("chart: options are not an object: %v", err)) // always called with one
	}
	return o
}

// merge lays src over dst, key by key; what is not an object in both is replaced.
func merge(dst, src map[string]any) {
	for k, v := range src {
		from, ok := v.(map[string]any)
		into, both := dst[k].(map[string]any)
		if ok && both {
			merge(into, from)
			continue
		}
		dst[k] = v
	}
}
