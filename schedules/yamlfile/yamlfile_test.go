package yamlfile_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/goccy/go-yaml/ast"

	"nsk/schedules/yamlfile"
)

// even is a number that refuses to be odd.
type even int

func (e *even) UnmarshalYAML(node ast.Node) error {
	if _, err := fmt.Sscan(node.String(), (*int)(e)); err != nil || *e%2 != 0 {
		return yamlfile.At(node, fmt.Errorf("%s is not even", node))
	}
	return nil
}

type table struct {
	Name string `yaml:"name"`
	Rows []struct {
		N    even   `yaml:"n"`
		Text string `yaml:"text"`
	} `yaml:"rows"`
}

// Whatever is wrong with a file is told in one line, with its name and the line.
func TestReadRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                                       "t.yaml:1: the file is empty",
		"name: a\nrows:\n  - {n: 2}\n  - {n: 3}": "t.yaml:4: 3 is not even",
		"name: a\nfeast: b":                      `t.yaml:2: unknown field "feast"`,
		"name: a\nname: b":                       `t.yaml:2: mapping key "name" already defined at [1:1]`,
		"name: a\nrows: 3":                       "t.yaml:2: ",
		"name: [":                                "t.yaml:1: ",
	} {
		_, err := yamlfile.Read("t.yaml", []byte(text), new(table))
		if err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// A fault that is found later stands on the line of its path, or of what is above it.
func TestFault(t *testing.T) {
	var v table
	f, err := yamlfile.Read("t.yaml", []byte("# head\nname: a\nrows:\n  - n: 2\n    text: x\n  - {n: 4}\n"), &v)
	if err != nil || len(v.Rows) != 2 || v.Rows[1].N != 4 {
		t.Fatalf("%+v, %v", v, err)
	}
	for path, want := range map[string]int{"$.name": 2, "$.rows[0].text": 5, "$.rows[1].n": 6, "$.rows[1].text": 6, "$.rows[7].n": 4, "$.other": 1, "$": 1} {
		if got, want := f.Fault(path, "%d rows", 2).Error(), fmt.Sprintf("t.yaml:%d: 2 rows", want); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}
