package warehouse_test

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"nsk/warehouse"
)

// A disk of a few megabytes, and what fills it.
type disk struct {
	t      *testing.T
	dir    string
	filler string
}

// smallDisk mounts a file system in memory, which needs the rights of root.
func smallDisk(t *testing.T, size string) *disk {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("no small disk can be mounted here (%v); this test needs one that can be filled", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return &disk{t, dir, filepath.Join(dir, "filler")}
}

// fill leaves room for so many bytes.
func (d *disk) fill(room int64) {
	d.t.Helper()
	var st syscall.Statfs_t
	if err := syscall.Statfs(d.dir, &st); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(d.filler, make([]byte, int64(st.Bavail)*st.Bsize-room), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

func (d *disk) free() {
	d.t.Helper()
	if err := os.Remove(d.filler); err != nil {
		d.t.Fatal(err)
	}
}

func insert(t *testing.T, e *warehouse.Engine, rows string) error {
	return e.Tx(t.Context(), func(tx *warehouse.Tx) error {
		_, err := tx.Exec(t.Context(), "INSERT INTO core.c SELECT range + hash(range) % 1000000007 FROM range("+rows+")")
		return err
	})
}

func served(t *testing.T, dir, want string) {
	t.Helper()
	id, err := warehouse.Newest(dir)
	if err != nil {
		t.Fatal(err)
	}
	db, err := warehouse.OpenRelease(t.Context(), dir, id, warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if got := one(t, db, "SELECT count(*) FROM core.c"); id != want || got == "0" {
		t.Errorf("release %s with %s rows, want %s", id, got, want)
	}
}

// On a full disk a commit, a checkpoint and a release fail with an error that says so,
// whenever the disk becomes full. What was acknowledged is there afterwards, nothing else
// is, the last release is served throughout, and with room again the same work succeeds.
func TestFullDisk(t *testing.T) {
	d := smallDisk(t, "64m")
	dir := filepath.Join(d.dir, "data")
	e := open(t, dir)
	exec1(t, e, "CREATE TABLE core.c (n HUGEINT)")
	if err := insert(t, e, "100000"); err != nil {
		t.Fatal(err)
	}
	publish(t, e, first)
	want, full := 100000, make(map[string]int)
	for _, room := range []int64{0, 64 << 10, 300 << 10, 600 << 10, 1 << 20, 2 << 20, 3 << 20, 4 << 20, 6 << 20} {
		d.fill(room)
		steps := []struct {
			name string
			do   func(*warehouse.Engine) error
		}{
			{"commit", func(e *warehouse.Engine) error { return insert(t, e, "100000") }},
			{"checkpoint", func(e *warehouse.Engine) error { return e.Checkpoint(t.Context()) }},
			{"publish", func(e *warehouse.Engine) error { return e.Publish(t.Context(), release(second)) }},
		}
		for _, step := range steps {
			err := step.do(e)
			switch {
			case err == nil && step.name == "commit":
				want += 100000
			case err == nil && step.name == "publish":
				if err := os.Remove(warehouse.ReleasePath(dir, second)); err != nil {
					t.Fatal(err)
				}
				d.free() // the pointer takes a block
				publish(t, e, first)
				d.fill(room)
			case err != nil && !warehouse.IsFull(err) && full["any"] == 0:
				t.Errorf("%s with %d KB left: %v", step.name, room>>10, err)
			}
			if err != nil {
				full[step.name]++
				full["any"]++ // an engine that met a full disk answers nothing more
			}
			served(t, dir, first)
		}
		closing := e.Close()
		if closing != nil {
			t.Logf("with %d KB left: close: %.150v", room>>10, closing)
		}
		d.free()
		full["any"] = 0
		e = open(t, dir)
		if got := one(t, e.DB(), "SELECT count(*)::INTEGER::VARCHAR FROM core.c"); got != strconv.Itoa(want) {
			t.Fatalf("%s rows after %d KB, acknowledged %d", got, room>>10, want)
		}
	}
	if full["commit"] == 0 || full["checkpoint"] == 0 || full["publish"] == 0 {
		t.Errorf("the disk was never full for one of the steps: %v", full)
	}
	publish(t, e, second)
	served(t, dir, second)
	if left, err := warehouse.Leftovers(dir); len(left) > 0 || err != nil {
		t.Error(left, err)
	}
}

// A disk that is full when the warehouse is opened harms nothing either.
func TestOpenOnAFullDisk(t *testing.T) {
	d := smallDisk(t, "16m")
	dir := filepath.Join(d.dir, "data")
	d.fill(200 << 10)
	if e, err := warehouse.Open(t.Context(), dir, warehouse.Options{}); !warehouse.IsFull(err) {
		t.Fatalf("made with 200 KB left: %v, %v", e, err)
	}
	d.free()
	e := open(t, dir)
	exec1(t, e, "CREATE TABLE core.c AS SELECT 1 AS n")
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	d.fill(0)
	e, err := warehouse.Open(t.Context(), dir, warehouse.Options{})
	if err != nil && !warehouse.IsFull(err) {
		t.Fatal(err)
	}
	if err == nil {
		e.Close()
	}
	d.free()
	if got := one(t, open(t, dir).DB(), "SELECT n FROM core.c"); got != "1" {
		t.Errorf("n is %s", got)
	}
}

func TestIsFull(t *testing.T) {
	for err, want := range map[error]bool{
		nil: false, errors.New("x"): false, syscall.ENOSPC: true, &os.PathError{Err: syscall.EDQUOT}: true,
		errors.New(`Could not write file "x": No space left on device`): true,
	} {
		if got := warehouse.IsFull(err); got != want {
			t.Errorf("%v: %t", err, got)
		}
	}
}
