package warehouse_test

import (
	"context"
	"errors"
	"testing"

	"nsk/warehouse"
)

// A statement whose plan is kept reads the rows of the moment, through everything that may
// happen between two runs: other rows, another text under its name, a new temporary table,
// a schema that others change, and a transaction undone.
func TestAKeptPlanReadsTheRowsOfTheMoment(t *testing.T) {
	ctx := context.Background()
	e, err := warehouse.Open(ctx, "", warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	undo := errors.New("undo")
	in := func(fn func(tx *warehouse.Tx) error) {
		t.Helper()
		if err := e.Tx(ctx, fn); err != nil && !errors.Is(err, undo) {
			t.Fatal(err)
		}
	}
	const copied = `INSERT INTO copy SELECT n FROM asked JOIN given USING (n)`
	copies := func(tx *warehouse.Tx, q string, want int64) error {
		n, err := tx.ExecPlannedAs(ctx, "copy", q)
		if err == nil && n != want {
			t.Errorf("%s: %d rows, want %d", q, n, want)
		}
		return err
	}
	do := func(tx *warehouse.Tx, q string) error {
		_, err := tx.Exec(ctx, q)
		return err
	}
	in(func(tx *warehouse.Tx) error {
		return errors.Join(do(tx, `CREATE TABLE asked AS SELECT range AS n FROM range(10); CREATE TABLE copy (n BIGINT)`),
			tx.TempTable(ctx, "given", `SELECT CAST(1 AS BIGINT) AS n`), copies(tx, copied, 1))
	})
	in(func(tx *warehouse.Tx) error { return copies(tx, copied, 1) })
	in(func(tx *warehouse.Tx) error {
		return errors.Join(do(tx, `UPDATE given SET n = 10`), copies(tx, copied, 0))
	})
	in(func(tx *warehouse.Tx) error {
		return errors.Join(do(tx, `INSERT INTO asked VALUES (10), (10)`), copies(tx, copied, 2), undo)
	})
	in(func(tx *warehouse.Tx) error { return copies(tx, copied, 0) })
	in(func(tx *warehouse.Tx) error { return copies(tx, copied+` WHERE n < 0 OR n = 10`, 0) })
	in(func(tx *warehouse.Tx) error {
		return errors.Join(tx.TempTable(ctx, "given", `SELECT range AS n FROM range(5)`), copies(tx, copied, 5), undo)
	})
	in(func(tx *warehouse.Tx) error { return copies(tx, copied, 0) })
	if _, err := e.DB().ExecContext(ctx, `CREATE OR REPLACE TABLE asked AS SELECT 'few' AS name, range AS n FROM range(9, 12)`); err != nil {
		t.Fatal(err)
	}
	in(func(tx *warehouse.Tx) error { return copies(tx, copied, 1) })
	if err := e.Checkpoint(ctx); err != nil {
		t.Fatal(err)
	}
	in(func(tx *warehouse.Tx) error { return copies(tx, copied, 1) })
}
