package reports

import (
	"slices"
	"strings"

	"nsk/reports/document"
	"nsk/reports/words"
)

// annual writes the whole document (analysis, section 5.1).
func (p *page) annual() document.Document {
	p.add(document.TOC{Depth: 2})
	p.amendment()
	p.reading()
	p.summary()
	p.mandate()
	p.current()
	p.problems()
	p.proposals()
	p.indicators()
	p.annexes()
	doc := document.Document{
		Lang: string(p.lang), Title: AnnualTitle.In(p.lang), Subtitle: p.subtitle(),
		Organisation: capital(words.Term(p.lang, "national_body")), Addressee: addressee.In(p.lang),
		Approval: p.approval(), Reference: p.reference(), PlaceDate: p.placeDate(),
		Meta: p.meta(), Labels: p.labels(), Blocks: p.blocks,
	}
	if p.source.in.Draft {
		doc.Stamp = p.title("draft")
	}
	return doc.Numbered()
}

// AnnualTitle is the name that paragraphs 21 and 22 give the document, written out.
var AnnualTitle = words.Text{
	KK: "Ұлттық біліктілік жүйесінің мәселелері бойынша деректерді талдау және өңдеу қорытындылары бойынша ақпарат",
	RU: "Информация по итогам анализа и обработки данных по вопросам Национальной системы квалификаций",
}

var addressee = words.Text{
	KK: "Кәсіптік біліктілікті тану саласындағы уәкілетті органға",
	RU: "Уполномоченному органу в области признания профессиональных квалификаций",
}

// approval are the lines in which the agreement is written by hand.
func (p *page) approval() []string {
	return []string{
		p.in("КЕЛІСІЛДІ", "СОГЛАСОВАНО"), "_________________________",
		p.in("(лауазымы, аты-жөні, қолы)", "(должность, фамилия и инициалы, подпись)"),
		p.in("20___ жылғы «___» ______________", "«___» ______________ 20___ года"),
	}
}

// reference is where the number and date of the document are written.
func (p *page) reference() string {
	return p.in("20___ жылғы «___» ______________ № __________", "№ __________ от «___» ______________ 20___ года")
}

func (p *page) placeDate() string {
	y := words.Bare(p.result.Window.AsOf.Year())
	s, err := words.RenderText(p.lang, p.in("Астана қаласы, {y} жыл", "Город Астана, {y} год"), words.Args{"y": y})
	if err != nil && p.err == nil {
		p.err = err
	}
	return s
}

func (p *page) subtitle() string {
	w := p.result.Window
	s := p.plain("S04", words.Args{"d1": words.DateOf(w.From), "d2": words.DateOf(w.To)})
	return strings.TrimSuffix(s, ".")
}

func (p *page) plain(id string, args words.Args) string {
	s, err := words.Render(p.lang, id, args)
	if err != nil && p.err == nil {
		p.err = err
	}
	return s
}

func (p *page) meta() []document.Meta {
	w := p.result.Window
	lines := []document.Meta{
		{Label: p.title("reporting_period"), Value: p.period(false)},
		{Label: p.title("cut_off"), Value: words.DateOf(w.AsOf).Short()},
		{Label: p.in("Мәндердің мәртебесі", "Статус значений"), Value: words.Term(p.lang, "provisional") + " (" + provisional + ")"},
		{Label: p.in("Салыстыру кезеңі", "Период сравнения"), Value: p.period(true)},
	}
	if !p.delivery.on.IsZero() {
		lines = append(lines, document.Meta{Label: p.in("Ұсыну күні", "День представления"), Value: words.DateOf(p.delivery.on).Short()})
	}
	return append(lines, document.Meta{Label: p.in("Деректер шығарылымы", "Выпуск данных"), Value: p.result.Release})
}

var statusNames = []struct {
	status Status
	name   words.Text
}{
	{Protected, words.Text{KK: "дербес деректерді қорғау мақсатында жарияланбайды", RU: "не публикуется в целях защиты персональных данных"}},
	{TooSmall, words.Text{KK: "бақылаулар аз немесе мәнге қол жеткізілмеген", RU: "наблюдений мало или значение не достигнуто"}},
	{Uncovered, words.Text{KK: "қамту 80%-дан төмен", RU: "охват ниже 80%"}},
	{NotProvided, words.Text{KK: "мәліметтер ұсынылған жоқ", RU: "сведения не представлены"}},
	{NotApply, words.Text{KK: "қолданылмайды", RU: "неприменимо"}},
	{BoundOnly, words.Text{KK: "мәннің орнына тек шектері келтірілген", RU: "вместо значения приведены только его границы"}},
}

func (p *page) labels() document.Labels {
	l := document.Labels{
		Skip: p.in("Мәтінге өту", "Перейти к тексту"), Contents: p.title("contents"),
		Table:  func(n int) string { return p.plain("TABLE", words.Args{"n": words.Bare(n)}) },
		Figure: func(n int) string { return p.plain("FIGURE", words.Args{"n": words.Bare(n)}) },
		Source: words.Term(p.lang, "source_line"), Note: p.title("note") + ":",
		Recommendation: p.title("recommendation") + ":", Legend: p.title("legend") + ":",
	}
	for _, s := range statusNames {
		l.Statuses = append(l.Statuses, document.Status{Symbol: string(s.status), Meaning: s.name.In(p.lang)})
	}
	return l
}

func (p *page) mandate() {
	p.add(document.Section{ID: "mandate", Level: 1, Title: p.in("Құжаттың негізі", "Основание документа"), Unnumbered: true, NewPage: true})
	p.para(p.sentence(words.Text{
		KK: "Құжат Қағидалардың 18–22-тармақтарына сәйкес әзірленді және уәкілетті органға 15 желтоқсаннан кешіктірмей ұсынылады.",
		RU: "Документ подготовлен в соответствии с пунктами 18–22 Правил и представляется уполномоченному органу не позднее 15 декабря.",
	}, nil, nil))
	b := p.part(newBind(), "N", Reference{"I.01", "numerator"})
	b = p.part(b, "k", Reference{"I.08", "denominator"})
	p.para(p.tell(words.Text{
		KK: "Ұсынылуға тиіс мәліметтер жиынтықтарының саны – {N}, келіп түскені – {k}. Ұсыну күндері – жұмыс келісімі (Қағидаларда көрсетілмеген).",
		RU: "Подлежало представлению комплектов сведений: {N}, поступило: {k}. Дни представления – рабочая договорённость (в Правилах не указаны).",
	}, b))
	p.keyTable("mandate-sources", p.title("data_sources"), "source", "I.01", "I.02", "I.04", "I.13")
}

// findingRuns is the sentence of a finding with its numbers bound to it.
func (p *page) findingRuns(f Finding) []document.Run {
	return p.sentence(f.template, f.args, f.bound())
}

// bound are the numbers of a finding by their slots.
func (f Finding) bound() map[string]Fact {
	bound := map[string]Fact{}
	for _, e := range f.Evidence {
		if e.Value == "" || strings.HasPrefix(e.Column, "den_") {
			continue
		}
		slot := strings.TrimPrefix(e.Column, "num_")
		if _, number := f.args[slot].(words.Number); number {
			bound[slot] = Fact{ID: f.ID + "/" + e.Column, Value: machine(f.args[slot])}
		}
	}
	return bound
}

// withheld reports whether a number of the finding is not published.
func (f Finding) withheld() bool {
	return slices.ContainsFunc(f.Evidence, func(e Evidence) bool { return e.Status == Protected })
}

func machine(v words.Value) string {
	n, ok := v.(words.Number)
	if !ok {
		return ""
	}
	return n.Rat().FloatString(n.Decimals())
}
