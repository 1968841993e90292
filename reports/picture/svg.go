package picture

import (
	"encoding/xml"
	"errors"
	"fmt"
	"image/color"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/srwiley/rasterx"
)

// node is an element of a drawing.
type node struct {
	name     string
	attr     map[string]string
	text     string
	children []node
}

// parse reads a drawing as a tree.
func parse(svg string) (node, error) {
	d := xml.NewDecoder(strings.NewReader(svg))
	stack := []node{{}}
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return node{}, err
		}
		top := &stack[len(stack)-1]
		switch tok := tok.(type) {
		case xml.StartElement:
			n := node{name: tok.Name.Local, attr: map[string]string{}}
			for _, a := range tok.Attr {
				n.attr[a.Name.Local] = a.Value
			}
			stack = append(stack, n)
		case xml.CharData:
			top.text += string(tok)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
			above := &stack[len(stack)-1]
			above.children = append(above.children, *top)
		}
	}
	if len(stack) != 1 || len(stack[0].children) != 1 || stack[0].children[0].name != "svg" {
		return node{}, errors.New("not one svg element")
	}
	return stack[0].children[0], nil
}

func (n node) number(name string) float64 {
	v, err := strconv.ParseFloat(strings.TrimSuffix(n.attr[name], "px"), 64)
	if err != nil {
		return 0
	}
	return v
}

// share is an attribute from 0 to 1; 1 if it is not there.
func (n node) share(name string) float64 {
	if _, ok := n.attr[name]; !ok {
		return 1
	}
	return n.number(name)
}

// style is a property of the style attribute.
func (n node) style(name string) string {
	for _, p := range strings.Split(n.attr["style"], ";") {
		if k, v, ok := strings.Cut(p, ":"); ok && strings.TrimSpace(k) == name {
			return strings.TrimSpace(v)
		}
	}
	return ""
}

// reference is the id in "url(#id)".
func reference(value string) string {
	id, ok := strings.CutPrefix(value, "url(#")
	if !ok {
		return ""
	}
	return strings.TrimSuffix(id, ")")
}

var rgb = regexp.MustCompile(`^rgb\((\d+),(\d+),(\d+)\)$`)

// colour reads "#rrggbb", "#rgb" and "rgb(r,g,b)".
func colour(value string) (color.NRGBA, error) {
	if m := rgb.FindStringSubmatch(value); m != nil {
		var c [3]uint8
		for i := range c {
			n, err := strconv.ParseUint(m[i+1], 10, 8)
			if err != nil {
				return color.NRGBA{}, fmt.Errorf("colour %q: %w", value, err)
			}
			c[i] = uint8(n)
		}
		return color.NRGBA{c[0], c[1], c[2], 255}, nil
	}
	hex := strings.TrimPrefix(value, "#")
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || len(hex) != 6 {
		return color.NRGBA{}, fmt.Errorf("colour %q cannot be painted", value)
	}
	return color.NRGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), 255}, nil
}

var (
	numeral = regexp.MustCompile(`[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?`)
	moves   = regexp.MustCompile(`([A-Za-z]+)\(([^)]*)\)`)
)

func numbers(s string) []float64 {
	var list []float64
	for _, m := range numeral.FindAllString(s, -1) {
		v, err := strconv.ParseFloat(m, 64)
		if err == nil {
			list = append(list, v)
		}
	}
	return list
}

// transform reads a list of translate, rotate, scale and matrix.
func transform(s string) (rasterx.Matrix2D, error) {
	m := rasterx.Identity
	for _, part := range moves.FindAllStringSubmatch(s, -1) {
		v := numbers(part[2])
		switch {
		case part[1] == "translate" && len(v) > 0:
			v = append(v, 0)
			m = m.Translate(v[0], v[1])
		case part[1] == "rotate" && len(v) == 1:
			m = m.Rotate(v[0] * math.Pi / 180)
		case part[1] == "scale" && len(v) > 0:
			v = append(v, v[0])
			m = m.Scale(v[0], v[1])
		case part[1] == "matrix" && len(v) == 6:
			m = m.Mult(rasterx.Matrix2D{A: v[0], B: v[1], C: v[2], D: v[3], E: v[4], F: v[5]})
		default:
			return m, fmt.Errorf("transform %q cannot be painted", part[0])
		}
	}
	return m, nil
}
