package words

import (
	"testing"
	"time"
)

var day = Date{2025, time.December, 15}

func TestShow(t *testing.T) {
	for _, tt := range []struct {
		v      Value
		l      Lang
		form   string
		want   string
		reason string
	}{
		{day, RU, "", "15 декабря 2025 года", "date in text"},
		{day, KK, "", "2025 жылғы 15 желтоқсан", "date in text"},
		{day, KK, "loc", "2025 жылғы 15 желтоқсанда", "when"},
		{day, KK, "abl", "2025 жылғы 15 желтоқсаннан", "not later than, since"},
		{day, KK, "dat", "2025 жылғы 15 желтоқсанға", "until"},
		{day, KK, "at", "2025 жылғы 15 желтоқсандағы", "as of"},
		{day, KK, "gen", "2025 жылғы 15 желтоқсанның", "of"},
		{day, RU, "short", "15.12.2025", "in messages"},
		{day, KK, "short", "15.12.2025", "in messages"},
		{Days{Date{2025, 1, 1}, Date{2025, 11, 30}}, RU, "", "1 января – 30 ноября 2025 года", "within a year"},
		{Days{Date{2025, 1, 1}, Date{2025, 11, 30}}, KK, "", "2025 жылғы 1 қаңтар – 30 қараша", "within a year"},
		{Days{Date{2024, 12, 1}, Date{2025, 11, 30}}, RU, "", "1 декабря 2024 года – 30 ноября 2025 года", "over a year's end"},
		{Days{Date{2024, 12, 1}, Date{2025, 11, 30}}, KK, "", "2024 жылғы 1 желтоқсан – 2025 жылғы 30 қараша", "over a year's end"},

		{Year(2025), RU, "a", "2025 год", ""},
		{Year(2025), RU, "p", "в 2025 году", ""},
		{Year(2025), KK, "", "2025 жыл", ""},
		{Year(2025), KK, "loc", "2025 жылы", ""},
		{Year(2024), KK, "ins", "2024 жылмен", "compared with"},
		{Year(2024), KK, "at", "2024 жылғы", ""},
		{HalfYear(2025, 1), RU, "a", "первое полугодие 2025 года", ""},
		{HalfYear(2025, 1), RU, "p", "в первом полугодии 2025 года", ""},
		{HalfYear(2025, 1), KK, "", "2025 жылғы бірінші жартыжылдық", ""},
		{HalfYear(2025, 1), KK, "loc", "2025 жылғы бірінші жартыжылдықта", ""},
		{HalfYear(2025, 2), RU, "p", "во втором полугодии 2025 года", ""},
		{HalfYear(2025, 2), KK, "loc", "2025 жылғы екінші жартыжылдықта", ""},
		{Quarter(2025, 1), RU, "a", "I квартал 2025 года", ""},
		{Quarter(2025, 2), RU, "p", "во II квартале 2025 года", ""},
		{Quarter(2025, 3), RU, "p", "в III квартале 2025 года", ""},
		{Quarter(2025, 4), KK, "", "2025 жылғы IV тоқсан", ""},
		{Quarter(2025, 4), KK, "loc", "2025 жылғы IV тоқсанда", ""},
		{Month(2025, 11), RU, "", "ноябрь 2025 года", ""},
		{Month(2025, 11), RU, "p", "в ноябре 2025 года", ""},
		{Month(2025, 11), KK, "", "2025 жылғы қараша", ""},
		{Month(2025, 11), KK, "loc", "2025 жылғы қарашада", ""},
		{Months(2025, 1, 11), RU, "a", "январь–ноябрь 2025 года", ""},
		{Months(2025, 1, 11), RU, "p", "в январе–ноябре 2025 года", ""},
		{Months(2025, 1, 11), KK, "", "2025 жылғы қаңтар–қараша", ""},
		{Months(2025, 1, 11), KK, "loc", "2025 жылғы қаңтар–қарашада", ""},
		{LastMonths(12), RU, "a", "последние 12\u00a0месяцев", ""},
		{LastMonths(12), RU, "p", "за последние 12\u00a0месяцев", ""},
		{LastMonths(12), KK, "", "соңғы 12\u00a0ай", ""},
		{LastMonths(12), KK, "loc", "соңғы 12\u00a0айда", ""},

		{Year(2024), RU, "ins", "2024 годом", "compared with"},
		{HalfYear(2024, 2), RU, "ins", "вторым полугодием 2024 года", ""},
		{HalfYear(2024, 1), RU, "gen", "первого полугодия 2024 года", ""},
		{Quarter(2024, 3), RU, "gen", "III квартала 2024 года", ""},
		{Quarter(2024, 3), RU, "ins", "III кварталом 2024 года", ""},
		{Month(2024, 11), RU, "ins", "ноябрём 2024 года", ""},
		{Month(2024, 11), KK, "ins", "2024 жылғы қарашамен", ""},
		{Months(2024, 1, 11), RU, "gen", "января–ноября 2024 года", ""},
		{Months(2024, 1, 11), RU, "ins", "январём–ноябрём 2024 года", ""},
		{LastMonths(12), RU, "gen", "последних 12\u00a0месяцев", ""},

		{Region("71"), RU, "p", "в городе Астане", ""},
		{Region("79"), RU, "dat", "городу Шымкенту", ""},
		{Country, RU, "p", "в Республике Казахстан", ""},
		{Country, KK, "loc", "Қазақстан Республикасында", ""},
		{Regions{"11", "10", "71"}, RU, "p", "в Акмолинской области, области Абай и городе Астане", ""},
		{Regions{"11", "10", "71"}, KK, "loc", "Ақмола облысында, Абай облысында және Астана қаласында", ""},
		{Regions{"62"}, RU, "p", "в области Ұлытау", ""},
		{Regions{"33", "62"}, RU, "", "область Жетісу и область Ұлытау", ""},

		{Owner("recognition_centres"), KK, "dat", "тану орталықтарына", ""},
		{Owner("national_body"), RU, "", "Национальный орган", ""},
		{List{Same("А"), Same("Б"), Same("В")}, RU, "", "А, Б и В", ""},
		{List{Same("А"), Same("Б"), Same("В")}, KK, "", "А, Б және В", ""},
		{Bare(2025), RU, "", "2025", "a year is not grouped"},
	} {
		got, err := tt.v.show(tt.l, tt.form)
		if err != nil || got != tt.want {
			t.Errorf("%s %q %s: %q, %v; want %q", tt.l, tt.form, tt.reason, got, err, tt.want)
		}
	}
}

func TestShowRefuses(t *testing.T) {
	for _, tt := range []struct {
		v    Value
		l    Lang
		form string
	}{
		{day, RU, "abl"},
		{day, KK, "px"},
		{Date{2025, 2, 30}, RU, ""},
		{Days{day, Date{}}, RU, ""},
		{Days{day, day}, RU, "short"},
		{Year(2025), RU, "loc"},
		{Year(2025), KK, "p"},
		{Period{}, KK, ""},
		{Region("72"), RU, ""},
		{Region("72"), RU, "p"},
		{Region("71"), RU, "loc"},
		{Region("71"), KK, "p"},
		{Regions{}, KK, "loc"},
		{Regions{"71", "72"}, KK, "loc"},
		{Owner("nobody"), RU, "dat"},
		{Owner("state_bodies"), RU, "gen"},
		{Int(5), RU, "abl"},
		{Bare(5), KK, "abl"},
		{Label(""), KK, ""},
		{Label("x"), KK, "dat"},
		{Text{RU: "только русский"}, KK, ""},
		{List{}, KK, ""},
		{Choice(0), KK, ""},
	} {
		if got, err := tt.v.show(tt.l, tt.form); err == nil {
			t.Errorf("%#v in %s as %q: %q, want an error", tt.v, tt.l, tt.form, got)
		}
	}
}

func TestClock(t *testing.T) {
	if got := Clock(time.Date(2025, 12, 15, 14, 5, 59, 0, time.UTC)); got != "15.12.2025, 14:05" {
		t.Error(got)
	}
}

// The endings of the months in the table are those that the rules give.
func TestMonthsFollowHarmony(t *testing.T) {
	for m := time.January; m <= time.December; m++ {
		for _, c := range []Case{Gen, Dat, Abl, Loc, At} {
			if rule, have := Inflect(MonthName(KK, m), c), month(m)["kk_"+string(c)]; rule != have {
				t.Errorf("%s: the table has %s, the rule %s", m, have, rule)
			}
		}
	}
}
