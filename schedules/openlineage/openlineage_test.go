package openlineage

import (
	"bytes"
	"context"
	"encoding/json"
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

	"github.com/santhosh-tekuri/jsonschema/v6"
)

var day = time.Date(2025, 3, 1, 5, 30, 0, 0, time.UTC)

// A receiver is a service of lineage that answers as it is told.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	code   func(Event) int
	events []Event
	auth   []string
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{code: func(Event) int { return http.StatusCreated }}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/v1/lineage", func(w http.ResponseWriter, req *http.Request) {
		r.mu.Lock()
		defer r.mu.Unlock()
		var e Event
		if err := json.NewDecoder(req.Body).Decode(&e); err != nil {
			t.Error(err)
		}
		code := r.code(e)
		if code < 300 {
			r.events, r.auth = append(r.events, e), append(r.auth, req.Header.Get("Authorization"))
		}
		w.WriteHeader(code)
	})
	r.Server = httptest.NewServer(mux)
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) answer(code func(Event) int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.code = code
}

func (r *receiver) states() (all []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range r.events {
		all = append(all, e.Job.Name+" "+string(e.Type))
	}
	return all
}

// emitter sends to a receiver; the clock is moved by hand.
func emitter(t *testing.T, address, dir string) (*Emitter, *time.Time, *bytes.Buffer) {
	t.Helper()
	out, err := ToService(dir, address, http.DefaultClient, func() (string, error) { return "token-1", nil })
	if err != nil {
		t.Fatal(err)
	}
	now, log := day, new(bytes.Buffer)
	return &Emitter{Namespace: "nsk", Producer: "urn:nsk:test", Outbox: out, Now: func() time.Time { return now }, Log: slog.New(slog.NewTextHandler(log, nil))}, &now, log
}

// run tells of one run with every facet that we write.
func run(e *Emitter, name string) {
	parent := e.Begin("all", nil, day, nil)
	r := e.Begin(name, Facets{"jobType": {"processingType": "BATCH", "integration": "NSK", "jobType": "MODEL"}, "sql": {"query": "SELECT 1"}}, day, parent)
	e.Finish(r, End{At: day.Add(time.Second), Type: Fail, Message: "failed",
		Inputs: []Dataset{{Namespace: "nsk", Name: "raw.x", Facets: Facets{"dataSource": {"name": "drop", "uri": "nsk:drop:x"}, "version": {"datasetVersion": "1"}},
			InputFacets: Facets{"dataQualityAssertions": Assertions([]Assertion{{"NSK.x.n.1", false, "n"}})}}},
		Outputs: []Dataset{{Namespace: "nsk", Name: "core.x", OutputFacets: Facets{"outputStatistics": Statistics(3)}, Facets: Facets{
			"schema":        Schema([]Field{{"n", "BIGINT"}}),
			"columnLineage": ColumnLineage(map[string][]From{"n": {{"nsk", "raw.x", "n", "DIRECT", "IDENTITY", false}}}, []From{{"nsk", "raw.x", "k", "INDIRECT", "JOIN", false}}),
		}}}})
	e.Finish(parent, End{At: day.Add(2 * time.Second)})
}

// Events have what OpenLineage 2-0-2 and its facets require, in the right shape.
func TestEventsFollowTheStandard(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("testdata/openlineage.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "events.jsonl")
	e := &Emitter{Namespace: "nsk", Producer: "urn:nsk:test", Outbox: ToFile(t.TempDir(), name), Now: func() time.Time { return day }, Log: slog.New(slog.DiscardHandler)}
	run(e, "transform.core.x")
	e.Send(t.Context())
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	if len(lines) != 4 {
		t.Fatalf("%d events", len(lines))
	}
	for _, line := range lines {
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(doc); err != nil {
			t.Errorf("%v\n%s", err, line)
		}
	}
	// The test can fail: an event without its job is none.
	if doc, _ := jsonschema.UnmarshalJSON(strings.NewReader(strings.Replace(lines[0], `"job":`, `"jab":`, 1))); schema.Validate(doc) == nil {
		t.Error("an event without a job passes")
	}
}

// A receiver that is down stops nothing and loses nothing: events wait on disk, it is said
// how many, and they arrive later, each once and in their order.
func TestReceiverThatIsDown(t *testing.T) {
	r := newReceiver(t)
	e, now, log := emitter(t, r.URL, filepath.Join(t.TempDir(), "lineage"))
	r.answer(func(Event) int { return http.StatusServiceUnavailable })
	run(e, "one")
	e.Send(t.Context())
	if got := log.String(); !strings.Contains(got, "waiting=4") || !strings.Contains(got, "outbox.jsonl") {
		t.Errorf("said %q", got)
	}
	r.answer(func(Event) int { return http.StatusOK })
	e.Send(t.Context()) // left alone for a minute
	if len(r.states()) > 0 {
		t.Error("asked again at once")
	}
	run(e, "two")
	*now = now.Add(2 * time.Minute)
	e.Send(t.Context())
	want := "all START, one START, one FAIL, all COMPLETE, all START, two START, two FAIL, all COMPLETE"
	if got := strings.Join(r.states(), ", "); got != want {
		t.Errorf("got %s", got)
	}
	if r.auth[0] != "Bearer token-1" || r.events[0].Run.ID != r.events[3].Run.ID || r.events[0].Run.ID == r.events[4].Run.ID {
		t.Errorf("token %q, runs %v", r.auth[0], r.events)
	}
	if _, err := os.Stat(e.Outbox.file()); !os.IsNotExist(err) {
		t.Error("the outbox is not empty")
	}
}

// Cut off in the middle, sending goes on where it stopped, also in another process.
func TestSendingGoesOn(t *testing.T) {
	r := newReceiver(t)
	dir := filepath.Join(t.TempDir(), "lineage")
	e, _, _ := emitter(t, r.URL, dir)
	run(e, "one")
	n := 0
	r.answer(func(Event) int {
		if n++; n > 2 {
			return http.StatusBadGateway
		}
		return http.StatusOK
	})
	e.Send(t.Context())
	r.answer(func(Event) int { return http.StatusOK })
	another, _, _ := emitter(t, r.URL, dir)
	another.Send(t.Context())
	if got := strings.Join(r.states(), ", "); got != "all START, one START, one FAIL, all COMPLETE" {
		t.Errorf("got %s", got)
	}
}

// An event that the receiver calls no good is kept aside and does not block the others.
func TestRefusedEvents(t *testing.T) {
	r := newReceiver(t)
	e, _, log := emitter(t, r.URL, filepath.Join(t.TempDir(), "lineage"))
	r.answer(func(ev Event) int {
		if ev.Type == Fail {
			return http.StatusUnprocessableEntity
		}
		return http.StatusOK
	})
	run(e, "one")
	e.Send(t.Context())
	aside, err := os.ReadFile(e.Outbox.refusedFile())
	if err != nil || strings.Count(string(aside), "\n") != 1 || !strings.Contains(log.String(), "refused.jsonl") {
		t.Errorf("aside %q, said %q, %v", aside, log, err)
	}
	if got := strings.Join(r.states(), ", "); got != "all START, one START, all COMPLETE" {
		t.Errorf("got %s", got)
	}
}

// Runs side by side write whole lines.
func TestSideBySide(t *testing.T) {
	name := filepath.Join(t.TempDir(), "events.jsonl")
	e := &Emitter{Namespace: "nsk", Producer: "urn:nsk:test", Outbox: ToFile(t.TempDir(), name), Now: func() time.Time { return day }, Log: slog.New(slog.DiscardHandler)}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 5 {
				run(e, "x")
				e.Send(context.Background())
			}
		})
	}
	all.Wait()
	e.Send(t.Context())
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n := 0
	for d := json.NewDecoder(f); ; n++ {
		var ev Event
		if err := d.Decode(&ev); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if n != 8*5*4 {
		t.Errorf("%d events", n)
	}
}

// An address with a secret in it is refused, and the secret is not repeated.
func TestAddresses(t *testing.T) {
	for _, bad := range []string{"ftp://host", "https://me:secret@host", "https://host/?key=secret", "https://"} {
		if _, err := ToService(t.TempDir(), bad, nil, nil); err == nil || strings.Contains(err.Error(), "secret@") || strings.Contains(err.Error(), "key=") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

// Nobody asked: nothing is done.
func TestNobodyAsked(t *testing.T) {
	var e *Emitter
	e.Finish(e.Begin("x", nil, day, nil), End{})
	e.Send(t.Context())
}
