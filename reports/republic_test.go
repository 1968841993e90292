package reports

import (
	"context"
	"database/sql"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/duckdb/duckdb-go/v2"
	"github.com/rogpeppe/go-internal/txtar"

	"nsk/schedules/calendar"
)

// A republic is the small dataset of testdata, as tables and as plain rows.
type republic struct {
	db     *sql.DB
	tables map[string][]map[string]string
}

// newSchema is a release without rows.
func newSchema(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	schema, err := os.ReadFile("testdata/schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	must(t, db, string(schema))
	return db
}

func newRepublic(t *testing.T) republic {
	t.Helper()
	db := newSchema(t)
	archive, err := txtar.ParseFile("testdata/republic.txtar")
	if err != nil {
		t.Fatal(err)
	}
	r := republic{db, map[string][]map[string]string{}}
	for _, f := range archive.Files {
		r.load(t, f)
	}
	r.days(t)
	return r
}

func must(t *testing.T, db *sql.DB, query string, args ...any) {
	t.Helper()
	if _, err := db.ExecContext(context.Background(), query, args...); err != nil {
		t.Fatalf("%v\n%.300s", err, query)
	}
}

func (r republic) load(t *testing.T, f txtar.File) {
	t.Helper()
	name := strings.TrimSuffix(f.Name, ".csv")
	path := filepath.Join(t.TempDir(), f.Name)
	if err := os.WriteFile(path, f.Data, 0o600); err != nil {
		t.Fatal(err)
	}
	must(t, r.db, "COPY "+name+" FROM '"+path+"' (HEADER, NULLSTR '')")
	lines, err := csv.NewReader(strings.NewReader(string(f.Data))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, v := range line {
			row[lines[0][i]] = v
		}
		r.tables[name] = append(r.tables[name], row)
	}
}

// days fills reference.day from the calendar of the country.
func (r republic) days(t *testing.T) {
	t.Helper()
	c, n := calendar.Kazakhstan(), 0
	var values []string
	for d := calendar.Date(2023, 11, 1); d <= calendar.Date(2026, 6, 30); d++ {
		worked, err := c.Working(d)
		if err != nil {
			t.Fatal(err)
		}
		if worked {
			n++
		}
		values = append(values, "('"+d.String()+"', "+map[bool]string{true: "true", false: "false"}[worked]+", "+itoa(n)+")")
	}
	must(t, r.db, "INSERT INTO reference.day VALUES "+strings.Join(values, ", "))
}
