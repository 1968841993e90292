package statistics

import "math/big"

// An Outcome is the verdict of next year on a recommendation.
type Outcome string

// The verdicts.
const (
	Met           Outcome = "met"
	Partly        Outcome = "partly"
	NotMet        Outcome = "not_met"
	InProgress    Outcome = "in_progress"    // the deadline lies after the cut-off date
	NotAssessable Outcome = "not_assessable" // the reason is printed
)

// A Direction says which change of a value is wanted.
type Direction string

// The directions.
const (
	Up   Direction = "up"
	Down Direction = "down"
)

// A Verdict is an outcome with its marks. Nobody edits it.
type Verdict struct {
	Outcome      Outcome
	Progress     *big.Rat // at the unfavourable bound; nil where there is no progress to measure
	Favourable   *big.Rat // at the favourable bound; equal to Progress without bounds
	Worsened     bool     // the value moved away from the target
	MayRise      bool     // missing returns could still give a better outcome
	WithinChance bool     // the interval of the rate holds both baseline and target
	Obstacle     Obstacle // why not assessable
}

// An Obstacle is what makes an assessment impossible; its words in both
// languages are the report's.
type Obstacle string

// The obstacles.
const (
	LowCoverage       Obstacle = "coverage"     // below 80 % of the expected volume
	Protected         Obstacle = "protected"    // the indicator is hidden (status c)
	NotProvided       Obstacle = "not_provided" // status x
	BreakInSeries     Obstacle = "break"        // status b
	DefinitionChanged Obstacle = "definition"
	OutOfScope        Obstacle = "out_of_scope" // every entity of the list went out of scope
)

// Circumstances apply to a recommendation of any kind.
type Circumstances struct {
	Obstacle Obstacle // empty if nothing stands in the way
	// Running is true while the deadline lies after the cut-off date.
	Running bool
}

// A Goal is what was recommended, with what is known of it a year later:
// one of ValueGoal, ListGoal, ZeroGoal and ActGoal.
type Goal interface{ judge() Verdict }

// Judge gives the verdict on a goal (analysis 4.1), one function for all.
func Judge(g Goal, c Circumstances) Verdict {
	if c.Obstacle != "" {
		return Verdict{Outcome: NotAssessable, Obstacle: c.Obstacle}
	}
	v := g.judge()
	if c.Running && v.Outcome != NotAssessable {
		v.Outcome, v.MayRise = InProgress, false
	}
	return v
}

// A ValueGoal (V) is a figure that should reach a target.
type ValueGoal struct {
	Baseline, Target, Now *big.Rat
	Bounds                *Interval // of Now when returns are missing; nil if complete
	Direction             Direction // decides only if baseline and target agree
	Rate                  *Count    // Now as a count, if it is a rate in [0, 1]; else nil
}

func (g ValueGoal) judge() Verdict {
	low, high := g.progress(g.Now), g.progress(g.Now)
	if g.Bounds != nil {
		a, b := g.progress(g.Bounds.Lo), g.progress(g.Bounds.Hi)
		low, high = minRat(a, b), maxRat(a, b)
	}
	v := Verdict{Outcome: graded(low), Progress: low, Favourable: high, Worsened: low.Sign() < 0}
	v.MayRise = graded(high) != v.Outcome
	if g.Rate != nil && g.Rate.N > 0 {
		chance := ClopperPearson(*g.Rate)
		v.WithinChance = chance.Contains(g.Baseline) && chance.Contains(g.Target)
	}
	return v
}

// progress returns (v − b)/(g − b). Where baseline and target agree there is
// no way to go: 1 if the value is held, −1 if it was lost.
func (g ValueGoal) progress(v *big.Rat) *big.Rat {
	way := minus(g.Target, g.Baseline)
	if way.Sign() != 0 {
		return over(minus(v, g.Baseline), way)
	}
	moved := v.Cmp(g.Target)
	if g.Direction == Down {
		moved = -moved
	}
	if moved < 0 {
		return whole(-1)
	}
	return one()
}

// graded maps progress to an outcome: met from 1, partly from one half.
func graded(progress *big.Rat) Outcome {
	switch {
	case progress.Cmp(one()) >= 0:
		return Met
	case progress.Cmp(Ratio(1, 2)) >= 0:
		return Partly
	}
	return NotMet
}

// A ListGoal (L) is a list of entities to be resolved. New entities are new
// findings and do not count here.
type ListGoal struct{ Original, GoneOutOfScope, Resolved int }

func (g ListGoal) judge() Verdict {
	left := g.Original - g.GoneOutOfScope
	require(g.GoneOutOfScope >= 0 && g.Resolved >= 0 && g.Resolved <= left, "%d resolved of %d", g.Resolved, left)
	if left == 0 {
		return Verdict{Outcome: NotAssessable, Obstacle: OutOfScope}
	}
	p := Ratio(g.Resolved, left)
	return Verdict{Outcome: graded(p), Progress: p, Favourable: p}
}

// A ZeroGoal (Z) is met only if the listed cases are cleared and no case older
// than the deadline is left.
type ZeroGoal struct{ Listed, Cleared, OlderThanDeadline int }

func (g ZeroGoal) judge() Verdict {
	require(g.Cleared >= 0 && g.Cleared <= g.Listed && g.Listed > 0, "%d cleared of %d", g.Cleared, g.Listed)
	p := Ratio(g.Cleared, g.Listed)
	v := Verdict{Outcome: graded(p), Progress: p, Favourable: p}
	if v.Outcome == Met && g.OlderThanDeadline > 0 {
		v.Outcome = Partly
	}
	return v
}

// An ActGoal (A) is a dated document that should be on record by the deadline.
type ActGoal struct{ OnRecord, Drafted bool }

func (g ActGoal) judge() Verdict {
	switch {
	case g.OnRecord:
		return Verdict{Outcome: Met}
	case g.Drafted:
		return Verdict{Outcome: Partly}
	}
	return Verdict{Outcome: NotMet}
}
