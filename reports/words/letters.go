package words

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// lookAlikes replaces Latin letters that are typed for Cyrillic ones, most often
// i for і, which is common in older official Kazakh texts.
var lookAlikes = strings.NewReplacer(
	"a", "а", "c", "с", "e", "е", "i", "і", "o", "о", "p", "р", "x", "х", "y", "у", "ə", "ә",
	"A", "А", "B", "В", "C", "С", "E", "Е", "H", "Н", "I", "І", "K", "К", "M", "М", "O", "О",
	"P", "Р", "T", "Т", "X", "Х", "Y", "У", "Ə", "Ә",
)

// Mixed returns the words of s that have both Cyrillic and Latin letters.
func Mixed(s string) []string {
	var mixed []string
	for _, w := range strings.FieldsFunc(s, notLetter) {
		if isMixed(w) {
			mixed = append(mixed, w)
		}
	}
	return mixed
}

// MatchKey returns what two spellings of one text have in common: NFC, lower case,
// е for ё, single spaces, and Cyrillic letters for Latin look-alikes inside words
// that mix both. It is for matching only; what was received is kept as it is.
func MatchKey(s string) string {
	var b strings.Builder
	for _, w := range strings.Fields(norm.NFC.String(s)) {
		if isMixed(w) {
			w = lookAlikes.Replace(w)
		}
		b.WriteString(" " + w)
	}
	return strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(b.String(), " ")), "ё", "е")
}

func isMixed(word string) bool {
	return strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }) &&
		strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(unicode.Latin, r) })
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }
