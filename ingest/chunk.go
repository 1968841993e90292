package ingest

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"nsk/connectors/contract"
	"nsk/warehouse"
)

// chunkSize bounds how much decoded text is in memory at once. DuckDB splits a file for
// its threads at 8 MB, so that both cores have work in a chunk of this size.
const chunkSize = 32 << 20

// windowSize is how much text the cutter looks at together: little enough to stay in the
// processor's cache from check to copy. A longer record is left to the careful reader.
const windowSize = 1 << 20

// A memoryFile is a file that never touches a disk. path is its name for DuckDB.
type memoryFile struct {
	*os.File
	path string
}

// memoryFiles are what chunks are written to in turn: while DuckDB reads one, the next is
// being filled. The third is for the rows that need a second look.
type memoryFiles struct {
	chunks [2]*memoryFile
	marked *memoryFile
	turn   int
}

func newMemoryFiles() (m *memoryFiles, err error) {
	m = new(memoryFiles)
	for _, f := range []**memoryFile{&m.chunks[0], &m.chunks[1], &m.marked} {
		if *f, err = newMemoryFile(); err != nil {
			return nil, err
		}
	}
	return m, nil
}

func (m *memoryFiles) next() *memoryFile {
	m.turn = 1 - m.turn
	return m.chunks[m.turn]
}

// empty gives the memory back and starts over with the same file, whose statements are
// planned already.
func (m *memoryFiles) empty() error {
	m.turn = 1
	for _, f := range []*memoryFile{m.chunks[0], m.chunks[1], m.marked} {
		if err := f.Truncate(0); err != nil {
			return fmt.Errorf("memory file: %w", err)
		}
	}
	return nil
}

func (m *memoryFiles) close() error {
	_, _, err := m.chunks[0].Close(), m.chunks[1].Close(), m.marked.Close()
	return err
}

// A chunk is a piece of the rows as CSV in memory: UTF-8, without a header. Its first
// column is _row, the row's place in the file as a person counts it, written by us.
type chunk struct {
	file      *memoryFile
	size      int64
	columns   []string // the CSV columns in their order, _row first
	delimiter string
	first     int64 // row number that none of its rows is below
	rows      int64 // how many records it holds, counted by us
	plain     bool  // no value can have blanks around it, and none is an empty quoted text
	crlf      bool  // its lines end in CRLF; told, DuckDB leaves line ends within quotes alone
}

// Write appends to the chunk's file, over what an earlier chunk left there.
func (c *chunk) Write(p []byte) (int, error) {
	n, err := c.file.WriteAt(p, c.size)
	c.size += int64(n)
	return n, err
}

// seal cuts the file to what was written.
func (c *chunk) seal() error {
	if err := c.file.Truncate(c.size); err != nil {
		return fmt.Errorf("memory file: %w", err)
	}
	return nil
}

// only is the chunk of those rows alone; rows are in ascending order, as the chunk is.
func (c *chunk) only(rows []int64, file *memoryFile) (*chunk, error) {
	o := *c
	o.file, o.size, o.rows = file, 0, int64(len(rows))
	in, out := bufio.NewReaderSize(io.NewSectionReader(c.file, 0, c.size), windowSize), bufio.NewWriterSize(&o, windowSize)
	for _, row := range rows {
		record, err := recordOf(in, row, c.delimiter)
		if err != nil {
			return nil, fmt.Errorf("row %d of a chunk: %w", row, err)
		}
		if _, err := out.Write(record); err != nil {
			return nil, err
		}
	}
	if err := out.Flush(); err != nil {
		return nil, err
	}
	return &o, o.seal()
}

// recordOf skips to the record that begins with a row's number.
func recordOf(in *bufio.Reader, row int64, delimiter string) ([]byte, error) {
	head := append(strconv.AppendInt(nil, row, 10), delimiter...)
	for {
		record, err := skipRecord(in)
		if err != nil || bytes.HasPrefix(record, head) {
			return record, err
		}
	}
}

// skipRecord reads up to the end of the first record.
func skipRecord(in *bufio.Reader) ([]byte, error) {
	var record []byte
	for {
		part, err := in.ReadBytes('\n')
		record = append(record, part...)
		if errors.Is(err, io.EOF) && len(record) > 0 {
			return record, nil
		}
		if err != nil || bytes.Count(record, []byte{'"'})%2 == 0 {
			return record, err
		}
	}
}

// blanks are what may stand around a value without being part of it.
const blanks = "' \t\u00a0'"

// source is the SQL of the chunk's rows: _row, _broken and all columns of the contract as
// text; those the file does not have are NULL.
func (c *chunk) source(k *contract.Contract) string {
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
	lineEnd := `'\n'`
	if c.crlf {
		lineEnd = `'\r\n'`
	}
	return "SELECT " + strings.Join(sel, ", ") + " FROM read_csv(" + warehouse.Literal(c.file.path) +
		", auto_detect = false, header = false, buffer_size = 8388608, quote = '\"', escape = '\"', nullstr = '', new_line = " + lineEnd + ", delim = " + warehouse.Literal(c.delimiter) +
		", columns = {" + strings.Join(have, ", ") + "})"
}

// A rowWriter collects rows decoded in Go into numbered chunks.
type rowWriter struct {
	sink
	csv    *csv.Writer
	chunk  *chunk // being written; nil between two
	record []string
}

// A sink is where chunks go: the files they are written to, their size, and who reads them.
type sink struct {
	files   *memoryFiles
	size    int64
	window  int
	columns []string
	yield   func(*chunk) error
	remark  func(code, detail string) // told what does not hinder reading; nil: nobody listens
}

// note remarks on the file.
func (s sink) note(code, detail string) {
	if s.remark != nil {
		s.remark(code, detail)
	}
}

// with is the sink of chunks with those columns.
func (s sink) with(columns ...string) sink {
	s.columns = columns
	return s
}

func newRowWriter(columns []string, to sink) *rowWriter {
	return &rowWriter{sink: to.with(append([]string{"_row", "_broken"}, columns...)...)}
}

// add writes one row. broken says why the row could not be taken apart; its cells are
// then empty.
func (w *rowWriter) add(row int64, broken string, cells []string) error {
	if err := readable(row, cells); err != nil {
		return err
	}
	if w.chunk == nil {
		w.chunk = &chunk{file: w.files.next(), columns: w.columns, delimiter: ",", first: row}
		w.csv = csv.NewWriter(bufio.NewWriterSize(w.chunk, 1<<16))
	}
	w.record = append(w.record[:0], strconv.FormatInt(row, 10), broken)
	w.record = append(w.record, cells...)
	for len(w.record) < len(w.columns) {
		w.record = append(w.record, "")
	}
	if err := w.csv.Write(w.record); err != nil {
		return err
	}
	w.chunk.rows++
	if w.chunk.size >= w.size {
		return w.flush()
	}
	return nil
}

// readable reports what no row may hold, whatever form it came in, and what would be more
// than DuckDB reads at once.
func readable(row int64, cells []string) error {
	length := 0
	for _, cell := range cells {
		length += len(cell)
		if code, _ := unsound([]byte(cell)); code != "" {
			return fault(code, row)
		}
	}
	if length > recordLimit {
		return fault("too-long", row)
	}
	return nil
}

func (w *rowWriter) flush() error {
	c := w.chunk
	if c == nil {
		return nil
	}
	w.csv.Flush()
	if err := w.csv.Error(); err != nil {
		return err
	}
	w.chunk = nil
	if err := c.seal(); err != nil {
		return err
	}
	return w.yield(c)
}
