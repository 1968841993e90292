package reports

import (
	"math/big"

	"nsk/reports/chart"
	"nsk/reports/document"
	"nsk/reports/statistics"
	"nsk/reports/words"
)

// unitOf is what the comparison of pass rates saw of a centre; ok is false if it could not be
// compared.
func (r *Result) unitOf(centre string) (u unit, ok bool) {
	for _, s := range r.Inspections {
		if s.Rule != "r21" {
			continue
		}
		for _, u := range s.units {
			if u.name == centre {
				return u, true
			}
		}
	}
	return unit{}, false
}

// passPlot shows the pass rate of one centre against what is expected of it and the exact
// limits around that. Nothing of another centre is on it.
func (p *page) passPlot(u unit, ok bool) {
	if !ok {
		p.para(document.Text(p.in("Емтиханнан өткендердің үлесі салыстырылмайды: салыстыруға келетін қорытындылар аз.",
			"Доля сдавших не сравнивается: сопоставимых итогов мало.")))
		return
	}
	title := p.in("Емтиханнан өткендердің үлесі және дәл шектер", "Доля сдавших экзамен и точные пределы")
	n := u.seen.N
	share := big.NewRat(int64(u.seen.X)*100, int64(n))
	expected := new(big.Rat).SetFloat64(100 * u.mean / float64(n))
	at, _ := share.Float64()
	mean, _ := expected.Float64()
	mark := func(r *big.Rat) string { return words.Dec(r, 1).AsPercent().String() }
	low, high := shareLimits(mean/100, n+n/2+plotOutcomes)
	name := p.in("дәл шектер (0,001)", "точные пределы (0,001)")
	low.Name, high.Name = name, name
	alt := p.in("байқалғаны", "наблюдалось") + " – " + mark(share) + ", " + p.in("күтілгені", "ожидалось") + " – " + mark(expected)
	p.drawn(chart.Plane{Frame: chart.Frame{ID: "pass-plot", Title: title, Height: 300, Alt: title + ": " + alt + "."},
		X:      chart.Axis{Name: p.in("салыстыруға келетін қорытындылар саны", "число сопоставимых итогов")},
		Y:      chart.Axis{Name: "%"},
		Groups: []chart.Points{{Name: p.in("орталық", "центр"), Points: []chart.Point{{X: float64(n), Y: at}}}},
		Curves: []chart.Curve{low, high, {Name: p.in("күтілетін үлес", "ожидаемая доля"), Points: []chart.Point{{X: 1, Y: mean}, {X: low.Points[len(low.Points)-1].X, Y: mean}}}},
	}.Chart(), document.Text(capital(alt)+". "+p.in("Күтілетін үлес – сол кәсіптер мен деңгейлер бойынша басқа орталықтардың үлесі.",
		"Ожидаемая доля – доля других центров по тем же профессиям и уровням.")))
}

// shareLimits are the exact limits of a share by the number of outcomes, in per cent; where a
// number is too small for a limit, it is 0 or 100.
func shareLimits(share float64, most int) (low, high chart.Curve) {
	const steps = 30
	mean := statistics.Rounded(new(big.Rat).SetFloat64(min(share, 1)), 3) // a short fraction keeps exact sums quick
	for i := range steps + 1 {
		n := 1 + (most-1)*i/steps
		l := statistics.Binomial(n, mean).Limits(alphaTail)
		least, greatest := 0.0, 100.0
		if l.HasLow {
			least = 100 * float64(l.Low) / float64(n)
		}
		if l.HasHigh {
			greatest = 100 * float64(l.High) / float64(n)
		}
		low.Points = append(low.Points, chart.Point{X: float64(n), Y: least})
		high.Points = append(high.Points, chart.Point{X: float64(n), Y: greatest})
	}
	low.Limit, high.Limit = true, true
	return low, high
}
