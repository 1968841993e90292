package document

import (
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"
)

//go:embed html/document.gohtml html/style.css
var htmlFiles embed.FS

// fontFiles are PT Serif and PT Sans, which have every Kazakh letter in the face itself
// (SIL Open Font License 1.1, see fonts/LICENSE-*.txt).
//
//go:embed fonts/*.woff2
var fontFiles embed.FS

// node is a block with the blocks of its part inside.
type node struct {
	Block
	Children []node
}

// entry is one line of the contents.
type entry struct {
	Section
	Children []entry
}

// page is what the template sees.
type page struct {
	Document
	Style template.CSS
	Front []node // blocks before the first section: lead-in and contents
	Nodes []node
	refs  map[string]string
}

// WriteHTML writes d as one self-contained HTML file: style and fonts inside, no script,
// no outside address. Equal documents give equal bytes. It fails if a figure's SVG is
// not a plain drawing, if an id stands twice or a reference leads nowhere.
func WriteHTML(w io.Writer, d Document) error {
	d = d.Numbered()
	if err := check(d); err != nil {
		return fmt.Errorf("document %q: %w", d.Title, err)
	}
	p := page{Document: d, Style: style(), refs: captions(d)}
	p.Nodes, _ = nest(d.Blocks, 0)
	for len(p.Nodes) > 0 && p.Nodes[0].Kind() != "section" {
		p.Front, p.Nodes = append(p.Front, p.Nodes[0]), p.Nodes[1:]
	}
	if err := parse(p).ExecuteTemplate(w, "document.gohtml", p); err != nil {
		return fmt.Errorf("write document %q: %w", d.Title, err)
	}
	return nil
}

// parse returns the template with the functions that need the document.
func parse(p page) *template.Template {
	t := template.New("html").Funcs(template.FuncMap{
		"svg":     func(s string) template.HTML { return template.HTML(s) }, // checked by checkSVG
		"machine": machine,
		"refText": func(r Run) string { return p.refs[r.Ref] },
		"caption": p.Labels.caption,
		"legend":  func(t Table) []Status { return legend(t, p.Labels.Statuses) },
		"meaning": func(symbol string) string { return meaning(symbol, p.Labels.Statuses) },
		"toc":     func(t TOC) []entry { return contents(p.Blocks, t.Depth) },
		"heading": func(level int) int { return min(level+1, 6) },
		"column":  column,
		"labels":  func() Labels { return p.Labels },
		"widths":  widths,
		"header":  header,
	})
	return template.Must(t.ParseFS(htmlFiles, "html/document.gohtml")) // embedded, covered by every test
}

// machine returns the value of a bound number for machines. A number that is not shown
// has none: a protected value must not stand in the page source.
func machine(text, value string) string {
	if value == "" || text == "" {
		return text
	}
	return value
}

// legend returns the statuses that a table shows, in the order of all.
func legend(t Table, all []Status) []Status {
	shown := map[string]bool{}
	for _, r := range t.Rows {
		for _, c := range r.Cells {
			shown[c.Status] = true
		}
	}
	var out []Status
	for _, s := range all {
		if shown[s.Symbol] {
			out = append(out, s)
		}
	}
	return out
}

// meaning returns the words of a status symbol, or the symbol where it has none.
func meaning(symbol string, all []Status) string {
	for _, s := range all {
		if s.Symbol == symbol {
			return s.Meaning
		}
	}
	return symbol
}

// nest puts blocks under the sections they belong to. It takes blocks until a section
// of the given level or higher and returns those left.
func nest(blocks []Block, level int) (nodes []node, rest []Block) {
	for len(blocks) > 0 {
		s, ok := blocks[0].(Section)
		if !ok {
			nodes, blocks = append(nodes, node{Block: blocks[0]}), blocks[1:]
			continue
		}
		if s.Level <= level {
			return nodes, blocks
		}
		n := node{Block: s}
		n.Children, blocks = nest(blocks[1:], s.Level)
		nodes = append(nodes, n)
	}
	return nodes, nil
}

// contents returns the sections down to a level as a tree.
func contents(blocks []Block, depth int) []entry {
	nodes, _ := nest(blocks, 0)
	return entries(nodes, depth)
}

// entries returns the sections among nodes.
func entries(nodes []node, depth int) []entry {
	var out []entry
	for _, n := range nodes {
		if s, ok := n.Block.(Section); ok && s.Level <= depth {
			out = append(out, entry{s, entries(n.Children, depth)})
		}
	}
	return out
}

// style returns the style sheet with the fonts inside.
func style() template.CSS {
	var b strings.Builder
	for _, f := range faces() {
		data, err := fontFiles.ReadFile("fonts/" + f.file)
		if err != nil {
			panic("document: " + err.Error()) // embedded, covered by every test
		}
		fmt.Fprintf(&b, "@font-face{font-family:%q;font-weight:%s;font-display:swap;unicode-range:%s;src:url(data:font/woff2;base64,%s) format('woff2')}\n",
			f.family, f.weight, f.letters, base64.StdEncoding.EncodeToString(data))
	}
	css, err := htmlFiles.ReadFile("html/style.css")
	if err != nil {
		panic("document: " + err.Error()) // embedded, covered by every test
	}
	b.Write(css)
	return template.CSS(b.String())
}

// face is one font file.
type face struct{ family, weight, letters, file string }

// faces lists the font files. The letters are those of the files' own subsets.
func faces() []face {
	var out []face
	for _, family := range []string{"PT Serif", "PT Sans"} {
		for _, weight := range []string{"400", "700"} {
			for _, subset := range [][2]string{
				{"latin", "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD"},
				{"cyrillic", "U+0301,U+0400-045F,U+0490-0491,U+04B0-04B1,U+2116"},
				{"cyrillic-ext", "U+0460-048F,U+0492-04AF,U+04B2-052F,U+1C80-1C8A,U+20B4,U+2DE0-2DFF,U+A640-A69F,U+FE2E-FE2F"},
			} {
				name := strings.ToLower(strings.ReplaceAll(family, " ", "-"))
				out = append(out, face{family, weight, subset[1], fmt.Sprintf("%s-%s-%s-normal.woff2", name, subset[0], weight)})
			}
		}
	}
	return out
}
