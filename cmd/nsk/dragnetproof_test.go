package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"nsk/warehouse"
)

// examples are needles of every kind and encoding, one each.
func (d *dragnet) examples() map[hit]needle {
	all := make(map[hit]needle)
	for _, some := range d.needles {
		for _, n := range some {
			all[hit{what: n.what, as: n.as}] = n
		}
	}
	return all
}

// finds proves the search: needles of every kind and encoding are planted, each in the
// middle of another file of a copy of the folder, and as values of a database.
func (d *dragnet) finds(t *testing.T, dir string) {
	t.Helper()
	copied, all := t.TempDir(), d.examples()
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	files := plainFiles(t, copied)
	for _, n := range all {
		path := files[len(files)-1]
		files = files[:len(files)-1]
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		middle := len(data) / 2
		if err := os.Remove(path); err != nil { // it may be read-only
			t.Fatal(err)
		}
		write(t, path, slices.Concat(data[:middle], n.bytes, data[middle:]))
	}
	hits, _, _, err := d.folder(copied)
	if err != nil {
		t.Fatal(err)
	}
	d.foundAll(t, "the folder", maps.Clone(all), hits)
	d.findsInTables(t, all)
}

// findsInTables plants needles that are texts as values that DuckDB compresses.
func (d *dragnet) findsInTables(t *testing.T, all map[hit]needle) {
	t.Helper()
	e, err := warehouse.Open(context.Background(), t.TempDir(), warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if _, err := e.DB().Exec(`CREATE TABLE raw.planted (v VARCHAR, n BIGINT, s STRUCT(x VARCHAR))`); err != nil {
		t.Fatal(err)
	}
	maps.DeleteFunc(all, func(_ hit, n needle) bool { return !utf8.Valid(n.bytes) || bytes.IndexByte(n.bytes, 0) >= 0 })
	for kind, n := range all {
		number := "NULL"
		if kind.what == "iin" && kind.as == "plain text" {
			number = string(n.bytes)
		}
		q := fmt.Sprintf(`INSERT INTO raw.planted SELECT $1, CASE i WHEN 7 THEN %s END, {'x': $1} FROM range(5000) AS r(i)`, number)
		if _, err := e.DB().Exec(q, "a "+string(n.bytes)+" b"); err != nil {
			t.Fatal(err)
		}
	}
	hits, _, err := d.database("planted", e.DB())
	if err != nil {
		t.Fatal(err)
	}
	for _, column := range []string{`"v"`, `"s"`} {
		if column == `"s"` { // a struct as text doubles backslashes
			maps.DeleteFunc(all, func(kind hit, _ needle) bool { return kind.as == "escapes" })
		}
		d.foundAll(t, column, maps.Clone(all), slices.DeleteFunc(slices.Clone(hits), func(h hit) bool { return !strings.HasSuffix(h.where, column) }))
	}
	if !slices.ContainsFunc(hits, func(h hit) bool { return strings.HasSuffix(h.where, `"n"`) && h.what == "iin" }) {
		t.Error("an IIN that became a number is not found")
	}
}

func (d *dragnet) foundAll(t *testing.T, where string, all map[hit]needle, hits []hit) {
	t.Helper()
	for _, h := range hits {
		delete(all, hit{what: h.what, as: h.as})
	}
	for kind := range all {
		t.Errorf("%s: a planted text of %s in %s is not found", where, kind.what, kind.as)
	}
}

// plainFiles lists the files of a folder that are searched.
func plainFiles(t *testing.T, dir string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() && !strings.HasSuffix(path, ".age") {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
