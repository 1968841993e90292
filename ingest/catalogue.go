package ingest

import (
	"maps"
	"slices"
	"strings"

	"nsk/connectors/contract"
)

// A Rule is what the catalogue says of one rule: what it asks of a source, and how it is set.
type Rule struct {
	ID       string
	Source   string
	Stage    contract.Stage
	Severity contract.Severity // as built in
	Confirm  bool
	Fixed    bool // cannot be changed
	Derived  bool // follows from what the contract says of a column
	Name     contract.Text
	Remedy   contract.Text
	Basis    contract.Text
	From, To string
	Set      *Setting // how it is changed; nil: as built in
}

// Rules lists every rule of the contracts as it is built in: those of the columns, those
// of files, and those that stand beside the contracts.
func Rules(contracts []*contract.Contract) ([]Rule, error) {
	m, err := LoadMessages(contracts)
	if err != nil {
		return nil, err
	}
	var all []Rule
	for _, c := range contracts {
		for _, k := range checksOf(c) {
			all = append(all, m.describe(c, k))
		}
	}
	return all, nil
}

func (m *Messages) describe(c *contract.Contract, k check) Rule {
	what, fix := m.Say(c, Finding{Rule: k.rule, Field: k.field, Value: "…"})
	r := Rule{ID: k.rule, Source: c.Source, Stage: k.stage, Severity: k.severity, Confirm: k.confirm, Fixed: Fixed(k.rule), Derived: true,
		Name: what, Remedy: fix, Basis: m.byContract, From: k.from, To: k.to}
	if col := c.Column(k.field); col != nil {
		r.Name = contract.Text{RU: "«" + col.RU + "»: " + what.RU, KK: "«" + col.KK + "»: " + what.KK}
	}
	if i := slices.IndexFunc(c.Rules, func(r contract.Rule) bool { return r.ID == k.rule }); i >= 0 {
		r.Derived, r.Basis = false, c.Rules[i].Basis
	}
	return r
}

// checksOf lists the checks of rows, those over many rows, and those of whole files.
func checksOf(c *contract.Contract) []check {
	p := compile(c, nil)
	all := slices.Clone(p.checks)
	one := func(field, no string, s contract.Stage, v contract.Severity) {
		all = append(all, check{rule: p.id(field, no), field: field, stage: s, severity: v})
	}
	for i := range c.Columns {
		if col := &c.Columns[i]; col.Type == contract.TypeBIN {
			one(col.Name, noPattern, contract.StageRow, contract.SeverityRow)
			one(col.Name, noDigit, contract.StageRow, contract.SeverityRow)
		}
	}
	one(c.Key[0], noDuplicate, contract.StageKeys, contract.SeverityInformation)
	one(c.Key[0], noConflict, contract.StageKeys, contract.SeverityRow)
	if c.Hierarchy != nil {
		one(c.Hierarchy.Code, noParent, contract.StageKeys, contract.SeverityRow)
	}
	for _, no := range slices.Sorted(maps.Values(faultNumbers)) {
		severity := contract.SeverityFile
		switch no { // what is read all the same, and told
		case faultNumbers["hidden"]:
			severity = remarkSeverity("hidden")
		case faultNumbers["new-field"]:
			severity = remarkSeverity("new-field")
		}
		one("file", no, contract.StageFile, severity)
	}
	all = append(all, p.later...)
	slices.SortStableFunc(all, func(a, b check) int { return strings.Compare(a.rule, b.rule) })
	return slices.CompactFunc(all, func(a, b check) bool { return a.rule == b.rule })
}
