package all_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"nsk/connectors"
	"nsk/connectors/all"
	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/connectors/sql/pgserver"
	"nsk/ingest"
	"nsk/ingest/ingesttest"
	"nsk/transform"
	"nsk/warehouse"
)

// A way is one that registrations come in increments, all the way to core.
type way struct {
	*testing.T
	in        *ingest.Ingester
	engine    *warehouse.Engine
	connector connectors.Connector
}

// registrations come by that kind; Options replaces those of the contract.
func registrations(t *testing.T, kind string, env connectors.Env, options map[string]string) *way {
	t.Helper()
	known, err := contract.Load(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	c := contract.Find(known, "registrations")
	c.Connector, c.Options = kind, options
	c.JSON = &contract.JSONShape{Lines: kind == "sql"}
	if flaws := c.Lint(); len(flaws) > 0 {
		t.Fatal(flaws)
	}
	w := &way{T: t, engine: ingesttest.Engine(t)}
	w.in = ingesttest.Ingester(t, w.engine, known)
	if w.connector, err = all.Kinds()[kind].New(c, env); err != nil {
		t.Fatal(err)
	}
	return w
}

// pull brings what came since the last time, on a day.
func (w *way) pull(day int) ingest.Outcome {
	w.Helper()
	since, err := ingest.Since(w.Context(), w.engine, "registrations", "administrator")
	if err != nil {
		w.Fatal(err)
	}
	b, err := w.connector.Fetch(w.Context(), connectors.Want{Provider: "administrator", Period: contract.Period{Cadence: contract.Monthly, Year: 2025, N: 3}, Since: since})
	if err != nil {
		w.Fatal(err)
	}
	defer b.Body.Close()
	out, err := w.in.Run(w.Context(), b, "registrations", time.Date(2025, 4, day, 12, 0, 0, 0, time.UTC))
	if err != nil || out.Rejected > 0 || out.Verdict != ingest.Accepted {
		w.Fatalf("%+v, %v", out, err)
	}
	return out
}

// core is what the model of registrations has, as known on a day.
func (w *way) core(day int) (got string) {
	w.Helper()
	models, err := transform.Load(transform.Models())
	if err != nil {
		w.Fatal(err)
	}
	models = slices.DeleteFunc(models, func(m transform.Model) bool {
		return !slices.Contains([]string{"staging.counted", "staging.overtaken", "staging.registrations", "core.registration"}, m.Name)
	})
	db := w.engine.DB()
	if _, err := db.Exec(fmt.Sprintf(`DELETE FROM reference.parameter; INSERT INTO reference.parameter (as_of) VALUES ('2025-04-%02d')`, day)); err != nil {
		w.Fatal(err)
	}
	if err := transform.Run(w.Context(), db, models); err != nil {
		w.Fatal(err)
	}
	if err := db.QueryRow(`SELECT coalesce(string_agg(provider || ' ' || kind, ', ' ORDER BY provider), '') FROM core.registration`).Scan(&got); err != nil {
		w.Fatal(err)
	}
	return got
}

// stages demands what core had on three days: all, one changed and one deleted, and one that
// is there again.
func (w *way) stages() {
	w.Helper()
	for day, want := range map[int]string{1: "a centre, b centre, c chamber", 2: "a state-body, c chamber", 3: "a state-body, b chamber, c chamber"} {
		if got := w.core(day); got != want {
			w.Errorf("core on day %d: %s; want %s", day, got, want)
		}
	}
	if err := w.in.Reconcile(w.Context()); err != nil {
		w.Error(err)
	}
}

// A row that is marked as deleted in a table of PostgreSQL, with nothing left but its key, is
// taken back in core from then on; what was known the day before stays.
func TestADeletionInPostgreSQLReachesCore(t *testing.T) {
	server, err := pgserver.Use(t.Context())
	if errors.Is(err, pgserver.ErrAbsent) && os.Getenv("NSK_REQUIRE") == "" {
		t.Skip("NOT TESTED: ", err)
	} else if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Stop() }) // it is a test's own
	u, err := url.Parse(server.Address)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(server.User, server.Password)
	conn, err := pgx.Connect(t.Context(), u.String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	exec := func(q string) {
		t.Helper()
		if _, err := conn.Exec(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	table := fmt.Sprintf("registrations_%d", os.Getpid())
	exec(`CREATE TABLE ` + table + ` (id text PRIMARY KEY, kind text, "triggerOn" date, "registeredOn" date, changed bigserial, deleted_at timestamptz)`)
	defer exec(`DROP TABLE ` + table)
	change := func(values string) {
		exec(`INSERT INTO ` + table + ` (id, kind, "triggerOn", deleted_at) VALUES ` + values + ` ON CONFLICT (id) DO UPDATE SET
			kind = excluded.kind, "triggerOn" = excluded."triggerOn", deleted_at = excluded.deleted_at, changed = excluded.changed`)
	}
	w := registrations(t, "sql", connectors.Env{
		Endpoints: map[string]connectors.Endpoint{"platform": {Address: server.Address, User: server.User}},
		Secret:    func(string) (string, error) { return server.Password, nil },
	}, map[string]string{"endpoint": "platform", "table": table, "cursor": "changed", "deleted": "deleted_at"})
	change(`('a', 'centre', '2025-03-01', NULL), ('b', 'centre', '2025-03-01', NULL), ('c', 'chamber', '2025-03-01', NULL)`)
	w.pull(1)
	change(`('a', 'state-body', '2025-03-01', NULL), ('b', NULL, NULL, now())`)
	if out := w.pull(2); out.Received != 2 || out.Accepted != 2 {
		t.Errorf("%+v", out.Counts)
	}
	change(`('b', 'chamber', '2025-03-01', NULL)`)
	w.pull(3)
	w.stages()
}

// A service that lists the keys of rows it has deleted apart is asked for them after the
// rows.
func TestADeletionOverHTTPReachesCore(t *testing.T) {
	row := func(id, kind string, changed int) string {
		return fmt.Sprintf(`{"id":%q,"kind":%q,"triggerOn":"2025-03-01","registeredOn":null,"changed":%d}`, id, kind, changed)
	}
	told := map[string][]string{"": {row("a", "centre", 1), row("b", "centre", 2), row("c", "chamber", 3)}, "3": {row("a", "state-body", 4)}, "4": {row("b", "chamber", 6)}}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rows := told[r.URL.Query().Get("after")]
		if strings.HasSuffix(r.URL.Path, "/deleted") {
			rows = map[string][]string{"3": {`"b"`}}[r.URL.Query().Get("after")]
		}
		fmt.Fprintf(w, "[%s]", strings.Join(rows, ","))
	}))
	defer srv.Close()
	w := registrations(t, "rest", connectors.Env{
		HTTP: srv.Client(), Endpoints: map[string]connectors.Endpoint{"house": {Address: srv.URL}}, Secret: func(string) (string, error) { return "", nil },
	}, map[string]string{"endpoint": "house", "path": "/api", "deleted-path": "/api/deleted", "shape": "array", "size": "5", "since": "after", "cursor": "changed"})
	for day := range 3 {
		w.pull(day + 1)
	}
	w.stages()
}
