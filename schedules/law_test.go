package schedules_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"nsk/schedules"
)

// A law is one official text of the order: the paragraphs of its Rules, each in one line.
type law struct {
	lang       string
	paragraphs map[string]string // by number
	terms      *regexp.Regexp    // the words that put a term
}

// readLaw reads both texts of the order, or skips the test.
func readLaw(t *testing.T) []law {
	t.Helper()
	found, err := filepath.Glob("../../shared/seeds/001_*.txt")
	if err != nil || len(found) != 1 {
		t.Skip("the text of the order is not here (../shared/seeds)")
	}
	text, err := os.ReadFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	ru, kk, ok := strings.Cut(string(text), "Қазақстан Республикасы Еңбек және халықты әлеуметтік қорғау министрінің 2023 жылғы")
	if !ok {
		t.Fatal("where does the Kazakh text begin?")
	}
	return []law{
		{"ru", paragraphsOf(t, ru, "Глава 1. Общие положения"), regexp.MustCompile(
			`рабочих дн|1 раз|полугоди|единовременно|ежеквартально|ежемесячно|ежегодно|не позднее|своевременно|в сроки|со сроками|на постоянной основе|[Сс]рок рассмотрения|не более`)},
		{"kk", paragraphsOf(t, kk, "1-тарау. Жалпы ережелер"), regexp.MustCompile(
			`жұмыс күн|\d рет|бір рет|бір мезгілде|жартыжылдық|тоқсан сайын|ай сайын|жыл сайын|кешіктірмей|уақтылы|мерзімдер|мерзімі |тұрақты негізде`)},
	}
}

var paragraphHead = regexp.MustCompile(`^(\d+)\. `)

// paragraphsOf cuts the Rules, which begin after a heading, into their paragraphs.
func paragraphsOf(t *testing.T, text, heading string) map[string]string {
	t.Helper()
	_, rules, ok := strings.Cut(text, heading)
	if !ok {
		t.Fatalf("no %q", heading)
	}
	all := make(map[string]string)
	number := ""
	for _, line := range strings.Split(rules, "\n") {
		line = flat(line)
		if m := paragraphHead.FindStringSubmatch(line); m != nil {
			number = m[1]
		}
		if number != "" && line != "" {
			all[number] = strings.TrimSpace(all[number] + " " + line)
		}
	}
	if len(all) != 22 {
		t.Fatalf("the Rules have 22 paragraphs, not %d", len(all))
	}
	return all
}

// flat puts plain spaces for those of the official print.
func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

// The wording of every obligation stands word for word in the paragraph that it names, in
// both official texts, and so does every difference between them.
func TestWordingIsTheLaw(t *testing.T) {
	for _, l := range readLaw(t) {
		for _, o := range obligations(t).All {
			quotes := map[string]string{}
			if o.Wording != nil {
				quotes["wording"] = map[string]string{"ru": o.Wording.RU, "kk": o.Wording.KK}[l.lang]
			}
			if c := o.TextConflict; c != nil {
				quotes["text_conflict"] = map[string]string{"ru": c.RU, "kk": c.KK}[l.lang]
			}
			for what, quote := range quotes {
				if _, err := l.spans(o, quote); err != nil {
					t.Errorf("%s, %s, %s: %v", o.ID, what, l.lang, err)
				}
			}
		}
	}
}

// spans finds the fragments of a quotation, one after the other, in the paragraphs of an
// obligation, and returns where they stand.
func (l *law) spans(o schedules.Obligation, quote string) (map[string][][2]int, error) {
	found := make(map[string][][2]int)
	for _, p := range strings.Split(o.Paragraph, ", ") {
		number, item, _ := strings.Cut(strings.TrimSuffix(p, ")"), "(")
		text, from := l.paragraphs[number], 0
		for _, fragment := range strings.Split(quote, " … ") {
			i := strings.Index(text[from:], fragment)
			if i < 0 {
				found[number] = nil
				break
			}
			found[number] = append(found[number], [2]int{from + i, from + i + len(fragment)})
			from += i + len(fragment)
		}
		if spans := found[number]; spans != nil && item != "" && !l.inItem(number, item, spans) {
			return nil, fmt.Errorf("%q stands in paragraph %s, but not under %s)", quote, number, item)
		}
	}
	for _, spans := range found {
		if spans != nil {
			return found, nil
		}
	}
	return nil, fmt.Errorf("%q does not stand in paragraph %s", quote, o.Paragraph)
}

// inItem reports whether one of the spans lies in a sub-paragraph.
func (l *law) inItem(number, item string, spans [][2]int) bool {
	text := l.paragraphs[number]
	from := strings.Index(text, " "+item+") ")
	to := len(text)
	var n int
	fmt.Sscan(item, &n)
	if next := strings.Index(text, fmt.Sprintf(" %d) ", n+1)); next > 0 {
		to = next
	}
	for _, s := range spans {
		if from >= 0 && s[0] >= from && s[1] <= to {
			return true
		}
	}
	return false
}

// Every word of the Rules that puts a term is quoted by an obligation that names its
// paragraph: no duty with a term is missing.
func TestEveryTermIsAnObligation(t *testing.T) {
	for _, l := range readLaw(t) {
		quoted := make(map[string][][2]int)
		for _, o := range obligations(t).All {
			if o.Wording == nil {
				continue
			}
			spans, err := l.spans(o, map[string]string{"ru": o.Wording.RU, "kk": o.Wording.KK}[l.lang])
			if err != nil {
				t.Error(err)
			}
			for number, s := range spans {
				quoted[number] = append(quoted[number], s...)
			}
		}
		terms := 0
		for number, text := range l.paragraphs {
			for _, at := range l.terms.FindAllStringIndex(text, -1) {
				terms++
				if !within(at, quoted[number]) {
					t.Errorf("%s, paragraph %s: no obligation quotes “%s”", l.lang, number, around(text, at))
				}
			}
		}
		if terms < 20 {
			t.Errorf("%s: only %d terms were found", l.lang, terms)
		}
		t.Logf("%s: %d terms", l.lang, terms)
	}
}

func within(at []int, spans [][2]int) bool {
	for _, s := range spans {
		if s[0] <= at[0] && at[1] <= s[1] {
			return true
		}
	}
	return false
}

func around(text string, at []int) string {
	return strings.ToValidUTF8(text[max(0, at[0]-60):min(len(text), at[1]+60)], "")
}

// The parts of the order that the register must cover are all named.
func TestParagraphsAreCovered(t *testing.T) {
	named := make(map[string]bool)
	for _, o := range obligations(t).All {
		if o.Act != "order-391" {
			continue
		}
		for _, p := range strings.Split(o.Paragraph, ", ") {
			if o.Part > 0 {
				p = fmt.Sprintf("%s/%d", p, o.Part)
			}
			named[p] = true
		}
	}
	for _, p := range strings.Fields("4/1 4/2 4/3 4/4 4/5 7(1) 7(2) 7(3) 7(4) 7(5) 8 9(1) 9(2) 9(3) 9(4) 9(5) 10(1) 10(2) 10(3) 10(4) 16 16(1) 16(2) 21") {
		if !named[p] {
			t.Errorf("no obligation names paragraph %s", p)
		}
	}
}
