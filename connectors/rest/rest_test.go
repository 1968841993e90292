package rest_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"nsk/connectors"
	"nsk/connectors/connectortest"
	"nsk/connectors/contract"
	"nsk/connectors/rest"
	"nsk/connectors/wire"
)

const key = "k3y-that-nobody-may-see"

// open makes the connector of a contract over a service.
func open(t *testing.T, shape string, h http.HandlerFunc) connectors.Connector {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return dial(t, shape, srv.URL, srv.Client())
}

func dial(t *testing.T, shape, address string, client *http.Client) connectors.Connector {
	t.Helper()
	c, err := rest.New(register(shape), env(address, client))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func register(shape string) *contract.Contract {
	return &contract.Contract{Source: "register", Cadence: contract.Monthly, Options: map[string]string{
		"endpoint": "house", "path": "/api/rows", "shape": shape, "size": strconv.Itoa(connectortest.PageSize), "query": "lang=kk"}}
}

func env(address string, client *http.Client) connectors.Env {
	return connectors.Env{HTTP: client, Endpoints: map[string]connectors.Endpoint{"house": {Address: address + "/"}},
		Secret: func(string) (string, error) { return key, nil }}
}

// A form is how a shape is asked and how it lays its pages out.
type form struct {
	period string                 // parameter with the period
	page   func(q url.Values) int // which page is asked for
	parts  func(texts []string) [][]byte
}

var forms = map[string]form{
	"spring": {"period", func(q url.Values) int { return number(q.Get("page")) }, springPages},
	"array":  {"period", func(q url.Values) int { return number(q.Get("from")) / number(q.Get("size")) }, arrayPages},
	"egov":   {"period", egovPage, arrayPages},
	"taldau": {"dateIds", func(url.Values) int { return 0 }, func(texts []string) [][]byte { return [][]byte{list(texts)} }},
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(err)
	}
	return n
}

func egovPage(q url.Values) int {
	var body struct{ From, Size int }
	if err := json.Unmarshal([]byte(q.Get("source")), &body); err != nil {
		panic(err)
	}
	return body.From / body.Size
}

// list writes rows with white space and a line end, which must survive.
func list(texts []string) []byte {
	var b bytes.Buffer
	b.WriteString("[ ")
	for i, s := range texts {
		if i > 0 {
			b.WriteString(" ,\n")
		}
		quoted, err := json.Marshal(s)
		if err != nil {
			panic(err)
		}
		fmt.Fprintf(&b, `{"text": %s}`, quoted)
	}
	b.WriteString("]\r\n")
	return b.Bytes()
}

func chunks(texts []string) [][]string {
	var all [][]string
	for len(texts) > connectortest.PageSize {
		all, texts = append(all, texts[:connectortest.PageSize]), texts[connectortest.PageSize:]
	}
	return append(all, texts)
}

func springPages(texts []string) [][]byte {
	var pages [][]byte
	all := chunks(texts)
	for i, c := range all {
		pages = append(pages, fmt.Appendf(nil, `{"content":%s, "totalElements":%d, "last":%t}`, list(c), len(texts), i == len(all)-1))
	}
	return pages
}

// arrayPages end with a page that is not full, empty if need be.
func arrayPages(texts []string) [][]byte {
	var pages [][]byte
	all := chunks(texts)
	for _, c := range all {
		pages = append(pages, list(c))
	}
	if len(all[len(all)-1]) == connectortest.PageSize {
		pages = append(pages, list(nil))
	}
	return pages
}

// framed is the JSON text sequence of RFC 7464.
func framed(pages [][]byte) []byte {
	var b bytes.Buffer
	for _, p := range pages {
		b.WriteByte(0x1e)
		b.Write(p)
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// serve answers as the shape does.
func serve(f form, held connectortest.Published) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		for want, pages := range held {
			if n := f.page(q); r.URL.Path == "/api/rows" && q.Get("lang") == "kk" && q.Get(f.period) == want.Period.String() && n < len(pages) {
				_, _ = w.Write(pages[n]) // a client that went away is the test's affair
				return
			}
		}
		http.Error(w, `{"message":"not published"}`, http.StatusNotFound)
	}
}

func TestConformance(t *testing.T) {
	for shape, f := range forms {
		t.Run(shape, func(t *testing.T) {
			connectortest.Run(t, suite(shape, f))
		})
	}
}

func suite(shape string, f form) connectortest.Suite {
	s := connectortest.Suite{
		MediaType: connectors.MediaJSONSeq, Parts: f.parts, Bytes: framed, Secret: key,
		New: func(t *testing.T, held connectortest.Published) connectors.Connector {
			return open(t, shape, serve(f, held))
		},
		Faulty: func(t *testing.T, held connectortest.Published, fault connectortest.Fault) connectors.Connector {
			e := fault.Serve(t, serve(f, held))
			client, err := wire.Client(e, "nsk/test")
			if err != nil {
				t.Fatal(err)
			}
			return dial(t, shape, e.Address, client)
		},
		Not: connectortest.Reasons{}.
			Of("the service is asked by period alone", connectortest.ProvidersApart).
			Of("an index is told whole, and data.egov.kz has no such parameter", connectortest.Parted...),
	}
	if shape == "spring" || shape == "array" {
		delete(s.Not, connectortest.Parted[0])
		s.Texts = textsOf(shape)
		s.Growing = func(t *testing.T) (connectors.Connector, func([]string)) { return growing(t, shape, f) }
	} else {
		s.Not = s.Not.Of("the client is the same as that of spring, and it is there that it is waited for", connectortest.Lines...).
			Of("as above", connectortest.Certificates...)
		s.Not = s.Not.Of("pages come as with the shape array, and are too many to be shown twice", connectortest.BoundedMemory)
	}
	if shape == "taldau" {
		s.Not = s.Not.Of("an index is served whole", connectortest.Pages...).Of("an index is one answer of at most 64 MB", connectortest.BoundedMemory)
	}
	return s
}

func TestReadme(t *testing.T) { connectortest.Readme(t, rest.Kind()) }

// answers serves texts one after another, the last again and again.
func answers(texts ...string) http.HandlerFunc {
	var n atomic.Int32
	return func(w http.ResponseWriter, _ *http.Request) {
		i := min(int(n.Add(1)), len(texts)) - 1
		_, _ = w.Write([]byte(texts[i])) // as above
	}
}

// pull fetches and reads to the end.
func pull(t *testing.T, c connectors.Connector) error {
	t.Helper()
	b, err := c.Fetch(t.Context(), connectortest.March)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, b.Body)
	return errors.Join(err, b.Body.Close())
}

func row(n int) string {
	return strings.TrimSuffix(strings.Repeat(`{"a":1},`, n), ",")
}

// What a service may do wrong is an error that says so, never a batch and never "not
// published yet".
func TestBadAnswersAreErrors(t *testing.T) {
	spring := func(rows, total int, last bool) string {
		return fmt.Sprintf(`{"content":[%s],"totalElements":%d,"last":%t}`, row(rows), total, last)
	}
	for _, c := range []struct {
		name, shape, says string
		texts             []string
	}{
		{"empty body", "egov", "empty body", []string{""}},
		{"blank body", "array", "empty body", []string{" \n"}},
		{"a login page", "array", "not JSON", []string{"<!doctype html><p>Войдите</p>"}},
		{"cut JSON", "array", "not JSON", []string{`[{"a":1}`}},
		{"two texts", "array", "not JSON", []string{`[]` + "\n" + `[]`}},
		{"an object for an array", "array", "not a bare array", []string{`{"error":"no"}`}},
		{"an object for an index", "taldau", "not a bare array", []string{`{"error":"no"}`}},
		{"null for an array", "egov", "not a bare array", []string{`null`}},
		{"null for an index", "taldau", "not a bare array", []string{`null`}},
		{"an array for a page", "spring", "expected form", []string{`[]`}},
		{"an error object for a page", "spring", "expected form", []string{`{"status":500,"error":"no"}`}},
		{"a page without rows named", "spring", "expected form", []string{`{"totalElements":0,"last":true}`}},
		{"null rows", "spring", "expected form", []string{`{"content":null,"totalElements":0,"last":true}`}},
		{"more rows than asked for", "array", "asked for", []string{"[" + row(11) + "]"}},
		{"the total changed", "spring", "changed from 15 to 16", []string{spring(10, 15, false), spring(6, 16, true)}},
		{"fewer rows than announced", "spring", "10 rows of the announced 15", []string{spring(10, 15, true)}},
		{"more rows than announced", "spring", "15 rows of the announced 10", []string{spring(10, 10, false), spring(5, 10, true)}},
		{"rows dry up", "spring", "10 rows of the announced 15", []string{spring(10, 15, false), spring(0, 15, false)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := pull(t, open(t, c.shape, answers(c.texts...)))
			if err == nil {
				t.Fatal("it was taken for a batch")
			}
			if errors.Is(err, connectors.ErrNotPublished) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error %q does not say %q", err, c.says)
			}
		})
	}
}

func TestStatusesAreTold(t *testing.T) {
	for status, says := range map[int]string{204: "204", 401: "401", 403: "403", 429: "429", 503: "503"} {
		_, err := open(t, "array", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }).Fetch(t.Context(), connectortest.March)
		if err == nil || !strings.Contains(err.Error(), says) || errors.Is(err, connectors.ErrNotPublished) {
			t.Errorf("%d: %v", status, err)
		}
	}
}

// A page that is gone while paging is not a period that was never published.
func TestAPageGoneWhilePagingIsAnError(t *testing.T) {
	h := func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("page") != "0" {
			http.Error(w, "{}", http.StatusNotFound)
			return
		}
		_, _ = w.Write([]byte(`{"content":[{}],"totalElements":2,"last":false}`)) // as above
	}
	err := pull(t, open(t, "spring", h))
	if err == nil || errors.Is(err, connectors.ErrNotPublished) {
		t.Errorf("error %v", err)
	}
}

// An answer that breaks off must not pass for a whole one.
func TestABrokenAnswerIsAnError(t *testing.T) {
	h := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_, _ = w.Write([]byte(`[]`)) // the promised rest never comes
	}
	if _, err := open(t, "array", h).Fetch(t.Context(), connectortest.March); err == nil || !strings.Contains(err.Error(), "broke off") {
		t.Errorf("error %v", err)
	}
}

func retrying() *http.Client {
	c := retryablehttp.NewClient()
	c.Logger, c.RetryMax = nil, 3
	c.RetryWaitMin, c.RetryWaitMax = time.Millisecond, 2*time.Millisecond
	c.ErrorHandler = retryablehttp.PassthroughErrorHandler
	return c.StandardClient()
}

// counted counts the bodies that were handed out and not closed.
type counted struct {
	next http.RoundTripper
	open atomic.Int32
}

func (c *counted) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := c.next.RoundTrip(r)
	if err == nil {
		c.open.Add(1)
		res.Body = closing{res.Body, &c.open}
	}
	return res, err
}

type closing struct {
	io.ReadCloser
	open *atomic.Int32
}

func (c closing) Close() error { c.open.Add(-1); return c.ReadCloser.Close() }

// Whatever the answer, its body is closed: an open one holds a connection.
func TestEveryAnswerIsClosed(t *testing.T) {
	for status, text := range map[int]string{200: "[]", 201: "[]", 404: "{}", 500: "no", 203: "<html>"} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = w.Write([]byte(text)) // as above
		}))
		c := &counted{next: srv.Client().Transport}
		if b, err := dial(t, "array", srv.URL, &http.Client{Transport: c}).Fetch(t.Context(), connectortest.March); err == nil {
			b.Body.Close()
		}
		srv.Close()
		if n := c.open.Load(); n != 0 {
			t.Errorf("%d: %d bodies are open", status, n)
		}
	}
}

// Retrying belongs to the transport; what is left after it is told with the status.
func TestRetriesOfTheTransport(t *testing.T) {
	for _, c := range []struct {
		fails int32
		ok    bool
	}{{2, true}, {100, false}} {
		var n atomic.Int32
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if n.Add(1) <= c.fails {
				w.WriteHeader(http.StatusInternalServerError)
				return
			}
			_, _ = w.Write([]byte("[]")) // as above
		}))
		_, err := dial(t, "array", srv.URL, retrying()).Fetch(t.Context(), connectortest.March)
		srv.Close()
		if c.ok && err != nil || !c.ok && (err == nil || !strings.Contains(err.Error(), "500") || n.Load() != 4) {
			t.Errorf("%d failures: %d requests, error %v", c.fails, n.Load(), err)
		}
	}
}

// The key goes with each request, in the place the shape has for it, and nowhere else.
func TestTheKeyIsSent(t *testing.T) {
	for shape, f := range forms {
		h := func(w http.ResponseWriter, r *http.Request) {
			bearer, query := r.Header.Get("Authorization") == "Bearer "+key, r.URL.Query().Get("apiKey") == key
			if bearer == query || query != (shape == "egov") {
				t.Errorf("%s: in the header %t, in the query %t", shape, bearer, query)
			}
			_, _ = w.Write(f.parts(nil)[0]) // as above
		}
		b, err := open(t, shape, h).Fetch(t.Context(), connectortest.March)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(b.Origin+b.Name, key) {
			t.Errorf("%s: the origin %q holds the key", shape, b.Origin)
		}
	}
}

// A page of the web server that the path is wrong is an error; it would look unpublished
// for ever.
func TestAWrongPathIsAnError(t *testing.T) {
	_, err := open(t, "spring", http.NotFound).Fetch(t.Context(), connectortest.March)
	if err == nil || errors.Is(err, connectors.ErrNotPublished) || !strings.Contains(err.Error(), "options.path") {
		t.Errorf("error %v", err)
	}
}

// No error text holds the key, however the service fails.
func TestTheKeyIsInNoError(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"status":    func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) },
		"dropped":   func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"empty":     func(http.ResponseWriter, *http.Request) {},
		"not found": http.NotFound,
		"redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:1/?"+r.URL.RawQuery, http.StatusFound)
		},
		"redirect circle": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.String(), http.StatusFound) },
		"redirect to junk": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "http://%zz/?"+r.URL.RawQuery)
			w.WriteHeader(http.StatusFound)
		},
	} {
		for _, client := range []*http.Client{{}, retrying()} {
			srv := httptest.NewServer(h)
			srv.Config.ErrorLog = nil
			_, err := dial(t, "egov", srv.URL, client).Fetch(t.Context(), connectortest.March)
			srv.Close()
			if err == nil || strings.Contains(err.Error(), key) || strings.Contains(err.Error(), "apiKey") {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	srv := httptest.NewServer(nil)
	srv.Close()
	for _, client := range []*http.Client{{}, retrying()} {
		if _, err := dial(t, "egov", srv.URL, client).Fetch(t.Context(), connectortest.March); err == nil || strings.Contains(err.Error(), key) {
			t.Errorf("nobody listens: %v", err)
		}
	}
}

// A redirect within the host is followed; one to another host is refused before anything
// is asked there, because nobody configured it.
func TestRedirects(t *testing.T) {
	var asked atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		_, _ = w.Write([]byte("[]")) // as above
	}))
	defer other.Close()
	away := func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL, http.StatusFound) }
	_, err := open(t, "array", away).Fetch(t.Context(), connectortest.March)
	if err == nil || !strings.Contains(err.Error(), "redirected to") || asked.Load() != 0 {
		t.Errorf("error %v, the other host was asked %d times", err, asked.Load())
	}
	srv := httptest.NewServer(http.HandlerFunc(away))
	defer srv.Close()
	if _, err = dial(t, "array", srv.URL, retrying()).Fetch(t.Context(), connectortest.March); err == nil {
		t.Error("a retrying client brought rows of another host")
	}
	home := func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/new" {
			http.Redirect(w, r, "/new", http.StatusFound)
			return
		}
		_, _ = w.Write([]byte("[]")) // as above
	}
	if _, err := open(t, "array", home).Fetch(t.Context(), connectortest.March); err != nil {
		t.Error(err)
	}
}

// A contract or configuration that cannot work is refused before anything is asked.
func TestNewRefuses(t *testing.T) {
	none := func(string) (string, error) { return "", nil }
	for _, c := range []struct {
		name, option, value, address, says string
		secret                             func(string) (string, error)
	}{
		{"no address", "endpoint", "elsewhere", "http://a", "no address", none},
		{"not an address", "", "", "somewhere", "not an address", none},
		{"password in the address", "", "", "http://u:hidden@a", "without name, password", none},
		{"query in the address", "", "", "http://a/?token=hidden", "without name, password", none},
		{"unknown shape", "shape", "soap", "http://a", "soap", none},
		{"no size", "size", "", "http://a", "size", none},
		{"size of no rows", "size", "0", "http://a", "size", none},
		{"size in words", "size", "many", "http://a", "many", none},
		{"broken query", "query", "%zz", "http://a", "options.query", none},
		{"no secret", "", "", "http://a", "locked", func(string) (string, error) { return "", errors.New("locked") }},
	} {
		r := register("array")
		if c.option != "" {
			r.Options[c.option] = c.value
		}
		_, err := rest.New(r, connectors.Env{HTTP: http.DefaultClient, Endpoints: map[string]connectors.Endpoint{"house": {Address: c.address}}, Secret: c.secret})
		if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "hidden") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	whole := register("taldau")
	delete(whole.Options, "size")
	if _, err := rest.New(whole, env("http://a", http.DefaultClient)); err != nil {
		t.Errorf("an index needs no size: %v", err)
	}
}
