package reports

import (
	"fmt"
	"math/big"
	"slices"

	"nsk/reports/document"
	"nsk/reports/words"
)

// annexDisclosure tells what is hidden by which rule, how much of each table, and what the
// audit found (annex 5).
func (p *page) annexDisclosure() {
	p.annex("annex-5", p.annexTitle(5, p.in("Дербес деректерді қорғау", "Защита персональных данных")))
	s, count := p.source.in.safety(), int64(countProtected(p.result.Facts))
	p.para(p.sentence(words.Text{
		KK: "Адамдар саны 1-ден {a.dat} дейінгі ұяшықтар және оларды қорытындыдан шегеру арқылы табуға мүмкіндік беретін ұяшықтар жарияланбайды («c» белгісі). Бас тарту, келмеу, емтихан нәтижелері және күшін жою туралы мәліметтердің жынысы, жасы, тілі және тұратын өңірі бойынша бөліністерінде шек – 1-ден {b.dat} дейін; денсаулық туралы мәліметтер ел бойынша ғана беріледі. Жарияланбаған мәндер саны – {n}.",
		RU: "Ячейки с числом от 1 до {a} человек и ячейки, по которым их можно вычислить вычитанием из итога, не публикуются (знак «c»). Для сведений об отказах, неявках, результатах экзаменов и аннулированиях по полу, возрасту, языку и региону проживания предел – от 1 до {b}; сведения о здоровье приводятся только по стране. Неопубликованных значений: {n}.",
	}, words.Args{"n": words.Int(count), "a": until(s.Threshold.Persons), "b": until(s.Threshold.Attributes)},
		map[string]Fact{"n": {ID: "protected", Value: fmt.Sprint(count)}}))
	p.para(p.sentence(words.Text{
		KK: "Барлық адамының нәтижесі қолайсыз болған топтың бөлінісі және ең ірі орталық өз санын шегеріп, қалғандардың шағын санын таба алатын ұяшықтар да жарияланбайды. Шығарылымның барлық кестелері бірге тексерілді: жарияланған сандардың бәріне сәйкес келетін, бірақ жасырылған шағын мәні кемінде {w} бірлікке ерекшеленетін екі толық кесте әрбір мән үшін табылды, бірде-бір мән шегеру арқылы анықталмайды.",
		RU: "Не публикуются также разбивка группы, у всех участников которой исход неблагоприятный, и ячейки, в которых крупнейший центр, вычтя своё число, нашёл бы малое число остальных. Все таблицы выпуска проверены вместе: для каждого скрытого малого значения найдены две полные таблицы, согласованные со всеми опубликованными числами и различающиеся по нему не менее чем на {w}; ни одно значение не вычисляется вычитанием.",
	}, words.Args{"w": words.Int(s.Audit.MinWidth)}, nil))
	p.hiddenTable()
	p.droppedTable()
}

// droppedTable tells which breakdowns the release goes without, why, and what stands instead.
func (p *page) droppedTable() {
	list := p.result.Protection.Dropped
	if len(list) == 0 {
		return
	}
	p.para(p.sentence(words.Text{
		KK: "Төмендегі бөліністердегі адамдар саны өте аз: жекелеген ұяшықтарды жасыру олардың мәліметтерін қорғамайды. Сондықтан бұл бөліністер толығымен жарияланбайды («c» белгісі), олардың орнына, мүмкін болса, ел бойынша мән беріледі.",
		RU: "В перечисленных ниже разрезах слишком мало людей: сокрытие отдельных ячеек не защищает сведения о них. Поэтому эти разрезы не публикуются целиком (знак «c»), вместо них, где это возможно, приводится значение по стране.",
	}, words.Args{}, nil))
	var rows []document.Row
	for _, d := range list {
		by, instead := p.title("country"), text(string(Protected))
		if d.By != "nation" {
			by = keyTitles[d.By].In(p.lang)
		}
		if !slices.Contains(list, Dropped{d.Indicator, "nation"}) {
			instead = text(p.title("country"))
		}
		rows = append(rows, document.Row{Cells: []document.Cell{text(d.Indicator), text(p.facts.book[d.Indicator].Name.In(p.lang)), text(by), text(string(Protected)), instead}})
	}
	p.add(document.Table{ID: "dropped", Caption: p.in("Толығымен жарияланбаған бөліністер", "Разрезы, не опубликованные целиком"),
		Columns: widths(columns(3, 5), 8, 44, 20, 8, 20), Stub: 3, Rows: rows,
		Header: head("№", p.title("indicator"), p.in("Бөлініс", "Разрез"), p.in("Белгі", "Знак"), p.in("Орнына", "Вместо него"))})
}

// until is the last number that is hidden, as both languages write it after «1».
func until(threshold int64) words.Value { return words.Int(threshold - 1) }

// hiddenTable tells how much of each table is hidden.
func (p *page) hiddenTable() {
	var rows []document.Row
	for _, t := range hiddenTables(p.result.Facts) {
		if t.hidden == 0 {
			continue
		}
		id := "protected/" + t.indicator + "/" + t.by
		by := p.title("country")
		if t.by != "nation" {
			by = keyTitles[t.by].In(p.lang)
		}
		share := big.NewRat(int64(t.hidden)*100, int64(t.cells))
		rows = append(rows, document.Row{Cells: []document.Cell{text(t.indicator), text(p.facts.book[t.indicator].Name.In(p.lang)), text(by),
			{Text: words.Int(int64(t.cells)).String(), FactID: id, Value: fmt.Sprint(t.cells)},
			{Text: words.Int(int64(t.hidden)).String(), FactID: id, Value: fmt.Sprint(t.hidden)},
			{Text: words.Percent(share, 0).String(), FactID: id, Value: share.FloatString(0)}}})
	}
	if len(rows) == 0 {
		return
	}
	p.add(document.Table{ID: "hidden", Caption: p.in("Кестелер бойынша жарияланбаған мәндер", "Неопубликованные значения по таблицам"),
		Columns: widths(columns(3, 6), 8, 40, 20, 10, 12, 10), Stub: 3, Rows: rows,
		Header: head("№", p.title("indicator"), p.in("Бөлініс", "Разрез"), p.in("Мәндер", "Значения"), p.in("Жарияланбаған", "Не опубликовано"), p.in("Үлесі", "Доля")),
		Note:   document.Text(p.in("осы кезең мен салыстыру кезеңінің мәндері бірге саналған.", "значения этого периода и периода сравнения посчитаны вместе."))})
}

// A hiddenTable is one breakdown of an indicator: its facts and how many are hidden.
type hiddenTable struct {
	indicator, by string
	cells, hidden int
}

// hiddenTables are the breakdowns in the order of facts.
func hiddenTables(facts []Fact) []hiddenTable {
	var list []hiddenTable
	for _, f := range facts {
		if f.Window != Now && f.Window != Before {
			continue
		}
		at := slices.IndexFunc(list, func(t hiddenTable) bool { return t.indicator == f.Indicator && t.by == f.By })
		if at < 0 {
			at = len(list)
			list = append(list, hiddenTable{indicator: f.Indicator, by: f.By})
		}
		list[at].cells++
		if f.Status == Protected {
			list[at].hidden++
		}
	}
	return list
}
