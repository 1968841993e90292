package transform

import (
	"context"
	"database/sql"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	_ "github.com/duckdb/duckdb-go/v2"

	"nsk/schedules/calendar"
)

// inMemory opens an empty DuckDB that is closed with the test.
func inMemory(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return db
}

// arrived returns a warehouse as ingest leaves it before the first row: the
// tables of testdata/schema.sql, the working calendar of 2024 and 2025, and
// the parameters of a report for January to October 2025 frozen on 20 November.
func arrived(t *testing.T) *sql.DB {
	t.Helper()
	db := inMemory(t)
	ddl, err := os.ReadFile("testdata/schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	exec(t, db, string(ddl))
	exec(t, db, `INSERT INTO reference.parameter VALUES
		(DATE '2025-11-20', DATE '2025-01-01', DATE '2025-10-31', DATE '2024-11-01', DATE '2024-01-01', DATE '2024-10-31')`)
	exec(t, db, "INSERT INTO reference.day VALUES "+days(t))
	return db
}

func exec(t *testing.T, db *sql.DB, query string, args ...any) {
	t.Helper()
	if _, err := db.ExecContext(context.Background(), query, args...); err != nil {
		t.Fatalf("%.300s: %v", query, err)
	}
}

// days writes the rows of reference.day: n counts working days from the first.
func days(t *testing.T) string {
	t.Helper()
	cal := calendar.Kazakhstan()
	var rows []string
	n := 0
	for d := calendar.Date(2023, time.November, 1); d <= calendar.Date(2026, time.January, 31); d++ {
		working, err := cal.Working(d)
		if err != nil {
			t.Fatal(err)
		}
		if working {
			n++
		}
		rows = append(rows, fmt.Sprintf("('%s', %t, %d)", d, working, n))
	}
	return strings.Join(rows, ", ")
}

// fill puts the rows of a csv into table, which is created if there is none.
// Its header names columns, with a type where the table is new: "app:VARCHAR".
// An empty field is NULL.
func fill(t *testing.T, db *sql.DB, table, text string) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(rows) == 0 {
		t.Fatalf("%s: %v", table, err)
	}
	var names, types, texts []string
	for _, cell := range rows[0] {
		name, kind, _ := strings.Cut(cell, ":")
		names, types = append(names, `"`+name+`"`), append(types, `"`+name+`" `+kind)
		texts = append(texts, `'`+name+`': 'VARCHAR'`)
	}
	schema, _, _ := strings.Cut(table, ".")
	exec(t, db, "CREATE SCHEMA IF NOT EXISTS "+schema)
	if strings.Contains(rows[0][0], ":") {
		exec(t, db, fmt.Sprintf("CREATE TABLE %s (%s)", table, strings.Join(types, ", ")))
	}
	if table == "reference.parameter" {
		exec(t, db, "DELETE FROM reference.parameter")
	}
	file := filepath.Join(t.TempDir(), "rows.csv")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	exec(t, db, fmt.Sprintf(`INSERT INTO %s (%s) FROM read_csv(?, auto_detect = false, header = true, delim = ',', quote = '"',
		columns = {%s})`, table, strings.Join(names, ", "), strings.Join(texts, ", ")), file)
}

// dump returns the columns of table as csv, rows sorted as text; all columns
// if none are named.
func dump(t *testing.T, db *sql.DB, table string, columns []string) string {
	t.Helper()
	what := "*"
	if len(columns) > 0 {
		what = strings.Join(columns, ", ")
	}
	rows, err := db.Query(fmt.Sprintf("SELECT COLUMNS(*)::VARCHAR FROM (SELECT %s FROM %s)", what, table))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for rows.Next() {
		cells := make([]sql.NullString, len(names))
		targets := make([]any, len(names))
		for i := range cells {
			targets[i] = &cells[i]
		}
		if err := rows.Scan(targets...); err != nil {
			t.Fatal(err)
		}
		line := make([]string, len(names))
		for i, c := range cells {
			line[i] = c.String
		}
		lines = append(lines, strings.Join(line, ","))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(lines)
	return strings.Join(append([]string{strings.Join(names, ",")}, lines...), "\n") + "\n"
}
