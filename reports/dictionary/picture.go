package dictionary

import (
	"fmt"
	"html/template"
	"slices"
	"strings"
)

// Sizes of a picture in CSS pixels. A letter of the monospaced type is 0.6 of its size wide.
const (
	boxHeight = 26
	boxGap    = 10
	layerGap  = 44
	typeSize  = 12
	headRoom  = 28
	edge      = 6
)

// A box is one thing in a picture.
type box struct {
	id, text, href, title string
	focus                 bool
	x, y, width           int
}

// A picture has boxes in layers, from the sources at the left to the indicators at the right,
// and lines between them.
type picture struct {
	alt    string
	heads  []string // over the layers
	layers [][]*box
	lines  [][2]string // from and to, by id
	at     map[string]*box
}

// add puts a box into a layer, once.
func (p *picture) add(layer int, b *box) {
	if p.at == nil {
		p.at = map[string]*box{}
	}
	for len(p.layers) <= layer {
		p.layers = append(p.layers, nil)
	}
	if p.at[b.id] == nil {
		p.at[b.id] = b
		p.layers[layer] = append(p.layers[layer], b)
	}
}

func (p *picture) line(from, to string) {
	if l := [2]string{from, to}; p.at[from] != nil && p.at[to] != nil && !slices.Contains(p.lines, l) {
		p.lines = append(p.lines, l)
	}
}

// place gives every box its place: within a layer by the middle of what leads to it, so that
// few lines cross.
func (p *picture) place() (width, height int) {
	x, rows := edge, 0
	for _, layer := range p.layers {
		rows = max(rows, len(layer))
	}
	height = headRoom + rows*(boxHeight+boxGap) + edge
	for n, layer := range p.layers {
		if len(layer) == 0 {
			continue
		}
		slices.SortStableFunc(layer, func(a, b *box) int { return p.middle(a) - p.middle(b) })
		wide := len([]rune(p.heads[n]))
		for _, b := range layer {
			wide = max(wide, len([]rune(b.text)))
		}
		wide = wide*typeSize*62/100 + 18
		top := headRoom + (height-headRoom-edge-len(layer)*(boxHeight+boxGap))/2
		for i, b := range layer {
			b.x, b.y, b.width = x, top+i*(boxHeight+boxGap), wide
		}
		x += wide + layerGap
	}
	return x - layerGap + edge, height
}

// middle is the mean height of the boxes that lead to one and are placed already.
func (p *picture) middle(b *box) int {
	sum, n := 0, 0
	for _, l := range p.lines {
		if from := p.at[l[0]]; l[1] == b.id && from.width > 0 {
			sum, n = sum+from.y, n+1
		}
	}
	if n == 0 {
		return 0
	}
	return sum / n
}

// svg draws the picture. Everything that comes from outside is escaped.
func (p *picture) svg() template.HTML {
	if len(p.at) < 2 {
		return ""
	}
	width, height := p.place()
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="picture" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-label="%s">`, width, height, width, height, template.HTMLEscapeString(p.alt))
	for n, layer := range p.layers {
		if len(layer) > 0 {
			fmt.Fprintf(&b, `<text class="head" x="%d" y="14">%s</text>`, layer[0].x, template.HTMLEscapeString(p.heads[n]))
		}
	}
	for _, l := range p.lines {
		b.WriteString(curve(p.at[l[0]], p.at[l[1]]))
	}
	for _, layer := range p.layers {
		for _, x := range layer {
			b.WriteString(x.svg())
		}
	}
	b.WriteString("</svg>")
	return template.HTML(b.String()) //nolint:gosec // escaped piece by piece
}

func (x *box) svg() string {
	class := "box"
	if x.focus {
		class = "box focus"
	}
	body := fmt.Sprintf(`<rect x="%d" y="%d" width="%d" height="%d" rx="3"/><text x="%d" y="%d">%s</text>`,
		x.x, x.y, x.width, boxHeight, x.x+9, x.y+boxHeight/2+4, template.HTMLEscapeString(x.text))
	if x.title != "" {
		body = "<title>" + template.HTMLEscapeString(x.title) + "</title>" + body
	}
	if x.href == "" || x.focus {
		return fmt.Sprintf(`<g class="%s">%s</g>`, class, body)
	}
	return fmt.Sprintf(`<a class="%s" href="%s">%s</a>`, class, template.HTMLEscapeString(x.href), body)
}

// curve is a line from the right of one box to the left of another; within a layer, an arc at
// its right side.
func curve(from, to *box) string {
	class := "line"
	if from.focus || to.focus {
		class = "line near"
	}
	x0, y0, y1 := from.x+from.width, from.y+boxHeight/2, to.y+boxHeight/2
	if from.x == to.x {
		bend := x0 + 14 + min(24, abs(y1-y0)/6)
		return fmt.Sprintf(`<path class="%s" d="M%d %dC%d %d %d %d %d %d"/>`, class, x0, y0, bend, y0, bend, y1, x0, y1)
	}
	half := (x0 + to.x) / 2
	return fmt.Sprintf(`<path class="%s" d="M%d %dC%d %d %d %d %d %d"/>`, class, x0, y0, half, y0, half, y1, to.x, y1)
}

func abs(n int) int { return max(n, -n) }
