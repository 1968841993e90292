package docx

import (
	"fmt"
	"strconv"
	"strings"

	"nsk/reports/document"
)

// caption is a caption whose number is a field, so that it counts on when people add one.
func (b *body) caption(id, sequence, words, text string, n int, keep bool) {
	before, after, _ := strings.Cut(words, strconv.Itoa(n))
	more := ""
	if keep {
		more = "<w:keepNext/>"
	}
	number := plain(before, look{}) + field("SEQ "+sequence+` \* ARABIC`, plain(strconv.Itoa(n), look{})) + plain(after, look{})
	b.add(paragraph(shape{"Caption", more}, b.mark(id, number)+plain(". "+text, look{})))
}

// small is how many rows a table has that is never broken over two pages.
const small = 7

func (b *body) table(t document.Table) {
	b.caption(t.ID, "table", b.doc.Labels.Caption(t), t.Caption, t.Number, true)
	widths := shares(t)
	style := "TableText"
	if len(t.Columns) > 7 {
		style = "TableTextSmall"
	}
	b.add(`<w:tbl><w:tblPr><w:tblStyle w:val="ReportTable"/><w:tblW w:w="` + strconv.Itoa(textWidth) + `" w:type="dxa"/><w:tblLayout w:type="fixed"/>` +
		`<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/><w:tblCaption w:val="` + escape(t.Caption) + `"/></w:tblPr><w:tblGrid>`)
	for _, w := range widths {
		b.add(fmt.Sprintf(`<w:gridCol w:w="%d"/>`, w))
	}
	b.add("</w:tblGrid>")
	b.head(t, widths, style)
	for i, r := range t.Rows {
		b.row(t, r, widths, tableRow{style, len(t.Rows) <= small || i == 0 || i >= len(t.Rows)-2})
	}
	b.add("</w:tbl>")
	b.foot(t.Legend(b.doc.Labels.Statuses), t.Note, t.Source)
}

// shares are the widths of the columns in twentieths of a point; columns without a width
// share what is left.
func shares(t document.Table) []int {
	given, open := 0, 0
	for _, c := range t.Columns {
		given += c.Width
		if c.Width == 0 {
			open++
		}
	}
	out, rest := make([]int, len(t.Columns)), textWidth
	for i, c := range t.Columns {
		share := c.Width
		if share == 0 {
			share = max(100-given, 0) / max(open, 1)
		}
		out[i] = textWidth * share / max(given, 100)
		rest -= out[i]
	}
	out[0] += rest
	return out
}

// A box is one cell of a row of the grid.
type box struct {
	width, span int
	merge       string // "restart", "continue" or nothing
	align       document.Align
	group       bool
}

func (b *body) cell(x box, style, runs string) {
	s := fmt.Sprintf(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, x.width)
	if x.span > 1 {
		s += fmt.Sprintf(`<w:gridSpan w:val="%d"/>`, x.span)
	}
	if x.merge != "" {
		s += `<w:vMerge w:val="` + x.merge + `"/>`
	}
	more := []string{"", `<w:jc w:val="right"/>`, `<w:jc w:val="center"/>`}[x.align]
	if x.group {
		more = "<w:keepNext/>" + more
	}
	b.add(s + "</w:tcPr>" + paragraph(shape{style, more}, runs) + "</w:tc>")
}

// head writes the rows that are repeated on every page.
func (b *body) head(t document.Table, widths []int, style string) {
	type above struct{ left, span int } // rows a cell still covers, and columns
	taken := make([]above, len(t.Columns))
	for _, row := range t.Header {
		b.add(`<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`)
		next := 0
		for at := 0; at < len(taken); {
			if taken[at].left > 0 {
				b.cell(box{width: total(widths, at, taken[at].span), span: taken[at].span, merge: "continue"}, style, "")
				taken[at].left--
				at += taken[at].span
				continue
			}
			if next == len(row) {
				b.cell(box{width: widths[at]}, style, "")
				at++
				continue
			}
			c := row[next]
			next++
			span := min(max(c.ColSpan, 1), len(taken)-at)
			x := box{width: total(widths, at, span), span: span, align: t.Columns[at].Align, group: true}
			if span > 1 {
				x.align = document.Centre
			}
			if c.RowSpan > 1 {
				x.merge, taken[at] = "restart", above{c.RowSpan - 1, span}
			}
			b.cell(x, style, plain(c.Text, look{strong: true}))
			at += span
		}
		b.add("</w:tr>")
	}
}

func total(widths []int, at, n int) int {
	sum := 0
	for _, w := range widths[at : at+n] {
		sum += w
	}
	return sum
}

// A tableRow is how the text of a row is set.
type tableRow struct {
	style string
	keep  bool // stays with what follows: neither the first nor the last row stands alone, nor the source
}

func (b *body) row(t document.Table, r document.Row, widths []int, how tableRow) {
	b.add(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
	defer b.add("</w:tr>")
	if r.Kind == document.Group {
		b.cell(box{width: total(widths, 0, len(widths)), span: len(widths), group: true}, how.style, b.cellRuns(r.Cells[0], true))
		return
	}
	for i, c := range r.Cells {
		b.cell(box{width: widths[i], align: t.Columns[i].Align, group: how.keep}, how.style, b.cellRuns(c, r.Kind == document.Total))
	}
}

func (b *body) cellRuns(c document.Cell, strong bool) string {
	l := look{strong: strong}
	if c.Text == "" {
		return b.bound(c.Status, c.FactID, l) // the symbol stands in the place of the number
	}
	s := b.bound(c.Text, c.FactID, l)
	if c.Status != "" {
		s += status(c.Status)
	}
	return s
}

// foot is what stands under a table or figure.
func (b *body) foot(legend []document.Status, note []document.Run, source string) {
	l := b.doc.Labels
	var lines []string
	if len(legend) > 0 {
		runs := plain(l.Legend+" ", look{strong: true})
		for i, s := range legend {
			if i > 0 {
				runs += plain("; ", look{})
			}
			runs += plain(s.Symbol, look{strong: true}) + plain(" – "+s.Meaning, look{})
		}
		lines = append(lines, runs)
	}
	if len(note) > 0 {
		lines = append(lines, plain(l.Note+" ", look{strong: true})+b.runs(note))
	}
	if source != "" {
		lines = append(lines, plain(l.Source+" ", look{strong: true})+plain(source, look{}))
	}
	for i, runs := range lines {
		more := "<w:keepNext/>"
		if i == len(lines)-1 {
			more = ""
		}
		b.add(paragraph(shape{"Note", more}, runs))
	}
	b.add(paragraph(shape{style: "AfterTable"}, ""))
}

// tiles are the figures of the summary, four in a row.
func (b *body) tiles(t document.Tiles) {
	const across = 4
	b.add(`<w:tbl><w:tblPr><w:tblStyle w:val="TileTable"/><w:tblW w:w="` + strconv.Itoa(textWidth) + `" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>` +
		strings.Repeat(fmt.Sprintf(`<w:gridCol w:w="%d"/>`, textWidth/across), across) + "</w:tblGrid>")
	for i := 0; i < len(t.Items); i += across {
		b.add(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
		for k := i; k < i+across; k++ {
			b.add(fmt.Sprintf(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, textWidth/across))
			if k < len(t.Items) {
				b.tile(t.Items[k])
			} else {
				b.add(paragraph(shape{style: "TileLabel"}, ""))
			}
			b.add("</w:tc>")
		}
		b.add("</w:tr>")
	}
	b.add("</w:tbl>" + paragraph(shape{style: "AfterTable"}, ""))
}

func (b *body) tile(t document.Tile) {
	value := b.bound(t.Value, t.FactID, look{})
	if t.Status != "" {
		value += status(t.Status)
	}
	if t.Unit != "" {
		value += plain(" "+t.Unit, look{style: "TileUnit"})
	}
	b.add(paragraph(shape{style: "TileValue"}, value) + paragraph(shape{style: "TileLabel"}, plain(t.Label, look{})))
	if t.Change != "" {
		b.add(paragraph(shape{style: "TileChange"}, b.bound(t.Change, t.ChangeFactID, look{})))
	}
}
