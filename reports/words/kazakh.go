package words

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Case names a Kazakh ending, as it is written after the dot of a slot.
type Case string

// The endings of a Kazakh word.
const (
	Gen    Case = "gen"   // -ның, of
	Dat    Case = "dat"   // -ға, to
	Acc    Case = "acc"   // -ны, the object
	Loc    Case = "loc"   // -да, in, at, when
	Abl    Case = "abl"   // -дан, from, than
	Ins    Case = "ins"   // -мен, with
	At     Case = "at"    // -дағы, that is in or at
	Plural Case = "pl"    // -лар
	Px     Case = "px"    // -ы, -сы: its
	PxDat  Case = "pxdat" // to its
	PxAcc  Case = "pxacc" // its, as the object
	PxLoc  Case = "pxloc" // in its
	PxAbl  Case = "pxabl" // from its
)

// Endings by harmony: back before the slash, front after it. The row is chosen by
// the last sound of the word.
var endings = map[Case]map[sound]string{
	Gen:    {vowel: "ның/нің", glide: "дың/дің", lateral: "дың/дің", nasal: "ның/нің", buzzing: "дың/дің", hard: "тың/тің", possessed: "ның/нің"},
	Dat:    {vowel: "ға/ге", glide: "ға/ге", lateral: "ға/ге", nasal: "ға/ге", buzzing: "ға/ге", hard: "қа/ке", possessed: "на/не"},
	Acc:    {vowel: "ны/ні", glide: "ды/ді", lateral: "ды/ді", nasal: "ды/ді", buzzing: "ды/ді", hard: "ты/ті", possessed: "н/н"},
	Loc:    {vowel: "да/де", glide: "да/де", lateral: "да/де", nasal: "да/де", buzzing: "да/де", hard: "та/те", possessed: "нда/нде"},
	Abl:    {vowel: "дан/ден", glide: "дан/ден", lateral: "дан/ден", nasal: "нан/нен", buzzing: "дан/ден", hard: "тан/тен", possessed: "нан/нен"},
	Ins:    {vowel: "мен/мен", glide: "мен/мен", lateral: "мен/мен", nasal: "мен/мен", buzzing: "бен/бен", hard: "пен/пен", possessed: "мен/мен"},
	Plural: {vowel: "лар/лер", glide: "лар/лер", lateral: "дар/дер", nasal: "дар/дер", buzzing: "дар/дер", hard: "тар/тер"},
	Px:     {vowel: "сы/сі", glide: "ы/і", lateral: "ы/і", nasal: "ы/і", buzzing: "ы/і", hard: "ы/і"},
}

type sound int

const (
	vowel     sound = iota
	glide           // р, й, у
	lateral         // л
	nasal           // м, н, ң
	buzzing         // з, ж
	hard            // voiceless, and б, в, г, д
	possessed       // the possessive ending of the third person
)

// Ending returns the ending that word takes in case c, without a hyphen. The last
// vowel decides between back and front, the last sound chooses the consonant; in a
// compound the last part decides. It panics on an unknown case.
func Ending(word string, c Case) string { return ending(word, lastSound(word), c) }

// PossessedEnding is Ending for a word that already ends in a possessive of the
// third person, such as «тану орталығы».
func PossessedEnding(word string, c Case) string { return ending(word, possessed, c) }

func ending(word string, last sound, c Case) string {
	if c == At {
		return ending(word, last, Loc) + harmony(word, "ғы/гі")
	}
	if base, ok := strings.CutPrefix(string(c), "px"); ok && base != "" {
		px := ending(word, last, Px)
		return px + ending(word+px, possessed, Case(base))
	}
	e, ok := endings[c][last]
	if !ok {
		panic(fmt.Sprintf("words: no Kazakh ending %q for %q", c, word))
	}
	return harmony(word, e)
}

// harmony picks the back or the front variant of "back/front" for word.
func harmony(word, variants string) string {
	back, front, _ := strings.Cut(variants, "/")
	if isFront(word) {
		return front
	}
	return back
}

// isFront reports whether the last vowel of word is a front one. у, ю and и are
// neutral: the vowel before them decides. A final ь makes the word front.
func isFront(word string) bool {
	w := lastPart(word)
	if strings.HasSuffix(w, "ь") || w == "логин" {
		return true
	}
	i := strings.LastIndexAny(w, "аоұыяёәөүіеэ")
	if i < 0 {
		return false
	}
	r, _ := utf8.DecodeRuneInString(w[i:])
	return strings.ContainsRune("әөүіеэ", r)
}

func lastPart(word string) string {
	w := strings.ToLower(word)
	return w[strings.LastIndexFunc(w, func(r rune) bool { return unicode.IsSpace(r) || r == '-' })+1:]
}

func lastSound(word string) sound {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(strings.ToLower(word), "ьъ"))
	switch {
	case strings.ContainsRune("аәеёоөұүыіэюя", r):
		return vowel
	case strings.ContainsRune("рйуи", r):
		return glide
	case r == 'л':
		return lateral
	case strings.ContainsRune("мнң", r):
		return nasal
	case strings.ContainsRune("зж", r):
		return buzzing
	}
	return hard
}

// Inflect returns word with the ending of case c joined to it. Before the
// possessive к, қ and п soften (орталық, орталығы). Words that lose a vowel (орын,
// орны) are not known to it: write their stem in the data.
func Inflect(word string, c Case) string {
	if w := lastPart(word); w == "субъект" || w == "объект" {
		word += "і" // the stem of these two loanwords
	}
	e := Ending(word, c)
	if strings.HasPrefix(string(c), "px") {
		word = soften(word)
	}
	return word + e
}

func soften(word string) string {
	word = strings.TrimSuffix(word, "ь")
	for _, p := range [][2]string{{"к", "г"}, {"қ", "ғ"}, {"п", "б"}} {
		if s, ok := strings.CutSuffix(word, p[0]); ok {
			return s + p[1]
		}
	}
	return word
}
