package contract_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"nsk/connectors/contract"
	"nsk/connectors/contracts"
)

// Every contract built into the program is strict YAML and has no fault.
func TestContractsAreSound(t *testing.T) {
	all, err := contract.Load(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	bodies, err := contract.LoadBodies(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, flaw := range contract.Lint(all, bodies) {
		t.Error(flaw)
	}
}

// The 24 sources of the design are all there.
func TestEverySourceOfTheDesign(t *testing.T) {
	all, err := contract.Load(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range strings.Fields(`national-framework occupation-classifier profession-registry national-council
		legal-acts sector-frameworks professional-standards standard-reviews sector-councils programmes-tvet
		programmes-higher accredited-centres discontinued-centres centre-founders recognition-persons
		recognition-documents applications registrations support-requests incidents vacancies labour-statistics
		territories activities`) {
		if contract.Find(all, source) == nil {
			t.Errorf("no contract for %s", source)
		}
	}
}

func TestTwentyRegions(t *testing.T) {
	regions, err := contract.LoadRegions(contracts.FS)
	if err != nil || len(regions) != 20 {
		t.Fatalf("%d regions, %v", len(regions), err)
	}
}

const sound = `source: thing
title: {en: Thing, ru: Вещь, kk: Зат}
provider: centre
paragraph: "7"
cadence: monthly
content: changes
connector: drop
dialects: [{encoding: utf-8, delimiter: ","}]
key: [id]
columns:
  - {name: id, type: code, required: true, ru: Код, kk: Код}
  - {name: iin, type: iin, keep: [person_key], ru: ИИН, kk: ЖСН}
`

// Each planted fault is found and named with file, line, place and remedy.
func TestLintNamesTheFault(t *testing.T) {
	for _, tt := range []struct {
		old, new string
		line     int
		want     string
	}{
		{"changes", "all", 6, `content: "all" is neither snapshot nor changes; write`},
		{"kk: Зат", "kk: ''", 2, "title.kk: missing; write what the source is, in Kazakh"},
		{"kk: Зат", "kk: TO FILL", 2, `title.kk: "TO FILL" is still to be filled; write what the source is, in Kazakh`},
		{"provider: centre", "provider: nobody", 3, `provider: nobody is called "nobody"; write centre, the id or the kind of a body`},
		{"key: [id]", "key: [nr]", 9, `key: no column "nr"`},
		{"key: [id]", "key: [iin]", 9, "key: iin is personal"},
		{"keep: [person_key], ", "", 12, "columns[iin].keep: an IIN is personal"},
		{"[person_key]", "[birth_year]", 12, `columns[iin].keep: "birth_year" cannot be kept of a iin`},
		{"type: code", "type: number", 11, `columns[id].type: "number" is unknown; write one of bin, boolean, code,`},
		{"type: code", "type: code, pattern: '['", 11, `columns[id].pattern: `},
		{"type: code", "type: code, ref: {source: nowhere, column: x, severity: row}", 11, `columns[id].ref.source: "nowhere" is no source`},
		{"dialects", "options: {api_token: x}\ndialects", 8, "options.api_token: a secret"},
		{"utf-8", "koi8-r", 8, `dialects[0].encoding: "koi8-r" is unknown; write utf-8,`},
		{"kk: Код}", "kk: ''}", 11, "columns[id].kk: missing; write what people call it in Kazakh"},
		{"  - {name: iin", "  - {name: id, type: code, ru: a, kk: b}\n  - {name: iin", 12, "columns[id]: id would be stored twice"},
	} {
		all, err := contract.Load(fstest.MapFS{"thing.yaml": {Data: []byte(strings.Replace(sound, tt.old, tt.new, 1))}})
		if err != nil {
			t.Errorf("%s: %v", tt.new, err)
			continue
		}
		want := fmt.Sprintf("contract thing.yaml:%d: %s", tt.line, tt.want)
		if flaws := contract.Lint(all, nil); len(flaws) == 0 || !strings.HasPrefix(flaws[0].Error(), want) {
			t.Errorf("%q for %q: lint says %v, want %s", tt.new, tt.old, flaws, want)
		}
	}
}

// What is wrong with a rule is told with the line of the rules' own file.
func TestLintNamesTheRule(t *testing.T) {
	all, err := contract.Load(fstest.MapFS{"thing.yaml": {Data: []byte(sound)}, "rules/thing.yaml": {Data: []byte(`- id: NSK.thing.id.001
  stage: row
  severity: grave
  where: id = 'x'
  ru: a
  kk: TO FILL
  remedy: {ru: a, kk: b}
  basis: {ru: a, kk: b}
`)}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range all[0].Lint() {
		got = append(got, f.Error())
	}
	if len(got) != 2 || !strings.HasPrefix(got[0], `contract rules/thing.yaml:6: rules[NSK.thing.id.001].kk: "TO FILL"`) ||
		!strings.HasPrefix(got[1], `contract rules/thing.yaml:3: rules[NSK.thing.id.001].severity: "grave" is unknown; write`) {
		t.Error(strings.Join(got, "\n"))
	}
}

// An unknown key, and a cadence that makes no periods, are errors that name file and line.
func TestRefusedContracts(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{sound + "colour: red\n", `contract thing.yaml:13: unknown field "colour"`},
		{strings.Replace(sound, "monthly", "fortnightly", 1), `contract thing.yaml:5: cadence "fortnightly" makes no periods; write daily, monthly, quarterly, half-yearly, yearly or on-change`},
		{strings.Replace(sound, "cadence: monthly\n", "", 1), `contract thing.yaml:1: cadence "" makes no periods`},
	} {
		_, err := contract.Load(fstest.MapFS{"thing.yaml": {Data: []byte(tt.text)}})
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("got %v, want %s", err, tt.want)
		}
	}
}

// A period prints, parses and steps without gap or overlap.
func TestPeriods(t *testing.T) {
	for _, s := range []string{"2024-02-29", "2025-12-31", "2025-03", "2024-12", "2025-Q1", "2025-Q4", "2025-H2", "2025"} {
		p, err := contract.ParsePeriod(s)
		if err != nil || p.String() != s {
			t.Errorf("%s: parsed to %v, %v", s, p, err)
		}
		_, end := p.Bounds()
		start, _ := p.Next().Bounds()
		if !start.Equal(end) {
			t.Errorf("%s: next starts on %s, this ends on %s", s, start.Format(time.DateOnly), end.Format(time.DateOnly))
		}
		if got := contract.PeriodOf(p.Cadence, end.AddDate(0, 0, -1)); got != p {
			t.Errorf("%s: its last day lies in %s", s, got)
		}
	}
	for _, s := range []string{"", "2025-13", "2025-Q5", "2025-H0", "2025-02-30", "25-01", "2025-Q11", "2025-03+0a"} {
		if p, err := contract.ParsePeriod(s); err == nil {
			t.Errorf("%q parsed to %s", s, p)
		}
	}
}

// A part of a period prints, parses and lies within the same days; nobody names one by hand.
func TestPartsOfPeriods(t *testing.T) {
	p, err := contract.ParsePart("2025-03-15+0a41")
	if err != nil || p.Part != "0a41" || p.String() != "2025-03-15+0a41" || p.Whole().String() != "2025-03-15" {
		t.Errorf("parsed to %+v, %v", p, err)
	}
	if from, end := p.Bounds(); end.Sub(from) != 24*time.Hour || p.Next().Part != "" {
		t.Errorf("from %s to %s, then %s", from, end, p.Next())
	}
	for _, s := range []string{"2025-03+", "2025-03+A", "2025-03+a/b", "2025-03+a+b", "+a", "2025-13+a"} {
		if p, err := contract.ParsePart(s); err == nil {
			t.Errorf("%q parsed to %s", s, p)
		}
	}
}
