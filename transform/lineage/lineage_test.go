package lineage_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"nsk/transform/lineage"
	"nsk/warehouse"
)

var update = flag.Bool("update", false, "write the golden files")

// reader knows the tables s.t(a, b, c, k), s.u(a, d, k), s.v(x, k); s.w is not known.
func reader(t *testing.T) *lineage.Reader {
	t.Helper()
	db, err := warehouse.Scratch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	known := map[string][]string{"s.t": {"a", "b", "c", "k"}, "s.u": {"a", "d", "k"}, "s.v": {"x", "k"}}
	r, err := lineage.NewReader(t.Context(), db, func(table string) []string { return known[table] })
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// told is a lineage for people: a line a column, then what decides the rows.
func told(q lineage.Query) string {
	var b strings.Builder
	for _, c := range q.Columns {
		fmt.Fprintf(&b, "%s <- %s\n", c.Name, sources(c.Sources))
		if c.Whole {
			b.WriteString("  of the whole table\n")
		}
	}
	fmt.Fprintf(&b, "rows <- %s\nrows of %s\nreads %s\n", sources(q.Rows), strings.Join(q.Base, " "), strings.Join(q.Reads, " "))
	return b.String()
}

func sources(list []lineage.Source) string {
	var all []string
	for _, s := range list {
		if s.Column == "" {
			s.Column = "*"
		}
		all = append(all, fmt.Sprintf("%s.%s %s", s.Table, s.Column, strings.ToLower(string(s.How))))
	}
	return strings.Join(all, ", ")
}

// TestCases reads each query of testdata and compares what it is made from.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	r := reader(t)
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		a := txtar.Parse(data)
		for i := 0; i+1 < len(a.Files); i += 2 {
			t.Run(strings.TrimSuffix(a.Files[i].Name, ".sql"), func(t *testing.T) {
				q, err := r.Read(t.Context(), string(a.Files[i].Data))
				if err != nil {
					t.Fatal(err)
				}
				got := told(q)
				if *update {
					a.Files[i+1].Data = []byte(got)
				} else if diff := cmp.Diff(string(a.Files[i+1].Data), got); diff != "" {
					t.Error(diff)
				}
			})
		}
		if *update {
			if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// What is no single SELECT has no lineage, and the error says so.
func TestOnlyOneSelect(t *testing.T) {
	r := reader(t)
	for _, q := range []string{"DELETE FROM s.t", "SELECT 1; SELECT 2", "SELEC 1"} {
		if _, err := r.Read(t.Context(), q); err == nil {
			t.Errorf("%q was read", q)
		}
	}
}

// Every column that a query names is among those it mentions: where one of them goes, the
// query no longer runs. DuckDB itself is asked, with each column taken away in turn.
func TestWhatBreaksIsMentioned(t *testing.T) {
	db, err := warehouse.Scratch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	r := reader(t)
	queries := []string{
		"SELECT a, count(*) FILTER (WHERE b > 0) AS n FROM s.t GROUP BY a",
		"WITH x AS (SELECT t.*, u.d FROM s.t JOIN s.u USING (k)) SELECT d FROM x WHERE c = 1",
		"SELECT d FROM s.u WHERE EXISTS (SELECT 1 FROM s.t WHERE t.k = u.k)",
		"SELECT CASE a WHEN 1 THEN b END AS y, row_number() OVER (PARTITION BY c) AS n FROM s.t",
	}
	tables := map[string][]string{"t": {"a", "b", "c", "k"}, "u": {"a", "d", "k"}}
	for _, q := range queries {
		read, err := r.Read(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for gone, columns := range tables {
			for _, c := range columns {
				ddl := "CREATE OR REPLACE SCHEMA s;"
				for table, all := range tables {
					left := slices.DeleteFunc(slices.Clone(all), func(x string) bool { return table == gone && x == c })
					ddl += "CREATE TABLE s." + table + " (" + strings.Join(left, " INT, ") + " INT);"
				}
				if _, err := db.Exec("DROP SCHEMA IF EXISTS s CASCADE; " + strings.Replace(ddl, "OR REPLACE ", "", 1)); err != nil {
					t.Fatal(err)
				}
				_, broken := db.Exec(q)
				mentioned := slices.ContainsFunc(read.Mentions(), func(m lineage.Source) bool { return m.Table == "s."+gone && m.Column == c })
				if broken != nil && !mentioned {
					t.Errorf("without s.%s.%s this fails, and it is not among what it mentions: %s\n%v", gone, c, q, broken)
				}
			}
		}
	}
}
