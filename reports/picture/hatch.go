package picture

import (
	"image/color"
	"math"

	"github.com/srwiley/rasterx"
)

// A hatching is a pattern of rectangles that repeats over the plane.
type hatching struct {
	back          rasterx.Matrix2D // from pixels to the plane of the pattern
	width, height float64
	boxes         [][4]float64
	ink           color.NRGBA
}

// hatchingOf reads a pattern whose shapes are rectangles of one colour.
func hatchingOf(n node, m rasterx.Matrix2D) (hatching, error) {
	own, err := transform(n.attr["patternTransform"])
	if err != nil {
		return hatching{}, err
	}
	h := hatching{back: m.Mult(own).Invert(), width: n.number("width"), height: n.number("height")}
	return h, h.add(n)
}

func (h *hatching) add(n node) error {
	for _, c := range n.children {
		if c.name == "path" {
			box, err := boxOf(c.attr["d"])
			if err != nil {
				return err
			}
			h.boxes = append(h.boxes, box)
			if h.ink, err = colour(c.attr["fill"]); err != nil {
				return err
			}
		}
		if err := h.add(c); err != nil {
			return err
		}
	}
	return nil
}

// fine is how many places of a pixel are looked at along each side.
const fine = 4

// at is the colour of a pixel: as much ink as there is pattern in it.
func (h hatching) at(x, y int) color.Color {
	inside := 0
	for i := range fine * fine {
		u, v := h.back.Transform(float64(x)+(float64(i%fine)+.5)/fine, float64(y)+(float64(i/fine)+.5)/fine)
		if h.covers(wrap(u, h.width), wrap(v, h.height)) {
			inside++
		}
	}
	c := h.ink
	c.A = uint8(inside * 255 / (fine * fine))
	return c
}

func (h hatching) covers(u, v float64) bool {
	for _, b := range h.boxes {
		if b[0] <= u && u < b[2] && b[1] <= v && v < b[3] {
			return true
		}
	}
	return false
}

func wrap(v, size float64) float64 {
	return v - math.Floor(v/size)*size
}
