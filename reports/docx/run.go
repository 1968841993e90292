package docx

import (
	"encoding/xml"
	"fmt"
	"strings"

	"nsk/reports/document"
)

// escape makes a text safe inside XML.
func escape(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		panic("docx: " + err.Error()) // a builder takes everything
	}
	return b.String()
}

// A look is how a run differs from its paragraph.
type look struct {
	style  string // character style
	strong bool
}

func (l look) properties() string {
	s := ""
	if l.style != "" {
		s += `<w:rStyle w:val="` + l.style + `"/>`
	}
	if l.strong {
		s += `<w:b/>`
	}
	if s == "" {
		return ""
	}
	return "<w:rPr>" + s + "</w:rPr>"
}

// plain is a run of text.
func plain(text string, l look) string {
	if text == "" {
		return ""
	}
	return "<w:r>" + l.properties() + `<w:t xml:space="preserve">` + escape(text) + "</w:t></w:r>"
}

// bound is a run of text inside a content control that names its fact.
func (b *body) bound(text, fact string, l look) string {
	if fact == "" || text == "" {
		return plain(text, l)
	}
	b.controls++
	return fmt.Sprintf(`<w:sdt><w:sdtPr><w:alias w:val="%s"/><w:tag w:val="%s"/><w:id w:val="%d"/><w15:appearance w15:val="hidden"/></w:sdtPr><w:sdtContent>`,
		escape(fact), escape(fact), b.controls) + plain(text, l) + "</w:sdtContent></w:sdt>"
}

// status is a status symbol after what it is about.
func status(symbol string) string { return plain(symbol, look{style: "StatusSymbol"}) }

// runs writes the runs of a paragraph.
func (b *body) runs(list []document.Run) string {
	var s strings.Builder
	for _, r := range list {
		l := look{strong: r.Strong}
		if r.Ref == "" {
			s.WriteString(b.bound(r.Text, r.FactID, l))
		} else {
			text := r.Text
			if text == "" {
				text = b.captions[r.Ref]
			}
			l.style = "Hyperlink"
			s.WriteString(link(r.Ref, plain(text, l)))
		}
		if r.Status != "" {
			s.WriteString(status(r.Status))
		}
	}
	return s.String()
}

// link leads to a place in the document.
func link(id, runs string) string {
	return `<w:hyperlink w:anchor="` + bookmark(id) + `" w:history="1">` + runs + "</w:hyperlink>"
}

// bookmark is an id as the name of a bookmark: at most 40 letters, digits and underscores.
func bookmark(id string) string {
	name := "_" + strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '_'
	}, id)
	return name[:min(len(name), 40)]
}

// mark puts a bookmark around runs.
func (b *body) mark(id, runs string) string {
	if id == "" {
		return runs
	}
	b.bookmarks++
	return fmt.Sprintf(`<w:bookmarkStart w:id="%d" w:name="%s"/>%s<w:bookmarkEnd w:id="%d"/>`, b.bookmarks, bookmark(id), runs, b.bookmarks)
}

// field is a field with the result it will have, so that nothing needs to be brought up to date.
func field(code, result string) string {
	return `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ` + escape(code) + ` </w:instrText></w:r>` +
		`<w:r><w:fldChar w:fldCharType="separate"/></w:r>` + result + `<w:r><w:fldChar w:fldCharType="end"/></w:r>`
}

// A shape is what a paragraph has besides its style.
type shape struct {
	style string
	more  string // further properties, in the order of the schema
}

func paragraph(s shape, runs string) string {
	return `<w:p><w:pPr><w:pStyle w:val="` + s.style + `"/>` + s.more + "</w:pPr>" + runs + "</w:p>"
}
