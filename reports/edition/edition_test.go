package edition_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"nsk/reports/edition"
	"nsk/reports/pdf"
	"nsk/warehouse"
)

// shown is a folder to leave the files in, for a look at them.
func folder(t *testing.T) string {
	t.Helper()
	if dir := os.Getenv("NSK_SHOW"); dir != "" {
		return dir
	}
	return t.TempDir()
}

// Two analyses of two databases, written in different time zones and languages of the
// machine, are the same bytes in every format.
func TestSameBytes(t *testing.T) {
	formats, missing := edition.Possible()
	if missing != nil {
		t.Log(missing)
	}
	dirs := [2]string{folder(t), t.TempDir()}
	for i, zone := range []string{"Asia/Almaty", "America/Adak"} {
		t.Setenv("TZ", zone)
		t.Setenv("LC_ALL", []string{"C", "kk_KZ.UTF-8"}[i])
		r := result(t)
		if i > 0 {
			r = another(t)
		}
		m, err := edition.Write(context.Background(), r, dirs[i], edition.Options{Formats: formats})
		if err != nil {
			t.Fatal(err)
		}
		if wrong, err := m.Check(dirs[i]); err != nil || len(wrong) > 0 {
			t.Errorf("the manifest does not know %v, %v", wrong, err)
		}
	}
	m, err := edition.ReadManifest(dirs[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range append(m.Files, edition.File{Name: edition.ManifestName}) {
		a, b := contents(t, dirs[0], f.Name), contents(t, dirs[1], f.Name)
		if !bytes.Equal(a, b) {
			t.Errorf("%s differs between two runs", f.Name)
		}
	}
}

func contents(t *testing.T, dir, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func written(t *testing.T, formats ...edition.Format) (string, edition.Manifest) {
	t.Helper()
	dir := t.TempDir()
	m, err := edition.Write(context.Background(), result(t), dir, edition.Options{Formats: formats})
	if err != nil {
		t.Fatal(err)
	}
	return dir, m
}

// The machine tables hold what the report says, with its ids: CSV and Parquet the same rows.
func TestMachineTables(t *testing.T) {
	dir, _ := written(t, edition.Data)
	r := result(t)
	db, err := warehouse.Scratch(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for table, want := range map[string]int{"facts": len(r.Facts), "findings": len(r.Findings), "recommendations": len(r.Recommendations)} {
		for _, ext := range []string{"csv", "parquet"} {
			var n, ids int
			id := strings.TrimSuffix(table, "s") + "_id"
			scan(t, db, "SELECT count(*), count(DISTINCT "+id+") FROM "+warehouse.Literal(filepath.Join(dir, "annex", table+"."+ext)), &n, &ids)
			if n != want || ids != want {
				t.Errorf("%s.%s: %d rows with %d ids, want %d", table, ext, n, ids, want)
			}
		}
	}
	var value string
	var number float64
	scan(t, db, "SELECT value, number FROM "+warehouse.Literal(filepath.Join(dir, "annex", "facts.parquet"))+" WHERE fact_id = 'E.02'", &value, &number)
	for _, f := range r.Facts {
		if f.ID == "E.02" && f.Value != value {
			t.Errorf("E.02 is %s in the annex and %s in the report", value, f.Value)
		}
	}
}

func scan(t *testing.T, db *sql.DB, query string, to ...any) {
	t.Helper()
	if err := db.QueryRow(query).Scan(to...); err != nil {
		t.Fatalf("%v\n%s", err, query)
	}
}

// The workbook has typed numbers beside the ids of their facts, frozen headings, and sheets of
// facts, definitions and symbols.
func TestWorkbook(t *testing.T) {
	dir, _ := written(t, edition.XLSX)
	f, err := excelize.OpenFile(filepath.Join(dir, "annex.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sheets := f.GetSheetList()
	numbers := 0
	for _, sheet := range sheets {
		panes, err := f.GetPanes(sheet)
		if err != nil || !panes.Freeze {
			t.Errorf("%s has no frozen headings (%v)", sheet, err)
		}
		numbers += numbersWithIDs(t, f, sheet)
	}
	if numbers < 500 {
		t.Errorf("%d numbers with ids, want 500 or more", numbers)
	}
	for _, want := range []string{"Мазмұны · Содержание", "1-кесте · Таблица 1", "Фактілер · Факты", "Анықтамалар · Определения", "Белгілер · Обозначения"} {
		if i, err := f.GetSheetIndex(want); err != nil || i < 0 {
			t.Errorf("no sheet %q among %v", want, sheets)
		}
	}
}

// numbersWithIDs counts the numbers of a sheet of a table; each must have an id in its row.
func numbersWithIDs(t *testing.T, f *excelize.File, sheet string) int {
	t.Helper()
	if !strings.Contains(sheet, "-кесте") {
		return 0
	}
	rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	n, heads := 0, rows[2]
	for i, row := range rows[4:] {
		for k := range row {
			cell, _ := excelize.CoordinatesToCellName(k+1, i+5)
			kind, err := f.GetCellType(sheet, cell)
			if err != nil {
				t.Fatal(err)
			}
			if kind != excelize.CellTypeNumber && kind != excelize.CellTypeUnset || row[k] == "" || strings.HasPrefix(heads[k], "ID: ") {
				continue
			}
			n++
			if at := indexOf(heads, "ID: "+heads[k]); at < 0 || at >= len(row) || row[at] == "" {
				t.Errorf("%s %s: %s has no id", sheet, cell, row[k])
			}
		}
	}
	return n
}

func indexOf(list []string, s string) int {
	for i, v := range list {
		if v == s {
			return i
		}
	}
	return -1
}

// Without Chromium the other formats are written and the reason is told; a PDF asked for by
// name is an error.
func TestWithoutChromium(t *testing.T) {
	t.Setenv(pdf.Variable, "/nowhere/chromium")
	var missing error
	opt := edition.Options{Formats: []edition.Format{edition.PDF, edition.JSON}, Missing: func(err error) { missing = err }}
	m, err := edition.Write(context.Background(), result(t), t.TempDir(), opt)
	if err != nil || !errors.Is(missing, pdf.ErrNoChromium) || len(m.Files) != 1 {
		t.Errorf("files %v, told %v, error %v", m.Files, missing, err)
	}
	opt.Missing = nil
	if _, err := edition.Write(context.Background(), result(t), t.TempDir(), opt); !errors.Is(err, pdf.ErrNoChromium) {
		t.Errorf("got %v", err)
	}
}
