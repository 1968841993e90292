package ingest

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"

	"nsk/connectors/contract"
	"nsk/warehouse"
)

// chunkSize bounds how much decoded text is in memory at once. DuckDB splits a file for
// its threads at 8 MB, so that both cores have work in a chunk of this size.
const chunkSize = 32 << 20

// A chunk is a piece of the rows as CSV in memory: UTF-8, without a header. Its first
// column is _row, the row's place in the file as a person counts it, written by us.
type chunk struct {
	data      []byte
	columns   []string // the CSV columns in their order, _row first
	delimiter string
	rows      int64 // how many records it holds, counted by us
	plain     bool  // no value can have blanks around it, and none is an empty quoted text
}

// blanks are what may stand around a value without being part of it.
const blanks = "' \t\u00a0'"

// source is the SQL of the chunk's rows: _row, _broken and all columns of the contract as
// text; those the file does not have are NULL.
func (c *chunk) source(path string, k *contract.Contract) string {
	have := []string{"'_row': 'BIGINT'"}
	present := make(map[string]bool)
	for _, name := range c.columns[1:] {
		present[name] = true
		have = append(have, warehouse.Literal(name)+": 'VARCHAR'")
	}
	sel := []string{"_row", "CAST(NULL AS VARCHAR) AS _broken"}
	if present["_broken"] {
		sel[1] = "nullif(_broken, '') AS _broken"
	}
	for i := range k.Columns {
		name := warehouse.Quote(k.Columns[i].Name)
		switch {
		case !present[k.Columns[i].Name]:
			sel = append(sel, "CAST(NULL AS VARCHAR) AS "+name)
		case c.plain:
			sel = append(sel, name)
		default:
			sel = append(sel, "nullif(trim("+name+", "+blanks+"), '') AS "+name)
		}
	}
	return "SELECT " + strings.Join(sel, ", ") + " FROM read_csv(" + warehouse.Literal(path) +
		", auto_detect = false, header = false, quote = '\"', escape = '\"', nullstr = '', delim = " + warehouse.Literal(c.delimiter) +
		", columns = {" + strings.Join(have, ", ") + "})"
}

// A rowWriter collects rows decoded in Go into numbered chunks.
type rowWriter struct {
	columns []string
	buf     bytes.Buffer
	csv     *csv.Writer
	rows    int64
	record  []string
	yield   func(*chunk) error
}

func newRowWriter(columns []string, yield func(*chunk) error) *rowWriter {
	w := &rowWriter{columns: append([]string{"_row", "_broken"}, columns...), yield: yield}
	w.csv = csv.NewWriter(&w.buf)
	return w
}

// add writes one row. broken says why the row could not be taken apart; its cells are
// then empty.
func (w *rowWriter) add(row int64, broken string, cells []string) error {
	w.record = append(w.record[:0], strconv.FormatInt(row, 10), broken)
	w.record = append(w.record, cells...)
	for len(w.record) < len(w.columns) {
		w.record = append(w.record, "")
	}
	if err := w.csv.Write(w.record); err != nil {
		return err
	}
	w.rows++
	if w.rows%4096 == 0 {
		w.csv.Flush()
		if w.buf.Len() >= chunkSize {
			return w.flush()
		}
	}
	return nil
}

func (w *rowWriter) flush() error {
	w.csv.Flush()
	if w.rows == 0 {
		return nil
	}
	c := &chunk{data: w.buf.Bytes(), columns: w.columns, delimiter: ",", rows: w.rows}
	w.rows = 0
	err := w.yield(c)
	w.buf.Reset()
	return err
}
