package reports

import (
	"strconv"
	"testing"
)

func itoa(n int) string { return strconv.Itoa(n) }

func TestIndicatorsLint(t *testing.T) {
	book, err := Indicators()
	if err != nil {
		t.Fatal(err)
	}
	if len(book) < 40 {
		t.Errorf("%d indicators, want 40 or more", len(book))
	}
	for _, i := range book {
		for _, fault := range i.Lint() {
			t.Error(fault)
		}
	}
}
