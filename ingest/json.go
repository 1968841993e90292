package ingest

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"

	"nsk/connectors/contract"
)

// textLimit bounds one JSON text in memory, the line of JSON Lines included.
const textLimit = 128 << 20

// readJSON yields the rows of JSON Lines, of one JSON text, or of a sequence of pages
// (RFC 7464). Values keep the text they were written with; a number is never turned into
// a float on the way. No text at all is not an empty list: it says nothing.
//
// The lines of a stream are messages of many senders: with apart, one that cannot be read is
// a rejected row and not the fault of all.
func readJSON(r io.Reader, c *contract.Contract, apart bool, to sink) error {
	if c.JSON == nil {
		return fault("form", "JSON")
	}
	in := bufio.NewReaderSize(r, headLimit)
	head, _ := in.Peek(512) // an error comes again when it is read
	if form := formOf(head); form != "" && !apart {
		return fault("other-form", form)
	}
	if bytes.HasPrefix(head, []byte("\ufeff")) {
		_, _ = in.Discard(3) // what Peek returned is there to discard
	}
	d := &jsonRows{contract: c, paths: paths(c), apart: apart && c.JSON.Lines, w: newRowWriter(names(c), to)}
	return d.read(in)
}

func names(c *contract.Contract) []string {
	out := make([]string, len(c.Columns))
	for i := range c.Columns {
		out[i] = c.Columns[i].Name
	}
	return out
}

// A jsonPath is where a column's value lies: up steps towards the enclosing object,
// then the keys or indexes to follow.
type jsonPath struct {
	text  string
	up    int
	steps []string
}

func paths(c *contract.Contract) []jsonPath {
	out := make([]jsonPath, len(c.Columns))
	for i := range c.Columns {
		path := c.Columns[i].Path
		if path == "" {
			path = c.Columns[i].Name
		}
		trimmed := strings.TrimLeft(path, "^")
		out[i] = jsonPath{text: trimmed, up: len(path) - len(trimmed), steps: strings.Split(trimmed, ".")}
	}
	return out
}

type jsonRows struct {
	contract *contract.Contract
	paths    []jsonPath
	w        *rowWriter
	apart    bool  // a line that cannot be read is a row of its own
	n        int64 // of the last row; in JSON Lines, of its line
	cells    []string
}

// read takes the input apart into lines or pages.
func (d *jsonRows) read(in *bufio.Reader) error {
	separator := byte(0x1e)
	if d.contract.JSON.Lines {
		separator = '\n'
	}
	some := false
	for line := 1; ; {
		text, end, err := until(separator, in)
		if err != nil {
			return err
		}
		if d.contract.JSON.Lines {
			d.n = int64(line - 1)
		}
		n, err := d.line(text, line)
		if err != nil {
			return err
		}
		some = some || n > 0
		line += bytes.Count(text, []byte{'\n'})
		switch {
		case end && !some:
			return fault("empty", 0)
		case end:
			return d.w.flush()
		}
	}
}

// until reads up to and with the separator. end tells that there is no more.
func until(separator byte, in *bufio.Reader) (text []byte, end bool, err error) {
	for {
		part, err := in.ReadSlice(separator)
		text = append(text, part...)
		switch {
		case errors.Is(err, io.EOF):
			return text, true, nil
		case err != nil && !errors.Is(err, bufio.ErrBufferFull):
			return nil, false, err
		case len(text) > textLimit:
			return nil, false, fault("too-large", strconv.Itoa(textLimit>>20)+" MB")
		case err == nil:
			return text, false, nil
		}
	}
}

// line takes in what stands up to a separator.
func (d *jsonRows) line(text []byte, line int) (int, error) {
	n, err := d.texts(text, line)
	var bad *Fault
	if !d.apart || !errors.As(err, &bad) || d.n >= int64(line) { // two texts: the first is a row already
		return n, err
	}
	return 1, d.w.add(int64(line), bad.Error(), nil)
}

// texts takes in the JSON texts that stand one after the other, and counts them.
func (d *jsonRows) texts(data []byte, line int) (n int, err error) {
	p, err := newJSONText(bytes.Trim(data, "\x1e"), line)
	if err != nil {
		return 0, err
	}
	for ; ; n++ {
		v, err := p.next()
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err == nil && n == 1 && d.contract.JSON.Lines {
			err = p.fault("json-syntax", p.dec.InputOffset())
		}
		if err == nil {
			err = d.text(v)
		}
		if err != nil {
			return n, err
		}
	}
}

// text takes one JSON text apart: a row of JSON Lines, or a page.
func (d *jsonRows) text(v any) error {
	shape := d.contract.JSON
	if shape.Lines {
		return d.row(v, nil)
	}
	if list, ok := v.([]any); ok {
		return d.list(list, shape.Rows)
	}
	object, ok := v.(map[string]any)
	if !ok || shape.Rows == "" {
		return fault("json-shape", d.at(""))
	}
	list, ok := object[shape.Rows].([]any)
	if !ok {
		return fault("json-shape", "«"+shape.Rows+"»")
	}
	return d.rows(list, nil)
}

// at is the place of the next row, or of something within.
func (d *jsonRows) at(what string) string {
	if what != "" {
		what = " «" + what + "»"
	}
	return strconv.FormatInt(d.n+1, 10) + what
}

// list takes an array: of rows, or of objects that each hold an array of rows.
func (d *jsonRows) list(list []any, inner string) error {
	if inner == "" {
		return d.rows(list, nil)
	}
	for _, v := range list {
		object, ok := v.(map[string]any)
		if !ok {
			return fault("json-shape", "«"+inner+"»")
		}
		rows, ok := object[inner].([]any)
		if !ok {
			return fault("json-shape", "«"+inner+"»")
		}
		if err := d.rows(rows, object); err != nil {
			return err
		}
	}
	return nil
}

func (d *jsonRows) rows(list []any, parent map[string]any) error {
	for _, v := range list {
		if err := d.row(v, parent); err != nil {
			return err
		}
	}
	return nil
}

// row writes one row. A list or an object where a single value belongs has no text that
// could be checked, and is a fault.
func (d *jsonRows) row(v any, parent map[string]any) error {
	object, ok := v.(map[string]any)
	if !ok {
		return fault("json-shape", d.at(""))
	}
	d.cells = d.cells[:0]
	for _, p := range d.paths {
		from := any(object)
		if p.up > 0 {
			from = parent
		}
		cell, ok := cellText(follow(from, p.steps))
		if !ok {
			return fault("json-shape", d.at(p.text))
		}
		d.cells = append(d.cells, cell)
	}
	if err := d.w.add(d.n+1, "", d.cells); err != nil {
		return err
	}
	d.n++
	return nil
}

// follow returns the value at the end of the steps, nil where there is none.
func follow(v any, steps []string) any {
	for _, s := range steps {
		switch at := v.(type) {
		case map[string]any:
			v = at[s]
		case []any:
			i, err := strconv.Atoi(s)
			if err != nil || i < 0 || i >= len(at) {
				return nil
			}
			v = at[i]
		default:
			return nil
		}
	}
	return v
}
