package words

import (
	"slices"
	"strings"
	"testing"
)

// testdata/regions.tsv has the forms of the 20 regions in full: code, in Russian
// nominative, genitive, «where», accusative, in Kazakh nominative, genitive, «where».
func TestRegions(t *testing.T) {
	var codes []Region
	for _, line := range readLines(t, "testdata/regions.tsv") {
		f := strings.Split(line, "\t")
		r := Region(f[0])
		codes = append(codes, r)
		for i, want := range f[1:] {
			l, form := RU, []string{"", "gen", "p", "acc", "", "gen", "loc"}[i]
			if i > 3 {
				l = KK
			}
			if got, err := r.show(l, form); err != nil || got != want {
				t.Errorf("%s %s.%s: %q, %v; want %q", r, l, form, got, err, want)
			}
		}
	}
	if got := RegionCodes(); len(got) != 20 || !slices.Equal(got, codes) {
		t.Errorf("regions %v, want %v", got, codes)
	}
}

func TestKazakhEndsOfRegions(t *testing.T) {
	ends := map[string]string{"gen": "ның", "dat": "на", "acc": "н", "loc": "нда", "abl": "нан"}
	for _, r := range RegionCodes() {
		name, err := r.Name(KK)
		if err != nil {
			t.Fatal(err)
		}
		for form, end := range ends {
			if got, err := r.show(KK, form); err != nil || got != name+end {
				t.Errorf("%s.%s: %q, %v; want %q", r, form, got, err, name+end)
			}
		}
	}
}

func TestKazakhAlphabet(t *testing.T) {
	const alphabet = "АӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯ"
	letters := strings.Split(alphabet, "")
	slices.Reverse(letters)
	slices.SortFunc(letters, Compare(KK))
	if got := strings.Join(letters, ""); got != alphabet || len(letters) != 42 {
		t.Errorf("sorted: %s", got)
	}
	if Compare(RU)("ёлка", "жук") >= 0 {
		t.Error("ё must stand before ж")
	}
}
