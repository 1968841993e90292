package ingest_test

import (
	"bytes"
	"context"
	"database/sql/driver"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/ingest"
	"nsk/schedules/calendar"
	"nsk/warehouse"
)

// An inspection is a warehouse in memory in which cases are tried one after the other.
type inspection struct {
	t         *testing.T
	engine    *warehouse.Engine
	keys      *ingest.Keys
	contracts []*contract.Contract
	folder    string // of the landings
	acts      int
}

// builtIn are the contracts that come with the program, read once. Nobody may change them.
var builtIn = sync.OnceValues(func() ([]*contract.Contract, error) { return contract.Load(contracts.FS) })

// casesInCSV lets every source come as CSV, the simplest form to write a case in. Who adds
// rules changes these copies only.
func casesInCSV(t *testing.T) (all []*contract.Contract) {
	built, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range built {
		c := *b
		c.Dialects = append(slices.Clone(c.Dialects), contract.Dialect{Encoding: "utf-8", Delimiter: ","})
		c.Rules = slices.Clone(c.Rules)
		all = append(all, &c)
	}
	return all
}

func newInspection(t *testing.T, contracts []*contract.Contract) *inspection {
	t.Helper()
	e, err := warehouse.Open(context.Background(), "", warehouse.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	dir := t.TempDir()
	if _, err := ingest.InitKeys(dir); err != nil {
		t.Fatal(err)
	}
	keys, err := ingest.LoadKeys(dir)
	if err != nil {
		t.Fatal(err)
	}
	refer(t, e)
	return &inspection{t: t, engine: e, keys: keys, contracts: contracts}
}

func (in *inspection) ingester() *ingest.Ingester {
	in.folder = in.t.TempDir()
	i, err := ingest.New(context.Background(), in.engine, in.keys, in.folder, in.contracts)
	if err != nil {
		in.t.Fatal(err)
	}
	return i
}

// back takes everything out again that was received from a landing on; the files as well,
// since bytes that lie in the folder keep their number.
func (in *inspection) back(i *ingest.Ingester, from int64) {
	in.t.Helper()
	all, err := ingest.Landings(context.Background(), in.engine)
	for _, l := range all {
		if l.Number >= from {
			path := filepath.Join(in.folder, l.Path)
			err = errors.Join(err, os.Remove(path), os.Remove(path+".json"))
		}
	}
	if err == nil {
		_, err = in.engine.DB().Exec(`DELETE FROM ledger.landing WHERE landing >= ?`, from)
	}
	if err == nil {
		err = i.Replay(context.Background(), from, nil)
	}
	if err != nil {
		in.t.Fatal(err)
	}
}

// next is the number the next landing will at least have.
func (in *inspection) next() (n int64) {
	in.t.Helper()
	if err := in.engine.DB().QueryRow(`SELECT coalesce(max(landing), 0) + 1 FROM ledger.landing`).Scan(&n); err != nil {
		in.t.Fatal(err)
	}
	return n
}

func (in *inspection) receiveAll(i *ingest.Ingester, world []landing, remarks bool) {
	in.t.Helper()
	for n, l := range world {
		if found := in.receive(i, l.Sender, l.Source, l.Rows); len(found) > 0 && !remarks {
			in.t.Errorf("world[%d], %s: not spotless: %v", n, l.Source, found)
		}
	}
}

// receive takes rows in and returns what was found: rule ids, sorted.
func (in *inspection) receive(i *ingest.Ingester, s Sender, source string, rows []record) []string {
	in.t.Helper()
	p, err := contract.ParsePeriod(s.Period)
	if err != nil {
		in.t.Fatalf("%s: %v", source, err)
	}
	at, err := time.Parse(time.DateOnly, s.Landed)
	if err != nil {
		in.t.Fatalf("%s: landed: %v", source, err)
	}
	c := contract.Find(in.contracts, source)
	if c == nil {
		in.t.Fatalf("no source %q", source)
	}
	b := &connectors.Batch{Want: connectors.Want{Provider: s.Provider, Period: p}, Origin: "case", MediaType: connectors.MediaCSV, Body: io.NopCloser(bytes.NewReader(asCSV(in.t, c, rows)))}
	out, err := i.Run(context.Background(), b, source, at.Add(5*time.Hour))
	if err != nil {
		in.t.Fatalf("%s: %v", source, err)
	}
	found, err := ingest.Findings(context.Background(), in.engine, out.Landing.Number)
	if err != nil {
		in.t.Fatal(err)
	}
	var ids []string
	for _, f := range found {
		ids = append(ids, f.Rule)
	}
	slices.Sort(ids)
	return ids
}

func asCSV(t *testing.T, c *contract.Contract, rows []record) []byte {
	t.Helper()
	var names []string
	for _, col := range c.Columns {
		names = append(names, col.Name)
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	lines := [][]string{names}
	for _, r := range rows {
		line := make([]string, len(names))
		for name, v := range r {
			i := slices.Index(names, name)
			if i < 0 {
				t.Fatalf("%s has no column %q", c.Source, name)
			}
			line[i] = v
		}
		lines = append(lines, line)
	}
	if err := w.WriteAll(lines); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// set switches a rule off.
func (in *inspection) set(i *ingest.Ingester, rule string) {
	in.t.Helper()
	in.acts++
	s := &ingest.Setting{Rule: rule, Who: "test", Why: "test", At: time.Unix(int64(in.acts), 0)}
	if _, err := i.Decide(context.Background(), ingest.Act{Setting: s}, "national-body", time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)); err != nil {
		in.t.Fatal(err)
	}
}

// refer fills the built-in lists that rules may read.
func refer(t *testing.T, e *warehouse.Engine) {
	t.Helper()
	regions, err := contract.LoadRegions(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	bodies, err := contract.LoadBodies(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	days, err := calendar.Kazakhstan().Rows()
	if err != nil {
		t.Fatal(err)
	}
	var where, who [][]driver.Value
	for _, r := range regions {
		where = append(where, []driver.Value{r.Code, r.Code + "0000000", r.KK, r.RU, nil})
	}
	for _, b := range bodies {
		who = append(who, []driver.Value{b.ID, b.Kind, b.KK, b.RU})
	}
	for table, rows := range map[string][][]driver.Value{"region": where, "body": who, "day": days} {
		if err := e.Fill(context.Background(), "reference", table, rows); err != nil {
			t.Fatal(err)
		}
	}
}
