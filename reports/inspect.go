package reports

import (
	"math/big"
	"slices"

	"nsk/reports/statistics"
	"nsk/reports/words"
)

// detect says how far a centre of median size would have had to be off to be
// named with 80 % (analysis, section 3.1: DET).
func (s *Inspection) detect(units []unit, named int) {
	if len(units) == 0 {
		return
	}
	var sizes []int
	all := statistics.Count{}
	mean := new(big.Rat)
	for _, u := range units {
		sizes = append(sizes, u.expectation.Seen.N)
		all = plus(all, u.expectation.Seen)
		mean.Add(mean, u.expectation.Mean)
	}
	slices.Sort(sizes)
	s.MedianN = sizes[(len(sizes)-1)/2]
	mean.Quo(mean, big.NewRat(int64(all.N), 1))
	level := statistics.TailInForce(alphaTail, fdr, len(units), named)
	limits := statistics.Binomial(s.MedianN, mean).Limits(level)
	if limits.HasLow {
		s.DetectLow = found(statistics.DetectableLow(s.MedianN, limits.Low, power))
	}
	if limits.HasHigh {
		s.DetectHigh = found(statistics.DetectableHigh(s.MedianN, limits.High, power))
	}
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
	noticed = words.Text{
		KK: "Нәтижелер саны {m} болатын орталықта {lo.abl} аспайтын үлес байқалар еді.",
		RU: "При числе итогов {m} была бы замечена доля не выше {lo}.",
	}
	noticedAbove = words.Text{
		KK: "Нәтижелер саны {m} болатын орталықта {hi.abl} кем емес үлес байқалар еді.",
		RU: "При числе итогов {m} была бы замечена доля не ниже {hi}.",
	}
)

// state writes the statement that is printed when a rule found nothing.
func (s *Inspection) state(facts Facts, nothing words.Text) error {
	args := words.Args{"n": facts.part(s.Checked), "as_of": facts.AsOf,
		"units": words.Int(int64(s.Units)), "small": words.Int(int64(s.TooSmall)), "m": words.Int(int64(s.MedianN))}
	parts := []words.Text{nothingListed}
	if nothing.KK != "" {
		parts[0] = nothing
	}
	if s.Units+s.TooSmall > 0 {
		parts[0] = nothingNamed
	}
	if n, err := words.ParseNumber(s.DetectLow, 1); err == nil && s.DetectLow != "" {
		args["lo"], parts = n.AsPercent(), append(parts, noticed)
	}
	if n, err := words.ParseNumber(s.DetectHigh, 1); err == nil && s.DetectHigh != "" {
		args["hi"], parts = n.AsPercent(), append(parts, noticedAbove)
	}
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
