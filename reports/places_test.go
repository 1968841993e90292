package reports

import (
	"flag"
	"os"
	"slices"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"nsk/reports/document"
	"nsk/reports/words"
)

var writePlaces = flag.Bool("places", false, "write places.yaml: where in the document the indicators stand")

// Where the indicators stand, as people are told, is where they stand in the document.
func TestPlacesAreThoseOfTheDocument(t *testing.T) {
	r := newResult(t)
	got := placesOf(r.Documents[words.KK], r.Documents[words.RU])
	for _, later := range placesAfterAYear(t, r) {
		at := slices.IndexFunc(got, func(p Place) bool { return p.ID == later.ID })
		for _, b := range later.Blocks {
			if !slices.ContainsFunc(got[at].Blocks, func(o PlaceBlock) bool { return o.ID == b.ID }) {
				got[at].Blocks = append(got[at].Blocks, b)
			}
		}
	}
	if *writePlaces {
		text, err := yaml.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		head := "# Where in the annual analysis the indicators stand; written by go test ./reports -run Places -places.\n"
		if err := os.WriteFile("places.yaml", append([]byte(head), text...), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := Places()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the document has changed; run go test ./reports -run Places -places, and look at the difference\n%s", diff)
	}
}

// placesAfterAYear are those of the part that compares with the document of last year.
func placesAfterAYear(t *testing.T, r *Result) []Place {
	t.Helper()
	last := r.Publication()
	s, err := newSource(newRepublic(t).db, AnnualInput{Release: "r", Last: &last})
	if err != nil {
		t.Fatal(err)
	}
	s.layout = func(p *page) document.Document {
		p.indicators()
		return document.Document{Blocks: p.blocks}
	}
	two, err := s.result(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.assemble(t.Context(), two, words.Both); err != nil {
		t.Fatal(err)
	}
	return placesOf(two.Documents[words.KK], two.Documents[words.RU])
}

// Every indicator of the catalogue stands somewhere, or it is computed for nothing.
func TestEveryIndicatorHasAPlace(t *testing.T) {
	places, err := Places()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, p := range places {
		for _, b := range p.Blocks {
			for _, i := range b.Indicators {
				seen[i] = true
			}
		}
	}
	book, err := Indicators()
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range book {
		if !seen[i.ID] {
			t.Errorf("%s stands nowhere in the annual analysis", i.ID)
		}
	}
}
