package words

import (
	"fmt"
	"slices"
	"sync"

	"github.com/goccy/go-yaml"
)

type sentence struct {
	Clause bool   `yaml:"clause"` // the first letter stays small
	KK     string `yaml:"kk"`
	RU     string `yaml:"ru"`
}

var catalogue = sync.OnceValue(func() map[string]sentence {
	return decode[sentence]("sentences.yaml")
})

// decode reads an embedded file of keyed entries and refuses unknown fields.
func decode[T any](name string) map[string]T {
	var m map[string]T
	if err := yaml.UnmarshalWithOptions([]byte(readFile(name)), &m, yaml.Strict()); err != nil {
		panic(fmt.Sprintf("words: %s: %v", name, err))
	}
	return m
}

// Sentences returns the ids of the catalogue in alphabetical order.
func Sentences() []string { return sortedKeys(catalogue()) }

// Template returns the templates of the sentence id. It panics on an unknown id:
// ids are written in the program, not read from data.
func Template(id string) Text {
	s, ok := catalogue()[id]
	if !ok {
		panic(fmt.Sprintf("words: no sentence %q", id))
	}
	return Text{KK: s.KK, RU: s.RU}
}

// Render renders the sentence id of the catalogue in language l. The first letter
// is a capital unless the sentence is a clause, which stands inside another one.
// An error names the sentence and the slot whose argument is missing or has not
// the form that the slot asks for.
func Render(l Lang, id string, a Args) (string, error) {
	ps, err := RenderParts(l, id, a)
	return ps.String(), err
}

// RenderParts is Render piece by piece, so that each value can be traced.
func RenderParts(l Lang, id string, a Args) (Parts, error) {
	s, ok := catalogue()[id]
	if !ok {
		return nil, fmt.Errorf("no sentence %q", id)
	}
	ps, err := renderParts(l, Text{KK: s.KK, RU: s.RU}.In(l), a)
	if err != nil {
		return nil, fmt.Errorf("sentence %s in %s: %w", id, l, err)
	}
	if s.Clause {
		return ps, nil
	}
	return ps.Capital(), nil
}

// RenderBoth renders the sentence id in both languages.
func RenderBoth(id string, a Args) (Text, error) {
	kk, err := Render(KK, id, a)
	if err != nil {
		return Text{}, err
	}
	ru, err := Render(RU, id, a)
	return Text{KK: kk, RU: ru}, err
}

func sortedKeys[T any](m map[string]T) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
