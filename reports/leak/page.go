package leak

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// html reads a page: elements bound to facts, tables, drawings, attributes, scripts and
// comments.
func (r *reader) html(data []byte) error {
	root, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		return err
	}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "table" {
			r.learn(n)
		}
	}
	for n := range root.Descendants() {
		switch n.Type {
		case html.CommentNode:
			r.raw("comment", n.Data)
		case html.ElementNode:
			r.element(n)
		}
	}
	return nil
}

func (r *reader) element(n *html.Node) {
	id := attribute(n, "data-fact")
	if _, secret := r.secrets[id]; secret {
		r.bound(n, id)
	}
	switch n.Data {
	case "script", "style", "template", "noscript":
		r.raw("<"+n.Data+">", textOf(n))
	case "svg":
		r.drawing(n)
	}
	for _, a := range n.Attr {
		switch {
		case a.Key == "aria-label" || a.Key == "alt":
			r.alternative(placeOf(n)+" "+a.Key, a.Val)
		case a.Key == "title" && n.Data == "td":
			r.tooltip(n, a.Val)
		case strings.HasPrefix(a.Key, "data-") && a.Key != "data-fact":
			r.raw("attribute "+a.Key, a.Val)
		}
	}
}

// bound is an element that shows a protected fact: its sign and nothing with a digit.
func (r *reader) bound(n *html.Node, id string) {
	if text := textOf(n); r.secrets.telling(id, text) {
		r.found(placeOf(n), id, "the text says "+strings.TrimSpace(text))
	}
	for _, a := range n.Attr {
		if a.Key != "data-fact" && a.Key != "id" && a.Key != "class" && r.secrets.telling(id, a.Val) {
			r.found(placeOf(n), id, "the attribute "+a.Key+" says "+a.Val)
		}
	}
	for cell := n.Parent; cell != nil && cell.Type == html.ElementNode; cell = cell.Parent {
		if cell.Data != "td" && cell.Data != "dd" {
			continue
		}
		if title := attribute(cell, "title"); digits(title) {
			r.found(placeOf(n), id, "the tooltip says "+title)
		}
		return
	}
}

// tooltip of a cell that holds a protected fact.
func (r *reader) tooltip(n *html.Node, text string) {
	for d := range n.Descendants() {
		if id := attribute(d, "data-fact"); id != "" {
			if _, secret := r.secrets[id]; secret && digits(text) {
				r.found(placeOf(n), id, "the tooltip says "+text)
			}
		}
	}
}

// learn takes from a table what its protected facts are called in words: row and column.
func (r *reader) learn(table *html.Node) {
	var heads []string
	for tr := range table.Descendants() {
		if tr.Type != html.ElementNode || tr.Data != "tr" {
			continue
		}
		var texts []string
		var ids []string
		for c := tr.FirstChild; c != nil; c = c.NextSibling {
			if c.Type != html.ElementNode {
				continue
			}
			texts, ids = append(texts, strings.TrimSpace(textOf(c))), append(ids, boundIn(c))
		}
		if tr.Parent != nil && tr.Parent.Data == "thead" {
			heads = texts
			continue
		}
		for i, id := range ids {
			if _, secret := r.secrets[id]; secret && i < len(heads) && i > 0 {
				r.labels[texts[0]+"|"+heads[i]] = append(r.labels[texts[0]+"|"+heads[i]], id)
			}
		}
	}
}

func boundIn(n *html.Node) string {
	for d := range n.Descendants() {
		if id := attribute(d, "data-fact"); id != "" {
			return id
		}
	}
	return ""
}

// alternative reads the words of a drawing: «Title. Series: key – number; key – number. ».
func (r *reader) alternative(place, text string) {
	for id := range r.hiddenIn(text) {
		r.found(place, id, "the text alternative says it")
	}
}

// hiddenIn are the protected facts for which a text gives a number: «Series: key – 7», where
// row and column of a table say that the fact is protected.
func (r *reader) hiddenIn(text string) map[string]bool {
	list := map[string]bool{}
	for at, ids := range r.labels {
		key, series, _ := strings.Cut(at, "|")
		_, after, ok := strings.Cut(text, series+": ")
		if !ok {
			continue
		}
		if end := strings.Index(after, ". "); end >= 0 {
			after = after[:end]
		}
		for item := range strings.SplitSeq(after, ";") {
			name, value, ok := strings.Cut(item, " – ")
			if ok && strings.TrimSpace(name) == key && digits(value) {
				list[ids[0]] = true
			}
		}
	}
	return list
}

// drawing reads the texts of an SVG: titles, descriptions and labels that say a number the
// text alternative does not say, where one of the facts drawn is protected.
func (r *reader) drawing(svg *html.Node) {
	alt := alternativeOf(svg)
	open := numbers(alt)
	for n := range svg.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "title" || n.Data == "desc" {
			r.label(placeOf(svg)+" <"+n.Data+">", textOf(n))
		}
		if n.Data != "text" {
			continue
		}
		for _, number := range numbers(textOf(n)) {
			if id := r.drawn(alt, number); id != "" && !slices.Contains(open, number) && !tick(number) {
				r.found(placeOf(svg)+" <text>", id, "the drawing is labelled "+number+", which no published number of it is")
			}
		}
	}
}

// drawn is a protected fact of a drawing, if it has one, whose number it may be.
func (r *reader) drawn(alt, number string) string {
	for at, ids := range r.labels {
		key, series, _ := strings.Cut(at, "|")
		if strings.Contains(alt, series+": ") && strings.Contains(alt, key+" – ") && r.secrets.holds(ids[0], number) {
			return ids[0]
		}
	}
	return ""
}

// tick is a number that axes carry.
func tick(number string) bool {
	return strings.HasSuffix(number, "0") || strings.HasSuffix(number, "5") || strings.Contains(number, "20")
}

// label is a tooltip of a drawing: the name of a key with a number.
func (r *reader) label(place, text string) {
	for at, ids := range r.labels {
		key, _, _ := strings.Cut(at, "|")
		_, after, ok := strings.Cut(text, key)
		if ok && r.secrets.holds(ids[0], after) {
			r.found(place, ids[0], "the tooltip says "+strings.TrimSpace(text))
		}
	}
}

func alternativeOf(svg *html.Node) string {
	for n := svg; n != nil; n = n.Parent {
		if label := attribute(n, "aria-label"); label != "" {
			return label
		}
		if n.Data == "figure" {
			break
		}
	}
	return ""
}

// placeOf names where an element stands: the nearest id above it.
func placeOf(n *html.Node) string {
	for ; n != nil; n = n.Parent {
		if id := attribute(n, "id"); id != "" {
			return "#" + id
		}
	}
	return "page"
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}
