package reports

import (
	"math"
	"math/big"
	"slices"

	"nsk/reports/statistics"
	"nsk/reports/words"
)

// A cell is what one centre reached in one profession and level. Centres,
// strata and wider strata (sector and level) are numbered from 0; the cells of
// a centre stand together.
type cell struct {
	centre, stratum, wider int
	count                  statistics.Count
}

// A unit is one tested centre.
type unit struct {
	name        string // key of the centre; never on a chart that leaves the house
	cells       []cell
	seen        statistics.Count // comparable outcomes
	tails       statistics.Tails
	expectation statistics.Expectation // empty where screened
	mean        float64
	variance    float64
}

// A field holds the totals against which centres are judged.
type field struct {
	all            statistics.Count
	strata, wider  []statistics.Count
	centreCells    [][]cell
	units          []unit
	small          int
	overdispersion statistics.Overdispersion
}

// priorWeight is the weight, in outcomes, of the wider stratum (analysis: k_rate).
const priorWeight = 20

// screen is the distance from the expectation, in standard deviations, below
// which no tail can be 0.001: even the shortest possible one, that of a Poisson
// count, reaches it only at 2.63. Nearer centres get p = 1 without exact work.
const screen = 2.5

// newField sorts out which centres can be tested and gives each its tails:
// expected successes, exact limits, overdispersion (analysis, section 3.1).
func newField(cells []cell) *field {
	f := &field{}
	for i, c := range cells {
		if i == 0 || cells[i-1].centre != c.centre {
			f.centreCells = append(f.centreCells, nil)
		}
		last := len(f.centreCells) - 1
		f.centreCells[last] = append(f.centreCells[last], c)
		f.all = plus(f.all, c.count)
		f.strata, f.wider = grown(f.strata, c.stratum), grown(f.wider, c.wider)
		f.strata[c.stratum] = plus(f.strata[c.stratum], c.count)
		f.wider[c.wider] = plus(f.wider[c.wider], c.count)
	}
	for _, own := range f.centreCells {
		if u, ok := f.unit(own); ok {
			f.units = append(f.units, u)
		} else {
			f.small++
		}
	}
	f.setTails()
	return f
}

func grown(list []statistics.Count, index int) []statistics.Count {
	for len(list) <= index {
		list = append(list, statistics.Count{})
	}
	return list
}

// unit looks only at numbers of outcomes to tell whether a centre is tested.
func (f *field) unit(own []cell) (unit, bool) {
	u, total := unit{cells: own}, 0
	all, wide := sums(own)
	for _, c := range own {
		total += c.count.N
		s := statistics.Stratum{Own: c.count, Outside: minus(f.strata[c.stratum], c.count)}
		if !s.Comparable() {
			continue
		}
		u.seen = plus(u.seen, c.count)
		p := priorCount(minus(f.wider[c.wider], wide(c.wider)), minus(f.all, all))
		rate := (float64(s.Outside.X) + priorWeight*float64(p.X)/float64(p.N)) / float64(s.Outside.N+priorWeight)
		u.mean += float64(c.count.N) * rate
		u.variance += float64(c.count.N) * rate * (1 - rate)
	}
	return u, statistics.Expectation{Seen: u.seen, Total: total}.Testable()
}

// sums are the outcomes of a centre, and those in one wider stratum.
func sums(own []cell) (all statistics.Count, wide func(int) statistics.Count) {
	for _, c := range own {
		all = plus(all, c.count)
	}
	return all, func(w int) (n statistics.Count) {
		for _, c := range own {
			if c.wider == w {
				n = plus(n, c.count)
			}
		}
		return n
	}
}

// priorCount is a half where nothing at all happened elsewhere; such strata
// are not comparable anyway.
func priorCount(sectorLevel, national statistics.Count) statistics.Count {
	if national.N == 0 {
		return statistics.Count{X: 1, N: 2}
	}
	p := statistics.Prior(sectorLevel, national)
	return statistics.Count{X: int(p.Num().Int64()), N: int(p.Denom().Int64())}
}

// exact is the expectation of a centre in exact numbers.
func (f *field) exact(own []cell) statistics.Expectation {
	all, wide := sums(own)
	var list []statistics.Stratum
	for _, c := range own {
		p := priorCount(minus(f.wider[c.wider], wide(c.wider)), minus(f.all, all))
		list = append(list, statistics.Stratum{Own: c.count, Outside: minus(f.strata[c.stratum], c.count), Prior: statistics.Ratio(p.X, p.N)})
	}
	return statistics.Expect(list, priorWeight)
}

func (f *field) setTails() {
	if f.scattered() {
		f.disperse()
	}
	one := big.NewRat(1, 1)
	for i := range f.units {
		u := &f.units[i]
		if math.Abs(float64(u.seen.X)-u.mean) <= screen*math.Sqrt(u.variance) {
			u.tails = statistics.Tails{Low: one, High: one}
			continue
		}
		u.expectation = f.exact(u.cells)
		u.tails = f.tails(u.expectation)
	}
	f.retry()
}

// retry judges those outside the limits again, each against a country without
// the other ones: an ordinary centre must not look high because a neighbour
// with the same professions is low. Nobody is outside who was not before.
func (f *field) retry() {
	var outside []int
	for i, u := range f.units {
		if u.tails.Min().Cmp(alphaTail) <= 0 {
			outside = append(outside, i)
		}
	}
	if len(outside) < 2 {
		return
	}
	rest := &field{all: f.all, strata: slices.Clone(f.strata), wider: slices.Clone(f.wider), overdispersion: f.overdispersion}
	for _, i := range outside {
		rest.move(f.units[i].cells, minus)
	}
	for _, i := range outside {
		u := &f.units[i]
		rest.move(u.cells, plus)
		if e := rest.exact(u.cells); e.Testable() {
			u.expectation, u.seen, u.tails = e, e.Seen, rest.tails(e)
			u.mean, _ = e.Mean.Float64()
		}
		rest.move(u.cells, minus)
	}
}

// move adds the cells of a centre to the totals or takes them away.
func (f *field) move(cells []cell, by func(a, b statistics.Count) statistics.Count) {
	for _, c := range cells {
		f.all = by(f.all, c.count)
		f.strata[c.stratum] = by(f.strata[c.stratum], c.count)
		f.wider[c.wider] = by(f.wider[c.wider], c.count)
	}
}

// tails takes the beta-binomial where centres scatter more than chance allows,
// else the exact convolution.
func (f *field) tails(e statistics.Expectation) statistics.Tails {
	if !f.overdispersion.Applies {
		return e.Tails()
	}
	mean := new(big.Rat).Quo(e.Mean, big.NewRat(int64(e.Seen.N), 1))
	return statistics.BetaBinomial(e.Seen.N, mean, f.overdispersion.Rho).Tails(e.Seen.X)
}

// scattered is a quick look whether the exact check of overdispersion could
// apply: it errs on the side of asking.
func (f *field) scattered() bool {
	var squares []float64
	for _, u := range f.units {
		if u.variance > 0 {
			d := float64(u.seen.X) - u.mean
			squares = append(squares, math.Copysign(d*d/u.variance, d))
		}
	}
	slices.Sort(squares)
	cut, sum := len(squares)/10, 0.0
	for i := range squares {
		sum += math.Abs(squares[min(max(i, cut), len(squares)-1-cut)])
	}
	n := float64(len(squares))
	return n > 0 && sum/n > 1+2*math.Sqrt(2/n)-0.01
}

func (f *field) disperse() {
	var list []statistics.Unit
	for _, u := range f.units {
		e := f.exact(u.cells)
		if v := e.Variance(); v.Sign() > 0 {
			list = append(list, statistics.Unit{Seen: e.Seen, Mean: e.Mean, Variance: v})
		}
	}
	if od, ok := statistics.NewOverdispersion(list); ok {
		f.overdispersion = od
	}
}

func plus(a, b statistics.Count) statistics.Count {
	return statistics.Count{X: a.X + b.X, N: a.N + b.N}
}

func minus(a, b statistics.Count) statistics.Count {
	return statistics.Count{X: a.X - b.X, N: a.N - b.N}
}

// centres compares each centre with what the same professions and levels give
// elsewhere.
func (r Rule) centres(rows []row) (inquiry, error) {
	groups := byKey(rows)
	f := newField(cellsOf(groups))
	q := inquiry{small: f.small, detect: f.detect, units: f.units}
	for i, u := range f.units {
		first := groups[u.cells[0].centre][0]
		f.units[i].name = first.text("key")
		if u.seen.N < r.Least {
			q.small++
			continue
		}
		t := trial{unit: r.source() + "/" + first.text("key"), p: u.tails.TwoSided(), outside: u.tails.Min().Cmp(alphaTail) <= 0, low: float64(u.seen.X) < u.mean}
		t.tell = func() (Finding, error) { return r.name(f.units[i], first, t.low) }
		q.trials = append(q.trials, t)
	}
	return q, nil
}

func cellsOf(groups [][]row) []cell {
	var cells []cell
	strata, wider := map[string]int{}, map[string]int{}
	number := func(seen map[string]int, name string) int {
		if _, ok := seen[name]; !ok {
			seen[name] = len(seen)
		}
		return seen[name]
	}
	for i, group := range groups {
		for _, w := range group {
			c := statistics.Count{X: w.int("x"), N: w.int("n")}
			cells = append(cells, cell{i, number(strata, w.text("stratum")), number(wider, w.text("wider")), c})
		}
	}
	return cells
}

// withheldSentence is said of a named unit that is too small for its numbers
// to leave the house (analysis, section 6.5).
var withheldSentence = words.Text{
	KK: "«{centre}» орталығының нәтижесі дәл шектен тыс; сандар дербес деректерді қорғау мақсатында жарияланбайды. Себебі деректермен анықталмаған; мән-жайды тексеру қажет.",
	RU: "Результат центра «{centre}» за точными пределами; числа не публикуются в целях защиты персональных данных. Причина данными не установлена; требуется проверка обстоятельств.",
}

func (r Rule) name(u unit, first row, low bool) (Finding, error) {
	e := u.expectation
	w := first.with("key", r.sided(first.text("key"), low), "x", e.Seen.X, "n", e.Seen.N, "e", statistics.Decimal(e.Mean, 1))
	f := r.prepare(w)
	f.args["e"] = words.Dec(e.Mean, 1)
	n := big.NewRat(int64(e.Seen.N), 1)
	gap := new(big.Rat).Sub(big.NewRat(int64(e.Seen.X), 1), e.Mean)
	gap.Quo(gap, n)
	f.Effect, f.P = percentOf(gap, 1), statistics.Decimal(u.tails.Min(), 10)
	f.Severity = r.sized(gap)
	if e.Seen.N < 20 || e.Seen.X < 5 || e.Seen.N-e.Seen.X < 5 {
		f.withholdNumbers("x", "n", "e")
		return f, f.say(withheldSentence)
	}
	return f, f.say(r.Sentence)
}
