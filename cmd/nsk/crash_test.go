package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nsk/connectors/synthetic"
	"nsk/ingest"
	"nsk/warehouse"
)

const (
	crashes       = 76 // kills of pull and publish
	recoveryKills = 24
	killsInARound = 19 // of one installation, before it may finish
	crashSeed     = 20250918
	largeRows     = 3000 // of the one large file
)

// crashDay is when all of it happens, by the clock of the processes.
var crashDay = time.Date(2025, 12, 1, 6, 0, 0, 0, time.UTC)

// dropSources are the sources of the small inbox; others would ask addresses that are
// not configured.
var dropSources = []string{"activities", "isco-08", "legal-acts", "national-framework", "occupation-classifier", "territories",
	"programmes-tvet", "recognition-documents", "recognition-persons", "applications"}

// Killed a hundred times at random moments, and let finish in between, nsk ends where it
// would have ended undisturbed: no file and no row is lost or doubled, and at every moment
// readers find a whole release.
func TestKilledAtAnyMoment(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("kills a hundred processes, which takes minutes: not with -short, nor with the race detector")
	}
	c := &crash{t: t, began: time.Now(), template: filepath.Join(t.TempDir(), "nsk"), hits: make(map[string]int)}
	c.prepare()
	var both sync.WaitGroup
	for lane := range 2 {
		both.Go(func() { c.lane(lane, c.template, (*victim).work, crashes/2) })
	}
	both.Wait()
	for lane := range 2 {
		both.Go(func() { c.lane(2+lane, c.finished, (*victim).recovery, recoveryKills/2) })
	}
	both.Wait()
	for _, where := range slices.Sorted(maps.Keys(c.hits)) {
		t.Logf("%3d kills %s", c.hits[where], where)
	}
	for _, where := range []string{"while a file is landed", "while a landing is read", "while a release is made", "while the warehouse is made again"} {
		if c.hits[where] == 0 {
			t.Errorf("no kill came %s", where)
		}
	}
}

// A crash is the whole experiment: what every round begins with, and what it must come to.
type crash struct {
	t        *testing.T
	began    time.Time
	template string                   // an installation with a full inbox
	finished string                   // the same after its day's work
	took     map[string]time.Duration // undisturbed, by command
	want     contents

	mu   sync.Mutex
	hits map[string]int
}

// contents are the rows of every table as one hash, the labels, and what is left in the inbox.
type contents struct {
	Tables map[string]string
	Labels []string
	Inbox  []string
}

func (c *crash) prepare() {
	v := &victim{crash: c, dir: c.template}
	if err := os.MkdirAll(v.dir, 0o700); err != nil {
		c.t.Fatal(err)
	}
	v.finish("init")
	v.finish("publish")
	c.fillInbox()
	c.took = make(map[string]time.Duration)
	undisturbed := c.copy(c.template, "undisturbed")
	for _, command := range []string{"pull", "publish"} {
		start := time.Now()
		undisturbed.finish(command)
		c.took[command] = time.Since(start)
	}
	undisturbed.accepts()
	c.want, c.finished = undisturbed.contents(), undisturbed.dir
	again := c.copy(c.finished, "again")
	start := time.Now()
	again.finish("recover", "--anyway")
	c.took["recover"] = time.Since(start)
	again.finish("publish")
	c.t.Logf("undisturbed: pull %s, publish %s, recover %s; %d landings; seed %d", c.took["pull"], c.took["publish"], c.took["recover"], len(c.want.Labels), crashSeed)
	if diff := cmp.Diff(c.want, again.contents()); diff != "" {
		c.t.Fatalf("a recovered warehouse differs from the one it replaces (-was +is):\n%s", diff)
	}
}

// fillInbox drops the first weeks of the synthetic republic, a few files of each source,
// and one large file.
func (c *crash) fillInbox() {
	inbox, few := filepath.Join(c.template, "inbox"), c.t.TempDir()
	r := synthetic.New(synthetic.Options{Seed: 7, Year: 2025, Scale: synthetic.Scale{Centres: 8, Applications: 600}})
	if err := r.Publish(time.Date(2025, 1, 25, 0, 0, 0, 0, time.UTC), few); err != nil {
		c.t.Fatal(err)
	}
	for _, source := range dropSources {
		files, err := filepath.Glob(filepath.Join(few, source, "*"))
		if err != nil || len(files) == 0 {
			c.t.Fatal(source, err)
		}
		for _, f := range files[:min(4, len(files))] {
			if err := os.Rename(f, filepath.Join(inbox, source, filepath.Base(f))); err != nil {
				c.t.Fatal(err)
			}
		}
	}
	q := r.Quick(0, 7)
	f, err := os.Create(filepath.Join(inbox, "recognition-persons", q.Provider+"_"+q.Period.String()+".csv"))
	if err = errors.Join(err, q.Write(f, 0, largeRows), f.Close()); err != nil {
		c.t.Fatal(err)
	}
}

// accepts makes sure that the large file counts to the last row: else the kills would be
// about rows that no table holds.
func (v *victim) accepts() {
	e, err := warehouse.Open(context.Background(), filepath.Join(v.dir, "data"), warehouse.Options{})
	if err != nil {
		v.t.Fatal(err)
	}
	defer e.Close()
	var accepted, stored int
	const q = `SELECT max(v.accepted), (SELECT count(*) FROM raw.recognition_persons AS r WHERE r._landing = any_value(v.landing) AND r._state = 0)
		FROM ledger.version AS v WHERE v.source = 'recognition-persons' AND v.received = ?`
	if err := e.DB().QueryRow(q, largeRows).Scan(&accepted, &stored); err != nil {
		v.t.Fatal(err)
	}
	if accepted != largeRows || stored != largeRows {
		v.t.Fatalf("of the %d rows of the large file %d are accepted and %d stored", largeRows, accepted, stored)
	}
}

func (c *crash) copy(from, name string) *victim {
	v := &victim{crash: c, dir: filepath.Join(filepath.Dir(c.template), name)}
	if err := os.CopyFS(v.dir, os.DirFS(from)); err != nil {
		c.t.Fatal(err)
	}
	err := filepath.WalkDir(filepath.Join(v.dir, "keys"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		return os.Chmod(path, 0o600)
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return v
}

// lane kills one victim after the other until it has made its kills.
func (c *crash) lane(lane int, from string, round func(*victim, int) int, kills int) {
	for n := 0; kills > 0 && !c.t.Failed(); n++ {
		v := c.copy(from, fmt.Sprintf("victim-%d-%d", lane, n))
		v.dice = rand.New(rand.NewPCG(crashSeed, uint64(lane*1000+n)))
		start, made := time.Now(), round(v, min(kills, killsInARound))
		kills -= made
		c.t.Logf("%d kills in %s", made, time.Since(start).Round(time.Second))
		if diff := cmp.Diff(c.want, v.contents()); diff != "" {
			c.t.Errorf("%s differs from the undisturbed (-undisturbed +killed):\n%s\n%s", v.dir, diff, strings.Join(v.story, "\n"))
		}
		v.sound()
		if err := os.RemoveAll(v.dir); err != nil {
			c.t.Error(err)
		}
	}
}

// arrivals are the columns that are not compared: the moments at which things happened.
var arrivals = map[string]string{"ledger.landing": "landed_at, landed_on", "ledger.release": "made_at, audit"}

// contents leaves out the history of runs, too: it tells of the kills.
func (v *victim) contents() contents {
	c := contents{Tables: make(map[string]string), Labels: v.labels(), Inbox: v.inbox()}
	e, err := warehouse.Open(context.Background(), filepath.Join(v.dir, "data"), warehouse.Options{})
	if err != nil {
		v.t.Errorf("%v\n%s", err, strings.Join(v.story, "\n"))
		return c
	}
	defer e.Close()
	var names string
	const q = `SELECT string_agg(schema_name || '.' || table_name, ' ') FROM duckdb_tables() WHERE schema_name <> 'main' AND table_name <> 'run'`
	if err := e.DB().QueryRow(q).Scan(&names); err != nil {
		v.t.Error(err)
	}
	for _, name := range strings.Fields(names) {
		c.Tables[name] = v.hash(e, name)
	}
	return c
}

// hash is over the ordered rows of a table.
func (v *victim) hash(e *warehouse.Engine, name string) (hash string) {
	columns := "*"
	if but := arrivals[name]; but != "" {
		columns = "* EXCLUDE (" + but + ")"
	}
	schema, table, _ := strings.Cut(name, ".")
	q := `SELECT count(*) || ' rows ' || coalesce(md5(string_agg(x, chr(10) ORDER BY x)), '')
		FROM (SELECT CAST(t AS VARCHAR) AS x FROM (SELECT ` + columns + ` FROM ` + warehouse.Quote(schema) + "." + warehouse.Quote(table) + `) AS t)`
	if err := e.DB().QueryRow(q).Scan(&hash); err != nil {
		v.t.Errorf("%s: %v", name, err)
	}
	return hash
}

// labels are number and id of every landing in the folder.
func (v *victim) labels() (all []string) {
	landings, err := ingest.NewStore(filepath.Join(v.dir, "data", "landing"), nil).All()
	if err != nil {
		v.t.Error(err)
	}
	for _, l := range landings {
		all = append(all, fmt.Sprintf("%d %s", l.Number, l.ID))
	}
	return all
}

// inbox are the files in the inbox and beside it. A receipt may be there twice: it is
// written before the file it is for is removed.
func (v *victim) inbox() (files []string) {
	err := filepath.WalkDir(filepath.Join(v.dir, "inbox"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.HasPrefix(d.Name(), "2-") {
			files = append(files, strings.TrimPrefix(path, v.dir))
		}
		return err
	})
	if err != nil {
		v.t.Error(err)
	}
	return files
}
