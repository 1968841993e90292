package warehouse_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nsk/warehouse"
)

var day = time.Date(2025, 11, 20, 0, 0, 0, 0, time.UTC)

func release(id string) warehouse.Release { return warehouse.Release{ID: id, Made: day, AsOf: day} }

const first, second = "2025-11-20-0000000a", "2025-11-21-0000000b"

func publish(t *testing.T, e *warehouse.Engine, id string) {
	t.Helper()
	if err := e.Publish(t.Context(), release(id)); err != nil {
		t.Fatal(err)
	}
}

// seeded is a warehouse with a row in every schema.
func seeded(t *testing.T) *warehouse.Engine {
	e := open(t, t.TempDir())
	exec1(t, e, `CREATE TABLE core.c AS SELECT 1 AS n; CREATE TABLE mart.m AS SELECT 1 AS n;
		CREATE TABLE raw.secret AS SELECT 'raw' AS s; CREATE VIEW staging.v AS SELECT s FROM raw.secret;
		CREATE VIEW mart.shown AS SELECT n + 1 AS n FROM core.c`)
	return e
}

func TestReleaseHoldsWhatModelsSayAndNoRawRows(t *testing.T) {
	e := seeded(t)
	publish(t, e, first)
	db, err := warehouse.OpenRelease(t.Context(), e.Dir(), first, warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	const schemas = `SELECT string_agg(DISTINCT schema_name, ' ' ORDER BY schema_name) FROM duckdb_tables()`
	if got := one(t, db, schemas); got != "core ledger mart reference" {
		t.Errorf("schemas with tables: %s", got)
	}
	if got := one(t, db, `SELECT count(*) FROM duckdb_schemas() WHERE database_name = current_database() AND schema_name IN ('raw', 'staging')`); got != "0" {
		t.Errorf("%s schemas of rows", got)
	}
	if got := one(t, db, `SELECT concat_ws(' ', m.n, s.n, r.release_id, r.as_of) FROM mart.m m, mart.shown s, ledger.release r`); got != "1 2 "+first+" 2025-11-20" {
		t.Errorf("content %s", got)
	}
}

func TestReleaseFileIsReadOnlyAndNeverChanges(t *testing.T) {
	e := seeded(t)
	publish(t, e, first)
	path := warehouse.ReleasePath(e.Dir(), first)
	before := stat(t, path)
	if before.Mode().Perm() != 0o400 {
		t.Errorf("mode %v", before.Mode())
	}
	exec1(t, e, "UPDATE core.c SET n = 2")
	publish(t, e, first)
	if after := stat(t, path); !os.SameFile(before, after) || after.ModTime() != before.ModTime() || after.Size() != before.Size() {
		t.Error("publishing the same id again changed the file")
	}
	if got := one(t, e.DB(), "SELECT count(*) FROM ledger.release"); got != "1" {
		t.Errorf("%s releases on record", got)
	}
}

func stat(t *testing.T, path string) os.FileInfo {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info
}

func TestReadersAreSwitched(t *testing.T) {
	e := seeded(t)
	if _, err := warehouse.Newest(e.Dir()); !errors.Is(err, warehouse.ErrNoRelease) {
		t.Errorf("before the first: %v", err)
	}
	for _, id := range []string{second, first} {
		publish(t, e, id)
		if got, err := warehouse.Newest(e.Dir()); err != nil || got != id {
			t.Errorf("newest is %s, %v; want %s", got, err, id)
		}
	}
	got, err := warehouse.Releases(e.Dir())
	if diff := cmp.Diff([]string{first, second}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if names, err := os.ReadDir(filepath.Join(e.Dir(), "releases")); err != nil || len(names) != 3 {
		t.Errorf("left behind: %v, %v", names, err)
	}
}

func TestReleasesOfAnyFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "odd [1] *")
	if got, err := warehouse.Releases(dir); err != nil || len(got) != 0 {
		t.Errorf("before anything is made: %v, %v", got, err)
	}
	e := open(t, dir)
	publish(t, e, first)
	if got, err := warehouse.Releases(dir); err != nil || len(got) != 1 {
		t.Errorf("got %v, %v", got, err)
	}
}

// At every moment while releases are published a reader opens a whole one.
func TestTheSwitchIsAtomic(t *testing.T) {
	e := seeded(t)
	publish(t, e, first)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan int)
	go func() {
		reads := 0
		defer func() { done <- reads }()
		for ctx.Err() == nil {
			id, err := warehouse.Newest(e.Dir())
			if err != nil || id != first && id != second {
				t.Errorf("newest %q, %v", id, err)
				return
			}
			if _, err := os.Stat(warehouse.ReleasePath(e.Dir(), id)); err != nil {
				t.Error(err)
				return
			}
			reads++
		}
	}()
	for range 10 {
		publish(t, e, second)
		publish(t, e, first)
	}
	cancel()
	if <-done == 0 {
		t.Error("nothing was read meanwhile")
	}
}

// What a crash in the middle of publishing left behind does not stand in the way.
func TestPublishAfterACrash(t *testing.T) {
	e := seeded(t)
	publish(t, e, first)
	for _, rest := range []string{".making-" + second, ".making-" + second + ".wal", ".current"} {
		if err := os.WriteFile(filepath.Join(e.Dir(), "releases", rest), []byte("half of a file"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	publish(t, e, second)
	db, err := warehouse.OpenRelease(t.Context(), e.Dir(), second, warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if got := one(t, db, "SELECT n FROM core.c"); got != "1" {
		t.Errorf("n is %s", got)
	}
}

func TestPublishRefuses(t *testing.T) {
	e := seeded(t)
	for _, id := range []string{"", "latest", "../2025-11-20-0000000a", "2025-11-20-0000000A", first + "b"} {
		if err := e.Publish(t.Context(), release(id)); err == nil {
			t.Errorf("%q was published", id)
		}
		if db, err := warehouse.OpenRelease(t.Context(), e.Dir(), id, warehouse.Options{}); err == nil {
			db.Close()
			t.Errorf("%q was opened", id)
		}
	}
	if _, err := warehouse.OpenRelease(t.Context(), e.Dir(), second, warehouse.Options{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a release that is not there: %v", err)
	}
	if err := open(t, "").Publish(t.Context(), release(first)); err == nil {
		t.Error("a warehouse in memory was published")
	}
}

// SQL over a release reaches nothing but the release.
func TestAReleaseIsShutOff(t *testing.T) {
	e := seeded(t)
	publish(t, e, first)
	publish(t, e, second)
	db, err := warehouse.OpenRelease(t.Context(), e.Dir(), first, warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	out := filepath.Join(t.TempDir(), "out.csv")
	for _, q := range []string{
		"SELECT * FROM read_text('/etc/passwd')",
		"SELECT * FROM read_blob('/etc/passwd')",
		"SELECT * FROM read_csv('/etc/passwd')",
		"SELECT * FROM '/etc/passwd.csv'",
		"SELECT * FROM glob('/etc/*')",
		"SELECT getenv('HOME')",
		"ATTACH '/etc/passwd' AS p",
		"ATTACH " + warehouse.Literal(warehouse.ReleasePath(e.Dir(), second)) + " AS p (READ_ONLY)",
		"COPY core.c TO " + warehouse.Literal(out),
		"EXPORT DATABASE " + warehouse.Literal(out),
		"INSTALL httpfs",
		"LOAD httpfs",
		"SET enable_external_access = true",
		"SET memory_limit = '100GB'",
		"RESET lock_configuration",
		"SET threads = 64",
		"INSERT INTO core.c VALUES (2)",
		"CREATE TABLE core.x AS SELECT 1",
		"DROP TABLE core.c",
	} {
		if _, err := db.ExecContext(t.Context(), q); err == nil {
			t.Errorf("%s was done", q)
		}
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a file was written")
	}
	if got := one(t, db, "SELECT n FROM core.c"); got != "1" {
		t.Errorf("n is %s", got)
	}
}

// A reader whose query needs more than its memory is told so; nothing is written beside
// the release.
func TestReadersDoNotSpill(t *testing.T) {
	e := seeded(t)
	publish(t, e, first)
	db, err := warehouse.OpenRelease(t.Context(), e.Dir(), first, warehouse.Options{MemoryLimit: "32MB", Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, err = db.ExecContext(t.Context(), "SELECT count(*) FROM (SELECT DISTINCT hash(range)::VARCHAR || repeat('x', 100) FROM range(2000000))")
	if err == nil || !strings.Contains(err.Error(), "Out of Memory") {
		t.Errorf("error %v", err)
	}
	if got := one(t, db, "SELECT n FROM core.c"); got != "1" {
		t.Errorf("n is %s", got)
	}
	if files, err := filepath.Glob(filepath.Join(e.Dir(), "releases", "*.tmp", "*")); err != nil || len(files) != 0 {
		t.Errorf("written beside the release: %v, %v", files, err)
	}
}

// Several readers of one release may be open at a time.
func TestSeveralReaders(t *testing.T) {
	e := seeded(t)
	publish(t, e, first)
	for range 3 {
		db, err := warehouse.OpenRelease(t.Context(), e.Dir(), first, warehouse.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if got := one(t, db, "SELECT n FROM core.c"); got != "1" {
			t.Errorf("n is %s", got)
		}
	}
}

// Readers of a release never wait for a load.
func TestReadingWhileAWriterRuns(t *testing.T) {
	e := seeded(t)
	publish(t, e, first)
	err := e.Tx(t.Context(), func(tx *warehouse.Tx) error {
		_, err := tx.Exec(t.Context(), "UPDATE core.c SET n = 2")
		db, open := warehouse.OpenRelease(t.Context(), e.Dir(), first, warehouse.Options{})
		if open != nil {
			return open
		}
		defer db.Close()
		if got := one(t, db, "SELECT n FROM core.c"); got != "1" {
			t.Errorf("n is %s", got)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A release shows one moment: rows that are written together are copied together or not
// at all, whenever publishing falls.
func TestAReleaseIsOneMoment(t *testing.T) {
	e := seeded(t)
	exec1(t, e, "CREATE TABLE core.a AS SELECT 0 AS n; CREATE TABLE mart.z AS SELECT 0 AS n; CREATE TABLE core.big AS SELECT range AS n FROM range(300000)")
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		for ctx.Err() == nil {
			err := e.Tx(t.Context(), func(tx *warehouse.Tx) error {
				_, err := tx.Exec(t.Context(), "UPDATE core.a SET n = n + 1; UPDATE mart.z SET n = n + 1")
				return err
			})
			if err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	for _, id := range []string{first, second} {
		publish(t, e, id)
	}
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{first, second} {
		db, err := warehouse.OpenRelease(t.Context(), e.Dir(), id, warehouse.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := one(t, db, "SELECT a.n - z.n FROM core.a a, mart.z z"); got != "0" {
			t.Errorf("%s: two tables written together differ by %s", id, got)
		}
		db.Close()
	}
}

// What went wrong while copying is told, and the next attempt succeeds.
func TestAFailedPublishCanBeRepeated(t *testing.T) {
	e := seeded(t)
	exec1(t, e, "CREATE VIEW mart.broken AS SELECT error('on purpose') AS n")
	err := e.Publish(t.Context(), release(first))
	if err == nil || !strings.Contains(err.Error(), "on purpose") {
		t.Fatalf("error %v", err)
	}
	if _, err := warehouse.Newest(e.Dir()); !errors.Is(err, warehouse.ErrNoRelease) {
		t.Errorf("readers were switched: %v", err)
	}
	exec1(t, e, "DROP VIEW mart.broken")
	publish(t, e, first)
}
