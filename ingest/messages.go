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
	"other-form": "913", "dialect": "914", "header-below": "915", "zero-byte": "916", "line-ends": "917",
	"lost-letters": "918", "too-long": "919", "too-large": "920", "password": "921", "damaged": "922",
	"formula": "923", "cell-error": "924", "merged": "925", "two-sheets": "926", "json-syntax": "927",
	"json-twice": "928", "json-depth": "929", "parquet-type": "930", "bomb": "931", "entities": "932",
	"precision": "933", "hidden": "934", "lost-kazakh": "935", "new-field": "940", "retyped-column": "941",
	"xml-syntax": "936", "xml-shape": "937", "xml-declarations": "938", "xml-depth": "939",
	"nothing-held": "950",
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
	byNumber  map[string]message
	types     map[contract.Type]contract.Text
	registers map[string]contract.Text // names of what codes are looked up in

	byContract contract.Text // basis of what the contract says of a column
}

// LoadMessages reads the catalogue that is built in. The contracts give registers their
// names.
func LoadMessages(contracts []*contract.Contract) (*Messages, error) {
	var raw struct {
		Types map[contract.Type]contract.Text `yaml:"types"`
		Basis contract.Text                   `yaml:"basis"`
		Rest  map[string]message              `yaml:",inline"`
	}
	if err := yaml.NewDecoder(bytes.NewReader(messagesYAML)).Decode(&raw); err != nil {
		return nil, fmt.Errorf("messages: %w", err)
	}
	delete(raw.Rest, "types")
	delete(raw.Rest, "basis")
	registers := map[string]contract.Text{"reference": {RU: "Регионы", KK: "Өңірлер"}}
	for _, c := range contracts {
		registers[c.Source] = contract.Text{RU: c.Title.RU, KK: c.Title.KK}
	}
	return &Messages{byNumber: raw.Rest, types: raw.Types, registers: registers, byContract: raw.Basis}, nil
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
	fill := m.filler(c, f)
	for _, r := range c.Rules {
		if r.ID == f.Rule {
			return contract.Text{RU: fill(r.RU, false), KK: fill(r.KK, true)}, r.Remedy
		}
	}
	t := m.byNumber[f.Rule[strings.LastIndexByte(f.Rule, '.')+1:]]
	return contract.Text{RU: fill(t.RU, false), KK: fill(t.KK, true)}, contract.Text{RU: t.FixRU, KK: t.FixKK}
}

func (m *Messages) filler(c *contract.Contract, f Finding) func(template string, kk bool) string {
	col := c.Column(f.Field)
	if col == nil {
		col = &contract.Column{}
	}
	kind, register := m.types[col.Type], contract.Text{}
	if col.Ref != nil {
		register = m.registers[col.Ref.Source]
	}
	return func(template string, kk bool) string {
		typeName, refName := kind.RU, register.RU
		if kk {
			typeName, refName = kind.KK, register.KK
		}
		return strings.NewReplacer("{v}", f.Value, "{f}", f.Field, "{min}", orOpen(col.Min), "{max}", orOpen(col.Max),
			"{values}", strings.Join(col.Values, ", "), "{type}", typeName, "{ref}", refName).Replace(template)
	}
}

// orOpen shows a limit that is not set.
func orOpen(limit string) string {
	if limit == "" {
		return "…"
	}
	return limit
}
