package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"nsk/connectors/draft"
	"nsk/ingest"
	"nsk/schedules"
	"nsk/schedules/yamlfile"
	"nsk/transform"
	"nsk/warehouse/query"
)

// A fixtureTest says what a fixture must come to: testdata/<source>/want.yaml.
type fixtureTest struct {
	Fixture  string   `yaml:"fixture"`
	Provider string   `yaml:"provider"`
	Period   string   `yaml:"period"`
	Received int64    `yaml:"received"`
	Accepted int64    `yaml:"accepted"`
	Findings []string `yaml:"findings"` // ids of the rules it breaks, sorted, each once
}

// fixture reads the fixture as if it had come and compares.
func (p *probe) fixture(ctx context.Context, h *schedules.House) error {
	p.head("fixture")
	dir := filepath.Join(p.cfg.Contracts, "testdata", p.contract.Source)
	name := filepath.Join(dir, "want.yaml")
	text, err := os.ReadFile(name)
	if err != nil {
		p.hint("none at %s; nsk connector new writes one beside a contract", name)
		return nil
	}
	var want fixtureTest
	file, err := yamlfile.Read(name, text, &want)
	if err != nil {
		return err
	}
	got, err := p.fixtureRead(ctx, h, filepath.Join(dir, want.Fixture), &want)
	if err != nil {
		return err
	}
	before := p.found
	for _, d := range []struct{ key, want, got string }{
		{"received", fmt.Sprint(want.Received), fmt.Sprint(got.Received)},
		{"accepted", fmt.Sprint(want.Accepted), fmt.Sprint(got.Accepted)},
		{"findings", strings.Join(want.Findings, ", "), strings.Join(got.Findings, ", ")},
	} {
		if d.want != d.got {
			p.bad("%s", file.Fault("$."+d.key, "%s: the fixture comes to %s, wanted %s; correct the contract, or what is wanted", d.key, orNone(d.got), orNone(d.want)))
		}
	}
	if p.found == before {
		p.ok("%s: %d rows received, %d accepted, as wanted", want.Fixture, got.Received, got.Accepted)
	}
	return nil
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

func (p *probe) fixtureRead(ctx context.Context, h *schedules.House, path string, want *fixtureTest) (got fixtureTest, err error) {
	f := fileArg{path: path, source: p.contract.Source, provider: want.Provider, period: want.Period}
	out, err := f.take(ctx, h, p.now())
	if err != nil {
		return got, err
	}
	if out.Verdict == ingest.Refused {
		if err := p.verdict(ctx, h, out); err != nil {
			return got, err
		}
	}
	found, err := ingest.Findings(ctx, h.Engine, out.Landing.Number)
	for _, f := range found {
		got.Findings = append(got.Findings, f.Rule)
	}
	slices.Sort(got.Findings)
	got.Findings = slices.Compact(got.Findings)
	got.Received, got.Accepted = out.Received, out.Accepted
	return got, err
}

// missing says what else a source has that counts.
func (p *probe) missing() {
	p.head("what else there is to do")
	c := p.contract
	if p.desk.Obligations.Of(c.Source) == nil {
		p.hint("no duty says that it is owed: it is pulled as its cadence says, is never late, and stands in no table of returns; add it to the register of duties (nsk obligations --yaml, obligations: in nsk.yaml)")
	}
	if len(c.Rules) == 0 {
		p.hint("no rules beside those that follow from its columns; write them to %s", filepath.Join(p.cfg.Contracts, "rules", c.Source+".yaml"))
	}
	if !modelled(c.Table()) {
		p.hint("no model reads raw.%s: no figure, page or release has it; write transform/models/staging/%s.sql", c.Table(), c.Table())
	}
	if !catalogued(c.Table()) {
		p.hint("the catalogue of nsk query does not tell what its columns mean: go test ./transform -run TestCatalogue -shape adds them once a model reads it")
	}
}

func modelled(table string) bool {
	models, err := transform.Load(transform.Models())
	return err == nil && slices.ContainsFunc(models, func(m transform.Model) bool { return strings.Contains(m.SQL, "raw."+table+" ") })
}

func catalogued(table string) bool {
	return slices.ContainsFunc(query.Catalogue(), func(t query.Table) bool { return t.Name == table })
}

// understood shows what a sample has beside what the contract says, and its first rows.
func (p *probe) understood(s *draft.Sample) error {
	var rows [][]string
	seen := make(map[string]bool)
	for _, c := range s.Columns {
		name, says := p.columnAt(c.Name, s.Paths())
		seen[name] = true
		rows = append(rows, []string{c.Name, name, says, string(c.Guess()), fmt.Sprintf("%d of %d", len(c.Values), s.Rows)})
		if name == "" {
			p.hint("%s came and is in no column of the contract: it is not kept", c.Name)
		}
	}
	for i := range p.contract.Columns {
		col := &p.contract.Columns[i]
		switch path := at(col); {
		case seen[col.Name] || strings.HasPrefix(path, "^"):
		case col.Required:
			p.bad("columns[%s] (%s) is required, and did not come in any row", col.Name, path)
		default:
			p.hint("columns[%s] (%s) did not come in any row", col.Name, path)
		}
	}
	return p.table([]string{"came as", "column", "type", "looks like", "filled"}, rows)
}
