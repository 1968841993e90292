package ingest

import (
	"context"
	"strings"
	"testing"

	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/warehouse"
)

// The statement that reads a chunk joins nothing. DuckDB makes a join of a list of more than
// four values; with one it gives up the order of the rows, and what a thread has not filled a
// group with stays in memory to the end of the transaction. Editions of registers may: they
// are small.
func TestReadingJoinsNothing(t *testing.T) {
	ctx := context.Background()
	e, err := warehouse.Open(ctx, "", warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	all, err := contract.Load(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	in, err := New(ctx, e, &Keys{}, t.TempDir(), all)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	for source, p := range in.plans {
		if p.contract.Content == contract.Snapshot {
			continue
		}
		c := newChunk(sink{files: in.files, columns: append([]string{"_row"}, names(p.contract)...)}, ",", 2)
		var kind, plan string
		if err := e.DB().QueryRow("EXPLAIN "+p.insert(c.source(p.contract)), 1, "1", "2025-07-01", "2025-07-31", "2025-08-10").Scan(&kind, &plan); err != nil {
			t.Fatalf("%s: %v", source, err)
		}
		if strings.Contains(plan, "JOIN") || !strings.Contains(plan, "BATCH_INSERT") {
			t.Errorf("%s:\n%s", source, plan)
		}
	}
}
