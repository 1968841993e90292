package reports

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"nsk/reports/document"
	"nsk/reports/words"
)

// landings are the files of one source behind the release.
type landings struct {
	source, first, last, hash string
	files                     int64
}

func readLandings(ctx context.Context, db *sql.DB) ([]landings, error) {
	query, err := files.ReadFile("sql/landings.sql")
	if err != nil {
		return nil, err
	}
	rows, err := db.QueryContext(ctx, string(query))
	if err != nil {
		return nil, fmt.Errorf("landings of the release: %w", err)
	}
	defer rows.Close()
	var list []landings
	for rows.Next() {
		var l landings
		var hashes string
		if err := rows.Scan(&l.source, &l.files, &l.first, &l.last, &hashes); err != nil {
			return nil, err
		}
		l.hash = hashOf(hashes)
		list = append(list, l)
	}
	return list, rows.Err()
}

func byDeadline(list []Recommendation) []Recommendation {
	sorted := slices.Clone(list)
	slices.SortFunc(sorted, func(a, b Recommendation) int {
		return cmp.Or(cmp.Compare(a.Deadline, b.Deadline), cmp.Compare(a.ID, b.ID))
	})
	return sorted
}

func shortDay(s string) (words.Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	return words.DateOf(t), err
}

func (p *page) indicators() {
	p.section(1, "indicators", words.Term(p.lang, "sec_indicators"))
	var ids []string
	for _, i := range p.source.book {
		if i.Headline {
			ids = append(ids, i.ID)
		}
	}
	p.indicatorTable("headline", p.in("Негізгі көрсеткіштер", "Основные показатели"), ids)
	p.para(join(p.say("D07", nil, nil), p.say("K09", nil, nil)))
	p.bounds(append(ids, "E.05"))
	p.reconciliation()
}

// bounds are what missing returns may change, and what chance may.
func (p *page) bounds(ids []string) {
	var rows []document.Row
	for _, id := range ids {
		f := p.facts.Get(id)
		if !f.Known() && f.Status != BoundOnly || f.BoundLow == "" && f.IntervalLow == "" {
			continue
		}
		rows = append(rows, document.Row{Cells: []document.Cell{text(id), text(p.facts.book[id].Name.In(p.lang)), p.cell(f),
			p.end(f, f.BoundLow), p.end(f, f.BoundHigh), p.end(f, f.IntervalLow), p.end(f, f.IntervalHigh)}})
	}
	if len(rows) == 0 {
		return
	}
	p.add(document.Table{ID: "bounds", Caption: p.in("Шектер мен интервалдар", "Границы и интервалы"), Columns: widths(columns(2, 7), 8, 32, 12, 12, 12, 12, 12), Stub: 2, Rows: rows,
		Header: head("№", p.title("indicator"), p.title("value"), p.in("Төменгі шек", "Нижняя граница"), p.in("Жоғарғы шек", "Верхняя граница"),
			p.in("Интервал (95%): төменгі шек", "Интервал (95%): нижняя граница"), p.in("Интервал (95%): жоғарғы шек", "Интервал (95%): верхняя граница")),
		Note: document.Text(p.in("Шектер ұсынылмаған мәліметтерге байланысты ықтимал мәндерді, интервал кездейсоқ ауытқуды көрсетеді.", "Границы показывают возможные значения с учётом непредставленных сведений, интервал – случайное колебание."))})
}

func (p *page) end(f Fact, value string) document.Cell {
	if value == "" {
		return text("–")
	}
	g := f
	g.Value = value
	return document.Cell{Text: p.facts.number(g).String(), FactID: f.ID, Value: value}
}

func (p *page) annexes() {
	p.add(document.Section{ID: "annexes", Level: 1, Title: p.title("annexes"), Unnumbered: true, NewPage: true})
	p.annexDefinitions()
	p.annex("annex-2", p.annexTitle(2, p.title("coverage")))
	p.keyTable("coverage-source", p.in("Дереккөздер бойынша қамту", "Охват по источникам"), "source", "I.01", "I.02", "I.03", "I.04", "I.05", "I.06", "I.13")
	p.keyTable("coverage-month", p.in("Айлар бойынша қамту", "Охват по месяцам"), "month", "I.01", "I.02", "I.04", "I.13")
	p.annex("annex-3", p.annexTitle(3, p.title("data_quality")))
	p.keyTable("quality-rule", p.in("Тексеру қағидалары бойынша қабылданбаған жолдар", "Непринятые строки по правилам проверки"), "rule", "I.17")
	p.keyTable("quality-source", p.in("Дереккөздер бойынша қабылданбаған жолдар", "Отклонённые строки по источникам"), "source", "I.09", "I.08")
	p.annexExceptions()
	p.annexMethod()
	p.annexDisclosure()
	p.annexData()
}

func (p *page) annexTitle(n int, name string) string {
	return p.plain("ANNEX", words.Args{"n": words.Bare(n)}) + ". " + name
}

func (p *page) annexDefinitions() {
	p.annex("annex-1", p.annexTitle(1, p.title("definitions")))
	var items []document.Definition
	for _, i := range p.source.book {
		items = append(items, document.Definition{Term: i.ID + " " + i.Name.In(p.lang), Text: document.Text(p.definition(i))})
	}
	p.add(document.Definitions{Items: items})
}

func (p *page) definition(i Indicator) string {
	list := []string{
		p.in("Есептеу: ", "Расчёт: ") + i.Formula.In(p.lang),
		p.title("numerator") + ": " + i.Numerator.In(p.lang),
	}
	if i.Denominator.KK != "" {
		list = append(list, p.title("denominator")+": "+i.Denominator.In(p.lang))
	}
	if names := p.sourcesOf(i.ID); names != "" {
		list = append(list, p.title("data_sources")+": "+names+" ("+p.in("Қағидалардың тармақтары: ", "пункты Правил: ")+strings.Join(i.Paragraphs, ", ")+")")
	}
	if i.Caveat.KK != "" {
		list = append(list, p.title("note")+": "+i.Caveat.In(p.lang))
	}
	return strings.Join(list, ". ") + "."
}

// method are the parameters and methods, each the same for all figures.
var method = []struct{ term, text words.Text }{
	{words.Text{KK: "Кезең", RU: "Период"}, words.Text{KK: "оқиға өз күні бойынша есепке алынады; салыстыру үшін өткен жылдың осы айлары алынады, екеуі де деректер есепке алынған күнгі мәліметтер бойынша", RU: "событие учитывается по своей дате; для сравнения берутся те же месяцы прошлого года, оба периода – по сведениям на дату, на которую учтены данные"}},
	{words.Text{KK: "Жұмыс күндері", RU: "Рабочие дни"}, words.Text{KK: "бірінші күн – бастапқы күннен кейінгі жұмыс күні", RU: "первый день срока – рабочий день после начала"}},
	{words.Text{KK: "Дөңгелектеу", RU: "Округление"}, words.Text{KK: "бөлімі 100-ден аз үлестер бүтін санмен, қалғаны бір ондық белгімен; айырма дөңгелектенбеген мәндерден есептеледі", RU: "доли со знаменателем меньше 100 – целым числом, остальные с одним знаком; разности считаются по неокруглённым значениям"}},
	{words.Text{KK: "Интервал", RU: "Интервал"}, words.Text{KK: "үлестер үшін – дәл 95% интервал (Клоппер–Пирсон), медиана үшін – Каплан–Мейер бағасы бойынша 95% интервал", RU: "для долей – точный интервал 95% (Клоппер–Пирсон), для медианы – интервал 95% по оценке Каплана–Мейера"}},
	{words.Text{KK: "Медиана", RU: "Медиана"}, words.Text{KK: "Каплан–Мейер бағасы; аяқталмаған жағдайлар кезеңнің соңғы күніне дейін бақыланады", RU: "оценка Каплана–Мейера; незавершённые случаи наблюдаются до последнего дня периода"}},
	{words.Text{KK: "60 күндік үлестер", RU: "Доли за 60 дней"}, words.Text{KK: "бәсекелес нәтижелері бар жинақталған жиілік (Аален–Йохансен)", RU: "накопленная частота с конкурирующими исходами (Аален–Йохансен)"}},
	{words.Text{KK: "Орталықтарды салыстыру", RU: "Сравнение центров"}, words.Text{KK: "сол кәсіптер мен деңгейлер бойынша басқа орталықтардағы үлес, дәл шектер (әр жағынан 0,001), Бенджамини–Хохберг түзетуі (0,05); орталықтар арасындағы шашырау кездейсоқтықтан артық болса, бета-биномдық үлестірім қолданылады", RU: "доля по тем же профессиям и уровням в других центрах, точные пределы (0,001 с каждой стороны), поправка Бенджамини–Хохберга (0,05); при разбросе между центрами сверх случайного – бета-биномиальное распределение"}},
	{words.Text{KK: "Қамту", RU: "Охват"}, words.Text{KK: "95%-дан төмен болса шектер көрсетіледі, 80%-дан төмен болса мән көрсетілмейді; тізілімдердің жай-күйі бойынша көрсеткіштерде қамту тек көрсетіледі", RU: "ниже 95% приводятся границы, ниже 80% значение не приводится; для показателей состояния реестров охват только указывается"}},
}

func (p *page) annexMethod() {
	p.annex("annex-4", p.annexTitle(4, p.title("methodology")))
	var items []document.Definition
	for _, m := range method {
		items = append(items, document.Definition{Term: m.term.In(p.lang), Text: document.Text(capital(m.text.In(p.lang)) + ".")})
	}
	p.add(document.Definitions{Items: items})
}

// periodMark is the period of a file as the language writes it: a day, month,
// quarter, half-year or year.
func (p *page) periodMark(period string) string {
	if day, err := shortDay(period); err == nil {
		return day.Short()
	}
	year, part, ok := strings.Cut(period, "-")
	switch {
	case !ok:
		return period
	case strings.HasPrefix(part, "Q"):
		return p.label("quarter", period)
	case strings.HasPrefix(part, "H"):
		half := map[string]string{"H1": "I", "H2": "II"}[part]
		return p.in(year+" жылғы "+half+" жартыжылдық", half+" полугодие "+year+" года")
	}
	return monthMark(period)
}

func (p *page) annexData() {
	p.annex("annex-6", p.annexTitle(6, p.title("data_sources")))
	p.para(p.sentence(words.Text{
		KK: "Көрсеткіштердің мәндері, проблемалық мәселелердің сандары және нысаналы мәндер facts.json файлындағы жазбаларға байланысты; деректер шығарылымы – {release}.",
		RU: "Значения показателей, числа проблемных вопросов и целевые значения связаны с записями файла facts.json; выпуск данных – {release}.",
	}, words.Args{"release": words.Label(p.result.Release)}, nil))
	var rows []document.Row
	for _, l := range p.landings {
		rows = append(rows, document.Row{Cells: []document.Cell{text(p.label("source", l.source)), text(p.periodMark(l.first)), text(p.periodMark(l.last)),
			{Text: words.Int(l.files).String(), FactID: "landings/" + l.source, Value: fmt.Sprint(l.files)}, text(l.hash[:16])}})
	}
	p.add(document.Table{ID: "landings", Caption: p.in("Келіп түскен файлдар", "Поступившие файлы"), Columns: widths(columns(3, 5), 30, 22, 22, 8, 18), Stub: 1, Rows: rows,
		Header: head(p.in("Дереккөз", "Источник"), p.in("Бірінші кезең", "Первый период"), p.in("Соңғы кезең", "Последний период"), p.in("Файлдар", "Файлы"), "SHA-256"),
		Note:   document.Text(p.in("дереккөз файлдарының бақылау сомалары тізбесінің SHA-256 сомасының алғашқы 16 таңбасы келтірілген.", "приведены первые 16 знаков суммы SHA-256 от перечня контрольных сумм файлов источника."))})
}
