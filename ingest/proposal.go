package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"nsk/connectors/contract"
	"nsk/warehouse"
)

// A Proposal is a rule that is not in force, and where it stands in its file.
type Proposal struct {
	contract.Rule
	Old *contract.Rule // the rule in force that it would change; nil for a new one

	file  string
	line  int
	lines map[string]int // of its keys
}

// Source is the source the rule is about.
func (p *Proposal) Source() string {
	parts := strings.Split(p.ID, ".")
	if len(parts) != 4 {
		return ""
	}
	return parts[1]
}

// shadowID is the number under which a proposal is asked, beside the rule it would change.
func (p *Proposal) shadowID() string { return p.ID + "+" }

// fault says what is wrong with a proposal and on which line.
func (p *Proposal) fault(key, why string) error {
	line := p.line
	if n, ok := p.lines[key]; ok {
		line = n
	}
	return fmt.Errorf("%s:%d: %s", p.file, line, why)
}

// ReadProposals reads a list of rules as they stand beside contracts, of one source or of
// several. The error names every fault with file and line.
func ReadProposals(fsys fs.FS, name string, contracts []*contract.Contract) ([]*Proposal, error) {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	var rules []contract.Rule
	if err := yaml.NewDecoder(bytes.NewReader(text), yaml.Strict()).Decode(&rules); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: %s", name, yaml.FormatError(err, false, true))
	}
	if len(rules) == 0 {
		return nil, fmt.Errorf("%s: no rules; write a list, each with id, stage, severity, ru, kk, remedy and basis", name)
	}
	items, err := itemsOf(text)
	if err != nil || len(items) != len(rules) {
		return nil, fmt.Errorf("%s: write a plain list of rules (%w)", name, err)
	}
	var errs []error
	all := make([]*Proposal, len(rules))
	for i := range rules {
		all[i] = &Proposal{Rule: rules[i], file: name}
		all[i].place(items[i])
		errs = append(errs, all[i].lint(contracts, all[:i])...)
	}
	return all, errors.Join(errs...)
}

// itemsOf are the nodes of the rules in a list.
func itemsOf(text []byte) ([]ast.Node, error) {
	f, err := parser.ParseBytes(text, 0)
	if err != nil {
		return nil, err
	}
	for _, d := range f.Docs {
		if list, ok := d.Body.(*ast.SequenceNode); ok {
			return list.Values, nil
		}
	}
	return nil, errors.New("no list")
}

// place remembers the lines of a rule's keys.
func (p *Proposal) place(n ast.Node) {
	p.line, p.lines = n.GetToken().Position.Line, make(map[string]int)
	var values []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	}
	for i, v := range values {
		line := v.Key.GetToken().Position.Line
		if p.lines[v.Key.String()] = line; i == 0 || line < p.line {
			p.line = line
		}
	}
}

// lint judges a proposal as a rule of its contract is judged, and against those before it.
func (p *Proposal) lint(contracts []*contract.Contract, before []*Proposal) (errs []error) {
	c := contract.Find(contracts, p.Source())
	if c == nil {
		return []error{p.fault("id", fmt.Sprintf("%q names no source; write NSK.<source>.<field>.<nnn> (nsk sources lists the sources)", p.ID))}
	}
	one := *c
	one.Rules = []contract.Rule{p.Rule}
	for _, f := range one.Lint() {
		at := strings.TrimPrefix(strings.TrimPrefix(f.At, "rules["+p.ID+"]"), ".")
		errs = append(errs, p.fault(at, strings.TrimPrefix(at+": "+f.Says, ": ")))
	}
	for _, source := range p.Reads {
		if contract.Find(contracts, source) == nil {
			errs = append(errs, p.fault("reads", fmt.Sprintf("reads: %q is no source", source)))
		}
	}
	if slices.ContainsFunc(before, func(b *Proposal) bool { return b.ID == p.ID }) {
		errs = append(errs, p.fault("id", "id: "+p.ID+" is proposed twice"))
	}
	return append(errs, p.match(c)...)
}

// match finds the rule that a proposal would change.
func (p *Proposal) match(c *contract.Contract) []error {
	if i := slices.IndexFunc(c.Rules, func(r contract.Rule) bool { return r.ID == p.ID }); i >= 0 {
		p.Old = &c.Rules[i]
		return nil
	}
	derived := slices.ContainsFunc(checksOf(c), func(k check) bool { return k.rule == p.ID })
	if derived || Fixed(p.ID) {
		return []error{p.fault("id", "id: "+p.ID+" follows from the contract of the source and is changed there, or with nsk rules set; give the proposed rule a number from 101 on")}
	}
	return nil
}

// Beside returns the contracts with the proposals among their rules, under numbers of their
// own and as mere information, so that they find what they find and change nothing. A
// proposed change stands before the rule it would change: the one must not silence the other.
func Beside(contracts []*contract.Contract, proposals []*Proposal) []*contract.Contract {
	all := make([]*contract.Contract, len(contracts))
	for i, c := range contracts {
		with := *c
		with.Rules = slices.Clone(c.Rules)
		for _, p := range proposals {
			if p.Source() != c.Source {
				continue
			}
			r, at := p.Rule, len(with.Rules)
			r.ID, r.Severity, r.Confirm = p.shadowID(), contract.SeverityInformation, false
			if p.Old != nil {
				at = slices.IndexFunc(with.Rules, func(r contract.Rule) bool { return r.ID == p.ID })
			}
			with.Rules = slices.Insert(with.Rules, at, r)
		}
		all[i] = &with
	}
	return all
}

// Understood lets DuckDB plan every proposal without asking it of any row. The error names
// those it cannot, with file and line. The ingester must know the contracts from Beside.
func (in *Ingester) Understood(ctx context.Context, proposals []*Proposal) error {
	var errs []error
	for _, p := range proposals {
		s, err := in.engine.DB().PrepareContext(ctx, in.asked(p))
		if err == nil {
			err = s.Close()
		}
		if err != nil {
			first, _, _ := strings.Cut(err.Error(), "\n")
			key := "rows"
			if p.Stage == contract.StageRow {
				key = "where"
			}
			errs = append(errs, p.fault(key, key+": "+first))
		}
	}
	return errors.Join(errs...)
}

// asked is the SQL in which a proposal is put, alone.
func (in *Ingester) asked(p *Proposal) string {
	pl := in.plans[p.Source()]
	if i := slices.IndexFunc(pl.later, func(c check) bool { return c.rule == p.shadowID() }); i >= 0 {
		return scope{task: &task{Ingester: in, plan: pl, out: &Outcome{}}}.breaches(pl.later[i : i+1])
	}
	texts := []string{"CAST(NULL AS BIGINT) AS _row", "CAST(NULL AS VARCHAR) AS _broken" + pl.ending(", false AS _deleted")}
	for i := range pl.contract.Columns {
		texts = append(texts, "CAST(NULL AS VARCHAR) AS "+warehouse.Quote(pl.contract.Columns[i].Name))
	}
	i := slices.IndexFunc(pl.checks, func(c check) bool { return c.rule == p.shadowID() })
	return "SELECT " + pl.checks[i].breach + " FROM " + pl.decoded("SELECT "+strings.Join(texts, ", "))
}
