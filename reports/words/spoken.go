package words

import (
	"fmt"
	"strings"
)

// Kazakh numerals as they are spoken, by digit.
var (
	units = [10]string{"нөл", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз"}
	tens  = [10]string{"", "он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан"}
	// inWords are «one of them» to «seven of them», which Kazakh writes in words.
	inWords = [8]string{"", "бірі", "екеуі", "үшеуі", "төртеуі", "бесеуі", "алтауы", "жетеуі"}
)

// kazakh shows n with the ending of the case form: 5-тен, 12,3%-ға. The
// possessives of 1 to 7 are words: бесеуі, бесеуінде.
func (n Number) kazakh(form string) (string, error) {
	c := Case(form)
	if _, ok := endings[c]; c == Plural || !ok && !isPossessive(c) && c != At {
		return "", fmt.Errorf("a number has no form %q in Kazakh", form)
	}
	if w := n.inWords(); w != "" && isPossessive(c) {
		return w + caseOfPossessed(w, c), nil
	}
	return n.String() + "-" + Ending(n.lastSpoken(), c), nil
}

func isPossessive(c Case) bool {
	switch c {
	case Px, PxDat, PxAcc, PxLoc, PxAbl:
		return true
	}
	return false
}

// caseOfPossessed is what follows a word that ends in a possessive already.
func caseOfPossessed(w string, c Case) string {
	if c == Px {
		return ""
	}
	return PossessedEnding(w, Case(strings.TrimPrefix(string(c), "px")))
}

func (n Number) inWords() string {
	v, ok := n.whole()
	if !ok || n.percent || !v.IsInt64() || v.Int64() < 1 || v.Int64() > 7 || n.Sign() < 0 {
		return ""
	}
	return inWords[v.Int64()]
}

// lastSpoken is the word spoken last when n is read aloud: it takes the ending.
// Of a decimal, the digits after the comma are read as a whole number.
func (n Number) lastSpoken() string {
	if n.percent {
		return "пайыз"
	}
	whole, frac, _ := strings.Cut(n.digits(), ".")
	if frac != "" {
		whole = frac
	}
	return lastNumeral(whole)
}

func lastNumeral(digits string) string {
	digits = strings.TrimLeft(digits, "0")
	stem := strings.TrimRight(digits, "0")
	if stem == "" {
		return units[0]
	}
	d := stem[len(stem)-1] - '0'
	switch zeros := len(digits) - len(stem); {
	case zeros == 0:
		return units[d]
	case zeros == 1:
		return tens[d]
	case zeros == 2:
		return "жүз"
	case zeros < 6:
		return "мың"
	case zeros < 9:
		return "миллион"
	}
	return "миллиард"
}
