package transform

import (
	"context"
	"database/sql"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"nsk/warehouse"
	"nsk/warehouse/query"
)

var writeShape = flag.Bool("shape", false, "write the tables and columns into the catalogue of package query")

// The catalogue that users of SQL read holds every table and column of a release, with its
// type, and no others: those that models make, and those of ledger and reference.
func TestCatalogueHoldsEveryColumn(t *testing.T) {
	models := arrived(t)
	all, err := Load(Models())
	if err != nil {
		t.Fatal(err)
	}
	if err := Run(context.Background(), models, all); err != nil {
		t.Fatal(err)
	}
	e, err := warehouse.Open(t.Context(), "", warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	want := slices.Concat(shape(t, models, "core", "mart"), shape(t, e.DB(), "ledger", "reference"))
	slices.Sort(want)
	if *writeShape {
		if err := os.WriteFile("../warehouse/query/catalogue/shape.txt", []byte(strings.Join(want, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	var got []string
	for _, table := range query.Catalogue() {
		var columns []string
		for _, c := range table.Columns {
			columns = append(columns, c.Name+" "+c.Type)
		}
		got = append(got, table.Schema+"."+table.Name+": "+strings.Join(columns, ", "))
	}
	for _, line := range want {
		if !slices.Contains(got, line) {
			t.Errorf("the catalogue lacks or tells otherwise: %s\nrun go test ./transform -run TestCatalogue -shape, and describe it in tables.yaml and columns.yaml", line)
		}
	}
	if len(got) != len(want) {
		t.Errorf("the catalogue has %d tables, a release %d", len(got), len(want))
	}
}

// shape lists tables of a database with their columns.
func shape(t *testing.T, db *sql.DB, schemas ...string) (lines []string) {
	t.Helper()
	rows, err := db.Query(`SELECT schema_name || '.' || table_name || ': ' || string_agg(column_name || ' ' || data_type, ', ' ORDER BY column_index)
		FROM duckdb_columns() WHERE list_contains(string_split(?, ' '), schema_name) AND database_name = current_database() GROUP BY schema_name, table_name`, strings.Join(schemas, " "))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	return lines
}
