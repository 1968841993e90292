package schedules

import (
	"context"
	"fmt"
	"time"

	"nsk/warehouse"
)

// A record is one line of the history of runs.
type record struct {
	kind, source, message string
	failed                bool
	tally                 Tally // of a pull
}

// keep writes records into the ledger. What ran is on record whether or not it succeeded.
func (h *House) keep(ctx context.Context, now time.Time, records ...record) error {
	if len(records) == 0 {
		return nil
	}
	err := h.Engine.Tx(ctx, func(tx *warehouse.Tx) error {
		for _, r := range records {
			if err := r.write(ctx, tx, now); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("record runs: %w", err)
	}
	return nil
}

func (r record) write(ctx context.Context, tx *warehouse.Tx, now time.Time) error {
	state := "done"
	if r.failed {
		state = "failed"
	}
	_, err := tx.Exec(ctx, `INSERT INTO ledger.run VALUES (nextval('ledger.run_number'), ?::TIMESTAMP, ?, nullif(?, ''), ?, ?, ?, ?, ?, ?, nullif(?, ''))`,
		now.UTC().Format("2006-01-02 15:04:05"), r.kind, r.source, state,
		r.tally.Landed, r.tally.Refused, r.tally.Received, r.tally.Accepted, r.tally.Rejected, r.message)
	return err
}

// pulled is the record of a source, given the tally before and after it; ok is false where
// nothing happened.
func pulled(source string, before, after Tally, failed error) (r record, ok bool) {
	r = record{kind: "pull", source: source, failed: failed != nil, tally: after.minus(before)}
	if failed != nil {
		r.message = failed.Error()
	}
	return r, failed != nil || r.tally.Landed > 0
}
