package document

import (
	"flag"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

var update = flag.Bool("update", false, "rewrite testdata/sample-*.html")

// render returns d as HTML text and as a tree.
func render(t *testing.T, d Document) (string, *html.Node) {
	t.Helper()
	var b strings.Builder
	if err := WriteHTML(&b, d); err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), root
}

// attr returns an attribute of n.
func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// text returns the text inside n.
func text(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for c := range n.ChildNodes() {
		b.WriteString(text(c))
	}
	return b.String()
}

// elements returns the elements of a name below n.
func elements(n *html.Node, name string) []*html.Node {
	var out []*html.Node
	for e := range n.Descendants() {
		if e.Type == html.ElementNode && e.Data == name {
			out = append(out, e)
		}
	}
	return out
}

func samples(t *testing.T) map[string]Document {
	return map[string]Document{"kk": sampleKK(t), "ru": sampleRU(t)}
}

// The sample with every kind of block, in both languages, without its style sheet.
func TestGolden(t *testing.T) {
	style := regexp.MustCompile(`(?s)<style>.*</style>`)
	for lang, d := range samples(t) {
		whole, _ := render(t, d)
		if again, _ := render(t, d); again != whole {
			t.Errorf("%s: two renderings differ", lang)
		}
		got, name := style.ReplaceAllString(whole, "<style></style>"), "testdata/sample-"+lang+".html"
		if *update {
			if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// One file, no script, nothing from outside, light enough to be mailed.
func TestSelfContained(t *testing.T) {
	for lang, d := range samples(t) {
		whole, root := render(t, d)
		body := strings.ReplaceAll(whole, `xmlns="http://www.w3.org/2000/svg"`, "")
		if strings.Contains(body, "://") {
			t.Errorf("%s: an outside address", lang)
		}
		for _, m := range regexp.MustCompile(`url\(([^)]{0,20})`).FindAllStringSubmatch(body, -1) {
			if !strings.HasPrefix(m[1], "data:font/woff2") && !strings.HasPrefix(m[1], "#") {
				t.Errorf("%s: url(%s", lang, m[1])
			}
		}
		for _, name := range []string{"script", "link", "iframe", "img", "object"} {
			if len(elements(root, name)) > 0 {
				t.Errorf("%s: has a %s element", lang, name)
			}
		}
		if len(whole) > 1_200_000 {
			t.Errorf("%s: %d bytes", lang, len(whole))
		}
	}
}

// Every bound number stands in the page under its fact, and both languages bind the same facts.
func TestFactsKept(t *testing.T) {
	kk, ru := sampleKK(t), sampleRU(t)
	if diff := cmp.Diff(kk.FactIDs(), ru.FactIDs()); diff != "" {
		t.Errorf("facts of kk and ru differ (-kk +ru):\n%s", diff)
	}
	for lang, d := range samples(t) {
		_, root := render(t, d)
		var got []string
		for _, e := range elements(root, "data") {
			got = append(got, attr(e, "data-fact"))
		}
		for _, id := range d.FactIDs() {
			if !slices.Contains(got, id) {
				t.Errorf("%s: fact %s is lost", lang, id)
			}
		}
	}
}

// The machine value of a number is its own where given, and the text otherwise.
func TestMachineValue(t *testing.T) {
	_, root := render(t, sampleKK(t))
	want := map[string][2]string{"D.03": {"0.883", "88,3 %"}, "C.01": {"142", "142"}}
	for _, e := range elements(root, "data") {
		w, ok := want[attr(e, "data-fact")]
		if ok && (attr(e, "value") != w[0] || text(e) != w[1]) {
			t.Errorf("%s: value %q, text %q, want %q", attr(e, "data-fact"), attr(e, "value"), text(e), w)
		}
	}
}

// A protected cell keeps its fact but never its number, not even in the page source.
func TestProtectedValueIsNotInSource(t *testing.T) {
	d := sampleKK(t)
	d.Blocks = append(d.Blocks, Table{ID: "p", Columns: []Column{{}}, Rows: []Row{{Cells: []Cell{{FactID: "P.1", Value: "77077", Status: "c"}}}}})
	whole, _ := render(t, d)
	if strings.Contains(whole, "77077") || !strings.Contains(whole, `data-fact="P.1"`) {
		t.Error("the protected value is in the page, or its fact is lost")
	}
}

// Readers of the structure find their way: language, one title, main, headings in steps
// of one, scopes, captions, anchors that lead somewhere.
func TestStructure(t *testing.T) {
	for lang, d := range samples(t) {
		_, root := render(t, d)
		if got := attr(elements(root, "html")[0], "lang"); got != lang {
			t.Errorf("lang %q, want %q", got, lang)
		}
		if len(elements(root, "h1")) != 1 || len(elements(root, "main")) != 1 || len(elements(root, "nav")) != 1 {
			t.Errorf("%s: want one h1, one main, one nav", lang)
		}
		level, ids := 1, map[string]bool{}
		for e := range root.Descendants() {
			if e.Type != html.ElementNode {
				continue
			}
			if id := attr(e, "id"); id != "" {
				if ids[id] {
					t.Errorf("%s: id %s twice", lang, id)
				}
				ids[id] = true
			}
			if len(e.Data) == 2 && e.Data[0] == 'h' && e.Data[1] >= '1' && e.Data[1] <= '6' {
				if at := int(e.Data[1] - '0'); at > level+1 {
					t.Errorf("%s: %s after h%d", lang, e.Data, level)
				} else {
					level = at
				}
			}
			if e.Data == "th" && attr(e, "scope") == "" {
				t.Errorf("%s: th %q without scope", lang, text(e))
			}
			if e.Data == "figure" && len(elements(e, "figcaption")) != 1 {
				t.Errorf("%s: figure %s without caption", lang, attr(e, "id"))
			}
		}
		for _, a := range elements(root, "a") {
			if id, ok := strings.CutPrefix(attr(a, "href"), "#"); !ok || !ids[id] {
				t.Errorf("%s: link to %q leads nowhere", lang, attr(a, "href"))
			}
		}
	}
}

// Whatever the texts hold, they stay texts.
func TestEscaping(t *testing.T) {
	bad := `</style><script>alert("1")</script><img src=x onerror='a'>`
	d := Document{Lang: "kk", Title: bad, Subtitle: bad, Organisation: bad, Addressee: bad, Stamp: bad, PlaceDate: bad, Meta: []Meta{{bad, bad}}}
	d.Labels = Labels{Skip: bad, Contents: bad, Source: bad, Note: bad, Recommendation: bad, Legend: bad, Statuses: []Status{{bad, bad}},
		Table: func(int) string { return bad }, Figure: func(int) string { return bad }}
	runs := []Run{{Text: bad, FactID: bad, Value: bad, Status: bad}, {Text: bad, Strong: true}}
	cell := Cell{Text: bad, FactID: bad, Value: bad, Status: bad}
	d.Blocks = []Block{
		TOC{Depth: 3}, Section{ID: bad, Level: 1, Title: bad}, Paragraph{Runs: runs}, List{Items: [][]Run{runs}},
		Table{ID: "t", Caption: bad, Columns: []Column{{}}, Header: [][]HeaderCell{{{Text: bad}}}, Rows: []Row{{Cells: []Cell{cell}}, {Kind: Group, Cells: []Cell{cell}}}, Source: bad, Note: runs},
		Figure{ID: "f", Caption: bad, SVG: `<svg xmlns="http://www.w3.org/2000/svg"></svg>`, Alt: bad, Source: bad},
		Tiles{Items: []Tile{{bad, bad, bad, bad, bad, bad, bad, bad}}}, Callout{ID: "c", Severity: bad, Tag: bad, Title: bad, Body: [][]Run{runs}, Recommendation: runs},
		Definitions{Items: []Definition{{bad, runs}}},
	}
	whole, root := render(t, d)
	if len(elements(root, "script"))+len(elements(root, "img")) > 0 || len(elements(root, "style")) != 1 {
		t.Error("markup in a text became markup of the page")
	}
	if got := strings.Count(whole, "&lt;script&gt;"); got < 40 {
		t.Errorf("%d escaped texts, want all of them", got)
	}
}

// A header cell is aligned as the column it stands over, also beside a cell that spans rows.
func TestHeaderPlaces(t *testing.T) {
	var got [][]string
	for _, row := range header(stageTable("", "", "", "", "", "", "", "", "", "")) {
		var classes []string
		for _, c := range row {
			classes = append(classes, c.Class+" "+c.Scope)
		}
		got = append(got, classes)
	}
	want := [][]string{{"left col", "right col", "over colgroup"}, {"right col", "right col"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Only the statuses that a table shows are explained under it.
func TestLegend(t *testing.T) {
	table := Table{Rows: []Row{{Cells: []Cell{{Status: "p"}, {Text: "5"}}}}}
	got := legend(table, []Status{{"c", "hidden"}, {"p", "provisional"}})
	if diff := cmp.Diff([]Status{{"p", "provisional"}}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Each letter of both languages, upper and lower case, lies in a font file of every face.
func TestFontsHaveTheLetters(t *testing.T) {
	span := regexp.MustCompile(`U\+([0-9A-F]+)(?:-([0-9A-F]+))?`)
	covered := map[rune]int{}
	for _, f := range faces() {
		if _, err := fontFiles.ReadFile("fonts/" + f.file); err != nil {
			t.Error(err)
		}
		for _, m := range span.FindAllStringSubmatch(f.letters, -1) {
			if m[2] == "" {
				m[2] = m[1]
			}
			for r := hex(t, m[1]); r <= hex(t, m[2]); r++ {
				covered[r]++
			}
		}
	}
	for _, r := range "ӘҒҚҢӨҰҮҺІәғқңөұүһіАЯаяЁё0123456789№«»–−\u00a0" {
		if covered[r] != 4 { // two families, two weights
			t.Errorf("%q is in %d faces, want 4", r, covered[r])
		}
	}
}
