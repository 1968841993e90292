package words

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// kazakhLetters stand in Kazakh words only; every longer Kazakh sentence has some.
const kazakhLetters = "әғқңөұүһіӘҒҚҢӨҰҮҺІ"

// russianWords are words that carry a Russian sentence and are none in Kazakh.
var russianWords = strings.Fields(`и в с к у о для или что как это эти этих все всего всех при без под над между после также тоже
	который которая которое которые которых более менее лет год года году годом дней дня число числа доля доли только если чем нет был была
	были будет может их его её из за по до об от ко со во нас им числе том тем так уже ещё лишь сведения данные показатель показатели`)

// kazakhAsWell are those of them, and words with a Russian ending, that Kazakh has too: за and от,
// «his» of no language, names of plants and measures.
var kazakhAsWell = []string{"от", "до", "за", "по", "им", "об", "у", "о", "тарих", "мая", "бая", "ая"}

// russianEndings are endings of inflection that no Kazakh word has, loanwords included.
var russianEndings = regexp.MustCompile(`(ый|ого|его|ому|ему|ыми|ими|ых|их|ются|ется|ость|ости|ение|ание|ении|ании|ений|аний|ением|анием|ать|ить|еть|уют|яют|ённый|анный|ая|яя|ую|юю|ые|ие|тся|ться|щ..ся|ш..ся)$`)

var quotedName = regexp.MustCompile(`«[^»]*»|„[^“]*“|“[^”]*”`)

// Foreign returns the words of a text in language l that are of the other language, without names:
// what stands in quotation marks, and the words of regions, which Russian writes with Kazakh
// letters (область Жетісу, Ұлытау). Russian words are known by function words and by endings that
// Kazakh has not, Kazakh ones by their letters; a loanword that both have is none of them.
func Foreign(l Lang, text string) []string {
	var found []string
	for _, w := range strings.FieldsFunc(quotedName.ReplaceAllString(text, " "), func(r rune) bool { return !unicode.IsLetter(r) }) {
		lower := strings.ToLower(w)
		if l == RU && strings.ContainsAny(w, kazakhLetters) && !slices.Contains(regionWords(), lower) || l == KK && isRussian(lower) {
			found = append(found, w)
		}
	}
	return found
}

func isRussian(w string) bool {
	if strings.ContainsAny(w, kazakhLetters) || slices.Contains(kazakhAsWell, w) || slices.Contains(regionWords(), w) {
		return false
	}
	return slices.Contains(russianWords, w) || len([]rune(w)) > 3 && russianEndings.MatchString(w)
}

// regionWords are the words of the Russian names of regions.
var regionWords = sync.OnceValue(func() []string {
	var list []string
	for _, r := range RegionCodes() {
		name, err := r.Name(RU)
		if err != nil {
			panic(err) // the codes come from the same table
		}
		list = append(list, strings.Fields(strings.ToLower(name))...)
	}
	return list
})
