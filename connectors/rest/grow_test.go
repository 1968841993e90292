package rest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"nsk/connectors"
	"nsk/connectors/connectortest"
	"nsk/connectors/rest"
)

// growing is a register that is told in parts: rows with ascending numbers, and a parameter
// that asks for those beyond one.
func growing(t *testing.T, shape string, f form) (connectors.Connector, func([]string)) {
	t.Helper()
	var lock sync.Mutex
	var rows []string
	add := func(texts []string) {
		lock.Lock()
		defer lock.Unlock()
		rows = append(rows, texts...)
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lock.Lock()
		defer lock.Unlock()
		q := r.URL.Query()
		if q.Has("period") {
			t.Error("a register that is told in parts was asked by period")
		}
		after, _ := strconv.Atoi(q.Get("after"))           // the first time it is not there
		_, _ = w.Write(numbered(shape, f, q, after, rows)) // a client that went away is the test's affair
	}))
	t.Cleanup(srv.Close)
	c := register(shape)
	c.Options["since"], c.Options["cursor"] = "after", "id"
	conn, err := rest.New(c, env(srv.URL, srv.Client()))
	if err != nil {
		t.Fatal(err)
	}
	return conn, add
}

func numbered(shape string, f form, q url.Values, after int, rows []string) []byte {
	n := f.page(q)
	from := min(after+n*connectortest.PageSize, len(rows))
	to := min(from+connectortest.PageSize, len(rows))
	var all []string
	for i, s := range rows[from:to] {
		all = append(all, fmt.Sprintf(`{"id":%d,"text":%q}`, from+i+1, s))
	}
	list := "[" + strings.Join(all, ",") + "]"
	if shape == "spring" {
		list = fmt.Sprintf(`{"content":%s,"totalElements":%d,"last":%t}`, list, len(rows)-after, to == len(rows))
	}
	return []byte(list)
}

// textsOf reads the rows out of framed pages.
func textsOf(shape string) func([]byte) []string {
	return func(body []byte) (out []string) {
		for page := range bytes.SplitSeq(body, []byte{0x1e}) {
			type row struct{ Text string }
			var head struct{ Content []row }
			if len(page) == 0 {
				continue
			}
			into := any(&head)
			if shape == "array" {
				into = &head.Content
			}
			if err := json.Unmarshal(page, into); err != nil {
				panic(err)
			}
			for _, r := range head.Content {
				out = append(out, r.Text)
			}
		}
		return out
	}
}

// A service that sends again what was read, or rows without the cursor's column, would
// double rows or stand still: it is told.
func TestCursorsThatCannotBe(t *testing.T) {
	for says, page := range map[string]string{
		"rows beyond 7 were asked for": `[{"id":8},{"id":7}]`,
		"neither a text nor a whole":   `[{"id":8},{"n":9}]`,
		"not an object":                `[8]`,
	} {
		srv := httptest.NewServer(answers(page))
		c := register("array")
		c.Options["since"], c.Options["cursor"] = "after", "id"
		conn, err := rest.New(c, env(srv.URL, srv.Client()))
		if err != nil {
			t.Fatal(err)
		}
		w := connectortest.March
		w.Since = "7"
		if _, err := conn.Fetch(t.Context(), w); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("error %v, want %q", err, says)
		}
		srv.Close()
	}
	for _, one := range []string{"since", "cursor"} {
		c := register("array")
		c.Options[one] = "x"
		if _, err := rest.New(c, env("http://a", http.DefaultClient)); err == nil || !strings.Contains(err.Error(), "missing") {
			t.Errorf("%s alone: %v", one, err)
		}
	}
}

// The cursor is the greatest value, numbers by size and times by letter, wherever in the
// page it stands. Where nothing new came the cursor stays.
func TestCursorIsTheFurthest(t *testing.T) {
	for _, c := range []struct{ since, page, want string }{
		{"", `[{"id":9},{"id":10},{"id":2}]`, "10"},
		{"9", `[{"id":10}]`, "10"},
		{"10", `[]`, "10"},
		{"2025-03-01T09:00:00Z", `[{"id":"2025-03-01T10:00:00Z"},{"id":"2025-03-01T09:30:00Z"}]`, "2025-03-01T10:00:00Z"},
	} {
		srv := httptest.NewServer(answers(c.page))
		r := register("array")
		r.Options["since"], r.Options["cursor"] = "after", "id"
		conn, err := rest.New(r, env(srv.URL, srv.Client()))
		if err != nil {
			t.Fatal(err)
		}
		w := connectortest.March
		w.Since = c.since
		b, err := conn.Fetch(t.Context(), w)
		if err != nil || b.Cursor != c.want || b.Period.Part == "" {
			t.Errorf("%s: %+v, %v", c.page, b, err)
		}
		srv.Close()
	}
}

// What was settled is not sent again while the service says that it has not changed. What
// was only fetched is: it may never have come to be on record.
func TestConditionalRequests(t *testing.T) {
	for name, head := range map[string]http.Header{
		"etag":     {"Etag": {`"one"`}},
		"modified": {"Last-Modified": {"Sat, 01 Mar 2025 09:00:00 GMT"}, "Date": {"Sat, 01 Mar 2025 10:00:00 GMT"}},
		"fresh":    {"Last-Modified": {"Sat, 01 Mar 2025 09:00:00 GMT"}, "Date": {"Sat, 01 Mar 2025 09:00:01 GMT"}},
	} {
		var got []int
		c := open(t, "array", func(w http.ResponseWriter, r *http.Request) {
			for k, v := range head {
				w.Header()[k] = v
			}
			code := http.StatusOK
			if r.Header.Get("If-None-Match") == `"one"` || r.Header.Get("If-Modified-Since") == head.Get("Last-Modified") && head.Get("Last-Modified") != "" {
				code = http.StatusNotModified
			}
			got = append(got, code)
			w.WriteHeader(code)
			if code == http.StatusOK {
				_, _ = w.Write([]byte(`[{"a":1}]`)) // as above
			}
		})
		for range 2 {
			if err := pull(t, c); err != nil {
				t.Fatal(err)
			}
		}
		b, err := c.Fetch(t.Context(), connectortest.March)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.(connectors.Settler).Settle(t.Context(), b, true); err != nil {
			t.Fatal(err)
		}
		err = pull(t, c)
		want := []int{200, 200, 200, 304}
		if name == "fresh" {
			want[3] = 200
		}
		if !slices.Equal(got, want) || (want[3] == 304) != (err != nil) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	if err := pull(t, open(t, "array", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(304) })); err == nil || !strings.Contains(err.Error(), "304") {
		t.Errorf("nothing was settled: %v", err)
	}
}

// Rows that a source has twice are its own affair, also over the edge of a page; a row
// that is pushed over the edge by another is told.
func TestPagesThatMove(t *testing.T) {
	page := func(ids ...int) string {
		var all []string
		for _, i := range ids {
			all = append(all, fmt.Sprintf(`{"id":%d}`, i))
		}
		return "[" + strings.Join(all, ",") + "]"
	}
	serve := func(pages ...string) http.HandlerFunc { // by place; the last ones for the second time of asking
		var asked int
		return func(w http.ResponseWriter, r *http.Request) {
			n := number(r.URL.Query().Get("from")) / connectortest.PageSize
			if asked++; asked > 2 {
				n += len(pages) / 2
			}
			_, _ = w.Write([]byte(pages[n])) // as above
		}
	}
	first, twice := page(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), page(10, 11)
	if err := pull(t, open(t, "array", serve(first, twice, first, twice))); err != nil {
		t.Errorf("a row that is there twice: %v", err)
	}
	if err := pull(t, open(t, "array", serve(first, twice, page(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), twice))); err == nil || !strings.Contains(err.Error(), "moved") {
		t.Errorf("a row was put in at the front: %v", err)
	}
	if err := pull(t, open(t, "array", serve(first, first, first, first))); err == nil || !strings.Contains(err.Error(), "page 1 is page 0 again") {
		t.Errorf("a service that knows no pages: %v", err)
	}
}
