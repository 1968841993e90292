package picture

import (
	"fmt"
	"math"
	"strings"
	"sync"

	"github.com/srwiley/rasterx"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"nsk/reports/typeface"
)

// faces are PT Sans, the face of charts, and its bold.
var faces = sync.OnceValue(func() [2]*sfnt.Font {
	var out [2]*sfnt.Font
	for i, data := range [][]byte{typeface.Sans, typeface.SansBold} {
		f, err := sfnt.Parse(data)
		if err != nil {
			panic("picture: " + err.Error()) // embedded, covered by every test
		}
		out[i] = f
	}
	return out
})

// A line of text is laid out in the units of its font size.
type line struct {
	face *sfnt.Font
	size float64
	buf  sfnt.Buffer
}

// text draws a line of text; its place is the middle of the line's height.
func (p *painter) text(n node, s state) error {
	face := faces()[0]
	if n.style("font-weight") == "bold" {
		face = faces()[1]
	}
	l := line{face: face, size: node{attr: map[string]string{"s": n.style("font-size")}}.number("s")}
	if l.size == 0 || len(n.children) > 0 {
		return fmt.Errorf("text %q cannot be painted", n.text)
	}
	width, err := l.set(n.text, nil)
	if err != nil {
		return err
	}
	x, y := n.number("x"), n.number("y")
	switch n.attr["text-anchor"] {
	case "middle":
		x -= width / 2
	case "end":
		x -= width
	}
	if n.attr["dominant-baseline"] == "central" {
		y += l.middle()
	}
	m := s.matrix.Translate(x, y)
	c, err := colour(strings.TrimSpace(n.attr["fill"]))
	if err != nil {
		return err
	}
	c.A = uint8(math.Round(n.share("fill-opacity") * 255))
	p.scanner.SetColor(c)
	_, err = l.set(n.text, func(glyph sfnt.Segments, at float64) {
		p.glyph(glyph, m.Translate(at, 0).Scale(l.size/unit, l.size/unit))
	})
	return err
}

// unit is how many steps of a glyph make the font size, fine enough that rounding does not show.
const unit = 1000 * 64

// glyph fills the outline of a letter.
func (p *painter) glyph(outline sfnt.Segments, m rasterx.Matrix2D) {
	at := func(q fixed.Point26_6) fixed.Point26_6 {
		x, y := m.Transform(float64(q.X), float64(q.Y))
		return fixed.Point26_6{X: fix(x), Y: fix(y)}
	}
	f := &p.dasher.Filler
	f.Clear()
	open := false
	for _, s := range outline {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if open {
				f.Stop(true)
			}
			f.Start(at(s.Args[0]))
			open = true
		case sfnt.SegmentOpLineTo:
			f.Line(at(s.Args[0]))
		case sfnt.SegmentOpQuadTo:
			f.QuadBezier(at(s.Args[0]), at(s.Args[1]))
		case sfnt.SegmentOpCubeTo:
			f.CubeBezier(at(s.Args[0]), at(s.Args[1]), at(s.Args[2]))
		}
	}
	f.Stop(true)
	f.Draw()
	f.Clear()
}

// middle is how far the middle of the line stands above its base line.
func (l *line) middle() float64 {
	m, err := l.face.Metrics(&l.buf, unit, font.HintingNone)
	if err != nil {
		return l.size * .35
	}
	return float64(m.Ascent-m.Descent) / unit / 2 * l.size
}

// set goes through the letters of a text and returns its width.
func (l *line) set(text string, each func(glyph sfnt.Segments, at float64)) (float64, error) {
	em := fixed.Int26_6(unit)
	at, last := 0.0, sfnt.GlyphIndex(0)
	for _, r := range text {
		g, err := l.face.GlyphIndex(&l.buf, r)
		if err != nil {
			return 0, err
		}
		if g == 0 {
			return 0, fmt.Errorf("the face has no letter %q", r)
		}
		if k, err := l.face.Kern(&l.buf, last, g, em, font.HintingNone); err == nil && last != 0 {
			at += float64(k) / unit * l.size
		}
		if each != nil {
			outline, err := l.face.LoadGlyph(&l.buf, g, em, nil)
			if err != nil {
				return 0, err
			}
			each(outline, at)
		}
		advance, err := l.face.GlyphAdvance(&l.buf, g, em, font.HintingNone)
		if err != nil {
			return 0, err
		}
		at += float64(advance) / unit * l.size
		last = g
	}
	return at, nil
}
