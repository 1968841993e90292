package ingest

import "database/sql"

// settleAll compares what is found now with what was put aside: a finding that stands goes
// back as it was, one that does not is settled, and rows that changed sides are recorded
// and counted anew. It reports whether any row changed sides.
func (t *task) settleAll() (moved bool, err error) {
	const same = `f.landing = a.landing AND f.row = a.row AND f.rule = a.rule`
	const in, out = `SELECT DISTINCT g.landing, g.row FROM gone AS g WHERE g.severity = 'row'`,
		`SELECT DISTINCT f.landing, f.row FROM ledger.finding AS f ANTI JOIN aside AS a ON f.landing = a.landing AND f.row = a.row AND a.severity = 'row' WHERE f.opened_by = $by AND f.severity = 'row'`
	by := sql.Named("by", t.out.Landing.Number)
	table := t.plan.table()
	if err := t.tx.TempTable(t.ctx, "again", `SELECT a.* FROM aside AS a SEMI JOIN ledger.finding AS f ON `+same); err != nil {
		return false, err
	}
	if err := t.tx.TempTable(t.ctx, "gone", `SELECT a.* FROM aside AS a ANTI JOIN again AS f ON `+same); err != nil {
		return false, err
	}
	for _, step := range []struct {
		q  string
		by bool
	}{
		{`DELETE FROM ledger.finding AS f USING again AS a WHERE ` + same, false},
		{`INSERT INTO ledger.finding SELECT * FROM again`, false},
		{`INSERT INTO ledger.settled SELECT *, $by FROM gone`, true},
		{`UPDATE ledger.finding AS f SET sender_key = ` + t.plan.senderKeyOf("r.") + ` FROM ` + table + ` AS r
			WHERE f.opened_by = $by AND f.sender_key IS NULL AND r._landing = f.landing AND r._row = f.row`, true},
		{`INSERT INTO ledger.moved SELECT g.landing, g.row, $by, 1, 0 FROM (` + in + `) AS g JOIN ` + table + ` AS r ON r._landing = g.landing AND r._row = g.row WHERE r._state = 0`, true},
		{`INSERT INTO ledger.moved SELECT g.landing, g.row, $by, 0, 1 FROM (` + out + `) AS g JOIN ` + table + ` AS r ON r._landing = g.landing AND r._row = g.row WHERE r._state = 1
			AND NOT EXISTS (SELECT 1 FROM ledger.moved AS m WHERE m.landing = g.landing AND m.row = g.row AND m.moved_by = $by)`, true},
	} {
		var args []any
		if step.by {
			args = append(args, by)
		}
		if err := t.exec(step.q, args...); err != nil {
			return false, err
		}
	}
	return t.recount(`_landing IN (SELECT landing FROM ledger.moved WHERE moved_by = ?)`, t.out.Landing.Number)
}

// recount writes the counts of versions anew from their rows, and the verdicts that follow.
// It reports whether there were any.
func (t *task) recount(which string, args ...any) (bool, error) {
	n, err := t.tx.Exec(t.ctx, `UPDATE ledger.version AS v SET accepted = n.a, rejected = n.r,
			verdict = CASE WHEN n.a = 0 AND n.r > 0 THEN 'refused' WHEN v.verdict = 'held' THEN 'held' WHEN n.r = 0 THEN 'accepted' ELSE 'partly' END,
			content = CASE WHEN n.a = 0 AND n.r > 0 THEN NULL ELSE 'data' END
		FROM (SELECT _landing, count(*) FILTER (_state IN (0, `+stateDeleted+`)) AS a, count(*) FILTER (_state = 1) AS r FROM `+t.plan.table()+` WHERE `+which+` GROUP BY _landing) AS n
		WHERE v.landing = n._landing`, args...)
	if err != nil || n == 0 {
		return false, err
	}
	return true, t.takePlaces()
}
