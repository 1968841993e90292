package ingest

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"nsk/connectors/contract"
)

// readXML yields the rows of an XML document. Each is an element directly within the one
// that holds the rows; its values are texts, its attributes stand under @name. A document
// is read token by token within bounds, and may declare nothing of its own: no types, no
// entities, so that nothing is fetched and nothing grows.
func readXML(r io.Reader, c *contract.Contract, to sink) error {
	if c.XML == nil {
		return fault("form", "XML")
	}
	in := bufio.NewReaderSize(r, headLimit)
	head, _ := in.Peek(512) // an error comes again when it is read
	if len(trimmedHead(head)) == 0 {
		return fault("empty", 0)
	}
	if form := formOf(head); form != "XML" {
		return fault("other-form", orText(form, head))
	}
	if bytes.HasPrefix(head, []byte("\ufeff")) {
		_, _ = in.Discard(3) // what Peek returned is there to discard
	}
	ration := &rationed{Reader: in, over: fault("too-long", "XML")}
	holder, row, _ := strings.Cut(c.XML.Rows, ".")
	d := &xmlRows{in: ration, dec: xml.NewDecoder(ration), holder: holder, row: row, paths: paths(c), mark: markOf(c), w: newRowWriter(markedNames(c), to)}
	d.schema = newRowSchema(c, d.paths)
	return d.read()
}

func orText(form string, head []byte) string {
	if form != "" {
		return form
	}
	return textForm(head)
}

type xmlRows struct {
	in          *rationed
	dec         *xml.Decoder
	holder, row string
	paths       []jsonPath
	mark        *tombMark
	schema      *rowSchema
	w           *rowWriter
	depth       int
	ended       bool
	size        int // bytes of the row being read
	n           int64
	cells       []string
}

// An xmlElement is a row, or something within.
type xmlElement struct {
	text  string
	attrs []xml.Attr
	parts map[string][]*xmlElement
}

// read finds the element that holds the rows. That there is none says nothing about rows;
// one without rows says that there are none.
func (d *xmlRows) read() error {
	found := false
	for {
		token, err := d.token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == d.holder {
			found = true
			if err := d.rows(); err != nil {
				return err
			}
		}
	}
	if !found {
		return fault("xml-shape", "<"+d.holder+">")
	}
	if err := d.schema.tell(false, d.w.sink); err != nil {
		return err
	}
	return d.w.flush()
}

// rows reads the holder just begun to its end.
func (d *xmlRows) rows() error {
	for end := d.depth - 1; d.depth > end; {
		token, err := d.inside()
		if err != nil {
			return err
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != d.row || d.depth != end+2 {
			continue
		}
		d.size = 0
		row, err := d.element(start)
		if err == nil {
			err = d.write(row)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// token returns the next one; at the end of a whole document io.EOF.
func (d *xmlRows) token() (xml.Token, error) {
	d.in.left = tokenLimit
	token, err := d.dec.Token()
	var known *Fault
	var wrong *xml.SyntaxError
	switch {
	case errors.Is(err, io.EOF), errors.As(err, &known):
		return nil, err
	case errors.As(err, &wrong):
		return nil, d.fault("xml-syntax")
	case err != nil && strings.HasPrefix(err.Error(), "xml: "): // such as another encoding declared
		return nil, d.fault("xml-syntax")
	case err != nil:
		return nil, err
	}
	switch token.(type) {
	case xml.Directive:
		return nil, d.fault("xml-declarations")
	case xml.StartElement:
		if d.depth == 0 && d.ended { // a second document
			return nil, d.fault("xml-syntax")
		}
		d.depth++
	case xml.EndElement:
		d.depth--
		d.ended = d.depth == 0
	}
	if d.depth > depthLimit {
		return nil, d.fault("xml-depth")
	}
	return token, nil
}

// inside is a token of an element that has begun.
func (d *xmlRows) inside() (xml.Token, error) {
	token, err := d.token()
	if errors.Is(err, io.EOF) {
		return nil, d.fault("xml-syntax")
	}
	return token, err
}

// fault names line and column, as an editor counts them.
func (d *xmlRows) fault(code string) error {
	line, column := d.dec.InputPos()
	return fault(code, fmt.Sprintf("%d:%d", line, column))
}

// element reads the element just begun to its end.
func (d *xmlRows) element(start xml.StartElement) (*xmlElement, error) {
	e := &xmlElement{attrs: start.Attr, parts: make(map[string][]*xmlElement)}
	var text strings.Builder
	for {
		token, err := d.inside()
		if err != nil {
			return nil, err
		}
		d.size += 64 // of what an element costs, beside its text
		switch token := token.(type) {
		case xml.StartElement:
			for _, a := range token.Attr {
				d.size += len(a.Name.Local) + len(a.Value)
			}
			part, err := d.element(token)
			if err != nil {
				return nil, err
			}
			e.parts[token.Name.Local] = append(e.parts[token.Name.Local], part)
		case xml.CharData:
			text.Write(token)
			d.size += len(token)
		case xml.EndElement:
			e.text = text.String()
			return e, nil
		}
		if d.size > recordLimit {
			return nil, fault("too-long", d.n+1)
		}
	}
}

// write writes one row. An element with others in it, or several of one name where the
// path names one, has no text that could be checked, and is a fault.
func (d *xmlRows) write(row *xmlElement) error {
	deleted := false
	if d.mark != nil {
		text, _ := row.at(d.mark.path)
		deleted = d.mark.says(text)
	}
	d.cells = d.cells[:0]
	for i, p := range d.paths {
		cell, ok := row.at(p.steps)
		if p.up > 0 || !ok && !deleted {
			return fault("xml-shape", strconv.FormatInt(d.n+1, 10)+" «"+p.text+"»")
		}
		if !deleted {
			d.schema.saw(i, row.has(p.steps), "text", cell)
		}
		d.cells = append(d.cells, cell)
	}
	if d.mark != nil {
		d.cells = append(d.cells, marked(deleted))
	}
	if !deleted {
		d.schema.rows++
		d.schema.met(row.strangers(d.schema.known, "", nil))
	}
	d.n++
	return d.w.add(d.n, "", d.cells)
}

// has reports whether there is a place for a value at the end of the steps.
func (e *xmlElement) has(steps []string) bool {
	if name, ok := strings.CutPrefix(steps[0], "@"); ok {
		return slices.ContainsFunc(e.attrs, func(a xml.Attr) bool { return a.Name.Local == name })
	}
	parts := e.parts[steps[0]]
	if len(steps) == 1 || len(parts) != 1 {
		return len(parts) > 0
	}
	if _, err := strconv.Atoi(steps[1]); err == nil {
		return true
	}
	return parts[0].has(steps[1:])
}

// strangers lists the elements and attributes within that no column lies under.
func (e *xmlElement) strangers(known nameTree, within string, names []string) []string {
	for _, a := range e.attrs {
		if _, ok := known["@"+a.Name.Local]; !ok && a.Name.Space == "" && a.Name.Local != "xmlns" {
			names = append(names, within+"@"+a.Name.Local)
		}
	}
	for name, parts := range e.parts {
		below, ok := known[name]
		if !ok {
			names = append(names, within+name)
			continue
		}
		if _, counted := below["0"]; below == nil || counted || len(parts) != 1 {
			continue
		}
		names = parts[0].strangers(below, within+name+".", names)
	}
	return names
}

// at is the text at the end of the steps: names of elements, numbers from 0 among several
// of one name, @ and the name of an attribute. What is not there has none.
func (e *xmlElement) at(steps []string) (string, bool) {
	if len(steps) == 0 {
		return e.text, len(e.parts) == 0
	}
	if name, ok := strings.CutPrefix(steps[0], "@"); ok {
		return attribute(xml.StartElement{Attr: e.attrs}, name), len(steps) == 1
	}
	parts, rest := e.parts[steps[0]], steps[1:]
	if len(rest) > 0 {
		if i, err := strconv.Atoi(rest[0]); err == nil {
			if i < 0 || i >= len(parts) {
				return "", true
			}
			parts, rest = parts[i:i+1], rest[1:]
		}
	}
	switch len(parts) {
	case 0:
		return "", true
	case 1:
		return parts[0].at(rest)
	}
	return "", false
}
