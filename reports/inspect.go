package reports

import (
	"cmp"
	"math/big"
	"slices"

	"nsk/reports/statistics"
	"nsk/reports/words"
)

// An Inspection is what a rule looked at, found or not.
type Inspection struct {
	Rule       string     `json:"rule"`
	Question   Text       `json:"question"`
	Found      int        `json:"found"`
	Checked    Reference  `json:"checked"`
	Units      int        `json:"units,omitempty"`             // tested, statistical rules only
	TooSmall   int        `json:"too_small,omitempty"`         // not comparable or too few outcomes
	Drawn      int        `json:"drawn,omitempty"`             // of them on the chart without names
	MedianN    int        `json:"median_n,omitempty"`          // size of the unit that the detectable difference is of
	DetectLow  string     `json:"detectable_low,omitempty"`    // share in percent noticed with 80 % at the median size
	DetectHigh string     `json:"detectable_high,omitempty"`   // the same above
	DetectGap  string     `json:"detectable_points,omitempty"` // difference of two groups in percentage points
	DetectRate string     `json:"detectable_ratio,omitempty"`  // ratio of two paces
	DetectFrom string     `json:"detectable_count,omitempty"`  // smallest count noticed
	DetectRise string     `json:"detectable_rise,omitempty"`   // rise of the last point of a chart, per 1,000
	Statement  words.Text `json:"statement"`                   // said when nothing was found

	noted noted
	units []unit // tested, for the chart without names
}

// noted is the difference that would have been noticed, in the measure of the
// method (analysis, section 3.1: DET).
type noted struct {
	median                             int
	low, high, gap, ratio, count, rise string
}

// publish copies what would have been noticed into the machine form.
func (s *Inspection) publish() {
	n := s.noted
	s.MedianN, s.DetectLow, s.DetectHigh = n.median, n.low, n.high
	s.DetectGap, s.DetectRate, s.DetectFrom, s.DetectRise = n.gap, n.ratio, n.count, n.rise
}

// middle is the element of median size.
func middle[T any](list []T, size func(T) int) T {
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, func(a, b T) int { return cmp.Compare(size(a), size(b)) })
	return sorted[(len(sorted)-1)/2]
}

// detect says how far a centre of median size would have had to be off to be
// named with 80 %.
func (f *field) detect(named int) noted {
	if len(f.units) == 0 {
		return noted{}
	}
	all, sum := statistics.Count{}, 0.0
	for _, u := range f.units {
		all, sum = plus(all, u.seen), sum+u.mean
	}
	n := noted{median: middle(f.units, func(u unit) int { return u.seen.N }).seen.N}
	mean := statistics.Rounded(new(big.Rat).SetFloat64(min(sum/float64(all.N), 1)), statistics.Places)
	level := statistics.TailInForce(alphaTail, fdr, len(f.units), named)
	limits := statistics.Binomial(n.median, mean).Limits(level)
	if limits.HasLow {
		n.low = found(statistics.DetectableLow(n.median, limits.Low, power))
	}
	if limits.HasHigh {
		n.high = found(statistics.DetectableHigh(n.median, limits.High, power))
	}
	return n
}

func found(share *big.Rat) string {
	if share == nil {
		return ""
	}
	return percentOf(share, 1)
}

var (
	nothingListed = words.Text{
		KK: "Тексерілді: {n}. {as_of.at} мәліметтер бойынша анықталған жоқ.",
		RU: "Проверено: {n}. По сведениям на {as_of} не выявлено.",
	}
	nothingNamed = words.Text{
		KK: "Тексерілген орталықтар: {units}; салыстыруға келмейтіні: {small}; дәл шектен тыс орталық жоқ.",
		RU: "Проверено центров: {units}; несопоставимых: {small}; за точными пределами нет ни одного.",
	}
	nothingApart = words.Text{
		KK: "Салыстырулар саны: {units}; салыстыру үшін бақылаулар аз болғаны: {small}; кездейсоқ ауытқудан асатын айырма анықталған жоқ.",
		RU: "Сравнений: {units}; с недостаточным числом наблюдений: {small}; различий сильнее случайного колебания не выявлено.",
	}
	noticed = words.Text{
		KK: "Нәтижелер саны {m} болатын орталықта {lo.abl} аспайтын үлес байқалар еді.",
		RU: "При числе итогов {m} была бы замечена доля не выше {lo}.",
	}
	noticedAbove = words.Text{
		KK: "Нәтижелер саны {m} болатын орталықта {hi.abl} кем емес үлес байқалар еді.",
		RU: "При числе итогов {m} была бы замечена доля не ниже {hi}.",
	}
	noticedGap = words.Text{
		KK: "Нәтижелер саны {m} болғанда {gap:percentage_point.abl} кем емес айырма байқалар еді.",
		RU: "При числе итогов {m} было бы замечено различие не менее {gap}~п.п.",
	}
	noticedRatio = words.Text{
		KK: "Аяқтау қарқынының {ratio:times} айырмасы байқалар еді.",
		RU: "Было бы замечено различие темпа завершения в {ratio:times}.",
	}
	noticedCount = words.Text{
		KK: "Саны кемінде {count} болса, байқалар еді.",
		RU: "Было бы замечено число случаев не менее {count}.",
	}
	noticedRise = words.Text{
		KK: "Орташадан кемінде {rise} артық мән (мың жолға шаққанда) байқалар еді.",
		RU: "Было бы замечено превышение среднего не менее чем на {rise} на тысячу строк.",
	}
)

// state writes the statement that is printed when a rule found nothing.
func (s *Inspection) state(facts Facts, r Rule) error {
	args := words.Args{"n": facts.part(s.Checked), "as_of": facts.AsOf,
		"units": words.Int(int64(s.Units)), "small": words.Int(int64(s.TooSmall)), "m": words.Int(int64(s.MedianN))}
	parts := []words.Text{nothingListed}
	switch {
	case s.Units+s.TooSmall > 0 && r.Method == "centre":
		parts[0] = nothingNamed
	case s.Units+s.TooSmall > 0:
		parts[0] = nothingApart
	case r.Nothing.KK != "":
		parts[0] = r.Nothing
	}
	for _, d := range []struct {
		slot, value string
		percent     bool
		sentence    words.Text
	}{
		{"lo", s.DetectLow, true, noticed}, {"hi", s.DetectHigh, true, noticedAbove}, {"gap", s.DetectGap, false, noticedGap},
		{"ratio", s.DetectRate, false, noticedRatio}, {"count", s.DetectFrom, false, noticedCount}, {"rise", s.DetectRise, false, noticedRise},
	} {
		n, err := words.ParseNumber(d.value, Fraction(d.value))
		if d.value == "" || err != nil {
			continue
		}
		if d.percent {
			n = n.AsPercent()
		}
		args[d.slot], parts = n, append(parts, d.sentence)
	}
	return s.say(parts, args)
}

func (s *Inspection) say(parts []words.Text, args words.Args) error {
	for i, p := range parts {
		kk, err := words.RenderText(words.KK, p.KK, args)
		if err != nil {
			return err
		}
		ru, err := words.RenderText(words.RU, p.RU, args)
		if err != nil {
			return err
		}
		if i > 0 {
			s.Statement.KK, s.Statement.RU = s.Statement.KK+" ", s.Statement.RU+" "
		}
		s.Statement.KK, s.Statement.RU = s.Statement.KK+kk, s.Statement.RU+ru
	}
	return nil
}
