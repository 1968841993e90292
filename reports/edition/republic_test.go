package edition_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"nsk/reports"
	"nsk/schedules/calendar"
	"nsk/warehouse"
)

var once struct {
	sync.Once
	result *reports.Result
}

// result is the annual analysis of the small republic of package reports. Tests read it only.
func result(t *testing.T) *reports.Result {
	t.Helper()
	once.Do(func() { once.result = another(t) })
	if once.result == nil {
		t.Fatal("no annual analysis, see the first failure")
	}
	return once.result
}

func another(t *testing.T) *reports.Result {
	t.Helper()
	r, err := reports.Annual(t.Context(), release(t), reports.AnnualInput{Release: "2025-11-20-0a1b2c3d", Draft: true})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// release is the small republic as a release.
func release(t *testing.T) *sql.DB {
	t.Helper()
	db, err := warehouse.Scratch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	fill(t, db)
	return db
}

// fill loads the tables of package reports' own tests.
func fill(t *testing.T, db *sql.DB) {
	t.Helper()
	must := func(query string) {
		if _, err := db.Exec(query); err != nil {
			t.Fatalf("%v\n%.300s", err, query)
		}
	}
	schema, err := os.ReadFile("../testdata/schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	must(string(schema))
	archive, err := txtar.ParseFile("../testdata/republic.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.Files {
		file := filepath.Join(t.TempDir(), f.Name)
		if err := os.WriteFile(file, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
		must("COPY " + strings.TrimSuffix(f.Name, ".csv") + " FROM " + warehouse.Literal(file) + " (HEADER, NULLSTR '')")
	}
	c := calendar.Kazakhstan()
	worked := 0
	for d := calendar.Date(2023, 11, 1); d <= calendar.Date(2026, 6, 30); d++ {
		open, err := c.Working(d)
		if err != nil {
			t.Fatal(err)
		}
		if open {
			worked++
		}
		if _, err := db.Exec("INSERT INTO reference.day VALUES (?, ?, ?)", d.String(), open, worked); err != nil {
			t.Fatal(err)
		}
	}
}
