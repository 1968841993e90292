package document

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// drawing are the elements that a figure may consist of: none of them runs or loads anything.
func drawing(name string) bool {
	return slices.Contains([]string{
		"svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan",
		"defs", "pattern", "clipPath", "linearGradient", "radialGradient", "stop", "title", "desc",
	}, name)
}

// checkSVG returns an error unless svg is one well-formed svg element made of drawing
// elements, without event handlers and without any outside address.
func checkSVG(svg string) error {
	d := xml.NewDecoder(strings.NewReader(svg))
	depth, roots := 0, 0
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("svg is not well-formed: %w", err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if depth == 0 {
				roots++
			}
			depth++
			if err := checkElement(tok, depth); err != nil {
				return err
			}
		case xml.EndElement:
			depth--
		case xml.CharData:
			if depth == 0 && strings.TrimSpace(string(tok)) != "" {
				return errors.New("text outside the svg element")
			}
		case xml.ProcInst, xml.Directive, xml.Comment:
			return errors.New("svg has markup that is not an element")
		}
	}
	if roots != 1 {
		return fmt.Errorf("%d elements where one svg is expected", roots)
	}
	return nil
}

// checkElement returns an error if an element or one of its attributes may not stand in a figure.
func checkElement(e xml.StartElement, depth int) error {
	if !drawing(e.Name.Local) || (depth == 1) != (e.Name.Local == "svg") {
		return fmt.Errorf("svg element %q may not stand in a figure", e.Name.Local)
	}
	for _, a := range e.Attr {
		name, value := strings.ToLower(a.Name.Local), strings.ToLower(a.Value)
		if name == "xmlns" || a.Name.Space == "xmlns" {
			continue
		}
		outside := strings.Contains(strings.ReplaceAll(value, "url(#", ""), "url(") || strings.Contains(value, "://")
		if strings.HasPrefix(name, "on") || name == "href" || name == "src" || (outside && name != "aria-label") {
			return fmt.Errorf("svg attribute %s=%q may not stand in a figure", a.Name.Local, a.Value)
		}
	}
	return nil
}
