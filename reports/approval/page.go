package approval

import (
	"io"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// A Page is the HTML of a document as its checks read it.
type Page struct {
	Anchors []string // ids of sections, tables and figures, in order
	Parts   []string // ids of the sections of the highest level
	Bound   []Bound  // numbers bound to facts, in order
	Text    []string // running text, a piece per paragraph, cell or heading; numbers and words
	Figures []Figure
	Tables  []Table
	Cover   map[string]string // class of the line: text
	Whole   string            // all text and attributes, for what may stand nowhere
}

// A Bound is a number with the fact it comes from.
type Bound struct{ Fact, Value, Text string }

var figure = regexp.MustCompile(`^[+-]?\d[\d.]*\d|^[+-]?\d`)

// machine is a number without its sign of a unit: a change is written as people read it, and
// without figures where there is none.
func machine(value string) string {
	plain := strings.NewReplacer(",", ".", "−", "-", "\u00a0", "").Replace(value)
	if number := figure.FindString(plain); number != "" || value == "" {
		return number
	}
	return "0"
}

// A Figure is a drawing.
type Figure struct {
	ID, Alt string
	Marks   int // shapes and letters that are drawn
}

// A Table is its id, its rows below the head, and its source.
type Table struct {
	ID     string
	Rows   int
	Titled bool
}

// ReadPage parses a document that the renderer wrote.
func ReadPage(r io.Reader) (*Page, error) {
	root, err := html.Parse(r)
	if err != nil {
		return nil, err
	}
	p := &Page{Cover: map[string]string{}}
	var whole strings.Builder
	for n := range root.Descendants() {
		switch {
		case n.Type == html.TextNode && !in(n, "style"):
			whole.WriteString(n.Data + "\n")
		case n.Type == html.ElementNode:
			p.element(n)
			for _, a := range n.Attr {
				if a.Key != "d" && a.Key != "transform" && a.Key != "points" {
					whole.WriteString(a.Val + "\n")
				}
			}
		}
	}
	p.Whole = whole.String()
	return p, nil
}

// A Heading is that of a section, which a remark may be about.
type Heading struct{ ID, Title string }

// Headings are those of a document that the renderer wrote, in order.
func Headings(r io.Reader) (list []Heading, err error) {
	root, err := html.Parse(r)
	if err != nil {
		return nil, err
	}
	for n := range root.Descendants() {
		if n.Data != "section" {
			continue
		}
		for d := range n.Descendants() {
			if d.Type == html.ElementNode && slices.Contains([]string{"h2", "h3", "h4"}, d.Data) {
				list = append(list, Heading{attr(n, "id"), strings.TrimSpace(text(d))})
				break
			}
		}
	}
	return list, nil
}

func in(n *html.Node, name string) bool {
	for a := range n.Ancestors() {
		if a.Data == name {
			return true
		}
	}
	return false
}

func (p *Page) element(n *html.Node) {
	class := attr(n, "class")
	switch n.Data {
	case "section":
		p.Anchors = append(p.Anchors, attr(n, "id"))
		if strings.Contains(class, "level-1") {
			p.Parts = append(p.Parts, attr(n, "id"))
		}
	case "figure":
		p.figure(n)
	case "data":
		p.Bound = append(p.Bound, Bound{attr(n, "data-fact"), machine(attr(n, "value")), text(n)})
	case "p", "li", "td", "th", "dt", "dd", "h1", "h2", "h3", "h4", "figcaption":
		if t := strings.TrimSpace(text(n)); t != "" {
			p.Text = append(p.Text, t)
		}
		if in(n, "header") && n.Data != "dt" && n.Data != "dd" {
			p.Cover[strings.TrimSpace(n.Data+" "+class)] = strings.TrimSpace(text(n))
		}
	}
}

func (p *Page) figure(n *html.Node) {
	id := attr(n, "id")
	p.Anchors = append(p.Anchors, id)
	drawn, rows, captioned, alt := 0, 0, false, ""
	for e := range n.Descendants() {
		switch e.Data {
		case "path", "rect", "circle", "polyline", "polygon", "line", "text":
			drawn++
		case "tbody":
			for range e.ChildNodes() {
				rows++
			}
		case "figcaption":
			captioned = strings.TrimSpace(text(e)) != ""
		case "div":
			if attr(e, "role") == "img" {
				alt = attr(e, "aria-label")
			}
		}
	}
	if strings.Contains(attr(n, "class"), "drawing") {
		p.Figures = append(p.Figures, Figure{ID: id, Alt: alt, Marks: drawn})
		return
	}
	p.Tables = append(p.Tables, Table{ID: id, Rows: rows, Titled: captioned})
}

func attr(n *html.Node, name string) string {
	i := slices.IndexFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
	if i < 0 {
		return ""
	}
	return n.Attr[i].Val
}

func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}
