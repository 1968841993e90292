package ingest_test

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"nsk/connectors/contract"
)

// A fileOfCases proves the rules of one source: a sound row, the world it lives in, and
// for each rule what must be changed to break it, or not.
type fileOfCases struct {
	Base   record                         `yaml:"base"`
	Sender Sender                         `yaml:"sender"`
	World  []landing                      `yaml:"world"`
	Rules  map[string]map[string]ruleCase `yaml:"rules"`
}

// A Sender is who sends a return, for which period, and the day it arrives.
type Sender struct {
	Provider string `yaml:"provider"`
	Period   string `yaml:"period"`
	Landed   string `yaml:"landed"`
}

type landing struct {
	Sender `yaml:",inline"`
	Source string   `yaml:"source"`
	Rows   []record `yaml:"rows"`
}

// A ruleCase is the base row changed, or several.
type ruleCase struct {
	fields    record
	Rows      []record  `yaml:"_rows"`
	World     []landing `yaml:"_world"`
	WorldOnly []landing `yaml:"_world_only"`
	Provider  string    `yaml:"_provider"`
	Period    string    `yaml:"_period"`
	Landed    string    `yaml:"_landed"`
	Want      string    `yaml:"_want"`
	Hits      int       `yaml:"_hits"`
	Also      []string  `yaml:"_also"`
	Note      string    `yaml:"_note"`
	Remarks   bool      `yaml:"_remarks"` // rules of other sources remark on the world, which must be so
}

// A record is a row as texts by column, exactly as written: 010 stays 010.
type record map[string]string

func (r *record) UnmarshalYAML(n ast.Node) error {
	values, err := mapping(n)
	*r = make(record)
	for _, v := range values {
		(*r)[v.Key.String()] = plainText(v.Value)
	}
	return err
}

func mapping(n ast.Node) ([]*ast.MappingValueNode, error) {
	switch n := n.(type) {
	case *ast.MappingNode:
		return n.Values, nil
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, nil
	}
	return nil, fmt.Errorf("not a mapping: %s", n)
}

func plainText(n ast.Node) string {
	if n.Type() == ast.NullType {
		return ""
	}
	return n.GetToken().Value
}

func (c *ruleCase) UnmarshalYAML(n ast.Node) error {
	type plain ruleCase
	if err := yaml.NodeToValue(n, (*plain)(c)); err != nil {
		return err
	}
	values, err := mapping(n)
	c.fields = make(record)
	for _, v := range values {
		if name := v.Key.String(); !strings.HasPrefix(name, "_") {
			c.fields[name] = plainText(v.Value)
		}
	}
	return err
}

// with is the base row with changes.
func (r record) with(changes record) record {
	out := maps.Clone(r)
	maps.Copy(out, changes)
	return out
}

// readCases reads the cases of all sources once: it takes seconds, and nobody changes them.
var readCases = sync.OnceValues(func() (map[string]fileOfCases, error) {
	names, err := filepath.Glob("testdata/rules/*.yaml")
	if err != nil || len(names) == 0 {
		return nil, fmt.Errorf("no cases: %v", err)
	}
	all := make(map[string]fileOfCases)
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		var f fileOfCases
		if err := yaml.NewDecoder(bytes.NewReader(data), yaml.Strict()).Decode(&f); err != nil {
			return nil, fmt.Errorf("%s: %s", name, yaml.FormatError(err, false, true))
		}
		all[strings.TrimSuffix(filepath.Base(name), ".yaml")] = f
	}
	return all, nil
})

func loadCases(t *testing.T) map[string]fileOfCases {
	t.Helper()
	all, err := readCases()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// wanted is what a case says must be found.
func (c ruleCase) wanted(kind, rule string) []string {
	want := slices.Clone(c.Also)
	if c.Want == "hit" || c.Want == "" && kind == "invalid" {
		for range max(1, c.Hits) {
			want = append(want, rule)
		}
	}
	slices.Sort(want)
	return want
}

// A trial is a case with the rule it is about, and its kind.
type trial struct {
	rule, kind string
	ruleCase
}

// kinds are the cases that every rule has.
var kinds = []string{"valid", "invalid", "boundary", "exempt"}

// A scene is a world, and the cases that are tried in it one after the other.
type scene struct {
	world         []landing
	only, remarks bool // without the world of the file; rules of other sources may remark on it
	trials        []trial
}

// scenes groups the cases by the world they need, so that each world is received once.
// Those without the world of the file come last.
func (f fileOfCases) scenes() []*scene {
	var within, without []*scene
	byWorld := make(map[string]*scene)
	for _, rule := range slices.Sorted(maps.Keys(f.Rules)) {
		for _, kind := range kinds {
			c, ok := f.Rules[rule][kind]
			if !ok {
				continue
			}
			s := &scene{world: slices.Concat(c.WorldOnly, c.World), only: c.WorldOnly != nil, remarks: c.Remarks}
			world := fmt.Sprintf("%t %t %q", s.only, s.remarks, s.world)
			if byWorld[world] == nil {
				byWorld[world] = s
				if s.only {
					without = append(without, s)
				} else {
					within = append(within, s)
				}
			}
			byWorld[world].trials = append(byWorld[world].trials, trial{rule, kind, c})
		}
	}
	return slices.Concat(within, without)
}

// sent is the return of a case: who sends it when, and its rows.
func (f fileOfCases) sent(c ruleCase) (s Sender, rows []record) {
	s = Sender{Provider: cmp.Or(c.Provider, f.Sender.Provider), Period: cmp.Or(c.Period, f.Sender.Period), Landed: cmp.Or(c.Landed, f.Sender.Landed)}
	if c.Rows == nil {
		return s, []record{f.Base.with(c.fields)}
	}
	for _, r := range c.Rows {
		rows = append(rows, f.Base.with(c.fields).with(r))
	}
	return s, rows
}

// involved are the contracts of a source and of its worlds, and all that their rules read.
// The other sources have no rows in any case, so that none of their rules could speak.
func (f fileOfCases) involved(all []*contract.Contract, source string) (some []*contract.Contract) {
	names := []string{source}
	for _, s := range append(f.scenes(), &scene{world: f.World}) {
		for _, l := range s.world {
			names = append(names, l.Source)
		}
	}
	for i := 0; i < len(names); i++ { // it grows
		c := contract.Find(all, names[i])
		if c == nil || slices.Contains(some, c) {
			continue
		}
		some = append(some, c)
		for _, r := range c.Rules {
			names = append(names, r.Reads...)
		}
		for _, col := range c.Columns {
			if col.Ref != nil {
				names = append(names, col.Ref.Source)
			}
		}
	}
	return some
}
