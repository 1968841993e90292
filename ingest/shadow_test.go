package ingest_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"nsk/connectors"
	"nsk/ingest"
)

// A proposed rule in the form in which rules stand beside contracts.
func proposal(id, stage, severity, logic string) string {
	return fmt.Sprintf("- id: %s\n  stage: %s\n  severity: %s\n  %s\n  ru: р\n  kk: қ\n  remedy: {ru: р, kk: қ}\n  basis: {ru: р, kk: қ}\n", id, stage, severity, logic)
}

func (h *archive) propose(text string) ([]*ingest.Proposal, error) {
	return ingest.ReadProposals(fstest.MapFS{"new.yaml": {Data: []byte(text)}}, "new.yaml", h.contracts)
}

// weigh lives the history of a house once more with proposals beside its rules.
func (h *archive) weigh(text string) []ingest.Weight {
	h.t.Helper()
	ctx := context.Background()
	proposals, err := h.propose(text)
	if err != nil {
		h.t.Fatal(err)
	}
	s := h.another(ingest.Beside(h.contracts, proposals))
	if err := s.Understood(ctx, proposals); err != nil {
		h.t.Fatal(err)
	}
	all, err := ingest.Landings(ctx, h.engine)
	if err != nil {
		h.t.Fatal(err)
	}
	if err := s.Adopt(ctx, all); err != nil {
		h.t.Fatal(err)
	}
	if err := s.ReadAll(ctx, all, nil); err != nil {
		h.t.Fatal(err)
	}
	var weights []ingest.Weight
	for _, p := range proposals {
		w, err := s.Weigh(ctx, p, 3)
		if err != nil {
			h.t.Fatal(err)
		}
		weights = append(weights, w)
	}
	return weights
}

// A rule in the shadow tells what it would have hit, and how many rows that count now it
// would have rejected; what counts is as it was.
func TestARuleInTheShadow(t *testing.T) {
	h := newArchive(t)
	h.take("recognition-persons", bin, "2025-03", connectors.MediaCSV, personsHeader+person("CE-2025-0000001", "000228100007", "passed"))
	h.take("recognition-persons", bin, "2025-03", connectors.MediaCSV, personsHeader+
		person("CE-2025-0000001", "000228100007", "passed")+person("CE-2025-0000002", "000228200003", "failed")+person("CE-2025-0000003", "000228100008", "failed"))
	h.take("recognition-persons", "123", "2025-04", connectors.MediaCSV, personsHeader+strings.Replace(person("CE-2025-0000004", "000228100007", "passed"), ",75,2025", ",10,2025", 1))
	got := h.weigh(proposal("NSK.recognition-persons.exam_region.801", "row", "row", `where: exam_region = '75'`) +
		proposal("NSK.recognition-persons.iin.802", "row", "warning", `where: starts_with("iin~", '0002282')`) +
		proposal("NSK.recognition-persons.file.803", "file", "file", `rows: SELECT CAST(NULL AS BIGINT) AS _row, received AS value FROM self WHERE received = 3`) +
		proposal("NSK.incidents.file.804", "row", "row", "where: true"))
	want := `NSK.recognition-persons.exam_region.801: [{940140000385 2025-03 4 4 0 0 2 0 0} {123 2025-04 1 0 0 0 0 0 0}]
  {940140000385 2025-03 2 CE-2025-0000001 / 1 exam_region 75}
  {940140000385 2025-03 2 CE-2025-0000001 / 1 exam_region 75}
  {940140000385 2025-03 3 CE-2025-0000002 / 1 exam_region 75}
NSK.recognition-persons.iin.802: [{940140000385 2025-03 4 1 0 0 0 0 0} {123 2025-04 1 0 0 0 0 0 0}]
  {940140000385 2025-03 3 CE-2025-0000002 / 1 iin ••••••••••••}
NSK.recognition-persons.file.803: [{940140000385 2025-03 4 0 1 0 2 0 0} {123 2025-04 1 0 0 0 0 0 0}]
  {940140000385 2025-03 0  file 3}
NSK.incidents.file.804: []
`
	if s := weights(got); s != want {
		t.Errorf("got\n%s\nwant\n%s", s, want)
	}
	h.want(`SELECT count(*)::VARCHAR FROM ledger.finding WHERE rule LIKE '%+' OR rule LIKE '%801'`, "0")
}

func weights(all []ingest.Weight) string {
	var b strings.Builder
	for _, w := range all {
		fmt.Fprintf(&b, "%s: %v\n", w.Proposal.ID, w.Returns)
		for _, e := range w.Examples {
			fmt.Fprintf(&b, "  %v\n", e)
		}
	}
	return b.String()
}

// A proposed change of a rule is asked beside the rule as it is, in a stage of rows and in
// one of registers; neither silences the other.
func TestAProposedChangeIsCompared(t *testing.T) {
	h := newArchive(t)
	h.take("recognition-persons", bin, "2025-03", connectors.MediaCSV, personsHeader+
		strings.Replace(person("CE-2025-0000001", "000228100007", "passed"), ",12,2025-03-14,", ",12,2025-04-01,", 1)+ // 18 days after
		strings.Replace(person("CE-2025-0000002", "000228100007", "passed"), ",12,2025-03-14,", ",12,2025-03-16,", 1)+
		person("CE-2025-0000003", "000228100007", "passed"))
	h.take("recognition-persons", bin, "2025-04", connectors.MediaCSV, personsHeader+
		strings.Replace(person("CE-2025-0000004", "000228100007", "passed"), "2025-03-14,passed,,12,2025-03-14", "2025-01-14,passed,,12,2025-03-01", 1)) // 46 days after
	got := h.weigh(proposal("NSK.recognition-persons.protocol_date.108", "row", "warning", `where: protocol_date > exam_date + 10`) +
		proposal("NSK.recognition-persons.profession.146", "history", "row", `rows: SELECT _row, profession AS value FROM arrived WHERE profession = '2635-1-001'`))
	want := `NSK.recognition-persons.protocol_date.108: [{940140000385 2025-03 3 1 0 0 0 0 0} {940140000385 2025-04 1 1 0 0 0 1 1}]
  {940140000385 2025-03 2 CE-2025-0000001 / 1 protocol_date 2025-04-01}
  {940140000385 2025-04 2 CE-2025-0000004 / 1 protocol_date 2025-03-01}
NSK.recognition-persons.profession.146: [{940140000385 2025-03 3 3 0 0 3 2 2} {940140000385 2025-04 1 1 0 0 1 0 0}]
  {940140000385 2025-03 2 CE-2025-0000001 / 1 profession 2635-1-001}
  {940140000385 2025-03 3 CE-2025-0000002 / 1 profession 2635-1-001}
  {940140000385 2025-03 4 CE-2025-0000003 / 1 profession 2635-1-001}
`
	if s := weights(got); s != want {
		t.Errorf("got\n%s\nwant\n%s", s, want)
	}
}

// Every fault of every proposal is named with its file and line.
func TestFaultsOfProposals(t *testing.T) {
	h := newArchive(t)
	good := proposal("NSK.recognition-persons.exam_region.801", "row", "row", `where: exam_region = '75'`)
	for name, tt := range map[string]struct{ text, want string }{
		"severity":       {good + strings.Replace(strings.Replace(good, "801", "802", 1), "severity: row", "severity: bad", 1), `new.yaml:11: severity: "bad" is unknown`},
		"no where":       {strings.Replace(good, "where:", "rows:", 1), "new.yaml:1: where: a rule of stage row"},
		"no source":      {strings.Replace(good, "recognition-persons", "persons", 1), `new.yaml:1: "NSK.persons.exam_region.801" names no source`},
		"no column":      {strings.Replace(good, "exam_region.801", "exam.801", 1), `new.yaml:1: id: no column "exam"`},
		"twice":          {good + good, "new.yaml:9: id: NSK.recognition-persons.exam_region.801 is proposed twice"},
		"derived":        {strings.Replace(good, "801", "006", 1), "new.yaml:1: id: NSK.recognition-persons.exam_region.006 follows from the contract"},
		"unknown key":    {good + "  sevrity: row\n", `unknown field "sevrity"`},
		"nothing":        {"", "new.yaml: no rules"},
		"no source read": {proposal("NSK.recognition-persons.level.803", "registers", "row", "reads: [x]\n  rows: SELECT _row, 1 AS value FROM arrived, known_x"), `new.yaml:4: reads: "x" is no source`},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := h.propose(tt.text); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v\nwant %s", err, tt.want)
			}
		})
	}
	proposals, err := h.propose(good + strings.Replace(strings.Replace(good, "801", "802", 1), "exam_region =", "region_of_exam =", 1) +
		proposal("NSK.recognition-persons.level.803", "registers", "row", "rows: SELECT _row, levle AS value FROM arrived"))
	if err != nil {
		t.Fatal(err)
	}
	err = h.another(ingest.Beside(h.contracts, proposals)).Understood(context.Background(), proposals)
	if err == nil || !strings.Contains(err.Error(), "new.yaml:12: where: Binder Error") || !strings.Contains(err.Error(), "new.yaml:20: rows: Binder Error") || strings.Contains(err.Error(), "new.yaml:4") {
		t.Errorf("%v", err)
	}
}
