package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nsk/ingest"
	"nsk/warehouse"
)

// call is one call of the program in an installation; it returns what was printed.
func call(t *testing.T, dir string, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	a := &app{out: &out, err: &out, now: func() time.Time { return time.Date(2025, 4, 10, 7, 0, 0, 0, time.UTC) }}
	c := a.root()
	c.SetArgs(append([]string{"--config", filepath.Join(dir, "nsk.yaml")}, args...))
	err := c.ExecuteContext(context.Background())
	return out.String(), err
}

// A ledger that does not reconcile with its rows ends in an error that names the file.
func TestTheLedgerTellsAnImbalance(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "administrator_2025-01-01.csv")
	if err := os.WriteFile(file, []byte("kato,kato_version,level,type_code,name_ru,name_kk\n750000000,НК РК 11-2025,oblast,0,г.Алматы,Алматы қ.\n751110000,НК РК 11-2025,district,1,Алмалинский район,Алмалы ауданы\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"init"}, {"ingest", file, "--source", "territories", "--provider", "statistics-bureau"}, {"ledger"}} {
		if out, err := call(t, dir, args...); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	e, err := warehouse.Open(context.Background(), filepath.Join(dir, "data"), warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	err = e.Tx(context.Background(), func(tx *warehouse.Tx) error {
		_, err := tx.Exec(context.Background(), `DELETE FROM raw.territories WHERE kato = '751110000'`)
		return err
	})
	if err := errors.Join(err, e.Close()); err != nil {
		t.Fatal(err)
	}
	out, err := call(t, dir, "ledger", "--format", "json")
	var bad *ingest.ImbalanceError
	if !errors.As(err, &bad) || !strings.Contains(err.Error(), "landing 1 (territories statistics-bureau 2025-01-01): accepted: the ledger says 2, the rows say 1") {
		t.Errorf("%v", err)
	}
	if !strings.Contains(out, `"reconciles": false`) {
		t.Errorf("%s", out)
	}
}
