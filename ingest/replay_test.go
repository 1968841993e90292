package ingest_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/ingest"
	"nsk/warehouse"
)

// An archive is a house whose landings another one can read.
type archive struct {
	*house
	contracts []*contract.Contract
	keys      *ingest.Keys
}

func newArchive(t *testing.T) *archive {
	t.Helper()
	all, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if _, err := ingest.InitKeys(dir); err != nil {
		t.Fatal(err)
	}
	keys, err := ingest.LoadKeys(dir)
	if err != nil {
		t.Fatal(err)
	}
	a := &archive{house: &house{landings: t.TempDir(), t: t}, contracts: all, keys: keys}
	return a.another(all)
}

// another is a new archive with the landings and the keys of this one, and an empty
// warehouse in memory.
func (a *archive) another(all []*contract.Contract) *archive {
	a.t.Helper()
	ctx := context.Background()
	e, err := warehouse.Open(ctx, "", warehouse.Options{})
	if err != nil {
		a.t.Fatal(err)
	}
	a.t.Cleanup(func() { e.Close() })
	in, err := ingest.New(ctx, e, a.keys, a.landings, all)
	if err != nil {
		a.t.Fatal(err)
	}
	a.t.Cleanup(func() { in.Close() })
	return &archive{house: &house{Ingester: in, engine: e, landings: a.landings, t: a.t}, contracts: all, keys: a.keys}
}

func (a *archive) hashes() []ingest.Content {
	a.t.Helper()
	all, err := a.Contents(context.Background())
	if err != nil {
		a.t.Fatal(err)
	}
	return all
}

// year is a history with everything that can depend on what came before or comes after:
// registers that learn and forget codes, corrections, smaller versions and answers about
// them, files that cannot be read, nil returns, and acts of every kind.
func (a *archive) year() {
	a.t.Helper()
	persons06 := "NSK.recognition-persons.profession.006"
	registry := func(period string, codes ...string) {
		a.take("profession-registry", "authorised-body", period, connectors.MediaJSON, professions(codes...))
	}
	send := func(period, media, body string) {
		a.take("recognition-persons", bin, period, media, body)
	}
	set := func(s ingest.Setting) {
		s.Rule, s.Who, s.Why, s.At = persons06, "отдел качества", "проверка", noon
		a.decide(ingest.Act{Setting: &s})
	}
	tolerate := func(period string, most int64) {
		a.decide(ingest.Act{Tolerance: &ingest.Tolerance{Rule: persons06, Source: "recognition-persons", Provider: bin, Period: period, Most: most,
			Reason: "код внесут позже", Approver: "заместитель руководителя", Expires: "2025-12-31", At: noon}})
	}
	answer := func(period, body string) {
		sum := sha256.Sum256([]byte(body))
		send(period, connectors.MediaDeclaration, confirm(hex.EncodeToString(sum[:])))
	}
	registry("2024-H2", "7212-1-001")
	send("2025-01", connectors.MediaCSV, persons("2512-1-001", "7212-1-001", "7212-1-001"))
	send("2025-02", connectors.MediaCSV, persons("2512-1-001", "2512-1-002", "7212-1-001"))
	send("2025-03", connectors.MediaCSV, persons("2512-1-002"))
	send("2025-01", connectors.MediaCSV, persons("7212-1-001", "7212-1-001"))
	answer("2025-01", persons("7212-1-001", "7212-1-001"))
	send("2025-04", connectors.MediaCSV, "application_no\n\"")
	send("2025-04", connectors.MediaDeclaration, `{"declaration":"nil"}`)
	registry("2025-H1", "7212-1-001", "2512-1-001")
	set(ingest.Setting{Severity: "warning", Enabled: true})
	send("2025-05", connectors.MediaCSV, persons("2512-1-002", "7212-1-001"))
	set(ingest.Setting{Enabled: true})
	send("2025-06", connectors.MediaCSV, persons("2512-1-003", "7212-1-001"))
	send("2025-03", connectors.MediaCSV, persons("2512-1-002", "7212-1-001"))
	tolerate("2025-06", 1)
	send("2025-07", connectors.MediaCSV, persons("2512-1-003", "2512-1-004", "7212-1-001"))
	tolerate("2025-02", 2)
	registry("2025-H2", "7212-1-001", "2512-1-002", "2512-1-003")
	send("2025-06", connectors.MediaCSV, persons("2512-1-003", "2512-1-004", "7212-1-001"))
	set(ingest.Setting{Enabled: false})
	send("2025-08", connectors.MediaCSV, persons("2512-1-009", "7212-1-001"))
}

// From whatever landing history is replayed, the tables come out as they were, and so they
// do when the same landings are read into a new warehouse.
func TestAYearReplayed(t *testing.T) {
	a := newArchive(t)
	var few []*contract.Contract // those of the history, and what they read: the rest would only take time
	for _, source := range []string{"recognition-persons", "profession-registry", "accredited-centres", "discontinued-centres", "occupation-classifier", "professional-standards", "sector-frameworks"} {
		few = append(few, contract.Find(a.contracts, source))
	}
	a = a.another(few)
	a.year()
	before, text := a.hashes(), strings.Split(a.contents(), "\n")
	ctx := context.Background()
	all, err := ingest.Landings(ctx, a.engine)
	if err != nil || len(all) < 20 {
		t.Fatalf("%d landings, %v", len(all), err)
	}
	clean := a.another(a.contracts)
	if err := clean.Adopt(ctx, all); err != nil {
		t.Fatal(err)
	}
	if err := clean.ReadAll(ctx, all, nil); err != nil {
		t.Fatal(err)
	}
	if d := ingest.Differing(before, clean.hashes()); len(d) > 0 {
		t.Errorf("a clean load differs: %v", d)
	}
	for i, l := range slices.Backward(all) {
		if i%3 > 0 {
			continue // each replay takes seconds
		}
		from, err := a.Reach(ctx, l.Number)
		if err != nil {
			t.Fatal(err)
		}
		if err := a.Replay(ctx, from, nil); err != nil {
			t.Fatalf("from %d: %v", l.Number, err)
		}
		if d := ingest.Differing(before, a.hashes()); len(d) > 0 {
			t.Fatalf("from %d (%s %s): %v (-was +is)\n%s", l.Number, l.Source, l.Period, d, cmp.Diff(text, strings.Split(a.contents(), "\n")))
		}
	}
	if err := a.Reconcile(ctx); err != nil {
		t.Error(err)
	}
}

// A table that says something else is named.
func TestADifferenceIsNamed(t *testing.T) {
	h := newHouse(t)
	h.history()
	before, err := h.Contents(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	h.plant(`UPDATE raw.recognition_persons SET sex = 'm', level = 4 WHERE _row = 2; UPDATE ledger.version SET ruleset = 'x' WHERE landing = 1`)
	after, err := h.Contents(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(ingest.Differing(before, after)); got != "[raw.recognition_persons ledger.version]" {
		t.Error(got)
	}
}
