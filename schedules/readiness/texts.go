package readiness

import (
	"fmt"

	"nsk/connectors/contract"
	"nsk/reports/words"
	"nsk/schedules/calendar"
)

// The sentences of blockers.
var (
	missing       = words.Text{KK: "«{src}» мәліметтері {per} үшін ұсынылмады; мерзімі {d.loc} өтті", RU: "сведения «{src}» за {per} не представлены; срок истёк {d}"}
	missingDays   = words.Text{KK: "«{src}» мәліметтері ұсынылмады: күндер – {n} ({d1.short}–{d2.short})", RU: "сведения «{src}» не представлены: дней – {n} ({d1.short}–{d2.short})"}
	unconfirmed   = words.Text{KK: "«{src}» мәліметтері {per} үшін алынды, жіберушінің растауы күтілуде; мерзімі {d.loc} өтті", RU: "сведения «{src}» за {per} получены и ожидают подтверждения отправителя; срок истёк {d}"}
	unaccepted    = words.Text{KK: "«{src}» мәліметтері {per} үшін алынды, бірақ қабылданбады; мерзімі {d.loc} өтті", RU: "сведения «{src}» за {per} получены, но не приняты; срок истёк {d}"}
	brokenPromise = words.Text{KK: "{promise} (жолдар – {n})", RU: "{promise} (строк – {n})"}
	thinCoverage  = words.Text{KK: "«{src}» мәліметтерін қамту – {v}, 80%-дан төмен: олар бойынша көрсеткіштер келтірілмейді", RU: "охват сведений «{src}» – {v}, ниже 80%: показатели по ним не приводятся"}
	noCalendar    = words.Text{KK: "жұмыс күнтізбесі {y} жылды қамтымайды", RU: "рабочий календарь не охватывает {y} год"}
	notComputed   = words.Text{KK: "есептеу орындалмады: {why}", RU: "расчёт не выполнен: {why}"}
	untranslated  = words.Text{KK: "«{src}»: аудармасы жоқ атаулар – {n} (мысалы, {k})", RU: "«{src}»: наименования без перевода – {n} (например, {k})"}
	staleKazakh   = words.Text{KK: "«{src}»: орысша атауы өзгеріп, қазақшасы өзгермегендер – {n} (мысалы, {k})", RU: "«{src}»: изменилось русское наименование, а казахское осталось прежним – {n} (например, {k})"}
	staleRussian  = words.Text{KK: "«{src}»: қазақша атауы өзгеріп, орысшасы өзгермегендер – {n} (мысалы, {k})", RU: "«{src}»: изменилось казахское наименование, а русское осталось прежним – {n} (например, {k})"}
)

// say renders a sentence in both languages. It panics where sentence and values do not fit:
// both are ours.
func say(template words.Text, args words.Args) (t words.Text) {
	for _, l := range words.Both {
		s, err := words.RenderText(l, template.In(l), args)
		if err != nil {
			panic(err)
		}
		if l == words.KK {
			t.KK = s
		} else {
			t.RU = s
		}
	}
	return t
}

func date(d calendar.Day) words.Date { return words.DateOf(d.Time()) }

func firstDay(p contract.Period) words.Date {
	start, _ := p.Bounds()
	return words.DateOf(start)
}

// PeriodText is a period in both languages, as it follows «за» and stands before «үшін».
func PeriodText(p contract.Period) words.Text {
	start, _ := p.Bounds()
	switch p.Cadence {
	case contract.Yearly:
		return named(words.Year(p.Year))
	case contract.HalfYearly:
		return named(words.HalfYear(p.Year, p.N))
	case contract.Quarterly:
		return named(words.Quarter(p.Year, p.N))
	case contract.Monthly:
		return named(words.Month(p.Year, start.Month()))
	}
	return named(words.DateOf(start))
}

func named(v interface{ In(words.Lang) string }) words.Text {
	return words.Text{KK: v.In(words.KK), RU: v.In(words.RU)}
}

// OffText is why a day is off or worked against its day of the week: the name of a holiday,
// what was moved, or the weekday.
func OffText(i calendar.Info) words.Text {
	switch {
	case i.NameRU != "":
		return words.Text{KK: i.NameKK, RU: i.NameRU}
	default:
		return words.TermText(fmt.Sprintf("weekday_%d", (int(i.Date.Weekday())+6)%7+1))
	}
}
