package picture

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"github.com/srwiley/rasterx"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// A scanner fills outlines. It looks only at the pixels around an outline; the scanner that
// rasterx brings goes over the whole picture for every letter.
type scanner struct {
	dest   *image.RGBA
	clip   image.Rectangle // empty: the whole picture
	source image.Image
	points []point
	extent fixed.Rectangle26_6
}

// point is a place of an outline; a first one begins another part.
type point struct {
	at    fixed.Point26_6
	first bool
}

// Start begins a part of an outline.
func (s *scanner) Start(a fixed.Point26_6) { s.add(a, true) }

// Line goes on to b.
func (s *scanner) Line(b fixed.Point26_6) { s.add(b, false) }

func (s *scanner) add(a fixed.Point26_6, first bool) {
	box := fixed.Rectangle26_6{Min: a, Max: fixed.Point26_6{X: a.X + 1, Y: a.Y + 1}}
	if len(s.points) == 0 {
		s.extent = box
	}
	s.extent = s.extent.Union(box)
	s.points = append(s.points, point{a, first})
}

// Draw fills the outline.
func (s *scanner) Draw() {
	e := s.extent
	box := image.Rect(e.Min.X.Floor(), e.Min.Y.Floor(), e.Max.X.Ceil(), e.Max.Y.Ceil()).Intersect(s.dest.Bounds())
	if !s.clip.Empty() {
		box = box.Intersect(s.clip)
	}
	if box.Empty() || len(s.points) == 0 {
		return
	}
	r := vector.NewRasterizer(box.Dx(), box.Dy())
	r.DrawOp = draw.Over
	for _, p := range s.points { // a stroke comes as edges that close only together
		x, y := float32(p.at.X)/64-float32(box.Min.X), float32(p.at.Y)/64-float32(box.Min.Y)
		if p.first {
			r.MoveTo(x, y)
			continue
		}
		r.LineTo(x, y)
	}
	r.Draw(s.dest, box, s.source, box.Min)
}

// GetPathExtent returns the rectangle around the outline.
func (s *scanner) GetPathExtent() fixed.Rectangle26_6 { return s.extent }

// SetBounds does nothing: the picture has its size.
func (s *scanner) SetBounds(int, int) {}

// SetWinding does nothing: every outline is filled by the non-zero rule.
func (s *scanner) SetWinding(bool) {}

// SetColor takes a colour or a function of the place.
func (s *scanner) SetColor(paint any) {
	switch paint := paint.(type) {
	case color.Color:
		s.source = image.NewUniform(paint)
	case rasterx.ColorFunc:
		s.source = places(paint)
	}
}

// Clear forgets the outline.
func (s *scanner) Clear() { s.points = s.points[:0] }

// SetClip keeps what is drawn inside a rectangle; an empty one ends that.
func (s *scanner) SetClip(r image.Rectangle) { s.clip = r }

// places is a function of the place as an endless image.
type places rasterx.ColorFunc

// ColorModel is that of what the function returns.
func (places) ColorModel() color.Model { return color.NRGBAModel }

// Bounds are as wide as an image can be.
func (places) Bounds() image.Rectangle {
	return image.Rect(math.MinInt32, math.MinInt32, math.MaxInt32, math.MaxInt32)
}

// At asks the function.
func (f places) At(x, y int) color.Color { return f(x, y) }
