package reports

import (
	"fmt"
	"math"
	"math/big"
	"strings"

	"nsk/reports/chart"
	"nsk/reports/document"
	"nsk/reports/statistics"
	"nsk/reports/words"
)

// trend draws an indicator month by month with the limits within which it varies by chance
// (analysis, section 3.1: XmR). A month that is not published is a gap and enters no limit.
func (p *page) trend(id, indicator, title string) {
	keys := p.keys("month", indicator)
	s := p.series(indicator, "month", keys)
	var known []*big.Rat
	var months []string
	for _, k := range keys {
		months = append(months, monthMark(k))
		if f := p.facts.Get(FactID(indicator, "month", k, Now)); f.Known() {
			known = append(known, f.Rat())
		}
	}
	x, ok := statistics.NewXmR(known)
	if !ok {
		return
	}
	limits, said := p.limits(x, p.facts.book[indicator].Unit)
	alt := p.alt(title, months, []chart.Series{s}) + " " + said
	p.drawn(chart.Lines{Frame: chart.Frame{ID: id, Title: title, Alt: alt}, Value: chart.Axis{Name: p.unitName(indicator)},
		Categories: months, Series: []chart.Series{s}, Limits: limits}.Chart(), p.trialNote(x), indicator)
}

// limits are the mean and the limits of a chart, as lines and in words; a share is never beyond
// 0 and 100.
func (p *page) limits(x *statistics.XmR, unit Unit) (list []chart.Limit, said string) {
	var told []string
	for _, l := range []struct {
		at   *big.Rat
		name string
	}{{x.Upper, p.in("жоғарғы шек", "верхний предел")}, {x.Mean, p.in("орташа", "среднее")}, {x.Lower, p.in("төменгі шек", "нижний предел")}} {
		if l.at.Sign() < 0 || unit == Percent && l.at.Cmp(big.NewRat(100, 1)) > 0 {
			continue
		}
		n := words.Dec(l.at, 1)
		if unit == Percent {
			n = n.AsPercent()
		}
		v, _ := l.at.Float64()
		list = append(list, chart.Limit{At: v, Text: n.String()})
		told = append(told, l.name+" – "+n.String())
	}
	return list, capital(strings.Join(told, ", ")) + "."
}

// trialNote says how the limits are found, and that they may move while the months are few.
func (p *page) trialNote(x *statistics.XmR) []document.Run {
	text := p.in("Үзік сызықтар – орташа мән және кездейсоқ ауытқу шектері (XmR).", "Штриховые линии – среднее и пределы случайных колебаний (XmR).")
	if x.Trial {
		text += " " + p.in("Айлар саны аз, шектер сынақ ретінде берілген.", "Месяцев мало, пределы пробные.")
	}
	return document.Text(text)
}

// unitName names the axis of an indicator.
func (p *page) unitName(indicator string) string {
	if p.facts.book[indicator].Unit == Percent {
		return "%"
	}
	return strings.TrimPrefix(p.unitMark(p.facts.book[indicator]), ", ")
}

// regionDemand draws the demand of regions against what they recognised.
func (p *page) regionDemand() {
	m := market{id: "demand-supply", by: "region", title: p.in("Сұраныс пен ұсыныс: өңірлердегі бос жұмыс орындары және берілген құжаттар", "Спрос и предложение: вакансии и выданные документы по регионам"),
		note: p.in("Үзік сызықтар – өңірлердің медианалары: оң жақ төменгі бұрышта сұраныс көп, танылғандар аз.",
			"Штриховые линии – медианы по регионам: в правом нижнем углу спрос велик, а признанных мало.")}
	for _, r := range p.regions() {
		p.place(&m, string(r), p.label("tile", string(r)))
	}
	p.demand(m)
}

// sectorDemand draws the demand of sectors against what was recognised in them. A sector is its
// letter, which the note explains.
func (p *page) sectorDemand() {
	m := market{id: "demand-sector", by: "sector", title: p.in("Сұраныс пен ұсыныс: салалардағы бос жұмыс орындары және берілген құжаттар", "Спрос и предложение: вакансии и выданные документы по отраслям"),
		note: p.in("Үзік сызықтар – салалардың медианалары: оң жақ төменгі бұрышта сұраныс көп, танылғандар аз. Бірнеше салаға ортақ кәсіптер тобы есепке алынбаған.",
			"Штриховые линии – медианы по отраслям: в правом нижнем углу спрос велик, а признанных мало. Группы профессий, общие для нескольких отраслей, не учтены.")}
	var letters []string
	for _, s := range p.keys("sector", "H.01", "F.01") {
		if s != "?" && p.place(&m, s, s) {
			letters = append(letters, s+" – "+p.label("sector", s))
		}
	}
	m.note += " " + strings.Join(letters, "; ") + "."
	p.demand(m)
}

// A market is demand against supply over one breakdown.
type market struct {
	id, by, title, note string
	points              []chart.Point
	said                []string
}

// place puts a key on the plane, if both of its numbers are published.
func (p *page) place(m *market, key, mark string) bool {
	a, b := p.keyPoint("H.01", FactID("H.01", m.by, key, Now)), p.keyPoint("F.01", FactID("F.01", m.by, key, Now))
	if _, ok := p.facts.at[FactID("H.01", m.by, key, Now)]; !ok || !a.Known || !b.Known {
		return false
	}
	m.points = append(m.points, chart.Point{X: a.Number, Y: b.Number, Text: mark})
	m.said = append(m.said, p.label(m.by, key)+" – "+a.Text+" / "+b.Text)
	return true
}

// demand draws demand against supply: a point at the right and below has vacancies and few
// recognised. The lines are the medians.
func (p *page) demand(m market) {
	limits, ok := chart.Medians(m.points)
	if !ok {
		return
	}
	c := chart.Plane{Frame: chart.Frame{ID: m.id, Title: m.title, Height: 350, Alt: m.title + ": " + strings.Join(m.said, "; ") + "."},
		X:      chart.Axis{Name: p.in("айына орташа бос жұмыс орындары", "вакансий в среднем за месяц")},
		Y:      chart.Axis{Name: p.in("берілген құжаттар", "выдано документов")},
		Groups: []chart.Points{{Points: m.points}},
		Curves: limits}
	p.drawn(c.Chart(), document.Text(m.note), "H.01", "F.01")
}

// Which centres may stand on a chart that leaves the house (analysis, section 6.5).
const (
	plotOutcomes = 20 // at least so many outcomes
	plotParts    = 5  // and so many of either
)

// plottable reports whether a centre may be shown, without its name.
func (u unit) plottable() bool {
	s := u.seen
	return s.N >= plotOutcomes && s.X >= plotParts && s.N-s.X >= plotParts
}

// plottable counts the units that may be shown.
func plottable(units []unit) int {
	n := 0
	for _, u := range units {
		if u.plottable() {
			n++
		}
	}
	return n
}

// A Scatter is how far the share of each centre is from what is expected of it, in percentage
// points, against the exact limits of a centre of which the mean is expected, without names.
type Scatter struct {
	Points  []chart.Point
	Limits  [2]chart.Curve // lower, upper
	Outside int            // of the points
	Left    int            // centres that may not be shown: few outcomes, or few of either kind
}

// Scatter is that of a rule which judges centres; ok is false where less than three centres may
// be shown.
func (s Inspection) Scatter() (c Scatter, ok bool) {
	most, seen, mean := 0, 0, 0.0
	for _, u := range s.units {
		if !u.plottable() {
			continue
		}
		y := 100 * (float64(u.seen.X) - u.mean) / float64(u.seen.N)
		c.Points = append(c.Points, chart.Point{X: float64(u.seen.N), Y: y})
		most, seen, mean = max(most, u.seen.N), seen+u.seen.N, mean+u.mean
		if u.tails.Min().Cmp(alphaTail) <= 0 {
			c.Outside++
		}
	}
	c.Left = s.Units + s.TooSmall - len(c.Points)
	if len(c.Points) < 3 {
		return c, false
	}
	c.Limits = limitCurves(mean/float64(seen), most)
	return c, true
}

// centresPlot draws the scatter of the share of passed.
func (p *page) centresPlot() {
	if c, ok := p.inspectionOf("r21").Scatter(); ok {
		p.plot(c)
	}
}

// limitCurves are the exact limits by the number of outcomes, as distances from a share.
func limitCurves(share float64, most int) [2]chart.Curve {
	const steps = 24
	mean := big.NewRat(int64(math.Round(share*1000)), 1000) // a short fraction keeps exact sums quick
	at, _ := mean.Float64()
	var low, high chart.Curve
	for i := range steps + 1 {
		n := plotOutcomes + (most-plotOutcomes)*i/steps
		l := statistics.Binomial(n, mean).Limits(alphaTail)
		if l.HasLow {
			low.Points = append(low.Points, chart.Point{X: float64(n), Y: 100 * (float64(l.Low)/float64(n) - at)})
		}
		if l.HasHigh {
			high.Points = append(high.Points, chart.Point{X: float64(n), Y: 100 * (float64(l.High)/float64(n) - at)})
		}
	}
	low.Limit, high.Limit = true, true
	return [2]chart.Curve{low, high}
}

func (p *page) plot(c Scatter) {
	points, curves, outside, left := c.Points, c.Limits, c.Outside, c.Left
	curves[0].Name = p.in("дәл шектер (0,001)", "точные пределы (0,001)")
	curves[1].Name = curves[0].Name
	title := p.in("Орталықтар: байқалған үлес пен күтілетін үлестің айырмасы", "Центры: разность наблюдаемой и ожидаемой доли сдавших")
	alt := p.sentence(words.Text{
		KK: "{t}. Көрсетілген орталықтар – {n}, дәл шектерден тыс – {k}.", RU: "{t}. Показано центров – {n}, за точными пределами – {k}.",
	}, words.Args{"t": words.Label(title), "n": words.Int(int64(len(points))), "k": words.Int(int64(outside))}, nil)
	note := p.sentence(words.Text{
		KK: "Көрсетілген орталықтар: {n}; көрсетілмегені: {m} (қорытындылары 20-дан аз немесе өткендері не өтпегендері 5-тен аз). Атаулары берілмейді.",
		RU: "Показано центров: {n}; не показано: {m} (итогов меньше 20 либо сдавших или не сдавших меньше 5). Наименования не приводятся.",
	}, words.Args{"n": words.Int(int64(len(points))), "m": words.Int(int64(left))}, map[string]Fact{
		"n": {ID: "inspect/r21/drawn", Value: fmt.Sprint(len(points))}, "m": {ID: "inspect/r21/not_drawn", Value: fmt.Sprint(left)}})
	p.drawn(chart.Plane{Frame: chart.Frame{ID: "centres-plot", Title: title, Alt: textOf(alt)},
		X:      chart.Axis{Name: p.in("салыстыруға келетін қорытындылар саны", "число сопоставимых итогов")},
		Y:      chart.Axis{Name: words.Term(p.lang, "percentage_point_short")},
		Groups: []chart.Points{{Name: p.in("орталық", "центр"), Points: points}}, Curves: curves[:], ZeroLine: true}.Chart(), note, "E.02", "E.09")
}

func textOf(runs []document.Run) string {
	var b strings.Builder
	for _, r := range runs {
		b.WriteString(r.Text)
	}
	return b.String()
}
