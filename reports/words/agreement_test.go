package words

import (
	"strings"
	"testing"
)

// Every numeral with its endings as a grammar lists them, written down without the rules: genitive,
// dative, accusative, locative, ablative.
var numerals = map[string][5]string{
	"нөл": {"дің", "ге", "ді", "де", "ден"}, "бір": {"дің", "ге", "ді", "де", "ден"}, "екі": {"нің", "ге", "ні", "де", "ден"},
	"үш": {"тің", "ке", "ті", "те", "тен"}, "төрт": {"тің", "ке", "ті", "те", "тен"}, "бес": {"тің", "ке", "ті", "те", "тен"},
	"алты": {"ның", "ға", "ны", "да", "дан"}, "жеті": {"нің", "ге", "ні", "де", "ден"}, "сегіз": {"дің", "ге", "ді", "де", "ден"},
	"тоғыз": {"дың", "ға", "ды", "да", "дан"}, "он": {"ның", "ға", "ды", "да", "нан"}, "жиырма": {"ның", "ға", "ны", "да", "дан"},
	"отыз": {"дың", "ға", "ды", "да", "дан"}, "қырық": {"тың", "қа", "ты", "та", "тан"}, "елу": {"дің", "ге", "ді", "де", "ден"},
	"алпыс": {"тың", "қа", "ты", "та", "тан"}, "жетпіс": {"тің", "ке", "ті", "те", "тен"}, "сексен": {"нің", "ге", "ді", "де", "нен"},
	"тоқсан": {"ның", "ға", "ды", "да", "нан"}, "жүз": {"дің", "ге", "ді", "де", "ден"}, "мың": {"ның", "ға", "ды", "да", "нан"},
}

// lastSaid is the last word of a number from 0 to 10,000 read aloud.
func lastSaid(n int) string {
	units := []string{"", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз"}
	tens := []string{"", "он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан"}
	switch {
	case n == 0:
		return "нөл"
	case n%10 > 0:
		return units[n%10]
	case n/10%10 > 0:
		return tens[n/10%10]
	case n/100%10 > 0:
		return "жүз"
	}
	return "мың"
}

// After every number from 0 to 10,000 the Kazakh ending is that of the word read last.
func TestKazakhEndingsOfAllNumbers(t *testing.T) {
	for n := range 10001 {
		for i, form := range []string{"gen", "dat", "acc", "loc", "abl"} {
			got, err := Int(int64(n)).show(KK, form)
			want := Int(int64(n)).String() + "-" + numerals[lastSaid(n)][i]
			if err != nil || got != want {
				t.Fatalf("%d.%s: %q, %v; want %q", n, form, got, err, want)
			}
		}
	}
}

// ruled is the Russian form a number asks for, by the way it ends in writing.
func ruled(n int) string {
	s := "0" + Int(int64(n)).digits()
	switch last, before := s[len(s)-1], s[len(s)-2]; {
	case before == '1':
		return "many"
	case last == '1':
		return "one"
	case strings.ContainsRune("234", rune(last)):
		return "few"
	}
	return "many"
}

// Every noun agrees with every number from 0 to 10,000, in Russian by the last two digits; in
// Kazakh it stays in the singular.
func TestNounsAgreeWithAllNumbers(t *testing.T) {
	for _, noun := range Nouns() {
		row := nouns().rows[noun]
		for n := range 10001 {
			form := ruled(n)
			for l, want := range map[Lang]string{RU: row[form], KK: row["kk"]} {
				if got, err := nounAfter(l, Int(int64(n)), noun, ""); err != nil || got != want {
					t.Fatalf("%s %d %s: %q, %v; want %q", l, n, noun, got, err, want)
				}
			}
			genitive := row["many"]
			if form == "one" {
				genitive = row["frac"]
			}
			if got, err := nounAfter(RU, Int(int64(n)), noun, "g"); err != nil || got != genitive {
				t.Fatalf("из %d %s: %q, %v; want %q", n, noun, got, err, genitive)
			}
		}
	}
}

// The 20 regions in every case: in Kazakh облысы and қаласы take the endings of a possessive, in
// Russian each kind of name is declined in its own way: the adjective, the name of a city that has
// endings, but no name after область, nor Алматы.
func TestRegionsInEveryCase(t *testing.T) {
	endings := map[string]string{"gen": "ның", "dat": "на", "acc": "н", "loc": "нда", "abl": "нан", "ins": "мен"}
	if len(RegionCodes()) != 20 {
		t.Fatalf("%d regions", len(RegionCodes()))
	}
	for _, r := range RegionCodes() {
		name, err := r.Name(KK)
		if err != nil || !strings.HasSuffix(name, " облысы") && !strings.HasSuffix(name, " қаласы") {
			t.Errorf("%s: %q, %v", r, name, err)
		}
		for form, e := range endings {
			if got, err := r.show(KK, form); err != nil || got != name+e {
				t.Errorf("%s.%s: %q, %v; want %q", r, form, got, err, name+e)
			}
		}
		declined(t, r)
	}
}

func declined(t *testing.T, r Region) {
	t.Helper()
	name, err := r.Name(RU)
	if err != nil {
		t.Fatal(err)
	}
	for form, of := range map[string]func(string) string{
		"gen": replacer("ая область", "ой области", "область ", "области ", "город ", "города ", "Астана", "Астаны", "Шымкент", "Шымкента"),
		"dat": replacer("ая область", "ой области", "область ", "области ", "город ", "городу ", "Астана", "Астане", "Шымкент", "Шымкенту"),
		"acc": replacer("ая область", "ую область", "Астана", "Астану"),
		"p": func(s string) string {
			return "в " + replacer("ая область", "ой области", "область ", "области ", "город ", "городе ", "Астана", "Астане", "Шымкент", "Шымкенте")(s)
		},
	} {
		got, err := r.show(RU, form)
		if want := of(name); err != nil || got != want {
			t.Errorf("%s.%s: %q, %v; want %q", r, form, got, err, want)
		}
	}
}

func replacer(pairs ...string) func(string) string { return strings.NewReplacer(pairs...).Replace }
