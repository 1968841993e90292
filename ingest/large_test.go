package ingest_test

import (
	"context"
	"io"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/connectors/synthetic"
	"nsk/ingest"
	"nsk/ingest/ingesttest"
	"nsk/warehouse"
)

// A return far larger than the memory the engine is given is read, judged by every rule and
// stored: neither its text nor its rows wait in memory for the end of the transaction.
func TestLargerThanMemory(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("800,000 rows take a quarter of a minute; they are left out with -short and under the race detector")
	}
	const rows = 800_000
	ctx := context.Background()
	e, err := warehouse.Open(ctx, t.TempDir(), warehouse.Options{MemoryLimit: "220MB"})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	all, err := contract.Load(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	in, err := ingest.New(ctx, e, ingesttest.Keys(t), t.TempDir(), all)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	refer(t, e)
	q := synthetic.New(synthetic.Options{Seed: 1}).Quick(0, 7)
	text, to := io.Pipe()
	go func() { to.CloseWithError(q.Write(to, 0, rows)) }()
	b := &connectors.Batch{Want: connectors.Want{Provider: q.Provider, Period: q.Period}, MediaType: connectors.MediaCSV, Body: text}
	before, began := residentPeak(t), time.Now()
	out, err := in.Run(ctx, b, "recognition-persons", time.Date(2025, 8, 10, 7, 0, 0, 0, time.UTC))
	if err != nil || out.Verdict != ingest.Accepted || out.Accepted != rows {
		t.Fatalf("%s %+v of %d rows, %v", out.Verdict, out.Counts, rows, err)
	}
	var first, last, different int64
	if err := e.DB().QueryRow(`SELECT min(_row), max(_row), count(DISTINCT _row) FROM raw.recognition_persons`).Scan(&first, &last, &different); err != nil {
		t.Fatal(err)
	}
	if first != 2 || last != rows+1 || different != rows {
		t.Errorf("rows %d to %d, %d different", first, last, different)
	}
	t.Logf("%d MB in %s; the peak of memory grew by %d MB", out.Landing.Bytes>>20, time.Since(began).Round(time.Second), (residentPeak(t)-before)>>20)
}

// Where each rule is asked alone, as of a large return, what breaks it is found as well.
func TestRulesApart(t *testing.T) {
	t.Parallel()
	const source = "recognition-persons"
	f := loadCases(t)[source]
	in := newInspection(t, f.involved(casesInCSV(t), source))
	i := in.ingester()
	defer i.Close()
	i.AskApart()
	in.receiveAll(i, f.World, false)
	after := in.next()
	for _, s := range f.scenes() {
		if s.only {
			after = 0
		}
		in.back(i, after)
		in.receiveAll(i, s.world, s.remarks)
		on := &stage{inspection: in, ingester: i, file: f, source: source, after: in.next(), found: make(map[string][]string)}
		for _, c := range s.trials {
			if c.kind != "invalid" {
				continue
			}
			if d := cmp.Diff(c.wanted(c.kind, c.rule), on.try(c.ruleCase)); d != "" {
				t.Errorf("%s (-want +found):\n%s", c.rule, d)
			}
		}
	}
}
