package reports

import (
	"nsk/reports/chart"
	"nsk/reports/words"
)

// A part is one subsection of the current situation: what is told in prose,
// what stands in its table, and what is drawn.
type part struct {
	id    string
	title words.Text
	told  []string // a paragraph each
	table []string
	draw  func(p *page)
}

// parts are sections 1.1 to 1.12 (analysis, section 5.1).
func parts() []part {
	return []part{
		{"instruments", words.Text{KK: "ҰБЖ құралдары", RU: "Инструменты НСК"},
			[]string{"A.01", "A.02", "A.03", "A.06"}, []string{"A.01", "A.02", "A.03", "A.04", "A.05", "A.06", "A.08", "A.11"}, (*page).drawInstruments},
		{"programmes", words.Text{KK: "Білім беру бағдарламалары", RU: "Образовательные программы"},
			[]string{"B.01", "B.02", "B.03"}, []string{"B.01", "B.02", "B.03", "B.04", "B.05", "B.07"}, (*page).drawProgrammes},
		{"centres", words.Text{KK: "Тану орталықтары", RU: "Центры признания"},
			[]string{"C.01", "C.03", "C.04", "C.11"}, []string{"C.01", "C.03", "C.04", "C.05", "C.06", "C.07", "C.10", "C.11", "C.12", "C.13"}, (*page).drawCentres},
		{"funnel", words.Text{KK: "Тану кезеңдері", RU: "Этапы признания"},
			[]string{"D.01", "D.02", "D.05", "D.17"}, []string{"D.01", "D.02", "D.03", "D.04", "D.05", "D.06", "D.07", "D.16", "D.17", "D.18", "D.19", "D.20", "D.22"}, (*page).drawFunnel},
		{"time", words.Text{KK: "Рәсімнің ұзақтығы", RU: "Продолжительность процедуры"},
			[]string{"D.11", "D.08"}, []string{"D.08", "D.09", "D.10", "D.11", "D.13"}, (*page).drawTime},
		{"results", words.Text{KK: "Емтихандардың нәтижелері мен сапасы", RU: "Результаты и качество экзаменов"},
			[]string{"E.02", "E.03", "E.04", "E.15"}, []string{"E.01", "E.02", "E.03", "E.04", "E.05", "E.09", "E.13", "E.14", "E.15", "E.16"}, (*page).drawResults},
		{"documents", words.Text{KK: "Тану туралы құжаттар", RU: "Документы о признании"},
			[]string{"F.01", "F.02", "F.06"}, []string{"F.01", "F.02", "F.04", "F.06", "F.08", "F.09", "F.10"}, (*page).drawDocuments},
		{"people", words.Text{KK: "Кандидаттар", RU: "Кандидаты"},
			[]string{"G.01", "G.04", "G.06", "G.09"}, []string{"G.01", "G.02", "G.03", "G.04", "G.06", "G.07", "G.08", "G.09"}, (*page).drawPeople},
		{"market", words.Text{KK: "Еңбек нарығы", RU: "Рынок труда"},
			[]string{"H.02", "H.05", "H.07"}, []string{"H.01", "H.02", "H.03", "H.05", "H.07", "H.09"}, (*page).drawMarket},
		{"governance", words.Text{KK: "Кеңестер, сараптама және оқыту", RU: "Советы, экспертиза и обучение"},
			[]string{"K.02"}, []string{"K.01", "K.02", "K.05", "K.08", "K.09"}, nil},
		{"platform", words.Text{KK: "Платформаның жұмысы", RU: "Работа платформы"},
			[]string{"J.02", "J.07"}, []string{"J.01", "J.02", "J.03", "J.04", "J.05", "J.07", "J.08", "J.10"}, (*page).drawPlatform},
		{"returns", words.Text{KK: "Мәліметтерді ұсыну және қамту", RU: "Представление сведений и охват"},
			[]string{"I.02", "I.04", "I.13"}, []string{"I.01", "I.02", "I.03", "I.04", "I.05", "I.06", "I.08", "I.09", "I.10", "I.13", "I.14", "I.15"}, (*page).drawReturns},
	}
}

func (p *page) current() {
	p.section(1, "current", words.Term(p.lang, "sec_current"))
	w := p.result.Window
	p.para(join(p.say("S03", words.Args{"d": words.DateOf(w.AsOf)}, nil), p.say("K01", nil, nil)))
	for _, s := range parts() {
		p.section(2, "current-"+s.id, s.title.In(p.lang))
		for _, id := range s.told {
			p.paragraph(id)
		}
		if s.draw != nil {
			s.draw(p)
		}
		p.indicatorTable("table-"+s.id, s.title.In(p.lang)+": "+p.in("сандық көрсеткіштер", "количественные показатели"), s.table)
	}
}

func (p *page) drawInstruments() {
	// The table may break over pages and the tall picture may not: the table fills the page first.
	p.keyTable("instruments-sector", p.in("Салалар бойынша кәсіптер мен стандарттар", "Профессии и стандарты по отраслям"), "sector", "A.01", "A.02", "A.03", "A.06")
	p.sectorHeat()
}

func (p *page) drawProgrammes() {
	p.keyTable("programmes-region", p.in("Өңірлер бойынша бағдарламалар", "Программы по регионам"), "region", "B.01", "B.02")
}

func (p *page) drawCentres() {
	p.regionTiles()
	p.keyTable("centres-region", p.in("Өңірлер бойынша орталықтар", "Центры по регионам"), "region", "C.01", "C.03", "C.05")
}

func (p *page) drawFunnel() {
	p.funnel()
	p.keyTable("months-table", p.in("Айлар бойынша өтініштер мен құжаттар", "Заявления и документы по месяцам"), "month", "D.01", "E.01", "F.01")
	p.drawing(drawing{id: "months", title: p.in("Айлар бойынша өтініштер мен құжаттар", "Заявления и документы по месяцам"),
		by: "month", axis: p.in("саны", "число"), indicators: []string{"D.01", "F.01"}, lines: true})
}

func (p *page) drawTime() {
	p.keyTable("time-level", p.in("Деңгейлер бойынша қорытынды нәтижеге дейінгі уақыт", "Время до итога по уровням"), "level_group", "D.11")
}

func (p *page) drawResults() {
	title := p.in("Деңгейлер бойынша емтиханнан өткендердің үлесі", "Доля сдавших экзамен по уровням")
	p.drawing(drawing{id: "pass-levels", title: title, by: "level_group", axis: "%", indicators: []string{"E.02", "E.03", "E.04"}})
	p.keyTable("pass-levels-table", title, "level_group", "E.01", "E.02", "E.03", "E.04")
	p.keyTable("pass-regions-table", p.in("Өңірлер бойынша емтихан нәтижелері", "Результаты экзаменов по регионам"), "region", "E.01", "E.02", "E.15")
	p.centresPlot()
}

func (p *page) drawDocuments() {
	title := p.in("Тоқсандар бойынша мерзімі аяқталатын құжаттар", "Документы с истекающим сроком по кварталам")
	p.drawing(drawing{id: "expiry", title: title, by: "quarter", axis: p.in("құжаттар саны", "число документов"), indicators: []string{"F.06"}})
	p.keyTable("expiry-table", title, "quarter", "F.06")
	p.keyTable("documents-region", p.in("Өңірлер бойынша құжаттар", "Документы по регионам"), "region", "F.01", "F.02")
}

func (p *page) drawPeople() {
	p.keyTable("people-region", p.in("Өңірлер бойынша кандидаттар", "Кандидаты по регионам"), "region", "D.02", "G.01", "G.04", "G.09")
}

func (p *page) drawMarket() {
	title := p.in("Сұранысы жоғары 50 топ: тану жолының жетіспейтін буыны", "50 востребованных групп: недостающее звено пути признания")
	p.drawing(drawing{id: "route", title: title, by: "link", axis: p.in("топтар саны", "число групп"), indicators: []string{"H.07"}, direction: chart.Rows})
	p.keyTable("route-table", title, "link", "H.07")
	p.keyTable("market-region", p.in("Өңірлер бойынша бос жұмыс орындары", "Вакансии по регионам"), "region", "H.01", "F.01", "H.09", "H.02", "H.03", "H.05")
	p.regionDemand()
	p.sectorDemand()
	p.keyTable("market-sector", p.in("Салалар бойынша бос жұмыс орындары мен құжаттар", "Вакансии и документы по отраслям"), "sector", "H.01", "F.01")
}

func (p *page) drawPlatform() {
	p.keyTable("platform-class", p.in("Қарау мерзімдері бойынша өтінімдер", "Заявки по срокам рассмотрения"), "class", "J.01", "J.02", "J.04", "J.05")
	p.keyTable("platform-reading", p.in("Мерзімді екі түрлі санау", "Два способа счёта сроков"), "reading", "J.02", "J.03", "J.10")
	title := p.in("Айлар бойынша мерзімінде қаралған өтінімдердің үлесі", "Доля заявок, рассмотренных в срок, по месяцам")
	p.trend("platform-months", "J.02", title)
	p.keyTable("platform-month-table", title, "month", "J.01", "J.02")
}

func (p *page) drawReturns() {
	p.returnHeat()
	p.drawing(drawing{id: "compliance", title: p.in("Ұсынушылар бойынша мәліметтердің ұсынылуы", "Представление сведений по видам поставщиков"),
		by: "provider_kind", axis: "%", indicators: []string{"I.02", "I.03", "I.04"}, direction: chart.Rows, stacked: true})
	p.keyTable("returns-kind", p.in("Ұсынушылар бойынша мәліметтердің ұсынылуы", "Представление сведений по видам поставщиков"), "provider_kind", "I.01", "I.02", "I.03", "I.04")
}
