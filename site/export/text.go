package export

import (
	"bufio"
	"encoding/json"
	"io"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// mark is the byte order mark, without which Excel reads Kazakh letters wrongly.
const mark = "\ufeff"

// writeCSV writes RFC 4180. An empty text is quoted and NULL is nothing, as PostgreSQL and
// DuckDB write and read them; encoding/csv cannot tell the two apart.
func writeCSV(to io.Writer, t Table) error {
	w := bufio.NewWriter(to)
	if t.People {
		_, _ = w.WriteString(mark) // an error stays and comes with Flush
	}
	for i, f := range t.Schema.Fields() {
		comma(w, i)
		_, _ = w.WriteString(quoted(f.Name))
	}
	_, _ = w.WriteString("\r\n")
	err := t.each(func(b arrow.RecordBatch) error {
		for row := range int(b.NumRows()) {
			for i, column := range b.Columns() {
				comma(w, i)
				_, _ = w.WriteString(t.csvCell(column, row))
			}
			if _, err := w.WriteString("\r\n"); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return w.Flush()
}

func comma(w *bufio.Writer, i int) {
	if i > 0 {
		_ = w.WriteByte(',')
	}
}

func (t Table) csvCell(column arrow.Array, row int) string {
	text, null := Text(column, row)
	if null {
		return ""
	}
	if t.People && !Number(column.DataType()) && text != "" && strings.IndexByte("=+-@\t\r", text[0]) >= 0 {
		text = "'" + text
	}
	return quoted(text)
}

func quoted(text string) string {
	if text == "" || strings.ContainsAny(text, "\",\r\n") {
		return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
	}
	return text
}

// writeJSON writes an array of objects. Numbers have all their digits: a reader that keeps
// no more than 53 bits must read them as text.
func writeJSON(to io.Writer, t Table) error {
	w := bufio.NewWriter(to)
	_ = w.WriteByte('[')
	before := "\n"
	err := t.each(func(b arrow.RecordBatch) error {
		for row := range int(b.NumRows()) {
			_, _ = w.WriteString(before)
			before = ",\n"
			if _, err := w.Write(Object(b, row)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	_, _ = w.WriteString("\n]\n")
	return w.Flush()
}

// Object is one row as a JSON object in the order of its columns.
func Object(b arrow.RecordBatch, row int) []byte {
	out := []byte{'{'}
	for i, column := range b.Columns() {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, jsonText(b.ColumnName(i))...)
		out = append(out, ':')
		out = append(out, jsonCell(column, row)...)
	}
	return append(out, '}')
}

func jsonCell(column arrow.Array, row int) []byte {
	text, null := Text(column, row)
	_, truth := column.(*array.Boolean)
	switch {
	case null:
		return []byte("null")
	case truth, Number(column.DataType()) && json.Valid([]byte(text)): // NaN and Inf are no JSON
		return []byte(text)
	}
	return jsonText(text)
}

func jsonText(text string) []byte {
	out, _ := json.Marshal(text) // a string always can
	return out
}
