package verdict

import (
	"archive/zip"
	"bytes"
	"cmp"
	"io"
	"slices"
	"strconv"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

// sheetRows is how many occurrences a sheet holds; a sheet ends at 1,048,576 rows.
const sheetRows = 1_000_000

// cellUnits is how much text a cell of a workbook holds, in UTF-16 units.
const cellUnits = 32_767

// xlsx writes a workbook: the verdict, the summary, and the occurrences on as many sheets
// as they need. Texts are written as texts, so that none of them is ever a formula; one
// that is longer than a cell ends with an ellipsis.
func (v *view) xlsx(w io.Writer) error {
	b := &book{view: v, file: excelize.NewFile(), size: sheetRows}
	defer b.file.Close()
	if err := b.fill(); err != nil {
		return err
	}
	return writeSorted(w, b.file)
}

// A book is a workbook in the making.
type book struct {
	*view
	file              *excelize.File
	size              int // occurrences a sheet
	head, bold, plain int // styles
	out               *excelize.StreamWriter
	sheet             string
	row               int
}

func (b *book) fill() error {
	if err := b.dress(); err != nil {
		return err
	}
	for _, step := range []func() error{b.verdictSheet, b.summarySheet, b.rowSheets} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// dress sets the styles, and properties that are the same for ever.
func (b *book) dress() error {
	if err := b.file.SetDocProps(&excelize.DocProperties{Creator: "nsk", Title: b.Title, Language: string(b.Lang),
		Created: "2023-09-18T00:00:00Z", Modified: "2023-09-18T00:00:00Z"}); err != nil {
		return err
	}
	if err := b.file.SetAppProps(&excelize.AppProperties{Application: "nsk"}); err != nil {
		return err
	}
	wrap := &excelize.Alignment{WrapText: true, Vertical: "top"}
	line := []excelize.Border{{Type: "bottom", Color: "1B3A5C", Style: 1}}
	for _, s := range []struct {
		id    *int
		style excelize.Style
	}{
		{&b.plain, excelize.Style{Alignment: wrap}},
		{&b.bold, excelize.Style{Alignment: wrap, Font: &excelize.Font{Bold: true, Size: 14}}},
		{&b.head, excelize.Style{Alignment: wrap, Font: &excelize.Font{Bold: true}, Border: line, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EEF5"}}}},
	} {
		id, err := b.file.NewStyle(&s.style)
		if err != nil {
			return err
		}
		*s.id = id
	}
	return nil
}

// open begins a sheet with columns of the given widths.
func (b *book) open(sheet string, frozen int, widths ...float64) error {
	if b.sheet == "" {
		if err := b.file.SetSheetName("Sheet1", sheet); err != nil {
			return err
		}
	} else if _, err := b.file.NewSheet(sheet); err != nil {
		return err
	}
	var err error
	if b.out, err = b.file.NewStreamWriter(sheet); err != nil {
		return err
	}
	b.sheet, b.row = sheet, 0
	for i, width := range widths {
		if err := b.out.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if frozen == 0 {
		return nil
	}
	return b.out.SetPanes(&excelize.Panes{Freeze: true, YSplit: frozen, TopLeftCell: "A" + strconv.Itoa(frozen+1), ActivePane: "bottomLeft"})
}

// line adds a row in one style.
func (b *book) line(style int, values ...any) error {
	b.row++
	cells := make([]any, len(values))
	for i, value := range values {
		if s, ok := value.(string); ok {
			value = fitting(s)
		}
		cells[i] = excelize.Cell{StyleID: style, Value: value}
	}
	return b.out.SetRow("A"+strconv.Itoa(b.row), cells)
}

func (b *book) verdictSheet() error {
	if err := b.open(b.Lang.word("sheet.verdict"), 0, 34, 42, 24, 42, 24); err != nil {
		return err
	}
	lines := []styled{{b.bold, []any{b.Title}}, {b.plain, []any{b.Trial}}, {b.plain, []any{b.Meaning}}, {b.plain, []any{b.Next}}, {}}
	lines = append(lines, b.block(b.Lang.word("counts"), b.Disposed())...)
	lines = append(lines, b.block(b.Lang.word("file"), b.Known())...)
	for _, t := range b.Tables {
		if t.ID != "summary" {
			lines = append(lines, b.part(t)...)
		}
	}
	for _, l := range lines {
		if err := b.line(l.style, l.values...); err != nil {
			return err
		}
	}
	return b.out.Flush()
}

// A styled line is a row before it is written.
type styled struct {
	style  int
	values []any
}

func (b *book) block(title string, facts []fact) []styled {
	lines := []styled{{b.head, []any{title, ""}}}
	for _, f := range facts {
		lines = append(lines, styled{b.plain, []any{f.Label, shown(f.cell)}})
	}
	return append(lines, styled{})
}

func (b *book) part(t table) []styled {
	lines := []styled{{b.head, []any{t.Title}}}
	if len(t.Rows) == 0 {
		return append(lines, styled{b.plain, []any{t.None}}, styled{})
	}
	lines = append(lines, styled{b.head, labels(t.Columns)})
	for _, row := range t.Rows {
		lines = append(lines, styled{b.plain, values(row)})
	}
	if t.ID == "questions" && b.Confirm != "" {
		lines = append(lines, styled{b.plain, []any{b.Confirm}})
	}
	return append(lines, styled{})
}

func (b *book) summarySheet() error {
	t := b.Tables[len(b.Tables)-1]
	if err := b.open(b.Lang.word("sheet.summary"), 1, 10, 44, 18, 20, 60, 44, 44); err != nil {
		return err
	}
	if err := b.line(b.head, labels(t.Columns)...); err != nil {
		return err
	}
	for _, row := range t.Rows {
		if err := b.line(b.plain, values(row)...); err != nil {
			return err
		}
	}
	return b.out.Flush()
}

// rowSheets writes the occurrences as they come.
func (b *book) rowSheets() error {
	n := 0
	if err := b.openRows(1); err != nil {
		return err
	}
	for row, err := range b.rows() {
		if err != nil {
			return err
		}
		if n++; b.row > b.size {
			if err := b.closeRows(); err != nil {
				return err
			}
			if err := b.openRows((n-1)/b.size + 1); err != nil {
				return err
			}
		}
		if err := b.line(0, values(row)...); err != nil {
			return err
		}
	}
	return b.closeRows()
}

func (b *book) openRows(no int) error {
	sheet := b.Lang.word("sheet.rows")
	if no > 1 {
		sheet += " " + strconv.Itoa(no)
	}
	if err := b.open(sheet, 1, 16, 10, 26, 20, 30, 30, 44, 20, 60, 44); err != nil {
		return err
	}
	return b.line(b.head, labels(b.Columns)...)
}

// closeRows ends a sheet of occurrences; it can be filtered by every column.
func (b *book) closeRows() error {
	last, err := excelize.CoordinatesToCellName(len(b.Columns), b.row)
	if err != nil {
		return err
	}
	if err := b.file.AutoFilter(b.sheet, "A1:"+last, nil); err != nil {
		return err
	}
	return b.out.Flush()
}

func labels(columns []column) []any {
	all := make([]any, len(columns))
	for i, c := range columns {
		all[i] = c.Label
	}
	return all
}

func values(row []cell) []any {
	all := make([]any, len(row))
	for i, c := range row {
		all[i] = shown(c)
	}
	return all
}

// shown is a number for a number, so that it can be summed, and otherwise what people read.
func shown(c cell) any {
	if n, ok := c.machine.(int64); ok {
		return n
	}
	return c.Shown
}

// fitting cuts a text to what a cell holds.
func fitting(s string) string {
	if len(s) <= cellUnits { // a unit is at least a byte
		return s
	}
	units, cut := 0, 0
	for i, r := range s {
		if units < cellUnits {
			cut = i // what comes before leaves a unit for the ellipsis
		}
		units += utf16.RuneLen(r)
	}
	if units <= cellUnits {
		return s
	}
	return s[:cut] + "…"
}

// writeSorted writes the parts of a workbook by name: excelize has no order for those it
// streamed, and equal reports must give equal bytes.
func writeSorted(w io.Writer, f *excelize.File) error {
	buf, err := f.WriteToBuffer()
	if err != nil {
		return err
	}
	parts, err := zip.NewReader(bytes.NewReader(buf.Bytes()), int64(buf.Len()))
	if err != nil {
		return err
	}
	slices.SortStableFunc(parts.File, func(a, b *zip.File) int { return cmp.Compare(a.Name, b.Name) })
	out := zip.NewWriter(w)
	for _, part := range parts.File {
		if err := out.Copy(part); err != nil {
			return err
		}
	}
	return out.Close()
}
