package draft

import (
	"fmt"
	"strings"
	"unicode"
)

// letters are those of Kazakh and Russian in Latin, near enough to be recognised.
var letters = map[rune]string{
	'а': "a", 'ә': "a", 'б': "b", 'в': "v", 'г': "g", 'ғ': "g", 'д': "d", 'е': "e", 'ё': "e", 'ж': "zh", 'з': "z", 'и': "i", 'й': "i",
	'к': "k", 'қ': "q", 'л': "l", 'м': "m", 'н': "n", 'ң': "n", 'о': "o", 'ө': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u",
	'ұ': "u", 'ү': "u", 'ф': "f", 'х': "h", 'һ': "h", 'ц': "ts", 'ч': "ch", 'ш': "sh", 'щ': "sh", 'ъ': "", 'ы': "y", 'і': "i", 'ь': "",
	'э': "e", 'ю': "iu", 'я': "ia",
}

// snake is the name of a column for a path or a header: certificate.issuedOn becomes
// certificate_issued_on.
func snake(name string) string {
	var b strings.Builder
	was := ' '
	for _, r := range name {
		if unicode.IsUpper(r) && (unicode.IsLower(was) || unicode.IsDigit(was)) {
			b.WriteByte('_')
		}
		was = r
		low := unicode.ToLower(r)
		switch to, ok := letters[low]; {
		case ok:
			b.WriteString(to)
		case low >= 'a' && low <= 'z' || low >= '0' && low <= '9':
			b.WriteRune(low)
		default:
			b.WriteByte('_')
		}
	}
	parts := strings.FieldsFunc(b.String(), func(r rune) bool { return r == '_' })
	out := strings.Join(parts, "_")
	if len(out) > 40 {
		out = strings.Trim(out[:40], "_")
	}
	if out == "" || out[0] < 'a' {
		out = "c_" + out
	}
	return strings.TrimSuffix(out, "_")
}

func unique(name string, taken map[string]bool) string {
	got := name
	for n := 2; taken[got]; n++ {
		got = fmt.Sprintf("%s_%d", name, n)
	}
	taken[got] = true
	return got
}

// words are the parts of a name, in lower case.
func words(name string) []string { return strings.Split(snake(name), "_") }

// means reports whether a name has one of the words.
func means(name string, among ...string) bool {
	for _, w := range words(name) {
		for _, a := range among {
			if w == a {
				return true
			}
		}
	}
	return false
}

func meansKey(name string) bool {
	return means(name, "id", "no", "nr", "number", "code", "kod", "nomer", "region", "oblast", "onir")
}
func meansBIN(name string) bool { return means(name, "bin", "bsn", "org", "organization") }
func meansKATO(name string) bool {
	return means(name, "kato", "aaozh")
}
