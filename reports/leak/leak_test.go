package leak

import (
	"archive/zip"
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/duckdb/duckdb-go/v2"
	"github.com/xuri/excelize/v2"

	"nsk/reports"
	"nsk/reports/disclosure"
	"nsk/warehouse"
)

// secret is the protected fact of the tests: three people failed in region 11.
const secret = "E.02/region=11"

const page = `<!doctype html><html lang="ru"><body>
<figure id="table-pass"><table><thead><tr><th>Регион</th><th>Доля сдавших</th></tr></thead><tbody>
<tr><th>Абай</th><td><data class="fact" value="70" data-fact="E.02/region=10">70%</data></td></tr>
<tr><th>Акмола</th><td><data class="fact" value="" data-fact="E.02/region=11"></data><abbr class="status" title="скрыто">c</abbr></td></tr>
</tbody></table></figure>
<figure id="pass"><div role="img" aria-label="Сдавшие. Доля сдавших: Абай – 70; Акмола – c."><svg><text>70</text><text>c</text><text>50</text></svg></div></figure>
</body></html>`

const facts = `{"release": "r", "facts": [{"id": "E.02/region=10", "indicator": "E.02", "by": "region", "key": "10", "window": "now", "numerator": 70, "denominator": 100, "value": "70", "unit": "percent"},
 {"id": "E.02/region=11", "indicator": "E.02", "by": "region", "key": "11", "window": "now", "status": "c", "coverage": "98.6", "unit": "percent"}]}`

const table = "fact_id,indicator,value,numerator,denominator,coverage_percent\nE.02/region=10,E.02,70,70,100,98.6\nE.02/region=11,E.02,,,,98.6\n"

const word = `<w:document xmlns:w="w"><w:sdt><w:sdtPr><w:tag w:val="E.02/region=11"/></w:sdtPr><w:sdtContent><w:t>c</w:t></w:sdtContent></w:sdt>
<w:docPr descr="Сдавшие. Доля сдавших: Абай – 70; Акмола – c."/></w:document>`

// files is a report without a leak, as files of every kind.
func files(t *testing.T) map[string][]byte {
	t.Helper()
	return map[string][]byte{
		"report.ru.html": []byte(page), "facts.json": []byte(facts), "annex/facts.csv": []byte(table),
		"report.ru.docx": zipped(t, word), "annex.xlsx": workbook(t, "c", ""), "annex/facts.parquet": parquet(t, "NULL"),
	}
}

func zipped(t *testing.T, document string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(document)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func workbook(t *testing.T, shown, numerator string) []byte {
	t.Helper()
	f := excelize.NewFile()
	if _, err := f.NewSheet("facts"); err != nil {
		t.Fatal(err)
	}
	for sheet, rows := range map[string][][]any{
		"Sheet1": {{"Регион", "Доля", "ID: Доля"}, {"Абай", 70, "E.02/region=10"}, {"Акмола", shown, secret}},
		"facts":  {{"ID", "Мән · Значение", "Алым · Числитель", "Қамту, % · Охват, %"}, {secret, "", numerator, "98.6"}},
	} {
		for i, row := range rows {
			cell, err := excelize.CoordinatesToCellName(1, i+1)
			if err != nil {
				t.Fatal(err)
			}
			if err := f.SetSheetRow(sheet, cell, &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func parquet(t *testing.T, numerator string) []byte {
	t.Helper()
	db, err := warehouse.Scratch(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	name := filepath.Join(t.TempDir(), "facts.parquet")
	_, err = db.Exec("COPY (SELECT '" + secret + "' AS fact_id, " + numerator + "::BIGINT AS numerator, 98.6 AS coverage_percent) TO '" + name + "' (FORMAT parquet)")
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func find(t *testing.T, all map[string][]byte, s Secrets) []Leak {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "annex"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, data := range all {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	leaks, _, err := Find(context.Background(), dir, s)
	if err != nil {
		t.Fatal(err)
	}
	return leaks
}

// A number planted in any place of any file is found, with and without the true numbers; the
// report as it is has none.
func TestPlantedLeaks(t *testing.T) {
	for _, tt := range []struct{ name, file, old, planted string }{
		{"nothing", "", "", ""},
		{"a cell", "report.ru.html", `data-fact="E.02/region=11"></data>`, `data-fact="E.02/region=11">91%</data>`},
		{"the value of an element", "report.ru.html", `value="" data-fact="E.02/region=11"`, `value="91" data-fact="E.02/region=11"`},
		{"the tooltip of a cell", "report.ru.html", `<td><data class="fact" value="" `, `<td title="3 из 33"><data class="fact" value="" `},
		{"a text alternative", "report.ru.html", `Акмола – c.`, `Акмола – 91.`},
		{"a label of a drawing", "report.ru.html", `<text>c</text>`, `<text>91</text>`},
		{"a tooltip of a drawing", "report.ru.html", `<text>c</text>`, `<title>Акмола: 91</title>`},
		{"a script", "report.ru.html", `</body>`, `<script>var d = {"E.02/region=11": {"value": 91}}</script></body>`},
		{"a comment", "report.ru.html", `</body>`, `<!-- E.02/region=11: 3 --></body>`},
		{"a data attribute", "report.ru.html", `<figure id="pass">`, `<figure id="pass" data-points='{"E.02/region=11":91}'>`},
		{"facts.json", "facts.json", `"status": "c"`, `"status": "c", "numerator": 3`},
		{"a bound in facts.json", "facts.json", `"status": "c"`, `"status": "c", "bound_high": "93"`},
		{"a value in facts.json", "facts.json", `"status": "c"`, `"status": "c", "value": "91"`},
		{"an interval in facts.json", "facts.json", `"status": "c"`, `"status": "c", "interval_low": "76"`},
		{"a number of cases in facts.json", "facts.json", `"status": "c"`, `"status": "c", "denominator": 33`},
		{"CSV", "annex/facts.csv", "E.02/region=11,E.02,,,", "E.02/region=11,E.02,,30,33"},
		{"Word, a control", "report.ru.docx", "<w:t>c</w:t>", "<w:t>91</w:t>"},
		{"Word, a description", "report.ru.docx", "Акмола – c.", "Акмола – 91."},
		{"workbook, a table", "annex.xlsx", "91", ""},
		{"workbook, facts", "annex.xlsx", "c", "30"},
		{"Parquet", "annex/facts.parquet", "30", ""},
	} {
		for mode, s := range map[string]Secrets{
			"with the release": {secret: {True: []string{"30", "33", "3", "91"}, Coverage: "98.6"}},
			"numbers alone":    {secret: {Coverage: "98.6"}},
		} {
			t.Run(tt.name+", "+mode, func(t *testing.T) {
				all := files(t)
				switch tt.file {
				case "":
				case "report.ru.docx":
					all[tt.file] = zipped(t, strings.Replace(word, tt.old, tt.planted, 1))
				case "annex.xlsx":
					all[tt.file] = workbook(t, tt.old, tt.planted)
				case "annex/facts.parquet":
					all[tt.file] = parquet(t, tt.old)
				default:
					all[tt.file] = []byte(strings.Replace(string(all[tt.file]), tt.old, tt.planted, 1))
				}
				leaks := find(t, all, s)
				if tt.file == "" {
					if len(leaks) > 0 {
						t.Errorf("a clean report leaks: %v", leaks)
					}
					return
				}
				if len(leaks) == 0 || leaks[0].Fact != secret || !strings.HasSuffix(leaks[0].File, tt.file) || leaks[0].Place == "" || leaks[0].How == "" {
					t.Errorf("not found or not named: %v", leaks)
				}
			})
		}
	}
}

// What is published gives a protected number away by subtraction: the country less all
// other regions.
func TestSubtraction(t *testing.T) {
	n := func(v int64) *int64 { return &v }
	region := func(key string, v *int64) reports.Fact {
		f := reports.Fact{ID: "E.01/region=" + key, Indicator: "E.01", By: "region", Key: key, Window: reports.Now, Numerator: v, Unit: reports.Count}
		if v == nil {
			f.Status = reports.Protected
		}
		return f
	}
	nation := reports.Fact{ID: "E.01", Indicator: "E.01", By: "nation", Key: reports.Nation, Window: reports.Now, Numerator: n(103), Unit: reports.Count}
	p := reports.Publication{From: "2025-01-01", To: "2025-10-31", PrevFrom: "2024-01-01", PrevTo: "2024-10-31",
		Facts: []reports.Fact{nation, region("10", n(60)), region("11", nil), region("15", n(40))}}
	a, err := reports.AttackNumbers(p, safety())
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Follows) != 1 || !strings.Contains(a.Follows[0].Fact, "region=11") || !strings.HasSuffix(a.Follows[0].How, "= 3") {
		t.Errorf("got %v", a.Follows)
	}
	p.Facts[3] = region("15", nil)
	if a, err = reports.AttackNumbers(p, safety()); err != nil || len(a.Follows) > 0 {
		t.Errorf("with a second region hidden nothing follows: %v (%v)", a.Follows, err)
	}
}

func safety() disclosure.Settings { return disclosure.Default() }
