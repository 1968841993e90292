package ingest

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"
)

// recordLimit is the length of the longest record, in bytes. DuckDB reads twice as much.
const recordLimit = windowSize

// A recordReader takes CSV text apart by the letter of RFC 4180: a quote stands at the
// start of a cell, doubled within, and at the end; a line ends with LF or CRLF. Text
// written otherwise has no single meaning and is a fault, with its line. What is within
// quotes stays as it is. (Package csv drops carriage returns there.)
type recordReader struct {
	in        *bufio.Reader
	delimiter byte
	line      int // of the text, on which the record read last begins
	next      int // on which the one after it begins
	text      []byte
	cells     []string
}

func newRecordReader(in io.Reader, delimiter string) *recordReader {
	return &recordReader{in: bufio.NewReaderSize(in, headLimit), delimiter: delimiter[0], next: 1}
}

// read returns the cells of the next record, which stay valid until the next call; of a
// blank line none. At the end it returns io.EOF.
func (r *recordReader) read() ([]string, error) {
	long, err := r.record()
	if err != nil {
		return nil, err
	}
	if code, at := unsound(r.text); code != "" {
		return nil, r.faultAt(code, at)
	}
	r.cells = r.cells[:0]
	if blank(r.text) {
		return nil, nil
	}
	code, at := r.split()
	switch {
	case long && (code == "" || code == unclosed):
		return nil, fault("too-long", r.line)
	case code == unclosed:
		return nil, r.faultAt("quote", at)
	case code != "":
		return nil, r.faultAt(code, at)
	}
	return r.cells, nil
}

func (r *recordReader) faultAt(code string, at int) error {
	return fault(code, r.line+bytes.Count(r.text[:at], []byte{'\n'}))
}

// record reads lines up to one that does not end within quotes. It reports whether it
// gave up because of the length.
func (r *recordReader) record() (long bool, err error) {
	r.text, r.line = r.text[:0], r.next
	for quotes := 0; ; {
		part, err := r.in.ReadSlice('\n')
		r.text = append(r.text, part...)
		quotes += bytes.Count(part, []byte{'"'})
		switch {
		case errors.Is(err, io.EOF) && len(r.text) == 0:
			return false, io.EOF
		case errors.Is(err, io.EOF):
			return false, nil
		case err != nil && !errors.Is(err, bufio.ErrBufferFull):
			return false, err
		case err == nil:
			r.next++
			if quotes%2 == 0 {
				return false, nil
			}
		}
		if len(r.text) > recordLimit {
			return true, nil
		}
	}
}

var replacement = []byte("\ufffd")

// unsound names what no text may hold, and where it does; "" if there is nothing.
func unsound(text []byte) (code string, at int) {
	if utf8.Valid(text) && bytes.IndexByte(text, 0) < 0 && !bytes.Contains(text, replacement) {
		return "", 0
	}
	for at = 0; at < len(text); {
		c, size := utf8.DecodeRune(text[at:])
		switch {
		case c == utf8.RuneError && size == 1:
			return "not-utf-8", at
		case c == utf8.RuneError:
			return "lost-letters", at
		case c == 0:
			return "zero-byte", at
		}
		at += size
	}
	return "", 0
}

// unclosed is what split says of a quote that nothing closes; in a text cut off for its
// length, that need not be wrong.
const unclosed = "unclosed"

// split takes the record apart into r.cells. What is wrong is named, with its place.
func (r *recordReader) split() (code string, at int) {
	text := withoutLineEnd(r.text)
	for from := 0; ; from++ {
		cell := r.bare
		if from < len(text) && text[from] == '"' {
			cell = r.quoted
		}
		if from, code = cell(text, from); code != "" || from == len(text) {
			return code, from
		}
	}
}

// bare adds the cell that begins at from without a quote, and returns where it ends.
func (r *recordReader) bare(text []byte, from int) (end int, code string) {
	end = len(text)
	if i := bytes.IndexByte(text[from:], r.delimiter); i >= 0 {
		end = from + i
	}
	switch i := bytes.IndexAny(text[from:end], "\"\r"); {
	case i >= 0 && text[from+i] == '\r':
		return from + i, "line-ends"
	case i >= 0:
		return from + i, "quote"
	}
	r.cells = append(r.cells, string(text[from:end]))
	return end, ""
}

// quoted does the same for a cell within quotes.
func (r *recordReader) quoted(text []byte, from int) (end int, code string) {
	end = closing(text, from+1)
	switch {
	case end < 0:
		return from, unclosed
	case end < len(text) && text[end] != r.delimiter:
		return end, "quote"
	}
	r.cells = append(r.cells, string(bytes.ReplaceAll(text[from+1:end-1], []byte(`""`), []byte{'"'})))
	return end, ""
}

// closing is the index after the quote that closes what was opened before from; -1 if
// there is none.
func closing(text []byte, from int) int {
	for {
		i := bytes.IndexByte(text[from:], '"')
		if i < 0 {
			return -1
		}
		if from += i + 1; from == len(text) || text[from] != '"' {
			return from
		}
		from++
	}
}

func withoutLineEnd(text []byte) []byte {
	if t, ok := bytes.CutSuffix(text, []byte("\n")); ok {
		return bytes.TrimSuffix(t, []byte("\r"))
	}
	return text
}
