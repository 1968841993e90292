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
		Lang: string(p.lang), Title: capital(words.Term(p.lang, "annual_information")), Subtitle: p.subtitle(),
		Organisation: capital(words.Term(p.lang, "national_body")), Addressee: capital(words.Term(p.lang, "authorised_body")),
		Meta: p.meta(), Labels: p.labels(), Blocks: p.blocks,
	}
	if p.source.in.Draft {
		doc.Stamp = p.title("draft")
	}
	return doc.Numbered()
}

func (p *page) subtitle() string {
	w := p.result.Window
	return p.plain("S04", words.Args{"d1": words.DateOf(w.From), "d2": words.DateOf(w.To)})
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
		{Label: p.in("Шығарылым", "Выпуск данных"), Value: p.result.Release},
	}
}

var statusNames = []struct {
	status Status
	name   words.Text
}{
	{Protected, words.Text{KK: "дербес деректерді қорғау мақсатында жарияланбайды", RU: "не публикуется в целях защиты персональных данных"}},
	{TooSmall, words.Text{KK: "бөлімі аз немесе мәнге қол жеткізілмеген", RU: "знаменатель мал или значение не достигнуто"}},
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
	p.add(document.Section{ID: "summary-problems", Level: 2, Title: p.title("sec_problems"), Unnumbered: true})
	p.topFindings()
	p.add(document.Section{ID: "summary-proposals", Level: 2, Title: p.title("sec_proposals"), Unnumbered: true})
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
		t.Change = p.facts.number(change).Signed() + p.pointMark(change) + ", " + words.Term(p.lang, "vs_same_period")
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
	p.add(document.Section{ID: "mandate", Level: 1, Title: p.in("Құжаттың негізі", "Основание документа"), Unnumbered: true})
	p.para(p.sentence(words.Text{
		KK: "Құжат Қағидалардың 18–22-тармақтарына сәйкес әзірленді және уәкілетті органға 15 желтоқсаннан кешіктірілмей ұсынылады.",
		RU: "Документ подготовлен в соответствии с пунктами 18–22 Правил и представляется уполномоченному органу не позднее 15 декабря.",
	}, nil, nil))
	b := p.part(newBind(), "N", Reference{"I.01", "numerator"})
	b = p.part(b, "k", Reference{"I.08", "denominator"})
	p.para(p.tell(words.Text{
		KK: "Күтілген мәліметтер жиынтығы – {N}, келіп түскені – {k}. Ұсыну күндері жұмыс келісімі болып саналады.",
		RU: "Подлежало представлению комплектов сведений: {N}, поступило: {k}. Дни представления – рабочая договорённость.",
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
	item := p.item(f)
	if f.withheld() {
		item = p.clause(r.Masked, f)
	}
	runs = append(runs, document.Run{Text: p.in("Мысалы: ", "Например: ")})
	return append(append(runs, item...), document.Run{Text: "."})
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
