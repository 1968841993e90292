package ingest

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"
)

// A cutter splits CSV text after its header into chunks at the ends of records, and
// writes the number of each record in front of it. It looks at quotes and line feeds
// only; DuckDB takes the records apart. The text passes in windows of whole records,
// so that memory is bounded by the window and the chunk.
type cutter struct {
	sink
	delimiter string
	line      int64 // number of the last record; the header is 1
	out       []byte
	chunk     *chunk // being written; nil between two
}

// errUnsound and errTooLong send a file to the careful reader, which names the line.
var (
	errUnsound = errors.New("the text is not sound CSV")
	errTooLong = errors.New("a record is longer than a window, or a quote is not closed")
)

func (k *cutter) run(r io.Reader) error {
	buf := make([]byte, 0, k.window)
	for {
		n, err := io.ReadFull(r, buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		last := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !last {
			return err
		}
		end := len(buf)
		if !last {
			if end = lastRecordEnd(buf); end == 0 {
				return errTooLong
			}
		}
		if err := k.add(buf[:end]); err != nil {
			return err
		}
		if last {
			return k.flush()
		}
		buf = append(buf[:0], buf[end:]...)
	}
}

// lastRecordEnd is the index after the last line feed that stands outside quotes: an odd
// number of quotes before a line feed means that it is inside.
func lastRecordEnd(data []byte) int {
	quotes := bytes.Count(data, []byte{'"'})
	for end := len(data); ; {
		nl := bytes.LastIndexByte(data[:end], '\n')
		if nl < 0 {
			return 0
		}
		quotes -= bytes.Count(data[nl:end], []byte{'"'})
		if quotes%2 == 0 {
			return nl + 1
		}
		end = nl
	}
}

// add writes a window of whole records to the chunk.
func (k *cutter) add(data []byte) error {
	if len(data) == 0 {
		return nil
	}
	if !sound(data, k.delimiter[0]) {
		return errUnsound
	}
	isPlain := plain(data, k.delimiter[0])
	for len(data) > 0 {
		if k.chunk == nil {
			k.chunk = newChunk(k.sink, k.delimiter, k.line+1)
			k.chunk.plain, k.chunk.crlf = true, bytes.HasSuffix(data[:recordEnd(data)], []byte("\r\n"))
		}
		k.chunk.plain = k.chunk.plain && isPlain
		var err error
		if data, err = k.fill(data); err != nil {
			return err
		}
	}
	return nil
}

// fill writes records until the portion of the chunk is whole, and returns those left over.
func (k *cutter) fill(data []byte) (rest []byte, err error) {
	p := k.chunk.last()
	rows, rest := k.number(data, groupRows-p.rows)
	p.rows += rows
	if _, err := p.Write(k.out); err != nil {
		return nil, err
	}
	switch {
	case k.chunk.whole(k.size):
		return rest, k.flush()
	case p.whole(k.size):
		k.chunk.turn()
	}
	return rest, nil
}

// sound reports whether DuckDB and a recordReader take whole records apart alike: every
// quote stands where a cell begins or ends, or is doubled, and there is no carriage
// return without its line feed, no zero byte and no lost letter.
func sound(data []byte, delimiter byte) bool {
	return utf8.Valid(data) && bytes.IndexByte(data, 0) < 0 && !bytes.Contains(data, replacement) &&
		bytes.Count(data, []byte("\r")) == bytes.Count(data, []byte("\r\n")) && quotesSound(data, delimiter)
}

func quotesSound(data []byte, delimiter byte) bool {
	for from := 0; ; {
		i := bytes.IndexByte(data[from:], '"')
		if i < 0 {
			return true
		}
		open := from + i
		if open > 0 && data[open-1] != delimiter && data[open-1] != '\n' {
			return false
		}
		if from = closing(data, open+1); from < 0 || !cellEnds(data[from:], delimiter) {
			return false
		}
	}
}

func cellEnds(rest []byte, delimiter byte) bool {
	return len(rest) == 0 || rest[0] == delimiter || rest[0] == '\n' || bytes.HasPrefix(rest, []byte("\r\n"))
}

func (k *cutter) flush() error {
	c := k.chunk
	if c == nil || c.rows() == 0 {
		return nil
	}
	k.chunk = nil
	if err := c.seal(); err != nil {
		return err
	}
	return k.yield(c)
}

// plain reports whether no value can have blanks around it. A tab or a no-break space
// anywhere, or a space beside a delimiter, a quote or an end of line, makes it false; so
// does an empty quoted text, which stands for nothing as an empty one does.
func plain(data []byte, delimiter byte) bool {
	if bytes.IndexByte(data, '\t') >= 0 || bytes.Contains(data, []byte("\u00a0")) || bytes.Contains(data, []byte(`""`)) {
		return false
	}
	edge := func(i int) bool {
		return i < 0 || i == len(data) || data[i] == delimiter || data[i] == '\n' || data[i] == '\r' || data[i] == '"'
	}
	for from := 0; ; {
		i := bytes.IndexByte(data[from:], ' ')
		if i < 0 {
			return true
		}
		from += i + 1
		if edge(from-2) || edge(from) {
			return false
		}
	}
}

// number copies at most so many records to k.out with their numbers in front, counts them,
// and returns what it did not come to. Blank lines are left out, but they count as lines, as
// they do in a spreadsheet.
func (k *cutter) number(data []byte, most int64) (rows int64, rest []byte) {
	k.out = k.out[:0]
	for len(data) > 0 && rows < most {
		end := recordEnd(data)
		record := data[:end]
		data = data[end:]
		k.line++
		if blank(record) {
			continue
		}
		k.out = strconv.AppendInt(k.out, k.line, 10)
		k.out = append(k.out, k.delimiter...)
		k.out = append(k.out, record...)
		rows++
	}
	return rows, data
}

func blank(record []byte) bool {
	s := string(record) // comparing does not copy
	return s == "\n" || s == "\r\n"
}

// recordEnd is the index after the first line feed outside quotes, or the end.
func recordEnd(data []byte) int {
	quotes := 0
	for from := 0; ; {
		nl := bytes.IndexByte(data[from:], '\n')
		if nl < 0 {
			return len(data)
		}
		quotes += bytes.Count(data[from:from+nl], []byte{'"'})
		from += nl + 1
		if quotes%2 == 0 {
			return from
		}
	}
}
