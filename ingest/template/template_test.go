package template_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/ingest"
	"nsk/ingest/ingesttest"
	"nsk/ingest/template"
)

const bin = "940140000385"

// all are the built-in contracts. Where a centre's contract names no sheet yet, it gets one.
func all(t *testing.T) []*contract.Contract {
	t.Helper()
	all, err := contract.Load(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		if c.XLSX == nil && c.Provider == contract.KindCentre {
			c.XLSX = &contract.XLSXShape{Sheet: "Мәліметтер"}
		}
	}
	return all
}

func input(t *testing.T, source, lang string) template.Input {
	t.Helper()
	c := contract.Find(all(t), source)
	regions, err := contract.LoadRegions(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	return template.Input{
		Contract: c, Lang: lang, Regions: regions,
		Period:   contract.PeriodOf(c.Cadence, time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)),
		Provider: template.Provider{BIN: bin, Name: contract.Text{RU: "ТОО «Маман»", KK: "«Маман» ЖШС"}},
		Scope: []template.Line{
			{Profession: "5120-1-001", Level: 4, Name: contract.Text{RU: "Повар", KK: "Аспаз"}},
			{Profession: "2635-1-001", Level: 5, Name: contract.Text{RU: "Социальный работник", KK: "Әлеуметтік қызметкер"}},
			{Profession: "5120-1-001", Level: 3, Name: contract.Text{RU: "Повар", KK: "Аспаз"}},
		},
	}
}

func workbook(t *testing.T, in template.Input) (*excelize.File, []byte) {
	t.Helper()
	var b bytes.Buffer
	if err := template.Write(&b, in); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f, b.Bytes()
}

// person and document are what a user types, by technical name.
var (
	day    = time.Date(2025, 3, 14, 0, 0, 0, 0, time.UTC)
	person = map[string]any{
		"application_no": "CE-2025-0000001", "attempt": 1, "iin": "000228100007", "full_name": "Ахметова Айгүл", "birth_date": time.Date(2000, 2, 28, 0, 0, 0, 0, time.UTC),
		"sex": "m", "home_kato": "750000000", "profession": "2635-1-001", "level": 5, "exam_region": "75", "exam_date": day, "result": "passed",
		"protocol_no": "012", "protocol_date": day, "lang": "kk",
	}
	document = map[string]any{
		"serial": "AB000000001", "action": "issued", "action_date": day, "application_no": "CE-2025-0000001", "iin": "000228100007",
		"full_name": "Ахметова Айгүл", "profession": "5120-1-001", "level": 4, "expires_on": time.Date(2030, 3, 14, 0, 0, 0, 0, time.UTC),
	}
)

// fill types rows in as a user does, and then does what a spreadsheet does on its own: it
// works out the formulas, whose values are all that a file is read for.
func fill(t *testing.T, f *excelize.File, c *contract.Contract, rows ...map[string]any) []byte {
	t.Helper()
	set := func(at string, v any) {
		if err := f.SetCellValue(c.XLSX.Sheet, at, v); err != nil {
			t.Fatal(err)
		}
	}
	for n, row := range rows {
		for i, col := range c.Columns {
			at, _ := excelize.CoordinatesToCellName(i+1, n+2)
			if v, ok := row[col.Name]; ok {
				style, err := f.GetCellStyle(c.XLSX.Sheet, at)
				if err != nil {
					t.Fatal(err)
				}
				set(at, v)
				if err := f.SetCellStyle(c.XLSX.Sheet, at, at, style); err != nil { // the library would reformat a date
					t.Fatal(err)
				}
			}
		}
	}
	for n := range rows {
		i := slices.IndexFunc(c.Columns, func(col contract.Column) bool { return col.Name == "centre_bin" })
		at, _ := excelize.CoordinatesToCellName(i+1, n+2)
		v, err := f.CalcCellValue(c.XLSX.Sheet, at)
		if err != nil {
			t.Fatal(err)
		}
		set(at, v)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// send reads a workbook as it would be read on arrival, in an empty warehouse.
func send(t *testing.T, c *contract.Contract, p contract.Period, data []byte) (ingest.Outcome, string) {
	t.Helper()
	ctx := context.Background()
	e := ingesttest.Engine(t)
	if _, err := e.DB().Exec(`INSERT INTO reference.region (region) VALUES ('75')`); err != nil {
		t.Fatal(err)
	}
	contracts := all(t)
	for i := range contracts {
		if contracts[i].Source == c.Source {
			contracts[i] = c
		}
	}
	in := ingesttest.Ingester(t, e, contracts)
	b := &connectors.Batch{Want: connectors.Want{Provider: bin, Period: p}, MediaType: connectors.MediaXLSX, Origin: "test", Body: io.NopCloser(bytes.NewReader(data))}
	out, err := in.Run(ctx, b, c.Source, time.Date(2025, 4, 7, 12, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	all, err := ingest.Findings(ctx, e, out.Landing.Number)
	if err != nil {
		t.Fatal(err)
	}
	var s strings.Builder
	for _, f := range all {
		fmt.Fprintf(&s, "%d %s %s %s\n", f.Row, f.Rule, f.Severity, f.Value)
	}
	return out, s.String()
}

// A template that was filled in is accepted without findings, whichever language its
// headers are in; the centre's BIN, the zeros and the dates arrive.
func TestAFilledTemplateIsAccepted(t *testing.T) {
	second := map[string]any{"application_no": "CE-2025-0000002", "iin": "000228200003", "sex": "f", "result": "failed"}
	for k, v := range person {
		if second[k] == nil {
			second[k] = v
		}
	}
	for _, lang := range []string{"kk", "ru"} {
		for source, rows := range map[string][]map[string]any{"recognition-persons": {person, second}, "recognition-documents": {document}} {
			in := input(t, source, lang)
			f, _ := workbook(t, in)
			out, findings := send(t, in.Contract, in.Period, fill(t, f, in.Contract, rows...))
			if n := int64(len(rows)); out.Verdict != ingest.Accepted || out.Received != n || out.Accepted != n || findings != "" {
				t.Errorf("%s, headers in %s: %s, %+v\n%s", source, lang, out.Verdict, out.Counts, findings)
			}
		}
	}
}

// A template sent as it is gets a clear fault; it is no nil return.
func TestAnEmptyTemplateIsRefused(t *testing.T) {
	for _, source := range []string{"recognition-persons", "recognition-documents"} {
		in := input(t, source, "ru")
		_, data := workbook(t, in)
		out, findings := send(t, in.Contract, in.Period, data)
		if out.Verdict != ingest.Refused || out.Content == "nil" || !strings.Contains(findings, "NSK."+source+".file.906 file") {
			t.Errorf("%s: %s, content %q\n%s", source, out.Verdict, out.Content, findings)
		}
	}
}

// choices follows the drop-down list of a column to the codes it shows.
func choices(t *testing.T, f *excelize.File, c *contract.Contract, column string) []string {
	t.Helper()
	i := slices.IndexFunc(c.Columns, func(col contract.Column) bool { return col.Name == column })
	name, _ := excelize.ColumnNumberToName(i + 1)
	all, err := f.GetDataValidations(c.XLSX.Sheet)
	if err != nil {
		t.Fatal(err)
	}
	for _, dv := range all {
		if dv.Type != "list" || !strings.HasPrefix(dv.Sqref, name+"2:"+name) {
			continue
		}
		sheet, area, _ := strings.Cut(dv.Formula1, "!")
		from, to, _ := strings.Cut(strings.ReplaceAll(area, "$", ""), ":")
		x, first, err := excelize.CellNameToCoordinates(from)
		if err != nil {
			t.Fatal(err)
		}
		_, last, _ := excelize.CellNameToCoordinates(to)
		var got []string
		for row := first; row <= last; row++ {
			at, _ := excelize.CoordinatesToCellName(x, row)
			v, err := f.GetCellValue(strings.Trim(sheet, "'"), at)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, v)
		}
		return got
	}
	return nil
}

// The lists hold the centre's own scope and nothing else, and every region and code.
func TestListsHoldExactlyTheScope(t *testing.T) {
	in := input(t, "recognition-persons", "kk")
	f, _ := workbook(t, in)
	for column, want := range map[string][]string{
		"profession": {"2635-1-001", "5120-1-001"}, "level": {"3", "4", "5"}, "centre_bin": {bin},
		"sex": {"m", "f"}, "result": {"passed", "failed", "no_show"}, "no_show_reason": {"own_wish", "health"}, "lang": {"kk", "ru"},
	} {
		if got := choices(t, f, in.Contract, column); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", column, got, want)
		}
	}
	if got := choices(t, f, in.Contract, "exam_region"); len(got) != 20 || got[0] != "10" || got[19] != "79" {
		t.Errorf("regions: %q", got)
	}
	if got := choices(t, f, in.Contract, "full_name"); got != nil {
		t.Errorf("full_name has a list: %q", got)
	}
}

// Every code of a centre's contract says in both languages what it means, and every
// pattern has an example that fits it.
func TestCodesHaveNames(t *testing.T) {
	for _, source := range []string{"recognition-persons", "recognition-documents"} {
		in := input(t, source, "ru")
		f, _ := workbook(t, in)
		rows, err := f.GetRows(f.GetSheetList()[1])
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows[2:] {
			for i := 0; i+2 < len(row); i += 4 {
				if row[i] != "" && (row[i+1] == row[i] || row[i+2] == row[i] || row[i+1] == "" || row[i+2] == "") {
					t.Errorf("%s: code %q is named %q and %q", source, row[i], row[i+1], row[i+2])
				}
			}
		}
	}
}

// Identifiers are text, so that a spreadsheet keeps their zeros; dates are dates.
func TestFormats(t *testing.T) {
	in := input(t, "recognition-persons", "ru")
	f, _ := workbook(t, in)
	for column, want := range map[string]string{"iin": "@", "application_no": "@", "exam_region": "@", "phone": "@", "birth_date": "dd.mm.yyyy", "attempt": ""} {
		i := slices.IndexFunc(in.Contract.Columns, func(c contract.Column) bool { return c.Name == column })
		name, _ := excelize.ColumnNumberToName(i + 1)
		id, err := f.GetColStyle(in.Contract.XLSX.Sheet, name)
		if err != nil {
			t.Fatal(err)
		}
		s, err := f.GetStyle(id)
		if err != nil {
			t.Fatal(err)
		}
		got := map[int]string{49: "@"}[s.NumFmt]
		if s.CustomNumFmt != nil {
			got = *s.CustomNumFmt
		}
		if got != want {
			t.Errorf("%s: format %q, want %q", column, got, want)
		}
	}
}

// The guide tells both languages the same: the file's name, the check, the nil return.
func TestGuide(t *testing.T) {
	in := input(t, "recognition-persons", "kk")
	f, _ := workbook(t, in)
	rows, err := f.GetRows(f.GetSheetList()[2])
	if err != nil {
		t.Fatal(err)
	}
	var kk, ru strings.Builder
	for _, row := range rows {
		if len(row) > 1 {
			kk.WriteString(row[0] + "\n")
			ru.WriteString(row[1] + "\n")
		}
	}
	for _, want := range []string{"940140000385_2025-03.xlsx", "nsk check 940140000385_2025-03.xlsx --source recognition-persons",
		"940140000385_2025-03.declaration.json", `{"declaration":"nil"}`, `{"declaration":"cannot_provide","reason":"..."}`, "Мәліметтер", "1001"} {
		if !strings.Contains(kk.String(), want) || !strings.Contains(ru.String(), want) {
			t.Errorf("not in both languages: %s", want)
		}
	}
	for _, text := range []string{kk.String(), ru.String()} {
		if strings.ContainsAny(text, "{}") && strings.Contains(strings.NewReplacer(`{"`, "", `"}`, "").Replace(text), "{") {
			t.Error("a slot is left")
		}
	}
	if !strings.Contains(ru.String(), "ИИН") || !strings.Contains(kk.String(), "ЖСН") {
		t.Error("the fields are not listed")
	}
}

// The same input gives the same bytes.
func TestSameBytes(t *testing.T) {
	in := input(t, "recognition-persons", "kk")
	_, first := workbook(t, in)
	for range 3 {
		if _, again := workbook(t, in); !bytes.Equal(first, again) {
			t.Fatal("two templates differ")
		}
	}
}

// What cannot be made is said, with the reason.
func TestRefusals(t *testing.T) {
	for want, change := range map[string]func(*template.Input){
		"its contract has no xlsx":   func(in *template.Input) { in.Contract.XLSX = nil },
		"no profession in its scope": func(in *template.Input) { in.Scope = nil },
		"no BIN":                     func(in *template.Input) { in.Provider.BIN = "" },
		"write kk or ru":             func(in *template.Input) { in.Lang = "en" },
	} {
		in := input(t, "recognition-persons", "ru")
		change(&in)
		if err := template.Write(io.Discard, in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
