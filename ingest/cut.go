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
// only; DuckDB takes the records apart.
type cutter struct {
	like  chunk // columns and delimiter of the chunks
	line  int64 // number of the last record; the header is 1
	out   []byte
	yield func(*chunk) error
}

// errNotUTF8 and errTooLong send a file to the careful reader, which names the line.
var (
	errNotUTF8 = errors.New("the bytes are not UTF-8")
	errTooLong = errors.New("a record is longer than a chunk, or a quote is not closed")
)

func (k *cutter) run(r io.Reader) error {
	buf := make([]byte, 0, chunkSize)
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
		if err := k.chunk(buf[:end]); err != nil || last {
			return err
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

func (k *cutter) chunk(data []byte) error {
	if len(data) == 0 {
		return nil
	}
	if !utf8.Valid(data) {
		return errNotUTF8
	}
	c := k.like
	c.plain = plain(data, c.delimiter)
	c.rows = k.number(data)
	c.data = k.out
	if c.rows == 0 {
		return nil
	}
	return k.yield(&c)
}

// plain reports whether no value can have blanks around it. A tab or a no-break space
// anywhere, or a space beside a delimiter, a quote or an end of line, makes it false.
func plain(data []byte, delimiter string) bool {
	for _, s := range []string{"\t", "\u00a0", `""`, " " + delimiter, delimiter + " ", " \n", " \r", "\n ", `" `, ` "`} {
		if bytes.Contains(data, []byte(s)) {
			return false
		}
	}
	return data[0] != ' ' && data[len(data)-1] != ' '
}

// number copies the records to k.out with their numbers in front and counts them. Blank
// lines are left out, but they count as lines, as they do in a spreadsheet.
func (k *cutter) number(data []byte) (rows int64) {
	k.out = k.out[:0]
	for len(data) > 0 {
		end := recordEnd(data)
		record := data[:end]
		data = data[end:]
		k.line++
		if len(bytes.TrimRight(record, "\r\n")) == 0 {
			continue
		}
		k.out = strconv.AppendInt(k.out, k.line, 10)
		k.out = append(k.out, k.like.delimiter...)
		k.out = append(k.out, record...)
		rows++
	}
	return rows
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
