package ingest_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/ingest"
	"nsk/warehouse"
)

// A house is a warehouse in memory with an ingester over the built-in contracts.
type house struct {
	*ingest.Ingester
	engine   *warehouse.Engine
	landings string
	t        *testing.T
}

func newHouse(t *testing.T) *house {
	t.Helper()
	ctx := context.Background()
	e, err := warehouse.Open(ctx, "", warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	refer(t, e)
	all, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	keys := t.TempDir()
	if _, err := ingest.InitKeys(keys); err != nil {
		t.Fatal(err)
	}
	k, err := ingest.LoadKeys(keys)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{engine: e, landings: t.TempDir(), t: t}
	h.Ingester, err = ingest.New(ctx, e, k, h.landings, all)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Ingester.Close() })
	return h
}

var noon = time.Date(2025, 4, 10, 12, 0, 0, 0, time.UTC)

func (h *house) take(source, provider, period, media, body string) ingest.Outcome {
	h.t.Helper()
	p, err := contract.ParsePeriod(period)
	if err != nil {
		h.t.Fatal(err)
	}
	b := &connectors.Batch{Want: connectors.Want{Provider: provider, Period: p}, MediaType: media, Origin: "test", Body: io.NopCloser(strings.NewReader(body))}
	out, err := h.Run(context.Background(), b, source, noon)
	if err != nil {
		h.t.Fatal(err)
	}
	return out
}

func (h *house) findings(l ingest.Outcome) string {
	h.t.Helper()
	all, err := ingest.Findings(context.Background(), h.engine, l.Landing.Number)
	if err != nil {
		h.t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range all {
		fmt.Fprintf(&b, "%d %s %s %s %s\n", f.Row, f.SenderKey, f.Rule, f.Severity, f.Value)
	}
	return b.String()
}

func (h *house) one(q string) string {
	h.t.Helper()
	var s string
	if err := h.engine.DB().QueryRow(q).Scan(&s); err != nil {
		h.t.Fatalf("%s: %v", q, err)
	}
	return s
}

const personsHeader = "application_no,attempt,iin,full_name,birth_date,sex,phone,email,home_kato,centre_bin,profession,level,exam_region,exam_date,result,no_show_reason,protocol_no,protocol_date,lang\n"

func person(app, iin, result string) string {
	return app + ",1," + iin + ",Ахметова Айгүл,1990-05-17,f,+77011234567,a@example.kz,750000000,940140000385,2635-1-001,4,75," +
		"2025-03-14," + result + ",,12,2025-03-14,kk\n"
}

// Good rows are accepted, each bad one is rejected with its row, field and rule, and the
// counts add up.
func TestRowsAreAcceptedOrExplained(t *testing.T) {
	h := newHouse(t)
	out := h.take("recognition-persons", "940140000385", "2025-03", connectors.MediaCSV, personsHeader+
		person("CE-2025-0000001", "900517400015", "passed")+
		person("CE-2025-0000002", "900517400016", "passed")+ // wrong check digit
		person("CE-2025-0000003", "940140000385", "passed")+ // a BIN
		person("CE-2025-0000004", "28100007", "passed")+ // lost zeros
		person("CE-2025-0000005", "900517400015", "sat")+ // unknown code
		person("CE-25-1", "900517400015", "passed"))
	want := `3 CE-2025-0000002 / 1 NSK.recognition-persons.iin.007 row ••••••••••••
4 CE-2025-0000003 / 1 NSK.recognition-persons.iin.008 row ••••••••••••
5 CE-2025-0000004 / 1 NSK.recognition-persons.iin.003 row ••••••••
6 CE-2025-0000005 / 1 NSK.recognition-persons.result.005 row sat
7 CE-25-1 / 1 NSK.recognition-persons.application_no.003 row CE-25-1
`
	if got := h.findings(out); got != want {
		t.Errorf("findings\n%s\nwant\n%s", got, want)
	}
	if out.Verdict != ingest.Partly || out.Counts != (ingest.Counts{Received: 6, Accepted: 1, Rejected: 5}) {
		t.Errorf("verdict %s, counts %+v", out.Verdict, out.Counts)
	}
}

// What the warehouse keeps of a person is a pseudonym, a year and a region; nothing of
// the rest is anywhere in it, and the landing is not readable either.
func TestNoPersonalDatumPastIngest(t *testing.T) {
	h := newHouse(t)
	out := h.take("recognition-persons", "940140000385", "2025-03", connectors.MediaCSV,
		personsHeader+person("CE-2025-0000001", "000228100007", "passed"))
	if got := h.one(`SELECT concat_ws('|', length(person_key), birth_year, region, sex) FROM raw.recognition_persons`); got != "32|1990|75|f" {
		t.Errorf("kept %s", got)
	}
	dump := h.one(`SELECT string_agg(CAST(r AS VARCHAR), chr(10)) FROM raw.recognition_persons r`)
	bytesOf, err := os.ReadFile(filepath.Join(h.landings, out.Landing.Path))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"000228100007", "Ахметова", "77011234567", "example.kz"} {
		if strings.Contains(dump, secret) || bytes.Contains(bytesOf, []byte(secret)) {
			t.Errorf("%q is readable", secret)
		}
	}
}

// The same bytes again change nothing; corrected bytes are the next version, and only
// the newest accepted one counts.
func TestSameBytesAndCorrections(t *testing.T) {
	h := newHouse(t)
	first := personsHeader + person("CE-2025-0000001", "000228100007", "passed")
	second := first + person("CE-2025-0000002", "000228200003", "failed")
	for _, tt := range []struct {
		body    string
		verdict ingest.Verdict
	}{{first, ingest.Accepted}, {first, ingest.Already}, {second, ingest.Accepted}, {second, ingest.Already}} {
		if out := h.take("recognition-persons", "940140000385", "2025-03", connectors.MediaCSV, tt.body); out.Verdict != tt.verdict {
			t.Errorf("verdict %s, want %s", out.Verdict, tt.verdict)
		}
	}
	if got := h.one(`SELECT string_agg(concat_ws(' ', version, received, accepted, superseded), '; ' ORDER BY version) FROM ledger.balance`); got != "1 1 0 1; 2 2 2 0" {
		t.Errorf("balance %s", got)
	}
}

// Rows that repeat another are duplicates; rows that contradict another under one key
// are all rejected.
func TestDuplicatesAndConflicts(t *testing.T) {
	h := newHouse(t)
	a, b := person("CE-2025-0000001", "000228100007", "passed"), person("CE-2025-0000002", "000228200003", "passed")
	out := h.take("recognition-persons", "940140000385", "2025-03", connectors.MediaCSV,
		personsHeader+a+b+a+strings.Replace(b, "passed", "failed", 1))
	if want := (ingest.Counts{Received: 4, Accepted: 1, Rejected: 2, Duplicate: 1}); out.Counts != want {
		t.Errorf("counts %+v, want %+v\n%s", out.Counts, want, h.findings(out))
	}
}

// Files that cannot be read as the contract says are refused with the reason and the
// place; nothing of them counts.
func TestFilesRefused(t *testing.T) {
	row := person("CE-2025-0000001", "000228100007", "passed")
	for _, tt := range []struct{ name, media, body, want string }{
		{"empty", connectors.MediaCSV, "", "file.905 file 0"},
		{"header only", connectors.MediaCSV, personsHeader, "file.906 file 0"},
		{"missing column", connectors.MediaCSV, "application_no,attempt\nCE-2025-0000001,1\n", "file.903 file «iin», «full_name»"},
		{"unknown column", connectors.MediaCSV, strings.Replace(personsHeader, "phone", "fone", 1) + row, "file.904 file «fone»"},
		{"repeated column", connectors.MediaCSV, strings.Replace(personsHeader, "phone", "email", 1) + row, "file.904 file «email»"},
		{"unclosed quote", connectors.MediaCSV, personsHeader + row + `"CE-2025-0000002,1` + "\n" + row, "file.910 file 3"},
		{"not utf-8", connectors.MediaCSV, personsHeader + strings.Replace(row, "Айгүл", "\xc0\xe9\xe3", 1), "file.911 file 2"},
		{"json", connectors.MediaJSON, "[]", "file.902 file JSON"},
		{"declaration", connectors.MediaDeclaration, `{"declaration":"none"}`, "file.909 file none"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := newHouse(t)
			out := h.take("recognition-persons", "940140000385", "2025-03", tt.media, tt.body)
			if got := h.findings(out); out.Verdict != ingest.Refused || !strings.Contains(got, tt.want) {
				t.Errorf("%s: %s, want refused and %q", out.Verdict, got, tt.want)
			}
			if n := h.one(`SELECT count(*) FROM raw.recognition_persons`); n != "0" {
				t.Errorf("%s rows stored", n)
			}
		})
	}
}

// A record with too many or too few fields is one broken row; its neighbours are read.
func TestBrokenRowStandsAlone(t *testing.T) {
	h := newHouse(t)
	out := h.take("recognition-persons", "940140000385", "2025-03", connectors.MediaCSV,
		personsHeader+person("CE-2025-0000001", "000228100007", "passed")+"CE-2025-0000009,1\n"+person("CE-2025-0000002", "000228200003", "passed"))
	if got := h.findings(out); out.Counts != (ingest.Counts{Received: 3, Accepted: 2, Rejected: 1}) || !strings.Contains(got, "3  NSK.recognition-persons.file.009 row 2/19") {
		t.Errorf("%+v\n%s", out.Counts, got)
	}
}

// Windows-1251 with semicolons and Russian headings, and UTF-8 with semicolons, are dialects
// of the contract too and read the same as UTF-8 with commas. (That UTF-8 is refused where
// only windows-1251 is foreseen, and not garbled, is in the corpus: csv-utf8-as-1251.)
func TestDialects(t *testing.T) {
	h := newHouse(t)
	all, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	c := contract.Find(all, "recognition-persons")
	var heads []string
	for i := range c.Columns {
		heads = append(heads, `"`+c.Columns[i].RU+`"`)
	}
	row := strings.ReplaceAll(strings.Replace(person("CE-2025-0000001", "000228100007", "passed"), "Айгүл", "Гуля", 1), ",", ";")
	text := strings.Join(heads, ";") + "\r\n" + strings.TrimSuffix(row, "\n") + "\r\n"
	for period, body := range map[string]string{"2025-01": personsHeader + strings.ReplaceAll(row, ";", ","), "2025-02": cp1251(t, text), "2025-03": strings.ReplaceAll(personsHeader, ",", ";") + row} {
		if out := h.take("recognition-persons", "940140000385", period, connectors.MediaCSV, body); out.Verdict != ingest.Accepted {
			t.Errorf("%s: %s\n%s", period, out.Verdict, h.findings(out))
		}
	}
	if got := h.one(`SELECT concat_ws(' ', count(*), count(DISTINCT (application_no, attempt, person_key, birth_year, sex, region, centre_bin, profession, level, exam_date, result, lang))) FROM raw.recognition_persons`); got != "3 1" {
		t.Errorf("rows, and different ones: %s", got)
	}
}

// Absence, zero and "cannot provide" are three different things.
func TestDeclarations(t *testing.T) {
	h := newHouse(t)
	h.take("recognition-persons", "940140000385", "2025-02", connectors.MediaDeclaration, `{"declaration":"nil"}`)
	h.take("recognition-persons", "940140000385", "2025-03", connectors.MediaDeclaration, `{"declaration":"cannot_provide","reason":"пожар"}`)
	h.take("incidents", "administrator", "2025-03-01", connectors.MediaJSONSeq, "\x1e[]\n")
	if got := h.one(`SELECT string_agg(concat_ws(' ', source, verdict, content, reason), '; ' ORDER BY landing) FROM ledger.version`); got !=
		"recognition-persons accepted nil; recognition-persons accepted cannot_provide пожар; incidents accepted nil" {
		t.Errorf("versions %s", got)
	}
}

// A register that has been received judges codes; one never received judges nobody.
func TestRegisters(t *testing.T) {
	h := newHouse(t)
	body := personsHeader + person("CE-2025-0000001", "000228100007", "passed")
	if out := h.take("recognition-persons", "940140000385", "2025-02", connectors.MediaCSV, body); out.Verdict != ingest.Accepted {
		t.Errorf("without a register: %s\n%s", out.Verdict, h.findings(out))
	}
	h.take("profession-registry", "authorised-body", "2025-H1", connectors.MediaJSONSeq, "\x1e"+`{"content":[{"code":"5322-1-001","nameRu":"а","nameKz":"ә","display":"2 уровень - а","nkz":{"code":"5322-1"},"level":2,"sector":"Q","mandatory":true,"includedOn":"2024-01-15"}]}`+"\n")
	out := h.take("recognition-persons", "940140000385", "2025-03", connectors.MediaCSV, body)
	if got := h.findings(out); out.Verdict != ingest.Refused || !strings.Contains(got, "profession.006 row 2635-1-001") {
		t.Errorf("with a register: %s\n%s", out.Verdict, got)
	}
}

// A row that a register had to reject is not known, though all its rows were good when
// it was first asked: nothing about other tables may be remembered between landings.
func TestRegistersForgetNothing(t *testing.T) {
	h := newHouse(t)
	registry := func(period, code, level string) {
		h.take("profession-registry", "authorised-body", period, connectors.MediaJSONSeq, "\x1e"+`{"content":[{"code":"`+code+
			`","nameRu":"а","nameKz":"ә","display":"2 уровень - а","nkz":{"code":"5322-1"},"level":`+level+`,"sector":"Q","mandatory":true,"includedOn":"2024-01-15"}]}`+"\n")
	}
	body := personsHeader + person("CE-2025-0000001", "000228100007", "passed")
	registry("2024-H1", "5322-1-001", "2")
	if out := h.take("recognition-persons", "940140000385", "2025-01", connectors.MediaCSV, body); out.Verdict != ingest.Refused {
		t.Errorf("unknown code: %s", out.Verdict)
	}
	registry("2024-H2", "2635-1-001", "99")
	if out := h.take("recognition-persons", "940140000385", "2025-02", connectors.MediaCSV, body); out.Verdict != ingest.Refused {
		t.Errorf("code of a rejected row: %s", out.Verdict)
	}
	registry("2025-H1", "2635-1-001", "2")
	if out := h.take("recognition-persons", "940140000385", "2025-03", connectors.MediaCSV, body); out.Verdict != ingest.Accepted {
		t.Errorf("known code: %s\n%s", out.Verdict, h.findings(out))
	}
}

// A landing whose reading was cut off is pending and can be read afterwards.
func TestPendingAfterACrash(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	all, _ := builtIn()
	p, _ := contract.ParsePeriod("2025-03")
	b := &connectors.Batch{Want: connectors.Want{Provider: "940140000385", Period: p}, MediaType: connectors.MediaCSV, Body: io.NopCloser(strings.NewReader(personsHeader + person("CE-2025-0000001", "000228100007", "passed")))}
	if _, _, err := h.Land(ctx, b, contract.Find(all, "recognition-persons"), noon); err != nil {
		t.Fatal(err)
	}
	pending, err := ingest.Pending(ctx, h.engine)
	if err != nil || len(pending) != 1 {
		t.Fatalf("pending %v, %v", pending, err)
	}
	out, err := h.Read(ctx, pending[0])
	if err != nil || out.Accepted != 1 {
		t.Fatalf("%+v, %v", out, err)
	}
	if pending, _ = ingest.Pending(ctx, h.engine); len(pending) != 0 {
		t.Errorf("still pending: %v", pending)
	}
}
