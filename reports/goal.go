package reports

import (
	"math/big"
	"strings"

	"nsk/reports/statistics"
	"nsk/reports/words"
)

// A CaseGoal says where one case stands and where it should come to, for metrics that only a
// case has, such as one stage at one centre.
type CaseGoal struct {
	Baseline string `yaml:"baseline"` // column of the evidence, or two of them as a share: xa/na
	Target   string `yaml:"target"`   // the same, or a number
	Times    string `yaml:"times"`    // the target is so many times its column
}

// percent reports whether the goal is a share.
func (c CaseGoal) percent() bool { return strings.Contains(c.Baseline, "/") }

// A Goal is where the metric of one finding stands and where it should come to.
type Goal struct {
	Finding  string `json:"finding"`
	Baseline string `json:"baseline"`
	Target   string `json:"target"`
}

// nearby is how far from last year's value a step may stay: 5 points (analysis, section 4.2).
var nearby = big.NewRat(5, 1)

// goal sets where the metric stands and where it should come to; leader is the weightiest
// finding.
func (rec *Recommendation) goal(r Rule, own []Finding, facts Facts) {
	if r.Case.Baseline != "" {
		rec.caseGoals(r, own)
		return
	}
	leader := heaviest(own)
	metric, by := r.Metric, Nation
	if id, ok := r.MetricOf[leader.Entities[0]]; ok {
		metric = id
	}
	key := Nation
	if r.MetricBy != "" {
		by, key = r.MetricBy, leader.Key
	}
	rec.Metric, rec.MetricFact = metric, FactID(metric, orNation(by), key, Now)
	now := facts.Get(rec.MetricFact)
	base := now.Rat()
	if !now.Known() || base == nil {
		return
	}
	before := facts.Get(FactID(metric, orNation(by), key, Before))
	if target := r.target(base, before, facts.Get(metric)); target != "" {
		rec.Baseline, rec.Target = now.Value, target
		if places := Fraction(now.Value); target != r.Target {
			rec.Target = roundedTo(target, places)
		}
		return
	}
	rec.Baseline = now.Value
}

// orNation is the breakdown of a national fact as ids write it.
func orNation(by string) string {
	if by == Nation {
		return "nation"
	}
	return by
}

func roundedTo(value string, places int) string {
	v, err := statistics.Parse(value)
	if err != nil {
		return value
	}
	return statistics.Decimal(v, places)
}

// exactly is a number with more decimals than any fact has.
func exactly(v *big.Rat) string { return statistics.Decimal(v, 6) }

// target is the figure that a rule asks for; empty if it has none.
func (r Rule) target(base *big.Rat, before, nation Fact) string {
	half := big.NewRat(1, 2)
	switch step, err := statistics.Parse(strings.TrimPrefix(r.Target, "+")); {
	case r.Target == "half":
		return exactly(new(big.Rat).Mul(base, half))
	case r.Target == "half_nation" && nation.Known():
		return exactly(new(big.Rat).Mul(nation.Rat(), half))
	case r.Target == "before" && before.Known():
		return exactly(before.Rat())
	case r.Target == "near_before" && before.Known():
		return exactly(near(base, before.Rat()))
	case err != nil: // inside the exact limits, or last year is not known: no number
		return ""
	case r.Target[0] == '+' || r.Target[0] == '-':
		return exactly(clamp(new(big.Rat).Add(base, step)))
	}
	return r.Target
}

// near is the end of ±5 points around last year's value that lies towards the value now; last
// year's value itself if the value is within already.
func near(now, before *big.Rat) *big.Rat {
	gap := new(big.Rat).Sub(now, before)
	switch {
	case new(big.Rat).Abs(gap).Cmp(nearby) <= 0:
		return before
	case gap.Sign() > 0:
		return new(big.Rat).Add(before, nearby)
	}
	return new(big.Rat).Sub(before, nearby)
}

// caseGoals sets a goal for every case whose numbers may be said; the document tells that of
// the weightiest.
func (rec *Recommendation) caseGoals(r Rule, own []Finding) {
	leader := heaviest(own)
	for _, f := range own {
		base, target := f.measure(r.Case.Baseline), f.measure(r.Case.Target)
		if base == nil || target == nil {
			continue
		}
		places := 0
		if strings.Contains(r.Case.Baseline, "/") || !base.IsInt() || !target.IsInt() {
			places = 1
		}
		if times, err := statistics.Parse(r.Case.Times); err == nil {
			target = new(big.Rat).Mul(target, times)
			places = min(1, max(places, Fraction(r.Case.Times)))
		}
		g := Goal{Finding: f.ID, Baseline: statistics.Decimal(base, places), Target: statistics.Decimal(target, places)}
		rec.Goals = append(rec.Goals, g)
		if f.ID == leader.ID {
			rec.Baseline, rec.Target = g.Baseline, g.Target
		}
	}
}

// measure is a number of the evidence, or two columns as per cent, or the number itself; nil if
// it is withheld.
func (f Finding) measure(of string) *big.Rat {
	if num, den, share := strings.Cut(of, "/"); share {
		x, n := f.measure(num), f.measure(den)
		if x == nil || n == nil || n.Sign() == 0 {
			return nil
		}
		return x.Mul(x, big.NewRat(100, 1)).Quo(x, n)
	}
	if v, err := statistics.Parse(of); err == nil {
		return v
	}
	for _, e := range f.Evidence {
		if e.Column == of && e.Status == "" {
			if v, err := statistics.Parse(e.Value); err == nil {
				return v
			}
		}
	}
	return nil
}

// Fraction is how many decimals a printed value has.
func Fraction(value string) int {
	_, after, _ := strings.Cut(value, ".")
	return len(after)
}

func clamp(share *big.Rat) *big.Rat {
	if share.Sign() < 0 {
		return new(big.Rat)
	}
	if hundred := big.NewRat(100, 1); share.Cmp(hundred) > 0 {
		return hundred
	}
	return share
}

// aimed is said of a goal that only a case has.
var aimed = words.Text{
	KK: "Осы жағдай бойынша бастапқы мән – {v0}, нысаналы мән – {v1}.",
	RU: "По этому случаю исходное значение – {v0}, целевое значение – {v1}.",
}

// aimedFirst is aimed where there are more cases.
var aimedFirst = words.Text{
	KK: "Ең маңызды жағдай бойынша бастапқы мән – {v0}, нысаналы мән – {v1}; өзге жағдайлардың мәндері facts.json файлында.",
	RU: "По наиболее важному случаю исходное значение – {v0}, целевое значение – {v1}; значения остальных случаев – в файле facts.json.",
}
