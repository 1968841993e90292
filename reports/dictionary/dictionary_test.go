package dictionary_test

import (
	"bytes"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/reports"
	"nsk/reports/dictionary"
	"nsk/transform"
	"nsk/warehouse"
)

var made struct {
	sync.Once
	book *dictionary.Book
	err  error
}

// book is the dictionary of what is built in; tests do not change it.
func book(t *testing.T) *dictionary.Book {
	t.Helper()
	made.Do(func() {
		bodies, err := contract.LoadBodies(contracts.FS)
		if err != nil {
			t.Fatal(err)
		}
		made.book, made.err = dictionary.New(t.Context(), dictionary.Input{Contracts: builtIn(t), Bodies: bodies})
	})
	if made.err != nil {
		t.Fatal(made.err)
	}
	return made.book
}

func builtIn(t *testing.T) []*contract.Contract {
	t.Helper()
	all, err := contract.Load(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// queries are all that has columns, by name.
func queries(b *dictionary.Book) map[string][]*dictionary.Column {
	all := map[string][]*dictionary.Column{}
	for _, t := range b.Tables {
		all[t.Name] = t.Columns
	}
	for _, i := range b.Indicators {
		all[i.ID] = i.Columns
	}
	for _, f := range b.Findings {
		all[f.ID] = f.Columns
	}
	return all
}

// Of every model, indicator and finding it is known column by column what it is made from:
// the reader sees the very columns that DuckDB has, and none comes of a whole table.
func TestEveryColumnIsTold(t *testing.T) {
	known := queries(book(t))
	for name, columns := range known {
		for _, c := range columns {
			if c.Whole {
				t.Errorf("%s.%s is told as of the whole of %v", name, c.Name, c.From)
			}
			for _, l := range c.From {
				if l.Column != "" && !slices.ContainsFunc(known[l.Table], func(c *dictionary.Column) bool { return c.Name == l.Column }) {
					t.Errorf("%s.%s is told as of %s.%s, which there is not", name, c.Name, l.Table, l.Column)
				}
			}
		}
	}
}

// What cannot be built without a column of accepted rows is what is said: DuckDB is asked,
// with each column of each source taken away in turn.
func TestWhatBreaksIsNamed(t *testing.T) {
	e, err := warehouse.Open(t.Context(), "", warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	var raw []warehouse.RawTable
	for _, c := range builtIn(t) {
		table := warehouse.RawTable{Name: c.Table()}
		for _, s := range c.Stored() {
			table.Columns = append(table.Columns, warehouse.RawColumn{Name: s.Name, Type: s.SQL})
		}
		raw = append(raw, table)
	}
	if err := e.EnsureRaw(t.Context(), raw); err != nil {
		t.Fatal(err)
	}
	models, err := transform.Load(transform.Models())
	if err != nil {
		t.Fatal(err)
	}
	if err := transform.Run(t.Context(), e.DB(), models); err != nil {
		t.Fatal(err)
	}
	for _, s := range book(t).Sources {
		readers := book(t).Table(s.Table).ReadBy
		for _, c := range s.Columns {
			for _, kept := range c.Kept {
				broken := without(t, e, s.Table, kept, readers)
				for _, m := range readers {
					if slices.Contains(broken, m) != slices.Contains(c.Impact.Named, m) {
						t.Errorf("without %s.%s DuckDB cannot build %v; the dictionary says %v", s.Table, kept, broken, c.Impact.Named)
					}
				}
			}
		}
	}
}

// without are the models that DuckDB cannot bind while a column is missing.
func without(t *testing.T, e *warehouse.Engine, table, column string, readers []string) (broken []string) {
	t.Helper()
	tx, err := e.DB().BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback() //nolint:errcheck // in memory, and meant
	if _, err := tx.Exec("ALTER TABLE " + table + " DROP COLUMN " + warehouse.Quote(column)); err != nil {
		t.Fatal(err)
	}
	for _, name := range readers {
		rows, err := tx.Query("EXPLAIN " + book(t).Table(name).SQL)
		if err != nil {
			broken = append(broken, name)
			continue
		}
		rows.Close()
	}
	return broken
}

// The way of one column, whole: the result of an exam goes into the pass rate, which stands
// in the section on results; the name of a person goes nowhere.
func TestTheWayOfAColumn(t *testing.T) {
	for _, s := range book(t).Sources {
		if s.ID != "recognition-persons" {
			continue
		}
		for _, c := range s.Columns {
			switch c.Name {
			case "result":
				for what, ok := range map[string]bool{
					"indicator E.02": slices.Contains(c.Impact.Indicators, "E.02"), "finding r21": slices.Contains(c.Impact.Findings, "r21"),
					"section on results": slices.Contains(c.Impact.Sections, "current-results"),
					"core.sitting":       slices.ContainsFunc(c.Impact.Values, func(l dictionary.Link) bool { return l.Table == "core.sitting" && l.Column == "result" }),
				} {
					if !ok {
						t.Errorf("result does not lead to %s: %+v", what, c.Impact)
					}
				}
			case "full_name":
				if len(c.Kept)+len(c.Impact.Values)+len(c.Impact.Built.Tables) > 0 {
					t.Errorf("full_name leads to %+v", c.Impact)
				}
			case "iin":
				if !slices.Equal(c.Kept, []string{"person_key"}) || slices.Contains(c.Impact.Indicators, "E.02") {
					t.Errorf("iin: kept %v, leads to %v", c.Kept, c.Impact.Indicators)
				}
			}
		}
	}
}

// The sources that an indicator names in its definition are those that its query reads in
// the end. Those on returns as such read the books.
func TestIndicatorsNameTheirSources(t *testing.T) {
	all, err := reports.Indicators()
	if err != nil {
		t.Fatal(err)
	}
	for n, i := range book(t).Indicators {
		for _, s := range all[n].Sources {
			if i.SQL != "" && s != "ledger" && !slices.Contains(i.Reads, "core.return") && !slices.Contains(i.Sources, s) {
				t.Errorf("%s names %s; its query reads %v", i.ID, s, i.Sources)
			}
		}
	}
}

var (
	hrefs   = regexp.MustCompile(`(?:href|src)="([^"]*)"`)
	anchors = regexp.MustCompile(` id="([^"]*)"`)
)

// Every link of every page leads somewhere, no page asks another host for anything, and a
// page has the same links in both languages.
func TestPagesHoldTogether(t *testing.T) {
	files, err := book(t).Files()
	if err != nil {
		t.Fatal(err)
	}
	links, ids := map[string][]string{}, map[string]bool{}
	for _, f := range files {
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			t.Fatal(err)
		}
		ids[f.Path] = true
		for _, m := range anchors.FindAllSubmatch(b.Bytes(), -1) {
			ids[f.Path+"#"+string(m[1])] = true
		}
		for _, m := range hrefs.FindAllSubmatch(b.Bytes(), -1) {
			links[f.Path] = append(links[f.Path], string(m[1]))
		}
	}
	for page, list := range links {
		for _, l := range list {
			to, anchor, at := strings.Cut(l, "#")
			if to == "" {
				to = page
			} else {
				to = path.Join(path.Dir(page), to)
			}
			if at {
				to += "#" + anchor
			}
			if strings.Contains(l, "://") || !ids[to] {
				t.Errorf("%s leads to %s, which there is not", page, l)
			}
		}
		if sister, ok := strings.CutPrefix(page, "kk/"); ok && len(list) != len(links["ru/"+sister]) {
			t.Errorf("%s has %d links, its sister %d", page, len(list), len(links["ru/"+sister]))
		}
	}
}

// The same program writes the same bytes.
func TestSameBytes(t *testing.T) {
	files, err := book(t).Files()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.Contains(f.Path, "applications") {
			continue
		}
		var a, b bytes.Buffer
		if err := f.Write(&a); err != nil {
			t.Fatal(err)
		}
		if err := f.Write(io.Writer(&b)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a.Bytes(), b.Bytes()) {
			t.Errorf("%s differs from time to time", f.Path)
		}
	}
}
