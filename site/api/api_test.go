package api_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/parquet/file"

	"nsk/site/account"
	"nsk/site/sitetest"
	"nsk/warehouse"
	"nsk/warehouse/query"
)

func TestMain(m *testing.M) {
	if query.Child(os.Args[1:]) {
		return
	}
	os.Exit(m.Run())
}

// older is a release before that of the site.
const older = "2025-10-20-0a1b2c3d"

// The tests share one site: to stand it up costs more than they do.
func TestAPI(t *testing.T) {
	s := sitetest.New(t, nil)
	copyRelease(t, s.Data)
	s.Warm(t)
	a := asker{s, s.Client(t, account.Analyst), map[string]string{}}
	for name, test := range map[string]func(*testing.T, asker){"document": testDocument, "facts": testFacts, "pages": testPages, "forms": testForms, "faults": testFaults, "tokens": testTokens, "marts": testMarts, "superseded": testSuperseded} {
		t.Run(name, func(t *testing.T) { test(t, a) })
	}
}

func copyRelease(t *testing.T, data string) {
	t.Helper()
	text, err := os.ReadFile(warehouse.ReleasePath(data, sitetest.Release))
	if err == nil {
		err = os.WriteFile(warehouse.ReleasePath(data, older), text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// An asker asks the API of a site.
type asker struct {
	*sitetest.Stand
	client  *http.Client
	headers map[string]string
}

func (a asker) with(client *http.Client, headers map[string]string) asker {
	a.client, a.headers = client, headers
	return a
}

func (a asker) get(t *testing.T, path string) (*http.Response, []byte) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, a.Address+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range a.headers {
		r.Header.Set(k, v)
	}
	answer, err := a.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, body
}

// rows are those of an answer in JSON.
type rows struct {
	Release, Next, Permalink string
	Superseded               string `json:"superseded_by"`
	Total                    int
	Items                    []map[string]any
}

func (a asker) rows(t *testing.T, path string) (l rows) {
	t.Helper()
	r, body := a.get(t, path)
	if err := json.Unmarshal(body, &l); err != nil || r.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s %s %v", path, r.Status, body, err)
	}
	return l
}

// The document has every route and no other; what it says is complete in three languages.
func testDocument(t *testing.T, a asker) {
	_, body := a.get(t, "/api/v1/openapi.json")
	var d struct {
		OpenAPI string `json:"openapi"`
		Paths   map[string]map[string]struct {
			OperationID string            `json:"operationId"`
			Summary     string            `json:"summary"`
			Said        map[string]string `json:"x-summary"`
			Responses   map[string]any    `json:"responses"`
			Parameters  []map[string]any  `json:"parameters"`
		} `json:"paths"`
		Components struct {
			Parameters, Responses map[string]map[string]any
		}
	}
	if err := json.Unmarshal(body, &d); err != nil || !strings.HasPrefix(d.OpenAPI, "3.1") {
		t.Fatal(d.OpenAPI, err)
	}
	var served []string
	for _, r := range a.Routes {
		if method, path, _ := strings.Cut(r.Pattern, " "); strings.HasPrefix(path, "/api/v1/") {
			served = append(served, path)
			if d.Paths[path][strings.ToLower(method)].OperationID == "" {
				t.Errorf("%s is not in the document", r.Pattern)
			}
		}
	}
	ids := map[string]bool{}
	parameter := func(path string, p map[string]any) {
		if ref, ok := p["$ref"].(string); ok {
			p = d.Components.Parameters[strings.TrimPrefix(ref, "#/components/parameters/")]
		}
		said, _ := p["x-description"].(map[string]any)
		if p["name"] == nil || p["in"] == nil || p["description"] == nil || p["schema"] == nil || said["kk"] == nil || said["ru"] == nil {
			t.Errorf("%s: parameter %v lacks something", path, p)
		}
		if p["in"] == "path" && (p["required"] != true || !strings.Contains(path, "{"+p["name"].(string)+"}")) {
			t.Errorf("%s: %v is not of its path", path, p["name"])
		}
	}
	for path, methods := range d.Paths {
		if !slices.Contains(served, path) {
			t.Errorf("%s is in the document only", path)
		}
		for method, o := range methods {
			if ids[o.OperationID] || o.Summary == "" || o.Said["kk"] == "" || o.Said["ru"] == "" || o.Responses["200"] == nil || method != "get" {
				t.Errorf("%s %s lacks something", method, path)
			}
			ids[o.OperationID] = true
			for _, p := range o.Parameters {
				parameter(path, p)
			}
		}
	}
}

// Facts are the protected ones of the analysis: hidden values are hidden here too.
func testFacts(t *testing.T, a asker) {
	release, done, err := a.Shelf.Use(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	told, err := release.Wait(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := a.rows(t, "/api/v1/facts?per_page=10000")
	if got.Total != len(told.Facts.List) || len(got.Items) != got.Total || got.Release != sitetest.Release || got.Superseded != "" {
		t.Fatalf("%d of %d facts of %s", len(got.Items), len(told.Facts.List), got.Release)
	}
	hidden := 0
	for i, f := range told.Facts.List {
		item := got.Items[i]
		if item["id"] != f.ID || f.Value != "" && item["value"] != f.Value || f.Value == "" && item["value"] != nil {
			t.Fatalf("%v is not %+v", item, f)
		}
		if f.Status == "c" {
			hidden++
			if item["value"] != nil || item["numerator"] != nil {
				t.Errorf("%v is not hidden", item)
			}
		}
	}
	if hidden == 0 {
		t.Error("nothing is hidden in this release; the test proves nothing")
	}
	one := a.rows(t, "/api/v1/facts?indicator=E.02&by=region&key=75")
	if len(one.Items) == 0 || one.Items[0]["id"] != "E.02/region=75" || one.Items[0]["label_ru"] == "75" {
		t.Errorf("%v", one.Items)
	}
	if d := a.rows(t, "/api/v1/indicators"); len(d.Items) != len(told.Book) {
		t.Errorf("%d indicators", len(d.Items))
	}
	if _, body := a.get(t, "/api/v1/indicators/E.02"); !bytes.Contains(body, []byte("SELECT")) {
		t.Errorf("the definition lacks its SQL: %s", body)
	}
}

// Pages follow one another by the header Link, and give every row once.
func testPages(t *testing.T, a asker) {
	seen, at := map[any]bool{}, "/api/v1/facts?by=region&per_page=7"
	total := a.rows(t, at).Total
	for n := 0; at != "" && n < 1000; n++ {
		r, body := a.get(t, at)
		var l rows
		if err := json.Unmarshal(body, &l); err != nil {
			t.Fatal(err)
		}
		for _, item := range l.Items {
			seen[item["id"]] = true
		}
		at = ""
		for _, link := range r.Header.Values("Link") {
			if to, ok := strings.CutSuffix(link, `>; rel="next"`); ok {
				at = strings.TrimPrefix(to, "<")
			}
		}
	}
	if len(seen) != total || total < 8 {
		t.Errorf("%d of %d facts were seen", len(seen), total)
	}
	if _, body := a.get(t, "/api/v1/facts?per_page=1"); !strings.Contains(string(body), `"next":"/api/v1/facts?page=2&per_page=1&release=`) {
		t.Errorf("the next page may be that of another release: %.300s", body)
	}
}

// Every form has the same rows, by the address and by the header Accept.
func testForms(t *testing.T, a asker) {
	const path = "/api/v1/facts?by=region"
	n := a.rows(t, path).Total
	_, body := a.get(t, path+"&format=csv")
	if lines, err := csv.NewReader(bytes.NewReader(body)).ReadAll(); err != nil || len(lines) != n+1 {
		t.Errorf("csv: %d lines, %v", len(lines), err)
	}
	r, body := a.with(a.client, map[string]string{"Accept": "application/vnd.apache.parquet"}).get(t, path)
	p, err := file.NewParquetReader(bytes.NewReader(body))
	if err != nil || p.NumRows() != int64(n) || r.Header.Get("Nsk-Release") != sitetest.Release {
		t.Errorf("parquet: %v", err)
	}
	_, body = a.get(t, path+"&format=arrow")
	f, err := ipc.NewFileReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if b, err := f.RecordBatch(0); err != nil || b.NumRows() != int64(n) {
		t.Errorf("arrow: %v", err)
	}
	if r, _ := a.with(a.client, map[string]string{"Accept": "image/png"}).get(t, path); r.StatusCode != http.StatusNotAcceptable {
		t.Errorf("a picture of facts: %s", r.Status)
	}
}

// A fault is a problem that names its place.
func testFaults(t *testing.T, a asker) {
	for path, want := range map[string]string{
		"/api/v1/facts?indikator=E.02": "query.indikator", "/api/v1/facts?indicator=Z.99": "query.indicator", "/api/v1/facts?by=planet": "query.by",
		"/api/v1/facts?page=0": "query.page", "/api/v1/facts?per_page=99999": "query.per_page", "/api/v1/facts?format=doc": "query.format", "/api/v1/facts?release=2020-01-01-00000000": "query.release",
		"/api/v1/indicators/Z.99": "path.id", "/api/v1/marts/nothing": "path.name", "/api/v1/marts/span?x=1": "query.x", "/api/v1/marts/..%2f..%2fetc": "path.name", "/api/v1/facts?release=..%2F..%2Fetc%2Fpasswd": "query.release",
	} {
		r, body := a.get(t, path)
		var p struct {
			Status               int
			Path, Detail, Title  string
			Instance, Type, Kind string
		}
		if err := json.Unmarshal(body, &p); err != nil || r.Header.Get("Content-Type") != "application/problem+json" || p.Status != r.StatusCode || p.Path != want || p.Detail == "" || p.Title == "" {
			t.Errorf("%s: %s %s", path, r.Status, body)
		}
	}
}

// A token opens what its account may have and nothing else; a guest gets a problem, not a page.
func testTokens(t *testing.T, a asker) {
	bearer := func(name string) asker {
		_, text, err := a.Accounts.AddToken(t.Context(), name, "test", 30)
		if err != nil {
			t.Fatal(err)
		}
		return a.with(http.DefaultClient, map[string]string{"Authorization": "Bearer " + text})
	}
	for _, c := range []struct {
		who  asker
		path string
		code int
	}{
		{bearer("analyst"), "/api/v1/marts/span", 200}, {bearer("ministry"), "/api/v1/facts", 200}, {bearer("ministry"), "/api/v1/marts/span", 403},
		{bearer("centre"), "/api/v1/facts", 403}, {a.with(http.DefaultClient, nil), "/api/v1/facts", 401}, {a.with(http.DefaultClient, nil), "/api/v1/openapi.json", 200},
	} {
		r, body := c.who.get(t, c.path)
		if r.StatusCode != c.code || c.code > 299 && r.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %s %s, want %d", c.path, r.Status, body, c.code)
		}
	}
}

// Rows of a summary table are filtered by any of its columns, in pages; values are bound.
func testMarts(t *testing.T, a asker) {
	if l := a.rows(t, "/api/v1/marts"); len(l.Items) < 3 {
		t.Errorf("%v", l.Items)
	}
	all := a.rows(t, "/api/v1/marts/agreement_month")
	some := a.rows(t, "/api/v1/marts/agreement_month?centre=c2&per_page=1")
	if len(all.Items) != 3 || len(some.Items) != 1 || some.Items[0]["centre"] != "c2" || some.Next == "" || all.Next != "" {
		t.Errorf("%d and %v", len(all.Items), some)
	}
	if next := a.rows(t, some.Next); len(next.Items) != 1 || next.Next != "" || next.Items[0]["month"] == some.Items[0]["month"] {
		t.Errorf("%v", next)
	}
	if none := a.rows(t, "/api/v1/marts/agreement_month?centre=c2'+OR+'1'%3D'1"); len(none.Items) != 0 {
		t.Errorf("%v", none.Items)
	}
}

// An address with a release answers with that release, and says when there is a newer one.
func testSuperseded(t *testing.T, a asker) {
	now, was := a.rows(t, "/api/v1/marts/agreement_month"), a.rows(t, "/api/v1/marts/agreement_month?release="+older)
	if now.Superseded != "" || now.Release != sitetest.Release || was.Release != older || was.Superseded != sitetest.Release {
		t.Errorf("%+v, %+v", now, was)
	}
	if again := a.rows(t, now.Permalink); again.Release != now.Release || len(again.Items) != len(now.Items) {
		t.Errorf("%+v", again)
	}
	if r, _ := a.get(t, "/api/v1/marts/agreement_month?format=csv&release="+older); r.Header.Get("Nsk-Superseded-By") != sitetest.Release {
		t.Errorf("%v", r.Header)
	}
	if l := a.rows(t, "/api/v1/releases"); len(l.Items) != 2 || l.Items[0]["current"] != true || l.Items[1]["current"] != false {
		t.Errorf("%v", l.Items)
	}
}
