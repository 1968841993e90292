package ingest

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"iter"
	"path"
	"slices"
	"strings"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/ingest/verdict"
	"nsk/warehouse"
)

// Tell is what a sender is told about a landing: the verdict, what it rests on, and every
// occurrence. For one landing it says the same wherever it was read, on the computer of a
// centre or at the office, as long as rules, registers and the sender's own past agree.
func (in *Ingester) Tell(ctx context.Context, out Outcome) (*verdict.Report, error) {
	p := in.plans[out.Landing.Source]
	if p == nil {
		return nil, fmt.Errorf("tell of landing %d: no contract for source %q", out.Landing.Number, out.Landing.Source)
	}
	t := &telling{Ingester: in, ctx: ctx, plan: p, out: out, report: &verdict.Report{Verdict: verdict.Verdict(out.Verdict), RuleSet: p.ruleset}}
	t.fileAndReturn()
	steps := []func() error{t.words, t.provider, t.registers, t.settings, t.tolerances, t.summary}
	if out.Verdict == Already {
		steps = steps[:2]
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, fmt.Errorf("tell of landing %d: %w", out.Landing.Number, err)
		}
	}
	return t.report, nil
}

// A telling is a report being made.
type telling struct {
	*Ingester
	ctx    context.Context
	plan   *plan
	out    Outcome
	report *verdict.Report
	say    *Messages
	rules  map[string]Rule
}

// formNames are the forms of files as people call them.
var formNames = map[string]string{connectors.MediaCSV: "CSV", connectors.MediaXLSX: "XLSX", connectors.MediaJSON: "JSON", connectors.MediaJSONLines: "JSON Lines",
	connectors.MediaJSONSeq: "JSON", connectors.MediaXML: "XML", connectors.MediaParquet: "Parquet", connectors.MediaDeclaration: "JSON"}

func (t *telling) fileAndReturn() {
	l, c, n := t.out.Landing, t.plan.contract, t.out.Counts
	r := t.report
	r.File = verdict.File{Name: path.Base(strings.TrimPrefix(l.Origin, "file:")), SHA256: l.SHA256, Form: formNames[l.MediaType]}
	if l.MediaType == connectors.MediaXLSX && c.XLSX != nil {
		r.File.Sheet = c.XLSX.Sheet
	}
	r.Return = verdict.Return{Source: c.Source, Title: c.Title, Provider: l.Provider, Period: l.Period, Content: t.out.Content, Reason: t.out.Reason}
	r.Counts = verdict.Counts{Received: n.Received, Accepted: n.Accepted, Rejected: n.Rejected, Duplicate: n.Duplicate, OutOfScope: n.OutOfScope}
	if t.out.Verdict == Held {
		r.Counts.Accepted, r.Counts.Held = 0, n.Accepted
		r.Confirm = fmt.Sprintf(`{"declaration":"confirm","sha256":"%s","by":"…","role":"…","reason":"…"} → %s_%s.declaration.json`, l.SHA256, l.Provider, l.Period)
	}
}

func (t *telling) words() error {
	var all []*contract.Contract
	for _, p := range t.plans {
		all = append(all, p.contract)
	}
	var err error
	if t.say, err = LoadMessages(all); err != nil {
		return err
	}
	rules, err := Rules([]*contract.Contract{t.plan.contract})
	t.rules = make(map[string]Rule)
	for _, r := range rules {
		t.rules[r.ID] = r
	}
	return err
}

// provider looks for a name: of a body, or of a centre in the newest register.
func (t *telling) provider() error {
	const q = `SELECT name_kk, name_ru FROM reference.body WHERE body = $1
		UNION ALL SELECT max(name_kk), max(name_ru) FROM (%s) AS r WHERE bin = $1 HAVING max(name_ru) IS NOT NULL LIMIT 1`
	register := t.plans["accredited-centres"]
	if register == nil {
		return nil
	}
	newest := register.editions(t.places.of(register.contract, true), false)
	err := t.engine.DB().QueryRowContext(t.ctx, fmt.Sprintf(q, newest), t.out.Landing.Provider).Scan(&t.report.Return.ProviderName.KK, &t.report.Return.ProviderName.RU)
	if err == sql.ErrNoRows {
		return nil
	}
	return err
}

// registers lists the public registers that the rules of the source read, each with a hash
// of the editions that counted when the file was read.
func (t *telling) registers() error {
	var read []string
	for _, c := range t.plan.later {
		read = append(read, c.data.Reads...)
	}
	slices.Sort(read)
	for _, source := range slices.Compact(read) {
		p := t.plans[source]
		if p == nil || p.contract.HasPersonal() {
			continue
		}
		r := verdict.Register{Source: source, Title: p.contract.Title}
		if err := t.editionsOf(source, &r); err != nil {
			return err
		}
		t.report.Registers = append(t.report.Registers, r)
	}
	return nil
}

func (t *telling) editionsOf(source string, r *verdict.Register) error {
	rows, err := t.engine.DB().QueryContext(t.ctx, `SELECT v.period, max_by(l.sha256, l.landing) FROM ledger.version AS v JOIN ledger.landing AS l ON l.landing = v.landing
		WHERE v.source = ? AND v.landing < ? AND v.verdict IN ('accepted', 'partly') GROUP BY v.provider, v.period ORDER BY min(l.period_from), v.provider`, source, t.out.Landing.Number)
	if err != nil {
		return err
	}
	defer rows.Close()
	sum := sha256.New()
	for rows.Next() {
		var period, hash string
		if err := rows.Scan(&period, &hash); err != nil {
			return err
		}
		fmt.Fprintf(sum, "%s %s\n", period, hash)
		r.Editions = append(r.Editions, period)
	}
	if len(r.Editions) > 0 {
		r.Hash = hex.EncodeToString(sum.Sum(nil))[:16]
	}
	r.Editions = slices.Compact(r.Editions)
	if n := len(r.Editions); n > 2 { // the first and the last say what there is
		r.Editions = []string{r.Editions[0], "…", r.Editions[n-1]}
	}
	return rows.Err()
}

func (t *telling) settings() error {
	all, err := SettingHistory(t.ctx, t.engine)
	newest := make(map[string]Setting)
	var order []string
	for _, s := range all {
		if strings.HasPrefix(s.Rule, "NSK."+t.plan.contract.Source+".") && s.Act < t.out.Landing.Number {
			order = append(order, s.Rule)
			newest[s.Rule] = s
		}
	}
	slices.Sort(order)
	for _, rule := range slices.Compact(order) {
		s := newest[rule]
		if s.Enabled && s.Severity == "" {
			continue
		}
		to := verdict.Setting{Rule: rule, Severity: s.Severity, By: s.Who, Why: s.Why, Since: day(s.At)}
		if !s.Enabled {
			to.Severity = verdict.Off
		}
		t.report.Settings = append(t.report.Settings, to)
	}
	return err
}

func (t *telling) tolerances() error {
	l := t.out.Landing
	rows, err := t.engine.DB().QueryContext(t.ctx, `SELECT rule, most, reason, approver, CAST(expires_on AS VARCHAR) FROM ledger.tolerance
		WHERE source = ? AND provider = ? AND period = ? AND rule IN (SELECT rule FROM ledger.finding WHERE landing = ? AND severity = '`+severityTolerated+`') ORDER BY rule, act`,
		l.Source, l.Provider, l.Period.String(), l.Number)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var o verdict.Tolerance
		var most int64
		if err := rows.Scan(&o.Rule, &most, &o.Why, &o.By, &o.Until); err != nil {
			return err
		}
		o.Value = fmt.Sprint(most)
		t.report.Tolerances = append(t.report.Tolerances, o)
	}
	return rows.Err()
}

// severest orders the summary: what is worst comes first.
const severest = `CASE severity WHEN 'file' THEN 1 WHEN 'row' THEN 2 WHEN 'warning' THEN 3 WHEN 'tolerated' THEN 4 ELSE 5 END`

func (t *telling) summary() error {
	n := t.out.Landing.Number
	rows, err := t.engine.DB().QueryContext(t.ctx, `SELECT rule, severity, coalesce(min(field), ''), count(*), coalesce(min(value), '') FROM ledger.finding WHERE landing = ?
		GROUP BY rule, severity ORDER BY `+severest+`, count(*) DESC, rule`, n)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var f Finding
		var count int64
		if err := rows.Scan(&f.Rule, &f.Severity, &f.Field, &count, &f.Value); err != nil {
			return err
		}
		t.summarise(f, count)
	}
	t.report.Occurrences = t.occurrences
	return rows.Err()
}

func (t *telling) summarise(f Finding, count int64) {
	known := t.rules[f.Rule]
	if known.Confirm && f.Severity == string(contract.SeverityWarning) {
		what, _ := t.say.Say(t.plan.contract, f)
		t.report.Questions = append(t.report.Questions, verdict.Question{Rule: f.Rule, Text: what})
	}
	f.Value = "…"
	what, fix := t.say.Say(t.plan.contract, f)
	t.report.Summary = append(t.report.Summary, verdict.Rule{ID: f.Rule, Stage: known.Stage, Severity: contract.Severity(f.Severity), Count: count, Message: what, Remedy: fix, Basis: known.Basis})
}

// wholeFile stands in a finding where other findings name a field.
const wholeFile = "file"

// occurrences yields every finding in the order of the rows.
func (t *telling) occurrences(yield func(verdict.Occurrence, error) bool) {
	for f, err := range Each(t.ctx, t.engine, t.out.Landing.Number) {
		if err != nil {
			yield(verdict.Occurrence{}, err)
			return
		}
		what, fix := t.say.Say(t.plan.contract, f)
		o := verdict.Occurrence{Sheet: t.report.File.Sheet, Row: f.Row, Key: f.SenderKey, Field: f.Field, Value: f.Value,
			Rule: f.Rule, Severity: contract.Severity(f.Severity), Message: what, Remedy: fix}
		if f.Field == wholeFile {
			o.Field = ""
		}
		if col := t.plan.contract.Column(f.Field); col != nil {
			o.Label = contract.Text{RU: col.RU, KK: col.KK}
		}
		if !yield(o, nil) {
			return
		}
	}
}

// Each yields what is on record against a landing, by row and rule.
func Each(ctx context.Context, e *warehouse.Engine, landing int64) iter.Seq2[Finding, error] {
	return func(yield func(Finding, error) bool) {
		rows, err := e.DB().QueryContext(ctx, `SELECT coalesce(row, 0), coalesce(sender_key, ''), coalesce(field, ''), coalesce(value, ''), rule, severity
			FROM ledger.finding WHERE landing = ? ORDER BY row NULLS FIRST, rule, field`, landing)
		if err != nil {
			yield(Finding{}, fmt.Errorf("findings: %w", err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			var f Finding
			if err := rows.Scan(&f.Row, &f.SenderKey, &f.Field, &f.Value, &f.Rule, &f.Severity); err != nil || !yield(f, err) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(Finding{}, err)
		}
	}
}
