package annex

import (
	"archive/zip"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"nsk/reports/document"
	"nsk/reports/words"
)

// WriteBook writes annex.xlsx: contents, one sheet for every table of the document, and
// sheets of facts, definitions and status symbols. Texts stand in both languages; numbers
// are numbers, and beside them stand the ids of their facts. Equal contents give equal bytes.
func WriteBook(w io.Writer, c Content) error {
	b := &book{file: excelize.NewFile(), content: c}
	defer b.file.Close()
	if err := b.fill(); err != nil {
		return fmt.Errorf("annex.xlsx: %w", err)
	}
	return writeSorted(w, b.file)
}

// A book is a workbook in the making. The first error stays and ends the work.
type book struct {
	content Content
	file    *excelize.File
	out     *excelize.StreamWriter
	sheet   string
	row     int
	widths  []float64
	styles  map[string]int // by number format, and by the names of dress
}

func (b *book) fill() error {
	tables, err := pair(b.content.Documents)
	if err != nil {
		return err
	}
	if err := b.dress(); err != nil {
		return err
	}
	for _, step := range []func([]twin) error{b.contents, b.tables, b.facts, b.definitions, b.statuses} {
		if err := step(tables); err != nil {
			return err
		}
	}
	return nil
}

// dress sets the styles, and properties that depend on nothing but the release.
func (b *book) dress() error {
	day := b.content.Publication.AsOf + "T00:00:00Z"
	if err := b.file.SetDocProps(&excelize.DocProperties{Creator: "nsk", Title: b.content.Documents[words.KK].Title,
		Identifier: b.content.Publication.Release, Created: day, Modified: day}); err != nil {
		return err
	}
	if err := b.file.SetAppProps(&excelize.AppProperties{Application: "nsk"}); err != nil {
		return err
	}
	wrap := &excelize.Alignment{WrapText: true, Vertical: "top"}
	line := []excelize.Border{{Type: "bottom", Color: "173A63", Style: 1}}
	fill := excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EEF5"}}
	b.styles = map[string]int{}
	return b.register(map[string]excelize.Style{
		"text":  {Font: font(11, false), Alignment: wrap},
		"title": {Font: font(13, true)},
		"head":  {Alignment: wrap, Font: font(11, true), Border: line, Fill: fill},
		"group": {Font: font(11, true), Alignment: wrap},
		"sign":  {Font: font(11, false), Alignment: &excelize.Alignment{Horizontal: "right", Vertical: "top"}},
		"id":    {Font: &excelize.Font{Family: family, Color: "56636F", Size: 9}, Alignment: &excelize.Alignment{Vertical: "top", Indent: 1}},
	})
}

// family is the face of the workbook: one that Excel has, with every Kazakh letter.
const family = "Calibri"

func font(size float64, bold bool) *excelize.Font {
	return &excelize.Font{Family: family, Size: size, Bold: bold}
}

// register gives styles their numbers in the order of their names: excelize counts them.
func (b *book) register(styles map[string]excelize.Style) error {
	var names []string
	for name := range styles {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		style := styles[name]
		id, err := b.file.NewStyle(&style)
		if err != nil {
			return err
		}
		b.styles[name] = id
	}
	return nil
}

// number is the style of a number format.
func (b *book) number(format string) (int, error) {
	if id, ok := b.styles["number "+format]; ok {
		return id, nil
	}
	id, err := b.file.NewStyle(&excelize.Style{CustomNumFmt: &format, Font: font(11, false), Alignment: &excelize.Alignment{Vertical: "top"}})
	b.styles["number "+format] = id
	return id, err
}

// open begins a sheet; its first rows and columns stay in sight.
func (b *book) open(sheet string, rows, columns int, widths ...float64) error {
	if b.sheet == "" {
		if err := b.file.SetSheetName("Sheet1", sheet); err != nil {
			return err
		}
	} else if _, err := b.file.NewSheet(sheet); err != nil {
		return err
	}
	if err := b.paper(sheet); err != nil {
		return err
	}
	var err error
	if b.out, err = b.file.NewStreamWriter(sheet); err != nil {
		return err
	}
	b.sheet, b.row, b.widths = sheet, 0, widths
	for i, width := range widths {
		if err := b.out.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	corner, err := excelize.CoordinatesToCellName(columns+1, rows+1)
	if err != nil {
		return err
	}
	pane := "bottomLeft"
	if columns > 0 {
		pane = "bottomRight"
	}
	return b.out.SetPanes(&excelize.Panes{Freeze: true, XSplit: columns, YSplit: rows, TopLeftCell: corner, ActivePane: pane})
}

// paper lets a sheet be printed as wide as an A4 page that lies on its side.
func (b *book) paper(sheet string) error {
	a4, one, any, fit, lying := 9, 1, 0, true, "landscape"
	if err := b.file.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	return b.file.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: &a4, Orientation: &lying, FitToWidth: &one, FitToHeight: &any})
}

// line adds a row of cells; a plain value takes the style named.
func (b *book) line(style string, values ...any) error {
	b.row++
	cells := make([]any, len(values))
	for i, v := range values {
		if _, ok := v.(excelize.Cell); !ok && v != nil {
			v = excelize.Cell{StyleID: b.styles[style], Value: v}
		}
		cells[i] = v
	}
	if style == "title" {
		return b.out.SetRow("A"+strconv.Itoa(b.row), cells)
	}
	return b.out.SetRow("A"+strconv.Itoa(b.row), cells, excelize.RowOpts{Height: b.height(values)})
}

// height is the height of a row whose longest text is wrapped at the width of its column: a
// program that opens the file does not look for it.
func (b *book) height(values []any) float64 {
	most := 1
	for i, v := range values {
		if c, ok := v.(excelize.Cell); ok {
			v = c.Value
		}
		if s, ok := v.(string); ok && i < len(b.widths) {
			most = max(most, lines(s, int(b.widths[i])))
		}
	}
	return min(float64(most)*15, 405) // no row is higher than 409 points
}

// lines counts the lines of a text in a column so many letters wide.
func lines(s string, width int) int {
	n, at := 1, 0
	for _, word := range strings.Fields(s) {
		w := utf8.RuneCountInString(word)
		if at > 0 && at+1+w > width-1 {
			n, at = n+1, 0
		}
		at += w + 1
		n, at = n+at/max(width, 1), at%max(width, 1)
	}
	return n
}

// contents lists the sheets of tables, and says what the workbook is.
func (b *book) contents(tables []twin) error {
	kk, ru := b.content.Documents[words.KK], b.content.Documents[words.RU]
	if err := b.open("Мазмұны · Содержание", 5, 0, 12, 70, 70, 30); err != nil {
		return err
	}
	lines := [][]any{{kk.Title + ". " + kk.Subtitle}, {ru.Title + ". " + ru.Subtitle}, {b.content.Publication.Release}, {}}
	for _, l := range lines {
		if err := b.line("title", l...); err != nil {
			return err
		}
	}
	if err := b.line("head", "№", kk.Labels.Contents, ru.Labels.Contents, "ID"); err != nil {
		return err
	}
	for _, t := range tables {
		if err := b.line("text", t.kk.Number, t.kk.Caption, t.ru.Caption, t.kk.ID); err != nil {
			return err
		}
	}
	return b.out.Flush()
}

// statuses explains the symbols that stand where there is no number.
func (b *book) statuses([]twin) error {
	if err := b.open("Белгілер · Обозначения", 1, 0, 12, 70, 70); err != nil {
		return err
	}
	kk, ru := b.content.Documents[words.KK].Labels, b.content.Documents[words.RU].Labels
	if err := b.line("head", "", kk.Legend, ru.Legend); err != nil {
		return err
	}
	for i, s := range kk.Statuses {
		if err := b.line("text", s.Symbol, s.Meaning, ru.Statuses[i].Meaning); err != nil {
			return err
		}
	}
	return b.out.Flush()
}

// writeSorted writes the parts of a workbook by name: excelize has no order for those it
// streamed, and equal reports must give equal bytes.
func writeSorted(w io.Writer, f *excelize.File) error {
	buf, err := f.WriteToBuffer()
	if err != nil {
		return fmt.Errorf("annex.xlsx: %w", err)
	}
	parts, err := zip.NewReader(bytes.NewReader(buf.Bytes()), int64(buf.Len()))
	if err != nil {
		return fmt.Errorf("annex.xlsx: %w", err)
	}
	slices.SortStableFunc(parts.File, func(a, b *zip.File) int { return cmp.Compare(a.Name, b.Name) })
	out := zip.NewWriter(w)
	for _, part := range parts.File {
		if err := out.Copy(part); err != nil {
			return fmt.Errorf("annex.xlsx: %w", err)
		}
	}
	return out.Close()
}

// twin is one table in both languages.
type twin struct{ kk, ru document.Table }

// pair puts the tables of both documents side by side.
func pair(docs map[words.Lang]document.Document) ([]twin, error) {
	kk, ru := tablesOf(docs[words.KK]), tablesOf(docs[words.RU])
	if len(kk) != len(ru) {
		return nil, fmt.Errorf("%d Kazakh and %d Russian tables", len(kk), len(ru))
	}
	var list []twin
	for i := range kk {
		if kk[i].ID != ru[i].ID || len(kk[i].Rows) != len(ru[i].Rows) {
			return nil, fmt.Errorf("table %s is not %s in the other language", kk[i].ID, ru[i].ID)
		}
		list = append(list, twin{kk[i], ru[i]})
	}
	return list, nil
}

func tablesOf(d document.Document) []document.Table {
	var list []document.Table
	for _, b := range d.Numbered().Blocks {
		if t, ok := b.(document.Table); ok {
			list = append(list, t)
		}
	}
	return list
}
