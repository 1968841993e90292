package chart

import (
	_ "embed"
	"fmt"
	"html"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/dop251/goja"
)

// echartsJS is Apache ECharts 6.1.0 (Apache-2.0, see echarts/LICENSE and echarts/NOTICE).
//
//go:embed echarts/echarts.min.js
var echartsJS string

//go:embed dress.js
var dressJS string

//go:embed draw.js
var drawJS string

// stub stands in for the browser: nothing is ever animated, so timers need not fire.
const stub = "var self = this; function setTimeout() { return 0 } function clearTimeout() {}"

// programs are compiled once a process, which takes longer than drawing a chart.
var programs = sync.OnceValues(func() ([]*goja.Program, error) {
	var out []*goja.Program
	for _, src := range []string{stub, echartsJS, "var advances = " + string(advancesJSON), dressJS, drawJS} {
		p, err := goja.Compile("chart.js", src, false)
		if err != nil {
			return nil, fmt.Errorf("compile ECharts: %w", err)
		}
		out = append(out, p)
	}
	return out, nil
})

// Renderer draws charts as SVG in one JavaScript runtime. It is not safe for use by
// several goroutines at once: give each its own.
type Renderer struct {
	draw func(options string, width, height int) (string, error)
}

// NewRenderer starts a runtime and loads ECharts into it, in some tens of milliseconds.
func NewRenderer() (*Renderer, error) {
	list, err := programs()
	if err != nil {
		return nil, err
	}
	vm := goja.New()
	vm.SetRandSource(func() float64 { return 0.5 })               // same options, same bytes
	vm.SetTimeSource(func() time.Time { return time.Unix(0, 0) }) // the same
	for _, p := range list {
		if _, err := vm.RunProgram(p); err != nil {
			return nil, fmt.Errorf("load ECharts: %w", err)
		}
	}
	var r Renderer
	if err := vm.ExportTo(vm.Get("draw"), &r.draw); err != nil {
		return nil, fmt.Errorf("load ECharts: %w", err)
	}
	return &r, nil
}

// SVG draws c as one svg element that needs nothing from outside: equal charts give equal
// bytes, whatever was drawn before. It fails if ECharts refuses the options.
func (r *Renderer) SVG(c Chart) (string, error) {
	svg, err := r.draw(string(c.JSON()), c.Width, c.Height)
	if err != nil {
		return "", fmt.Errorf("draw chart %s: %w", c.ID, err)
	}
	return clean(svg, c), nil
}

// ECharts writes ids counted per runtime, and classes and attributes that serve only
// a script in a browser.
var (
	runtimeID = regexp.MustCompile(`(id="|url\(#)zr[0-9]+-`)
	forScript = regexp.MustCompile(` (?:class="zr[0-9]+-cls-[0-9]+"|ecmeta_[a-z_]+="[^"]*"|pointer-events="[a-z]+")`)
	hoverRule = regexp.MustCompile(`(?s)<style ?>.*?</style>\s*`)
)

// clean makes what ECharts wrote deterministic, smaller, and readable aloud.
func clean(svg string, c Chart) string {
	svg = hoverRule.ReplaceAllString(svg, "")
	svg = forScript.ReplaceAllString(svg, "")
	svg = runtimeID.ReplaceAllString(svg, "${1}"+c.ID+"-")
	alt := c.Alt
	if !strings.HasPrefix(alt, c.Title) { // a reader hears the title once
		alt = strings.TrimSpace(c.Title + ". " + alt)
	}
	alt = html.EscapeString(alt)
	return strings.Replace(svg, `xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" baseProfile="full"`, `role="img" aria-label="`+alt+`"`, 1)
}
