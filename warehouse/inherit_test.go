package warehouse_test

import (
	"testing"
	"time"

	"nsk/warehouse"
)

// What no landing tells comes from the last release into a database made anew: runs, and
// the nights on which the annual document was tried, and the letters that were sent.
func TestInherit(t *testing.T) {
	ctx := t.Context()
	open := func() *warehouse.Engine {
		e, err := warehouse.Open(ctx, t.TempDir(), warehouse.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { e.Close() })
		return e
	}
	old := open()
	for _, q := range []string{
		`INSERT INTO ledger.run (run, kind) VALUES (nextval('ledger.run_number'), 'publish')`,
		`INSERT INTO ledger.readiness (year, night, blockers) VALUES (2026, DATE '2026-10-01', 1)`,
		`INSERT INTO ledger.blocker (year, kind, subject, since) VALUES (2026, 'return', 'persons', DATE '2026-09-11')`,
		`INSERT INTO ledger.letter (letter, state) VALUES ('a', 'sent')`,
		`INSERT INTO ledger.letter_item (letter, step) VALUES ('a', -7)`,
	} {
		if _, err := old.DB().ExecContext(ctx, q); err != nil {
			t.Fatal(err)
		}
	}
	release := warehouse.Release{ID: "2026-10-01-00000000", Made: time.Unix(0, 0).UTC(), AsOf: time.Unix(0, 0).UTC()}
	if err := old.Publish(ctx, release); err != nil {
		t.Fatal(err)
	}
	anew := open()
	for range 2 { // the second changes nothing
		if err := anew.Inherit(ctx, warehouse.ReleasePath(old.Dir(), release.ID)); err != nil {
			t.Fatal(err)
		}
	}
	var got string
	const q = `SELECT concat_ws(' ', (SELECT count(*) FROM ledger.run), (SELECT string_agg(night || ' ' || blockers, ',') FROM ledger.readiness), (SELECT string_agg(subject, ',') FROM ledger.blocker), (SELECT string_agg(state || step, ',') FROM ledger.letter JOIN ledger.letter_item USING (letter)))`
	if err := anew.DB().QueryRow(q).Scan(&got); err != nil || got != "1 2026-10-01 1 persons sent-7" {
		t.Errorf("inherited %q, %v", got, err)
	}
}
