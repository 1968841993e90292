package document

import (
	"fmt"
	"os"
	"testing"
)

// drawings returns two figures made by package chart.
func drawings(t *testing.T) (bar, tiles string) {
	t.Helper()
	read := func(name string) string {
		b, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	return read("funnel.svg"), read("map.svg")
}

// sampleKK is a short document with every kind of block.
func sampleKK(t *testing.T) Document {
	funnel, tiles := drawings(t)
	return Document{
		Lang: "kk", Title: "Ұлттық біліктілік жүйесінің мәселелері бойынша деректерді талдау және өңдеу қорытындылары бойынша ақпарат", Subtitle: "2025 жылғы қаңтар – қазан",
		Organisation: "Кәсіптік біліктілік жөніндегі ұлттық орган",
		Addressee:    "Қазақстан Республикасы Еңбек және халықты әлеуметтік қорғау министрлігіне", Stamp: "жоба", PlaceDate: "Астана, 2025",
		Meta: []Meta{{"Шығарылым", "2025-11-20-3f9a1c"}, {"Есепті кезең", "01.01.2025 – 31.10.2025"}, {"Деректер есепке алынған күн", "20.11.2025"}},
		Labels: Labels{Skip: "Негізгі мәтінге өту", Contents: "Мазмұны",
			Table: func(n int) string { return fmt.Sprintf("%d-кесте", n) }, Figure: func(n int) string { return fmt.Sprintf("%d-сурет", n) },
			Source: "Дереккөз:", Note: "Ескертпе:", Recommendation: "Ұсыным:", Legend: "Шартты белгілер:",
			Statuses: []Status{{"c", "дербес деректерді қорғау мақсатында жарияланбайды"}, {"p", "алдын ала деректер"}, {"x", "деректер жоқ"}}},
		Blocks: []Block{
			TOC{Depth: 2},
			Section{ID: "summary", Level: 1, Title: "Қысқаша тұжырымдар", Unnumbered: true, NewPage: true},
			Tiles{Items: []Tile{
				{Value: "10 420", Unit: "өтініш", Label: "тануға берілген өтініштер саны", Change: "+8,4 % өткен жылдың тиісті кезеңімен салыстырғанда", FactID: "D.01", Machine: "10420", ChangeFactID: "D.01.yoy", Status: "p"},
				{Value: "84,5", Unit: "%", Label: "емтиханнан өткендердің үлесі", Change: "өзгеріссіз", FactID: "E.02", Machine: "0.845"},
				{Value: "142", Label: "аккредиттелген тану орталықтары", Change: "+12", FactID: "C.01"},
				{Value: "61,3", Unit: "%", Label: "стандарты бар кәсіптер үлесі", FactID: "A.02", Machine: "0.613"},
			}},
			Paragraph{Style: Lead, Runs: []Run{{Text: "Есепті кезеңде "}, {Text: "10 420", FactID: "D.01", Value: "10420", Status: "p"}, {Text: " өтініш берілді."}}},
			Section{ID: "current", Level: 1, Title: "Ағымдағы жағдайдың сипаттамасы", NewPage: true},
			Section{ID: "stages", Level: 2, Title: "Тану кезеңдері"},
			Paragraph{Runs: []Run{{Text: "Өтініштердің "}, {Text: "88,3 %", FactID: "D.03", Value: "0.883"}, {Text: " бойынша құжаттар қабылданды ("}, {Ref: "t-stages"}, {Text: ", "}, {Ref: "f-stages"}, {Text: "). Ә ә Ғ ғ Қ қ Ң ң Ө ө Ұ ұ Ү ү Һ һ І і. "}, {Text: "Деректер алдын ала берілген.", Strong: true}}},
			Figure{ID: "f-stages", Caption: "Өтініштердің көбі емтиханға дейін жетеді", SVG: funnel, Alt: "Үш кезең: өтініш 10 420, құжаттар қабылданды 9 200, емтихан 8 100.", Source: "ұлттық цифрлық платформа, 20.11.2025"},
			stageTable("Өтініш", "Құжаттар қабылданды", "Емтихан", "Барлығы", "Кезең", "Жетті", "Осы кезеңде", "аяқталды", "шешім күтілуде", "Тану кезеңдері бойынша өтініштер саны"),
			Section{ID: "centres", Level: 2, Title: "Тану орталықтары"},
			Paragraph{Style: Caution, Runs: Text("Екі өңірдің мәліметтері ұсынылмады, сондықтан өңірлер бөлінісіндегі сандар өзгеруі мүмкін.")},
			Figure{ID: "f-map", Caption: "Орталықтар өңірлер бойынша біркелкі орналаспаған", SVG: tiles, Alt: "Жиырма өңірдің картасы."},
			Section{ID: "problems", Level: 1, Title: "Проблемалық мәселелер", NewPage: true},
			Callout{ID: "r01-62", Weight: High, Severity: "Маңыздылығы жоғары", Tag: "жаңа", Title: "Ұлытау облысында міндетті кәсіп бойынша тану орталығы жоқ",
				Body:           [][]Run{{{Text: "Міндетті тануға жататын "}, {Text: "7", FactID: "C.03.62"}, {Text: " кәсіп бойынша орталық жоқ."}}},
				Recommendation: Text("орталықты аккредиттеу мәселесін 2026 жылғы 1 шілдеге дейін қарау.")},
			Callout{ID: "r12", Weight: Low, Severity: "Маңыздылығы төмен", Title: "Аттестат мерзімі аяқталады", Body: [][]Run{Text("Екі орталықтың аттестаты үш айда аяқталады.")}},
			List{Items: [][]Run{Text("бірінші ұсыныс <script>alert(1)</script>"), Text("екінші ұсыныс & қорытынды")}},
			Section{ID: "annexes", Level: 1, Title: "1-қосымша. Анықтамалар", Unnumbered: true, NewPage: true},
			Definitions{Items: []Definition{{"кәсіптік біліктілікті тану", Text("Анықтама Қағидалардың 2-тармағында берілген.")}}},
		},
	}
}

// sampleRU carries the same facts as sampleKK in Russian.
func sampleRU(t *testing.T) Document {
	d := sampleKK(t)
	d.Lang, d.Title, d.Subtitle = "ru", "Информация по итогам анализа и обработки данных по вопросам Национальной системы квалификаций", "январь – октябрь 2025 года"
	d.Organisation, d.Stamp = "Национальный орган по профессиональным квалификациям", "проект"
	d.Addressee = "Министерство труда и социальной защиты населения Республики Казахстан"
	d.Meta = []Meta{{"Выпуск", "2025-11-20-3f9a1c"}, {"Отчётный период", "01.01.2025 – 31.10.2025"}, {"Дата, на которую учтены данные", "20.11.2025"}}
	d.Labels = Labels{Skip: "Перейти к тексту", Contents: "Содержание",
		Table: func(n int) string { return fmt.Sprintf("Таблица %d", n) }, Figure: func(n int) string { return fmt.Sprintf("Рисунок %d", n) },
		Source: "Источник:", Note: "Примечание:", Recommendation: "Рекомендация:", Legend: "Условные обозначения:",
		Statuses: []Status{{"c", "не публикуется в целях защиты персональных данных"}, {"p", "предварительные данные"}, {"x", "нет данных"}}}
	d.Blocks = append([]Block{}, d.Blocks...)
	for i, b := range d.Blocks {
		d.Blocks[i] = russian(b)
	}
	return d
}

// russian returns the Russian counterpart of a block of the sample.
func russian(b Block) Block {
	switch b := b.(type) {
	case Section:
		b.Title = map[string]string{"summary": "Краткие выводы", "current": "Описание текущей ситуации", "stages": "Этапы признания", "centres": "Центры признания", "problems": "Проблемные вопросы", "annexes": "Приложение 1. Определения"}[b.ID]
		return b
	case Table:
		return stageTable("Заявление", "Документы приняты", "Экзамен", "Всего", "Этап", "Дошли", "На этом этапе", "закончили", "ожидают решения", "Число заявлений по этапам признания")
	case Paragraph:
		if b.Style == Lead {
			b.Runs = []Run{{Text: "В отчётном периоде подано "}, b.Runs[1], {Text: " заявлений."}}
		}
		return b
	case Callout:
		if b.ID == "r01-62" {
			b.Severity, b.Tag, b.Title = "Важность высокая", "новый", "В области Ұлытау нет центра признания по обязательной профессии"
			b.Body = [][]Run{{{Text: "Нет центра по "}, b.Body[0][1], {Text: " профессиям обязательного признания."}}}
			b.Recommendation = Text("рассмотреть аккредитацию центра до 1 июля 2026 года.")
		}
		return b
	}
	return b
}

// stageTable returns the table of the sample in the caller's words.
func stageTable(w ...string) Table {
	n := func(text, id, status string) Cell { return Cell{Text: text, FactID: id, Status: status} }
	return Table{ID: "t-stages", Caption: w[9], Stub: 1,
		Columns: []Column{{Left, 40}, {Align: Right}, {Align: Right}, {Align: Right}},
		Header:  [][]HeaderCell{{{w[4], 1, 2}, {w[5], 1, 2}, {w[6], 2, 1}}, {{Text: w[7]}, {Text: w[8]}}},
		Rows: []Row{
			{Group, []Cell{{Text: "2025"}}},
			{Plain, []Cell{{Text: w[0]}, n("10 420", "D.01", "p"), n("800", "D.02", ""), n("420", "D.16", "p")}},
			{Plain, []Cell{{Text: w[1]}, n("9 200", "D.03n", ""), n("200", "D.04", ""), {Status: "c", FactID: "D.17"}}},
			{Plain, []Cell{{Text: w[2]}, n("8 100", "D.05", ""), n("0", "D.06", ""), {Status: "x"}}},
			{Total, []Cell{{Text: w[3]}, n("27 720", "D.00", ""), n("1 000", "D.07", ""), n("420", "D.18", "")}},
		},
		Source: "НСК, 20.11.2025", Note: Text("1 – p < 0,001")}
}
