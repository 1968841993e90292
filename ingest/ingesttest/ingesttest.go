// Package ingesttest stands up what tests of anything above package ingest begin with: a
// warehouse, and an ingester with keys and a folder of its own.
package ingesttest

import (
	"testing"

	"nsk/connectors/contract"
	"nsk/ingest"
	"nsk/warehouse"
)

// Engine is a warehouse in memory, closed when the test ends.
func Engine(t testing.TB) *warehouse.Engine {
	t.Helper()
	return EngineIn(t, "")
}

// EngineIn is a warehouse in a folder.
func EngineIn(t testing.TB, dir string) *warehouse.Engine {
	t.Helper()
	e, err := warehouse.Open(t.Context(), dir, warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

// Keys are new ones.
func Keys(t testing.TB) *ingest.Keys {
	t.Helper()
	dir := t.TempDir()
	if _, err := ingest.InitKeys(dir); err != nil {
		t.Fatal(err)
	}
	keys, err := ingest.LoadKeys(dir)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// Ingester takes the contracts into the warehouse, and is closed when the test ends.
func Ingester(t testing.TB, e *warehouse.Engine, contracts []*contract.Contract) *ingest.Ingester {
	t.Helper()
	in, err := ingest.New(t.Context(), e, Keys(t), t.TempDir(), contracts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close() })
	return in
}
