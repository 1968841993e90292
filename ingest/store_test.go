package ingest_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/ingest"
	"nsk/warehouse"
)

// A site is a landing folder with keys that outlive the warehouses over it.
type site struct {
	t         *testing.T
	dir       string
	keys      *ingest.Keys
	contracts []*contract.Contract
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{t: t, dir: filepath.Join(t.TempDir(), "landing")}
	secrets := t.TempDir()
	if _, err := ingest.InitKeys(secrets); err != nil {
		t.Fatal(err)
	}
	var err error
	if s.keys, err = ingest.LoadKeys(secrets); err != nil {
		t.Fatal(err)
	}
	if s.contracts, err = builtIn(); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *site) store() *ingest.Store { return ingest.NewStore(s.dir, s.keys) }

// open is a new warehouse in memory over the folder.
func (s *site) open() *house {
	s.t.Helper()
	e, err := warehouse.Open(s.t.Context(), "", warehouse.Options{})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { e.Close() })
	h := &house{engine: e, landings: s.dir, t: s.t}
	if h.Ingester, err = ingest.New(s.t.Context(), e, s.keys, s.dir, s.contracts); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { h.Ingester.Close() })
	if err := h.CatchUp(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	return h
}

// A sending is one file on its way in.
type sending struct{ source, provider, period, media, origin, body string }

const territoryRows = "kato,kato_version,level,type_code,name_ru,name_kk\n750000000,НК РК 11-2025,oblast,0,г.Алматы,Алматы қ.\n"

// sendings are one of each: encrypted and not, read piece by piece and as a whole.
func sendings() []sending {
	return []sending{
		{"territories", "statistics-bureau", "2025-01-03", connectors.MediaCSV, "drop:statistics-bureau_2025-01-03.csv", territoryRows},
		{"recognition-persons", "940140000385", "2025-03", connectors.MediaCSV, "drop:940140000385_2025-03_Ахметова.csv", personsHeader + person("CE-2025-0000001", "000228100007", "passed") + person("CE-2025-0000002", "000228200003", "failed")},
		{"recognition-persons", "940140000385", "2025-02", connectors.MediaDeclaration, "drop:940140000385_2025-02.declaration.json", `{"declaration":"nil"}`},
		{"incidents", "administrator", "2025-03-01", connectors.MediaJSONSeq, "http://127.0.0.1/incidents", "\x1e[]\n"},
	}
}

func (s *site) land(h *house, w sending) (ingest.Landing, bool) {
	s.t.Helper()
	p, err := contract.ParsePeriod(w.period)
	if err != nil {
		s.t.Fatal(err)
	}
	b := &connectors.Batch{Want: connectors.Want{Provider: w.provider, Period: p}, MediaType: w.media, Origin: w.origin, Body: io.NopCloser(strings.NewReader(w.body))}
	l, read, err := h.Land(s.t.Context(), b, contract.Find(s.contracts, w.source), noon)
	if err != nil {
		s.t.Fatal(err)
	}
	return l, read
}

// readAll reads what waits to be read.
func (s *site) readAll(h *house) {
	s.t.Helper()
	pending, err := ingest.Pending(s.t.Context(), h.engine)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, l := range pending {
		if _, err := h.Read(s.t.Context(), l); err != nil {
			s.t.Fatal(err)
		}
	}
}

// tables are what a warehouse says, for comparison with another.
func tables(h *house) string {
	var b strings.Builder
	for _, table := range []string{"ledger.landing", "ledger.version", "ledger.finding", "raw.territories", "raw.recognition_persons", "raw.incidents"} {
		fmt.Fprintf(&b, "%s\n%s\n", table, h.one("SELECT coalesce(string_agg(CAST(t AS VARCHAR), chr(10) ORDER BY CAST(t AS VARCHAR)), '') FROM "+table+" AS t"))
	}
	return b.String()
}

// From the landing folder and the keys alone a new warehouse comes to say the same.
func TestTheFolderTellsAll(t *testing.T) {
	s := newSite(t)
	first := s.open()
	for _, w := range sendings() {
		s.land(first, w)
		s.readAll(first)
	}
	again := s.open()
	s.readAll(again)
	if a, b := tables(first), tables(again); a != b || !strings.Contains(a, "750000000") {
		t.Errorf("first\n%s\nagain\n%s", a, b)
	}
	all, err := s.store().All()
	if err != nil || len(all) != len(sendings()) {
		t.Fatalf("%d landings, %v", len(all), err)
	}
	for i, l := range all {
		if l.Number != int64(i+1) || l.Source != sendings()[i].source {
			t.Errorf("landing %d is %d, of %s", i+1, l.Number, l.Source)
		}
		if err := s.store().Verify(l); err != nil {
			t.Error(err)
		}
	}
}

// A label tells nothing of a person, even if the name of the file did.
func TestLabelsNameNobody(t *testing.T) {
	s := newSite(t)
	h := s.open()
	for origin, want := range map[string]string{
		"drop:940140000385_2025-03.csv":           "drop:940140000385_2025-03.csv",
		"drop:940140000385_2025-Q1_v2.xlsx":       "drop:940140000385_2025-Q1_v2.xlsx",
		"drop:940140000385_2025-03_Ахметова.csv":  "drop:….csv",
		"drop:940140000385_2025-03_akhmetova.csv": "drop:….csv",
		"file:Ахметова 900517400123.XLSX":         "file:….xlsx",
		"file:940140000385_900517400123.csv":      "file:….csv",
		"https://example.kz/api?period=2025-03":   "https://example.kz/api?period=2025-03",
	} {
		w := sendings()[1]
		w.origin, w.body = origin, w.body+person("CE-2025-0000009", "000228100007", origin)
		l, _ := s.land(h, w)
		text, err := os.ReadFile(filepath.Join(s.dir, l.Path+".json"))
		if err != nil || l.Origin != want || strings.Contains(string(text), "хметова") || strings.Contains(string(text), "900517400123") {
			t.Errorf("%s became %s, %v\n%s", origin, l.Origin, err, text)
		}
	}
}

// Whatever a file of the landing folder has suffered is said with its name, by Verify and by
// reading, and is never taken for the sender's mistake.
func TestDamagedLandings(t *testing.T) {
	damages := map[string]func(data []byte) []byte{
		"empty":        func(data []byte) []byte { return nil },
		"cut short":    func(data []byte) []byte { return data[:len(data)/2] },
		"last byte":    func(data []byte) []byte { return data[:len(data)-1] },
		"one too many": func(data []byte) []byte { return append(data, '\n') },
		"first flips":  func(data []byte) []byte { data[0] ^= 1; return data },
		"middle flips": func(data []byte) []byte { data[len(data)/2] ^= 1; return data },
		"last flips":   func(data []byte) []byte { data[len(data)-1] ^= 1; return data },
		"missing":      nil,
	}
	for name, damage := range damages {
		s := newSite(t)
		h := s.open()
		for _, w := range sendings() {
			l, _ := s.land(h, w)
			s.damage(l, damage)
			var verified, read *ingest.DamagedError
			if err := s.store().Verify(l); !errors.As(err, &verified) || !strings.Contains(err.Error(), l.Path) {
				t.Errorf("%s %s: verified: %v", w.source, name, err)
			}
			if out, err := h.Read(t.Context(), l); !errors.As(err, &read) || !strings.Contains(err.Error(), l.Path) {
				t.Errorf("%s %s: read: %v, %v", w.source, name, out.Verdict, err)
			}
			if size := map[string]string{"empty": "0 of ", "cut short": " of "}[name]; !strings.Contains(fmt.Sprint(verified), size) {
				t.Errorf("%s %s does not say how much is left: %v", w.source, name, verified)
			}
		}
		if got := h.one("SELECT count(*) FROM ledger.version"); got != "0" {
			t.Errorf("%s: %s landings were judged", name, got)
		}
	}
}

func (s *site) damage(l ingest.Landing, damage func([]byte) []byte) {
	s.t.Helper()
	file := filepath.Join(s.dir, l.Path)
	data, err := os.ReadFile(file)
	if err == nil && damage != nil {
		err = os.WriteFile(file, damage(data), 0o600)
	} else if err == nil {
		err = os.Remove(file)
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// A large encrypted file whose damage lies far behind is read up to there and not beyond.
func TestDamageFarBehind(t *testing.T) {
	s := newSite(t)
	h := s.open()
	w := sendings()[1]
	w.body = personsHeader + strings.Repeat(person("CE-2025-0000001", "000228100007", "passed"), 3000)
	l, _ := s.land(h, w)
	s.damage(l, func(data []byte) []byte { data[len(data)-100_000] ^= 1; return data })
	r, err := s.store().Open(l)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	var damaged *ingest.DamagedError
	if !errors.As(err, &damaged) || !strings.HasPrefix(w.body, string(data)) || len(data) == 0 {
		t.Errorf("%d bytes, %v", len(data), err)
	}
}

// With another key every encrypted landing looks damaged; that it is the key is said.
func TestAnotherKey(t *testing.T) {
	s := newSite(t)
	h := s.open()
	for _, w := range sendings() {
		s.land(h, w)
	}
	all, err := s.store().All()
	if err != nil || s.store().Keyed(all) != nil {
		t.Fatal(err, s.store().Keyed(all))
	}
	other := ingest.NewStore(s.dir, newSite(t).keys)
	if err := other.Keyed(all); err == nil || !strings.Contains(err.Error(), "opens none of the 2 encrypted landings") {
		t.Errorf("error %v", err)
	}
	if err := other.Verify(all[1]); err == nil || !strings.Contains(err.Error(), "encrypted with another key") {
		t.Errorf("error %v", err)
	}
}

// After a kill at any step of landing, the next process finds the folder and the ledger
// of one mind; the same file sent again is neither lost nor doubled.
func TestLandingCutOff(t *testing.T) {
	stages := map[string]func(s *site, l ingest.Landing){
		"half of the bytes":     func(s *site, l ingest.Landing) { s.move(l.Path, ".landing-1"); s.remove(l.Path + ".json") },
		"bytes without a label": func(s *site, l ingest.Landing) { s.remove(l.Path + ".json") },
		"half of the label":     func(s *site, l ingest.Landing) { s.move(l.Path+".json", ".landing-2") },
		"not on record":         func(s *site, l ingest.Landing) {},
	}
	for stage, cut := range stages {
		t.Run(stage, func(t *testing.T) {
			s := newSite(t)
			before := s.open()
			s.land(before, sendings()[0])
			cut(s, first(s.land(before, sendings()[1])))
			h := s.open() // as after a kill before the record
			if c, err := s.store().Files(); err != nil || len(c.Temporary) > 0 || stage == "half of the label" && len(c.Bare) > 0 {
				t.Errorf("left behind: %+v, %v", c, err)
			}
			l, read := s.land(h, sendings()[1])
			if read || l.Number != 2 {
				t.Errorf("number %d, read %t", l.Number, read)
			}
			s.readAll(h)
			if again, read := s.land(h, sendings()[1]); !read || again.Number != 2 {
				t.Errorf("sent again: number %d, read %t", again.Number, read)
			}
			c, err := s.store().Files()
			if err != nil || len(c.Labelled) != 2 || len(c.Bare)+len(c.Lost)+len(c.Temporary) > 0 {
				t.Errorf("%+v, %v", c, err)
			}
			if got := h.one("SELECT string_agg(landing || ' ' || source, ', ' ORDER BY landing) FROM ledger.landing"); got != "1 territories, 2 recognition-persons" {
				t.Errorf("on record: %s", got)
			}
		})
	}
}

func first(l ingest.Landing, _ bool) ingest.Landing { return l }

func (s *site) move(from, to string) {
	s.t.Helper()
	if err := os.Rename(filepath.Join(s.dir, from), filepath.Join(s.dir, to)); err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) remove(name string) {
	s.t.Helper()
	if err := os.Remove(filepath.Join(s.dir, name)); err != nil && !os.IsNotExist(err) {
		s.t.Fatal(err)
	}
}

// What is wrong with labels is named, and the other landings are listed all the same.
func TestDamagedLabels(t *testing.T) {
	for name, tt := range map[string]struct {
		do    func(s *site, path string)
		want  string
		aside int // labels that cannot be read
	}{
		"cut":     {func(s *site, path string) { s.rewrite(path, func(text string) string { return text[:40] }) }, "it is no label", 1},
		"number":  {func(s *site, path string) { s.rewrite(path, replacing(`"number": 2`, `"number": 7`)) }, "changed since it was written", 1},
		"unknown": {func(s *site, path string) { s.rewrite(path, replacing(`"number"`, `"nomber"`)) }, "it is no label", 1},
		"other": {func(s *site, path string) {
			s.move(path, filepath.Join(filepath.Dir(path), "abc"))
			s.move(path+".json", filepath.Join(filepath.Dir(path), "abc.json"))
		}, "belongs to other bytes", 1},
		"no bytes": {func(s *site, path string) { s.remove(path) }, "the file is missing, its label is there", 0},
		"gone":     {func(s *site, path string) { s.remove(path); s.remove(path + ".json") }, "landing 2 is missing", 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			h := s.open()
			var paths []string
			for _, w := range sendings() {
				paths = append(paths, first(s.land(h, w)).Path)
			}
			tt.do(s, paths[1])
			all, err := s.store().All()
			if err == nil || !strings.Contains(err.Error(), tt.want) || len(all) != 3 {
				t.Errorf("%d landings, %v", len(all), err)
			}
			if aside, err := s.store().PutAside(); err != nil || len(aside) != tt.aside {
				t.Errorf("put aside %v, %v", aside, err)
			}
			again := s.open()
			if got := again.one("SELECT count(*) FROM ledger.landing"); got != "3" {
				t.Errorf("%s landings entered", got)
			}
		})
	}
}

func (s *site) rewrite(path string, change func(string) string) {
	s.t.Helper()
	file := filepath.Join(s.dir, path+".json")
	text, err := os.ReadFile(file)
	if err = errors.Join(err, os.WriteFile(file, []byte(change(string(text))), 0o600)); err != nil {
		s.t.Fatal(err)
	}
}

func replacing(old, with string) func(string) string {
	return func(text string) string { return strings.Replace(text, old, with, 1) }
}

// A folder from before there were labels gets them from the ledger.
func TestLabelsAreMadeUpFor(t *testing.T) {
	s := newSite(t)
	h := s.open()
	for _, w := range sendings() {
		s.remove(first(s.land(h, w)).Path + ".json")
	}
	if err := h.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	all, err := s.store().All()
	if err != nil || len(all) != len(sendings()) {
		t.Errorf("%d labels, %v", len(all), err)
	}
	recorded, err := ingest.Landings(t.Context(), h.engine)
	if err != nil || len(recorded) != len(all) {
		t.Fatal(recorded, err)
	}
	for i := range all {
		if a, b := all[i], recorded[i]; !a.At.Equal(b.At) {
			t.Errorf("landed at %s, on record %s", a.At, b.At)
		}
		all[i].At, recorded[i].At = noon, noon
		if all[i] != recorded[i] {
			t.Errorf("label %+v\nrecord %+v", all[i], recorded[i])
		}
	}
}
