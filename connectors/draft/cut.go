package draft

import (
	"bufio"
	"bytes"
	"io"
	"slices"
)

// A Cut is the beginning of what a source sends: so many rows of it, closed as the whole
// would be, so that it is read like one. What has no rows to count before all of it is
// there, a workbook or XML, is not cut.
type Cut struct {
	Short bool // more would have come

	in    *bufio.Reader
	ended func(b byte) bool // looks at a byte before it is passed on: there are rows enough
	tail  func() []byte     // what closes the text then
	left  []byte
	over  bool
}

// NewCut reads rows of r, or all of them if that is 0. Held is the name of the list that
// has the rows of a JSON text; "" where the text is that list.
func NewCut(r io.Reader, form Form, held string, rows int) *Cut {
	c := &Cut{in: bufio.NewReader(r), ended: func(byte) bool { return false }, tail: func() []byte { return nil }}
	switch {
	case rows == 0:
	case form == CSV:
		if mark, _ := c.in.Peek(2); !bytes.Equal(mark, []byte{0xff, 0xfe}) && !bytes.Equal(mark, []byte{0xfe, 0xff}) { // else a line does not end in one byte
			c.ended = (&records{left: rows + 1}).ended
		}
	case form == JSONLines:
		c.ended = (&records{left: rows, plain: true}).ended
	case form == JSON:
		s := &nesting{held: held, left: rows}
		c.ended, c.tail = s.ended, s.closing
	}
	return c
}

// Read ends with io.EOF where the rows do.
func (c *Cut) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if c.over {
			m := copy(p[n:], c.left)
			if c.left = c.left[m:]; m == 0 {
				return n, io.EOF
			}
			n += m
			continue
		}
		b, err := c.in.ReadByte()
		if err != nil {
			return n, err
		}
		if c.ended(b) {
			c.over, c.Short, c.left = true, true, c.tail()
			continue
		}
		p[n] = b
		n++
	}
	return n, nil
}

// records counts the lines of a file; one within quotes ends none.
type records struct {
	left   int
	plain  bool // there are no quotes
	quoted bool
}

func (r *records) ended(b byte) bool {
	switch {
	case r.left == 0:
		return true
	case b == '"' && !r.plain:
		r.quoted = !r.quoted
	case b == '\n' && !r.quoted:
		r.left--
	}
	return false
}

// nesting follows the brackets of JSON texts, one after another as pages of a listing are.
type nesting struct {
	held  string
	left  int    // rows
	stack []byte // what closes the brackets that are open
	rows  int    // depth of the list of rows; 0 outside of it

	quoted, escaped bool
	text, last      []byte // the text being read, and the one before
}

func (s *nesting) ended(b byte) bool {
	if s.quoted {
		s.letter(b)
		return false
	}
	if s.left <= 0 && (b == 0x1e || s.rows > 0 && len(s.stack) == s.rows && b == ',') {
		return true
	}
	switch b {
	case '"':
		s.quoted, s.text = true, s.text[:0]
	case '{':
		s.stack = append(s.stack, '}')
	case '[':
		if depth := len(s.stack) + 1; s.rows == 0 && (depth == 1 && s.held == "" || depth == 2 && s.held != "" && string(s.last) == s.held) {
			s.rows = depth
		}
		s.stack = append(s.stack, ']')
	case '}', ']':
		s.close()
	}
	return false
}

func (s *nesting) letter(b byte) {
	switch {
	case s.escaped:
		s.escaped = false
	case b == '\\':
		s.escaped = true
	case b == '"':
		s.quoted = false
		if len(s.stack) == 1 {
			s.last = append(s.last[:0], s.text...)
		}
		return
	}
	if len(s.stack) == 1 {
		s.text = append(s.text, b)
	}
}

func (s *nesting) close() {
	if len(s.stack) > 0 {
		s.stack = s.stack[:len(s.stack)-1]
	}
	switch {
	case s.rows > 0 && len(s.stack) == s.rows: // a row
		s.left--
	case len(s.stack) < s.rows:
		s.rows = 0
	}
}

func (s *nesting) closing() []byte {
	slices.Reverse(s.stack)
	return s.stack
}
