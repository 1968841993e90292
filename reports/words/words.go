// Package words renders numbers, dates, names and sentences in official Kazakh
// and Russian.
//
// The words are data: nouns, months, regions and bodies in tables (*.tsv), terms
// in terms/*.yaml, sentences in sentences.yaml. Each sentence is a pair of
// templates with the same slots, so the two languages always carry the same
// numbers, dates and codes.
package words

import (
	"fmt"
	"slices"
)

// Lang is one of the two official languages.
type Lang string

// The languages of every text that a user sees.
const (
	KK Lang = "kk" // Kazakh
	RU Lang = "ru" // Russian
)

// Both is the two languages in the order in which they are shown. It is read only.
var Both = []Lang{KK, RU}

// ParseLang returns the language with the code s, "kk" or "ru".
func ParseLang(s string) (Lang, error) {
	if l := Lang(s); slices.Contains(Both, l) {
		return l, nil
	}
	return "", fmt.Errorf("language %q: want kk or ru", s)
}

// Text is the same text in both languages.
type Text struct {
	KK string `yaml:"kk" json:"kk"`
	RU string `yaml:"ru" json:"ru"`
}

// In returns the text in language l. It panics if l is not KK or RU.
func (t Text) In(l Lang) string {
	switch l {
	case KK:
		return t.KK
	case RU:
		return t.RU
	}
	panic(fmt.Sprintf("words: no language %q", l))
}

// Same returns the Text that reads s in both languages: a name, a code.
func Same(s string) Text { return Text{KK: s, RU: s} }
