package words

import (
	"fmt"
	"time"
)

// Period is a span of time with a name: a year, a half-year, a quarter, a month, a
// range of months, or the last n months.
type Period struct {
	// In Russian nom follows «за», gen «в течение», ins «по сравнению с»; prep is
	// «when» with its preposition.
	nom, gen, ins, prep string
	// In Kazakh kk is the nominative, which also stands before үшін; loc is «when»
	// and at the adjective. The other cases follow from kk.
	kk, loc, at string
}

// Year is a calendar year: в 2025 году, 2025 жылы.
func Year(y int) Period {
	return Period{
		nom:  fmt.Sprintf("%d год", y),
		gen:  fmt.Sprintf("%d года", y),
		ins:  fmt.Sprintf("%d годом", y),
		prep: fmt.Sprintf("в %d году", y),
		kk:   fmt.Sprintf("%d жыл", y),
		loc:  fmt.Sprintf("%d жылы", y),
		at:   fmt.Sprintf("%d жылғы", y),
	}
}

// HalfYear is the first or second half of year y. It panics on another n.
func HalfYear(y, n int) Period {
	mustBe(n, 2, "half-year")
	p := inYear(y, []string{"бірінші", "екінші"}[n-1]+" жартыжылдық")
	stem := []string{"перв", "втор"}[n-1]
	p.nom = fmt.Sprintf("%sое полугодие %d года", stem, y)
	p.gen = fmt.Sprintf("%sого полугодия %d года", stem, y)
	p.ins = fmt.Sprintf("%sым полугодием %d года", stem, y)
	p.prep = fmt.Sprintf("%s %sом полугодии %d года", []string{"в", "во"}[n-1], stem, y)
	return p
}

// Quarter is one of the four quarters of year y. It panics on another n.
func Quarter(y, n int) Period {
	mustBe(n, 4, "quarter")
	roman := []string{"I", "II", "III", "IV"}[n-1]
	p := inYear(y, roman+" тоқсан")
	p.nom = fmt.Sprintf("%s квартал %d года", roman, y)
	p.gen = fmt.Sprintf("%s квартала %d года", roman, y)
	p.ins = fmt.Sprintf("%s кварталом %d года", roman, y)
	p.prep = fmt.Sprintf("%s %s квартале %d года", []string{"в", "во", "в", "в"}[n-1], roman, y)
	return p
}

// Month is a month of year y.
func Month(y int, m time.Month) Period {
	p := inYear(y, month(m)["kk"])
	p.nom = fmt.Sprintf("%s %d года", month(m)["nom"], y)
	p.gen = fmt.Sprintf("%s %d года", month(m)["gen"], y)
	p.ins = fmt.Sprintf("%s %d года", month(m)["ins"], y)
	p.prep = fmt.Sprintf("в %s %d года", month(m)["prep"], y)
	return p
}

// Months is a range of months within year y: январь–ноябрь 2025 года.
func Months(y int, from, to time.Month) Period {
	span := func(column string) string {
		return fmt.Sprintf("%s–%s %d года", month(from)[column], month(to)[column], y)
	}
	p := inYear(y, month(from)["kk"]+"–"+month(to)["kk"])
	p.nom, p.gen, p.ins, p.prep = span("nom"), span("gen"), span("ins"), "в "+span("prep")
	return p
}

// LastMonths is the n months before the data were taken: за последние 12 месяцев.
// It panics if n is less than 2.
func LastMonths(n int) Period {
	if n < 2 {
		panic(fmt.Sprintf("words: the last %d months", n))
	}
	row := nouns().rows["month"]
	nom := fmt.Sprintf("последние %d%s%s", n, nbsp, row[category(Int(int64(n)))])
	gen := fmt.Sprintf("последних %d%s%s", n, nbsp, row["many"])
	ins := fmt.Sprintf("последними %d%sмесяцами", n, nbsp)
	kk := fmt.Sprintf("соңғы %d%sай", n, nbsp)
	return Period{nom: nom, gen: gen, ins: ins, prep: "за " + nom, kk: kk, loc: Inflect(kk, Loc), at: Inflect(kk, At)}
}

func inYear(y int, name string) Period {
	kk := fmt.Sprintf("%d жылғы %s", y, name)
	return Period{kk: kk, loc: Inflect(kk, Loc), at: Inflect(kk, At)}
}

func mustBe(n, most int, what string) {
	if n < 1 || n > most {
		panic(fmt.Sprintf("words: no %s %d", what, n))
	}
}

// In shows the period in the nominative: 2025 год, 2025 жыл.
func (p Period) In(l Lang) string {
	if l == RU {
		return p.nom
	}
	return p.kk
}

// When shows the period as a time of action: в 2025 году, 2025 жылы.
func (p Period) When(l Lang) string {
	if l == RU {
		return p.prep
	}
	return p.loc
}

func (p Period) show(l Lang, form string) (string, error) {
	switch {
	case p == Period{}:
		return "", fmt.Errorf("empty period")
	case form == "", form == "a" && l == RU:
		return p.In(l), nil
	case form == "gen" && l == RU:
		return p.gen, nil
	case form == "ins" && l == RU:
		return p.ins, nil
	case form == "p" && l == RU, form == "loc" && l == KK:
		return p.When(l), nil
	case form == "at" && l == KK:
		return p.at, nil
	case l == KK:
		switch c := Case(form); c {
		case Gen, Dat, Acc, Abl, Ins:
			return Inflect(p.kk, c), nil
		}
	}
	return "", fmt.Errorf("a period has no form %q in %s", form, l)
}
