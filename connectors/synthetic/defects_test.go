package synthetic

import (
	"strings"
	"testing"

	"nsk/connectors/contract"
	"nsk/connectors/contracts"
)

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
			if planted[r.ID] == 0 {
				t.Errorf("data/defects.yaml plants nothing for %s", r.ID)
			}
			delete(planted, r.ID)
		}
	}
	for rule := range planted {
		if no := rule[strings.LastIndexByte(rule, '.')+1:]; no > "099" {
			t.Errorf("data/defects.yaml plants something for %s, which is no rule", rule)
		}
	}
}
