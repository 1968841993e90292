package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nsk/connectors/synthetic"
	"nsk/reports"
	"nsk/reports/edition"
	"nsk/reports/recount"
	"nsk/schedules/calendar"
	"nsk/warehouse"
)

// A lived year is a rehearsal that ended, with what was planted in it.
type lived struct {
	dir    string
	out    bytes.Buffer
	oracle *synthetic.Oracle
	facts  reports.Publication
	engine *warehouse.Engine // the warehouse, opened again
	db     *sql.DB
	err    error
}

var small = synthetic.Scale{Centres: 20, Applications: 3000}

func (l *lived) live(dir string) {
	l.dir = dir
	a := &app{out: &l.out, err: &l.out, format: "text", now: func() time.Time { return time.Unix(0, 0) }}
	r := &demonstration{dir: dir, year: 2025, seed: 7, scale: small}
	if l.err = a.live(context.Background(), r); l.err != nil {
		return
	}
	l.oracle = synthetic.New(synthetic.Options{Seed: 7, Year: 2025, Scale: small}).Oracle()
	f, err := os.Open(filepath.Join(dir, "annual-2025", "facts.json"))
	if l.err = err; err != nil {
		return
	}
	defer f.Close()
	l.facts, l.err = reports.ReadPublication(f)
}

// The whole way, twice: a year of the republic with keys that differ between the two
// runs. What was planted is found, and nothing else; the documents are the same bytes;
// nobody can be read anywhere.
func TestAYearOfTheRepublic(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("lives a whole year twice, which takes minutes: not with -short, nor with the race detector; make test runs it without")
	}
	var years [2]lived
	var both sync.WaitGroup
	for i := range years {
		dir := t.TempDir()
		both.Go(func() { years[i].live(dir) })
	}
	both.Wait()
	for i := range years {
		if years[i].err != nil {
			t.Fatalf("%v\n%s", years[i].err, years[i].out.String())
		}
	}
	l := &years[0]
	e, err := warehouse.Open(context.Background(), filepath.Join(l.dir, "demo-2025", "data"), warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	l.engine, l.db = e, e.DB()
	nothingForgotten(t, filepath.Join(l.dir, "demo-2025", "data"))
	t.Run("same bytes", func(t *testing.T) { sameBytes(t, years[0].dir, years[1].dir) })
	t.Run("rows planted", l.rowsPlanted)
	t.Run("returns planted", l.returnsPlanted)
	t.Run("findings planted", l.findingsPlanted)
	t.Run("ledger balances", l.ledgerBalances)
	t.Run("standings agree", l.standingsAgree)
	t.Run("nobody readable", l.nobodyReadable)
	t.Run("numbers walk back", l.numbersWalkBack)
	t.Run("indicators recounted", l.indicatorsRecounted)
}

func sameBytes(t *testing.T, a, b string) {
	names := []string{edition.ManifestName}
	m, err := edition.ReadManifest(filepath.Join(a, "annual-2025"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range m.Files {
		names = append(names, f.Name)
	}
	for _, name := range names {
		x, err := os.ReadFile(filepath.Join(a, "annual-2025", name))
		if err != nil {
			t.Fatal(err)
		}
		y, err := os.ReadFile(filepath.Join(b, "annual-2025", name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(x, y) {
			t.Errorf("%s differs between two runs:\n%s", name, firstDifference(x, y))
		}
	}
}

func firstDifference(x, y []byte) string {
	xs, ys := strings.Split(string(x), "\n"), strings.Split(string(y), "\n")
	for i := range min(len(xs), len(ys)) {
		if xs[i] != ys[i] {
			return fmt.Sprintf("line %d\n%.300s\n%.300s", i+1, xs[i], ys[i])
		}
	}
	return "one is longer"
}

// lines runs a query of one text column and returns the sorted rows.
func (l *lived) lines(t *testing.T, query string, args ...any) []string {
	t.Helper()
	rows, err := l.db.Query(query, args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	sort.Strings(all)
	return all
}

var lastDay = calendar.Date(2025, 12, 15)

// planted names the defects of a kind that could be seen by the last day.
func (l *lived) planted(kind string, name func(synthetic.Planted) string) []string {
	seen := make(map[string]bool)
	for _, p := range l.oracle.Of(kind) {
		if p.Seen.IsZero() || p.Seen <= lastDay {
			seen[name(p)] = true
		}
	}
	return sortedKeys(seen)
}

func sortedKeys(set map[string]bool) []string {
	var all []string
	for k := range set {
		all = append(all, k)
	}
	sort.Strings(all)
	return all
}

// Each row that was spoilt is named by its rule, with provider, period and key; no other.
func (l *lived) rowsPlanted(t *testing.T) {
	for kind, rule := range map[string]string{
		synthetic.IINCheckDigit:     "NSK.recognition-persons.iin.007",
		synthetic.BINInsteadOfIIN:   "NSK.recognition-persons.iin.008",
		synthetic.UnknownProfession: "NSK.recognition-persons.profession.006",
		synthetic.UnknownResult:     "NSK.recognition-persons.result.005",
		synthetic.DuplicateRow:      "NSK.recognition-persons.application_no.010",
	} {
		want := l.planted(kind, func(p synthetic.Planted) string { return p.Provider + " " + p.Period + " " + p.Key })
		got := l.lines(t, `SELECT DISTINCT concat_ws(' ', l.provider, l.period, replace(f.sender_key, ' / ', '/'))
			FROM ledger.finding f JOIN ledger.landing l ON l.landing = f.landing WHERE f.rule = ?`, rule)
		if len(want) == 0 {
			t.Errorf("%s: nothing was planted; take a larger republic", kind)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-planted +found):\n%s", kind, d)
		}
	}
}

// Returns that were late, missing, nil, impossible or broken are known as such.
func (l *lived) returnsPlanted(t *testing.T) {
	name := func(p synthetic.Planted) string { return p.Source + " " + p.Provider + " " + p.Period }
	same := func(what string, want, got []string) {
		t.Helper()
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-planted +found):\n%s", what, d)
		}
	}
	const returns = ` FROM core."return" WHERE source IN ('recognition-persons', 'recognition-documents')`
	key := `SELECT concat_ws(' ', source, provider, period)`
	same("nil", l.planted(synthetic.NilReturn, name), l.lines(t, key+returns+` AND content = 'nil'`))
	same("cannot provide", l.planted(synthetic.CannotProvide, name), l.lines(t, key+returns+` AND content = 'cannot_provide'`))
	same("broken", l.planted(synthetic.BrokenFile, name), l.lines(t, key+` FROM ledger.version WHERE verdict = 'refused'`))
	late := l.lines(t, key+` FROM core."return" WHERE timeliness = 'late'`)
	for _, want := range l.planted(synthetic.LateReturn, name) {
		if i := sort.SearchStrings(late, want); i == len(late) || late[i] != want {
			t.Errorf("late return %s is not late in the ledger", want)
		}
	}
	missing := make(map[string]bool)
	for _, s := range l.lines(t, key+` FROM core."return" WHERE expected AND timeliness = 'missing'`) {
		missing[s] = true
	}
	for _, want := range l.planted(synthetic.MissingReturn, name) {
		if strings.HasSuffix(want, "2025-11") || strings.HasSuffix(want, "2025-12") {
			continue // its day had not passed everywhere
		}
		if !missing[want] {
			t.Errorf("missing return %s is not missing in the ledger", want)
		}
	}
}

func (l *lived) keys(rule string) []string {
	set := make(map[string]bool)
	for _, f := range l.facts.Findings {
		if f.Rule == rule {
			set[f.Key] = true
		}
	}
	return sortedKeys(set)
}

// What a report must find, it finds.
func (l *lived) findingsPlanted(t *testing.T) {
	provider := func(p synthetic.Planted) string { return p.Provider }
	for _, tt := range []struct {
		rule, kind string
		name       func(synthetic.Planted) string
	}{
		{"r12", synthetic.ListsContradict, provider},
		{"r21", synthetic.LowPassRate, provider},
		{"r22", synthetic.HighPassRate, provider},
		{"r44", synthetic.ActNotPosted, func(p synthetic.Planted) string { return p.Key }},
		{"r01", synthetic.NoCentreInRegion, func(p synthetic.Planted) string { return p.Key + "/" + p.Also }},
		{"r04", synthetic.OverdueStandard, func(p synthetic.Planted) string { return p.Key }},
	} {
		want := l.planted(tt.kind, tt.name)
		if len(want) == 0 {
			t.Errorf("%s: nothing was planted", tt.kind)
		}
		if d := cmp.Diff(want, l.keys(tt.rule)); d != "" {
			t.Errorf("%s, %s (-planted +found):\n%s", tt.rule, tt.kind, d)
		}
	}
}

// Promise 1, for every file and in total.
func (l *lived) ledgerBalances(t *testing.T) {
	if bad := l.lines(t, `SELECT source || ' ' || provider || ' ' || period FROM ledger.balance WHERE received <> accepted + rejected + duplicate + superseded + out_of_scope`); len(bad) > 0 {
		t.Errorf("unbalanced: %v", bad)
	}
	for _, s := range []string{"recognition_persons", "recognition_documents", "applications", "support_requests"} {
		stored := l.lines(t, `SELECT CAST(count(*) AS VARCHAR) FROM raw.`+s)
		received := l.lines(t, `SELECT CAST(sum(received) AS VARCHAR) FROM ledger.version WHERE verdict <> 'refused' AND source = ?`, strings.ReplaceAll(s, "_", "-"))
		if !cmp.Equal(stored, received) {
			t.Errorf("%s: %v rows stored, %v received", s, stored, received)
		}
	}
	if left := l.lines(t, `SELECT landing_id FROM ledger.landing l ANTI JOIN ledger.version v ON v.landing = l.landing`); len(left) > 0 {
		t.Errorf("landed but not read: %v", left)
	}
}

// Any number of the report is explained down to landings whose bytes are there.
func (l *lived) numbersWalkBack(t *testing.T) {
	for i := 0; i < len(l.facts.Facts); i += len(l.facts.Facts)/7 + 1 {
		id := l.facts.Facts[i].ID
		var out bytes.Buffer
		a := &app{out: &out, err: &out, format: "text", now: time.Now, configFile: filepath.Join(l.dir, "demo-2025", "nsk.yaml")}
		if err := a.walkBack(context.Background(), id, filepath.Join(l.dir, "annual-2025", "facts.json"), false); err != nil {
			t.Errorf("%s: %v", id, err)
		}
		for _, want := range []string{"fact  ", "release  ", "SELECT", "sha256"} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("explain %s says nothing of %q:\n%s", id, want, out.String())
			}
		}
		for _, path := range regexp.MustCompile(`(?m)^    (/.*)$`).FindAllStringSubmatch(out.String(), -1) {
			if !exists(path[1]) {
				t.Errorf("explain %s names %s, which is not there", id, path[1])
			}
		}
	}
}

// Every indicator is counted a second time, in plain loops over the rows as they arrived, and the
// queries of the catalogue give the same.
func (l *lived) indicatorsRecounted(t *testing.T) {
	release, err := warehouse.OpenRelease(t.Context(), filepath.Join(l.dir, "demo-2025", "data"), l.facts.Release, warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer release.Close()
	r, err := recount.Load(t.Context(), l.db, release, calendar.Kazakhstan())
	if err != nil {
		t.Fatal(err)
	}
	lines, compared, err := r.All().Differences(t.Context(), release)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		t.Error(line)
	}
	if compared < 500 {
		t.Errorf("only %d figures compared", compared)
	}
}
