// Package picture paints the SVG drawings of a document as PNG, for formats that hold no SVG.
// It knows the elements that charts are made of and fails on any other: nothing is left out
// in silence. Equal drawings give equal bytes.
package picture

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"

	"github.com/srwiley/rasterx"
)

// A Picture is a painted drawing.
type Picture struct {
	PNG           []byte
	Width, Height float64 // of the drawing, in CSS pixels (96 an inch)
}

// Paint paints an svg element on white, scale pixels to each CSS pixel.
func Paint(svg string, scale float64) (Picture, error) {
	root, err := parse(svg)
	if err != nil {
		return Picture{}, fmt.Errorf("picture: %w", err)
	}
	width, height := root.number("width"), root.number("height")
	if width <= 0 || height <= 0 {
		return Picture{}, fmt.Errorf("picture: a drawing of %gx%g", width, height)
	}
	p := newPainter(int(math.Ceil(width*scale)), int(math.Ceil(height*scale)))
	p.collect(root)
	if err := p.children(root, state{matrix: rasterx.Identity.Scale(scale, scale)}); err != nil {
		return Picture{}, fmt.Errorf("picture: %w", err)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, p.image); err != nil {
		return Picture{}, fmt.Errorf("picture: %w", err)
	}
	return Picture{b.Bytes(), width, height}, nil
}

// A painter paints one drawing.
type painter struct {
	image    *image.RGBA
	dasher   *rasterx.Dasher
	scanner  *scanner
	patterns map[string]node
	clips    map[string]node
}

// state is what an element takes from those around it.
type state struct {
	matrix rasterx.Matrix2D
}

func newPainter(w, h int) *painter {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(m, m.Bounds(), image.White, image.Point{}, draw.Src)
	s := &scanner{dest: m}
	return &painter{image: m, scanner: s, dasher: rasterx.NewDasher(w, h, s), patterns: map[string]node{}, clips: map[string]node{}}
}

// collect finds what other elements refer to.
func (p *painter) collect(n node) {
	switch n.name {
	case "pattern":
		p.patterns[n.attr["id"]] = n
	case "clipPath":
		p.clips[n.attr["id"]] = n
	}
	for _, c := range n.children {
		p.collect(c)
	}
}

func (p *painter) children(n node, s state) error {
	for _, c := range n.children {
		if err := p.element(c, s); err != nil {
			return err
		}
	}
	return nil
}

func (p *painter) element(n node, s state) error {
	m, err := transform(n.attr["transform"])
	if err != nil {
		return err
	}
	s.matrix = s.matrix.Mult(m)
	switch n.name {
	case "defs", "title", "desc":
		return nil
	case "g":
		return p.group(n, s)
	case "path":
		return p.path(n, s)
	case "rect":
		return p.rect(n, s)
	case "text":
		return p.text(n, s)
	}
	return fmt.Errorf("element %s cannot be painted", n.name)
}

// group paints what is inside, cut to the rectangle of its clip path if it has one.
func (p *painter) group(n node, s state) error {
	clip, ok := p.clips[reference(n.attr["clip-path"])]
	if !ok || len(clip.children) == 0 {
		return p.children(n, s)
	}
	box, err := boxOf(clip.children[0].attr["d"])
	if err != nil {
		return err
	}
	x0, y0 := s.matrix.Transform(box[0], box[1])
	x1, y1 := s.matrix.Transform(box[2], box[3])
	p.scanner.SetClip(image.Rect(int(math.Floor(x0)), int(math.Floor(y0)), int(math.Ceil(x1)), int(math.Ceil(y1))))
	defer p.scanner.SetClip(image.Rectangle{})
	return p.children(n, s)
}

func (p *painter) rect(n node, s state) error {
	if fill := n.attr["fill"]; fill == "none" {
		return nil
	}
	x, y, w, h := n.number("x"), n.number("y"), n.number("width"), n.number("height")
	n.attr["d"] = fmt.Sprintf("M%g %gL%g %gL%g %gL%g %gZ", x, y, x+w, y, x+w, y+h, x, y+h)
	return p.path(n, s)
}

// path fills a path and draws its outline.
func (p *painter) path(n node, s state) error {
	list, err := segments(n.attr["d"])
	if err != nil {
		return err
	}
	outline := moved(list, s.matrix)
	if err := p.fill(n, outline, s); err != nil {
		return err
	}
	return p.stroke(n, outline, s)
}

func (p *painter) fill(n node, outline rasterx.Path, s state) error {
	value, ok := n.attr["fill"]
	if value == "none" {
		return nil
	}
	if !ok {
		value = "#000000"
	}
	paint, err := p.paint(value, s)
	if err != nil {
		return err
	}
	if c, plain := paint.(color.NRGBA); plain {
		c.A = uint8(math.Round(n.share("fill-opacity") * 255))
		paint = c
	}
	p.scanner.SetColor(paint)
	f := &p.dasher.Filler
	f.Clear()
	outline.AddTo(f)
	f.Stop(true)
	f.Draw()
	f.Clear()
	return nil
}

func (p *painter) stroke(n node, outline rasterx.Path, s state) error {
	value := n.attr["stroke"]
	width := 1.0
	if _, ok := n.attr["stroke-width"]; ok {
		width = n.number("stroke-width")
	}
	if value == "" || value == "none" || width == 0 {
		return nil
	}
	c, err := colour(value)
	if err != nil {
		return err
	}
	size := math.Sqrt(math.Abs(s.matrix.A*s.matrix.D - s.matrix.B*s.matrix.C))
	dashes := numbers(n.attr["stroke-dasharray"])
	for i := range dashes {
		dashes[i] *= size
	}
	ends := map[string]rasterx.CapFunc{"round": rasterx.RoundCap, "square": rasterx.SquareCap}[n.attr["stroke-linecap"]]
	if ends == nil {
		ends = rasterx.ButtCap
	}
	corners := map[string]rasterx.JoinMode{"round": rasterx.Round, "bevel": rasterx.Bevel}
	join, ok := corners[n.attr["stroke-linejoin"]]
	if !ok {
		join = rasterx.Miter
	}
	p.dasher.Clear()
	p.dasher.SetStroke(fix(width*size), fix(10), ends, ends, nil, join, dashes, 0)
	p.scanner.SetColor(c)
	outline.AddTo(p.dasher)
	p.dasher.Stop(false)
	p.dasher.Draw()
	p.dasher.Clear()
	return nil
}

// paint is a colour, or a pattern as a function of the place.
func (p *painter) paint(value string, s state) (any, error) {
	id := reference(value)
	if id == "" {
		return colour(value)
	}
	pattern, ok := p.patterns[id]
	if !ok {
		return nil, fmt.Errorf("no pattern %q", id)
	}
	h, err := hatchingOf(pattern, s.matrix)
	return rasterx.ColorFunc(h.at), err
}
