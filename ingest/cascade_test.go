package ingest_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/ingest"
)

// A cascade is a file with one cause that could raise many errors, and all that may be found.
// Rows are changes to the sound row of the source's rule cases.
type cascade struct {
	Arrival  `yaml:",inline"`
	World    []Arrival          `yaml:"world"`    // received before, without a finding
	Rules    []contract.Rule    `yaml:"rules"`    // besides those of the source
	Set      []ingest.Setting   `yaml:"set"`      // rules changed before
	Tolerate []ingest.Tolerance `yaml:"tolerate"` // given before
	After    []Arrival          `yaml:"after"`    // received after; then the findings are looked at
	Want     []string           `yaml:"want"`     // row (file for the whole), rule without NSK.<source>., severity
	Verdict  ingest.Verdict     `yaml:"verdict"`
}

// An Arrival is a file of rows, or a text as it was received.
type Arrival struct {
	Sender `yaml:",inline"`
	Source string   `yaml:"source"`
	Rows   []record `yaml:"rows"`
	Body   string   `yaml:"body"`
	Media  string   `yaml:"media"`
}

// theatre is where cascades are played: an inspection, and the sound rows.
type theatre struct {
	*inspection
	*ingest.Ingester
	sound map[string]fileOfCases
}

// take receives a file as it stands in a case.
func (th *theatre) take(t *testing.T, f Arrival) ingest.Outcome {
	t.Helper()
	s, sound := f.Sender, th.sound[f.Source]
	for _, p := range []struct{ to, from *string }{{&s.Provider, &sound.Sender.Provider}, {&s.Period, &sound.Sender.Period}, {&s.Landed, &sound.Sender.Landed}} {
		if *p.to == "" {
			*p.to = *p.from
		}
	}
	period, err := contract.ParsePeriod(s.Period)
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.Parse(time.DateOnly, s.Landed)
	if err != nil {
		t.Fatal(err)
	}
	body, media := th.bytes(t, f, sound.Base)
	b := &connectors.Batch{Want: connectors.Want{Provider: s.Provider, Period: period}, Origin: "case", MediaType: media, Body: io.NopCloser(bytes.NewReader(body))}
	out, err := th.Run(context.Background(), b, f.Source, at.Add(5*time.Hour))
	if err != nil {
		t.Fatalf("%s: %v", f.Source, err)
	}
	return out
}

func (th *theatre) bytes(t *testing.T, f Arrival, base record) (body []byte, media string) {
	if f.Media != "" {
		return []byte(f.Body), f.Media
	}
	if f.Body != "" {
		return []byte(f.Body), connectors.MediaCSV
	}
	var rows []record
	for _, r := range f.Rows {
		rows = append(rows, base.with(r))
	}
	return asCSV(t, contract.Find(th.contracts, f.Source), rows), connectors.MediaCSV
}

// found is all that is on record against a landing, as a case writes it.
func (th *theatre) found(t *testing.T, l ingest.Landing) (all []string) {
	t.Helper()
	findings, err := ingest.Findings(context.Background(), th.engine, l.Number)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		row := "file"
		if f.Row > 0 {
			row = fmt.Sprint(f.Row)
		}
		all = append(all, strings.Join([]string{row, strings.TrimPrefix(f.Rule, "NSK."+l.Source+"."), f.Severity}, " "))
	}
	slices.Sort(all)
	return all
}

// prepare receives the world and puts the decisions of the office on record.
func (th *theatre) prepare(t *testing.T, c *cascade) {
	t.Helper()
	for n, f := range c.World {
		if out := th.take(t, f); len(th.found(t, out.Landing)) > 0 {
			t.Errorf("world[%d], %s: not spotless: %v", n, f.Source, th.found(t, out.Landing))
		}
	}
	for i := range c.Set {
		c.Set[i].Who, c.Set[i].Why = "test", "test"
		th.decide(t, ingest.Act{Setting: &c.Set[i]})
	}
	for i := range c.Tolerate {
		o := &c.Tolerate[i]
		o.Source, o.Reason, o.Approver, o.Expires = c.Source, "test", "test", "2026-12-31"
		o.Provider, o.Period = th.sound[c.Source].Sender.Provider, th.sound[c.Source].Sender.Period
		th.decide(t, ingest.Act{Tolerance: o})
	}
}

func (th *theatre) decide(t *testing.T, a ingest.Act) {
	t.Helper()
	if _, err := th.Decide(context.Background(), a, "national-body", time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
}

func loadCascade(t *testing.T, name string) *cascade {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(data, []byte("# ")) {
		t.Errorf("%s has no sentence on top", name)
	}
	c := new(cascade)
	if err := yaml.NewDecoder(bytes.NewReader(data), yaml.Strict()).Decode(c); err != nil {
		t.Fatalf("%s: %s", name, yaml.FormatError(err, false, true))
	}
	return c
}

// One cause, one error: what an earlier stage has found fault with, no later one judges
// again, and nothing is found that follows from it.
func TestOneCauseOneError(t *testing.T) {
	names, err := filepath.Glob("testdata/cascade/*.yaml")
	if err != nil || len(names) < 20 {
		t.Fatalf("%d cascades: %v", len(names), err)
	}
	sound := loadCases(t)
	stage := newTheatre(t, nil, sound)
	for _, name := range names {
		c := loadCascade(t, name)
		t.Run(strings.TrimSuffix(filepath.Base(name), ".yaml"), func(t *testing.T) {
			th := stage
			if c.Rules != nil {
				th = newTheatre(t, c, sound)
			}
			th.play(t, c)
		})
	}
}

// newTheatre is an empty one; rules that a case has besides stand beside the source's.
func newTheatre(t *testing.T, c *cascade, sound map[string]fileOfCases) *theatre {
	t.Helper()
	contracts := casesInCSV(t)
	if c != nil {
		own := contract.Find(contracts, c.Source)
		own.Rules = append(own.Rules, c.Rules...)
	}
	in := newInspection(t, contracts)
	th := &theatre{inspection: in, Ingester: in.ingester(), sound: sound}
	t.Cleanup(func() { th.Ingester.Close() })
	return th
}

// play tries a case and leaves the theatre empty.
func (th *theatre) play(t *testing.T, c *cascade) {
	t.Helper()
	defer th.back(th.Ingester, 0)
	th.prepare(t, c)
	out := th.take(t, c.Arrival)
	if c.Verdict != "" && out.Verdict != c.Verdict {
		t.Errorf("the verdict is %s, want %s", out.Verdict, c.Verdict)
	}
	for _, f := range c.After {
		th.take(t, f)
	}
	slices.Sort(c.Want)
	if d := cmp.Diff(c.Want, th.found(t, out.Landing), cmpopts.EquateEmpty()); d != "" {
		t.Errorf("-want +found:\n%s", d)
	}
}
