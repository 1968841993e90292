package ingest_test

import (
	"bytes"
	"context"
	"database/sql/driver"
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/google/go-cmp/cmp"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/ingest"
	"nsk/schedules/calendar"
	"nsk/warehouse"
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

func (r *record) UnmarshalYAML(b []byte) error {
	values, err := mapping(b)
	*r = make(record)
	for _, v := range values {
		(*r)[v.Key.String()] = plainText(v.Value)
	}
	return err
}

func mapping(b []byte) ([]*ast.MappingValueNode, error) {
	f, err := parser.ParseBytes(b, 0)
	if err != nil || len(f.Docs) == 0 {
		return nil, err
	}
	switch n := f.Docs[0].Body.(type) {
	case *ast.MappingNode:
		return n.Values, nil
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, nil
	}
	return nil, fmt.Errorf("not a mapping: %s", b)
}

func plainText(n ast.Node) string {
	if n.Type() == ast.NullType {
		return ""
	}
	return n.GetToken().Value
}

func (c *ruleCase) UnmarshalYAML(b []byte) error {
	type plain ruleCase
	if err := yaml.Unmarshal(b, (*plain)(c)); err != nil {
		return err
	}
	values, err := mapping(b)
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

// An inspection is a warehouse in memory in which cases are tried one after the other.
type inspection struct {
	t         *testing.T
	engine    *warehouse.Engine
	keys      *ingest.Keys
	contracts []*contract.Contract
	world     int64  // first landing after the world
	off       string // rule that is switched off
	acts      int
}

// casesInCSV lets every source come as CSV, the simplest form to write a case in.
func casesInCSV(t *testing.T) []*contract.Contract {
	all, err := contract.Load(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		c.Dialects = append(c.Dialects, contract.Dialect{Encoding: "utf-8", Delimiter: ","})
	}
	return all
}

func newInspection(t *testing.T, contracts []*contract.Contract) *inspection {
	t.Helper()
	e, err := warehouse.Open(context.Background(), "", warehouse.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	dir := t.TempDir()
	if _, err := ingest.InitKeys(dir); err != nil {
		t.Fatal(err)
	}
	keys, err := ingest.LoadKeys(dir)
	if err != nil {
		t.Fatal(err)
	}
	refer(t, e)
	return &inspection{t: t, engine: e, keys: keys, contracts: contracts}
}

func (in *inspection) ingester() *ingest.Ingester {
	i, err := ingest.New(context.Background(), in.engine, in.keys, in.t.TempDir(), in.contracts)
	if err != nil {
		in.t.Fatal(err)
	}
	return i
}

// back takes everything out again that was received from a landing on.
func (in *inspection) back(i *ingest.Ingester, from int64) {
	in.t.Helper()
	_, err := in.engine.DB().Exec(`DELETE FROM ledger.landing WHERE landing >= ?`, from)
	if err == nil {
		err = i.Replay(context.Background(), from, nil)
	}
	if err != nil {
		in.t.Fatal(err)
	}
}

// next is the number the next landing will at least have.
func (in *inspection) next() (n int64) {
	in.t.Helper()
	if err := in.engine.DB().QueryRow(`SELECT coalesce(max(landing), 0) + 1 FROM ledger.landing`).Scan(&n); err != nil {
		in.t.Fatal(err)
	}
	return n
}

// settle receives the world that the cases of a file share.
func (in *inspection) settle(i *ingest.Ingester, f fileOfCases) {
	in.t.Helper()
	in.receiveAll(i, f.World, false)
	in.world = in.next()
}

func (in *inspection) receiveAll(i *ingest.Ingester, world []landing, remarks bool) {
	in.t.Helper()
	for n, l := range world {
		if found := in.receive(i, l.Sender, l.Source, l.Rows); len(found) > 0 && !remarks {
			in.t.Errorf("world[%d], %s: not spotless: %v", n, l.Source, found)
		}
	}
}

// receive takes rows in and returns what was found: rule ids, sorted.
func (in *inspection) receive(i *ingest.Ingester, s Sender, source string, rows []record) []string {
	in.t.Helper()
	p, err := contract.ParsePeriod(s.Period)
	if err != nil {
		in.t.Fatalf("%s: %v", source, err)
	}
	at, err := time.Parse(time.DateOnly, s.Landed)
	if err != nil {
		in.t.Fatalf("%s: landed: %v", source, err)
	}
	c := contract.Find(in.contracts, source)
	if c == nil {
		in.t.Fatalf("no source %q", source)
	}
	b := &connectors.Batch{Want: connectors.Want{Provider: s.Provider, Period: p}, Origin: "case", MediaType: connectors.MediaCSV, Body: io.NopCloser(bytes.NewReader(asCSV(in.t, c, rows)))}
	out, err := i.Run(context.Background(), b, source, at.Add(5*time.Hour))
	if err != nil {
		in.t.Fatalf("%s: %v", source, err)
	}
	found, err := ingest.Findings(context.Background(), in.engine, out.Landing.Number)
	if err != nil {
		in.t.Fatal(err)
	}
	var ids []string
	for _, f := range found {
		ids = append(ids, f.Rule)
	}
	slices.Sort(ids)
	return ids
}

func asCSV(t *testing.T, c *contract.Contract, rows []record) []byte {
	t.Helper()
	var names []string
	for _, col := range c.Columns {
		names = append(names, col.Name)
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	lines := [][]string{names}
	for _, r := range rows {
		line := make([]string, len(names))
		for name, v := range r {
			i := slices.Index(names, name)
			if i < 0 {
				t.Fatalf("%s has no column %q", c.Source, name)
			}
			line[i] = v
		}
		lines = append(lines, line)
	}
	if err := w.WriteAll(lines); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// try tells what is found in a case, and leaves the world as it was.
func (in *inspection) try(i *ingest.Ingester, f fileOfCases, source string, c ruleCase) []string {
	in.t.Helper()
	if c.WorldOnly != nil {
		in.back(i, 0)
		in.receiveAll(i, c.WorldOnly, c.Remarks)
		defer in.settle(i, f)
		defer in.back(i, 0)
	} else {
		defer func() { in.back(i, in.world) }()
	}
	in.receiveAll(i, c.World, c.Remarks)
	in.set(i, in.off)
	s := f.Sender
	for _, p := range []struct{ to, from *string }{{&s.Provider, &c.Provider}, {&s.Period, &c.Period}, {&s.Landed, &c.Landed}} {
		if *p.from != "" {
			*p.to = *p.from
		}
	}
	rows := []record{f.Base.with(c.fields)}
	if c.Rows != nil {
		rows = nil
		for _, r := range c.Rows {
			rows = append(rows, f.Base.with(c.fields).with(r))
		}
	}
	return in.receive(i, s, source, rows)
}

func loadCases(t *testing.T) map[string]fileOfCases {
	t.Helper()
	names, err := filepath.Glob("testdata/rules/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	all := make(map[string]fileOfCases)
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var f fileOfCases
		if err := yaml.NewDecoder(bytes.NewReader(data), yaml.Strict()).Decode(&f); err != nil {
			t.Fatalf("%s: %s", name, yaml.FormatError(err, false, true))
		}
		all[strings.TrimSuffix(filepath.Base(name), ".yaml")] = f
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

// Every rule is broken where it must be, holds where it must hold, judges its boundary as
// said, and lets pass what it exempts; and a case finds its own rule and no other.
func TestRules(t *testing.T) {
	contracts := casesInCSV(t)
	for source, f := range loadCases(t) {
		t.Run(source, func(t *testing.T) {
			t.Parallel()
			in := newInspection(t, contracts)
			i := in.ingester()
			defer i.Close()
			in.settle(i, f)
			for _, rule := range slices.Sorted(maps.Keys(f.Rules)) {
				for _, kind := range []string{"valid", "invalid", "boundary", "exempt"} {
					c, ok := f.Rules[rule][kind]
					if !ok {
						t.Errorf("%s: no %s case", rule, kind)
						continue
					}
					if kind == "boundary" && c.Want == "" {
						t.Errorf("%s: the boundary case must say with _want on which side it lies", rule)
					}
					if d := cmp.Diff(c.wanted(kind, rule), in.try(i, f, source, c)); d != "" {
						t.Errorf("%s, %s (-want +found):\n%s", rule, kind, d)
					}
				}
			}
		})
	}
}

// There are 150 rules and more, and none without cases.
func TestEveryRuleHasCases(t *testing.T) {
	cases := loadCases(t)
	rules := 0
	for _, c := range casesInCSV(t) {
		for _, r := range c.Rules {
			rules++
			if _, ok := cases[c.Source].Rules[r.ID]; !ok {
				t.Errorf("%s has no cases", r.ID)
			}
		}
	}
	if rules < 150 {
		t.Errorf("%d rules stand beside the contracts", rules)
	}
}

// A rule that is switched off finds nothing: its invalid case fails without it, so that the
// cases notice when a rule is gone.
func TestARuleSwitchedOffIsNoticed(t *testing.T) {
	contracts := casesInCSV(t)
	for source, f := range loadCases(t) {
		t.Run(source, func(t *testing.T) {
			t.Parallel()
			in := newInspection(t, contracts)
			i := in.ingester()
			defer i.Close()
			in.settle(i, f)
			for _, r := range contract.Find(contracts, source).Rules {
				c := f.Rules[r.ID]["invalid"]
				in.off = r.ID
				if slices.Contains(in.try(i, f, source, c), r.ID) || len(c.wanted("invalid", r.ID)) == 0 {
					t.Errorf("%s: its invalid case does not notice that it is off", r.ID)
				}
			}
		})
	}
}

// set switches a rule off.
func (in *inspection) set(i *ingest.Ingester, rule string) {
	in.t.Helper()
	if rule == "" {
		return
	}
	in.acts++
	s := &ingest.Setting{Rule: rule, Who: "test", Why: "test", At: time.Unix(int64(in.acts), 0)}
	if _, err := i.Decide(context.Background(), ingest.Act{Setting: s}, "national-body", time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)); err != nil {
		in.t.Fatal(err)
	}
}

// refer fills the built-in lists that rules may read.
func refer(t *testing.T, e *warehouse.Engine) {
	t.Helper()
	regions, err := contract.LoadRegions(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	bodies, err := contract.LoadBodies(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	days, err := calendar.Kazakhstan().Rows()
	if err != nil {
		t.Fatal(err)
	}
	var where, who [][]driver.Value
	for _, r := range regions {
		where = append(where, []driver.Value{r.Code, r.Code + "0000000", r.KK, r.RU, nil})
	}
	for _, b := range bodies {
		who = append(who, []driver.Value{b.ID, b.Kind, b.KK, b.RU})
	}
	for table, rows := range map[string][][]driver.Value{"region": where, "body": who, "day": days} {
		if err := e.Fill(context.Background(), "reference", table, rows); err != nil {
			t.Fatal(err)
		}
	}
}
