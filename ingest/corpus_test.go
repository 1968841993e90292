package ingest_test

import (
	"bytes"
	"context"
	"database/sql"
	"flag"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/ingest"
	"nsk/warehouse"
)

var update = flag.Bool("update", false, "rewrite what is wanted in testdata/corpus")

// Files as they really come. Each archive says what it shows, holds a file and what must
// come of it: every value that is read, or the fault with its place and its words. The
// file stands there as it is, as quoted Go texts line by line (.quoted), or is made: a
// workbook from a description (.yaml), Parquet from a query (.sql). Lines "Name: value"
// under the sentence say how: Encoding, Ends, Cut (bytes that are left), Called (the
// extension it comes with), Contract.
func TestCorpus(t *testing.T) {
	paths, err := filepath.Glob("testdata/corpus/*.txtar")
	if err != nil || len(paths) < 110 {
		t.Fatalf("%d files, %v", len(paths), err)
	}
	h := newCorpus(t)
	for _, p := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(p), ".txtar"), func(t *testing.T) { h.check(t, p) })
	}
}

// A corpus is an ingester over the variants of the contract cells.
type corpus struct {
	*ingest.Ingester
	engine    *warehouse.Engine
	contracts []*contract.Contract
	messages  *ingest.Messages
	n         int
}

func newCorpus(t testing.TB) *corpus {
	t.Helper()
	ctx := context.Background()
	e, err := warehouse.Open(ctx, "", warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	h := &corpus{engine: e, contracts: variants(t)}
	dir := t.TempDir()
	if _, err := ingest.InitKeys(dir); err != nil {
		t.Fatal(err)
	}
	keys, err := ingest.LoadKeys(dir)
	if err != nil {
		t.Fatal(err)
	}
	if h.Ingester, err = ingest.New(ctx, e, keys, t.TempDir(), h.contracts); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Ingester.Close() })
	if h.messages, err = ingest.LoadMessages(h.contracts); err != nil {
		t.Fatal(err)
	}
	return h
}

// variants are the contract cells and others that differ in form only.
func variants(t testing.TB) []*contract.Contract {
	t.Helper()
	all, err := contract.Load(os.DirFS("testdata/corpus"))
	if err != nil || len(all) != 1 {
		t.Fatalf("%d contracts, %v", len(all), err)
	}
	for source, form := range map[string]contract.Contract{
		"cells-ansi":  {Dialects: []contract.Dialect{{Encoding: "windows-1251", Delimiter: ";"}}},
		"cells-wide":  {Dialects: []contract.Dialect{{Encoding: "utf-16", Delimiter: "\t"}}},
		"cells-piped": {Dialects: []contract.Dialect{{Encoding: "utf-8", Delimiter: "|"}}},
		"cells-both":  {Dialects: []contract.Dialect{{Encoding: "utf-8", Delimiter: ","}, {Encoding: "windows-1251", Delimiter: ";"}}},
		"cells-lines": {JSON: &contract.JSONShape{Lines: true}},
		"cells-pages": {JSON: &contract.JSONShape{Rows: "content"}},
		"cells-xml":   {XML: &contract.XMLShape{Rows: "list.item"}},
		"cells-ended": {JSON: &contract.JSONShape{Rows: "content"}, Deleted: "_deleted"},
		"cells-gone":  {XML: &contract.XMLShape{Rows: "list.item"}, Deleted: "t=удалено"},
	} {
		c := *all[0]
		c.Source, c.Dialects, c.JSON, c.XML, c.XLSX, c.Deleted = source, form.Dialects, form.JSON, form.XML, nil, form.Deleted
		all = append(all, &c)
	}
	return all
}

// A piece is an archive of the corpus.
type piece struct {
	says map[string]string
	name string // extension of the file
	body []byte
	want string
}

func (h *corpus) check(t *testing.T, name string) {
	ar, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	p := h.piece(t, ar)
	got := h.read(t, p)
	if *update {
		ar.Files[len(ar.Files)-1].Data = []byte(got)
		if err := os.WriteFile(name, txtar.Format(ar), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got != p.want {
		t.Errorf("%sgot\n%swant\n%s", ar.Comment, got, p.want)
	}
}

func (h *corpus) piece(t testing.TB, ar *txtar.Archive) piece {
	t.Helper()
	last := ar.Files[len(ar.Files)-1]
	if len(ar.Files) < 2 || last.Name != "want" || len(ar.Comment) < 8 {
		t.Fatal("an archive has a sentence, a file, and what is wanted")
	}
	p := piece{says: make(map[string]string), name: ar.Files[0].Name, want: string(last.Data)}
	for line := range strings.Lines(string(ar.Comment)) {
		if k, v, ok := strings.Cut(strings.TrimSpace(line), ": "); ok && !strings.Contains(k, " ") {
			p.says[k] = v
		}
	}
	p.body = made(t, h.engine.DB(), ar)
	p.name = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(p.name, ".quoted"), ".yaml"), ".sql")
	p.body = p.written(t)
	return p
}

// written is the body with ends, encoding and length as the archive says.
func (p piece) written(t testing.TB) []byte {
	t.Helper()
	out := p.body
	if ends, ok := map[string]string{"CRLF": "\r\n", "CR": "\r"}[p.says["Ends"]]; ok {
		out = bytes.ReplaceAll(out, []byte("\n"), []byte(ends))
	}
	if e, ok := map[string]encoding.Encoding{
		"windows-1251":      charmap.Windows1251,
		"utf-16le":          unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM),
		"utf-16be":          unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
		"utf-16le with BOM": unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
		"utf-16be with BOM": unicode.UTF16(unicode.BigEndian, unicode.UseBOM),
	}[p.says["Encoding"]]; ok {
		var err error
		if out, err = encoding.ReplaceUnsupported(e.NewEncoder()).Bytes(out); err != nil {
			t.Fatal(err)
		}
		if p.says["Encoding"] == "windows-1251" {
			out = bytes.ReplaceAll(out, []byte{0x1a}, []byte{'?'}) // as spreadsheets do
		}
	}
	if n, err := strconv.Atoi(p.says["Cut"]); err == nil {
		out = out[:n]
	}
	return out
}

var mediaTypes = map[string]string{
	"csv": connectors.MediaCSV, "json": connectors.MediaJSON, "jsonl": connectors.MediaJSONLines, "jsonseq": connectors.MediaJSONSeq,
	"xml": connectors.MediaXML, "xlsx": connectors.MediaXLSX, "parquet": connectors.MediaParquet, "declaration": connectors.MediaDeclaration,
}

// read takes the piece in, each as a return of a provider of its own, and tells all that
// came of it.
func (h *corpus) read(t testing.TB, p piece) string {
	t.Helper()
	source, media := p.says["Contract"], p.says["Called"]
	if source == "" {
		source = "cells"
	}
	if media == "" {
		media = p.name
	}
	out := h.take(t, source, mediaTypes[media], p.body)
	return h.rows(t, out) + h.found(t, out)
}

func (h *corpus) take(t testing.TB, source, media string, body []byte) ingest.Outcome {
	t.Helper()
	h.n++
	period, _ := contract.ParsePeriod("2025-03")
	b := &connectors.Batch{Want: connectors.Want{Provider: fmt.Sprint(h.n), Period: period}, MediaType: media, Body: io.NopCloser(bytes.NewReader(body))}
	out, err := h.Run(context.Background(), b, source, noon)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// rows writes down the rows that count, every value that is there.
func (h *corpus) rows(t testing.TB, out ingest.Outcome) string {
	t.Helper()
	var b strings.Builder
	c := contract.Find(h.contracts, out.Landing.Source)
	fmt.Fprintf(&b, "%s, received %d, accepted %d, rejected %d, duplicate %d\n", out.Verdict, out.Received, out.Accepted, out.Rejected, out.Duplicate)
	if out.Content != "" && out.Content != "data" {
		fmt.Fprintln(&b, "content", out.Content)
	}
	rows, err := h.engine.DB().Query(`SELECT if(_state = 5, 'deleted', 'row'), _row, k, t, CAST(n AS VARCHAR), CAST(x AS VARCHAR), CAST(d AS VARCHAR), CAST("at" AS VARCHAR), CAST(b AS VARCHAR), code, bin, left(person_key, 0)
		FROM raw."`+c.Table()+`" WHERE _landing = ? AND _state IN (0, 5) ORDER BY _row`, out.Landing.Number)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	names := []string{"k", "t", "n", "x", "d", "at", "b", "code", "bin", "iin"}
	for rows.Next() {
		var n int64
		var is string
		cells := make([]*string, len(names))
		into := []any{&is, &n}
		for i := range cells {
			into = append(into, &cells[i])
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s %d:", is, n)
		for i, cell := range cells {
			if cell != nil {
				fmt.Fprintf(&b, " %s=%s", names[i], shown(*cell))
			}
		}
		fmt.Fprintln(&b)
	}
	return b.String()
}

// shown quotes a text; of a long one only the beginning and the length.
func shown(s string) string {
	q := strconv.Quote(s)
	if n := utf8.RuneCountInString(s); n > 200 {
		return fmt.Sprintf("%.40s…(%d)", q, n)
	}
	return q
}

// found writes down the findings, those about the whole file in words.
func (h *corpus) found(t testing.TB, out ingest.Outcome) string {
	t.Helper()
	all, err := ingest.Findings(context.Background(), h.engine, out.Landing.Number)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	c := contract.Find(h.contracts, out.Landing.Source)
	for _, f := range all {
		fmt.Fprintf(&b, "%s %d: %s %s\n", f.Severity, f.Row, strings.TrimPrefix(f.Rule, "NSK."+c.Source+"."), shown(f.Value))
		if f.Row == 0 {
			what, fix := h.messages.Say(c, f)
			fmt.Fprintf(&b, "  ru: %s → %s\n  kk: %s → %s\n", what.RU, fix.RU, what.KK, fix.KK)
		}
	}
	return b.String()
}

// made is the file that the first section of an archive is or describes.
func made(t testing.TB, db *sql.DB, ar *txtar.Archive) []byte {
	t.Helper()
	f := ar.Files[0]
	switch path.Ext(f.Name) {
	case ".quoted":
		return unquoted(t, f.Data)
	case ".yaml":
		return workbook(t, ar)
	case ".sql":
		return parquetOf(t, db, string(f.Data))
	}
	return f.Data
}

func unquoted(t testing.TB, text []byte) []byte {
	t.Helper()
	var out []byte
	for line := range strings.Lines(string(text)) {
		s, err := strconv.Unquote(strings.TrimSpace(line))
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		out = append(out, s...)
	}
	return out
}
