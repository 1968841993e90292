package picture

import (
	"fmt"
	"math"
	"regexp"

	"github.com/srwiley/rasterx"
	"golang.org/x/image/math/fixed"
)

// A pen follows the commands of a path and writes them down, arcs as curves.
type pen struct {
	out    []segment
	x, y   float64
	startX float64
	startY float64
}

// segment is a command with absolute places: M, L, C or Z.
type segment struct {
	command byte
	at      []float64
}

var commands = regexp.MustCompile(`([A-Za-z])([^A-Za-z]*)`)

// segments reads the d attribute of a path.
func segments(d string) ([]segment, error) {
	var p pen
	for _, m := range commands.FindAllStringSubmatch(d, -1) {
		if err := p.command(m[1][0], numbers(m[2])); err != nil {
			return nil, fmt.Errorf("path: %w", err)
		}
	}
	return p.out, nil
}

// arity is how many numbers a command takes.
var arity = map[byte]int{'M': 2, 'L': 2, 'l': 2, 'C': 6, 'A': 7, 'Z': 0, 'z': 0}

func (p *pen) command(c byte, v []float64) error {
	n, known := arity[c]
	if !known || n == 0 && len(v) > 0 || n > 0 && (len(v) == 0 || len(v)%n != 0) {
		return fmt.Errorf("command %c with %d numbers cannot be painted", c, len(v))
	}
	if n == 0 {
		p.out = append(p.out, segment{'Z', nil})
		p.x, p.y = p.startX, p.startY
		return nil
	}
	for ; len(v) > 0; v = v[n:] {
		p.one(c, v[:n])
		if c == 'M' {
			c = 'L' // more places after the first are lines
		}
	}
	return nil
}

func (p *pen) one(c byte, v []float64) {
	switch c {
	case 'M':
		p.startX, p.startY = v[0], v[1]
		p.to('M', v...)
	case 'L':
		p.to('L', v...)
	case 'l':
		p.to('L', p.x+v[0], p.y+v[1])
	case 'C':
		p.to('C', v...)
	case 'A':
		p.arc(v)
	}
}

func (p *pen) to(c byte, v ...float64) {
	p.out = append(p.out, segment{c, append([]float64(nil), v...)})
	p.x, p.y = v[len(v)-2], v[len(v)-1]
}

// arc writes an elliptical arc as curves of at most a quarter turn.
func (p *pen) arc(v []float64) {
	rx, ry, turn := math.Abs(v[0]), math.Abs(v[1]), v[2]*math.Pi/180
	endX, endY := v[5], v[6]
	if rx == 0 || ry == 0 || p.x == endX && p.y == endY {
		p.to('L', endX, endY)
		return
	}
	cx, cy := rasterx.FindEllipseCenter(&rx, &ry, turn, p.x, p.y, endX, endY, v[4] == 0, v[3] == 0)
	m := rasterx.Identity.Translate(cx, cy).Rotate(turn).Scale(rx, ry)
	back := m.Invert()
	x0, y0 := back.Transform(p.x, p.y)
	x1, y1 := back.Transform(endX, endY)
	from, to := math.Atan2(y0, x0), math.Atan2(y1, x1)
	if v[4] == 1 && to < from {
		to += 2 * math.Pi
	}
	if v[4] == 0 && to > from {
		to -= 2 * math.Pi
	}
	steps := int(math.Ceil(math.Abs(to-from)/(math.Pi/2) - 1e-9))
	step := (to - from) / float64(steps)
	k := 4.0 / 3 * math.Tan(step/4)
	for i := range steps {
		a, b := from+float64(i)*step, from+float64(i+1)*step
		ax, ay := m.Transform(math.Cos(a)-k*math.Sin(a), math.Sin(a)+k*math.Cos(a))
		bx, by := m.Transform(math.Cos(b)+k*math.Sin(b), math.Sin(b)-k*math.Cos(b))
		ex, ey := m.Transform(math.Cos(b), math.Sin(b))
		p.to('C', ax, ay, bx, by, ex, ey)
	}
}

// moved is an outline in pixels.
func moved(list []segment, m rasterx.Matrix2D) rasterx.Path {
	var out rasterx.Path
	open := false
	for _, s := range list {
		var at []fixed.Point26_6
		for i := 0; i+1 < len(s.at); i += 2 {
			x, y := m.Transform(s.at[i], s.at[i+1])
			at = append(at, fixed.Point26_6{X: fix(x), Y: fix(y)})
		}
		switch s.command {
		case 'M':
			if open {
				out.Stop(false)
			}
			out.Start(at[0])
			open = true
		case 'L':
			out.Line(at[0])
		case 'C':
			out.CubeBezier(at[0], at[1], at[2])
		case 'Z':
			out.Stop(true)
			open = false
		}
	}
	return out
}

func fix(v float64) fixed.Int26_6 { return fixed.Int26_6(math.Round(v * 64)) }

// boxOf is the smallest rectangle around a path: x0, y0, x1, y1.
func boxOf(d string) ([4]float64, error) {
	list, err := segments(d)
	box := [4]float64{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, s := range list {
		for i := 0; i+1 < len(s.at); i += 2 {
			box[0], box[1] = math.Min(box[0], s.at[i]), math.Min(box[1], s.at[i+1])
			box[2], box[3] = math.Max(box[2], s.at[i]), math.Max(box[3], s.at[i+1])
		}
	}
	return box, err
}
