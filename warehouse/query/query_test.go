package query_test

import (
	"errors"
	"io"
	"os"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"nsk/warehouse"
	"nsk/warehouse/query"
)

func TestMain(m *testing.M) {
	if query.Child(os.Args[1:]) {
		return
	}
	os.Exit(m.Run())
}

const id = "2025-11-20-0000000a"

// stand is a runner over a small release of a warehouse of its own.
func stand(t *testing.T, sql string) *query.Runner {
	t.Helper()
	ctx := t.Context()
	e, err := warehouse.Open(ctx, t.TempDir(), warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if _, err := e.DB().ExecContext(ctx, sql); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2025, 11, 20, 0, 0, 0, 0, time.UTC)
	if err := e.Publish(ctx, warehouse.Release{ID: id, Made: at, AsOf: at}); err != nil {
		t.Fatal(err)
	}
	return &query.Runner{Data: e.Dir(), Program: []string{os.Args[0], "query-child"}, At: query.Limits{Memory: "256MB", Time: 20 * time.Second}}
}

const small = `CREATE TABLE core.c AS SELECT i AS n, 'row ' || i AS name FROM range(100000) AS r(i)`

// read reads an answer to its end.
func read(a *query.Answer) (rows int64, batches []arrow.RecordBatch, err error) {
	for {
		b, err := a.Next()
		if err == io.EOF {
			return rows, batches, nil
		}
		if err != nil {
			return rows, batches, err
		}
		rows += b.NumRows()
		batches = append(batches, b)
	}
}

func TestAsk(t *testing.T) {
	r := stand(t, small)
	a, err := r.Ask(t.Context(), query.Question{SQL: "SELECT * FROM core.c WHERE n < ?", Params: []any{int64(50000)}})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if rows, _, err := read(a); rows != 50000 || err != nil || a.Release != id {
		t.Errorf("%d rows of %s, %v", rows, a.Release, err)
	}
}

func TestFaults(t *testing.T) {
	r := stand(t, small)
	for _, c := range []struct {
		sql          string
		kind         query.Kind
		line, column int
	}{
		{"SELECT *\nFROM core.nothing", query.Wrong, 2, 6},
		{"SELECT m\nFROM core.c", query.Wrong, 1, 8},
		{"SELEC 1", query.Wrong, 1, 1},
		{"SELECT 1; SELECT 2", query.Refused, 0, 0},
		{"DELETE FROM core.c", query.Refused, 0, 0},
	} {
		_, err := r.Ask(t.Context(), query.Question{SQL: c.sql})
		var f *query.Fault
		if !errors.As(err, &f) || f.Kind != c.kind || f.Line != c.line || f.Column != c.column {
			t.Errorf("%s: %+v", c.sql, err)
		} else {
			t.Log(f.Text.RU)
		}
	}
}
