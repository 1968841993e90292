package chart

import "math"

// tick is a place on a numeric axis and its text.
type tick struct {
	At   float64 `json:"at"`
	Text string  `json:"text"`
}

// scale is a numeric axis with its ends and ticks settled.
type scale struct {
	min, max, step float64
	ticks          []tick
}

// settle chooses round ends and about five ticks for values between low and high.
func (a Axis) settle(low, high float64) scale {
	if a.Min != nil {
		low = *a.Min
	}
	if a.Max != nil {
		high = *a.Max
	}
	if !(high > low) { // also when there are no values at all
		high = low + 1
	}
	step := roundStep((high - low) / 5)
	s := scale{min: math.Floor(low/step+1e-9) * step, max: math.Ceil(high/step-1e-9) * step, step: step}
	if a.Min != nil {
		s.min = *a.Min
	}
	if a.Max != nil {
		s.max = *a.Max
	}
	s.ticks = a.ticks(s)
	return s
}

// ticks names the multiples of the step within s.
func (a Axis) ticks(s scale) []tick {
	format := a.Format
	if format == nil {
		format = plainNumber
	}
	var out []tick
	for i := math.Ceil(s.min/s.step - 1e-9); i*s.step <= s.max+s.step*1e-9; i++ {
		at := math.Round(i*s.step*1e9) / 1e9
		if at == 0 {
			at = 0 // not minus zero
		}
		out = append(out, tick{At: at, Text: format(at)})
	}
	return out
}

// roundStep returns the smallest of 1, 2, 5 times a power of ten that is not below x.
func roundStep(x float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(x)))
	for _, m := range []float64{1, 2, 5} {
		if m*power >= x*(1-1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// span widens a range by known numbers.
type span struct {
	low, high float64
	any       bool
}

// add takes x into the range.
func (r *span) add(x float64) {
	if !r.any {
		r.low, r.high, r.any = x, x, true
		return
	}
	r.low, r.high = math.Min(r.low, x), math.Max(r.high, x)
}

// texts returns the tick texts.
func (s scale) texts() []string {
	out := make([]string, len(s.ticks))
	for i, t := range s.ticks {
		out[i] = t.Text
	}
	return out
}

// onTick tells whether x is a tick: a grid line stands only where a tick does.
func (s scale) onTick(x float64) bool {
	return math.Abs(x/s.step-math.Round(x/s.step)) < 1e-9
}

// axis returns the ECharts axis: tick texts are carried as data and attached by dress.js.
func (s scale) axis(name string) map[string]any {
	return map[string]any{
		"type": "value", "name": name, "min": s.min, "max": s.max, "interval": s.step,
		"axisLabel": map[string]any{"ticks": s.ticks, "color": inkColour, "fontSize": textSize, "hideOverlap": true},
		"axisLine":  map[string]any{"show": false},
		"axisTick":  map[string]any{"show": false},
		"splitLine": map[string]any{"show": true, "showMaxLine": s.onTick(s.max), "lineStyle": map[string]any{"color": gridColour, "width": 1}},
	}
}

// categoryAxis returns the ECharts axis of names; each label is broken at the given width.
func categoryAxis(list []string, width float64) map[string]any {
	wrapped, _ := wrapAll(list, width)
	return map[string]any{
		"type": "category", "data": wrapped,
		"axisLabel": map[string]any{"interval": 0, "color": inkColour, "fontSize": textSize, "lineHeight": 16},
		"axisLine":  map[string]any{"show": true, "onZero": false, "lineStyle": map[string]any{"color": lineColour}},
		"axisTick":  map[string]any{"show": false},
		"splitLine": map[string]any{"show": false},
	}
}

// below puts the axis name under the middle of a horizontal axis.
func below(axis map[string]any, gap int) map[string]any {
	axis["nameLocation"], axis["nameGap"] = "middle", gap
	axis["nameTextStyle"] = map[string]any{"color": inkColour, "fontSize": textSize}
	return axis
}

// above puts the axis name over the top end of a vertical axis, flush with the left edge
// of the chart, because a turned name is hard to read.
func above(axis map[string]any, left int) map[string]any {
	axis["nameLocation"], axis["nameGap"] = "end", 12
	axis["nameTextStyle"] = map[string]any{"color": inkColour, "fontSize": textSize, "align": "left", "padding": []any{0, 0, 0, -left}}
	return axis
}
