package service

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/ingest/ingesttest"
	"nsk/schedules"
	"nsk/schedules/calendar"
)

// A world is a small installation: sources that a test answers for, and jobs.
type world struct {
	t       *testing.T
	house   *schedules.House
	options Options

	mu     sync.Mutex
	broken map[string]error // what a source answers with
	slow   map[string]time.Duration
	under  map[string]int // pulls under way
	story  []string
	log    diary
}

// newWorld has the monthly sources register, which pupils cites, and weather, which cites
// nothing. None has published anything.
func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, broken: make(map[string]error), slow: make(map[string]time.Duration), under: make(map[string]int)}
	columns := func(ref string) []contract.Column {
		c := contract.Column{Name: "code", Type: contract.TypeCode, Required: true, RU: "код", KK: "код"}
		if ref != "" {
			c.Ref = &contract.Ref{Source: ref, Column: "code", Severity: contract.SeverityWarning}
		}
		return []contract.Column{c}
	}
	monthly := func(name, ref string) *contract.Contract {
		return &contract.Contract{Source: name, Provider: "chamber", Paragraph: "7", Cadence: contract.Monthly, Content: contract.Changes, Connector: "wire",
			JSON: &contract.JSONShape{}, Key: []string{"code"}, Columns: columns(ref)}
	}
	d := schedules.Desk{Contracts: []*contract.Contract{monthly("pupils", "register"), monthly("weather", ""), monthly("register", "")},
		Bodies: []contract.Body{{ID: "chamber", Kind: "chamber"}}, Calendar: calendar.Kazakhstan(), Obligations: &schedules.Obligations{}}
	for _, c := range d.Contracts {
		d.Obligations.All = append(d.Obligations.All, schedules.Obligation{Source: c.Source, Paragraph: "7", Since: "2025-01-01", Due: schedules.Due{Day: 10}})
	}
	w.house = w.furnish(d)
	w.options = Options{House: w.house, Now: time.Now, Log: w.house.Log, Cron: map[string]string{"wire": "0 * * * *"}, Retry: Retry{First: time.Minute, Most: 10 * time.Minute, Window: time.Hour}}
	return w
}

func (w *world) furnish(d schedules.Desk) *schedules.House {
	t := w.t
	e := ingesttest.Engine(t)
	built, err := contract.Load(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	all := append(d.Contracts[:len(d.Contracts):len(d.Contracts)], contract.Find(built, "accredited-centres"), contract.Find(built, "discontinued-centres")) // what planning reads
	in := ingesttest.Ingester(t, e, all)
	return &schedules.House{Desk: d, Engine: e, Ingester: in, Log: slog.New(slog.NewTextHandler(&w.log, nil)), Env: connectors.Env{Inbox: t.TempDir()},
		Kinds: map[string]connectors.Kind{"wire": {New: func(c *contract.Contract, _ connectors.Env) (connectors.Connector, error) {
			return &wire{w, c.Source}, nil
		}}}}
}

// A wire is the transport of a source, which does what the test says.
type wire struct {
	*world
	source string
}

// Fetch serves one row named for the period, and one more that no register knows.
func (w *wire) Fetch(ctx context.Context, want connectors.Want) (*connectors.Batch, error) {
	w.mu.Lock()
	if w.under[w.source]++; w.under[w.source] > 1 {
		w.t.Errorf("%s is pulled twice at once", w.source)
	}
	w.story = append(w.story, fmt.Sprintf("%s %s %s", clockFace(), w.source, want.Period))
	broken, slow := w.broken[w.source], w.slow[w.source]
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		w.under[w.source]--
		w.mu.Unlock()
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(slow):
	}
	if broken != nil {
		return nil, broken
	}
	text := fmt.Sprintf(`[{"code":"c%s"}]`, want.Period)
	if w.source == "pupils" {
		text = fmt.Sprintf(`[{"code":"c%s"},{"code":"unknown"}]`, want.Period)
	}
	return &connectors.Batch{Want: want, Origin: "wire", MediaType: connectors.MediaJSON, Name: "wire", Body: io.NopCloser(strings.NewReader(text))}, nil
}

func clockFace() string { return time.Now().In(calendar.Location()).Format("02.01 15:04") }

// job notes when it is done, and answers as the source of its name would.
func (w *world) job(name, cron string) Job {
	return Job{Name: name, Cron: cron, Run: func(ctx context.Context, now time.Time) error {
		w.mu.Lock()
		w.story = append(w.story, clockFace()+" "+name)
		broken, slow := w.broken[name], w.slow[name]
		w.mu.Unlock()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(slow):
		}
		return broken
	}}
}

// set says how a source or job answers from now on.
func (w *world) set(name string, broken error, slow time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.broken[name], w.slow[name] = broken, slow
}

// told is what happened since it was last asked.
func (w *world) told() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	story := strings.Join(w.story, "\n")
	w.story = nil
	return story
}

// serve lets a service stand for a while.
func (w *world) serve(d time.Duration) *Service {
	w.t.Helper()
	s, err := New(w.t.Context(), w.options)
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(w.t.Context(), d)
	defer stop()
	if err := s.Run(ctx); err != nil {
		w.t.Error(err)
	}
	return s
}

func (w *world) one(query string) string {
	w.t.Helper()
	var s *string
	if err := w.house.Engine.DB().QueryRow(query).Scan(&s); err != nil {
		w.t.Fatalf("%s: %v", query, err)
	}
	if s == nil {
		return ""
	}
	return *s
}

var errBroken = errors.New("the wire is cut")

// A diary is a log that may be read while it is written.
type diary struct {
	mu   sync.Mutex
	text strings.Builder
}

func (d *diary) Write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.text.Write(p)
}

func (d *diary) String() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.text.String()
}
