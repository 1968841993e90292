package ncanode

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
)

const (
	dsig = "http://www.w3.org/2000/09/xmldsig#"
	soap = "http://schemas.xmlsoap.org/soap/envelope/"
	wsse = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
)

// depthLimit is how deep elements may lie within each other.
const depthLimit = 100

// signs are the signatures of a document, and what they are over.
type signs struct {
	all, headers   int      // signatures, and those in a header wsse:Security
	over, inHeader []string // the addresses their references name
	root, body     string   // ids of the first element and of the body
	bodies         int
	ids            map[string]int
}

// coversBody says whether a signature in the header is over the one body. Two elements of
// one id are how a signature is moved to what nobody signed.
func (s *signs) coversBody() bool {
	return s.bodies == 1 && s.body != "" && s.ids[s.body] == 1 && slices.Contains(s.inHeader, "#"+s.body)
}

func (s *signs) coversRoot() bool {
	return slices.Contains(s.over, "") || s.root != "" && s.ids[s.root] == 1 && slices.Contains(s.over, "#"+s.root)
}

// look finds the signatures of a document without judging them.
func look(document []byte) (*signs, error) {
	s := &signs{ids: make(map[string]int)}
	dec := xml.NewDecoder(bytes.NewReader(document))
	var path []xml.Name
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return s, nil
		}
		if err != nil {
			return nil, errors.New("it is not well-formed")
		}
		switch token := token.(type) {
		case xml.Directive:
			return nil, errors.New("it has declarations of its own")
		case xml.StartElement:
			if len(path) == depthLimit {
				return nil, errors.New("it is too deep")
			}
			s.open(path, token)
			path = append(path, token.Name)
		case xml.EndElement:
			path = path[:len(path)-1]
		}
	}
}

func (s *signs) open(path []xml.Name, e xml.StartElement) {
	id := identity(e)
	if id != "" {
		s.ids[id]++
	}
	if len(path) == 0 {
		s.root = id
	}
	inHeader := slices.Contains(path, xml.Name{Space: wsse, Local: "Security"}) && len(path) > 2 && path[1] == xml.Name{Space: soap, Local: "Header"}
	switch {
	case e.Name == xml.Name{Space: soap, Local: "Body"} && len(path) == 1:
		s.body = id
		s.bodies++
	case e.Name == xml.Name{Space: dsig, Local: "Signature"}:
		s.all++
		if inHeader {
			s.headers++
		}
	case len(path) > 0 && e.Name == xml.Name{Space: dsig, Local: "Reference"} && path[len(path)-1] == xml.Name{Space: dsig, Local: "SignedInfo"}:
		uri := attribute(e, "URI")
		s.over = append(s.over, uri)
		if inHeader {
			s.inHeader = append(s.inHeader, uri)
		}
	}
}

// identity is the id of an element, by any of the names under which signatures find it.
func identity(e xml.StartElement) string {
	for _, name := range []string{"Id", "ID", "id"} {
		if id := attribute(e, name); id != "" {
			return id
		}
	}
	return ""
}

func attribute(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}
