package draft

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"nsk/connectors/contract"
)

// severalMost is how many elements of one name in a row become columns, each its own.
const severalMost = 4

// A node is an element of an XML document, by names without prefix.
type node struct {
	name  string
	attrs []xml.Attr
	text  string
	parts []*node
}

// readXML finds the rows of a document: the elements of one name, more than of any other,
// that lie in one element and have something in them. Of an envelope of SOAP it is the
// document in its element data.
func (s *Sample) readXML(data []byte) error {
	root, err := parseXML(data)
	if err != nil {
		return err
	}
	if root.name == "Envelope" {
		if root, err = root.enclosed(); err != nil {
			return err
		}
	}
	holder, row := root.rows()
	if holder == nil {
		return errors.New("no rows are in it: no element holds others that have values")
	}
	s.document, s.holder, s.rows = root, holder, holder.name+"."+row
	for _, p := range holder.parts {
		if p.name == row && len(s.nodes) < rowLimit {
			s.nodes = append(s.nodes, p)
		}
	}
	s.fromNodes()
	return nil
}

// parseXML reads elements; whoever declares something of their own is not read.
func parseXML(data []byte) (*node, error) {
	dec := xml.NewDecoder(bytes.NewReader(data))
	top := new(node)
	for path := []*node{top}; ; {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) && len(top.parts) == 1 {
			return top.parts[0], nil
		}
		if err != nil {
			return nil, err
		}
		last := path[len(path)-1]
		switch token := token.(type) {
		case xml.Directive:
			return nil, errors.New("it has declarations of its own (<!…>), and contracts read none that has")
		case xml.StartElement:
			n := &node{name: token.Name.Local}
			for _, a := range token.Attr {
				if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" {
					n.attrs = append(n.attrs, xml.Attr{Name: xml.Name{Local: a.Name.Local}, Value: a.Value})
				}
			}
			last.parts = append(last.parts, n)
			path = append(path, n)
		case xml.CharData:
			last.text += string(token)
		case xml.EndElement:
			path = path[:len(path)-1]
		}
	}
}

// enclosed is the document in an envelope of SOAP.
func (n *node) enclosed() (*node, error) {
	for _, p := range n.parts {
		if p.name == "data" && len(p.parts) == 0 && strings.Contains(p.text, "<") {
			return parseXML([]byte(strings.TrimSpace(p.text)))
		}
		if p.name == "data" && len(p.parts) > 0 {
			return p, nil
		}
		if found, err := p.enclosed(); found != nil {
			return found, err
		}
	}
	return nil, errors.New("it is an envelope of SOAP without an element data that has a document")
}

// rows is the element that holds most others of one name, and that name.
func (n *node) rows() (holder *node, row string) {
	most := 0
	var look func(n *node)
	look = func(n *node) {
		count := make(map[string]int)
		for _, p := range n.parts {
			if len(p.parts)+len(p.attrs) > 0 {
				count[p.name]++
			}
		}
		for _, name := range slices.Sorted(maps.Keys(count)) {
			if count[name] > most {
				holder, row, most = n, name, count[name]
			}
		}
		for _, p := range n.parts {
			look(p)
		}
	}
	look(n)
	return holder, row
}

// fromNodes makes a column of each path that has a value, in the order of the document.
func (s *Sample) fromNodes() {
	s.Rows = len(s.nodes)
	s.several = make(map[string]int)
	for _, n := range s.nodes {
		n.count("", s.several)
	}
	at := make(map[string]*Seen)
	skipped := make(map[string]bool)
	for _, n := range s.nodes {
		n.each("", s.several, func(path string, value *string) {
			if value == nil {
				skipped[path] = true
				return
			}
			if at[path] == nil {
				at[path] = &Seen{Name: path}
				s.Columns = append(s.Columns, at[path])
			}
			if v := strings.TrimSpace(*value); v != "" {
				at[path].Values = append(at[path].Values, v)
			}
		})
	}
	s.Skipped = slices.Sorted(maps.Keys(skipped))
	s.Columns = slices.DeleteFunc(s.Columns, func(c *Seen) bool {
		if c.Empty = s.Rows - len(c.Values); len(c.Values) == 0 {
			s.Skipped = append(s.Skipped, c.Name)
		}
		return len(c.Values) == 0
	})
}

// count says how many elements of one name lie in one element, at most.
func (n *node) count(path string, most map[string]int) {
	own := make(map[string]int)
	for _, p := range n.parts {
		own[p.name]++
		most[path+p.name] = max(most[path+p.name], own[p.name])
		p.count(path+p.name+".", most)
	}
}

// each tells the paths of a row as a contract names them, with places for their values; nil
// for elements of which there are too many.
func (n *node) each(path string, several map[string]int, tell func(path string, value *string)) {
	for i := range n.attrs {
		tell(path+"@"+n.attrs[i].Name.Local, &n.attrs[i].Value)
	}
	if len(n.parts) == 0 && path != "" {
		tell(strings.TrimSuffix(path, "."), &n.text)
	}
	seen := make(map[string]int)
	for _, p := range n.parts {
		at := path + p.name
		if several[generic(at)] > severalMost {
			tell(at, nil)
			continue
		}
		if several[generic(at)] > 1 {
			at += "." + strconv.Itoa(seen[p.name])
			seen[p.name]++
		}
		p.each(at+".", several, tell)
	}
}

// generic is a path without the numbers among several.
func generic(path string) string {
	return strings.Join(slices.DeleteFunc(strings.Split(path, "."), func(s string) bool { _, err := strconv.Atoi(s); return err == nil }), ".")
}

// value is what a row has at a path.
func (s *Sample) value(n *node, path string) (found string) {
	n.each("", s.several, func(at string, v *string) {
		if at == path && v != nil {
			found = strings.TrimSpace(*v)
		}
	})
	return found
}

// nodesWithout is the beginning of the document, with values made up where a column is
// personal.
func (s *Sample) nodesWithout(personal map[string]contract.Column) ([]byte, int, error) {
	keep := s.nodes[:min(len(s.nodes), fixtureRows)]
	for i, n := range keep {
		n.each("", s.several, func(path string, v *string) {
			if col, ok := personal[path]; ok && v != nil && strings.TrimSpace(*v) != "" {
				*v = madeUp(&col, strings.TrimSpace(*v), i)
			}
		})
	}
	s.holder.parts = keep
	var b bytes.Buffer
	b.WriteString(xml.Header)
	e := xml.NewEncoder(&b)
	e.Indent("", "  ")
	err := errors.Join(s.document.write(e), e.Close())
	return append(b.Bytes(), '\n'), len(keep), err
}

func (n *node) write(e *xml.Encoder) error {
	start := xml.StartElement{Name: xml.Name{Local: n.name}, Attr: n.attrs}
	if err := e.EncodeToken(start); err != nil {
		return err
	}
	if len(n.parts) == 0 {
		if err := e.EncodeToken(xml.CharData(strings.TrimSpace(n.text))); err != nil {
			return err
		}
	}
	for _, p := range n.parts {
		if err := p.write(e); err != nil {
			return err
		}
	}
	return e.EncodeToken(start.End())
}
