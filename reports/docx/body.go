package docx

import (
	"fmt"
	"strconv"
	"strings"

	"nsk/reports/document"
	"nsk/reports/picture"
)

// A body is the text of a document in the making.
type body struct {
	doc                 document.Document
	captions            map[string]string
	out                 strings.Builder
	pictures            []picture.Picture
	lists               []int // numbers of ordered lists, each of which begins at one
	bookmarks, controls int
}

func (b *body) add(s string) { b.out.WriteString(s) }

func (b *body) write() error {
	b.cover()
	for _, block := range b.doc.Blocks {
		if err := b.block(block); err != nil {
			return err
		}
	}
	return nil
}

func (b *body) block(block document.Block) error {
	switch block := block.(type) {
	case document.TOC:
		b.contents(block)
	case document.Section:
		b.section(block)
	case document.Paragraph:
		b.add(paragraph(shape{style: []string{"BodyText", "Lead", "Caution"}[block.Style]}, b.runs(block.Runs)))
	case document.List:
		b.list(block)
	case document.Table:
		b.table(block)
	case document.Figure:
		return b.figure(block)
	case document.Tiles:
		b.tiles(block)
	case document.Callout:
		b.callout(block)
	case document.Definitions:
		b.definitions(block)
	case document.PageBreak:
		b.add(`<w:p><w:r><w:br w:type="page"/></w:r></w:p>`)
	default:
		return fmt.Errorf("no way to write a %s", block.Kind())
	}
	return nil
}

// cover is the first page.
func (b *body) cover() {
	d := b.doc
	b.add(paragraph(shape{style: "CoverOrganisation"}, plain(d.Organisation, look{})))
	if d.Addressee != "" {
		b.add(paragraph(shape{style: "CoverAddressee"}, plain(d.Addressee, look{})))
	}
	for _, line := range d.Approval {
		b.add(paragraph(shape{style: "CoverApproval"}, plain(line, look{})))
	}
	if d.Stamp != "" {
		b.add(paragraph(shape{style: "CoverStamp"}, plain(d.Stamp, look{})))
	}
	b.add(paragraph(shape{style: "Title"}, plain(d.Title, look{})))
	if d.Subtitle != "" {
		b.add(paragraph(shape{style: "Subtitle"}, plain(d.Subtitle, look{})))
	}
	if d.Reference != "" {
		b.add(paragraph(shape{style: "CoverReference"}, plain(d.Reference, look{})))
	}
	for _, m := range d.Meta {
		b.add(paragraph(shape{style: "CoverMeta"}, plain(m.Label, look{style: "Quiet"})+"<w:r><w:tab/></w:r>"+plain(m.Value, look{})))
	}
	b.add(paragraph(shape{style: "CoverPlace"}, plain(d.PlaceDate, look{})))
}

// contents is a table of contents whose lines are there already.
func (b *body) contents(t document.TOC) {
	b.add(paragraph(shape{style: "ContentsHeading", more: "<w:pageBreakBefore/>"}, plain(b.doc.Labels.Contents, look{})))
	list := b.doc.Sections(t.Depth)
	for i, s := range list {
		runs := link(s.ID, plain(numbered(s), look{}))
		if i == 0 {
			runs = `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \o "1-` + strconv.Itoa(t.Depth) +
				`" \n \h \z \u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>` + runs
		}
		if i == len(list)-1 {
			runs += `<w:r><w:fldChar w:fldCharType="end"/></w:r>`
		}
		b.add(paragraph(shape{style: "TOC" + strconv.Itoa(s.Level)}, runs))
	}
}

// numbered is a heading with its number.
func numbered(s document.Section) string {
	if s.Number == "" {
		return s.Title
	}
	return s.Number + "\u2002" + s.Title
}

func (b *body) section(s document.Section) {
	more := ""
	if s.NewPage {
		more = "<w:pageBreakBefore/>"
	}
	b.add(paragraph(shape{"Heading" + strconv.Itoa(min(s.Level, 3)), more}, b.mark(s.ID, plain(numbered(s), look{}))))
}

// list writes an ordered or unordered list. Number 1 are the bullets.
func (b *body) list(l document.List) {
	number := 1
	style := "ListBullet"
	if l.Ordered {
		number = len(b.lists) + 2
		b.lists = append(b.lists, number)
		style = "ListNumber"
	}
	for _, item := range l.Items {
		more := fmt.Sprintf(`<w:numPr><w:ilvl w:val="0"/><w:numId w:val="%d"/></w:numPr>`, number)
		b.add(paragraph(shape{style, more}, b.runs(item)))
	}
}

func (b *body) definitions(d document.Definitions) {
	for _, i := range d.Items {
		b.add(paragraph(shape{style: "DefinitionTerm"}, plain(i.Term, look{})))
		b.add(paragraph(shape{style: "DefinitionText"}, b.runs(i.Text)))
	}
}

// callout is the card of a finding: paragraphs with one rule at their side.
func (b *body) callout(c document.Callout) {
	name := c.Name
	if name == "" {
		name = c.ID
	}
	var labels []string
	for _, s := range []string{name, c.Severity, c.Tag} {
		if s != "" {
			labels = append(labels, s)
		}
	}
	size := []int{12, 24, 48}[c.Weight] // the rule, in eighths of a point
	rule := fmt.Sprintf(`<w:pBdr><w:left w:val="single" w:sz="%d" w:space="10" w:color="%s"/></w:pBdr>`, size, []string{"87A5C4", "456F9F", "173A63"}[c.Weight])
	line := func(style, runs string, last bool) {
		more := "<w:keepNext/>" + rule
		if last {
			more = rule
		}
		b.add(paragraph(shape{style, more}, runs))
	}
	line("CalloutLabel", b.mark(c.ID, plain(strings.Join(labels, "  ·  "), look{})), false)
	if c.Title != "" {
		line("CalloutTitle", plain(c.Title, look{}), false)
	}
	for i, runs := range c.Body {
		line("CalloutText", b.runs(runs), i > 0 || len(c.Recommendation) == 0)
	}
	if len(c.Recommendation) > 0 {
		line("CalloutText", plain(b.doc.Labels.Recommendation+" ", look{strong: true})+b.runs(c.Recommendation), true)
	}
	b.add(paragraph(shape{style: "CalloutEnd"}, ""))
}

// page is A4 with the margins of an official letter; the cover has neither header nor footer.
const page = `<w:sectPr><w:headerReference w:type="default" r:id="rIdHeader"/><w:footerReference w:type="default" r:id="rIdFooter"/>` +
	`<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1247" w:right="850" w:bottom="1247" w:left="1418" w:header="567" w:footer="567" w:gutter="0"/><w:titlePg/></w:sectPr>`

// textWidth is the width between the margins, in twentieths of a point.
const textWidth = 11906 - 850 - 1418

// document is the main part.
func (b *body) document() string {
	return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" +
		`<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"` +
		` xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"` +
		` xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"` +
		` xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" mc:Ignorable="w15"><w:body>` + b.out.String() + page + `</w:body></w:document>`
}
