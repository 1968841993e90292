package transform

import (
	"context"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"nsk/connectors/contract"
	"nsk/connectors/contracts"
)

// TestEveryModelBuilds proves that all models together, over tables as empty as
// on the first day, parse, are ordered and run, twice over.
func TestEveryModelBuilds(t *testing.T) {
	db := arrived(t)
	models, err := Load(Models())
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := Run(context.Background(), db, models); err != nil {
			t.Fatal(err)
		}
	}
}

// TestOrderReadsBeforeUse proves that every model comes after what it reads.
func TestOrderReadsBeforeUse(t *testing.T) {
	db := arrived(t)
	models, err := Load(Models())
	if err != nil {
		t.Fatal(err)
	}
	ordered, err := Order(context.Background(), db, models)
	if err != nil {
		t.Fatal(err)
	}
	place := map[string]int{}
	for i, m := range ordered {
		place[m.Name] = i
	}
	if len(ordered) != len(models) {
		t.Fatalf("%d models became %d", len(models), len(ordered))
	}
	for i, m := range ordered {
		for _, read := range m.Reads {
			if j, ours := place[read]; ours && j >= i {
				t.Errorf("%s comes before %s, which it reads", m.Name, read)
			}
		}
	}
}

// TestColumns keeps the columns of every table of core and mart and their types,
// on which indicators, releases and people rely, in testdata/columns.txt.
func TestColumns(t *testing.T) {
	db := arrived(t)
	models, err := Load(Models())
	if err != nil {
		t.Fatal(err)
	}
	if err := Run(context.Background(), db, models); err != nil {
		t.Fatal(err)
	}
	exec(t, db, `CREATE TEMP VIEW shape AS
		SELECT table_schema || '.' || table_name || '(' || string_agg(column_name || ' ' || data_type, ' ' ORDER BY ordinal_position) || ')' AS line
		FROM information_schema.columns WHERE table_schema IN ('core', 'mart') GROUP BY table_schema, table_name`)
	got := dump(t, db, "shape", nil)
	if *update {
		if err := os.WriteFile("testdata/columns.txt", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/columns.txt")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("columns.txt (-want +got):\n%s", diff)
	}
}

// TestSchemaFollowsContracts proves that the raw tables of testdata/schema.sql,
// on which all cases stand, are those that the contracts make.
func TestSchemaFollowsContracts(t *testing.T) {
	all, err := contract.Load(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	db := arrived(t)
	for _, c := range all {
		want := "_landing BIGINT _row BIGINT _state UTINYINT"
		for _, col := range c.Stored() {
			want += " " + col.Name + " " + col.SQL
		}
		got := values(t, db, `SELECT string_agg(column_name || ' ' || data_type, ' ' ORDER BY ordinal_position)
			FROM information_schema.columns WHERE table_schema = 'raw' AND table_name = '`+strings.ReplaceAll(c.Source, "-", "_")+"'")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-contract +schema.sql):\n%s", c.Source, diff)
		}
	}
}

func TestOrderNamesFaults(t *testing.T) {
	tests := []struct {
		name, want string
		files      map[string]string
	}{
		{"cycle", "cycle: core.a reads core.b reads mart.c reads core.a", map[string]string{
			"core/a.sql": "SELECT * FROM core.b", "core/b.sql": "SELECT * FROM mart.c JOIN raw.applications USING (x)",
			"marts/c.sql": "WITH q AS (SELECT * FROM core.a) SELECT * FROM q"}},
		{"unknown table", "core/a.sql reads core.missing, which is neither a model nor a table",
			map[string]string{"core/a.sql": "SELECT (SELECT max(x) FROM core.missing)"}},
		{"bare pivot", "core/a.sql: parse: ", map[string]string{"core/a.sql": "PIVOT raw.applications ON status USING count(*)"}},
		{"two statements", "2 statements", map[string]string{"core/a.sql": "SELECT 1; SELECT 2"}},
		{"no select", "a model is one SELECT", map[string]string{"core/a.sql": "DROP TABLE raw.applications"}},
		{"not sql", "core/a.sql: parse: ", map[string]string{"core/a.sql": "SELEC 1"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			models, err := Load(tree(test.files))
			if err != nil {
				t.Fatal(err)
			}
			_, err = Order(context.Background(), arrived(t), models)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got error %v, want it to contain %q", err, test.want)
			}
		})
	}
}

// TestReads proves that the parser's answer is read rightly where pattern
// matching would go wrong.
func TestReads(t *testing.T) {
	tests := []struct {
		query string
		want  []string
	}{
		{"SELECT 'FROM core.no' FROM core.a JOIN core.b USING (day) -- core.c", []string{"core.a", "core.b"}},
		{"WITH a AS (SELECT * FROM Core.B) SELECT * FROM a WHERE x IN (SELECT x FROM raw.c)", []string{"core.b", "raw.c"}},
		{"FROM core.a UNION ALL SELECT * FROM core.b", []string{"core.a", "core.b"}},
		{"SELECT * FROM (PIVOT core.a ON x IN (1, 2) USING count(*))", []string{"core.a"}},
		{"SELECT 1", nil},
	}
	db := inMemory(t)
	for _, test := range tests {
		got, err := Reads(context.Background(), db, test.query)
		if err != nil || !slices.Equal(got, test.want) {
			t.Errorf("Reads(%q) = %v, %v; want %v", test.query, got, err, test.want)
		}
	}
}

func TestLoadNamesFaults(t *testing.T) {
	tests := []struct{ file, text, want string }{
		{"other/a.sql", "SELECT 1", "staging, core or marts"},
		{"core/A-b.sql", "SELECT 1", "lower-case"},
		{"core/1.sql", "SELECT 1", "lower-case"},
		{"core/a.sql", " \n", "empty"},
	}
	for _, test := range tests {
		_, err := Load(tree(map[string]string{test.file: test.text}))
		if err == nil || !strings.Contains(err.Error(), test.file) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got error %v, want it to name the file and %q", test.file, err, test.want)
		}
	}
}

// TestRunNamesTheModel proves that an error says which model failed and why,
// and that a model may turn from a view into a table.
func TestRunNamesTheModel(t *testing.T) {
	ctx, db := context.Background(), arrived(t)
	broken, err := Load(tree(map[string]string{"core/a.sql": "SELECT no_such_column FROM reference.parameter"}))
	if err != nil {
		t.Fatal(err)
	}
	err = Run(ctx, db, broken)
	if err == nil || !strings.Contains(err.Error(), "core.a (core/a.sql)") || !strings.Contains(err.Error(), "no_such_column") {
		t.Errorf("got error %v", err)
	}
	for _, text := range []string{"SELECT 1 AS x", "-- build: table\nSELECT 2 AS x", "SELECT 3 AS x"} {
		models, err := Load(tree(map[string]string{"staging/a.sql": text}))
		if err != nil {
			t.Fatal(err)
		}
		if err := Run(ctx, db, models); err != nil {
			t.Fatal(err)
		}
	}
}

func tree(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// duckOnly finds constructs that Trino does not run.
var duckOnly = regexp.MustCompile(`(?i)\b(QUALIFY|GROUP\s+BY\s+ALL|ORDER\s+BY\s+ALL|EXCLUDE|COLUMNS\s*\(|arg_max|arg_min|try_cast\s*\(.*\bUTINYINT|list_\w+|struct_\w+|ASOF|POSITIONAL|strptime|strftime|regexp_matches|today|PIVOT|UNPIVOT|EPOCH)\b|::|\[|//|INTERVAL\s+\d|\{|->`)

// TestCommonSQL proves that core and marts keep to the SQL that Trino also runs.
func TestCommonSQL(t *testing.T) {
	models, err := Load(Models())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range models {
		if strings.HasPrefix(m.Name, "staging.") {
			continue
		}
		code := bare(m.SQL)
		if found := duckOnly.FindString(code); found != "" {
			t.Errorf("%s: %q is not in the common SQL", m.Path, found)
		}
		if first := strings.ToUpper(strings.Fields(code)[0]); first != "WITH" && first != "SELECT" {
			t.Errorf("%s begins with %s", m.Path, first)
		}
	}
	for _, bad := range []string{"SELECT a::INT", "SELECT * EXCLUDE (a)", "SELECT [x FOR x IN y]", "GROUP BY  ALL", "x QUALIFY 1"} {
		if !duckOnly.MatchString(bad) {
			t.Errorf("%q is not found", bad)
		}
	}
}

// TestModelsAreTold proves that every model begins with a comment for readers.
func TestModelsAreTold(t *testing.T) {
	models, err := Load(Models())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range models {
		if !strings.HasPrefix(m.SQL, "-- ") {
			t.Errorf("%s does not say what a row is", m.Path)
		}
	}
}

// bare returns SQL without comments and text literals.
func bare(query string) string {
	query = regexp.MustCompile(`--[^\n]*`).ReplaceAllString(query, "")
	return regexp.MustCompile(`'[^']*'`).ReplaceAllString(query, "''")
}
