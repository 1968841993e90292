package ingest

import (
	"fmt"
	"strings"

	"nsk/connectors/contract"
	"nsk/schedules/calendar"
)

// severityTolerated is what a finding becomes that a tolerance covers.
const severityTolerated = "tolerated"

// tolerate lets pass what a tolerance in force covers: the findings stay, marked so, and
// rows that nothing else rejects are let in.
func (t *task) tolerate() error {
	l := t.out.Landing
	if !t.tolerated[returnOf(l.Source+" "+l.Provider, l.Period.String())] {
		return nil
	}
	const covered = `SELECT o.rule FROM ledger.tolerance AS o
		JOIN (SELECT rule, count(*) AS n FROM ledger.finding WHERE landing = $1 AND severity IN ('row', 'warning') GROUP BY rule) AS f ON f.rule = o.rule AND f.n <= o.most
		WHERE o.source = $2 AND o.provider = $3 AND o.period = $4 AND o.expires_on >= CAST(CAST($5 AS VARCHAR) AS DATE)`
	n, err := t.tx.ExecPlanned(t.ctx, `UPDATE ledger.finding SET severity = '`+severityTolerated+`' WHERE landing = $1 AND severity IN ('row', 'warning') AND rule IN (`+covered+`)`,
		l.Number, l.Source, l.Provider, l.Period.String(), calendar.LocalDay(l.At).String())
	if err != nil || n == 0 {
		return err
	}
	return t.exec(`UPDATE `+t.plan.table()+` AS r SET _state = 0 WHERE _landing = ? AND _state = 1
		AND _row IN (SELECT row FROM ledger.finding WHERE landing = ? AND severity = '`+severityTolerated+`')
		AND _row NOT IN (SELECT row FROM ledger.finding WHERE landing = ? AND severity = 'row' AND row IS NOT NULL)`, l.Number, l.Number, l.Number)
}

// again judges anew the version of a return that a tolerance is about, from its bytes.
func (t *task) again(o *Tolerance) error {
	p := t.plans[o.Source]
	if p == nil {
		return fmt.Errorf("no contract for source %q", o.Source)
	}
	l, err := t.newest(o.Source, o.Provider, o.Period)
	if err != nil || l.Number == 0 {
		return err
	}
	for _, q := range []string{
		`DELETE FROM ` + p.table() + ` WHERE _landing = ?`,
		`DELETE FROM ledger.finding WHERE landing = ?`,
		`DELETE FROM ledger.version WHERE landing = ?`,
	} {
		if err := t.exec(q, l.Number); err != nil {
			return err
		}
	}
	if err := t.takePlaces(); err != nil {
		return err
	}
	r := &task{Ingester: t.Ingester, ctx: t.ctx, tx: t.tx, plan: p, out: &Outcome{Landing: l, Content: "data"}}
	if err := r.load(true); err != nil {
		return err
	}
	return r.finish()
}

// newest is the newest version of a return that was read; its number is 0 if there is none.
func (t *task) newest(source, provider, period string) (Landing, error) {
	rows, err := t.tx.Query(t.ctx, `SELECT l.landing, landing_id, l.source, l.provider, l.period, origin, media_type, sha256, bytes, encrypted, path, landed_at, coalesce(l."cursor", ''), coalesce(l.signature, '')
		FROM ledger.landing AS l JOIN ledger.version AS v ON v.landing = l.landing
		WHERE l.source = ? AND l.provider = ? AND l.period = ? AND v.received > 0 ORDER BY l.landing DESC LIMIT 1`, source, provider, period)
	if err != nil {
		return Landing{}, err
	}
	defer rows.Close()
	if !rows.Next() {
		return Landing{}, rows.Err()
	}
	return scanLanding(rows)
}

// confirm lets a held version count: its sender has answered the questions it raised.
func (t *task) confirm(c *Confirmation) error {
	var landing int64
	var source string
	const held = `SELECT v.landing, v.source FROM ledger.version AS v JOIN ledger.landing AS l ON l.landing = v.landing WHERE l.landing_id = ? AND v.verdict = 'held'`
	if err := t.tx.QueryRow(t.ctx, held, c.Landing).Scan(&landing, &source); err != nil {
		return fmt.Errorf("confirm %s: no held version has this id: %w", c.Landing, err)
	}
	if err := t.exec(`INSERT INTO ledger.confirmation VALUES (?, ?, ?, ?, ?, ?::TIMESTAMP)`, t.out.Landing.Number, landing, c.Who, null(c.Role), c.Why, instant(c.At)); err != nil {
		return err
	}
	if err := t.exec(`UPDATE ledger.version SET verdict = CASE rejected WHEN 0 THEN 'accepted' ELSE 'partly' END WHERE landing = ?`, landing); err != nil {
		return err
	}
	if err := t.takePlaces(); err != nil {
		return err
	}
	// Version 2: what a confirmed version changes is not known by its keys.
	o := &task{Ingester: t.Ingester, ctx: t.ctx, tx: t.tx, plan: t.plans[source], out: &Outcome{Landing: t.out.Landing, Version: 2}}
	return o.reopen()
}

// questions lists the rules whose breaches hold a return back.
func (p *plan) questions() string {
	var ids []string
	for _, c := range append(p.checks[:len(p.checks):len(p.checks)], p.later...) {
		if c.confirm && c.severity != contract.SeverityInformation {
			ids = append(ids, c.rule)
		}
	}
	return literals(ids)
}

// tolerable reports why a rule cannot be tolerated, "" if it can.
func tolerable(rule string) string {
	if Fixed(rule) || !strings.HasPrefix(rule, "NSK.") {
		return "this rule holds up the counts and cannot be tolerated"
	}
	return ""
}
