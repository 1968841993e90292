package schedules_test

import (
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"nsk/connectors"
	"nsk/connectors/all"
	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/schedules"
	"nsk/warehouse"
)

// A day runs to its end and is published though no source could be pulled; running it
// again on the same knowledge makes the same release.
func TestRunOnAnEmptyWarehouse(t *testing.T) {
	e, err := warehouse.Open(t.Context(), t.TempDir(), warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	d := desk(t)
	regions, err := contract.LoadRegions(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	h := &schedules.House{Desk: *d, Engine: e, Ingester: ingester(t, e, d.Contracts), Kinds: all.Kinds(), Regions: regions, Log: slog.New(slog.DiscardHandler),
		Env: connectors.Env{HTTP: http.DefaultClient, Inbox: t.TempDir(), Secret: func(string) (string, error) { return "", nil }}}
	ctx := t.Context()
	freeze := time.Date(2025, 11, 20, 6, 0, 0, 0, time.UTC)
	var ids []string
	for range 2 {
		day, err := h.Run(ctx, freeze)
		if err == nil || !strings.Contains(err.Error(), "no address is configured") {
			t.Errorf("error %v", err)
		}
		ids = append(ids, day.Release)
	}
	if ids[0] == "" || ids[0] != ids[1] || !strings.HasPrefix(ids[0], "2025-11-20-") {
		t.Fatalf("releases %v", ids)
	}
	db, err := warehouse.OpenRelease(ctx, e.Dir(), ids[0], warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var got string
	const q = `SELECT concat_ws(' ', as_of, period_from, period_to, roll_from, prev_from, prev_to, (SELECT count(*) FROM reference.region),
		(SELECT n FROM reference.day WHERE day = DATE '2025-03-27') - (SELECT n FROM reference.day WHERE day = DATE '2025-03-20'),
		(SELECT count(*) > 0 FROM reference.expected WHERE source = 'vacancies' AND due_eff = DATE '2025-11-10')) FROM reference.parameter`
	if err := db.QueryRow(q).Scan(&got); err != nil {
		t.Fatal(err)
	}
	if want := "2025-11-20 2025-01-01 2025-10-31 2024-11-01 2024-01-01 2024-10-31 20 2 true"; got != want {
		t.Errorf("reference %s, want %s", got, want)
	}
}

// Every pull of a source that brought something or failed, and every release, is on record.
func TestRunsAreKept(t *testing.T) {
	h := newHouse(t)
	h.drop("chamber_2025-01.csv", good)
	if _, err := h.pull(); err != nil {
		t.Fatal(err)
	}
	var got string
	const q = `SELECT string_agg(concat_ws(' ', run, ran_at, kind, source, state, landed, received, accepted), '; ' ORDER BY run) FROM ledger.run`
	if err := h.Engine.DB().QueryRow(q).Scan(&got); err != nil {
		t.Fatal(err)
	}
	if want := "1 2025-03-12 06:00:00 pull notes done 1 2 2"; got != want {
		t.Errorf("runs %q, want %q", got, want)
	}
}
