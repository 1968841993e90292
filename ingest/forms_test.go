package ingest_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"nsk/connectors"
	"nsk/ingest"
)

// A workbook is read from the contract's sheet, cells as stored: a code with zeros stays
// a code, a date cell becomes its day, an empty row is no row; a code that a spreadsheet
// has turned into a number does not pass for it.
func TestXLSX(t *testing.T) {
	book := excelize.NewFile()
	if _, err := book.NewSheet("Бағдарламалар"); err != nil {
		t.Fatal(err)
	}
	for cell, v := range map[string][]any{
		"A1": {"Код программы", "name_ru", "name_kk", "region", "standard_based", "status", "included_on"},
		"A2": {"07161300", "Повар", "Аспаз", "75", true, "included", time.Date(2024, 9, 2, 0, 0, 0, 0, time.UTC)},
		"A4": {"07161301", "Сварщик", "Дәнекерлеуші", 7, "иә", "included", "02.09.2024"},
	} {
		if err := book.SetSheetRow("Бағдарламалар", cell, &v); err != nil {
			t.Fatal(err)
		}
	}
	var file bytes.Buffer
	if err := book.Write(&file); err != nil {
		t.Fatal(err)
	}
	h := newHouse(t)
	out := h.take("programmes-tvet", "education-tvet", "2025-H1", connectors.MediaXLSX, file.String())
	if got := h.findings(out); out.Counts != (ingest.Counts{Received: 2, Accepted: 1, Rejected: 1}) || !strings.Contains(got, "4 07161301 NSK.programmes-tvet.region.003 row 7") {
		t.Errorf("%+v\n%s", out.Counts, got)
	}
	if got := h.one(`SELECT concat_ws(' ', programme_code, region, standard_based, included_on) FROM raw.programmes_tvet WHERE _state = 0`); got != "07161300 75 true 2024-09-02" {
		t.Errorf("read %s", got)
	}
	out = h.take("programmes-tvet", "education-tvet", "2025-H1", connectors.MediaXLSX, strings.Repeat("not a workbook", 10))
	if got := h.findings(out); out.Verdict != ingest.Refused || !strings.Contains(got, "file.913 file TXT") {
		t.Errorf("%s %s", out.Verdict, got)
	}
}

// Taldau nests the values of a region in its entry and names the region by a term: both
// are followed; a term the contract does not map is named, and so is a value of a quarter
// that the return is not about.
func TestNestedJSON(t *testing.T) {
	h := newHouse(t)
	const page = "\x1e" + `[{"termNames":["Астана қаласы"],"terms":["741898"],"periods":[{"name":"1","date":"31.03.2025","value":"650123"},{"name":"2","date":"30.06.2025","value":650999}]},
		{"termNames":["?"],"terms":["999"],"periods":[{"name":"1","date":"31.03.2025","value":"1"}]}]` + "\n"
	out := h.take("labour-statistics", "statistics-bureau", "2025-Q1", connectors.MediaJSONSeq, page)
	if got := h.findings(out); out.Counts != (ingest.Counts{Received: 3, Accepted: 1, Rejected: 2}) || !strings.Contains(got, "labour-statistics.region.005 row 999") || !strings.Contains(got, "2 741898 / 30.06.2025 NSK.labour-statistics.quarter_end.102") {
		t.Errorf("%+v\n%s", out.Counts, got)
	}
	if got := h.one(`SELECT string_agg(concat_ws(' ', region, quarter_end, employed), '; ' ORDER BY _row) FROM raw.labour_statistics WHERE _state = 0`); got != "71 2025-03-31 650123" {
		t.Errorf("read %s", got)
	}
}

// An event is one line; instants with an offset become UTC; a line that is not JSON
// refuses the file with the place; numbers keep the text they were written with.
func TestJSONLines(t *testing.T) {
	h := newHouse(t)
	const event = `{"event_id":1,"application_no":"CE-2025-0000001","at":"2025-03-03T12:37:21+05:00","status":"На рассмотрении","candidate":{"iin":"000228100007"},"centreBin":"940140000385","profession":"4 уровень - Кондитер","lang":"kk"}` + "\n"
	out := h.take("applications", "administrator", "2025-03-03", connectors.MediaJSONLines, event+strings.Replace(event, `"event_id":1`, `"event_id":1.5`, 1))
	if got := h.findings(out); out.Counts != (ingest.Counts{Received: 2, Accepted: 1, Rejected: 1}) || !strings.Contains(got, "applications.event_id.002 row 1.5") {
		t.Errorf("%+v\n%s", out.Counts, got)
	}
	if got := h.one(`SELECT CAST("at" AS VARCHAR) FROM raw.applications WHERE _state = 0`); got != "2025-03-03 07:37:21" {
		t.Errorf("read %s", got)
	}
	for i, at := range []string{"2025-03-03T07:37:21Z", "2025-03-03 07:37:21", "2025-03-03T02:37:21-05:00", "2025-03-03T07:37:21.000Z"} {
		h.take("applications", "administrator", fmt.Sprintf("2025-04-0%d", i+1), connectors.MediaJSONLines, strings.Replace(event, "2025-03-03T12:37:21+05:00", at, 1))
	}
	if got := h.one(`SELECT concat_ws(' ', count(*), min("at"), max("at")) FROM raw.applications WHERE _state = 0`); got != "5 2025-03-03 07:37:21 2025-03-03 07:37:21" {
		t.Errorf("instants %s", got)
	}
	for _, at := range []string{"2025-03-03", "2025-03-03T12:37:21+05", "2025-03-03T12:37:21+0500", "2025-03-03T12:37:21-0500", "03.03.2025 12:37", "2025-02-30T10:00:00Z"} {
		out := h.take("applications", "administrator", "2025-05-01", connectors.MediaJSONLines, strings.Replace(event, "2025-03-03T12:37:21+05:00", at, 1))
		if got := h.findings(out); !strings.Contains(got, "applications.at.002") {
			t.Errorf("%s: %s %s", at, out.Verdict, got)
		}
	}
	out = h.take("applications", "administrator", "2025-03-04", connectors.MediaJSONLines, event+"{oops\n")
	if got := h.findings(out); out.Verdict != ingest.Refused || !strings.Contains(got, "file.927 file 2:2") {
		t.Errorf("%s %s", out.Verdict, got)
	}
}

// A number is what a person would call one: no cast rounds it, and no notation of a
// programming language passes for it.
func TestNumbersAreNotGuessed(t *testing.T) {
	h := newHouse(t)
	for i, n := range []string{"12.5", "1e3", "1_000", "0x1F", "0b11", "٣", "1 000", "--1", "99999999999999999999"} {
		body := "\x1e" + `[{"month":"2025-03-01","region_id":"75","nkz":"2635","vacancies":"` + n + `","resumes":7}]` + "\n"
		out := h.take("vacancies", "labour-exchange", fmt.Sprintf("2025-%02d", i+1), connectors.MediaJSONSeq, body)
		if got := h.findings(out); !strings.Contains(got, "vacancies.vacancies.002 row "+n) {
			t.Errorf("%s: %s %s", n, out.Verdict, got)
		}
	}
	out := h.take("vacancies", "labour-exchange", "2025-11", connectors.MediaJSONSeq, "\x1e"+`[{"month":"01.11.2025","region_id":"75","nkz":"2635","vacancies":"+007","resumes":" 7 "}]`+"\n")
	if got := h.one(`SELECT concat_ws(' ', month, vacancies, resumes) FROM raw.vacancies WHERE _state = 0`); got != "2025-11-01 7 7" {
		t.Errorf("%s: read %s\n%s", out.Verdict, got, h.findings(out))
	}
}

// A Parquet file passes the same checks as any other, whatever its own types are.
func TestParquet(t *testing.T) {
	h := newHouse(t)
	path := filepath.Join(t.TempDir(), "t.parquet")
	if _, err := h.engine.DB().Exec(`COPY (SELECT * FROM (VALUES ('750000000', 'x', 'oblast', 0, 'г.Алматы', 'Алматы қ.'), ('75111', 'x', 'district', 1, 'а', 'ә'))
		t (kato, kato_version, level, type_code, name_ru, name_kk)) TO '` + path + `' (FORMAT parquet)`); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	out := h.take("territories", "statistics-bureau", "2025-01-03", connectors.MediaParquet, string(data))
	if got := h.findings(out); out.Counts != (ingest.Counts{Received: 2, Accepted: 1, Rejected: 1}) || !strings.Contains(got, "2 75111 NSK.territories.kato.003 row 75111") {
		t.Errorf("%+v\n%s", out.Counts, got)
	}
	out = h.take("territories", "statistics-bureau", "2025-01-04", connectors.MediaParquet, string(data[:len(data)/2]))
	if got := h.findings(out); out.Verdict != ingest.Refused || !strings.Contains(got, "file.922 file Parquet") {
		t.Errorf("%s %s", out.Verdict, got)
	}
}
