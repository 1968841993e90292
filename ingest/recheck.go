package ingest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"nsk/connectors/contract"
	"nsk/warehouse"
)

// reopen asks again, of returns received before, the rules that read the source that has
// just arrived. A code that a register has learnt lets its quarantined rows in; a register
// that says something else of the past re-opens the rows it touches, and no others. What
// changed is on record with the landing that changed it.
func (t *task) reopen() error {
	same, err := t.sameEdition()
	if err != nil {
		return err
	}
	queue, seen := []string{t.plan.contract.Source}, make(map[string]bool)
	for len(queue) > 0 {
		source := queue[0]
		queue = queue[1:]
		if seen[source] {
			continue
		}
		seen[source] = true
		for _, reader := range sortedPlans(t.plans) {
			moved, err := t.reconsider(t.plans[reader], source, same)
			if err != nil {
				return fmt.Errorf("reconsider %s after %s: %w", reader, source, err)
			}
			if moved {
				queue = append(queue, reader)
			}
		}
	}
	return nil
}

// sameEdition reports whether a register says to the byte what its edition before said.
// Then only rules that ask for the period of an edition can come to another answer.
func (t *task) sameEdition() (same bool, err error) {
	l := t.out.Landing
	if t.plan.contract.Content != contract.Snapshot || t.out.Version > 1 {
		return false, nil
	}
	const q = `SELECT coalesce(max_by(l.sha256, (c.period_from, c.landing)) = ?, false)
		FROM ledger.current AS c JOIN ledger.landing AS l ON l.landing = c.landing WHERE c.source = ? AND c.provider = ? AND c.landing < ?`
	err = t.tx.QueryRowPlanned(t.ctx, q, l.SHA256, l.Source, l.Provider, l.Number).Scan(&same)
	return same, err
}

// reconsider asks the rules of one source that read another. It reports whether any row
// was let in or put out.
func (t *task) reconsider(p *plan, source string, same bool) (moved bool, err error) {
	registers, history := p.reading(contract.StageRegisters, source, same), p.reading(contract.StageHistory, source, same)
	o := &task{Ingester: t.Ingester, ctx: t.ctx, tx: t.tx, plan: p, out: &Outcome{Landing: t.out.Landing}, remarked: true, asking: true, single: t.single}
	if len(registers) > 0 {
		open := t.plans[source].contract.Content == contract.Snapshot
		if moved, err = o.askAgain(registers, open, t.link(p, source)); err != nil {
			return moved, err
		}
	}
	if len(history) == 0 {
		return moved, nil
	}
	more, err := o.askHistoryAgain(history, t.link(p, source))
	return moved || more, err
}

// link is the SQL condition on a row r of the reader that it has to do with what has
// arrived: it shares a key column with one of its rows. A corrected file, a register, and
// sources without a common key may have to do with any row.
func (t *task) link(reader *plan, source string) string {
	arrived := t.plans[source]
	if t.out.Version > 1 || source != t.plan.contract.Source || arrived.contract.Content == contract.Snapshot {
		return "true"
	}
	for _, key := range []string{arrived.contract.Key[0], reader.contract.Key[0]} {
		if has(arrived, key) && has(reader, key) {
			c := warehouse.Quote(key)
			return "r." + c + " IN (SELECT " + c + " FROM " + arrived.table() + fmt.Sprintf(" WHERE _landing = %d)", t.out.Landing.Number)
		}
	}
	return "true"
}

func has(p *plan, column string) bool {
	return slices.ContainsFunc(p.contract.Stored(), func(s contract.Stored) bool { return s.Name == column })
}

// reading lists the checks of a stage that read a source, those of the columns first; after
// an edition that says the same, those that ask for its period.
func (p *plan) reading(stage contract.Stage, source string, same bool) (checks []check) {
	for _, c := range p.later {
		own := c.stage == contract.StageHistory && source == p.contract.Source && pastNames.MatchString(c.data.Rows)
		if same && !strings.Contains(c.data.Rows, "_period") {
			continue
		}
		if c.asked() == stage && (own || slices.Contains(c.data.Reads, source)) {
			checks = append(checks, c)
		}
	}
	return checks
}

// asked is how a check is asked again: of all returns at once, as stage registers, or of one
// return after the other, as stage history, which a rule that reads self needs as well.
func (c check) asked() contract.Stage {
	if c.stage == contract.StageRegisters && ownReturn.MatchString(c.data.Rows) {
		return contract.StageHistory
	}
	return c.stage
}

var ownReturn = regexp.MustCompile(`\bself\b`)

func rulesIn(checks []check) string {
	ids := make([]string, len(checks))
	for i, c := range checks {
		ids[i] = c.rule
	}
	return literals(ids)
}

// standing are the versions whose rows may still come to count: those not superseded.
const standing = `(SELECT v.landing FROM ledger.version AS v LEFT JOIN ledger.current AS c ON c.source = v.source AND c.provider = v.provider AND c.period = v.period
	WHERE v.verdict IN ('accepted', 'partly', 'held', 'refused') AND v.received > 0 AND (c.landing IS NULL OR v.landing >= c.landing))`

// askAgain asks register rules over all standing returns at once. Where open is false, only
// rows that broke them before are asked.
func (t *task) askAgain(checks []check, open bool, link string) (moved bool, err error) {
	again, err := t.breaking(checks, link)
	if err != nil || len(again) == 0 && !open {
		return false, err
	}
	if err := t.putAside(checks, "f.landing IN "+standing); err != nil {
		return false, err
	}
	if err := t.judgeAll(checks, open); err != nil {
		return false, err
	}
	return t.settleAll()
}

// putAside takes the open findings of the checks out, and lets the rows that only they
// rejected in again for the time being.
func (t *task) putAside(checks []check, which string) error {
	err := t.tx.TempTable(t.ctx, "aside", `SELECT f.* FROM ledger.finding AS f
		JOIN ledger.version AS v ON v.landing = f.landing
		WHERE f.rule IN (`+rulesIn(checks)+`) AND f.row IS NOT NULL AND v.source = ? AND f.landing <> ? AND `+which, t.plan.contract.Source, t.out.Landing.Number)
	if err != nil {
		return err
	}
	if err := t.exec(`DELETE FROM ledger.finding AS f USING aside AS a WHERE f.landing = a.landing AND f.row = a.row AND f.rule = a.rule`); err != nil {
		return err
	}
	return t.exec(`UPDATE ` + t.plan.table() + ` AS r SET _state = 0 FROM (SELECT DISTINCT landing, row FROM aside WHERE severity = 'row') AS a
		WHERE r._landing = a.landing AND r._row = a.row AND r._state = 1
		AND NOT EXISTS (SELECT 1 FROM ledger.finding AS f WHERE f.landing = a.landing AND (f.row = a.row AND f.severity = 'row' OR f.severity = 'file'))`)
}

// judgeAll asks register checks over all standing returns: those of columns first, because
// the rules build on them.
func (t *task) judgeAll(checks []check, open bool) error {
	only := ""
	if !open {
		only = " SEMI JOIN aside AS a ON a.landing = b.landing AND a.row = b.row"
	}
	for _, some := range append(t.together(ofColumns(checks, true)), t.together(ofColumns(checks, false))...) {
		q := scope{task: t, all: true}.breaches(some)
		if q == "" {
			continue
		}
		if err := t.exec(`INSERT INTO ledger.finding SELECT b.landing, b.row, NULL, b.field, b.value, b.rule, b.severity, ? FROM (`+q+`) AS b`+only+inOrder, t.out.Landing.Number); err != nil {
			return t.failed(some, err)
		}
		if err := t.rejectAll(); err != nil {
			return err
		}
	}
	return nil
}

// inOrder makes the whole answer before the first row of it is stored: a statement that
// reads the findings it writes would else see some of them, and silence rules at random.
const inOrder = ` ORDER BY b.landing, b.row NULLS FIRST, b.rule`

func ofColumns(checks []check, columns bool) (some []check) {
	for _, c := range checks {
		if c.plain == columns {
			some = append(some, c)
		}
	}
	return some
}

// rejectAll rejects the rows that this arrival found fault with.
func (t *task) rejectAll() error {
	return t.exec(`UPDATE `+t.plan.table()+` AS r SET _state = 1 FROM (SELECT DISTINCT landing, row FROM ledger.finding WHERE opened_by = ? AND severity = 'row') AS f
		WHERE r._landing = f.landing AND r._row = f.row AND r._state = 0`, t.out.Landing.Number)
}

// askHistoryAgain asks rules about the past once more of the returns that break them, each
// with its own past. Nothing new is looked for: the past of other returns has not changed
// what they say.
func (t *task) askHistoryAgain(all []check, link string) (moved bool, err error) {
	again, err := t.breaking(all, link)
	if err != nil {
		return false, err
	}
	by := t.out.Landing
	for _, l := range again {
		checks, err := t.broken(all, l)
		if err != nil {
			return moved, err
		}
		if err := t.putAside(checks, fmt.Sprintf("f.landing = %d", l.Number)); err != nil {
			return moved, err
		}
		o := *t
		o.out = &Outcome{Landing: l}
		for _, some := range o.together(checks) {
			if err := o.askOfPast(some, by.Number); err != nil {
				return moved, err
			}
		}
		if err := t.rejectAll(); err != nil {
			return moved, err
		}
		did, err := t.settleAll()
		if moved = moved || did; err != nil {
			return moved, err
		}
	}
	return moved, nil
}

// askOfPast asks checks about a return received before; by is the landing that gave the
// reason.
func (t *task) askOfPast(checks []check, by int64) error {
	q := scope{task: t}.breaches(checks)
	if q == "" {
		return nil
	}
	_, err := t.put("again", fmt.Sprintf(`INSERT INTO ledger.finding SELECT b.landing, b.row, NULL, b.field, b.value, b.rule, b.severity, CAST(%d AS BIGINT) FROM (`, by)+q+`) AS b
		SEMI JOIN aside AS a ON a.landing = b.landing AND a.row = b.row AND a.rule = b.rule`+inOrder)
	return t.failed(checks, err)
}

// broken are the checks that a return breaks.
func (t *task) broken(all []check, l Landing) (some []check, err error) {
	rows, err := t.tx.Query(t.ctx, `SELECT DISTINCT rule FROM ledger.finding WHERE landing = ? AND row IS NOT NULL`, l.Number)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var rule string
		if err := rows.Scan(&rule); err != nil {
			return nil, err
		}
		if i := slices.IndexFunc(all, func(c check) bool { return c.rule == rule }); i >= 0 {
			some = append(some, all[i])
		}
	}
	slices.SortFunc(some, func(a, b check) int { return strings.Compare(a.rule, b.rule) })
	return some, rows.Err()
}

// breaking lists the standing returns with open findings of the checks on rows that link
// says have to do with what has arrived.
func (t *task) breaking(checks []check, link string) ([]Landing, error) {
	var any bool
	q := `SELECT count(*) > 0 FROM ledger.finding WHERE row IS NOT NULL AND landing <> ? AND rule IN (` + rulesIn(checks) + `)`
	if err := t.tx.QueryRowPlanned(t.ctx, q, t.out.Landing.Number).Scan(&any); err != nil || !any {
		return nil, err
	}
	rows, err := t.tx.Query(t.ctx, `SELECT l.landing, landing_id, l.source, l.provider, l.period, origin, media_type, sha256, bytes, encrypted, path, landed_at, coalesce(l."cursor", ''), coalesce(l.signature, '')
		FROM ledger.landing AS l WHERE l.source = ? AND l.landing <> ? AND l.landing IN `+standing+`
		AND l.landing IN (SELECT f.landing FROM ledger.finding AS f JOIN `+t.plan.table()+` AS r ON r._landing = f.landing AND r._row = f.row
			WHERE f.rule IN (`+rulesIn(checks)+`) AND `+link+`) ORDER BY l.landing`,
		t.plan.contract.Source, t.out.Landing.Number)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Landing
	for rows.Next() {
		l, err := scanLanding(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	return all, rows.Err()
}
