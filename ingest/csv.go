package ingest

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"nsk/connectors/contract"
)

// headLimit bounds the header line.
const headLimit = 64 << 10

// readCSV yields the rows of a CSV file. The dialect is the one of the contract's in
// which the header consists of the contract's columns; where none fits, the fault says
// what is missing or unforeseen. careful reads record by record in Go, which names
// the place of a broken record; otherwise DuckDB takes the text apart.
func readCSV(open opener, c *contract.Contract, careful bool, to sink) error {
	d, err := dialectOf(open, c)
	if err != nil {
		return err
	}
	r, err := d.reader(open)
	if err != nil {
		return err
	}
	defer r.Close()
	br := bufio.NewReaderSize(r, headLimit)
	if careful {
		return readRecords(br, d, to)
	}
	if _, err := skipRecord(br); err != nil {
		return err
	}
	k := cutter{sink: to.with(append([]string{"_row"}, d.columns...)...), delimiter: d.Delimiter, line: 1}
	return k.run(br)
}

// A found dialect is the contract's dialect with the columns of this file's header.
type found struct {
	contract.Dialect
	columns []string
}

// opener gives the bytes from the start, as often as asked.
type opener func() (io.ReadCloser, error)

func dialectOf(open opener, c *contract.Contract) (found, error) {
	if len(c.Dialects) == 0 {
		return found{}, &Fault{Code: "form", Detail: "CSV"}
	}
	var best error
	for _, d := range c.Dialects {
		f := found{Dialect: d}
		header, err := f.header(open)
		if err != nil {
			return f, err
		}
		if header == nil {
			continue
		}
		columns, fault := matchHeader(header, c)
		if fault == nil {
			f.columns = columns
			return f, nil
		}
		if best == nil || len(header) > 1 {
			best = fault
		}
	}
	if best == nil {
		best = faultf("line 1: not a header in any dialect of the form")
	}
	return found{}, best
}

// header returns the cells of the first record, nil if it is none in this dialect.
func (f *found) header(open opener) ([]string, error) {
	r, err := f.reader(open)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	line, err := skipRecord(bufio.NewReaderSize(io.LimitReader(r, headLimit), headLimit))
	if err != nil {
		return nil, err
	}
	cr := csv.NewReader(bytes.NewReader(line))
	cr.Comma = rune(f.Delimiter[0])
	header, err := cr.Read()
	if err != nil {
		return nil, nil
	}
	return header, nil
}

// reader decodes into UTF-8 and drops a byte order mark.
func (f *found) reader(open opener) (io.ReadCloser, error) {
	raw, err := open()
	if err != nil {
		return nil, err
	}
	var r io.Reader
	switch f.Encoding {
	case "windows-1251":
		r = transform.NewReader(&notUTF8{r: raw}, charmap.Windows1251.NewDecoder())
	case "utf-16":
		r = transform.NewReader(raw, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
	default:
		r = withoutBOM(raw)
	}
	return struct {
		io.Reader
		io.Closer
	}{r, raw}, nil
}

func withoutBOM(r io.Reader) io.Reader {
	br := bufio.NewReader(r) // larger reads pass by its buffer
	if head, _ := br.Peek(3); bytes.Equal(head, []byte("\xef\xbb\xbf")) {
		_, _ = br.Discard(3) // what Peek returned is there to discard
	}
	return br
}

// notUTF8 guards a one-byte encoding: text beyond ASCII that is valid UTF-8 as a whole
// was hardly written in it, and reading it so would change every letter silently.
type notUTF8 struct {
	r          io.Reader
	high, wide bool
	tail       []byte
}

func (g *notUTF8) Read(p []byte) (int, error) {
	n, err := g.r.Read(p)
	g.look(p[:n])
	if errors.Is(err, io.EOF) && g.high && !g.wide && len(g.tail) == 0 {
		return n, &Fault{Code: "not-1251", Detail: "UTF-8"}
	}
	return n, err
}

func (g *notUTF8) look(p []byte) {
	text := append(g.tail, p...)
	g.tail = nil
	for i := 0; i < len(text) && !g.wide; {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 {
			if !utf8.FullRune(text[i:]) {
				g.tail = append([]byte(nil), text[i:]...)
				return
			}
			g.wide = true // a byte that cannot be UTF-8
			return
		}
		g.high = g.high || size > 1
		i += size
	}
}

// matchHeader names the contract's column of each cell of the header: by technical name,
// or by its Russian or Kazakh name. Unforeseen, repeated and missing columns are faults,
// because guessing would lose or mix up values silently.
func matchHeader(header []string, c *contract.Contract) ([]string, error) {
	var columns, unknown, missing []string
	seen := make(map[string]bool)
	for _, cell := range header {
		name := columnNamed(strings.Trim(strings.TrimSpace(cell), "\u00a0"), c)
		if name == "" || seen[name] {
			unknown = append(unknown, cell)
		}
		seen[name] = true
		columns = append(columns, name)
	}
	for i := range c.Columns {
		if col := &c.Columns[i]; col.Required && !seen[col.Name] {
			missing = append(missing, col.Name)
		}
	}
	switch {
	case len(missing) > 0:
		return nil, &Fault{Code: "missing-column", Detail: quoted(missing)}
	case len(unknown) > 0:
		return nil, &Fault{Code: "unknown-column", Detail: quoted(unknown)}
	}
	return columns, nil
}

func columnNamed(cell string, c *contract.Contract) string {
	for i := range c.Columns {
		if col := &c.Columns[i]; cell == col.Name || cell == col.RU || cell == col.KK {
			return col.Name
		}
	}
	return ""
}

func quoted(names []string) string { return "«" + strings.Join(names, "», «") + "»" }

// skipRecord reads up to the end of the first record.
func skipRecord(br *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := br.ReadBytes('\n')
		line = append(line, part...)
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return nil, &Fault{Code: "empty", Detail: "0"}
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if err != nil || bytes.Count(line, []byte{'"'})%2 == 0 {
			return line, nil
		}
	}
}

// readRecords reads record by record. A record of another length is a broken row; a
// quote that is not closed makes the rest of the file unreadable, which is a fault.
func readRecords(r io.Reader, d found, to sink) error {
	cr := csv.NewReader(r)
	cr.Comma, cr.FieldsPerRecord, cr.ReuseRecord = rune(d.Delimiter[0]), -1, true
	w := newRowWriter(d.columns, to)
	for n, line := int64(1), 1; ; n++ {
		record, err := cr.Read()
		if errors.Is(err, io.EOF) {
			return w.flush()
		}
		if err != nil {
			var at *csv.ParseError
			if errors.As(err, &at) {
				return &Fault{Code: "quote", Detail: strconv.Itoa(at.StartLine)}
			}
			return err
		}
		n += int64(blankLines(cr, record, &line))
		if err := addRecord(w, n, record, len(d.columns)); err != nil {
			return err
		}
	}
}

// blankLines is the number of lines that were skipped before a record, which begins at
// *line if there are none; they count as rows, as they do in a spreadsheet.
func blankLines(cr *csv.Reader, record []string, line *int) int {
	start, _ := cr.FieldPos(0)
	last, _ := cr.FieldPos(len(record) - 1)
	skipped := start - *line
	*line = last + strings.Count(record[len(record)-1], "\n") + 1
	return skipped
}

func addRecord(w *rowWriter, n int64, record []string, want int) error {
	if n == 1 { // the header
		return nil
	}
	for _, cell := range record {
		if !utf8.ValidString(cell) {
			return &Fault{Code: "not-utf-8", Detail: strconv.FormatInt(n, 10)}
		}
	}
	if len(record) == want+1 && record[want] == "" {
		record = record[:want] // a delimiter at the end of a line; DuckDB forgives it as well
	}
	if len(record) != want {
		return w.add(n, fmt.Sprintf("%d/%d", len(record), want), nil)
	}
	return w.add(n, "", record)
}
