package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"nsk/connectors/synthetic"
	"nsk/ingest"
	"nsk/ingest/verdict"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/warehouse"
)

// handOut writes what leaves the house: bundles for centres, and what senders are told of
// every landing with a finding, in every form and language.
func handOut(t *testing.T, h *schedules.House, dir string) (reports int) {
	t.Helper()
	ctx := context.Background()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, centre := range []string{"", providerOf(t, h)} {
		var b bytes.Buffer
		if err := h.Ingester.WriteBundle(ctx, &b, centre, lastDay.Time()); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, "registers-"+centre+".nsk"), b.Bytes())
	}
	all, err := ingest.Landings(ctx, h.Engine)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		if tell(t, h, l, dir) {
			reports++
		}
	}
	return reports
}

func providerOf(t *testing.T, h *schedules.House) (bin string) {
	t.Helper()
	if err := h.Engine.DB().QueryRow(`SELECT max(provider) FROM ledger.version WHERE source = 'recognition-persons'`).Scan(&bin); err != nil {
		t.Fatal(err)
	}
	return bin
}

// tell writes what is told of a landing, if anything was found.
func tell(t *testing.T, h *schedules.House, l ingest.Landing, dir string) bool {
	t.Helper()
	ctx := context.Background()
	found, err := ingest.Findings(ctx, h.Engine, l.Number)
	if err != nil || len(found) == 0 {
		return false
	}
	out, err := ingest.OutcomeOf(ctx, h.Engine, l.Number)
	if err != nil {
		t.Fatal(err)
	}
	r, err := h.Ingester.Tell(ctx, out)
	if err != nil {
		t.Fatal(err)
	}
	for _, form := range []verdict.Form{verdict.Text, verdict.JSON, verdict.CSV, verdict.XLSX, verdict.HTML} {
		for _, lang := range []verdict.Language{verdict.KK, verdict.RU} {
			var b bytes.Buffer
			if err := r.Write(&b, form, lang); err != nil {
				t.Fatalf("landing %d, %s: %v", l.Number, form, err)
			}
			write(t, filepath.Join(dir, fmt.Sprintf("%d.%s.%s", l.Number, lang, form)), b.Bytes())
		}
	}
	return true
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// searched searches a database, the releases beside it, and a folder.
func (d *dragnet) searched(t *testing.T, h *schedules.House, dir string) (hits []hit) {
	t.Helper()
	hits, columns, err := d.database("the warehouse", h.Engine.DB())
	if err != nil || columns < 100 {
		t.Fatalf("%d columns: %v", columns, err)
	}
	ids, err := warehouse.Releases(h.Engine.Dir())
	if err != nil || len(ids) == 0 {
		t.Fatalf("%d releases: %v", len(ids), err)
	}
	for _, id := range ids {
		db, err := warehouse.OpenRelease(context.Background(), h.Engine.Dir(), id, warehouse.Options{})
		if err != nil {
			t.Fatal(err)
		}
		more, columns, err := d.database("release "+id, db)
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if err != nil || columns < 50 {
			t.Fatalf("release %s: %d columns: %v", id, columns, err)
		}
		hits = append(hits, more...)
	}
	more, files, sealed, err := d.folder(dir)
	if err != nil || sealed == 0 {
		t.Fatalf("%d files, %d of them encrypted landings: %v", files, sealed, err)
	}
	t.Logf("%d spellings with %d beginnings, %d columns, %d releases, %d files, %d encrypted", len(d.seen), len(d.needles), columns, len(ids), files, sealed)
	return append(hits, more...)
}

// complain reports hits, the first of each kind.
func complain(t *testing.T, hits []hit) {
	t.Helper()
	for i, h := range hits {
		if i == 4 {
			t.Errorf("… %d more", len(hits)-i)
			return
		}
		t.Error(h)
	}
}

// No text that was published about a person can be read anywhere in the installation, in
// its log, in the report or in what is handed out; landings are encrypted.
func (l *lived) nobodyReadable(t *testing.T) {
	a := &app{out: &l.out, err: &l.out, format: "text", now: time.Now, configFile: filepath.Join(l.dir, "demo-2025", "nsk.yaml")}
	cfg, err := a.config()
	if err != nil {
		t.Fatal(err)
	}
	h, err := a.occupy(context.Background(), cfg, l.engine)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Ingester.Close()
	if n := handOut(t, h, filepath.Join(l.dir, "handouts")); n < 20 {
		t.Errorf("%d landings were told of", n)
	}
	write(t, filepath.Join(l.dir, "rehearsal.log"), l.out.Bytes())
	net := wanted(synthetic.New(synthetic.Options{Seed: 7, Year: 2025, Scale: small}))
	complain(t, net.searched(t, h, l.dir))
}

// rehearse begins the year 2025 of a republic with defects, of so many applications.
func rehearse(t *testing.T, applications int) (*year, *bytes.Buffer) {
	t.Helper()
	out := new(bytes.Buffer)
	a := &app{out: out, err: out, format: "text", now: func() time.Time { return time.Unix(0, 0) }}
	r := &demonstration{dir: t.TempDir(), year: 2025, seed: 7, scale: synthetic.Scale{Centres: 30, Applications: applications}}
	cfg, err := a.stage(r)
	if err != nil {
		t.Fatal(err)
	}
	republic := synthetic.New(synthetic.Options{Seed: 7, Year: 2025, Scale: r.scale, Defects: true})
	stop, err := serve(republic, cfg)
	if err != nil {
		t.Fatal(err)
	}
	h, closing, err := a.house(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		if err := closing(); err != nil {
			t.Error(err)
		}
	})
	return &year{app: a, demonstration: r, house: h, cfg: cfg, republic: republic}, out
}

// searchDay is when the republic with defects is searched, after ten weeks.
var searchDay = calendar.Date(2025, 3, 10)

// nobodyReadable publishes, hands out and searches: not even where every rule of every
// contract is broken can a person be read.
func (s *spoilt) nobodyReadable(t *testing.T) {
	ctx := context.Background()
	if _, err := s.house.Transform(ctx, searchDay); err != nil {
		t.Fatal(err)
	}
	if _, err := s.house.Publish(ctx, searchDay.Start(), searchDay); err != nil {
		t.Fatal(err)
	}
	if n := handOut(t, s.house, filepath.Join(s.dir, "handouts")); n < 20 {
		t.Errorf("%d landings were told of", n)
	}
	write(t, filepath.Join(s.dir, "rehearsal.log"), s.out.Bytes())
	net := wanted(s.republic)
	began := time.Now()
	complain(t, net.searched(t, s.house, s.dir))
	t.Logf("searched for %s", time.Since(began).Round(time.Millisecond))
	net.finds(t, s.dir)
}

// Whatever looks like an IIN, a telephone or an e-mail in any file of the republic is told by
// Persons: nobody is forgotten in the search.
func TestEverybodyIsCounted(t *testing.T) {
	r, inbox := synthetic.New(synthetic.Options{Seed: 7, Year: 2025, Scale: synthetic.Scale{Centres: 30, Applications: 300}, Defects: true}), t.TempDir()
	if err := r.Publish(calendar.Date(2025, 12, 31).Time(), inbox); err != nil {
		t.Fatal(err)
	}
	known := make(map[string]bool)
	for _, p := range r.Persons() {
		known[p.IIN] = true
		for _, text := range append(p.Texts["phone"], p.Texts["email"]...) {
			known[text] = true
		}
	}
	personal, seen := regexp.MustCompile(`\b\d{4}[0-3]\d[12]\d{5}\b|\+77\d{9}|[a-z0-9._]+@[a-z.]+`), 0
	for _, path := range plainFiles(t, inbox) {
		if filepath.Ext(path) == ".xlsx" { // packed bytes look like anything
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range personal.FindAll(data, -1) {
			if seen++; !known[string(text)] {
				t.Errorf("%s holds %s, whom Persons does not tell", path, text)
			}
		}
	}
	if seen < 1000 {
		t.Errorf("%d texts in the files of the republic", seen)
	}
}
