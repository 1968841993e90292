package backup_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"nsk/warehouse"
	"nsk/warehouse/backup"
)

// making is of one folder whose files never change.
func making(p backup.Place, dir string, night int) *backup.Making {
	return &backup.Making{Place: p, Owner: "here", At: day.AddDate(0, 0, night), Sources: []backup.Source{{Path: dir, Name: "landing", Stays: true, Needs: func(path string) string {
		if bytes, ok := strings.CutSuffix(path, ".json"); ok {
			return bytes
		}
		return ""
	}}}}
}

func made(t *testing.T, m *backup.Making) (backup.Manifest, backup.Tally) {
	t.Helper()
	man, tally, err := m.Make(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return man, tally
}

// A file that never changes and has changed or gone all the same is kept as it was, for as
// many nights as it takes, and named every night.
func TestWhatIsDamagedHereIsKept(t *testing.T) {
	each(t, func(t *testing.T, p backup.Place) {
		dir := t.TempDir()
		for _, name := range []string{"a/1", "a/2", "a/3"} {
			write(t, dir, name, "sound "+name)
		}
		first, _ := made(t, making(p, dir, 0))
		write(t, dir, "a/1", "rotten a/1")
		if err := os.Remove(filepath.Join(dir, "a/2")); err != nil {
			t.Fatal(err)
		}
		for night := 1; night < 3; night++ {
			man, tally := made(t, making(p, dir, night))
			if !slices.Equal(tally.Damaged, []string{"landing/a/1", "landing/a/2"}) || tally.Sent != 0 {
				t.Fatalf("%+v", tally)
			}
			for _, f := range first.Files {
				if got, ok := man.Find(f.Path); !ok || got != f {
					t.Errorf("night %d: %v, want %v", night, got, f)
				}
			}
			if removed, err := backup.Prune(t.Context(), p, backup.Retention{Days: 1}); err != nil || len(removed) != 1 {
				t.Fatal(removed, err)
			}
		}
		man, _ := backup.Newest(t.Context(), p, "")
		f, _ := man.Find("landing/a/1")
		to := filepath.Join(dir, "a/1")
		if err := backup.Fetch(t.Context(), p, f, to); err == nil {
			t.Error("a file was replaced")
		}
		if err := errors.Join(os.Remove(to), backup.Fetch(t.Context(), p, f, to)); err != nil {
			t.Fatal(err)
		}
		if text, _ := os.ReadFile(to); string(text) != "sound a/1" {
			t.Errorf("%s", text)
		}
	})
}

// A place belongs to one installation.
func TestAPlaceBelongsToOne(t *testing.T) {
	each(t, func(t *testing.T, p backup.Place) {
		made(t, making(p, t.TempDir(), 0))
		m := making(p, t.TempDir(), 1)
		m.Owner = "there"
		_, _, err := m.Make(t.Context())
		var foreign *backup.ForeignError
		if !errors.As(err, &foreign) || foreign.Owner != "here" {
			t.Error(err)
		}
	})
}

// Bytes that come into a folder after it was listed, with a label that was listed, are part
// of the backup.
func TestALabelBringsItsBytes(t *testing.T) {
	dir, p := t.TempDir(), backup.Folder{Dir: t.TempDir()}
	write(t, dir, "a/1", "bytes")
	write(t, dir, "a/1.json", "label")
	write(t, dir, "a/2.json", "label of bytes that are lost")
	m := making(p, dir, 0)
	m.Sources[0].Skip = func(path string) bool { return filepath.Base(path) == "1" } // as if it were not there yet
	man, _ := made(t, m)
	if len(man.Files) != 3 || man.Files[0].Path != "landing/a/1" {
		t.Error(man.Files)
	}
}

// spoiling is a place on the way to which bytes change.
type spoiling struct{ backup.Place }

func (s spoiling) Put(ctx context.Context, name string, size int64, r io.Reader) error {
	if strings.HasPrefix(name, "objects/") {
		text, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		r = strings.NewReader(strings.ToUpper(string(text)))
	}
	return s.Place.Put(ctx, name, size, r)
}

// What arrives wrong fails the backup, and the next one does not take it for right. What is
// cut short later is sent again by itself, what has changed with Afresh.
func TestWhatIsDamagedThereIsSentAgain(t *testing.T) {
	each(t, func(t *testing.T, p backup.Place) {
		dir := t.TempDir()
		write(t, dir, "1", "one")
		m := making(spoiling{p}, dir, 0)
		_, _, err := m.Make(t.Context())
		var damaged *backup.DamagedError
		if !errors.As(err, &damaged) || damaged.File != "landing/1" {
			t.Fatal(err)
		}
		man, tally := made(t, making(p, dir, 0))
		if tally.Sent != 1 {
			t.Errorf("%+v", tally)
		}
		f := man.Files[0]
		object := "objects/" + f.SHA256[:2] + "/" + f.SHA256
		for night, bad := range []string{"on", "ONE"} {
			if err := p.Put(t.Context(), object, int64(len(bad)), strings.NewReader(bad)); err != nil {
				t.Fatal(err)
			}
			m := making(p, dir, night+1)
			m.Afresh = len(bad) == 3
			man, _ := made(t, m)
			if damaged, err := (&backup.Verifier{From: p}).Verify(t.Context(), man); err != nil || len(damaged) > 0 {
				t.Error(bad, damaged, err)
			}
		}
	})
}

// Nothing is removed while it is not known what is needed; a manifest that changes in any
// part is damaged.
func TestADamagedManifestStopsPruning(t *testing.T) {
	each(t, func(t *testing.T, p backup.Place) {
		dir := t.TempDir()
		write(t, dir, "1", "one")
		man, _ := made(t, making(p, dir, 0))
		made(t, making(p, dir, 1))
		name := "manifests/" + man.ID + ".json"
		body, err := p.Get(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(body)
		if err := errors.Join(err, body.Close()); err != nil {
			t.Fatal(err)
		}
		for _, change := range []string{`"bytes": 3` + "\x00" + `"bytes": 4`, `landing/1` + "\x00" + `landing/2`, `"seq": 0` + "\x00" + `"seq": 1`, `T020000Z"` + "\x00" + `T030000Z"`} {
			from, to, _ := strings.Cut(change, "\x00")
			bad := strings.Replace(string(text), from, to, 1)
			if bad == string(text) {
				bad = strings.Replace(string(text), "2026-11-28T02", "2026-11-28T03", 1)
			}
			if err := p.Put(t.Context(), name, int64(len(bad)), strings.NewReader(bad)); err != nil {
				t.Fatal(err)
			}
			var damaged *backup.DamagedError
			if _, err := backup.Read(t.Context(), p, man.ID); !errors.As(err, &damaged) {
				t.Errorf("%s: %v", from, err)
			}
		}
		if removed, err := backup.Prune(t.Context(), p, backup.Retention{Days: 2}); err == nil || len(removed) > 0 {
			t.Error(removed, err)
		}
		if _, err := backup.Newest(t.Context(), p, ""); err != nil {
			t.Error("the newest is whole, but cannot be read:", err)
		}
	})
}

// Parts of Puts that were cut off are no contents, and pruning takes them away.
func TestPartsAreSwept(t *testing.T) {
	dir := t.TempDir()
	p := backup.Folder{Dir: dir}
	write(t, dir, "objects/ab/.part-123", "half")
	made(t, making(p, t.TempDir(), 0))
	if _, err := backup.Prune(t.Context(), p, backup.Retention{}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "objects/ab/.part-123")); err == nil {
		t.Error("it is still there")
	}
}

// Two folders are put back together, one inside the other or apart; wherever the restoring
// is cut off, running it again ends it.
func TestRestoringIsRunAgain(t *testing.T) {
	p := backup.Folder{Dir: t.TempDir()}
	from := t.TempDir()
	for _, name := range []string{"data/warehouse.duckdb", "data/releases/r.duckdb", "landing/a/1", "landing/a/2", "other/x"} {
		write(t, from, name, name)
	}
	m := making(p, from, 0)
	m.Sources = nil
	for _, name := range []string{"data", "landing", "other"} {
		m.Sources = append(m.Sources, backup.Source{Path: filepath.Join(from, name), Name: name})
	}
	man, _ := made(t, m)
	for _, landing := range []string{"data/landing", "elsewhere"} {
		for cut := 0; cut < 5; cut++ {
			to := t.TempDir()
			if err := os.MkdirAll(filepath.Join(to, "data", "lost+found"), 0o700); err != nil {
				t.Fatal(err)
			}
			r := &backup.Restoring{Place: &stopping{p, cut}, Manifest: man, Roots: []backup.Root{{Name: "landing", To: filepath.Join(to, landing)}, {Name: "data", To: filepath.Join(to, "data")}}}
			if err := r.Run(t.Context()); err == nil != (cut == 4) {
				t.Fatal(cut, err)
			}
			if cut < 4 {
				if _, err := os.Stat(filepath.Join(to, "data", warehouse.Restoring)); err != nil {
					t.Error(err)
				}
				r.Place = p
				if err := r.Run(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			for name, path := range map[string]string{"data/warehouse.duckdb": "data/warehouse.duckdb", "data/releases/r.duckdb": "data/releases/r.duckdb", "landing/a/2": landing + "/a/2"} {
				if text, err := os.ReadFile(filepath.Join(to, path)); err != nil || string(text) != name {
					t.Errorf("%s: %q %v", path, text, err)
				}
			}
			for _, gone := range []string{"other", "data/.restoring", "data/.restored", "elsewhere/.restored"} {
				if _, err := os.Stat(filepath.Join(to, gone)); err == nil {
					t.Errorf("%s is there", gone)
				}
			}
		}
	}
}

// A restoring that is killed while files move to their places goes on with moving.
func TestMovingGoesOn(t *testing.T) {
	p, to := backup.Folder{Dir: t.TempDir()}, t.TempDir()
	man, _ := made(t, making(p, t.TempDir(), 0))
	write(t, to, "data/moved/before", "x")
	write(t, to, "data/.restored/warehouse.duckdb", "y")
	write(t, to, "landing/.restoring/1", "z") // all had come, as the other name says
	r := &backup.Restoring{Place: p, Manifest: man, Roots: []backup.Root{{Name: "landing", To: filepath.Join(to, "landing")}, {Name: "data", To: filepath.Join(to, "data")}}}
	if err := r.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{"data/moved/before": "x", "data/warehouse.duckdb": "y", "landing/1": "z"} {
		if text, err := os.ReadFile(filepath.Join(to, path)); err != nil || string(text) != want {
			t.Errorf("%s: %q %v", path, text, err)
		}
	}
	if err := r.Run(t.Context()); err == nil {
		t.Error("a full folder was taken")
	}
}

// stopping is a place that gives some files and then breaks off.
type stopping struct {
	backup.Place
	after int
}

func (s *stopping) Get(ctx context.Context, name string) (io.ReadCloser, error) {
	if s.after--; s.after < 0 {
		return nil, errors.New("connection reset")
	}
	return s.Place.Get(ctx, name)
}

// A file that goes in several parts comes back whole.
func TestALargeFile(t *testing.T) {
	each(t, func(t *testing.T, p backup.Place) {
		dir := t.TempDir()
		write(t, dir, "large", strings.Repeat("0123456789abcdef", 34<<16)) // 34 MiB, parts have 16
		man, _ := made(t, making(p, dir, 0))
		if damaged, err := (&backup.Verifier{From: p}).Verify(t.Context(), man); err != nil || len(damaged) > 0 {
			t.Error(damaged, err)
		}
		if stored, err := p.List(t.Context(), "objects/"); err != nil || len(stored) != 1 || stored[0].Size != 34<<20 {
			t.Error(stored, err)
		}
		if _, err := backup.Prune(t.Context(), p, backup.Retention{}); err != nil {
			t.Error(err)
		}
	})
}
