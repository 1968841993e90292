package reports

import (
	"slices"
	"strings"

	"nsk/reports/chart"
	"nsk/reports/document"
	"nsk/reports/words"
)

// A page writes one document in one language, block after block. The first
// error stays and ends the work.
type page struct {
	lang       words.Lang
	result     *Result
	source     source
	facts      Facts
	names      Labels // "sector=Q" -> name
	landings   []landings
	exceptions exceptions
	delivery   deliveryDay
	pen        *chart.Renderer
	blocks     []document.Block
	err        error
}

func (p *page) add(b ...document.Block) { p.blocks = append(p.blocks, b...) }

func (p *page) in(kk, ru string) string { return words.Text{KK: kk, RU: ru}.In(p.lang) }

func (p *page) title(key string) string { return words.Title(p.lang, key) }

func (p *page) section(level int, id, title string) {
	p.add(document.Section{ID: id, Level: level, Title: title, NewPage: level == 1})
}

func (p *page) annex(id, title string) {
	p.add(document.Section{ID: id, Level: 2, Title: title, Unnumbered: true})
}

func (p *page) para(runs []document.Run) {
	if len(runs) > 0 {
		p.add(document.Paragraph{Runs: runs})
	}
}

func (p *page) caution(text string) {
	p.add(document.Paragraph{Runs: document.Text(text), Style: document.Caution})
}

// sentence renders a template; slots bound to a fact become links to it.
func (p *page) sentence(template words.Text, args words.Args, bound map[string]Fact) []document.Run {
	parts, err := words.RenderTextParts(p.lang, template.In(p.lang), args)
	return p.runs(parts, err, bound)
}

// say renders a sentence of the catalogue.
func (p *page) say(id string, args words.Args, bound map[string]Fact) []document.Run {
	parts, err := words.RenderParts(p.lang, id, args)
	return p.runs(parts, err, bound)
}

func (p *page) runs(parts words.Parts, err error, bound map[string]Fact) []document.Run {
	if err != nil {
		if p.err == nil {
			p.err = err
		}
		return nil
	}
	var runs []document.Run
	for _, part := range parts {
		run := document.Run{Text: part.Text}
		if f, ok := bound[part.Slot]; ok && part.Slot != "" {
			run.FactID, run.Value = f.ID, f.Value
		}
		runs = append(runs, run)
	}
	return runs
}

func join(sentences ...[]document.Run) []document.Run {
	var all []document.Run
	for _, s := range sentences {
		if len(s) == 0 {
			continue
		}
		if len(all) > 0 {
			all = append(all, document.Run{Text: " "})
		}
		all = append(all, s...)
	}
	return all
}

// bind is a fact as the value of a slot, and the slot as bound to the fact.
type bind struct {
	args  words.Args
	bound map[string]Fact
	open  bool // every fact may be said
}

func newBind() *bind { return &bind{words.Args{}, map[string]Fact{}, true} }

func (p *page) value(b *bind, slot, id string) *bind {
	f := p.facts.Get(id)
	b.args[slot], b.bound[slot] = p.facts.number(f), f
	b.open = b.open && f.Known()
	return b
}

func (p *page) part(b *bind, slot string, r Reference) *bind {
	f := p.facts.Get(r.Fact)
	n := f.Numerator
	if r.Part == "denominator" {
		n = f.Denominator
	}
	if n == nil {
		b.open = false
		return b
	}
	b.args[slot] = words.Int(*n)
	f.Value = words.Int(*n).Rat().FloatString(0)
	b.bound[slot] = f
	return b
}

// tell is the sentence if all of its facts may be said, else nothing.
func (p *page) tell(template words.Text, b *bind) []document.Run {
	if !b.open {
		return nil
	}
	return p.sentence(template, b.args, b.bound)
}

// absence are the fixed sentences for what cannot be said.
var absence = map[Status]words.Text{
	Protected:   {KK: "«{name}» көрсеткішінің мәні дербес деректерді қорғау мақсатында жарияланбайды.", RU: "Значение показателя «{name}» не публикуется в целях защиты персональных данных."},
	TooSmall:    {KK: "«{name}» көрсеткіші есептелген жоқ: бақылаулар аз немесе мәнге қол жеткізілмеген.", RU: "Показатель «{name}» не рассчитан: наблюдений мало или значение не достигнуто."},
	Uncovered:   {KK: "«{name}» көрсеткіші есептелген жоқ: мәліметтерді қамту 80%-дан төмен.", RU: "Показатель «{name}» не рассчитан: охват сведений ниже 80%."},
	NotProvided: {KK: "«{name}» көрсеткіші бойынша мәліметтер ұсынылған жоқ.", RU: "Сведения для показателя «{name}» не представлены."},
}

var (
	shareSentence = words.Text{KK: "{name} – {v} ({n} ішінен {k}).", RU: "{name} – {v} ({k} из {n})."}
	daysSentence  = words.Text{KK: "{name} – {v:working_day}.", RU: "{name} – {v:working_day}."}
	pointSentence = words.Text{KK: "{name} – {v}~пайыздық тармақ.", RU: "{name} – {v}~п.п."}
	valueSentence = words.Text{KK: "{name} – {v}.", RU: "{name} – {v}."}
	zeroSentence  = words.Text{KK: "{name}: құбылыс жоқ.", RU: "{name}: явление отсутствует."}
	yearSentence  = words.Text{KK: "Өткен жылдың тиісті кезеңінде – {v0}{ch}.", RU: "За соответствующий период прошлого года – {v0}{ch}."}
	dayOfYear     = words.Text{KK: "Өткен жылдың осы күнінде – {v0}{ch}.", RU: "На ту же дату прошлого года – {v0}{ch}."}
	noYear        = words.Text{KK: "Өткен жыл бойынша салыстыруға келетін мәліметтер жоқ.", RU: "Сопоставимых сведений за прошлый год нет."}
	rangeSentence = words.Text{KK: "Жетіспейтін мәліметтерге байланысты ықтимал мәндер – {a.abl} {b.dat} дейін.", RU: "С учётом непредставленных сведений возможны значения от {a} до {b}."}
)

// paragraph tells one indicator: first the fact, then the comparison, then the
// caution (analysis, section 5.1).
func (p *page) paragraph(id string) {
	i, f := p.facts.book[id], p.facts.Get(id)
	name := words.Args{"name": i.Name.words()}
	if !f.Known() {
		text, ok := absence[f.Status]
		if !ok {
			text = absence[NotProvided]
		}
		p.para(p.sentence(text, name, nil))
		return
	}
	b := p.value(newBind(), "v", id)
	b.args["name"] = i.Name.words()
	template := valueSentence
	switch {
	case f.Unit == Count && f.Value == "0":
		p.para(p.sentence(zeroSentence, name, nil))
		return
	case f.Unit == Points:
		template = pointSentence
	case f.Unit == WorkingDays:
		template = daysSentence
	case f.Unit == Percent && f.Numerator != nil && i.Kind == Ratio:
		template = shareSentence
		p.part(b, "k", Reference{id, "numerator"})
		p.part(b, "n", Reference{id, "denominator"})
	}
	p.para(join(p.tell(template, b), p.comparison(i), p.caveat(i, f)))
}

// atDay are indicators of the last day of the period that rest on returns; all
// states of registers are of that day too.
var atDay = []string{"D.06", "D.07", "F.02", "F.06"}

// comparison tells the value a year earlier and the change.
func (p *page) comparison(i Indicator) []document.Run {
	b := p.value(newBind(), "v0", i.ID+"@before")
	if !b.open {
		return p.sentence(noYear, nil, nil)
	}
	template := yearSentence
	if i.Standing || slices.Contains(atDay, i.ID) {
		template = dayOfYear
	}
	change := p.facts.Get(ChangeID(i.ID))
	var clause string
	switch {
	case !change.Known() || change.Unit != Percent && change.Unit != Points:
		return p.sentence(words.Text{KK: strings.Replace(template.KK, "{ch}", "", 1), RU: strings.Replace(template.RU, "{ch}", "", 1)}, b.args, b.bound)
	case p.facts.number(change).Sign() == 0:
		clause = p.in(" (өзгеріссіз)", " (без изменений)")
	default:
		b.args["x"], b.bound["x"] = p.facts.number(change), change
		clause = p.in(" (өзгеріс: {x.signed}", " (изменение: {x.signed}") + p.pointMark(change) + ")"
	}
	return p.sentence(words.Same(strings.Replace(template.In(p.lang), "{ch}", clause, 1)), b.args, b.bound)
}

func (p *page) caveat(i Indicator, f Fact) []document.Run {
	if f.BoundLow != "" && f.BoundHigh != "" {
		low, high := f, f
		low.Value, high.Value = f.BoundLow, f.BoundHigh
		args := words.Args{"a": p.facts.number(low), "b": p.facts.number(high)}
		return p.sentence(rangeSentence, args, map[string]Fact{"a": low, "b": high})
	}
	if i.Caveat.KK == "" {
		return nil
	}
	return document.Text(capital(i.Caveat.In(p.lang)) + ".")
}

func capital(s string) string {
	r := []rune(s)
	return strings.ToUpper(string(r[0])) + string(r[1:])
}

// sourcesOf names the sources of indicators, each once.
func (p *page) sourcesOf(ids ...string) string {
	var list []string
	seen := map[string]bool{}
	for _, id := range ids {
		for _, s := range p.facts.book[id].Sources {
			if !seen[s] {
				seen[s] = true
				list = append(list, p.label("source", s))
			}
		}
	}
	return strings.Join(list, "; ")
}
