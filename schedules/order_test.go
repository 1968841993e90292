package schedules

import (
	"testing"

	"nsk/connectors/contract"
	"nsk/connectors/contracts"
)

// Among the contracts that are built in, every register comes before what refers to it.
func TestBuiltInRegistersComeFirst(t *testing.T) {
	all, err := contract.Load(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	done := map[string]bool{"reference": true}
	ordered := InOrder(all)
	for _, c := range ordered {
		for i := range c.Columns {
			if r := c.Columns[i].Ref; r != nil && r.Source != c.Source && !done[r.Source] {
				t.Errorf("%s is pulled before %s, which it cites", c.Source, r.Source)
			}
		}
		done[c.Source] = true
	}
	if len(ordered) != len(all) {
		t.Errorf("%d sources of %d", len(ordered), len(all))
	}
}
