package reports

import (
	"slices"
	"strconv"
	"strings"

	"nsk/reports/document"
	"nsk/reports/words"
)

// annual writes the whole document (analysis, section 5.1).
func (p *page) annual() document.Document {
	p.summary()
	p.mandate()
	p.current()
	p.problems()
	p.proposals()
	p.indicators()
	p.annexes()
	doc := document.Document{
		Lang: string(p.lang), Title: title.In(p.lang), Subtitle: p.subtitle(),
		Organisation: capital(words.Term(p.lang, "national_body")), Addressee: addressee.In(p.lang),
		Approval: p.approval(), Reference: p.reference(), PlaceDate: p.placeDate(),
		Meta: p.meta(), Labels: p.labels(), Blocks: p.blocks,
	}
	if p.source.in.Draft {
		doc.Stamp = p.title("draft")
	}
	return doc.Numbered()
}

// title is the name that paragraphs 21 and 22 give the document, written out.
var title = words.Text{
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
		p.in("(лауазымы, тегі және аты-жөнінің бірінші әріптері, қолы)", "(должность, фамилия и инициалы, подпись)"),
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
	return []document.Meta{
		{Label: p.title("reporting_period"), Value: p.period(false)},
		{Label: p.title("cut_off"), Value: words.DateOf(w.AsOf).Short()},
		{Label: p.in("Салыстыру кезеңі", "Период сравнения"), Value: p.period(true)},
		{Label: p.in("Деректер шығарылымы", "Выпуск данных"), Value: p.result.Release},
	}
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

// inSummary is how many problems and how many recommendations one page holds.
const inSummary = 5

// tiles are the eight figures of the summary.
var tiles = []string{"A.02", "C.01", "C.03", "D.01", "D.11", "E.02", "F.01", "I.13"}

func (p *page) summary() {
	p.add(document.TOC{Depth: 2})
	p.add(document.Section{ID: "summary", Level: 1, Title: p.title("summary"), Unnumbered: true, NewPage: true})
	var items []document.Tile
	for _, id := range tiles {
		items = append(items, p.tile(id))
	}
	p.add(document.Tiles{Items: items})
	p.caution(capital(p.in("көрсеткіштің астында – өткен жылдың тиісті кезеңімен (жай-күй көрсеткіштері үшін – осы күнімен) салыстырғандағы өзгеріс.", "под показателем – изменение к соответствующему периоду прошлого года (для показателей состояния – к той же дате).")))
	p.add(document.Section{ID: "summary-problems", Level: 3, Title: p.title("sec_problems"), Unnumbered: true})
	p.topFindings()
	p.add(document.Section{ID: "summary-proposals", Level: 3, Title: p.title("sec_proposals"), Unnumbered: true})
	p.topRecommendations()
	p.caution(p.limitation())
}

func (p *page) tile(id string) document.Tile {
	i, f := p.facts.book[id], p.facts.Get(id)
	t := document.Tile{Label: i.Name.In(p.lang) + p.unitMark(i), FactID: f.ID, Status: string(f.Status)}
	if !f.Known() {
		return t
	}
	t.Value, t.Machine = p.facts.number(f).String(), f.Value
	if change := p.facts.Get(ChangeID(id)); change.Known() {
		t.Change = p.facts.number(change).Signed() + p.pointMark(change)
		if p.facts.number(change).Sign() == 0 {
			t.Change = words.Term(p.lang, "no_change")
		}
		t.ChangeFactID = change.ID
	}
	return t
}

// limitation names the source of which the least has come.
func (p *page) limitation() string {
	var worst Fact
	for _, f := range p.facts.By("I.13", "source") {
		if f.Known() && (worst.ID == "" || f.Rat().Cmp(worst.Rat()) < 0) {
			worst = f
		}
	}
	base := p.plain("K01", nil) + " " + p.plain("K13", nil)
	if worst.ID == "" {
		return base
	}
	template := words.Text{KK: "Ең аз қамтылған дереккөз – «{source}»: {v}.", RU: "Наименьший охват у источника «{source}»: {v}."}
	s, err := words.RenderText(p.lang, template.In(p.lang), words.Args{
		"source": words.Label(p.label("source", worst.Key)), "v": p.facts.number(worst)})
	if err != nil && p.err == nil {
		p.err = err
	}
	return s + " " + base
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

// worst returns the findings for the summary: the weightiest of each rule.
func (p *page) worst(n int) []Finding {
	var list []Finding
	for severity := 4; severity >= 1; severity-- {
		for _, r := range p.source.rules {
			own := p.ofRule(r.ID)
			if len(own) > 0 && heaviest(own).Severity == severity && len(list) < n {
				list = append(list, heaviest(own))
			}
		}
	}
	return list
}

func heaviest(list []Finding) Finding {
	best := list[0]
	for _, f := range list {
		if f.Severity > best.Severity {
			best = f
		}
	}
	return best
}

func (p *page) ofRule(rule string) []Finding {
	var list []Finding
	for _, f := range p.result.Findings {
		if f.Rule == rule {
			list = append(list, f)
		}
	}
	return list
}

func (p *page) topFindings() {
	var items [][]document.Run
	for _, f := range p.worst(inSummary) {
		items = append(items, p.brief(f))
	}
	if len(items) == 0 {
		p.para(p.say("F18", nil, nil))
		return
	}
	p.add(document.List{Items: items})
}

// brief tells a rule in the summary: what it is, how many cases there are and
// the weightiest of them.
func (p *page) brief(f Finding) []document.Run {
	r, n := p.ruleOf(f.Rule), len(p.ofRule(f.Rule))
	runs := []document.Run{{Text: r.Question.In(p.lang) + ": ", Strong: true},
		{Text: words.Int(int64(n)).String(), FactID: "find/" + f.Rule, Value: strconv.Itoa(n), Strong: true}, {Text: ". "}}
	if r.Item.KK == "" {
		return append(runs, p.findingRuns(f)...)
	}
	if told := p.firstTold(f); told >= 0 {
		f = p.ofRule(f.Rule)[told]
	}
	item := p.item(f)
	if f.withheld() {
		item = p.clause(r.Masked, f)
	}
	runs = append(runs, document.Run{Text: p.in("Мысалы: ", "Например: ")})
	return append(append(runs, item...), document.Run{Text: "."})
}

// firstTold is the place of the first case as weighty as f whose number may be
// said, -1 if there is none.
func (p *page) firstTold(f Finding) int {
	return slices.IndexFunc(p.ofRule(f.Rule), func(g Finding) bool { return g.Severity == f.Severity && !g.withheld() })
}

func (p *page) topRecommendations() {
	var items [][]document.Run
	for i, r := range p.result.Recommendations {
		if i == inSummary {
			break
		}
		items = append(items, document.Text(r.Text.In(p.lang)))
	}
	if len(items) > 0 {
		p.add(document.List{Ordered: true, Items: items})
	}
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
