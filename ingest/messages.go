package ingest

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"

	"nsk/connectors/contract"
)

//go:embed messages.yaml
var messagesYAML []byte

// faultNumbers gives each kind of fault its number in rule ids.
var faultNumbers = map[string]string{
	"unreadable": "901", "form": "902", "missing-column": "903", "unknown-column": "904",
	"empty": "905", "no-rows": "906", "missing-sheet": "907", "json-shape": "908", "declaration": "909",
	"quote": "910", "not-utf-8": "911", "not-1251": "912",
}

func faultNumber(code string) string {
	n, ok := faultNumbers[code]
	if !ok {
		panic("ingest: no number for fault " + code)
	}
	return n
}

type message struct {
	RU    string `yaml:"ru"`
	KK    string `yaml:"kk"`
	FixRU string `yaml:"fix_ru"`
	FixKK string `yaml:"fix_kk"`
}

// Messages says in words what a finding means and what to do about it.
type Messages struct {
	byNumber map[string]message
	types    map[contract.Type]contract.Text
}

// LoadMessages reads the catalogue that is built in.
func LoadMessages() (*Messages, error) {
	var raw struct {
		Types map[contract.Type]contract.Text `yaml:"types"`
		Rest  map[string]message              `yaml:",inline"`
	}
	if err := yaml.NewDecoder(bytes.NewReader(messagesYAML)).Decode(&raw); err != nil {
		return nil, fmt.Errorf("messages: %w", err)
	}
	delete(raw.Rest, "types")
	return &Messages{byNumber: raw.Rest, types: raw.Types}, nil
}

// A Finding is one thing that is wrong with a landing.
type Finding struct {
	Row       int64  `json:"row,omitempty"` // 0: the whole file
	SenderKey string `json:"key,omitempty"`
	Field     string `json:"field"`
	Value     string `json:"value,omitempty"` // masked if the field is personal
	Rule      string `json:"rule"`
	Severity  string `json:"severity"`
}

// Say returns the message and the remedy of a finding in one language.
func (m *Messages) Say(c *contract.Contract, f Finding) (what, fix contract.Text) {
	for _, r := range c.Rules {
		if r.ID == f.Rule {
			return contract.Text{RU: r.RU, KK: r.KK}, r.Remedy
		}
	}
	t := m.byNumber[f.Rule[strings.LastIndexByte(f.Rule, '.')+1:]]
	fill := m.filler(c, f)
	return contract.Text{RU: fill(t.RU, false), KK: fill(t.KK, true)}, contract.Text{RU: t.FixRU, KK: t.FixKK}
}

func (m *Messages) filler(c *contract.Contract, f Finding) func(template string, kk bool) string {
	col := c.Column(f.Field)
	if col == nil {
		col = &contract.Column{}
	}
	return func(template string, kk bool) string {
		kind, ref := m.types[col.Type], col.Ref
		typeName, refName := kind.RU, ""
		if ref != nil {
			refName = ref.Source
		}
		if kk {
			typeName = kind.KK
		}
		return strings.NewReplacer("{v}", f.Value, "{f}", f.Field, "{min}", col.Min, "{max}", col.Max,
			"{values}", strings.Join(col.Values, ", "), "{type}", typeName, "{ref}", refName).Replace(template)
	}
}
