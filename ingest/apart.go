package ingest

import "nsk/connectors/contract"

// largeBytes is a file of whose rules not all are asked at once. In one statement they
// share a reading of the registers, but what each keeps of the rows (a table to join with, a
// group for each key) is in memory together with that of all others, and grows with the
// file; DuckDB can put aside what one rule keeps, not what thirty keep at once.
const largeBytes = 64 << 20

// judgeApart is judge with one statement for each rule. What they find is kept beside the
// findings until all are asked, because a rule is silenced by earlier stages only.
func (t *task) judgeApart(stage contract.Stage) error {
	for _, plain := range []bool{true, false} {
		if err := t.askApart(t.inForce(stage, plain)); err != nil {
			return err
		}
	}
	return nil
}

func (t *task) askApart(checks []check) error {
	if err := t.tx.TempTable(t.ctx, "found", `SELECT landing, row, field, value, rule, severity FROM ledger.finding LIMIT 0`); err != nil {
		return err
	}
	var found int64
	for _, c := range checks {
		q := scope{task: t}.breaches([]check{c})
		if q == "" {
			continue
		}
		n, err := t.putOnce("INSERT INTO found\n" + q)
		if err != nil {
			return t.failed([]check{c}, err)
		}
		found += n
	}
	if found == 0 {
		return nil
	}
	if err := t.exec(`INSERT INTO ledger.finding SELECT landing, row, NULL, field, value, rule, severity, NULL FROM found AS b` + inOrder); err != nil {
		return err
	}
	t.remarked = true
	if err := t.reject(); err != nil {
		return err
	}
	return t.tolerate()
}
