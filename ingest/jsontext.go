package ingest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
)

// depthLimit is how deep objects and lists may lie within each other.
const depthLimit = 64

// A jsonText takes JSON texts apart that stand one after the other in memory. Package
// json keeps the last of two values under one name, and puts U+FFFD in place of bytes it
// cannot read; here both are faults, with line and column.
type jsonText struct {
	data []byte
	line int // on which data begins
	dec  *json.Decoder
}

func newJSONText(data []byte, line int) (*jsonText, error) {
	t := &jsonText{data: data, line: line, dec: json.NewDecoder(bytes.NewReader(data))}
	t.dec.UseNumber()
	if code, at := unsound(data); code != "" {
		return nil, t.fault(code, int64(at))
	}
	return t, nil
}

// next returns the next text as Go values, numbers as they are written. At the end it
// returns io.EOF.
func (t *jsonText) next() (any, error) {
	v, err := t.value(0)
	var syntax *json.SyntaxError
	switch {
	case err == nil, errors.Is(err, io.EOF):
		return v, err
	case errors.As(err, &syntax):
		return nil, t.fault("json-syntax", t.upcoming())
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, t.fault("json-syntax", int64(len(t.data)))
	}
	return nil, err
}

// upcoming is where what could not be read begins.
func (t *jsonText) upcoming() int64 {
	at := t.dec.InputOffset()
	rest := t.data[min(at, int64(len(t.data))):]
	return at + int64(len(rest)-len(bytes.TrimLeft(rest, " \t\r\n")))
}

func (t *jsonText) value(depth int) (any, error) {
	token, err := t.dec.Token()
	if err != nil {
		return nil, err
	}
	opened, ok := token.(json.Delim)
	if !ok {
		return token, nil
	}
	if depth == depthLimit {
		return nil, t.fault("json-depth", t.dec.InputOffset())
	}
	var v any
	if opened == '{' {
		v, err = t.object(depth)
	} else {
		v, err = t.list(depth)
	}
	if err == nil {
		_, err = t.dec.Token() // closes it
	}
	return v, inside(err)
}

// inside turns an end of the text in the midst of a value into what it is.
func inside(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

func (t *jsonText) object(depth int) (map[string]any, error) {
	object := make(map[string]any)
	for t.dec.More() {
		name, err := t.dec.Token()
		if err != nil {
			return nil, err
		}
		key, ok := name.(string)
		if !ok {
			return nil, t.fault("json-syntax", t.dec.InputOffset())
		}
		if _, twice := object[key]; twice {
			return nil, t.fault("json-twice", t.dec.InputOffset()-1)
		}
		if object[key], err = t.value(depth + 1); err != nil {
			return nil, err
		}
	}
	return object, nil
}

func (t *jsonText) list(depth int) ([]any, error) {
	list := []any{}
	for t.dec.More() {
		v, err := t.value(depth + 1)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

// fault names line and column, as an editor counts them.
func (t *jsonText) fault(code string, at int64) error {
	before := t.data[:min(at, int64(len(t.data)))]
	start := bytes.LastIndexByte(before, '\n') + 1
	return fault(code, strconv.Itoa(t.line+bytes.Count(before, []byte{'\n'}))+":"+strconv.Itoa(len([]rune(string(before[start:])))+1))
}

// cellText is the text of a single value and its kind; of null, as of a missing one, there is
// no text. What is no single value has no kind.
func cellText(v any) (text, kind string) {
	switch v := v.(type) {
	case nil:
		return "", "null"
	case string:
		return v, "string"
	case json.Number:
		return v.String(), "number"
	case bool:
		return strconv.FormatBool(v), "boolean"
	}
	return "", ""
}

// nested is the kind of what is no single value.
func nested(v any) string {
	if _, ok := v.([]any); ok {
		return "array"
	}
	return "object"
}
