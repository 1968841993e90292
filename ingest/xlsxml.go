package ingest

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// An xmlPart is a part of a workbook read token by token, within bounds.
type xmlPart struct {
	name string
	body io.Closer
	in   *rationed
	dec  *xml.Decoder
}

func (b *book) stream(name string) (*xmlPart, error) {
	r, err := b.part(name)
	if err != nil {
		return nil, err
	}
	in := &rationed{Reader: r, over: fault("too-long", name)}
	return &xmlPart{name: name, body: r, in: in, dec: xml.NewDecoder(in)}, nil
}

func (x *xmlPart) close() { _ = x.body.Close() } // it was only read

// token returns the next one. At the end of a whole part it returns io.EOF; where the XML
// breaks off or is wrong, a fault.
func (x *xmlPart) token() (xml.Token, error) {
	x.in.left = tokenLimit
	token, err := x.dec.Token()
	var known *Fault
	switch {
	case err == nil:
	case errors.Is(err, io.EOF), errors.As(err, &known):
		return nil, err
	default:
		return nil, fault("damaged", x.name)
	}
	if _, ok := token.(xml.Directive); ok {
		return nil, fault("entities", x.name)
	}
	return token, nil
}

// open skips to the next element that begins.
func (x *xmlPart) open() (xml.StartElement, error) {
	for {
		token, err := x.token()
		if err != nil {
			return xml.StartElement{}, err
		}
		if start, ok := token.(xml.StartElement); ok {
			return start, nil
		}
	}
}

// richText reads the element just begun to its end: the texts of its runs, without what
// only says how to pronounce them.
func (x *xmlPart) richText() (string, error) {
	var b strings.Builder
	within, aloud := 0, 0 // depth below an element t, or rPh
	for depth := 1; depth > 0; {
		token, err := x.token()
		if err != nil {
			return "", x.cut(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			depth++
			within, aloud = down(within, token.Name.Local == "t"), down(aloud, token.Name.Local == "rPh")
		case xml.EndElement:
			depth--
			within, aloud = max(within-1, 0), max(aloud-1, 0)
		case xml.CharData:
			if within > 0 && aloud == 0 {
				b.Write(token)
			}
		}
		if b.Len() > recordLimit {
			return "", fault("too-long", x.name)
		}
	}
	return unescaped(b.String()), nil
}

func down(depth int, begins bool) int {
	if depth > 0 || begins {
		return depth + 1
	}
	return 0
}

// text reads the element just begun to its end: a text only.
func (x *xmlPart) text() (string, error) {
	var b strings.Builder
	for depth := 1; depth > 0; {
		token, err := x.token()
		if err != nil {
			return "", x.cut(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		case xml.CharData:
			b.Write(token)
		}
		if b.Len() > recordLimit {
			return "", fault("too-long", x.name)
		}
	}
	return b.String(), nil
}

// cut is the fault of a part that ends within an element.
func (x *xmlPart) cut(err error) error {
	if errors.Is(err, io.EOF) {
		return fault("damaged", x.name)
	}
	return err
}

var escape = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// unescaped undoes _xHHHH_, by which a workbook writes what XML cannot hold.
func unescaped(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escape.ReplaceAllStringFunc(s, func(e string) string {
		n, _ := strconv.ParseUint(e[2:6], 16, 16) // the pattern has four digits
		return string(rune(n))
	})
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
