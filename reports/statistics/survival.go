package statistics

import (
	"maps"
	"math"
	"math/big"
	"slices"
)

// A Case is how many applications have waited equally long, in working days,
// and ended alike.
type Case struct {
	Time int
	Exit string // how the waiting ended; empty if it had not ended by then
	N    int
}

// A moment is a time at which somebody left.
type moment struct {
	time, atRisk, exits int
	causes              map[string]int
}

// moments returns the times of exits in order. Exits go before censorings of
// the same time, so who is censored then is still at risk.
func moments(cases []Case) []moment {
	at, ends, left := make(map[int]*moment), make(map[int]int), 0
	for _, c := range cases {
		require(c.Time >= 0, "waiting of %d working days", c.Time)
		require(c.N > 0, "%d cases", c.N)
		ends[c.Time], left = ends[c.Time]+c.N, left+c.N
		if c.Exit == "" {
			continue
		}
		if at[c.Time] == nil {
			at[c.Time] = &moment{time: c.Time, causes: make(map[string]int)}
		}
		at[c.Time].exits += c.N
		at[c.Time].causes[c.Exit] += c.N
	}
	var list []moment
	for _, t := range slices.Sorted(maps.Keys(ends)) {
		if m := at[t]; m != nil {
			m.atRisk = left
			list = append(list, *m)
		}
		left -= ends[t]
	}
	return list
}

// A Step is the state of a survival curve at the time of an exit.
type Step struct {
	Time, AtRisk, Exits int
	Survival            *big.Rat  // share still waiting after this time
	Greenwood           *big.Rat  // sum of d/(n(n−d)); nil once nobody is left
	Interval            *Interval // 95 % log(−log) interval, six decimals; nil once nobody is left
}

// A Curve is a Kaplan–Meier curve. It is right only where every exit ends the
// waiting; for one outcome among several use CumulativeIncidence.
type Curve struct {
	Steps []Step
	Last  int // the longest waiting seen, finished or not
}

// KaplanMeier returns the share still waiting over time, Ŝ(t) = Π(1 − d/n).
func KaplanMeier(cases []Case) Curve {
	var c Curve
	for _, last := range cases {
		c.Last = max(c.Last, last.Time)
	}
	survival, greenwood := one(), new(big.Rat)
	for _, m := range moments(cases) {
		survival = times(survival, Ratio(m.atRisk-m.exits, m.atRisk))
		step := Step{Time: m.time, AtRisk: m.atRisk, Exits: m.exits, Survival: survival}
		if left := m.atRisk - m.exits; left > 0 {
			greenwood = plus(greenwood, over(whole(m.exits), times(whole(m.atRisk), whole(left))))
			step.Greenwood, step.Interval = greenwood, band(survival, greenwood)
		}
		c.Steps = append(c.Steps, step)
	}
	return c
}

// band returns Ŝ^exp(±z·√G/|ln Ŝ|).
func band(survival, greenwood *big.Rat) *Interval {
	s, z := toFloat(survival), toFloat(z975())
	wide := math.Exp(z * math.Sqrt(toFloat(greenwood)) / math.Abs(math.Log(s)))
	return &Interval{fromFloat(math.Pow(s, wide)), fromFloat(math.Pow(s, 1/wide))}
}

// A Wait is a time in working days, or the knowledge that it was not reached:
// then Days is the longest waiting seen, printed as "> Days".
type Wait struct {
	Days    int
	Reached bool
}

// Quantile returns the smallest time by which at least a share q has left,
// that is Ŝ(t) <= 1 − q, with no averaging at equality.
func (c Curve) Quantile(q *big.Rat) Wait {
	return c.first(q, func(s Step) *big.Rat { return s.Survival })
}

// QuantileInterval returns the 95 % interval of a quantile, read off the ends
// of the curve's interval by the same rule.
func (c Curve) QuantileInterval(q *big.Rat) (lo, hi Wait) {
	lo = c.first(q, func(s Step) *big.Rat {
		if s.Interval == nil {
			return nil
		}
		return s.Interval.Lo
	})
	hi = c.first(q, func(s Step) *big.Rat {
		if s.Interval == nil {
			return nil
		}
		return s.Interval.Hi
	})
	return lo, hi
}

func (c Curve) first(q *big.Rat, value func(Step) *big.Rat) Wait {
	bar := minus(one(), q)
	for _, s := range c.Steps {
		if v := value(s); v != nil && v.Cmp(bar) <= 0 {
			return Wait{s.Time, true}
		}
	}
	return Wait{Days: c.Last}
}

// An Incidence is the share of all who entered that had each outcome by a time.
type Incidence struct {
	Time   int
	Shares map[string]*big.Rat // by outcome; every outcome ever seen has an entry
}

// CumulativeIncidence returns the Aalen–Johansen shares of each outcome at the
// times of exits. Together with Ŝ(t) they sum to one.
func CumulativeIncidence(cases []Case) []Incidence {
	survival, shares := one(), make(map[string]*big.Rat)
	for _, c := range cases {
		if c.Exit != "" {
			shares[c.Exit] = new(big.Rat)
		}
	}
	var list []Incidence
	for _, m := range moments(cases) {
		for cause, d := range m.causes {
			shares[cause] = plus(shares[cause], times(survival, Ratio(d, m.atRisk)))
		}
		survival = times(survival, Ratio(m.atRisk-m.exits, m.atRisk))
		list = append(list, Incidence{m.time, maps.Clone(shares)})
	}
	return list
}

// IncidenceAt returns the share with an outcome by a time (horizon).
func IncidenceAt(list []Incidence, outcome string, time int) *big.Rat {
	share := new(big.Rat)
	for _, i := range list {
		if v, ok := i.Shares[outcome]; ok && i.Time <= time {
			share = v
		}
	}
	return share
}
