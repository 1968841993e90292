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

// groupRows is how many rows DuckDB stores together. A portion of a chunk that holds exactly so
// many is compressed and written by the thread that read it: nothing is copied from one
// thread's rows to another's, and nothing waits in memory for the end of the transaction.
const groupRows = 122_880

// portionSize bounds the text of a portion whose rows are long; four portions are in memory at once.
const portionSize = 32 << 20

// leastPortion is worth a thread of its own.
const leastPortion = 4 << 20

// windowSize is how much text the cutter looks at together: little enough to stay in the
// processor's cache from check to copy. A longer record is left to the careful reader.
const windowSize = 1 << 20

// A memoryFile is a file that never touches a disk. path is its name for DuckDB.
type memoryFile struct {
	*os.File
	path string
}

// memoryFiles are what chunks are written to in turn: while DuckDB reads one, the next is
// being filled. Each has a file for either thread. The last is for the rows that need a
// second look.
type memoryFiles struct {
	chunks [2][2]*memoryFile
	marked *memoryFile
	turn   int
}

func newMemoryFiles() (m *memoryFiles, err error) {
	m = new(memoryFiles)
	for _, f := range []**memoryFile{&m.chunks[0][0], &m.chunks[0][1], &m.chunks[1][0], &m.chunks[1][1], &m.marked} {
		if *f, err = newMemoryFile(); err != nil {
			return nil, err
		}
	}
	return m, nil
}

func (m *memoryFiles) next() [2]*memoryFile {
	m.turn = 1 - m.turn
	return m.chunks[m.turn]
}

func (m *memoryFiles) all() []*memoryFile {
	return append(append(m.chunks[0][:], m.chunks[1][:]...), m.marked)
}

// empty gives the memory back and starts over with the same file, whose statements are
// planned already.
func (m *memoryFiles) empty() error {
	m.turn = 1
	for _, f := range m.all() {
		if err := f.Truncate(0); err != nil {
			return fmt.Errorf("memory file: %w", err)
		}
	}
	return nil
}

func (m *memoryFiles) close() (err error) {
	for _, f := range m.all() {
		err = errors.Join(err, f.Close())
	}
	return err
}

// A chunk is a piece of the rows as CSV in memory: UTF-8, without a header. Its first
// column is _row, the row's place in the file as a person counts it, written by us.
// DuckDB reads each of its portions with one thread.
type chunk struct {
	files     [2]*memoryFile
	portions  []portion // one or two; the last is being written
	columns   []string  // the CSV columns in their order, _row first
	delimiter string
	first     int64 // row number that none of its rows is below
	plain     bool  // no value can have blanks around it, and none is an empty quoted text
	crlf      bool  // its lines end in CRLF; told, DuckDB leaves line ends within quotes alone
}

// A portion is what one file of a chunk holds.
type portion struct {
	file       *memoryFile
	size, rows int64 // counted by us
}

// newChunk begins a chunk in those files; first is the number of its first row.
func newChunk(to sink, delimiter string, first int64) *chunk {
	c := &chunk{files: to.files.next(), columns: to.columns, delimiter: delimiter, first: first}
	c.turn()
	return c
}

// turn begins the next portion.
func (c *chunk) turn() { c.portions = append(c.portions, portion{file: c.files[len(c.portions)]}) }

func (c *chunk) last() *portion { return &c.portions[len(c.portions)-1] }

// whole reports whether the portion is to take no more rows.
func (p *portion) whole(size int64) bool { return p.rows == groupRows || p.size >= size }

// whole reports whether the chunk is.
func (c *chunk) whole(size int64) bool {
	return len(c.portions) == len(c.files) && c.last().whole(size)
}

// Write appends to the portion's file, over what an earlier chunk left there.
func (p *portion) Write(b []byte) (int, error) {
	n, err := p.file.WriteAt(b, p.size)
	p.size += int64(n)
	return n, err
}

// Write appends to the portion that is being written.
func (c *chunk) Write(b []byte) (int, error) { return c.last().Write(b) }

// rows is how many records the chunk holds.
func (c *chunk) rows() (n int64) {
	for _, p := range c.portions {
		n += p.rows
	}
	return n
}

// seal cuts the files to what was written, and drops a portion in which no rows are.
func (c *chunk) seal() error {
	if len(c.portions) > 1 && c.last().rows == 0 {
		c.portions = c.portions[:1]
	}
	for _, p := range c.portions {
		if err := p.file.Truncate(p.size); err != nil {
			return fmt.Errorf("memory file: %w", err)
		}
	}
	return nil
}

// text is the chunk's text as a whole.
func (c *chunk) text() io.Reader {
	var portions []io.Reader
	for _, p := range c.portions {
		portions = append(portions, io.NewSectionReader(p.file, 0, p.size))
	}
	return io.MultiReader(portions...)
}

// only is the chunk of those rows alone; rows are in ascending order, as the chunk is.
func (c *chunk) only(rows []int64, file *memoryFile) (*chunk, error) {
	o := *c
	o.portions = []portion{{file: file, rows: int64(len(rows))}}
	in, out := bufio.NewReaderSize(c.text(), windowSize), bufio.NewWriterSize(&o, windowSize)
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

// blanks are what may stand around a value without being portion of it.
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
	if place, _ := k.Tombstone(); place != "" {
		sel = append(sel, "false AS _deleted")
		if present["_deleted"] {
			sel[2] = "_deleted IS NOT NULL AS _deleted"
		}
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
	var paths []string
	for _, p := range c.portions {
		paths = append(paths, warehouse.Literal(p.file.path))
	}
	return "SELECT " + strings.Join(sel, ", ") + " FROM read_csv([" + strings.Join(paths, ", ") +
		"], auto_detect = false, header = false, parallel = false, buffer_size = 8388608, quote = '\"', escape = '\"', nullstr = '', new_line = " + lineEnd + ", delim = " + warehouse.Literal(c.delimiter) +
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
	size    int64 // of a portion of a chunk
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
		w.chunk = newChunk(w.sink, ",", row)
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
	w.chunk.last().rows++
	switch {
	case w.chunk.whole(w.size):
		return w.flush()
	case w.chunk.last().whole(w.size):
		w.csv.Flush()
		w.chunk.turn()
	}
	return w.csv.Error()
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
