package reports

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"nsk/reports/document"
	"nsk/reports/words"
)

// A block is a piece of the finished page that is read as one: a heading, a paragraph, a cell.
type block struct {
	section, tag, text string
	facts              []string
}

var blockTags = strings.Fields("h1 h2 h3 h4 p li dt dd td th caption figcaption svg")

// blocks reads a finished page in its order.
func blocks(t *testing.T, page []byte) []block {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var list []block
	section := ""
	var walk func(n *html.Node, at int)
	walk = func(n *html.Node, at int) {
		switch {
		case n.Type == html.TextNode && at >= 0:
			list[at].text += " " + n.Data
		case n.Type == html.ElementNode && (n.Data == "style" || n.Data == "script"):
			return
		case n.Type == html.ElementNode && n.Data == "section":
			section = attribute(n, "id")
		}
		if n.Type == html.ElementNode && slices.Contains(blockTags, n.Data) {
			list = append(list, block{section: section, tag: n.Data})
			at = len(list) - 1
		}
		if f := attribute(n, "data-fact"); f != "" && at >= 0 {
			list[at].facts = append(list[at].facts, f)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, at)
		}
	}
	walk(root, -1)
	return list
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// finished are the blocks of the finished pages.
func finished(t *testing.T) map[words.Lang][]block {
	t.Helper()
	return pagesOf(t, newResult(t))
}

func pagesOf(t *testing.T, r *Result) map[words.Lang][]block {
	t.Helper()
	pages := map[words.Lang][]block{}
	for _, l := range words.Both {
		var b bytes.Buffer
		if err := document.WriteHTML(&b, r.Documents[l]); err != nil {
			t.Fatal(err)
		}
		pages[l] = blocks(t, b.Bytes())
	}
	return pages
}

var (
	monthWords = regexp.MustCompile(`(?i)(қаңтар|январ)|(ақпан|феврал)|(наурыз|март)|(сәуір|апрел)|(мамыр|(?:^|[\s\x{a0}])ма[яй](?:[\s\x{a0}]|$))|(маусым|июн)|(шілде|июл)|(тамыз|август)|(қыркүйек|сентябр)|(қазан|октябр)|(қараша|ноябр)|(желтоқсан|декабр)`)
	tokens     = regexp.MustCompile(`[A-L]\.\d\d|\d+(?:[.,]\d+)*`)
)

// said are the numbers, dates and codes of a text in their order. Spaces inside numbers go.
func said(text string) []string {
	return tokens.FindAllString(strings.NewReplacer("\u00a0", "", "\u202f", "").Replace(text), -1)
}

// months are the months named in a text, as numbers, in their order.
func months(text string) []int {
	var list []int
	for _, m := range monthWords.FindAllStringSubmatchIndex(text, -1) {
		for i := 1; i <= 12; i++ {
			if m[2*i] >= 0 {
				list = append(list, i)
			}
		}
	}
	return list
}

// The finished pages have the same blocks in the same sections; each carries the same numbers,
// dates and codes: a cell or heading in the same order, a sentence in the order of its grammar.
func TestFinishedPagesCarryTheSame(t *testing.T) {
	if compared := sameBlocks(t, finished(t)); compared < 2000 {
		t.Errorf("only %d numbers compared", compared)
	}
}

// sameBlocks compares two pages block by block and returns how many numbers it saw.
func sameBlocks(t *testing.T, pages map[words.Lang][]block) (compared int) {
	t.Helper()
	kk, ru := pages[words.KK], pages[words.RU]
	if len(kk) != len(ru) {
		t.Fatalf("%d Kazakh and %d Russian blocks", len(kk), len(ru))
	}
	for n := range kk {
		a, b := kk[n], ru[n]
		if a.section != b.section || a.tag != b.tag {
			t.Fatalf("block %d: %s %s and %s %s", n, a.section, a.tag, b.section, b.tag)
		}
		x, y, mx, my, fx, fy := said(a.text), said(b.text), months(a.text), months(b.text), a.facts, b.facts
		if a.tag == "p" || a.tag == "li" || a.tag == "dd" || a.tag == "svg" || a.tag == "figcaption" || a.tag == "caption" || len(mx) > 0 { // a date in words has another order
			for _, list := range [][]string{x, y, fx, fy} {
				slices.Sort(list)
			}
			slices.Sort(mx)
			slices.Sort(my)
		}
		compared += len(x)
		if diff := cmp.Diff(x, y); diff != "" {
			t.Errorf("%s, %s: numbers differ\n%s\n%s\n%s", a.section, a.tag, a.text, b.text, diff)
		}
		if diff := cmp.Diff(mx, my); diff != "" {
			t.Errorf("%s, %s: months differ\n%s\n%s", a.section, a.tag, a.text, b.text)
		}
		if diff := cmp.Diff(fx, fy); diff != "" {
			t.Errorf("%s, %s: facts differ\n%s\n%s", a.section, a.tag, a.text, b.text)
		}
	}
	return compared
}

// No Russian word stands in the Kazakh page and no Kazakh one in the Russian, beyond names.
func TestFinishedPagesArePure(t *testing.T) {
	pureBlocks(t, finished(t))
}

func pureBlocks(t *testing.T, pages map[words.Lang][]block) {
	t.Helper()
	for l, list := range pages {
		for _, b := range list {
			if found := words.Foreign(l, b.text); len(found) > 0 {
				t.Errorf("%s, %s: %q in %q", l, b.section, found, b.text)
			}
		}
	}
}
