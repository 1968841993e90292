package ingest

import (
	"context"
	"fmt"
	"strings"

	"nsk/connectors/contract"
	"nsk/warehouse"
)

// finish makes the checks over many rows, stage by stage, writes findings and counts, and
// decides. What changed for returns received before is part of the same transaction.
func (t *task) finish() error {
	if t.out.Content == "data" {
		if t.out.Received == 0 {
			return &Fault{Code: "no-rows", Detail: "0"}
		}
		if err := t.stages(); err != nil {
			return err
		}
	}
	if err := t.decide(); err != nil {
		return err
	}
	if err := t.version(); err != nil {
		return err
	}
	if t.out.Verdict != Accepted && t.out.Verdict != Partly {
		return nil
	}
	if err := t.takePlace(); err != nil {
		return err
	}
	return t.reopen()
}

// takePlace makes this landing the version of its return that counts.
func (t *task) takePlace() error {
	l := t.out.Landing
	from, end := l.Period.Bounds()
	if _, err := t.tx.ExecPlanned(t.ctx, `DELETE FROM ledger.current WHERE source = ? AND provider = ? AND period = ?`, l.Source, l.Provider, l.Period.String()); err != nil {
		return err
	}
	first, last := day(from), day(end.AddDate(0, 0, -1))
	t.places.put(l.Source, l.Period.String(), place{landing: l.Number, provider: l.Provider, from: first, to: last, received: t.out.Received})
	_, err := t.tx.ExecPlanned(t.ctx, `INSERT INTO ledger.current VALUES (?, ?, ?, ?, CAST(? AS VARCHAR)::DATE, CAST(? AS VARCHAR)::DATE)`,
		l.Number, l.Source, l.Provider, l.Period.String(), first, last)
	return err
}

// takePlaces works out anew which versions count, after one that arrived earlier came to
// count or ceased to.
func (t *task) takePlaces() error {
	if err := t.exec(`DELETE FROM ledger.current`); err != nil {
		return err
	}
	if err := t.exec(`INSERT INTO ledger.current SELECT * FROM ledger.counting`); err != nil {
		return err
	}
	var err error
	t.Ingester.places, err = loadPlaces(t.ctx, t.tx.Query)
	return err
}

// stages asks everything about the rows; a file that is refused as a whole is asked no more.
func (t *task) stages() error {
	for _, step := range []func() error{t.settle, t.numbers, t.tolerate} {
		if err := step(); err != nil {
			return err
		}
	}
	refused, err := t.refuses()
	if err != nil {
		return err
	}
	if refused {
		return t.count()
	}
	judge := t.judge
	if t.out.Landing.Bytes >= t.largeBytes {
		judge = t.judgeApart
	}
	stage := func(s contract.Stage) func() error { return func() error { return judge(s) } }
	for _, step := range []func() error{t.keys, t.hierarchy, t.tolerate, stage(contract.StageKeys), stage(contract.StageRegisters), stage(contract.StageHistory), t.count} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// decide is the verdict. A return that raises a question is held until it is answered; a
// part is not, because nobody stands behind it who could answer: its question is a warning.
func (t *task) decide() error {
	if t.out.Verdict == acted {
		return nil
	}
	t.out.Verdict = verdictOf(t.out.Counts, t.out.Content)
	if t.out.Verdict == Refused {
		t.out.Content = ""
		return nil
	}
	ids := t.plan.questions()
	if !t.remarked || ids == "" || t.out.Landing.Period.Part != "" {
		return nil
	}
	var asked bool
	q := `SELECT count(*) > 0 FROM ledger.finding WHERE landing = $1 AND severity = 'warning' AND rule IN (` + ids + `)
		AND NOT EXISTS (SELECT 1 FROM ledger.confirmation AS c WHERE c.landing = $1)` // it may be judged a second time
	if err := t.tx.QueryRowPlanned(t.ctx, q, t.out.Landing.Number).Scan(&asked); err != nil {
		return err
	}
	if asked {
		t.out.Verdict = Held
	}
	return nil
}

// settle gives rows with mere remarks the state of accepted ones.
func (t *task) settle() error {
	if !t.remarked {
		return nil
	}
	_, err := t.tx.ExecPlanned(t.ctx, t.plan.settle(), t.out.Landing.Number)
	return err
}

func verdictOf(n Counts, content string) Verdict {
	switch {
	case content != "data" || n.Rejected == 0:
		return Accepted
	case n.Accepted == 0:
		return Refused
	}
	return Partly
}

func (t *task) exec(q string, args ...any) error {
	_, err := t.tx.Exec(t.ctx, q, args...)
	return err
}

// note adds a finding for the rows that where selects and gives them a state, as the rule
// is set.
func (t *task) note(rule, field string, severity contract.Severity, value, where string) error {
	severity, on := t.plan.set(t.plan.id(ruleField(field), rule), severity)
	if !on {
		return nil
	}
	t.remarked = true
	if err := t.exec(`INSERT INTO ledger.finding SELECT _landing, _row, `+t.plan.senderKey("")+`, ?, `+value+`, ?, ?, NULL
		FROM `+t.plan.table()+` WHERE _landing = ? AND (`+where+`) ORDER BY _row`,
		field, t.plan.id(ruleField(field), rule), string(severity), t.out.Landing.Number); err != nil {
		return err
	}
	state := 0
	switch {
	case rule == noDuplicate:
		state = 2
	case severity == contract.SeverityRow:
		state = 1
	}
	if state == 0 {
		return nil
	}
	return t.exec(fmt.Sprintf(`UPDATE %s SET _state = %d WHERE _landing = ? AND (%s)`, t.plan.table(), state, where), t.out.Landing.Number)
}

func ruleField(field string) string {
	if field == "" {
		return "file"
	}
	return field
}

// numbers judges the check digits of BINs. A file names few different ones, so each is
// judged once, and the rows follow.
func (t *task) numbers() error {
	for i := range t.plan.contract.Columns {
		col := &t.plan.contract.Columns[i]
		if col.Type != contract.TypeBIN {
			continue
		}
		bad, err := t.badNumbers(col)
		if err != nil {
			return err
		}
		for _, no := range []string{noPattern, noDigit} {
			if len(bad[no]) == 0 {
				continue
			}
			if err := t.note(no, col.Name, contract.SeverityRow, warehouse.Quote(col.Name), "_state = 0 AND "+warehouse.Quote(col.Name)+" IN ("+literals(bad[no])+")"); err != nil {
				return err
			}
		}
	}
	return nil
}

// badNumbers lists the unsound BINs of a column by the number of the rule they break.
func (t *task) badNumbers(col *contract.Column) (map[string][]string, error) {
	rows, err := t.tx.QueryPlanned(t.ctx, `SELECT DISTINCT `+warehouse.Quote(col.Name)+` FROM `+t.plan.table()+
		` WHERE _landing = ? AND _state = 0 AND `+warehouse.Quote(col.Name)+` IS NOT NULL ORDER BY 1`, t.out.Landing.Number)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	bad := make(map[string][]string)
	for rows.Next() {
		var bin string
		if err := rows.Scan(&bin); err != nil {
			return nil, err
		}
		if no := binFault(bin); no != "" {
			bad[no] = append(bad[no], bin)
		}
	}
	return bad, rows.Err()
}

// keys finds rows that stand twice. A row equal to an earlier one in all that is stored
// is a duplicate; rows with one key that say different things are all rejected, because
// nothing tells which of them is right, but in a part, whose rows follow each other in time.
func (t *task) keys() error {
	key := quotedList(t.plan.contract.Key)
	var twice, ascending bool
	if err := t.tx.QueryRowPlanned(t.ctx, t.plan.ascending(), t.out.Landing.Number).Scan(&ascending); err != nil || ascending {
		return err
	}
	// Equal keys have equal hashes, and hashes are quicker to group by than texts; where
	// two different keys share one, the exact look below finds nothing.
	q := `SELECT EXISTS (SELECT 1 FROM ` + t.plan.table() + ` WHERE _landing = ? AND _state = 0 GROUP BY hash(` + key + `) HAVING count(*) > 1)`
	if err := t.tx.QueryRowPlanned(t.ctx, q, t.out.Landing.Number).Scan(&twice); err != nil || !twice {
		return err
	}
	if err := t.tx.TempTable(t.ctx, "repeated", `SELECT _row, differ FROM (`+t.plan.alike(t.out.Landing)+`) WHERE differ OR place > 1`); err != nil {
		return err
	}
	field := t.plan.contract.Key[0]
	if err := t.note(noConflict, field, contract.SeverityRow, t.plan.senderKey(""), `_row IN (SELECT _row FROM repeated WHERE differ)`); err != nil {
		return err
	}
	return t.note(noDuplicate, field, contract.SeverityInformation, t.plan.senderKey(""), `_row IN (SELECT _row FROM repeated WHERE NOT differ)`)
}

// alike is the SELECT of accepted rows with their place among those of one key, and whether
// these differ. Rows of a key that the file itself ends are left out, and in a part those
// that differ: there the last word counts (transform/models/staging/overtaken.sql).
func (p *plan) alike(l Landing) string {
	key, states, ended := quotedList(p.contract.Key), "_state = 0", "false"
	if p.endings {
		states, ended = "_state IN (0, "+stateDeleted+")", "bool_or(_state = "+stateDeleted+") OVER (PARTITION BY "+key+")"
	}
	var all []string
	for _, s := range p.contract.Stored() {
		all = append(all, warehouse.Quote(s.Name))
	}
	q := `SELECT _row, row_number() OVER (PARTITION BY ` + key + ` ORDER BY _row) AS place,
			min(content) OVER (PARTITION BY ` + key + `) <> max(content) OVER (PARTITION BY ` + key + `) AS differ, ` + ended + ` AS ended
		FROM (SELECT *, hash(` + strings.Join(all, ", ") + `) AS content FROM ` + p.table() + ` WHERE _landing = ` + fmt.Sprint(l.Number) + ` AND ` + states + `)`
	q = "SELECT * FROM (" + q + ") WHERE NOT ended"
	if l.Period.Part != "" {
		q += " AND NOT differ"
	}
	return q
}

func quotedList(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = warehouse.Quote(n)
	}
	return strings.Join(out, ", ")
}

// hierarchy checks that a code above every code stands in the same file.
func (t *task) hierarchy() error {
	h := t.plan.contract.Hierarchy
	if h == nil {
		return nil
	}
	code := warehouse.Quote(h.Code)
	above := []string{warehouse.Quote(h.Parent)}
	if h.Parent == "kato-prefix" {
		above = katoAbove(code)
	}
	codes := `(SELECT ` + code + ` FROM ` + t.plan.table() + ` WHERE _landing = ` + fmt.Sprint(t.out.Landing.Number) + ` AND ` + code + ` IS NOT NULL)` // of rejected rows too: they are there
	where := "_state = 0"
	for _, parent := range above {
		where += " AND " + parent + " NOT IN " + codes // unknown, so no breach, where there is no parent
	}
	return t.note(noParent, h.Code, contract.SeverityRow, code, where)
}

// katoAbove lists the codes one of which must exist above a code: the next shorter prefix
// padded with zeros, or the district where a settlement has no rural okrug. Regions stand
// under nothing; the districts of cities of republican significance are coded at the
// third pair of digits and stand directly under their city (domain § 2.1).
func katoAbove(code string) []string {
	prefix := func(n string, zeros string) string { return "left(" + code + ", " + n + ") || '" + zeros + "'" }
	district := `CASE
		WHEN substr(` + code + `, 3) = '0000000' THEN NULL
		WHEN substr(` + code + `, 5) = '00000' OR left(` + code + `, 2) >= '70' THEN ` + prefix("2", "0000000") + `
		ELSE ` + prefix("4", "00000") + ` END`
	okrug := `CASE WHEN substr(` + code + `, 7) = '000' THEN ` + district + ` ELSE ` + prefix("6", "000") + ` END`
	return []string{okrug, district}
}

// count disposes of the rows as the table has them, not as we think we put them there.
func (t *task) count() error {
	var stored int64
	q := `SELECT count(*), count(*) FILTER (_state IN (0, ` + stateDeleted + `)), count(*) FILTER (_state = 1), count(*) FILTER (_state = 2), count(*) FILTER (_state = 3)
		FROM ` + t.plan.table() + ` WHERE _landing = ?`
	n := &t.out.Counts
	if err := t.tx.QueryRowPlanned(t.ctx, q, t.out.Landing.Number).Scan(&stored, &n.Accepted, &n.Rejected, &n.Duplicate, &n.OutOfScope); err != nil {
		return err
	}
	if stored != n.Received {
		return fmt.Errorf("counts do not reconcile: %d rows received, %d stored", n.Received, stored)
	}
	return nil
}

// version writes what the landing came to, as the next version of its return.
func (t *task) version() error {
	l, n := t.out.Landing, t.out.Counts
	const next = `SELECT count(*) + 1 FROM ledger.version WHERE source = ? AND provider = ? AND period = ? AND landing < ?`
	if err := t.tx.QueryRowPlanned(t.ctx, next, l.Source, l.Provider, l.Period.String(), l.Number).Scan(&t.out.Version); err != nil {
		return err
	}
	_, err := t.tx.ExecPlanned(t.ctx, `INSERT INTO ledger.version VALUES (?, ?, ?, ?, CAST(? AS BIGINT), ?, nullif(CAST(? AS VARCHAR), ''), nullif(CAST(? AS VARCHAR), ''), ?, ?, ?, ?, ?, ?)`,
		l.Number, l.Source, l.Provider, l.Period.String(), int64(t.out.Version), string(t.out.Verdict), t.out.Content, t.out.Reason,
		n.Received, n.Accepted, n.Rejected, n.Duplicate, n.OutOfScope, t.plan.ruleset)
	return err
}

func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// refuse puts on record that a file could not be read, and why.
func (in *Ingester) refuse(ctx context.Context, l Landing, f *Fault) (Outcome, error) {
	out := Outcome{Landing: l, Verdict: Refused}
	err := in.engine.Tx(ctx, func(tx *warehouse.Tx) error {
		t := &task{Ingester: in, ctx: ctx, tx: tx, plan: in.plans[l.Source], out: &out}
		if err := t.exec(`INSERT INTO ledger.finding VALUES (?, NULL, NULL, 'file', ?, ?, 'file', NULL)`,
			l.Number, f.Detail, "NSK."+l.Source+".file."+faultNumber(f.Code)); err != nil {
			return err
		}
		return t.version()
	})
	return out, err
}
