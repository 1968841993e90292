package warehouse_test

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"nsk/warehouse"
)

// A copy that is made while others write is of one moment between two transactions: what
// one transaction wrote into two tables is in both or in neither. It opens as a warehouse.
func TestACopyIsOfOneMoment(t *testing.T) {
	e := open(t, t.TempDir())
	exec1(t, e, `CREATE TABLE core.one (n BIGINT); CREATE TABLE core.two (n BIGINT, CHECK (n >= 0)); CREATE VIEW mart.both AS SELECT n FROM core.one JOIN core.two USING (n)`)
	stop := make(chan struct{})
	var writing sync.WaitGroup
	writing.Go(func() {
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			default:
			}
			err := e.Tx(t.Context(), func(tx *warehouse.Tx) error {
				_, err := tx.Exec(t.Context(), `INSERT INTO core.one SELECT range FROM range(1000)`)
				if err == nil {
					_, err = tx.Exec(t.Context(), `INSERT INTO core.two SELECT range FROM range(1000); SELECT nextval('ledger.run_number')`)
				}
				return err
			})
			if err == nil && n%5 == 0 { // as models are rebuilt
				_, err = e.DB().ExecContext(t.Context(), `CREATE OR REPLACE TABLE mart.model AS SELECT * FROM core.one`)
			}
			if err == nil && n%5 == 0 {
				err = e.Checkpoint(t.Context())
			}
			if err != nil {
				t.Error(err)
				return
			}
		}
	})
	for i := range 3 {
		dir := t.TempDir()
		c, err := e.CopyTo(t.Context(), filepath.Join(dir, "warehouse.duckdb"))
		if err != nil {
			t.Fatal(err)
		}
		copied, err := warehouse.Describe(t.Context(), dir, warehouse.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Differ(copied); err != nil || c.Rows() == 0 {
			t.Error(i, c.Rows(), err)
		}
		if _, err := os.Stat(filepath.Join(dir, "warehouse.duckdb.wal")); err == nil {
			t.Error("rows are left in a log")
		}
		again := open(t, dir)
		if got := one(t, again.DB(), `SELECT (SELECT count(*) FROM core.one) - (SELECT count(*) FROM core.two) || ' ' || (SELECT count(*) % 1000 FROM core.one) || ' ' || (SELECT count(*) = 0 FROM core.one ANTI JOIN mart.both USING (n))`); got != "0 0 true" {
			t.Errorf("copy %d: %s", i, got)
		}
	}
	close(stop)
	writing.Wait()
}

// The number that a sequence gives next is part of a copy: landings and runs are not
// numbered twice.
func TestACopyNumbersOn(t *testing.T) {
	e := open(t, t.TempDir())
	for range 3 {
		exec1(t, e, `SELECT nextval('ledger.run_number')`)
	}
	dir := t.TempDir()
	if _, err := e.CopyTo(t.Context(), filepath.Join(dir, "warehouse.duckdb")); err != nil {
		t.Fatal(err)
	}
	if got := one(t, open(t, dir).DB(), `SELECT nextval('ledger.run_number')`); got != "4" {
		t.Errorf("the next number is %s", got)
	}
}

// Contents differ by a row that is another one, also where it stands twice.
func TestContentsDiffer(t *testing.T) {
	dir := t.TempDir()
	described := func(change string) warehouse.Contents {
		t.Helper()
		e := open(t, dir)
		exec1(t, e, change)
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
		c, err := warehouse.Describe(t.Context(), dir, warehouse.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	first := described(`CREATE TABLE core.t AS SELECT 1 AS a, 'x' AS b FROM range(4)`)
	for i, change := range []string{`UPDATE core.t SET b = 'y' WHERE rowid < 2`, `UPDATE core.t SET a = 2, b = 'x'`, `INSERT INTO core.t VALUES (1, 'x')`, `ALTER TABLE core.t RENAME TO u`, `DROP TABLE core.u`} {
		if err := first.Differ(described(change)); err == nil {
			t.Errorf("%d: %s was not noticed", i, change)
		}
	}
	again := described(`CREATE TABLE core.t AS SELECT 1 AS a, 'x' AS b FROM range(4) ORDER BY range DESC`)
	if err := first.Differ(again); err != nil {
		t.Error(err)
	}
	again.Engine = "v9"
	again.Tables[0].Hash = "of another version"
	if err := first.Differ(again); err != nil {
		t.Error("hashes of two versions were compared:", err)
	}
}

// A backup that is being put back keeps everybody out.
func TestNobodyOpensHalf(t *testing.T) {
	for _, name := range []string{warehouse.Restoring, warehouse.Restored} {
		dir := t.TempDir()
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
		e, err := warehouse.Open(t.Context(), dir, warehouse.Options{})
		if err == nil {
			e.Close()
		}
		if got := fmt.Sprintf("%T", err); got != "*warehouse.RestoringError" {
			t.Errorf("%s: %s %v", name, got, err)
		}
	}
}
