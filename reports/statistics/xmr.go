package statistics

import "math/big"

const (
	xmrTrial = 13 // points below which a chart is only a trial
	xmrRun   = 7  // points that make a run or a trend
)

// An XmR is a chart of individual values with moving ranges. Its rules list
// the numbers of the points that signal, counted from 1, in order.
type XmR struct {
	Mean, MeanRange      *big.Rat
	Lower, Upper         *big.Rat // mean ∓ 2.66 mean ranges
	LowerNear, UpperNear *big.Rat // the lines at two thirds of the way to the limits
	Screened             int      // moving ranges left out of MeanRange
	Trial                bool     // fewer than 13 points: limits may still move

	Outside []int // rule 1: beyond a limit
	Trend   []int // rule 2: seven or more consecutive points all rising or all falling
	Near    []int // rule 3: two of three beyond a two-thirds line, all three on one side of the mean
	Shift   []int // rule 4: seven or more consecutive points on one side of the mean
}

// NewXmR charts a series; ok is false if it has fewer than two points. Moving
// ranges of 3.267 first mean ranges or more are left out, once.
func NewXmR(series []*big.Rat) (chart *XmR, ok bool) {
	if len(series) < 2 {
		return nil, false
	}
	c := &XmR{Mean: mean(series), Trial: len(series) < xmrTrial}
	c.MeanRange, c.Screened = meanRange(series)
	reach := times(c.MeanRange, big.NewRat(266, 100))
	near := times(reach, big.NewRat(2, 3))
	c.Lower, c.Upper = minus(c.Mean, reach), plus(c.Mean, reach)
	c.LowerNear, c.UpperNear = minus(c.Mean, near), plus(c.Mean, near)
	c.judge(series)
	return c, true
}

// Detectable returns the change of one point that would be noticed: the
// distance from the mean to a limit (DET).
func (c *XmR) Detectable() *big.Rat { return minus(c.Upper, c.Mean) }

func mean(list []*big.Rat) *big.Rat {
	sum := new(big.Rat)
	for _, r := range list {
		sum.Add(sum, r)
	}
	return over(sum, whole(len(list)))
}

func meanRange(series []*big.Rat) (result *big.Rat, screened int) {
	var ranges, kept []*big.Rat
	for i := range series[1:] {
		ranges = append(ranges, new(big.Rat).Abs(minus(series[i+1], series[i])))
	}
	first := mean(ranges)
	bar := times(first, big.NewRat(3267, 1000))
	for _, r := range ranges {
		if r.Cmp(bar) < 0 {
			kept = append(kept, r)
		}
	}
	if len(kept) == 0 { // every range is the bar itself: a constant series
		return first, 0
	}
	return mean(kept), len(ranges) - len(kept)
}

func (c *XmR) judge(series []*big.Rat) {
	n := len(series)
	side, near, step := make([]int, n), make([]bool, n), make([]int, n)
	for i, v := range series {
		side[i] = v.Cmp(c.Mean)
		out := v.Cmp(c.Lower) < 0 || v.Cmp(c.Upper) > 0
		near[i] = !out && (v.Cmp(c.LowerNear) < 0 || v.Cmp(c.UpperNear) > 0)
		if out {
			c.Outside = append(c.Outside, i+1)
		}
		if i > 0 {
			step[i] = v.Cmp(series[i-1])
		}
	}
	c.Trend, c.Shift = trends(step), runs(side)
	c.Near = nearPoints(side, near)
}

// runs returns the points in runs of at least xmrRun equal signs other than zero.
func runs(sign []int) (points []int) {
	for start := 0; start < len(sign); {
		end := start + 1
		for end < len(sign) && sign[end] == sign[start] {
			end++
		}
		for i := start; i < end && sign[start] != 0 && end-start >= xmrRun; i++ {
			points = append(points, i+1)
		}
		start = end
	}
	return points
}

// trends returns the points of monotone stretches. A stretch begins at the
// point before its first step, and a turning point belongs to both stretches.
func trends(step []int) (points []int) {
	for start := 0; start+1 < len(step); {
		end := start + 2
		for end < len(step) && step[end] == step[start+1] {
			end++
		}
		for i := start; i < end && step[start+1] != 0 && end-start >= xmrRun; i++ {
			if len(points) == 0 || points[len(points)-1] < i+1 {
				points = append(points, i+1)
			}
		}
		start = end - 1
	}
	return points
}

// nearPoints returns the near points of every three consecutive points that
// lie on one side of the mean and hold at least two near ones.
func nearPoints(side []int, near []bool) (points []int) {
	signal := make([]bool, len(side)+2)
	for i := 0; i+2 < len(side); i++ {
		together := side[i] != 0 && side[i] == side[i+1] && side[i] == side[i+2]
		if together && (near[i] && (near[i+1] || near[i+2]) || near[i+1] && near[i+2]) {
			signal[i], signal[i+1], signal[i+2] = true, true, true
		}
	}
	for i := range side {
		if signal[i] && near[i] {
			points = append(points, i+1)
		}
	}
	return points
}
