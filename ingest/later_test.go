package ingest_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"nsk/connectors"
	"nsk/ingest"
)

// A return whose code is not in the register is quarantined; when the register brings the
// code, the row is let in, and what happened is on record.
func TestARegisterLetsQuarantinedRowsIn(t *testing.T) {
	h := newHouse(t)
	h.take("profession-registry", "authorised-body", "2025-H1", connectors.MediaJSON, professions("7212-1-001"))
	out := h.take("recognition-persons", bin, "2025-03", connectors.MediaCSV, persons("2512-1-001", "7212-1-001"))
	if out.Verdict != ingest.Partly || out.Rejected != 1 {
		t.Fatalf("%s %+v\n%s", out.Verdict, out.Counts, h.findings(out))
	}
	h.take("profession-registry", "authorised-body", "2025-H2", connectors.MediaJSON, professions("7212-1-001", "2512-1-001"))
	h.want(`SELECT verdict || ' ' || accepted || ' ' || rejected FROM ledger.version WHERE source = 'recognition-persons'`, "accepted 2 0")
	h.want(`SELECT string_agg(rule || ' ' || settled_by, '; ') FROM ledger.settled`, "NSK.recognition-persons.profession.006 3")
	h.want(`SELECT string_agg(concat_ws(' ', landing, row, moved_by, state_before, state_after), '; ') FROM ledger.moved`, "2 2 3 1 0")
	h.want(`SELECT count(*)::VARCHAR FROM ledger.finding WHERE landing = 2 AND severity = 'row'`, "0")
}

// A refused return whose rows were all unknown to a register comes to count as well.
func TestARegisterLetsARefusedReturnIn(t *testing.T) {
	h := newHouse(t)
	h.take("profession-registry", "authorised-body", "2025-H1", connectors.MediaJSON, professions("7212-1-001"))
	if out := h.take("recognition-persons", bin, "2025-03", connectors.MediaCSV, persons("2512-1-001")); out.Verdict != ingest.Refused {
		t.Fatal(out.Verdict)
	}
	h.take("profession-registry", "authorised-body", "2025-H2", connectors.MediaJSON, professions("2512-1-001"))
	h.want(`SELECT verdict || ' ' || content || ' ' || accepted FROM ledger.version WHERE source = 'recognition-persons'`, "accepted data 1")
}

// A smaller replacement is held until its sender confirms those very bytes; until then the
// larger version counts.
func TestASmallerReplacementIsHeld(t *testing.T) {
	h := newHouse(t)
	h.take("recognition-persons", bin, "2025-03", connectors.MediaCSV, persons("7212-1-001", "7212-1-002"))
	small := persons("7212-1-001")
	if out := h.take("recognition-persons", bin, "2025-03", connectors.MediaCSV, small); out.Verdict != ingest.Held || out.Version != 2 {
		t.Fatalf("%s, version %d", out.Verdict, out.Version)
	}
	current := `SELECT string_agg(landing, ' ') FROM ledger.current WHERE source = 'recognition-persons'`
	h.want(current, "1")
	h.want(`SELECT held || ' ' || accepted || ' ' || superseded FROM ledger.balance WHERE landing = 2`, "1 0 0")
	other := h.take("recognition-persons", bin, "2025-03", connectors.MediaDeclaration, confirm("0000"))
	if other.Verdict != ingest.Refused {
		t.Errorf("a confirmation of other bytes: %s", other.Verdict)
	}
	sum := sha256.Sum256([]byte(small))
	h.take("recognition-persons", bin, "2025-03", connectors.MediaDeclaration, confirm(hex.EncodeToString(sum[:])))
	h.want(current, "2")
	h.want(`SELECT who || ', ' || role FROM ledger.confirmation`, "Директор, руководитель")
	h.want(`SELECT string_agg(received = accepted + rejected + duplicate + superseded + out_of_scope + held, ' ') FROM ledger.balance`, "true true true")
}

// A tolerance lets breaches pass in one return up to its number, is on record, and lapses.
func TestAToleranceIsForOneReturnAndLapses(t *testing.T) {
	h := newHouse(t)
	h.take("profession-registry", "authorised-body", "2025-H1", connectors.MediaJSON, professions("7212-1-001"))
	h.take("recognition-persons", bin, "2025-03", connectors.MediaCSV, persons("2512-1-001", "7212-1-001"))
	rule := "NSK.recognition-persons.profession.006"
	o := ingest.Tolerance{Rule: rule, Source: "recognition-persons", Provider: bin, Period: "2025-03", Most: 1,
		Reason: "код внесут во втором полугодии", Approver: "заместитель руководителя", Expires: "2025-04-30", At: noon}
	h.decide(ingest.Act{Tolerance: &o})
	h.want(`SELECT verdict || ' ' || accepted FROM ledger.version WHERE source = 'recognition-persons'`, "accepted 2")
	h.want(`SELECT severity FROM ledger.finding WHERE rule = '`+rule+`'`, "tolerated")
	out := h.take("recognition-persons", bin, "2025-03", connectors.MediaCSV, persons("2512-1-001", "2512-1-002", "7212-1-001"))
	if out.Rejected != 2 {
		t.Errorf("more breaches than tolerated: %+v", out.Counts)
	}
	noon = noon.AddDate(0, 1, 0)
	defer func() { noon = noon.AddDate(0, -1, 0) }()
	out = h.take("recognition-persons", bin, "2025-03", connectors.MediaCSV, persons("2512-1-001", "7212-1-001", "7212-1-001"))
	if out.Rejected != 1 {
		t.Errorf("after its last day: %+v\n%s", out.Counts, h.findings(out))
	}
	for name, bad := range map[string]func(o *ingest.Tolerance){
		"no reason": func(o *ingest.Tolerance) { o.Reason = "" }, "no day": func(o *ingest.Tolerance) { o.Expires = "" },
		"conflict": func(o *ingest.Tolerance) { o.Rule = "NSK.recognition-persons.application_no.011" },
	} {
		b := o
		bad(&b)
		if _, err := h.Decide(context.Background(), ingest.Act{Tolerance: &b}, "national-body", noon); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// A rule that is made milder, or switched off, judges what is read after it so; what was
// read before stays as it was judged. The hash of the rule set tells the two apart.
func TestARuleIsChangedWithoutAProgram(t *testing.T) {
	h := newHouse(t)
	h.take("profession-registry", "authorised-body", "2025-H1", connectors.MediaJSON, professions("7212-1-001"))
	h.take("recognition-persons", bin, "2025-01", connectors.MediaCSV, persons("2512-1-001", "7212-1-001"))
	s := ingest.Setting{Rule: "NSK.recognition-persons.profession.006", Severity: "warning", Enabled: true, Who: "отдел качества", Why: "реестр опаздывает", At: noon}
	h.decide(ingest.Act{Setting: &s})
	h.take("recognition-persons", bin, "2025-02", connectors.MediaCSV, persons("2512-1-001", "7212-1-001"))
	off := s
	off.Enabled, off.At = false, noon.Add(time.Minute)
	h.decide(ingest.Act{Setting: &off})
	h.take("recognition-persons", bin, "2025-03", connectors.MediaCSV, persons("2512-1-001", "7212-1-001"))
	h.want(`SELECT string_agg(v.period || ' ' || v.accepted || ' ' || coalesce(f.severity, '-'), '; ' ORDER BY v.landing) FROM ledger.version v
		LEFT JOIN ledger.finding f ON f.landing = v.landing AND f.rule LIKE '%profession.006' WHERE v.source = 'recognition-persons'`,
		"2025-01 1 row; 2025-02 2 warning; 2025-03 2 -")
	h.want(`SELECT count(DISTINCT ruleset)::VARCHAR FROM ledger.version WHERE source = 'recognition-persons'`, "3")
	fixed := s
	fixed.Rule = "NSK.recognition-persons.application_no.011"
	if _, err := h.Decide(context.Background(), ingest.Act{Setting: &fixed}, "national-body", noon); err == nil {
		t.Error("a rule that holds up the counts was changed")
	}
}

// Whatever part is replayed, the tables come out byte for byte as they were.
func TestReplayGivesTheSameTables(t *testing.T) {
	h := newHouse(t)
	h.take("profession-registry", "authorised-body", "2025-H1", connectors.MediaJSON, professions("7212-1-001"))
	h.take("recognition-persons", bin, "2025-03", connectors.MediaCSV, persons("2512-1-001", "7212-1-001", "7212-1-001"))
	s := ingest.Setting{Rule: "NSK.recognition-persons.profession.006", Severity: "warning", Enabled: true, Who: "a", Why: "b", At: noon}
	h.decide(ingest.Act{Setting: &s})
	h.take("recognition-persons", bin, "2025-04", connectors.MediaCSV, persons("2512-1-001", "7212-1-001"))
	h.take("recognition-persons", bin, "2025-03", connectors.MediaCSV, persons("2512-1-001"))
	small := sha256.Sum256([]byte(persons("2512-1-001")))
	h.take("recognition-persons", bin, "2025-03", connectors.MediaDeclaration, confirm(hex.EncodeToString(small[:])))
	h.take("profession-registry", "authorised-body", "2025-H2", connectors.MediaJSON, professions("7212-1-001", "2512-1-001"))
	h.take("recognition-persons", bin, "2025-05", connectors.MediaDeclaration, `{"declaration":"nil"}`)
	before := h.contents()
	for from := range 9 {
		if err := h.Replay(context.Background(), int64(from), nil); err != nil {
			t.Fatal(err)
		}
		if after := h.contents(); after != before {
			t.Fatalf("from %d:\n%s\nwas\n%s", from, after, before)
		}
	}
}

const bin = "940140000385"

func professions(codes ...string) string {
	var rows []string
	for _, c := range codes {
		rows = append(rows, fmt.Sprintf(`{"code":%q,"nameRu":"Сварщик","nameKz":"Дәнекерлеуші","display":"3 уровень - Сварщик","nkz":{"code":"7212-1"},"level":3,"sector":"C","mandatory":true,"includedOn":"2024-02-01"}`, c))
	}
	return `{"content":[` + strings.Join(rows, ",") + `]}`
}

func persons(codes ...string) string {
	b := "application_no,attempt,iin,full_name,birth_date,sex,centre_bin,profession,level,exam_date,result,protocol_no,protocol_date,lang\n"
	for i, c := range codes {
		b += fmt.Sprintf("CE-2025-%07d,1,000228100007,Имя Фамилия,2000-02-28,m,%s,%s,3,2025-03-05,passed,П-%d,2025-03-05,ru\n", i+1, bin, c, i)
	}
	return b
}

func confirm(sha string) string {
	return `{"declaration":"confirm","sha256":"` + sha + `","by":"Директор","role":"руководитель","reason":"экзаменов было меньше"}`
}

func (h *house) decide(a ingest.Act) {
	h.t.Helper()
	if _, err := h.Decide(context.Background(), a, "national-body", noon); err != nil {
		h.t.Fatal(err)
	}
}

// want runs a query of one text.
func (h *house) want(query, want string) {
	h.t.Helper()
	var got string
	if err := h.engine.DB().QueryRow(query).Scan(&got); err != nil || got != want {
		h.t.Errorf("%s\n got %q, %v\nwant %q", query, got, err, want)
	}
}

// contents is everything that follows from the landings, as text.
func (h *house) contents() string {
	h.t.Helper()
	var b strings.Builder
	for _, table := range []string{"raw.recognition_persons", "raw.profession_registry", "ledger.version", "ledger.finding", "ledger.settled", "ledger.moved", "ledger.setting", "ledger.tolerance", "ledger.confirmation"} {
		var all string
		if err := h.engine.DB().QueryRow(`SELECT coalesce(string_agg(x, chr(10) ORDER BY x), '') FROM (SELECT CAST(t AS VARCHAR) AS x FROM ` + table + ` AS t)`).Scan(&all); err != nil {
			h.t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s\n%s\n", table, all)
	}
	return b.String()
}
