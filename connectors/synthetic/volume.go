package synthetic

import (
	"sort"
	"time"

	"nsk/schedules/calendar"
)

// volume says how many applications come on which day. Applications are numbered through
// both years; the numbers of a day follow those of the day before.
type volume struct {
	first calendar.Day
	upTo  []int // upTo[i]: applications before day first+i
}

func (r *Republic) newVolume() volume {
	v := volume{first: calendar.Date(r.year-1, time.January, 1), upTo: []int{0}}
	v.addYear(r, r.year-1, r.opt.Scale.Applications*r.par.historyVolume/1000)
	v.addYear(r, r.year, r.opt.Scale.Applications)
	return v
}

// addYear spreads n applications over a year by weekday and season; rounding is
// cumulative, so the year's sum is exact.
func (v *volume) addYear(r *Republic, year, n int) {
	var weights []int
	total := 0
	for d := calendar.Date(year, 1, 1); d.Year() == year; d++ {
		w := r.par.month[d.Month()-1] * 1000
		if !r.open(d) {
			w = w * r.par.weekend / 1000
		}
		if d.Month() == time.January && d.Time().Day() <= 7 {
			w = w * r.par.newYear / 1000
		}
		weights, total = append(weights, w), total+w
	}
	base, sum := v.upTo[len(v.upTo)-1], 0
	for _, w := range weights {
		sum += w
		v.upTo = append(v.upTo, base+sum*n/total)
	}
}

// total is the number of applications of both years.
func (v *volume) total() int { return v.upTo[len(v.upTo)-1] }

// day is the day on which application n came.
func (v *volume) day(n int) calendar.Day {
	i := sort.Search(len(v.upTo), func(i int) bool { return v.upTo[i] > n })
	return v.first + calendar.Day(i-1)
}

// history is the number of applications of the year before.
func (v *volume) history(year int) int {
	return v.upTo[calendar.Date(year, 1, 1)-v.first]
}
