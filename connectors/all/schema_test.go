package all_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"nsk/connectors"
	"nsk/connectors/all"
	"nsk/connectors/contract"
	"nsk/ingest/ingesttest"
)

// What a source may do to its columns: two rows each, and what is told once of the file, as
// severity, rule and value. Messages of a stream are judged each by itself, so that there it
// is a warning beside them.
var schemaChanges = []struct {
	name, one, other string
	file, stream     string
}{
	{"the same", `{"id":"a","on":"2025-03-01"}`, `{"id":"b","on":"2025-03-02"}`, "", ""},
	{"new column", `{"id":"a","on":"2025-03-01","more":1}`, `{"id":"b","on":"2025-03-02"}`, "warning 940 «more»", "warning 940 «more»"},
	{"missing column", `{"id":"a"}`, `{"id":"b"}`, "file 903 «on»", "warning 903 «on»"},
	{"renamed column", `{"id":"a","day":"2025-03-01"}`, `{"id":"b","day":"2025-03-02"}`, "file 903 «on» (≠ «day»)", "warning 903 «on» (≠ «day»)"},
	{"retyped column", `{"id":"a","on":1740787200}`, `{"id":"b","on":1740873600}`, "file 941 «on»: number ≠ date", "warning 941 «on»: number ≠ date"},
	{"one row lacks a field", `{"id":"a"}`, `{"id":"b","on":"2025-03-02"}`, "", ""},
}

// A column that is new, missing, renamed or retyped is told once, with its name, whatever
// kind brought the file; and one message that lacks a field refuses no others.
func TestChangedSchema(t *testing.T) {
	column := func(name string, of contract.Type) contract.Column {
		return contract.Column{Name: name, Type: of, Required: true, RU: name, KK: name}
	}
	of := func(source string, shape contract.JSONShape) *contract.Contract {
		return &contract.Contract{Source: source, Cadence: contract.Monthly, Content: contract.Changes, JSON: &shape, Key: []string{"id"},
			Columns: []contract.Column{column("id", contract.TypeCode), column("on", contract.TypeDate)}}
	}
	pages, lines := of("pages", contract.JSONShape{}), of("lines", contract.JSONShape{Lines: true})
	pages.Options = map[string]string{"endpoint": "house", "shape": "array", "size": "5"}
	e := ingesttest.Engine(t)
	in := ingesttest.Ingester(t, e, []*contract.Contract{pages, lines})
	for i, c := range schemaChanges {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintf(w, "[%s,%s]", c.one, c.other) }))
		kind, err := all.Kinds()["rest"].New(pages, connectors.Env{HTTP: srv.Client(), Endpoints: map[string]connectors.Endpoint{"house": {Address: srv.URL}}, Secret: func(string) (string, error) { return "", nil }})
		if err != nil {
			t.Fatal(err)
		}
		want := connectors.Want{Provider: fmt.Sprint(i), Period: contract.Period{Cadence: contract.Monthly, Year: 2025, N: 3}}
		b, err := kind.Fetch(t.Context(), want)
		if err != nil {
			t.Fatal(err)
		}
		want.Period.Part = "0a"
		part := &connectors.Batch{Want: want, MediaType: connectors.MediaJSONLines, Body: io.NopCloser(strings.NewReader(c.one + "\n" + c.other + "\n"))}
		for source, b := range map[string]*connectors.Batch{"pages": b, "lines": part} {
			out, err := in.Run(t.Context(), b, source, time.Date(2025, 4, 10, 12, 0, 0, 0, time.UTC))
			if err != nil {
				t.Fatal(err)
			}
			var told string
			if err := e.DB().QueryRow(`SELECT coalesce(string_agg(concat_ws(' ', severity, right(rule, 3), value), '; '), '') FROM ledger.finding WHERE landing = ? AND row IS NULL`, out.Landing.Number).Scan(&told); err != nil {
				t.Fatal(err)
			}
			if wanted := map[string]string{"pages": c.file, "lines": c.stream}[source]; told != wanted {
				t.Errorf("%s, %s: told %q, want %q", c.name, source, told, wanted)
			}
			if c.name == "one row lacks a field" && out.Accepted != 1 {
				t.Errorf("%s, %s: %+v", c.name, source, out.Counts)
			}
		}
		srv.Close()
	}
}
