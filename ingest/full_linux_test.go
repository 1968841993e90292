package ingest_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/ingest"
	"nsk/warehouse"
)

// On a full disk a landing fails with an error that says so and leaves nothing behind,
// wherever the room ends; with room again the same file lands as if nothing had been.
func TestLandingOnAFullDisk(t *testing.T) {
	s := newSite(t)
	s.dir = filepath.Join(s.t.TempDir(), "disk")
	if err := os.Mkdir(s.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", s.dir, "tmpfs", 0, "size=1m"); err != nil {
		t.Skipf("no small disk can be mounted here (%v); this test needs one that can be filled", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(s.dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	h := s.open()
	w := sendings()[1]
	w.body = personsHeader + strings.Repeat(person("CE-2025-0000001", "000228100007", "passed"), 300)
	filler, failed := filepath.Join(s.dir, "..", "disk", "filler"), 0
	for room := int64(0); ; room += 4096 {
		s.leave(filler, room)
		err := s.try(h, w)
		if err == nil {
			break
		}
		failed++
		if !warehouse.IsFull(err) {
			t.Fatalf("with %d bytes left: %v", room, err)
		}
		if c, err := s.store().Files(); err != nil || len(c.Temporary)+len(c.Labelled) > 0 {
			t.Fatalf("with %d bytes left: %+v, %v", room, c, err)
		}
	}
	if failed < 5 {
		t.Errorf("the disk was full %d times only", failed)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	s.readAll(h)
	all, err := s.store().All()
	if err != nil || len(all) != 1 || all[0].Number != 1 || h.one("SELECT count(*) FROM raw.recognition_persons") != "300" {
		t.Errorf("landings %+v, %v", all, err)
	}
	pending, err := ingest.Pending(t.Context(), h.engine)
	if err != nil || len(pending) > 0 {
		t.Errorf("waiting: %v, %v", pending, err)
	}
}

// leave fills the disk up to so many bytes.
func (s *site) leave(filler string, room int64) {
	s.t.Helper()
	s.remove("filler")
	var st syscall.Statfs_t
	if err := syscall.Statfs(s.dir, &st); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(filler, make([]byte, int64(st.Bavail)*st.Bsize-room), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) try(h *house, w sending) error {
	p, err := contract.ParsePeriod(w.period)
	if err != nil {
		s.t.Fatal(err)
	}
	b := &connectors.Batch{Want: connectors.Want{Provider: w.provider, Period: p}, MediaType: w.media, Origin: w.origin, Body: io.NopCloser(strings.NewReader(w.body))}
	_, _, err = h.Land(s.t.Context(), b, contract.Find(s.contracts, w.source), noon)
	return err
}
