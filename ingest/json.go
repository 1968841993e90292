package ingest

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"nsk/connectors/contract"
)

// readJSON yields the rows of JSON Lines, of one JSON text, or of a sequence of pages
// (RFC 7464). Values keep the text they were written with; a number is never turned into
// a float on the way.
func readJSON(r io.Reader, c *contract.Contract, to sink) error {
	if c.JSON == nil {
		return &Fault{Code: "form", Detail: "JSON"}
	}
	d := &jsonRows{contract: c, paths: paths(c), w: newRowWriter(names(c), to)}
	dec := json.NewDecoder(withoutSeparators(r))
	dec.UseNumber()
	for {
		var text any
		err := dec.Decode(&text)
		if errors.Is(err, io.EOF) {
			return d.w.flush()
		}
		if err != nil {
			return faultf("row %d, byte %d: %v", d.n+1, dec.InputOffset(), err)
		}
		if err := d.text(text); err != nil {
			return err
		}
	}
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
		out[i] = jsonPath{up: len(path) - len(trimmed), steps: strings.Split(trimmed, ".")}
	}
	return out
}

type jsonRows struct {
	contract *contract.Contract
	paths    []jsonPath
	w        *rowWriter
	n        int64
	cells    []string
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
		return &Fault{Code: "json-shape", Detail: "row " + strconv.FormatInt(d.n+1, 10)}
	}
	list, ok := object[shape.Rows].([]any)
	if !ok {
		return &Fault{Code: "json-shape", Detail: "«" + shape.Rows + "»"}
	}
	return d.rows(list, nil)
}

// list takes an array: of rows, or of objects that each hold an array of rows.
func (d *jsonRows) list(list []any, inner string) error {
	if inner == "" {
		return d.rows(list, nil)
	}
	for _, v := range list {
		object, ok := v.(map[string]any)
		if !ok {
			return &Fault{Code: "json-shape", Detail: "«" + inner + "»"}
		}
		rows, ok := object[inner].([]any)
		if !ok {
			return &Fault{Code: "json-shape", Detail: "«" + inner + "»"}
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

func (d *jsonRows) row(v any, parent map[string]any) error {
	d.n++
	object, ok := v.(map[string]any)
	if !ok {
		return d.w.add(d.n, fmt.Sprintf("%T", v), nil)
	}
	d.cells = d.cells[:0]
	for _, p := range d.paths {
		from := any(object)
		if p.up > 0 {
			from = parent
		}
		d.cells = append(d.cells, cellText(follow(from, p.steps)))
	}
	return d.w.add(d.n, "", d.cells)
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

func cellText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // it was just decoded
	}
	return string(text)
}

// withoutSeparators drops the record separators between the pages of a sequence.
func withoutSeparators(r io.Reader) io.Reader { return &separators{bufio.NewReader(r)} }

type separators struct{ r *bufio.Reader }

func (s *separators) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	for i, b := range p[:n] {
		if b == 0x1e {
			p[i] = ' '
		}
	}
	return n, err
}
