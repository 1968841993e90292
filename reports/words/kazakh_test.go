package words

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

// testdata/digits.tsv is written from the table of numerals, not from the rules of
// harmony, so that the two control each other.
func TestEndingsOfDigits(t *testing.T) {
	lines := readLines(t, "testdata/digits.tsv")
	forms := strings.Split(lines[0], "\t")[3:]
	for _, line := range lines[1:] {
		f := strings.Split(line, "\t")
		decimals, err := strconv.Atoi(f[1])
		if err != nil {
			t.Fatal(err)
		}
		n := mustNumber(t, f[0], decimals)
		if f[2] != "" {
			n = n.AsPercent()
		}
		for i, form := range forms {
			if got, err := n.show(KK, form); err != nil || got != f[i+3] {
				t.Errorf("%s.%s: %q, %v; want %q", f[0], form, got, err, f[i+3])
			}
		}
	}
	if len(lines) < 140 {
		t.Errorf("only %d numbers tested", len(lines))
	}
}

func TestEndingsOfNumbersInSentences(t *testing.T) {
	for _, tt := range []struct {
		n, form, want string
		percent       bool
	}{
		{"5", "abl", "5-тен", false},
		{"10", "dat", "10-ға", false},
		{"20", "abl", "20-дан", false},
		{"1234", "acc", "1\u00a0234-ті", false},
		{"300", "abl", "300-ден", false},
		{"3000", "abl", "3\u00a0000-нан", false},
		{"1000000", "dat", "1\u00a0000\u00a0000-ға", false},
		{"40", "abl", "40-тан", false},
		{"0", "dat", "0-ге", false},
		{"12.05", "acc", "12,05-ті", false},
		{"12.3", "dat", "12,3%-ға", true},
		{"100", "acc", "100%-ды", true},
		{"45.2", "px", "45,2%-ы", true},
		{"45.2", "pxdat", "45,2%-ына", true},
		{"45.2", "pxacc", "45,2%-ын", true},
		{"45.2", "pxloc", "45,2%-ында", true},
		{"45.2", "pxabl", "45,2%-ынан", true},
		{"8", "pxloc", "8-інде", false},
		{"16", "pxloc", "16-сында", false},
		{"20", "pxloc", "20-сында", false},
		{"5", "pxabl", "бесеуінен", false},
	} {
		_, frac, _ := strings.Cut(tt.n, ".")
		n := mustNumber(t, tt.n, len(frac))
		n.percent = tt.percent
		if got, err := n.show(KK, tt.form); err != nil || got != tt.want {
			t.Errorf("%s.%s: %q, %v; want %q", tt.n, tt.form, got, err, tt.want)
		}
	}
	if got, err := Int(5).show(KK, "pl"); err == nil {
		t.Errorf("plural of a number: %q", got)
	}
}

func TestInflect(t *testing.T) {
	for _, tt := range []struct {
		word string
		c    Case
		want string
	}{
		{"платформа", Dat, "платформаға"},
		{"кандидат", Gen, "кандидаттың"},
		{"файл", Acc, "файлды"},
		{"интернет", Dat, "интернетке"},
		{"логин", Acc, "логинді"},
		{"субъект", Plural, "субъектілер"},
		{"объект", Gen, "объектінің"},
		{"тану", Loc, "тануда"},
		{"ескерту", Gen, "ескертудің"},
		{"кесте", Px, "кестесі"},
		{"орталық", Px, "орталығы"},
		{"тармақ", PxLoc, "тармағында"},
		{"кәсіп", Px, "кәсібі"},
		{"модуль", Px, "модулі"},
		{"модуль", Dat, "модульге"},
		{"желтоқсан", At, "желтоқсандағы"},
		{"өңір", At, "өңірдегі"},
		{"деңгей", Loc, "деңгейде"},
		{"кандидат", Plural, "кандидаттар"},
		{"өңір", Plural, "өңірлер"},
		{"жыл", Ins, "жылмен"},
		{"пайыз", Ins, "пайызбен"},
		{"жартыжылдық", Ins, "жартыжылдықпен"},
		{"ұсыныс", Ins, "ұсыныспен"},
	} {
		if got := Inflect(tt.word, tt.c); got != tt.want {
			t.Errorf("%s.%s: %q, want %q", tt.word, tt.c, got, tt.want)
		}
	}
}

func TestEndingPanicsOnUnknownCase(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	Ending("жыл", "vocative")
}

func readLines(t *testing.T, name string) []string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(b)), "\n")
}
