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
	d := &jsonRows{contract: c, paths: paths(c), mark: markOf(c), apart: apart && c.JSON.Lines, w: newRowWriter(markedNames(c), to)}
	d.schema = newRowSchema(c, d.paths)
	return d.read(in)
}

// markedNames are the columns of a row and, where it may say so, whether it was deleted.
func markedNames(c *contract.Contract) []string {
	if place, _ := c.Tombstone(); place != "" {
		return append(names(c), "_deleted")
	}
	return names(c)
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
	mark     *tombMark // nil where no row says that it was deleted
	ended    bool      // the page under way has rows that were deleted, or their keys
	schema   *rowSchema
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
			if err := d.schema.tell(d.apart, d.w.sink); err != nil {
				return err
			}
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
	if list, ok := v.([]any); ok && d.ended {
		return d.rows(list, nil)
	} else if ok {
		return d.list(list, shape.Rows)
	}
	object, ok := v.(map[string]any)
	if page, told := object[contract.FoundDeleted]; told && len(object) == 1 && d.mark != nil && !d.ended {
		d.ended = true
		defer func() { d.ended = false }()
		return d.text(page)
	}
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
	if !ok && d.ended {
		object, ok = d.keyOnly(v)
	}
	if !ok {
		return fault("json-shape", d.at(""))
	}
	deleted := d.ended || d.mark.on(follow(object, d.mark.steps()))
	if err := d.take(object, parent, deleted); err != nil {
		return err
	}
	if d.mark != nil {
		d.cells = append(d.cells, marked(deleted))
	}
	if err := d.w.add(d.n+1, "", d.cells); err != nil {
		return err
	}
	d.n++
	return nil
}

// take makes the cells of a row. One that was deleted may have anything beside its key.
func (d *jsonRows) take(object, parent map[string]any, deleted bool) error {
	d.cells = d.cells[:0]
	for i, p := range d.paths {
		from := object
		if p.up > 0 {
			from = parent
		}
		value, place := placed(from, p.steps)
		cell, kind := cellText(value)
		switch {
		case kind == "" && deleted:
			cell = ""
		case kind == "":
			return fault("retyped-column", "«"+p.text+"»: "+nested(value)+" ("+d.at("")+")")
		case !deleted:
			d.schema.saw(i, place, kind, cell)
		}
		d.cells = append(d.cells, cell)
	}
	if !deleted {
		d.schema.rows++
		d.schema.met(strangers(object, d.schema.known, "", nil))
	}
	return nil
}

// keyOnly is a row of which only the key is told; it must be of one column.
func (d *jsonRows) keyOnly(v any) (map[string]any, bool) {
	if len(d.contract.Key) != 1 {
		return nil, false
	}
	steps := strings.Split(pathOf(d.contract.Column(d.contract.Key[0])), ".")
	for i := len(steps) - 1; i >= 0; i-- {
		v = map[string]any{steps[i]: v}
	}
	return v.(map[string]any), true
}

// strangers lists the names in an object that no column lies under.
func strangers(object map[string]any, known nameTree, within string, names []string) []string {
	for name, v := range object {
		below, ok := known[name]
		if !ok {
			names = append(names, within+name)
			continue
		}
		if inner, ok := v.(map[string]any); ok && below != nil {
			names = strangers(inner, below, within+name+".", names)
		}
	}
	return names
}

// placed returns the value at the end of the steps, and whether there is a place for one.
func placed(object map[string]any, steps []string) (any, bool) {
	if len(steps) == 1 {
		v, ok := object[steps[0]]
		return v, ok
	}
	first, ok := object[steps[0]]
	if !ok {
		return nil, false
	}
	if inner, ok := first.(map[string]any); ok {
		return placed(inner, steps[1:])
	}
	return follow(first, steps[1:]), true // nothing at all is no other shape
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
