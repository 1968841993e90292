package warehouse_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nsk/warehouse"
)

// killed is a folder with the files of a warehouse as a killed process leaves them:
// database and log, with what the statements did in the log only.
func killed(t *testing.T, statements ...string) (dir string) {
	t.Helper()
	e := seeded(t)
	publish(t, e, first)
	if err := e.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, s := range statements {
		exec1(t, e, s)
	}
	dir = filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(dir, os.DirFS(e.Dir())); err != nil {
		t.Fatal(err)
	}
	return dir
}

func change(t *testing.T, file string, at float64) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	data[int(at*float64(len(data)))] ^= 0x5a
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// A database or a log that cannot be read is named, with what is safe and what to do; the
// last release is still there, and a recovery puts the files aside and makes a new one.
func TestDamage(t *testing.T) {
	const more = "INSERT INTO core.c SELECT range FROM range(10000)"
	for name, dir := range map[string]string{
		"log cannot be replayed": killed(t, "CREATE TYPE core.e AS ENUM ('a', 'b'); CREATE TABLE core.w (a VARCHAR)", "ALTER TABLE core.w ALTER a SET DATA TYPE core.e USING a::core.e"),
		"last entry of the log":  killed(t, more),
		"header":                 killed(t),
		"block":                  killed(t),
		"cut":                    killed(t),
		"empty":                  killed(t),
		"database is gone":       killed(t, more),
	} {
		t.Run(name, func(t *testing.T) {
			db := filepath.Join(dir, "warehouse.duckdb")
			switch name {
			case "last entry of the log":
				change(t, db+".wal", 0.99)
			case "header":
				change(t, db, 0)
			case "block":
				change(t, db, 0.3)
			case "cut":
				truncate(t, db, 8192)
			case "empty":
				truncate(t, db, 0)
			case "database is gone":
				if err := os.Remove(db); err != nil {
					t.Fatal(err)
				}
			}
			_, err := warehouse.Open(t.Context(), dir, warehouse.Options{})
			var damaged *warehouse.DamagedError
			if !errors.As(err, &damaged) {
				t.Fatalf("error %v", err)
			}
			for _, want := range []string{db + " is damaged: ", "no landing is lost", "the last release can still be read", "run nsk recover"} {
				if !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
					t.Errorf("the error does not say %q in one line: %v", want, err)
				}
			}
			served(t, dir, first)
			recoverFrom(t, dir)
		})
	}
}

func truncate(t *testing.T, file string, size int64) {
	t.Helper()
	if err := os.Truncate(file, size); err != nil {
		t.Fatal(err)
	}
}

func recoverFrom(t *testing.T, dir string) {
	t.Helper()
	before := names(t, dir, "warehouse.duckdb*")
	r := warehouse.Recovery{Dir: dir, At: day, Rebuild: func(ctx context.Context, e *warehouse.Engine) error {
		_, err := e.DB().ExecContext(ctx, "CREATE TABLE core.again AS SELECT 7 AS n")
		return err
	}}
	aside, err := r.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := names(t, aside, "*"); got != before {
		t.Errorf("put aside %s, were %s", got, before)
	}
	e := open(t, dir)
	if got := one(t, e.DB(), "SELECT n FROM core.again"); got != "7" {
		t.Errorf("n is %s", got)
	}
	served(t, dir, first)
}

func names(t *testing.T, dir, pattern string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range files {
		files[i] = filepath.Base(f)
	}
	return strings.Join(files, " ")
}

// A damaged block that is only read later is found by reading everything.
func TestReadable(t *testing.T) {
	dir := killed(t, "CREATE TABLE core.long AS SELECT range AS n, repeat('x', 40) || hash(range) AS s FROM range(200000)")
	e := open(t, dir)
	if err := warehouse.Readable(t.Context(), e.DB()); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	change(t, filepath.Join(dir, "warehouse.duckdb"), 0.6)
	e, err := warehouse.Open(t.Context(), dir, warehouse.Options{})
	if err == nil {
		defer e.Close()
		err = warehouse.Readable(t.Context(), e.DB())
	}
	if !warehouse.IsDamage(err) {
		t.Errorf("error %v", err)
	}
}

// What is no damage is not called so: nobody should throw a database away for it.
func TestNotDamaged(t *testing.T) {
	dir := t.TempDir()
	open(t, dir).Close()
	_, err := warehouse.Open(t.Context(), dir, warehouse.Options{MemoryLimit: "much"})
	var damaged *warehouse.DamagedError
	if err == nil || errors.As(err, &damaged) {
		t.Errorf("error %v", err)
	}
	for _, text := range []string{"Out of Memory Error: Failure while replaying WAL", "Corrupt database file: No space left on device", "Catalog Error: x"} {
		if warehouse.IsDamage(errors.New(text)) {
			t.Errorf("%s is called damage", text)
		}
	}
}

// A recovery that is cut off after any of its steps keeps everybody else out, and is
// finished by running it again; of the damaged files none is lost.
func TestRecoveryCutOff(t *testing.T) {
	for _, stage := range []string{"marked", "log moved", "both moved", "half made", "half built", "built", "moved in"} {
		t.Run(stage, func(t *testing.T) {
			dir := killed(t, "CREATE TABLE core.d AS SELECT 1 AS n")
			cutOff(t, dir, stage)
			_, err := warehouse.Open(t.Context(), dir, warehouse.Options{})
			var unfinished *warehouse.RecoveringError
			if done := stage == "built" || stage == "moved in"; !done && !errors.As(err, &unfinished) || done && err != nil {
				t.Errorf("opened: %v", err)
			}
			if err == nil {
				return // the last step was made up for
			}
			r := warehouse.Recovery{Dir: dir, At: day.AddDate(0, 0, 1), Rebuild: build}
			if _, err := r.Run(t.Context()); err != nil {
				t.Fatal(err)
			}
			e := open(t, dir)
			if got := one(t, e.DB(), "SELECT count(*) FROM core.again"); got != "1" {
				t.Errorf("%s rows", got)
			}
			if got := len(strings.Fields(names(t, dir, "damaged-*/*"))); got != 2 {
				t.Errorf("%d of 2 damaged files are kept", got)
			}
		})
	}
}

func build(ctx context.Context, e *warehouse.Engine) error {
	_, err := e.DB().ExecContext(ctx, "CREATE TABLE IF NOT EXISTS core.again AS SELECT 7 AS n")
	return err
}

// cutOff leaves the folder as a process that was killed after the stage.
func cutOff(t *testing.T, dir, stage string) {
	t.Helper()
	db, within := filepath.Join(dir, "warehouse.duckdb"), filepath.Join(dir, "recovering")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.Mkdir(within, 0o700))
	if stage == "marked" {
		return
	}
	aside := filepath.Join(dir, "damaged-x")
	must(os.Mkdir(aside, 0o700))
	must(os.Rename(db+".wal", filepath.Join(aside, "warehouse.duckdb.wal")))
	if stage == "log moved" {
		return
	}
	must(os.Rename(db, filepath.Join(aside, "warehouse.duckdb")))
	switch stage {
	case "both moved":
	case "half made":
		must(os.WriteFile(filepath.Join(within, "warehouse.duckdb.making"), []byte("half"), 0o600))
	case "half built":
		open(t, within).Close()
	default:
		e := open(t, within)
		must(build(t.Context(), e))
		must(e.Close())
		must(os.Rename(within, filepath.Join(dir, "recovered")))
		if stage == "moved in" {
			must(os.Rename(filepath.Join(dir, "recovered", "warehouse.duckdb"), db))
		}
	}
}

// A recovery waits for nobody: where a process owns the warehouse it says so.
func TestRecoveryIsAlone(t *testing.T) {
	e := open(t, t.TempDir())
	r := warehouse.Recovery{Dir: e.Dir(), At: day, Rebuild: build}
	var held *warehouse.HeldError
	if _, err := r.Run(t.Context()); !errors.As(err, &held) {
		t.Errorf("error %v", err)
	}
}

// A recovery that fails can be repeated and goes on where it was.
func TestRecoveryThatFails(t *testing.T) {
	dir := killed(t)
	fault := fmt.Errorf("fault")
	r := warehouse.Recovery{Dir: dir, At: day, Rebuild: func(ctx context.Context, e *warehouse.Engine) error {
		return errors.Join(build(ctx, e), fault)
	}}
	if _, err := r.Run(t.Context()); !errors.Is(err, fault) {
		t.Fatalf("error %v", err)
	}
	r.Rebuild = func(ctx context.Context, e *warehouse.Engine) error {
		_, err := e.DB().ExecContext(ctx, "UPDATE core.again SET n = 8")
		return err
	}
	if _, err := r.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := one(t, open(t, dir).DB(), "SELECT n FROM core.again"); got != "8" {
		t.Errorf("n is %s", got)
	}
}
