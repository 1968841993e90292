package words

import (
	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// Compare returns the alphabetical order of language l as a function for
// slices.SortFunc. The function must not be used from two goroutines at a time.
func Compare(l Lang) func(a, b string) int {
	tag := language.Russian
	if l == KK {
		tag = language.Kazakh
	}
	return collate.New(tag).CompareString
}
