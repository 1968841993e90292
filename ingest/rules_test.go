package ingest_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"testing"

	diff "github.com/google/go-cmp/cmp"

	"nsk/ingest"
)

// Every rule is broken where it must be, holds where it must hold, judges its boundary as
// said, and lets pass what it exempts; and a case finds its own rule and no other. What is
// found bears the number of its rule, so a case that wants its rule notices when it is gone;
// that a rule that is switched off finds nothing is tried once for each source, for all
// statements are planned anew for it.
func TestRules(t *testing.T) {
	contracts, cases := casesInCSV(t), loadCases(t)
	longestFirst := func(a, b string) int { return cmp.Compare(len(cases[b].Rules), len(cases[a].Rules)) }
	for _, source := range slices.SortedFunc(maps.Keys(cases), longestFirst) {
		t.Run(source, func(t *testing.T) {
			t.Parallel()
			f := cases[source]
			in := newInspection(t, f.involved(contracts, source))
			i := in.ingester()
			defer i.Close()
			in.receiveAll(i, f.World, false)
			after := in.next()
			of := &stage{inspection: in, ingester: i, file: f, source: source}
			for _, s := range f.scenes() {
				if s.only {
					after = 0
				}
				in.back(i, after)
				in.receiveAll(i, s.world, s.remarks)
				of.after, of.found = in.next(), make(map[string][]string)
				of.play(s.trials)
			}
		})
	}
}

// A stage is a world that has been received, in which cases are tried.
type stage struct {
	*inspection
	ingester *ingest.Ingester
	file     fileOfCases
	source   string
	after    int64               // first landing after the world
	found    map[string][]string // by return: the same return in the same world is read once
	switched bool                // a rule has been switched off in it
}

func (s *stage) play(trials []trial) {
	for _, c := range trials {
		if d := diff.Diff(c.wanted(c.kind, c.rule), s.try(c.ruleCase)); d != "" {
			s.t.Errorf("%s, %s (-want +found):\n%s", c.rule, c.kind, d)
		}
		if c.kind != "invalid" {
			continue
		}
		if !slices.Contains(c.wanted(c.kind, c.rule), c.rule) {
			s.t.Errorf("%s: its invalid case does not notice that it is off", c.rule)
		}
		if !s.switched {
			s.switched = true
			s.without(c)
		}
	}
}

// try tells what is found in a case, and leaves the world as it was.
func (s *stage) try(c ruleCase) []string {
	sender, rows := s.file.sent(c)
	sent := fmt.Sprintf("%q %q", sender, rows)
	found, ok := s.found[sent]
	if !ok {
		found = s.receive(s.ingester, sender, s.source, rows)
		s.back(s.ingester, s.after)
		s.found[sent] = found
	}
	return found
}

// without tries an invalid case with its rule switched off.
func (s *stage) without(c trial) {
	s.set(s.ingester, c.rule)
	sender, rows := s.file.sent(c.ruleCase)
	found := s.receive(s.ingester, sender, s.source, rows)
	s.back(s.ingester, s.after)
	if slices.Contains(found, c.rule) {
		s.t.Errorf("%s is off and found all the same", c.rule)
	}
}

// There are 150 rules and more, and none without cases of every kind.
func TestEveryRuleHasCases(t *testing.T) {
	cases := loadCases(t)
	rules := 0
	for _, c := range casesInCSV(t) {
		for _, r := range c.Rules {
			rules++
			if _, ok := cases[c.Source].Rules[r.ID]; !ok {
				t.Errorf("%s has no cases", r.ID)
			}
		}
	}
	if rules < 150 {
		t.Errorf("%d rules stand beside the contracts", rules)
	}
	for _, f := range cases {
		for rule, of := range f.Rules {
			for _, kind := range kinds {
				if c, ok := of[kind]; !ok {
					t.Errorf("%s: no %s case", rule, kind)
				} else if kind == "boundary" && c.Want == "" {
					t.Errorf("%s: the boundary case must say with _want on which side it lies", rule)
				}
			}
		}
	}
}
