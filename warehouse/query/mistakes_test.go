package query_test

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode"

	"nsk/warehouse/query"
)

// mistakes are what people typically write wrong, by the text that they get for it; an @ is
// where the text points to, if it points anywhere.
var mistakes = []struct{ code, sql string }{
	{"syntax", "@SELEC n FROM core.c"},
	{"syntax", "SELECT n FORM @core.c"},
	{"end", "SELECT n, FROM core.c WHERE@"},
	{"end", "SELECT n FROM core.c WHERE@"},
	{"syntax", "SELECT n FROM core.c WHERE n = 1 @WHERE n = 2"},
	{"unclosed", "SELECT n FROM core.c WHERE name = 'row"},
	{"unclosed", `SELECT "n FROM core.c`},
	{"syntax", "SELECT n FROM core.c ORDER n"},
	{"syntax", "SELECT count(n FROM core.c"},
	{"syntax", "SELECT n FROM core.c LIMIT 5 ORDER BY n"},
	{"table", "SELECT * FROM core.cc"},
	{"table", "SELECT * FROM c"},
	{"table", "SELECT * FROM cor.c"},
	{"column", "SELECT nn FROM core.c"},
	{"table", "SELECT @x.n FROM core.c AS y"},
	{"column", `SELECT n FROM core.c WHERE name = "row 1"`},
	{"column", "SELECT c.region FROM core.c"},
	{"function", "SELECT summ(n) FROM core.c"},
	{"function", "SELECT isnull(n) FROM core.c"},
	{"group", "SELECT name, count(*) FROM core.c"},
	{"aggregate", "SELECT n FROM core.c WHERE count(*) > 1"},
	{"aggregate", "SELECT sum(count(*)) FROM core.c"},
	{"group", "SELECT n FROM core.c GROUP BY name"},
	{"ambiguous", "SELECT n FROM core.c AS a JOIN core.c AS b ON a.n = b.n"},
	{"arguments", "SELECT sum(name) FROM core.c"},
	{"arguments", "SELECT date_trunc('month', n) FROM core.c"},
	{"convert", "SELECT CAST(name AS INTEGER) FROM core.c"},
	{"convert", "SELECT n FROM core.c WHERE n = 'one'"},
	{"date", "SELECT DATE '2025-13-45'"},
	{"date", "SELECT CAST('31.12.2025' AS DATE)"},
	{"range", "SELECT CAST(n * 100000 AS SMALLINT) FROM core.c"},
	{"range", "SELECT CAST(9223372036854775807 AS BIGINT) + n FROM core.c"},
	{"union", "SELECT n FROM core.c UNION ALL SELECT n, name FROM core.c"},
	{"subquery", "SELECT n FROM core.c WHERE n = (SELECT n, name FROM core.c)"},
	{"subquery-rows", "SELECT n FROM core.c WHERE n = (SELECT n FROM core.c)"},
	{"window", "SELECT n FROM core.c WHERE row_number() OVER (ORDER BY n) = 1"},
	{"order", "SELECT n FROM core.c ORDER BY 3"},
	{"twice", "SELECT * FROM core.c AS a JOIN core.c AS a ON true"},
	{"compare", "SELECT n FROM core.c WHERE n > DATE '2025-01-01'"},
	{"input", "SELECT strftime(DATE '2025-01-01', '%Q')"},
	{"input", "SELECT regexp_matches(name, '(') FROM core.c"},
	{"input", "SELECT date_trunc('fortnight', DATE '2025-01-01')"},
	{"type", "SELECT CAST(n AS NUMBER) FROM core.c"},
	{"parameters", "SELECT n FROM core.c WHERE n = ?"},
	{"input", "SELECT n FROM core.c LIMIT -1"},
	{"input", "SELECT @unnest(n) FROM core.c"},
	{"syntax", "SELECT * FROM core.c PIVOT (sum(n))"},
	{"subquery", "SELECT n FROM core.c WHERE n IN (SELECT n, name FROM core.c)"},
	{"arguments", "SELECT n[1] FROM core.c"},
	{"binder", "SELECT * EXCLUDE (nothing) FROM core.c"},
	{"syntax", "SELECT coalesce(@) FROM core.c"},
	{"convert", "SELECT list_extract([1], 'a')"},
	{"column", "WITH t AS (SELECT n AS номер FROM core.c) SELECT номир FROM t"},
}

// Whatever people write wrong, they read in their own language what to put right. What the
// engine says stands beside that as a quotation, without its place in the program.
func TestMistakes(t *testing.T) {
	r := stand(t, small)
	for _, m := range mistakes {
		sql := strings.Replace(m.sql, "@", "", 1)
		f := faultOf(t, r, sql)
		if f == nil {
			t.Errorf("%s: answered", m.sql)
			continue
		}
		t.Logf("%s %d:%d\n\t%s\n\t%s %q", sql, f.Line, f.Column, f.Text.EN, f.Code, f.Detail)
		if f.Code != m.code {
			t.Errorf("%s: %s, want %s", sql, f.Code, m.code)
		}
		if at := strings.Index(m.sql, "@"); at >= 0 && (f.Line != 1 || f.Column != at+1) {
			t.Errorf("%s: at %s, want column %d", sql, f.At(), at+1)
		}
		for _, text := range []string{f.Text.KK, f.Text.RU} {
			if foreign(text) || strings.Contains(text, "{") {
				t.Errorf("%s: words of the engine: %s", sql, text)
			}
		}
		if strings.ContainsAny(f.Detail, "\n{") || strings.Contains(f.Detail, "LINE ") || strings.Contains(f.Detail, "Error") {
			t.Errorf("%s: noise: %q", sql, f.Detail)
		}
	}
}

// faultOf runs a query to its end.
func faultOf(t *testing.T, r *query.Runner, sql string) (f *query.Fault) {
	t.Helper()
	a, err := r.Ask(t.Context(), query.Question{SQL: sql, Limits: query.Limits{Time: time.Minute}})
	if err == nil {
		defer a.Close()
		_, _, err = read(a)
	}
	if err != nil && !errors.As(err, &f) {
		t.Fatal(sql, err)
	}
	return f
}

// foreign reports whether a text of Kazakh or Russian has a sentence in English: five words
// of small Latin letters in a row.
func foreign(text string) bool {
	inRow := 0
	for _, word := range strings.Fields(text) {
		if strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) || unicode.IsUpper(r) }) {
			inRow = -1
		}
		if inRow++; inRow >= 5 {
			return true
		}
	}
	return false
}
