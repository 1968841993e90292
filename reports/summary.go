package reports

import (
	"slices"
	"strconv"

	"nsk/reports/document"
	"nsk/reports/words"
)

// inSummary is how many problems and how many recommendations one page holds.
const inSummary = 5

// tiles are the eight figures of the summary.
var tiles = []string{"A.02", "C.01", "C.03", "D.01", "D.11", "E.02", "F.01", "I.13"}

func (p *page) summary() {
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
	p.add(document.Paragraph{Runs: p.limitation(), Style: document.Caution})
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
		return t
	}
	t.Change = p.in("салыстыруға келетін деректер жоқ", "нет данных для сравнения")
	return t
}

// limitation names the source of which the least has come.
func (p *page) limitation() []document.Run {
	var worst Fact
	for _, f := range p.facts.By("I.13", "source") {
		if f.Known() && (worst.ID == "" || f.Rat().Cmp(worst.Rat()) < 0) {
			worst = f
		}
	}
	base := join(p.say("K01", nil, nil), p.say("K13", nil, nil))
	if worst.ID == "" {
		return base
	}
	template := words.Text{KK: "Ең аз қамтылған дереккөз – «{source}»: {v}.", RU: "Наименьший охват у источника «{source}»: {v}."}
	args := words.Args{"source": words.Label(p.label("source", worst.Key)), "v": p.facts.number(worst)}
	return join(p.sentence(template, args, map[string]Fact{"v": worst}), base)
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
