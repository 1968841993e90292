package transform

import (
	"context"
	"database/sql"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "rewrite the wanted tables of testdata/*.txtar")

// TestModels runs the cases of testdata: each says in a sentence what it
// proves, gives input tables and the table wanted of the models between.
func TestModels(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) { runCase(t, path) })
	}
}

func runCase(t *testing.T, path string) {
	ar, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	db := arrived(t)
	var given, wanted []string
	for _, f := range ar.Files {
		if table, ok := strings.CutPrefix(f.Name, "want "); ok {
			wanted = append(wanted, strings.TrimSuffix(table, ".csv"))
			continue
		}
		table := strings.TrimSuffix(f.Name, ".csv")
		given = append(given, table)
		fill(t, db, table, string(f.Data))
	}
	if err := Run(context.Background(), db, between(t, db, given, wanted)); err != nil {
		t.Fatal(err)
	}
	compare(t, db, ar, path)
}

func compare(t *testing.T, db *sql.DB, ar *txtar.Archive, path string) {
	for i, f := range ar.Files {
		table, ok := strings.CutPrefix(strings.TrimSuffix(f.Name, ".csv"), "want ")
		if !ok {
			continue
		}
		header, _, _ := strings.Cut(strings.TrimSpace(string(f.Data)), "\n")
		got := dump(t, db, table, strings.FieldsFunc(header, func(r rune) bool { return r == ',' || r == ' ' }))
		if *update {
			ar.Files[i].Data = []byte(got)
		} else if diff := cmp.Diff(string(f.Data), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", table, diff)
		}
	}
	if *update {
		if err := os.WriteFile(path, txtar.Format(ar), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// between returns the models that make the wanted tables of the given ones.
func between(t *testing.T, db *sql.DB, given, wanted []string) []Model {
	t.Helper()
	models, err := Load(Models())
	if err != nil {
		t.Fatal(err)
	}
	var out []Model
	seen := map[string]bool{}
	for len(wanted) > 0 {
		name := wanted[0]
		wanted = wanted[1:]
		i := slices.IndexFunc(models, func(m Model) bool { return m.Name == name })
		if i < 0 || seen[name] || slices.Contains(given, name) {
			continue
		}
		seen[name] = true
		reads, err := Reads(context.Background(), db, models[i].SQL)
		if err != nil {
			t.Fatalf("%s: %v", models[i].Path, err)
		}
		out, wanted = append(out, models[i]), append(wanted, reads...)
	}
	return out
}
