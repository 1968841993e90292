package page

import (
	"bytes"
	"regexp"

	"golang.org/x/net/html"
)

// cyrillic is a run of text in Russian within an English one, such as the name of a centre.
var cyrillic = regexp.MustCompile(`[«„(]*\p{Cyrillic}(?:[\p{Cyrillic}\d\s«»„“(),.;:/№%…–-]*[\p{Cyrillic}\d»“)])?`)

// spoken marks what a page in English tells in Russian – names and official sentences that
// have no English text – so that a screen reader pronounces it as Russian. What stands in an
// element that says its language is left alone.
func spoken(content []byte) []byte {
	var out bytes.Buffer
	var option []byte // start tag that waits for its text: nothing may stand inside it
	within := tongueTag{}
	for z := html.NewTokenizer(bytes.NewReader(content)); ; {
		kind := z.Next()
		raw := z.Raw()
		if kind == html.TextToken && option != nil && cyrillic.Match(raw) {
			option = append(option[:len(option)-1], ` lang="ru">`...)
		}
		out.Write(option)
		option = nil
		switch {
		case kind == html.ErrorToken:
			return out.Bytes()
		case kind == html.StartTagToken && bytes.HasPrefix(raw, []byte("<option")):
			option = bytes.Clone(raw)
			within.plain = true
		case kind == html.TextToken && !within.known():
			out.Write(cyrillic.ReplaceAll(raw, []byte(`<span lang="ru">$0</span>`)))
		default:
			within.pass(kind, z)
			out.Write(raw)
		}
	}
}

// tongueTag is the element that says its language, or may hold no other element.
type tongueTag struct {
	name  string
	depth int  // of elements of that name
	plain bool // within an option
}

func (t *tongueTag) known() bool { return t.depth > 0 || t.plain }

// pass notes that a tag begins or ends.
func (t *tongueTag) pass(kind html.TokenType, z *html.Tokenizer) {
	tag, more := z.TagName()
	name := string(tag)
	switch {
	case kind == html.EndTagToken && name == "option":
		t.plain = false
	case kind == html.EndTagToken && name == t.name && t.depth > 0:
		t.depth--
	case kind != html.StartTagToken:
	case t.depth > 0 && name == t.name:
		t.depth++
	case t.depth == 0 && (name == "textarea" || name == "script" || name == "style" || speaks(z, more)):
		t.name, t.depth = name, 1
	}
}

// speaks reports whether a tag says its language.
func speaks(z *html.Tokenizer, more bool) bool {
	for more {
		var key []byte
		if key, _, more = z.TagAttr(); string(key) == "lang" {
			return true
		}
	}
	return false
}
