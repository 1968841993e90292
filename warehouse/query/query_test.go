package query_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"nsk/warehouse"
	"nsk/warehouse/query"
)

// Marks in the environment of this program that make it something else than tests.
const probeMark, askMark = "NSK_TEST_PROBE", "NSK_TEST_ASK"

func TestMain(m *testing.M) {
	if os.Getenv(probeMark) != "" && os.Args[1] == "query-confined" {
		probe()
		return
	}
	if data := os.Getenv(askMark); data != "" && len(os.Args) == 1 {
		endless(data)
		return
	}
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

func TestDescribe(t *testing.T) {
	r := stand(t, small)
	a, err := r.Ask(t.Context(), query.Question{SQL: "SELECT n, 1.50 AS d, DATE '2025-01-01' AS day, ? + n AS p FROM core.c, range(1000000000000)", Describe: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	rows, _, err := read(a)
	var got []string
	for _, f := range a.Schema.Fields() {
		got = append(got, f.Name+" "+f.Type.String())
	}
	const want = "n int64, d decimal(3, 2), day date32, p int64"
	if text := strings.Join(got, ", "); rows != 0 || err != nil || text != want || query.Places(a.Schema) != 1 {
		t.Errorf("%d rows of %s with %d places, %v; want %s", rows, text, query.Places(a.Schema), err, want)
	}
}

// Every type arrives with all its digits.
func TestTypes(t *testing.T) {
	r := stand(t, small)
	for sql, want := range map[string]string{
		"TRUE": "true", "1::TINYINT": "1", "-5::SMALLINT": "-5", "7": "7", "9007199254740993": "9007199254740993",
		"18446744073709551615::UBIGINT":                   "18446744073709551615",
		"12345678901234567890123456789.0001":              "12345678901234567890123456789.0001",
		"99999999999999999999999999999999999999::HUGEINT": "99999999999999999999999999999999999999",
		"-0.05": "-0.05", "1.5::DOUBLE": "1.5", "'Қазақстан'": "Қазақстан", "DATE '2025-03-01'": "2025-03-01 00:00:00 +0000 UTC",
		"TIMESTAMP '2025-03-01 10:20:30.123456'": "2025-03-01 10:20:30.123456 +0000 UTC",
		"[1, NULL, 3]":                           "[1,null,3]", "{'a': 1, 'b': 'x'}": `{"a":1,"b":"x"}`, "MAP {'k': 1.50}": `{"k":1.50}`,
		"INTERVAL '1 year 2 days'": "12 months 2 days", "NULL": "<nil>", "'ab'::BLOB": "[97 98]",
		"'550e8400-e29b-41d4-a716-446655440000'::UUID": "550e8400-e29b-41d4-a716-446655440000",
		"'{\"a\": [1]}'::JSON":                         `{"a":[1]}`, "TIME '01:02:03'": "01:02:03.000000", "'nan'::DOUBLE": "NaN",
		"CAST('x' AS ENUM ('x', 'y'))": "x", "sum(n)": "4999950000",
	} {
		a, err := r.Ask(t.Context(), query.Question{SQL: "SELECT " + sql + " AS v FROM (SELECT sum(n) AS n FROM core.c)"})
		if sql == "sum(n)" {
			a, err = r.Ask(t.Context(), query.Question{SQL: "SELECT sum(n) AS v FROM core.c"})
		}
		if err != nil {
			t.Errorf("%s: %v", sql, err)
			continue
		}
		_, batches, err := read(a)
		if err != nil || len(batches) == 0 {
			t.Errorf("%s: %v", sql, err)
			continue
		}
		if got := fmt.Sprint(query.Value(batches[len(batches)-1].Column(0), 0)); got != want {
			t.Errorf("%s: %s, want %s", sql, got, want)
		}
		a.Close()
	}
	_, err := r.Ask(t.Context(), query.Question{SQL: "SELECT ? + 1"})
	var f *query.Fault
	if !errors.As(err, &f) || f.Code != "parameters" {
		t.Errorf("without its parameter: %v", err)
	}
}

// Whoever asked can take the question back at once; the place is free again.
func TestCancel(t *testing.T) {
	r := stand(t, small)
	r.Places = 1
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Second)
	defer stop()
	_, err := r.Ask(ctx, query.Question{SQL: "SELECT sum(sqrt(a.range)) FROM range(1000000) a, range(1000000) b"})
	var f *query.Fault
	if !errors.As(err, &f) || f.Kind != query.Cancelled {
		t.Fatalf("got %v", err)
	}
	a, err := r.Ask(t.Context(), query.Question{SQL: "FROM core.c", Limits: query.Limits{Rows: 10}})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if rows, _, err := read(a); rows != 10 || !errors.As(err, &f) || f.Code != "rows" {
		t.Errorf("%d rows, %v", rows, err)
	}
}
