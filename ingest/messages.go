package ingest

import (
	"bytes"
	_ "embed"
	"fmt"
	"maps"
	"slices"
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
	byNumber  map[string]message
	types     map[contract.Type]contract.Text
	registers map[string]contract.Text // names of what codes are looked up in
}

// LoadMessages reads the catalogue that is built in. The contracts give registers their
// names.
func LoadMessages(contracts []*contract.Contract) (*Messages, error) {
	var raw struct {
		Types map[contract.Type]contract.Text `yaml:"types"`
		Rest  map[string]message              `yaml:",inline"`
	}
	if err := yaml.NewDecoder(bytes.NewReader(messagesYAML)).Decode(&raw); err != nil {
		return nil, fmt.Errorf("messages: %w", err)
	}
	delete(raw.Rest, "types")
	registers := map[string]contract.Text{"reference": {RU: "Регионы", KK: "Өңірлер"}}
	for _, c := range contracts {
		registers[c.Source] = contract.Text{RU: c.Title.RU, KK: c.Title.KK}
	}
	return &Messages{byNumber: raw.Rest, types: raw.Types, registers: registers}, nil
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

// A Rule is the name of a rule in both languages, without any value.
type Rule struct {
	ID   string
	Name contract.Text
}

// Rules names every rule of the contracts: the field, and what is wrong with it.
func Rules(contracts []*contract.Contract) ([]Rule, error) {
	m, err := LoadMessages(contracts)
	if err != nil {
		return nil, err
	}
	var all []Rule
	for _, c := range contracts {
		for _, k := range rulesOf(c) {
			what, _ := m.Say(c, Finding{Rule: k.rule, Field: k.field, Value: "…"})
			name := what
			if col := c.Column(k.field); col != nil {
				name = contract.Text{RU: "«" + col.RU + "»: " + what.RU, KK: "«" + col.KK + "»: " + what.KK}
			}
			all = append(all, Rule{ID: k.rule, Name: name})
		}
	}
	return all, nil
}

// rulesOf lists the checks of a row, and those over many rows and whole files.
func rulesOf(c *contract.Contract) []check {
	p := compile(c)
	for i := range c.Columns {
		col := &c.Columns[i]
		if col.Ref != nil {
			p.add(check{rule: p.id(col.Name, noRegister), field: col.Name})
		}
		if col.Type == contract.TypeBIN {
			p.add(check{rule: p.id(col.Name, noPattern), field: col.Name})
			p.add(check{rule: p.id(col.Name, noDigit), field: col.Name})
		}
	}
	p.add(check{rule: p.id(c.Key[0], noDuplicate), field: c.Key[0]})
	p.add(check{rule: p.id(c.Key[0], noConflict), field: c.Key[0]})
	if c.Hierarchy != nil {
		p.add(check{rule: p.id(c.Hierarchy.Code, noParent), field: c.Hierarchy.Code})
	}
	for _, no := range slices.Sorted(maps.Values(faultNumbers)) {
		p.add(check{rule: p.id("file", no)})
	}
	return p.checks
}
