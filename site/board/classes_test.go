package board

import (
	"fmt"
	"strings"
	"testing"

	"nsk/reports"
	"nsk/reports/chart"
)

// On a map zero has a shade of its own, the other values are parted about equally, and no
// class is empty, whatever values there are.
func TestClasses(t *testing.T) {
	for values, want := range map[string]string{
		"0 0 1 2 3 6 8 14": "0; 1–2; 3–6; 8–14 / 1 1 2 2 3 3 4 4",
		"0 0 0":            "0 / 1 1 1",
		"0 5":              "0; 5 / 1 2",
		"5 x 6 7 8 9":      "5–6; 7; 8; 9 / 1 0 1 2 3 4",
		"x x":              " / 0 0",
	} {
		var facts []reports.Fact
		for _, v := range strings.Fields(values) {
			f := reports.Fact{Indicator: "C.01", Unit: reports.Count, Value: v}
			if v == "x" {
				f = reports.Fact{}
			}
			facts = append(facts, f)
		}
		var tiles chart.Tiles
		list := classes(facts, &tiles, func(f reports.Fact) string { return f.Value })
		var names []string
		for _, c := range tiles.Classes {
			names = append(names, c.Name)
		}
		if got := strings.Join(names, "; ") + " / " + strings.Trim(fmt.Sprint(list), "[]"); got != want {
			t.Errorf("%s: %s, want %s", values, got, want)
		}
	}
}
