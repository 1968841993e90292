package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"github.com/google/go-cmp/cmp"

	"nsk/schedules/calendar"
	"nsk/warehouse"
	"nsk/warehouse/audit"
)

// A drill backs an installation up into a bucket, and puts it back where nothing is.
type drill struct {
	*year
	t *testing.T
	n int // backups made
}

const drillPlace = "s3://copies/astana"

// newDrill has an S3 service on the loopback, named as on a machine without a configuration.
func newDrill(t *testing.T, y *year) *drill {
	t.Helper()
	mem := s3mem.New()
	if err := mem.CreateBucket("copies"); err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(gofakes3.New(mem).Server())
	t.Cleanup(srv.Close)
	for name, value := range map[string]string{"ENDPOINT": srv.URL, "REGION": "us-east-1", "KEY": "k", "SECRET": "s"} {
		t.Setenv("NSK_BACKUP_"+name, value)
	}
	return &drill{year: y, t: t}
}

func (d *drill) backUp(ctx context.Context) error {
	d.n++
	b := backing{app: d.app, house: d.house, cfg: d.cfg, at: time.Date(2025, 1, 5, 2, 0, d.n, 0, time.UTC)}
	return b.run(ctx, drillPlace)
}

// putBack restores the newest backup on an empty machine.
func (d *drill) putBack() *config {
	d.t.Helper()
	var out bytes.Buffer
	dir := d.t.TempDir()
	if err := os.Symlink(d.cfg.Keys, filepath.Join(dir, "keys")); err != nil {
		d.t.Fatal(err)
	}
	a := &app{out: &out, err: &out, now: d.now}
	root := a.root()
	root.SetArgs([]string{"restore", "--from", drillPlace, "--config", filepath.Join(dir, "nsk.yaml"), "--lang", "en"})
	if err := root.ExecuteContext(d.t.Context()); err != nil {
		d.t.Fatalf("%v\n%s", err, out.String())
	}
	for _, said := range []string{"all as their hashes say", "The ledger balances", "The log is whole", "The keys fit"} {
		if !strings.Contains(out.String(), said) {
			d.t.Errorf("not said: %s\n%s", said, out.String())
		}
	}
	cfg, err := a.config()
	if err != nil {
		d.t.Fatal(err)
	}
	return cfg
}

// What is put back on an empty machine is what was backed up: every row of every table, and
// every other file to the byte. Backups made while files are read are each of one moment.
func TestDrill(t *testing.T) {
	y, _ := rehearse(t, 200)
	d := newDrill(t, y)
	day := calendar.Date(2025, 1, 2)
	d.live(day)
	if _, err := y.makeRelease(t.Context(), day, day.Start().Add(21*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := y.cfg.auditLog().Add(t.Context(), day.Start(), audit.Act{Who: "a", Did: "publish"}); err != nil {
		t.Fatal(err)
	}
	d.meanwhile(day + 1)
	y.cfg.Backup.To = drillPlace // as nsk serve does at night
	if err := y.nightly(t.Context(), y.house, y.cfg, time.Date(2025, 1, 6, 2, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	cfg := d.putBack()
	d.sameTables(cfg)
	d.sameFiles(cfg)
}

// live lets the republic publish, and pulls.
func (d *drill) live(day calendar.Day) {
	d.t.Helper()
	if err := d.republic.Publish(day.Time(), d.cfg.Inbox); err != nil {
		d.t.Fatal(err)
	}
	if _, err := d.house.Pull(d.t.Context(), day.Start().Add(20*time.Hour)); err != nil {
		d.t.Fatal(err)
	}
}

// meanwhile makes backups for as long as the files of a day are read, and puts the last of
// them back: it knows some of the files, and its counts hold.
func (d *drill) meanwhile(day calendar.Day) {
	d.t.Helper()
	ctx, stop := context.WithCancel(d.t.Context())
	made := make(chan error, 1)
	go func() {
		for ctx.Err() == nil {
			if err := d.backUp(d.t.Context()); err != nil {
				made <- err
				return
			}
		}
		made <- nil
	}()
	d.live(day)
	stop()
	if err := <-made; err != nil {
		d.t.Fatal(err)
	}
	d.t.Logf("%d backups while files were read", d.n)
	d.putBack()
}

// sameTables compares row by row, both ways, what stands in the warehouse and what was put
// back. The run of the restoring machine itself is not begun yet.
func (d *drill) sameTables(cfg *config) {
	d.t.Helper()
	db := d.house.Engine.DB()
	conn, err := db.Conn(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	defer conn.Close()
	exec := func(q string) {
		if _, err := conn.ExecContext(d.t.Context(), q); err != nil {
			d.t.Fatal(q, err)
		}
	}
	exec("ATTACH " + warehouse.Literal(filepath.Join(cfg.Data, "warehouse.duckdb")) + " AS back (READ_ONLY)")
	defer exec("DETACH back")
	count := func(q string) (n int) {
		if err := conn.QueryRowContext(d.t.Context(), q).Scan(&n); err != nil {
			d.t.Fatal(q, err)
		}
		return n
	}
	var names string
	const all = `SELECT string_agg(database_name || ' ' || schema_name || '.' || %[1]s, ';' ORDER BY schema_name, %[1]s) FROM %[2]s() WHERE NOT internal AND database_name IN ('warehouse', 'back')`
	// A copy nests the selects of a union anew, in other parentheses.
	for function, column := range map[string]string{"duckdb_tables": "table_name", "duckdb_views": "view_name || translate(coalesce(sql, ''), '() ', '')"} {
		if err := conn.QueryRowContext(d.t.Context(), fmt.Sprintf(all, column, function)).Scan(&names); err != nil {
			d.t.Fatal(err)
		}
		before, after := only(names, "warehouse "), only(names, "back ")
		if before != after || before == "" {
			d.t.Errorf("%s differ: %s", function, cmp.Diff(strings.Split(before, ";"), strings.Split(after, ";")))
		}
		if function != "duckdb_tables" {
			continue
		}
		rows := 0
		for name := range strings.SplitSeq(before, ";") {
			schema, table, _ := strings.Cut(name, ".")
			name = warehouse.Quote(schema) + "." + warehouse.Quote(table)
			rows += count("SELECT count(*) FROM " + name)
			if n := count("SELECT count(*) FROM ((FROM " + name + " EXCEPT ALL FROM back." + name + ") UNION ALL (FROM back." + name + " EXCEPT ALL FROM " + name + "))"); n > 0 {
				d.t.Errorf("table %s differs in %d rows", name, n)
			}
		}
		if rows < 1000 {
			d.t.Errorf("only %d rows were compared", rows)
		}
	}
	if a, b := count("SELECT nextval('ledger.run_number')"), count("SELECT start_value FROM duckdb_sequences() WHERE database_name = 'back' AND sequence_name = 'run_number'"); a != b {
		d.t.Errorf("the next run is number %d, put back %d", a, b)
	}
}

// only are the entries that begin with a prefix, without it.
func only(list, prefix string) string {
	var kept []string
	for entry := range strings.SplitSeq(list, ";") {
		if rest, ok := strings.CutPrefix(entry, prefix); ok {
			kept = append(kept, rest)
		}
	}
	return strings.Join(kept, ";")
}

// sameFiles compares releases, files received and the log of acts, to which the restoring
// has added its own entry.
func (d *drill) sameFiles(cfg *config) {
	d.t.Helper()
	for folder, least := range map[string]int{"releases": 2, "landing": 40, "audit": 1} {
		n := 0
		for path, want := range contentsOf(d.t, filepath.Join(d.cfg.Data, folder)) {
			n++
			got, err := os.ReadFile(filepath.Join(cfg.Data, folder, path))
			if folder == "audit" && len(got) > len(want) {
				got = got[:len(want)]
			}
			if err != nil || !bytes.Equal(got, want) {
				d.t.Errorf("%s/%s differs: %v", folder, path, err)
			}
		}
		if n < least {
			d.t.Errorf("only %d files in %s", n, folder)
		}
	}
	mode := func(path string) os.FileMode {
		info, err := os.Stat(path)
		if err != nil {
			d.t.Fatal(err)
		}
		return info.Mode().Perm()
	}
	id, err := warehouse.Newest(cfg.Data)
	if err != nil {
		d.t.Fatal(err)
	}
	if m := mode(warehouse.ReleasePath(cfg.Data, id)); m != 0o400 {
		d.t.Errorf("the release has mode %o", m)
	}
}

// contentsOf are the files of a folder but hidden ones.
func contentsOf(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	all := make(map[string][]byte)
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() || strings.HasPrefix(e.Name(), ".") {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		all[rel], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
