package backup_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"nsk/warehouse"
	"nsk/warehouse/audit"
	"nsk/warehouse/backup"
)

var day = time.Date(2026, 11, 28, 2, 0, 0, 0, time.UTC)

// places are a folder, and a bucket of a real S3 service over HTTP.
func places(t *testing.T) map[string]backup.Place {
	t.Helper()
	mem := s3mem.New()
	if err := mem.CreateBucket("nsk"); err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(gofakes3.New(mem).Server())
	t.Cleanup(srv.Close)
	s3, err := backup.NewS3(backup.S3Options{Endpoint: strings.TrimPrefix(srv.URL, "http://"), Bucket: "nsk", Prefix: "astana/", Region: "us-east-1", Plain: true, Key: "k", Secret: "s"})
	if err != nil {
		t.Fatal(err)
	}
	return map[string]backup.Place{"folder": backup.Folder{Dir: t.TempDir()}, "s3": s3}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	file := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func each(t *testing.T, test func(t *testing.T, p backup.Place)) {
	for name, p := range places(t) {
		t.Run(name, func(t *testing.T) { test(t, p) })
	}
}

func take(t *testing.T, p backup.Place, dir string, at time.Time) (backup.Manifest, backup.Tally) {
	t.Helper()
	m := backup.Making{Place: p, Owner: "here", At: at, Program: "test", Anchor: audit.Anchor{Seq: 3, Hash: "x"}, Sources: []backup.Source{
		{Path: dir, Name: "data", Skip: func(p string) bool { return strings.HasSuffix(p, ".tmp") }}, {Path: filepath.Join(dir, "no-such"), Name: "none"}}}
	man, tally, err := m.Make(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return man, tally
}

// What was there comes back, byte for byte; what has not changed is not sent again; what is
// skipped or does not exist is no trouble.
func TestThereAndBack(t *testing.T) {
	each(t, func(t *testing.T, p backup.Place) {
		ctx, dir := context.Background(), t.TempDir()
		write(t, dir, "landing/a/1", "one")
		write(t, dir, "releases/2026-11-20-00000000.duckdb", "release")
		write(t, dir, "empty", "")
		write(t, dir, "x.tmp", "no")
		first, tally := take(t, p, dir, day)
		if tally.Files != 3 || tally.Sent != 2 || tally.Bytes != 10 {
			t.Fatalf("%+v", tally)
		}
		write(t, dir, "landing/a/2", "two")
		if _, tally = take(t, p, dir, day.AddDate(0, 0, 1)); tally.Files != 4 || tally.Sent != 1 || tally.New != 3 {
			t.Fatalf("%+v", tally)
		}
		got, err := backup.Newest(ctx, p, "")
		if err != nil || len(got.Files) != 4 || got.Audit.Seq != 3 {
			t.Fatal(got, err)
		}
		if got, err = backup.Newest(ctx, p, first.ID); err != nil || len(got.Files) != 3 {
			t.Fatal(got, err)
		}
		to := filepath.Join(t.TempDir(), "data")
		if err := (&backup.Restoring{Place: p, Manifest: got, Roots: []backup.Root{{Name: "data", To: to}}}).Run(ctx); err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]string{"landing/a/1": "one", "releases/2026-11-20-00000000.duckdb": "release", "empty": ""} {
			if text, err := os.ReadFile(filepath.Join(to, name)); err != nil || string(text) != want {
				t.Errorf("%s: %q, %v", name, text, err)
			}
		}
		if damaged, err := (&backup.Verifier{From: p}).Verify(ctx, got); err != nil || len(damaged) > 0 {
			t.Error(damaged, err)
		}
		if err := (&backup.Restoring{Place: p, Manifest: got, Roots: []backup.Root{{Name: "data", To: to}}}).Run(ctx); err == nil || !strings.Contains(err.Error(), "not empty") {
			t.Error(err)
		}
	})
}

// A copy that has changed or gone is named, and is not put back.
func TestDamageIsNamed(t *testing.T) {
	each(t, func(t *testing.T, p backup.Place) {
		ctx, dir := context.Background(), t.TempDir()
		write(t, dir, "landing/a/1", "one")
		write(t, dir, "landing/a/2", "two")
		man, _ := take(t, p, dir, day)
		object := func(n int) string { s := man.Files[n].SHA256; return "objects/" + s[:2] + "/" + s }
		if err := p.Put(ctx, object(0), 3, strings.NewReader("ONE")); err != nil {
			t.Fatal(err)
		}
		if err := p.Remove(ctx, object(1)); err != nil {
			t.Fatal(err)
		}
		damaged, err := (&backup.Verifier{From: p}).Verify(ctx, man)
		if err != nil || len(damaged) != 2 || damaged[0].File != "data/landing/a/1" || damaged[0].Missing || !damaged[1].Missing {
			t.Fatal(damaged, err)
		}
		to := filepath.Join(t.TempDir(), "data")
		err = (&backup.Restoring{Place: p, Manifest: man, Roots: []backup.Root{{Name: "data", To: to}}}).Run(ctx)
		var bad *backup.DamagedError
		if !errors.As(err, &bad) || bad.File != "data/landing/a/1" {
			t.Error(err)
		}
		if entries, err := os.ReadDir(to); err != nil || len(entries) != 1 || entries[0].Name() != warehouse.Restoring {
			t.Error("half of a backup was put back:", entries, err)
		}
		name := "manifests/" + man.ID + ".json"
		if err := p.Put(ctx, name, 2, bytes.NewReader([]byte("{}"))); err != nil {
			t.Fatal(err)
		}
		if _, err := backup.Read(ctx, p, man.ID); !errors.As(err, &bad) || bad.File != man.ID {
			t.Error("a changed manifest was believed:", err)
		}
	})
}

// A backup that is cut off is not there, and what it had sent is used by the next.
func TestACutBackupIsNotThere(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	for i := range 5 {
		write(t, dir, fmt.Sprint("landing/", i), fmt.Sprint("text ", i))
	}
	p := &cutting{Place: backup.Folder{Dir: t.TempDir()}, after: 4}
	m := backup.Making{Place: p, Owner: "here", At: day, Sources: []backup.Source{{Path: dir, Name: "data"}}}
	if _, _, err := m.Make(ctx); err == nil {
		t.Fatal("it was not cut off")
	}
	if all, err := backup.IDs(ctx, p); err != nil || len(all) != 0 {
		t.Fatal(all, err)
	}
	p.after = 100
	if _, tally, err := m.Make(ctx); err != nil || tally.Sent != 2 {
		t.Fatal(tally, err)
	}
}

// cutting is a place whose connection breaks.
type cutting struct {
	backup.Place
	after int
}

func (c *cutting) Put(ctx context.Context, name string, size int64, r io.Reader) error {
	if c.after--; c.after < 0 {
		return errors.New("connection reset")
	}
	return c.Place.Put(ctx, name, size, r)
}

// Of many nights, the newest of each day, week and month stay, and with them all they need.
func TestPrune(t *testing.T) {
	each(t, func(t *testing.T, p backup.Place) {
		ctx, dir := context.Background(), t.TempDir()
		write(t, dir, "always", "same")
		for i := range 40 {
			write(t, dir, "night", fmt.Sprint(i))
			take(t, p, dir, day.AddDate(0, 0, -40+i))
		}
		removed, err := backup.Prune(ctx, p, backup.Retention{Days: 3, Weeks: 2, Months: 2})
		if err != nil {
			t.Fatal(err)
		}
		left, err := backup.IDs(ctx, p)
		if err != nil || len(left)+len(removed) != 40 {
			t.Fatal(len(left), len(removed), err)
		}
		var days []string
		for _, id := range left {
			m, err := backup.Read(ctx, p, id)
			if err != nil {
				t.Fatal(err)
			}
			days = append(days, m.Made.Format(time.DateOnly))
			if damaged, err := (&backup.Verifier{From: p}).Verify(ctx, m); err != nil || len(damaged) > 0 {
				t.Error(damaged, err)
			}
		}
		if got, want := strings.Join(days, " "), "2026-10-31 2026-11-22 2026-11-25 2026-11-26 2026-11-27"; got != want {
			t.Errorf("left %s, want %s", got, want)
		}
		if names, err := p.List(ctx, "objects/"); err != nil || len(names) != 6 {
			t.Error(names, err)
		}
	})
}
