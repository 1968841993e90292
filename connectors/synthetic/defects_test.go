package synthetic

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"nsk/connectors/contract"
	"nsk/connectors/contracts"
)

// beyondTheRepublic is about population before 2023: nobody asks the republic for it.
const beyondTheRepublic = "NSK.population.region.103"

func withDefects() *Republic {
	return New(Options{Seed: 1, Scale: Scale{Centres: 30, Applications: 2000}, Defects: true})
}

// Every rule of the contracts is planted, and nothing is planted twice: a new rule without
// a defect fails here.
func TestEveryRuleIsPlanted(t *testing.T) {
	planted, rows := map[string]int{}, map[Finding]bool{}
	for _, f := range withDefects().defectFindings() {
		planted[f.Rule] += f.Count
		if f.Key != "" && rows[f] {
			t.Errorf("planted twice: %v", f)
		}
		rows[f] = true
	}
	all, err := contract.Load(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		for _, r := range c.Rules {
			if planted[r.ID] == 0 && r.ID != beyondTheRepublic {
				t.Errorf("data/defects.yaml plants nothing for %s", r.ID)
			}
			delete(planted, r.ID)
		}
	}
	for n := 1; n <= 14; n++ {
		no := fmt.Sprintf(".%03d", n)
		if !slices.ContainsFunc(slices.Collect(maps.Keys(planted)), func(rule string) bool { return strings.HasSuffix(rule, no) }) {
			t.Errorf("data/defects.yaml plants nothing for the checks %s that columns declare", no)
		}
	}
	for rule := range planted {
		if no := rule[strings.LastIndexByte(rule, '.')+1:]; no > "099" {
			t.Errorf("data/defects.yaml plants something for %s, which is no rule", rule)
		}
	}
}

// With defects every other file of centres is the same to the byte.
func TestDefectsLeaveTheRestAlone(t *testing.T) {
	opt := Options{Seed: 1, Scale: Scale{Centres: 30, Applications: 2000}}
	without := prints(t, opt)
	opt.Defects = true
	with := prints(t, opt)
	for name, sum := range without {
		if (strings.Contains(name, persons) || strings.Contains(name, documents)) && with[name] != sum {
			t.Errorf("%s differs", name)
		}
	}
	if len(with) <= len(without) {
		t.Errorf("%d files with defects, %d without", len(with), len(without))
	}
}
