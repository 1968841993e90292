package annex

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"nsk/reports/document"
)

// tables writes a sheet for every table.
func (b *book) tables(tables []twin) error {
	for _, t := range tables {
		if err := b.table(t); err != nil {
			return fmt.Errorf("table %s: %w", t.kk.ID, err)
		}
	}
	return nil
}

// A column of a sheet is a column of a table: in one language, in both, or the ids of its facts.
type column struct {
	at    int
	ru    bool
	id    bool
	title [2]string // Kazakh, Russian
}

// table writes captions, headings in both languages, the rows and, at the right, the ids.
func (b *book) table(t twin) error {
	list := layout(t)
	stub := 0
	for _, c := range list {
		if c.at < t.kk.Stub && !c.id {
			stub++
		}
	}
	if err := b.open(fmt.Sprintf("%d-кесте · Таблица %d", t.kk.Number, t.kk.Number), 4, stub, widths(t, list)...); err != nil {
		return err
	}
	heads := [2][]any{}
	for _, c := range list {
		for l := range heads {
			heads[l] = append(heads[l], c.title[l])
		}
	}
	for _, l := range []struct {
		style  string
		values []any
	}{{"title", []any{t.kk.Caption}}, {"title", []any{t.ru.Caption}}, {"head", heads[0]}, {"head", heads[1]}} {
		if err := b.line(l.style, l.values...); err != nil {
			return err
		}
	}
	for i := range t.kk.Rows {
		if err := b.tableRow(t, i, list); err != nil {
			return err
		}
	}
	return b.out.Flush()
}

func (b *book) tableRow(t twin, i int, list []column) error {
	kk, ru := t.kk.Rows[i], t.ru.Rows[i]
	style := "text"
	if kk.Kind != document.Plain {
		style = "group"
	}
	var values []any
	for _, c := range list {
		if c.at >= len(kk.Cells) { // a heading over rows has one cell
			break
		}
		cell := kk.Cells[c.at]
		if c.ru {
			cell = ru.Cells[c.at]
		}
		v, err := b.value(cell, c.id)
		if err != nil {
			return err
		}
		values = append(values, v)
	}
	return b.line(style, values...)
}

// value is a cell of a table as a cell of a sheet: a number, a text, a symbol or an id.
func (b *book) value(c document.Cell, id bool) (any, error) {
	if id {
		return excelize.Cell{StyleID: b.styles["id"], Value: c.FactID}, nil
	}
	if c.Text == "" && c.Status != "" {
		return excelize.Cell{StyleID: b.styles["sign"], Value: c.Status}, nil
	}
	n, format, ok := numeral(c)
	if !ok {
		if c.FactID != "" || c.Text == "–" {
			return excelize.Cell{StyleID: b.styles["sign"], Value: c.Text}, nil
		}
		return c.Text, nil
	}
	style, err := b.number(format)
	return excelize.Cell{StyleID: style, Value: n}, err
}

var shownNumber = regexp.MustCompile(`^([+−-]?)([0-9 \x{a0}\x{202f}]+)(,[0-9]+)?(%)?(\x{a0}\p{L}.*)?$`)

// numeral reads the value of a cell bound to a fact, and the format that shows it as the
// document does. What shows anything but one number, such as a fraction, is a text.
func numeral(c document.Cell) (n float64, format string, ok bool) {
	part := shownNumber.FindStringSubmatch(c.Text)
	if c.FactID == "" || part == nil {
		return 0, "", false
	}
	value := c.Value
	if value == "" {
		value = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "−", "-", "+", "", ",", ".").Replace(part[1] + part[2] + part[3])
	}
	n, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return 0, "", false
	}
	format = "#,##0"
	if part[3] != "" {
		format += "." + strings.Repeat("0", len(part[3])-1)
	}
	if part[4] != "" {
		format += `"%"`
	}
	if part[1] != "" {
		format = "+" + format + ";−" + format + ";" + format
	}
	return n, format, true
}

// layout lists the columns of a sheet: words in both languages where they differ, numbers
// once, and after them the ids of the facts.
func layout(t twin) []column {
	kk, ru := titles(t.kk), titles(t.ru)
	var list, ids []column
	for i := range t.kk.Columns {
		title := [2]string{kk[i], ru[i]}
		list = append(list, column{at: i, title: title})
		bound, differ := seen(t, i)
		if differ {
			list = append(list, column{at: i, ru: true, title: title})
		}
		if bound {
			ids = append(ids, column{at: i, id: true, title: [2]string{"ID: " + kk[i], "ID: " + ru[i]}})
		}
	}
	return append(list, ids...)
}

// seen tells whether a column has facts, and whether its words differ between the languages.
func seen(t twin, i int) (bound, differ bool) {
	for r, row := range t.kk.Rows {
		if i >= len(row.Cells) {
			continue
		}
		c := row.Cells[i]
		bound = bound || c.FactID != ""
		_, _, number := numeral(c)
		differ = differ || !number && c.Text != t.ru.Rows[r].Cells[i].Text
	}
	return bound, differ
}

// titles are the headings of the columns; a heading over several columns stands before each.
func titles(t document.Table) []string {
	list := make([]string, len(t.Columns))
	taken := make([]int, len(list))
	for _, row := range t.Header {
		at := 0
		for _, c := range row {
			for at < len(taken) && taken[at] > 0 {
				at++
			}
			for k := at; k < min(at+max(c.ColSpan, 1), len(list)); k++ {
				list[k] = strings.TrimPrefix(list[k]+": "+c.Text, ": ")
				taken[k] = max(c.RowSpan, 1)
			}
			at += max(c.ColSpan, 1)
		}
		for k := range taken {
			taken[k] = max(taken[k]-1, 0)
		}
	}
	return list
}

// widths gives words room, numbers and ids less; what is longer is wrapped.
func widths(t twin, list []column) []float64 {
	var out []float64
	for _, c := range list {
		longest := 0
		for r := range t.kk.Rows {
			row := t.kk.Rows[r]
			if c.ru {
				row = t.ru.Rows[r]
			}
			if c.at >= len(row.Cells) || row.Kind == document.Group {
				continue
			}
			text := row.Cells[c.at].Text
			if c.id {
				text = row.Cells[c.at].FactID
			}
			longest = max(longest, utf8.RuneCountInString(text))
		}
		out = append(out, float64(min(max(longest+2, 18), 60)))
	}
	return out
}
