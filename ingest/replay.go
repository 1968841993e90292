package ingest

import (
	"context"
	"errors"
	"fmt"

	"nsk/warehouse"
)

// Replay reads landings again from the first of the given numbers on: what follows from
// them is taken back, and made anew in the same order. Because nothing depends on anything
// but the landings and their order, the tables come out as they were, whatever part is
// replayed, unless the contracts or the rules built into the program have changed.
func (in *Ingester) Replay(ctx context.Context, from int64, each func(Outcome)) error {
	from, err := in.Reach(ctx, from)
	if err != nil {
		return err
	}
	all, err := landings(ctx, in.engine, fmt.Sprintf("WHERE l.landing >= %d", from))
	if err != nil {
		return err
	}
	if err := in.takeBack(ctx, from); err != nil {
		return err
	}
	if err := in.recompile(ctx); err != nil {
		return err
	}
	for _, l := range all {
		out, err := in.Read(ctx, l)
		if err != nil {
			return fmt.Errorf("replay landing %d (%s %s %s): %w", l.Number, l.Source, l.Provider, l.Period, err)
		}
		if each != nil {
			each(out)
		}
	}
	return nil
}

// takeBack undoes everything that landings from a number on have brought, in one
// transaction: their rows, and what they changed about earlier ones. After a crash in the
// middle of a replay, the landings from there on are simply not yet read.
func (in *Ingester) takeBack(ctx context.Context, from int64) error {
	return in.takeBackWith(ctx, from, func(*warehouse.Tx) error { return nil })
}

// takeBackWith does something else in the same transaction.
func (in *Ingester) takeBackWith(ctx context.Context, from int64, also func(*warehouse.Tx) error) error {
	return in.tx(ctx, func(tx *warehouse.Tx) error {
		do := func(q string, args ...any) error { _, err := tx.Exec(ctx, q, args...); return err }
		touched, err := touchedBy(ctx, tx, from)
		if err != nil {
			return fmt.Errorf("take back: %w", err)
		}
		for _, source := range touched {
			if p := in.plans[source]; p != nil {
				if err := (&task{Ingester: in, ctx: ctx, tx: tx, plan: p}).takeBackRows(from); err != nil {
					return err
				}
			}
		}
		for _, q := range []string{
			`DELETE FROM ledger.finding WHERE landing >= $1 OR opened_by >= $1`,
			`INSERT INTO ledger.finding SELECT * EXCLUDE (settled_by) FROM ledger.settled WHERE settled_by >= $1 AND landing < $1 AND (opened_by IS NULL OR opened_by < $1)`,
			`DELETE FROM ledger.settled WHERE landing >= $1 OR settled_by >= $1`,
			`DELETE FROM ledger.moved WHERE landing >= $1 OR moved_by >= $1`,
			`UPDATE ledger.version AS v SET verdict = 'held' FROM ledger.confirmation AS c WHERE c.landing = v.landing AND c.act >= $1`,
			`DELETE FROM ledger.version WHERE landing >= $1`,
			`DELETE FROM ledger.setting WHERE act >= $1`,
			`DELETE FROM ledger.tolerance WHERE act >= $1`,
			`DELETE FROM ledger.confirmation WHERE act >= $1`,
			`DELETE FROM ledger.exemption WHERE act >= $1`,
			`DELETE FROM ledger.exemption WHERE act >= $1`,
		} {
			if err := do(q, from); err != nil {
				return fmt.Errorf("take back: %w", err)
			}
		}
		if err := also(tx); err != nil {
			return err
		}
		return (&task{Ingester: in, ctx: ctx, tx: tx}).takePlaces()
	})
}

// touchedBy lists the sources with rows that landings from a number on brought or moved.
func touchedBy(ctx context.Context, tx *warehouse.Tx, from int64) (sources []string, err error) {
	rows, err := tx.Query(ctx, `SELECT source FROM ledger.version WHERE landing >= $1
		UNION SELECT v.source FROM ledger.moved AS m JOIN ledger.version AS v ON v.landing = m.landing WHERE m.moved_by >= $1 ORDER BY 1`, from)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		sources = append(sources, s)
	}
	return sources, rows.Err()
}

// takeBackRows removes a source's rows of landings from a number on, and gives rows of
// earlier ones the state they had before those moved them.
func (t *task) takeBackRows(from int64) error {
	if err := t.exec(`DELETE FROM `+t.plan.table()+` WHERE _landing >= ?`, from); err != nil {
		return err
	}
	const first = `(SELECT landing, row, min_by(state_before, moved_by) AS state FROM ledger.moved WHERE moved_by >= $1 AND landing < $1 GROUP BY landing, row)`
	if err := t.exec(`UPDATE `+t.plan.table()+` AS r SET _state = m.state FROM `+first+` AS m WHERE r._landing = m.landing AND r._row = m.row`, from); err != nil {
		return err
	}
	_, err := t.recount(`_landing IN (SELECT landing FROM ledger.moved WHERE moved_by >= ? AND landing < ?)`, from, from)
	return err
}

// Resume reads the landings that are stored but not read, oldest first: what a crash left
// behind, or a replay that was cut off. A damaged one holds up no other; it is told at the
// end.
func (in *Ingester) Resume(ctx context.Context, each func(Outcome)) error {
	pending, err := Pending(ctx, in.engine)
	if err != nil {
		return err
	}
	var damaged []error
	for _, l := range pending {
		out, err := in.Read(ctx, l)
		var d *DamagedError
		if errors.As(err, &d) {
			damaged = append(damaged, err)
			continue
		}
		if err != nil {
			return fmt.Errorf("resume %s %s %s: %w", l.Source, l.Provider, l.Period, err)
		}
		if each != nil {
			each(out)
		}
	}
	return errors.Join(damaged...)
}
