package words

import (
	"strings"
	"testing"
)

func TestCountedWorkingDays(t *testing.T) {
	for _, tt := range []struct{ n, ru, genitive string }{
		{"0", "0 рабочих дней", "0 рабочих дней"},
		{"1", "1 рабочий день", "1 рабочего дня"},
		{"2", "2 рабочих дня", "2 рабочих дней"},
		{"5", "5 рабочих дней", "5 рабочих дней"},
		{"11", "11 рабочих дней", "11 рабочих дней"},
		{"12", "12 рабочих дней", "12 рабочих дней"},
		{"21", "21 рабочий день", "21 рабочего дня"},
		{"22", "22 рабочих дня", "22 рабочих дней"},
		{"101", "101 рабочий день", "101 рабочего дня"},
		{"111", "111 рабочих дней", "111 рабочих дней"},
		{"1.5", "1,5 рабочего дня", "1,5 рабочего дня"},
		{"2.0", "2,0 рабочего дня", "2,0 рабочего дня"},
	} {
		n := mustNumber(t, tt.n, strings.Count(tt.n, "."))
		wantCounted(t, RU, n, "working_day", "", tt.ru)
		wantCounted(t, RU, n, "working_day", "g", tt.genitive)
	}
}

func TestCountedForms(t *testing.T) {
	for _, tt := range []struct {
		l          Lang
		n          int64
		noun, form string
		want       string
	}{
		{RU, 1, "region", "p", "1 регионе"},
		{RU, 12, "region", "p", "12 регионах"},
		{RU, 21, "region", "g", "21 региона"},
		{RU, 20, "region", "g", "20 регионов"},
		{RU, 21, "candidate", "a", "21 кандидата"}, // на 21 кандидата больше
		{RU, 22, "candidate", "a", "22 кандидата"},
		{RU, 21, "application", "a", "21 заявление"},
		{RU, 2, "programme", "", "2 образовательные программы"},
		{RU, 5, "year", "", "5 лет"},
		{RU, 21, "year", "g", "21 года"},
		{RU, 22, "year", "g", "22 лет"},
		{KK, 25, "application", "", "25 өтініш"},
		{KK, 1234, "application", "", "1\u00a0234 өтініш"},
		{KK, 20, "region", "loc", "20 өңірде"},
		{KK, 5, "centre", "abl", "5 тану орталығынан"},
		{KK, 3, "working_day", "dat", "3 жұмыс күніне"},
	} {
		wantCounted(t, tt.l, Int(tt.n), tt.noun, tt.form, tt.want)
	}
}

func TestCountedRefuses(t *testing.T) {
	half := mustNumber(t, "2.5", 1)
	for _, tt := range []struct {
		l          Lang
		n          Number
		noun, form string
	}{
		{RU, half, "region", "p"},
		{RU, Int(1), "person", "p"},
		{RU, Int(1), "region", "loc"},
		{KK, Int(1), "region", "g"},
		{KK, Int(1), "times", "loc"},
		{KK, Int(1), "planet", ""},
		{RU, half.AsPercent(), "region", ""},
	} {
		if got, err := Counted(tt.l, tt.n, tt.noun, tt.form); err == nil {
			t.Errorf("%s %s.%s gives %q, want an error", tt.l, tt.noun, tt.form, got)
		}
	}
}

func wantCounted(t *testing.T, l Lang, n Number, noun, form, want string) {
	t.Helper()
	i := strings.Index(want, " ")
	want = want[:i] + nbsp + want[i+1:]
	if got, err := Counted(l, n, noun, form); err != nil || got != want {
		t.Errorf("%s %s %s.%s: %q, %v; want %q", l, n, noun, form, got, err, want)
	}
}

// The endings written down for each noun are those that the rules of harmony give.
func TestNounsFollowHarmony(t *testing.T) {
	for _, key := range Nouns() {
		row := nouns().rows[key]
		if row["gen"] == "" {
			continue
		}
		for _, c := range []Case{Gen, Dat, Acc, Loc, Abl} {
			rule := Ending(row["kk"], c)
			if row["possessive"] != "" {
				rule = PossessedEnding(row["kk"], c)
			}
			if rule != row[string(c)] {
				t.Errorf("%s.%s: the table has -%s, the rule -%s", row["kk"], c, row[string(c)], rule)
			}
		}
	}
}
