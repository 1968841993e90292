package reports

import "testing"

// What a year without a source says: a zero of that year is no observation, a
// counted or expected one is.
func TestYearWithoutASource(t *testing.T) {
	zero, some := int64(0), int64(7)
	facts := []Fact{
		{ID: "J.07@before", Window: Before, Sources: []string{"incidents"}, Numerator: &zero, Value: "0"},
		{ID: "C.12@before", Window: Before, Sources: []string{"applications"}, Numerator: &zero, Value: "0"},
		{ID: "D.01@before", Window: Before, Sources: []string{"applications"}, Numerator: &some, Value: "7"},
		{ID: "J.07", Window: Now, Sources: []string{"incidents"}, Numerator: &zero, Value: "0"},
	}
	coverage{}.silence(facts)
	for i, want := range []Status{NotProvided, "", "", ""} {
		if facts[i].Status != want {
			t.Errorf("%s: status %q, want %q", facts[i].ID, facts[i].Status, want)
		}
	}
}

// A change is left out where it would say nothing: of a difference, of
// something counted more than tenfold, of a value that is missing itself.
func TestChangeThatSaysNothing(t *testing.T) {
	n := func(x int64) Fact { return Fact{Numerator: &x, Value: "1"} }
	for _, c := range []struct {
		name        string
		unit        Unit
		now, before Fact
		want        Status
	}{
		{"difference", Points, n(1), n(1), NotApply},
		{"tenfold", Count, Fact{Value: "1806"}, Fact{Value: "24"}, NotApply},
		{"few", Count, Fact{Value: "24"}, Fact{Value: "13"}, TooSmall},
		{"no year", Count, Fact{Value: "24"}, Fact{Status: NotProvided}, NotProvided},
		{"hidden", Count, Fact{Status: Protected}, Fact{Value: "24"}, Protected},
		{"plain", Count, Fact{Value: "30"}, Fact{Value: "24"}, ""},
	} {
		if got := change(Indicator{ID: "X.01", Unit: c.unit}, c.now, c.before); got.Status != c.want {
			t.Errorf("%s: status %q, want %q", c.name, got.Status, c.want)
		}
	}
}
