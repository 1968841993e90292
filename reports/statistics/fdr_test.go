package statistics

import (
	"math/big"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func rats(t *testing.T, text string) (list []*big.Rat) {
	t.Helper()
	for _, field := range strings.Fields(text) {
		list = append(list, rat(t, field))
	}
	return list
}

const family = "0.0002 0.0009 0.016 0.019 0.026 0.030 0.20 0.41 0.62 0.90"

// Step-up: the third and fifth fail their own bars and are carried by the
// sixth, which meets its bar exactly.
func TestFalseDiscovery(t *testing.T) {
	for _, test := range []struct {
		name     string
		adjust   func([]*big.Rat) []*big.Rat
		want     string
		rejected int
	}{
		{"BH", BenjaminiHochberg, "0.002 0.0045 0.0475 0.0475 0.05 0.05 0.2857142857 0.5125 0.6888888889 0.9", 6},
		{"BY", BenjaminiYekutieli, "0.005858 0.013180 0.139126 0.139126 0.146448 0.146448 0.836848 1 1 1", 2},
	} {
		adjusted := test.adjust(rats(t, family))
		for i, want := range strings.Fields(test.want) {
			same(t, test.name, adjusted[i], want)
		}
		n := 0
		for _, r := range Rejected(adjusted, rat(t, "0.05")) {
			if r {
				n++
			}
		}
		if n != test.rejected {
			t.Errorf("%s rejects %d, want %d", test.name, n, test.rejected)
		}
	}
	same(t, "fifth BH", BenjaminiHochberg(rats(t, family))[4], "1/20")
}

// The answer belongs to the test, wherever it stands in the family.
func TestOrderOfFamily(t *testing.T) {
	got := Rejected(BenjaminiHochberg(rats(t, "0.90 0.0002 0.20 0.030")), rat(t, "0.05"))
	if diff := cmp.Diff([]bool{false, true, false, false}, got); diff != "" {
		t.Error(diff)
	}
	if len(BenjaminiHochberg(nil)) != 0 {
		t.Error("an empty family has results")
	}
}
