package schedules_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"nsk/connectors"
	"nsk/connectors/all"
	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/ingest"
	"nsk/ingest/ingesttest"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/warehouse"
)

// A house is a small one: one source in a folder, two behind HTTP, a warehouse in memory.
type house struct {
	*schedules.House
	t     *testing.T
	inbox string
	mu    sync.Mutex
	pages map[string]string // path and period to what is served there
	asked []string
}

// sources are what the small house pulls. The folder of the first is read by list, the
// others are asked for what is due.
func sources() []*contract.Contract {
	columns := []contract.Column{{Name: "code", Type: contract.TypeCode, Required: true, RU: "код", KK: "код"},
		{Name: "n", Type: contract.TypeInteger, Required: true, RU: "число", KK: "сан"}}
	web := func(name string) *contract.Contract {
		return &contract.Contract{Source: name, Provider: "chamber", Paragraph: "7", Cadence: contract.Monthly, Content: contract.Changes,
			Connector: "rest", Options: map[string]string{"endpoint": "house", "path": "/" + name, "shape": "array", "size": "10"},
			JSON: &contract.JSONShape{}, Key: []string{"code"}, Columns: columns}
	}
	return []*contract.Contract{
		{Source: "notes", Provider: "chamber", Paragraph: "7", Cadence: contract.Monthly, Content: contract.Changes, Connector: "drop",
			Dialects: []contract.Dialect{{Encoding: "utf-8", Delimiter: ","}}, Key: []string{"code"}, Columns: columns},
		web("rows"), web("more"),
	}
}

// now is the moment of the pulls: January and February are over.
var now = time.Date(2025, 3, 12, 6, 0, 0, 0, time.UTC)

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, inbox: t.TempDir(), pages: make(map[string]string)}
	srv := httptest.NewServer(http.HandlerFunc(h.serve))
	t.Cleanup(srv.Close)
	e := ingesttest.Engine(t)
	d := schedules.Desk{Contracts: sources(), Bodies: []contract.Body{{ID: "chamber", Kind: "chamber"}}, Calendar: calendar.Kazakhstan(), Obligations: &schedules.Obligations{}}
	for _, c := range d.Contracts {
		d.Obligations.All = append(d.Obligations.All, schedules.Obligation{Source: c.Source, Paragraph: "7", Since: "2025-01-01", Due: schedules.Due{Day: 10}})
	}
	h.House = &schedules.House{Desk: d, Engine: e, Ingester: ingester(t, e, d.Contracts), Kinds: all.Kinds(), Log: slog.New(slog.DiscardHandler),
		Env: connectors.Env{HTTP: srv.Client(), Endpoints: map[string]connectors.Endpoint{"house": {Address: srv.URL}}, Inbox: h.inbox, Secret: func(string) (string, error) { return "", nil }}}
	return h
}

// ingester takes the contracts given and the register of centres, which planning reads.
func ingester(t *testing.T, e *warehouse.Engine, own []*contract.Contract) *ingest.Ingester {
	t.Helper()
	built, err := contract.Load(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	own = own[:len(own):len(own)]
	for _, name := range []string{"accredited-centres", "discontinued-centres"} { // what planning reads
		if contract.Find(own, name) == nil {
			own = append(own, contract.Find(built, name))
		}
	}
	return ingesttest.Ingester(t, e, own)
}

func (h *house) serve(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	at := r.URL.Path + " " + r.URL.Query().Get("period")
	h.asked = append(h.asked, at)
	switch text, ok := h.pages[at]; {
	case !ok:
		http.Error(w, "{}", http.StatusNotFound)
	case text == "fail":
		w.WriteHeader(http.StatusInternalServerError)
	default:
		_, _ = io.WriteString(w, text) // a client that went away is the test's affair
	}
}

// publish serves a text, or "fail", at a path and period.
func (h *house) publish(at, text string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.pages[at] = text
}

func (h *house) drop(name, text string) {
	h.t.Helper()
	path := filepath.Join(h.inbox, "notes", name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		h.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		h.t.Fatal(err)
	}
}

// inFolder names the files of the drop folder and of those beside it.
func (h *house) inFolder() string {
	var names []string
	for _, pattern := range []string{"*.*", "*/*"} {
		found, err := filepath.Glob(filepath.Join(h.inbox, "notes", pattern))
		if err != nil {
			h.t.Fatal(err)
		}
		for _, f := range found {
			rel, _ := filepath.Rel(filepath.Join(h.inbox, "notes"), f)
			names = append(names, rel)
		}
	}
	return strings.Join(names, " ")
}

// pull pulls and says what came of it.
func (h *house) pull(sources ...string) (string, error) {
	t, err := h.Pull(h.t.Context(), now, sources...)
	return fmt.Sprintf("landed %d already %d refused %d unpublished %d; received %d accepted %d rejected %d",
		t.Landed, t.Already, t.Refused, t.NotPublished, t.Received, t.Accepted, t.Rejected), err
}

func (h *house) one(query string) string {
	h.t.Helper()
	var s string
	if err := h.Engine.DB().QueryRow(query).Scan(&s); err != nil {
		h.t.Fatalf("%s: %v", query, err)
	}
	return s
}
