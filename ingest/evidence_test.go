package ingest_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/ingest"
)

// What proves a signature is kept with the bytes, sealed whatever they are, and is given out
// as it was received or not at all.
func TestEvidence(t *testing.T) {
	s := newSite(t)
	h := s.open()
	const envelope = "<Envelope>000228100007</Envelope>"
	land := func(body, evidence string) ingest.Landing {
		t.Helper()
		p, err := contract.ParsePeriod("2025-H1")
		if err != nil {
			t.Fatal(err)
		}
		b := &connectors.Batch{Want: connectors.Want{Provider: "education-tvet", Period: p}, MediaType: connectors.MediaCSV, Origin: "shep", Body: io.NopCloser(strings.NewReader(body)),
			Signature: "valid", Evidence: []byte(evidence)}
		l, _, err := h.Land(t.Context(), b, contract.Find(s.contracts, "programmes-tvet"), noon)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	l, bare := land("a", envelope), land("b", "")
	if again := land("a", "another envelope around the same"); again.Number != l.Number {
		t.Errorf("landings %d and %d", l.Number, again.Number)
	}
	file := filepath.Join(s.dir, l.Path) + ".evidence.age"
	sealed, err := os.ReadFile(file)
	if err != nil || bytes.Contains(sealed, []byte("000228100007")) {
		t.Fatalf("%q, %v", sealed, err)
	}
	h = s.open() // another process, whose warehouse is made again from the folder
	if got, err := h.Evidence(t.Context(), l.Number); err != nil || string(got) != envelope {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := h.Evidence(t.Context(), bare.Number); !errors.Is(err, ingest.ErrNoEvidence) {
		t.Errorf("of a landing without: %v", err)
	}
	if files, err := s.store().Files(); err != nil || len(files.Bare) != 0 || len(files.Labelled) != 2 {
		t.Errorf("%+v, %v", files, err)
	}
	var damaged *ingest.DamagedError
	for what, change := range map[string]func() error{
		"changed": func() error { sealed[len(sealed)-1] ^= 1; return os.WriteFile(file, sealed, 0o600) },
		"missing": func() error { return os.Remove(file) },
	} {
		if err := change(); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Evidence(t.Context(), l.Number); !errors.As(err, &damaged) {
			t.Errorf("%s: %v", what, err)
		}
		sealed = bytes.Clone(sealed)
		if err := os.WriteFile(file, sealed, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
