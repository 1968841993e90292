package verdict

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"nsk/connectors/contract"
)

// Every word stands in all three languages with the same slots, and neither official
// text borrows letters from another script.
func TestWordsAreWhole(t *testing.T) {
	slots := regexp.MustCompile(`\{\w+\}`)
	for key, w := range words() {
		want := slots.FindAllString(w.RU, -1)
		slices.Sort(want)
		for _, s := range []string{w.KK, w.RU, w.EN} {
			got := slots.FindAllString(s, -1)
			if slices.Sort(got); s == "" || !slices.Equal(got, want) {
				t.Errorf("%s: %q", key, s)
			}
		}
		for _, word := range strings.FieldsFunc(w.KK+" "+w.RU, func(r rune) bool { return !unicode.IsLetter(r) }) {
			if strings.ContainsFunc(word, isCyrillic) && strings.ContainsFunc(word, isLatin) {
				t.Errorf("%s: %q mixes scripts", key, word)
			}
		}
	}
}

func isCyrillic(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }
func isLatin(r rune) bool    { return unicode.Is(unicode.Latin, r) }

// Occurrences go on on another sheet when one is full, none lost and none twice; the
// bytes stay the same although there are several sheets.
func TestSheetsGoOn(t *testing.T) {
	var last []byte
	for range 5 {
		r := &Report{Verdict: Refused, Summary: []Rule{{ID: "r", Count: 7}}}
		r.Occurrences = func(yield func(Occurrence, error) bool) {
			for i := range int64(7) {
				if !yield(Occurrence{Row: i + 2, Rule: "r", Severity: contract.SeverityRow}, nil) {
					return
				}
			}
		}
		b := &book{view: newView(r, RU), file: excelize.NewFile(), size: 3}
		if err := b.fill(); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := writeSorted(&out, b.file); err != nil {
			t.Fatal(err)
		}
		if last != nil && !bytes.Equal(last, out.Bytes()) {
			t.Fatal("two renderings differ")
		}
		last = out.Bytes()
	}
	f, err := excelize.OpenReader(bytes.NewReader(last))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var got []string
	for _, sheet := range f.GetSheetList()[2:] {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows[1:] {
			got = append(got, sheet+" "+row[1])
		}
	}
	want := []string{"Строки 2", "Строки 3", "Строки 4", "Строки 2 5", "Строки 2 6", "Строки 2 7", "Строки 3 8"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

// A text that no cell can hold is cut where it can be seen.
func TestLongTextInACell(t *testing.T) {
	for _, s := range []string{strings.Repeat("ә", 40_000), strings.Repeat("😀", 20_000), strings.Repeat("a", cellUnits+1)} {
		got := fitting(s)
		if n := len(utf16.Encode([]rune(got))); n > cellUnits || n < cellUnits-2 || !strings.HasSuffix(got, "…") {
			t.Errorf("%d units, ends with %q", n, got[len(got)-6:])
		}
	}
	if s := strings.Repeat("ә", cellUnits); fitting(s) != s {
		t.Error("a text that fits was cut")
	}
}
