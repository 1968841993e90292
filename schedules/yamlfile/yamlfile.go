// Package yamlfile reads a YAML file strictly and says on which line of it a fault stands.
package yamlfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// A File is a YAML file that was read, ready to say where in it something stands.
type File struct {
	Name string
	text []byte
}

// A Fault is something wrong at a place of a file.
type Fault struct {
	File string
	Line int // from 1
	Says string
}

// Error names file, line and what is wrong there.
func (f *Fault) Error() string { return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Says) }

// Read decodes text into a value. Unknown and repeated keys are faults. The error is a
// *Fault.
func Read(name string, text []byte, into any) (*File, error) {
	err := yaml.NewDecoder(bytes.NewReader(text), yaml.Strict()).Decode(into)
	if errors.Is(err, io.EOF) {
		err = errors.New("the file is empty")
	}
	if err != nil {
		return nil, told(name, err)
	}
	return &File{name, text}, nil
}

// At is an error with the place of a node, for decoders of single values.
func At(node ast.Node, err error) error {
	return &Fault{Line: node.GetToken().Position.Line, Says: err.Error()}
}

// told gives an error of the decoder the name of the file, in one line.
func told(name string, err error) error {
	var f *Fault
	if errors.As(err, &f) {
		return &Fault{name, f.Line, f.Says}
	}
	var y yaml.Error
	if errors.As(err, &y) && y.GetToken() != nil {
		return &Fault{name, y.GetToken().Position.Line, y.GetMessage()}
	}
	return &Fault{name, 1, err.Error()}
}

// Fault is a fault at a path such as $.days[2].date, or at the nearest place above it that
// the file has.
func (f *File) Fault(path, format string, args ...any) error {
	return &Fault{f.Name, f.line(path), fmt.Sprintf(format, args...)}
}

// line parses the file a second time: most have no fault.
func (f *File) line(path string) int {
	tree, err := parser.ParseBytes(f.text, 0)
	if err != nil {
		return 1 // unreachable: it was read
	}
	for ; path != "$" && path != ""; path = path[:max(0, strings.LastIndexAny(path, ".["))] {
		p, err := yaml.PathString(path)
		if err != nil {
			continue
		}
		if node, err := p.FilterFile(tree); err == nil && node != nil {
			return node.GetToken().Position.Line
		}
	}
	return 1
}
