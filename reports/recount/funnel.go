package recount

import (
	"math/big"
	"sort"
	"strconv"
)

func (r *Republic) byCentreRegion() group[*app] {
	return group[*app]{"region", func(a *app) string { return known(r.region[a.centre]) }}
}

func (r *Republic) bySector() group[*app] {
	return group[*app]{"sector", func(a *app) string { return known(r.sector[a.profession]) }}
}

// funnel is D.01 to D.07 and D.22 but for durations.
func (r *Republic) funnel(c Count) {
	in := func(day string) bool { return within(day, r.From, r.To) }
	submitted := filter(r.apps, func(a *app) bool { return in(a.submitted) })
	count(c, "D.01", submitted, r.byCentreRegion())
	c.cell("D.02", distinct(submitted, person), -1)
	for sector, part := range r.bySector().split(submitted) {
		c.cell("D.02/sector="+sector, distinct(part, person), -1)
	}
	share(c, "D.03", filter(r.apps, func(a *app) bool { return in(a.decided) }), func(a *app) bool { return a.decision == "accepted" }, r.bySector())
	open := filter(r.apps, func(a *app) bool { return a.open(r.To) })
	count(c, "D.06", open, r.byCentreRegion())
	share(c, "D.07", open, func(a *app) bool { return r.wd(first(a.last, a.submitted), r.To) > 60 }, r.byCentreRegion())

	cohort := filter(r.apps, func(a *app) bool { return within(a.submitted, r.Roll, r.To) })
	c.cell("D.22", len(cohort), -1)
	by := func(day string) bool { return day != "" && day <= r.To }
	stages := map[string]func(a *app) bool{
		"1": func(*app) bool { return true },
		"2": func(a *app) bool { return a.decision == "accepted" && by(a.decided) },
		"3": func(a *app) bool { return by(a.contracted) },
		"4": func(a *app) bool {
			return len(filter(r.byApp[a.no], func(s *sitting) bool { return s.live && by(s.scheduled) })) > 0
		},
		"5": func(a *app) bool { return a.outcome == "passed" && by(a.outcomeOn) },
		"6": func(a *app) bool { return by(a.recognised) },
		"7": func(a *app) bool { return by(a.signed) },
	}
	standing := map[string]int{}
	for _, a := range cohort {
		standing[r.standing(a, stages)]++
	}
	for stage, reached := range stages {
		c.cell("D.22/reached="+stage, len(filter(cohort, reached)), -1)
	}
	for stage, n := range standing {
		c.cell("D.22/standing="+stage, n, -1)
	}
}

// standing is the last stage that an open application has reached.
func (r *Republic) standing(a *app, stages map[string]func(*app) bool) string {
	if !a.open(r.To) {
		return "ended"
	}
	last := "1"
	for stage, reached := range stages {
		if stage > last && reached(a) {
			last = stage
		}
	}
	return last
}

func person(a *app) string { return a.person }

// A wait is how long something took, or had taken by the last day, and how it ended: 0 not yet,
// 1 as asked for, 2 otherwise.
type wait struct {
	wd, cause int
	a         *app
}

// durations are the medians and the shares within 60 working days.
func (r *Republic) durations(c Count) {
	start := func(day string) bool { return within(day, r.Roll, r.To) }
	plain := func(from, to func(*app) string, so func(*app) bool) []wait {
		var list []wait
		for _, a := range r.apps {
			if !start(from(a)) || !so(a) {
				continue
			}
			w := wait{a: a}
			end := r.To
			if d := to(a); d != "" && d <= r.To {
				end, w.cause = d, 1
			}
			w.wd = r.between(from(a), end)
			list = append(list, w)
		}
		return list
	}
	all := func(*app) bool { return true }
	submitted, decided := func(a *app) string { return a.submitted }, func(a *app) string { return a.decided }
	contracted, final := func(a *app) string { return a.contracted }, func(a *app) string { return a.finalOn }
	accepted := func(a *app) bool { return a.decision == "accepted" }
	sitting := func(a *app) string {
		day := ""
		for _, s := range r.byApp[a.no] {
			if s.live && (day == "" || s.scheduled < day) {
				day = s.scheduled
			}
		}
		return day
	}
	r.median(c, "D.08", plain(submitted, decided, all))
	r.median(c, "D.09", plain(decided, contracted, accepted))
	r.median(c, "D.10", plain(contracted, sitting, all))
	r.median(c, "D.11", plain(submitted, final, all))
	r.median(c, "D.13", plain(func(a *app) string { return a.outcomeOn }, func(a *app) string { return a.signed }, func(a *app) bool { return a.outcome == "passed" }))
	r.within60(c, "D.04", plain(decided, contracted, accepted))
	recognised := plain(submitted, func(a *app) string { return a.recognised }, all)
	for i := range recognised {
		w := &recognised[i]
		ended := w.a.outcome == "refused" || w.a.outcome == "failed" || w.a.outcome == "no_show_own"
		if w.cause == 0 && ended && w.a.finalOn <= r.To {
			w.cause, w.wd = 2, r.between(w.a.submitted, w.a.finalOn)
		}
	}
	r.within60(c, "D.05", recognised)
}

// between is the number of working days; nothing takes less than none.
func (r *Republic) between(from, to string) int {
	if to < from {
		return 0
	}
	return r.wd(from, to)
}

func (r *Republic) median(c Count, id string, waits []wait) {
	put := func(id string, list []wait) {
		cell := Cell{Text: true}
		if len(list) >= 20 {
			cell.Value = median(list)
		}
		c[id] = cell
	}
	put(id, waits)
	for region, part := range (group[wait]{"region", func(w wait) string { return known(r.region[w.a.centre]) }}).split(waits) {
		put(id+"/region="+region, part)
	}
}

func (r *Republic) within60(c Count, id string, waits []wait) {
	put := func(id string, list []wait) {
		cell := Cell{Text: true}
		if len(list) >= 20 {
			places := 1
			if len(list) < 100 {
				places = 0
			}
			cell.Value = rounded(new(big.Rat).Mul(incidence(list, 60), big.NewRat(100, 1)), places)
		}
		c[id] = cell
	}
	put(id, waits)
	for region, part := range (group[wait]{"region", func(w wait) string { return known(r.region[w.a.centre]) }}).split(waits) {
		put(id+"/region="+region, part)
	}
}

// median is the first day on which the share still waiting is a half or less, "" if it never is.
func median(list []wait) string {
	waiting := big.NewRat(1, 1)
	for _, day := range days(list) {
		waiting.Mul(waiting, big.NewRat(int64(atRisk(list, day)-ended(list, day, 0)), int64(atRisk(list, day))))
		if waiting.Cmp(big.NewRat(1, 2)) <= 0 {
			return strconv.Itoa(day)
		}
	}
	return ""
}

// incidence is the share that has ended as asked for by a day, other ends competing.
func incidence(list []wait, by int) *big.Rat {
	waiting, share := big.NewRat(1, 1), new(big.Rat)
	for _, day := range days(list) {
		if day > by {
			break
		}
		n := int64(atRisk(list, day))
		share.Add(share, new(big.Rat).Mul(waiting, big.NewRat(int64(ended(list, day, 1)), n)))
		waiting.Mul(waiting, big.NewRat(n-int64(ended(list, day, 0)), n))
	}
	return share
}

// days are the days on which a wait ended, in order.
func days(list []wait) []int {
	seen := map[int]bool{}
	var days []int
	for _, w := range list {
		if w.cause > 0 && !seen[w.wd] {
			seen[w.wd] = true
			days = append(days, w.wd)
		}
	}
	sort.Ints(days)
	return days
}

func atRisk(list []wait, day int) int {
	return len(filter(list, func(w wait) bool { return w.wd >= day }))
}

// ended counts the waits that ended on a day, by a cause, or 0: by any.
func ended(list []wait, day, cause int) int {
	return len(filter(list, func(w wait) bool { return w.wd == day && w.cause > 0 && (cause == 0 || w.cause == cause) }))
}

// rounded writes a number with so many places, half away from zero.
func rounded(x *big.Rat, places int) string { return x.FloatString(places) }
