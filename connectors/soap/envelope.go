package soap

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode"
)

// success is the status of an answer that is one.
const success = "SCSS001"

// depthLimit is how deep elements may lie within each other.
const depthLimit = 100

// A reply is what an envelope says.
type reply struct {
	op       string // the element in the body
	fault    bool
	fields   map[string]string // of the reply itself: the acknowledgement, the fault
	messages []message
}

// A message is an answer within a reply.
type message struct {
	fields map[string]string // texts of messageInfo or responseInfo, by name
	data   []byte            // the document: the text of data, or data as it stands where it has elements
	direct bool              // of the synchronous channel
}

// A parser reads one envelope.
type parser struct {
	body   []byte
	dec    *xml.Decoder
	reply  *reply
	path   []string
	fields map[string]string // where texts belong now
	text   strings.Builder
}

// parse takes an envelope apart. It may declare nothing of its own.
func parse(body []byte) (*reply, error) {
	p := &parser{body: body, dec: xml.NewDecoder(bytes.NewReader(body)), reply: &reply{fields: make(map[string]string)}}
	p.fields = p.reply.fields
	for {
		before := p.dec.InputOffset()
		token, err := p.dec.Token()
		if errors.Is(err, io.EOF) {
			if p.reply.op == "" {
				return nil, errors.New("it has no body")
			}
			return p.reply, nil
		}
		if err != nil {
			return nil, errors.New("it is not well-formed XML")
		}
		if err := p.take(token, before); err != nil {
			return nil, err
		}
	}
}

func (p *parser) take(token xml.Token, before int64) error {
	switch token := token.(type) {
	case xml.Directive:
		return errors.New("it has declarations of its own")
	case xml.StartElement:
		return p.open(token.Name.Local, before)
	case xml.CharData:
		p.text.Write(token)
	case xml.EndElement:
		name := p.path[len(p.path)-1]
		p.path = p.path[:len(p.path)-1]
		if text := strings.TrimSpace(p.text.String()); text != "" && p.fields[name] == "" {
			p.fields[name] = text
		}
		p.text.Reset()
	}
	return nil
}

func (p *parser) open(name string, before int64) error {
	depth := len(p.path)
	switch {
	case depth == 0 && name != "Envelope":
		return fmt.Errorf("it begins with <%.40s>", name)
	case depth == depthLimit:
		return errors.New("it is too deep")
	case depth == 2 && p.path[1] == "Body":
		if p.reply.op != "" {
			return errors.New("its body has two messages")
		}
		p.reply.op, p.reply.fault = name, name == "Fault"
	case p.reply.op == "" || p.reply.fault:
	case name == "messageInfo" || name == "responseInfo":
		p.fields = make(map[string]string)
		p.reply.messages = append(p.reply.messages, message{fields: p.fields, direct: name == "responseInfo"})
	case name == "data" && depth > 0 && (p.path[depth-1] == "messageData" || p.path[depth-1] == "responseData"):
		return p.data(before)
	}
	p.path = append(p.path, name)
	p.text.Reset()
	return nil
}

// data reads the element data, just begun, to its end.
func (p *parser) data(before int64) error {
	var text strings.Builder
	elements := false
	for depth := 1; depth > 0; {
		token, err := p.dec.Token()
		if err != nil {
			return errors.New("it is not well-formed XML")
		}
		switch token := token.(type) {
		case xml.Directive:
			return errors.New("it has declarations of its own")
		case xml.StartElement:
			elements = true
			if depth++; depth > depthLimit {
				return errors.New("it is too deep")
			}
		case xml.CharData:
			text.Write(token)
		case xml.EndElement:
			depth--
		}
	}
	n := len(p.reply.messages)
	if n == 0 || p.reply.messages[n-1].data != nil {
		return errors.New("it has data that belong to no message")
	}
	p.reply.messages[n-1].data = []byte(text.String())
	if elements {
		p.reply.messages[n-1].data = p.body[before:p.dec.InputOffset()]
	}
	return nil
}

var digits = regexp.MustCompile(`\d{6,}`)

// tame is what the other side says in words, fit for a log: short, in one line, without
// numbers that may be a person's, and without our own secrets.
func (g *gateway) tame(text string) string {
	for _, secret := range []string{g.password, g.sender} {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "…")
		}
	}
	text = digits.ReplaceAllString(text, "…")
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
	if runes := []rune(text); len(runes) > 200 {
		text = string(runes[:200]) + "…"
	}
	return text
}
