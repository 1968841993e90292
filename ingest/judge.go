package ingest

import (
	"fmt"

	"nsk/connectors/contract"
)

// judge asks the rules of a stage about the rows that earlier stages let through. What
// breaks a rule that rejects is rejected before the next stage.
func (t *task) judge(stage contract.Stage) error {
	if t.single {
		return t.judgeApart(stage)
	}
	if err := t.ask(t.inForce(stage, true)); err != nil {
		return err
	}
	return t.ask(t.inForce(stage, false))
}

// inForce lists the checks of a stage that are valid for the period: the look-ups that
// columns declare, or the rules that build on them.
func (t *task) inForce(stage contract.Stage, plain bool) (checks []check) {
	_, end := t.out.Landing.Period.Bounds()
	for _, c := range t.plan.later {
		if c.stage == stage && c.plain == plain && (&contract.Rule{From: c.from, To: c.to}).In(end.AddDate(0, 0, -1)) {
			checks = append(checks, c)
		}
	}
	return checks
}

// ask writes the findings of checks and rejects the rows they reject.
func (t *task) ask(checks []check) error {
	q := scope{task: t}.breaches(checks)
	if q == "" {
		return nil
	}
	name := fmt.Sprint(checks[0].stage, " plain ", checks[0].plain, " remarked ", t.remarked)
	n, err := t.put(name, "INSERT INTO ledger.finding SELECT landing, row, NULL, field, value, rule, severity, NULL FROM (\n"+q+"\n) AS b"+inOrder)
	if err != nil {
		return t.failed(checks, err)
	}
	if n == 0 {
		return nil
	}
	t.remarked = true
	if err := t.reject(); err != nil {
		return err
	}
	return t.tolerate()
}

// reject gives the findings without one the sender's own key, and the rows of those that
// reject their state.
func (t *task) reject() error {
	l := t.out.Landing.Number
	if err := t.exec(`UPDATE ledger.finding AS f SET sender_key = `+t.plan.senderKeyOf("r.")+` FROM `+t.plan.table()+` AS r
		WHERE f.landing = ? AND f.sender_key IS NULL AND r._landing = ? AND r._row = f.row`, l, l); err != nil {
		return err
	}
	return t.exec(`UPDATE `+t.plan.table()+` SET _state = 1 WHERE _landing = ? AND _state = 0
		AND _row IN (SELECT row FROM ledger.finding WHERE landing = ? AND severity = 'row')`, l, l)
}

// refuses reports whether a rule of stage file refuses the file. Then nothing else about
// it matters: what else was found is taken back, and no row counts.
func (t *task) refuses() (bool, error) {
	if err := t.judge(contract.StageFile); err != nil {
		return false, err
	}
	var bad bool
	l := t.out.Landing.Number
	const q = `SELECT count(*) > 0 FROM ledger.finding WHERE landing = ? AND severity = 'file'`
	if err := t.tx.QueryRowPlanned(t.ctx, q, l).Scan(&bad); err != nil || !bad {
		return false, err
	}
	if err := t.exec(`DELETE FROM ledger.finding WHERE landing = ? AND severity <> 'file'`, l); err != nil {
		return true, err
	}
	return true, t.exec(`UPDATE `+t.plan.table()+` SET _state = 1 WHERE _landing = ?`, l)
}
