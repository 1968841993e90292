package edition

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"
	"strings"

	"golang.org/x/net/html"

	"nsk/reports"
)

// A ShownFact is a number as a file shows it, bound to its fact.
type ShownFact struct{ ID, Text string }

// Shown reads back the facts that a file shows, in its order. It returns nil for a kind of
// file that cannot be read back.
func Shown(name string, data []byte) ([]ShownFact, error) {
	switch path.Ext(name) {
	case ".html":
		return shownHTML(data)
	case ".json":
		return shownJSON(data)
	}
	return nil, nil
}

func digest(list []ShownFact) string {
	var b strings.Builder
	for _, f := range list {
		fmt.Fprintf(&b, "%s\x00%s\x00", f.ID, f.Text)
	}
	return sum([]byte(b.String()))
}

func shownHTML(data []byte) ([]ShownFact, error) {
	root, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	list := []ShownFact{}
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			if a.Key == "data-fact" {
				list = append(list, ShownFact{a.Val, textOf(n)})
			}
		}
	}
	return list, nil
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

func shownJSON(data []byte) ([]ShownFact, error) {
	p, err := reports.ReadPublication(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	list := []ShownFact{}
	for _, f := range p.Facts {
		whole, err := json.Marshal(f)
		if err != nil {
			return nil, err
		}
		list = append(list, ShownFact{f.ID, string(whole)})
	}
	return list, nil
}
