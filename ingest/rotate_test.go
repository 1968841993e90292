package ingest_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"nsk/connectors"
	"nsk/ingest"
	"nsk/warehouse"
)

// After a rotation each person has another pseudonym, the same one everywhere; nothing else
// has changed. A key that is not the warehouse's is refused; a rotation cut off between the
// database and the key file is finished at the next start.
func TestRotate(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	e, err := warehouse.Open(ctx, "", warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	keys := fresh(t, dir)
	if _, err := ingest.CheckKey(ctx, e, keys, dir); err != nil {
		t.Fatal(err)
	}
	all, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	h := &house{engine: e, landings: t.TempDir(), t: t}
	if h.Ingester, err = ingest.New(ctx, e, keys, h.landings, all); err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	h.take("recognition-persons", bin, "2025-02", connectors.MediaCSV, persons("7212-1-001"))
	h.take("recognition-persons", bin, "2025-03", connectors.MediaCSV, persons("7212-1-002", "7212-1-003"))
	const persons, rest = `SELECT min(person_key) FROM raw.recognition_persons HAVING count(DISTINCT person_key) = 1`,
		`SELECT string_agg(concat_ws(' ', _landing, _row, _state, application_no, profession), '; ' ORDER BY _landing, _row) FROM raw.recognition_persons`
	before, same := h.text(persons), h.text(rest)
	if err := h.Rotate(ctx, dir, nil); err != nil {
		t.Fatal(err)
	}
	if after := h.text(persons); after == before || after == "" {
		t.Errorf("pseudonym %q, was %q", after, before)
	}
	h.want(rest, same)
	if _, err := ingest.CheckKey(ctx, e, keys, t.TempDir()); err != nil {
		t.Errorf("the keys in use: %v", err)
	}
	if _, err := ingest.CheckKey(ctx, e, fresh(t, t.TempDir()), t.TempDir()); err == nil {
		t.Error("another key was accepted")
	}
	cutOff(t, e, dir)
}

// cutOff plays a crash after the database took the next key and before the file did.
func cutOff(t *testing.T, e *warehouse.Engine, dir string) {
	name := filepath.Join(dir, "person.key")
	if err := os.Rename(name, name+".next"); err != nil {
		t.Fatal(err)
	}
	stale := t.TempDir()
	fresh(t, stale)
	data, err := os.ReadFile(filepath.Join(stale, "person.key"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	old, err := ingest.LoadKeys(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ingest.CheckKey(context.Background(), e, old, dir); err != nil {
		t.Errorf("a rotation that was cut off: %v", err)
	}
	if _, err := os.Stat(name + ".next"); err == nil {
		t.Error("the next key still waits")
	}
}

func fresh(t *testing.T, dir string) *ingest.Keys {
	t.Helper()
	if _, err := ingest.InitKeys(dir); err != nil {
		t.Fatal(err)
	}
	k, err := ingest.LoadKeys(dir)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func (h *house) text(query string) (s string) {
	h.t.Helper()
	if err := h.engine.DB().QueryRow(query).Scan(&s); err != nil {
		h.t.Fatalf("%s: %v", query, err)
	}
	return s
}
