package schedules_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"nsk/ingest/ingesttest"
	"nsk/schedules"
	"nsk/schedules/calendar"
)

// A life is the certificate of one centre day by day, and what the register tells of it.
type life struct {
	active   map[calendar.Day]bool
	editions []edition
}

// live makes up a certificate that is issued, perhaps withdrawn and resumed a few times,
// perhaps reissued, perhaps terminated, and lets every monthly edition of the register tell
// its state on the last day of the month, landed on the tenth of the next.
func live(r *rand.Rand, bin string) life {
	first, end := calendar.Date(2025, 1, 1), calendar.Date(2026, 6, 30)
	issued := first + calendar.Day(r.IntN(300)-120)
	valid := issued + calendar.Day(60+r.IntN(700))
	type event struct {
		on     calendar.Day
		status string
		valid  calendar.Day
	}
	events := []event{{issued, "issued", valid}}
	status := "issued"
	for on := issued + calendar.Day(62+r.IntN(120)); on <= end && on < valid && status != "terminated"; on += calendar.Day(62 + r.IntN(120)) {
		switch {
		case status == "withdrawn" && r.IntN(3) > 0:
			status = "resumed"
		case status == "withdrawn" || r.IntN(5) == 0:
			status = "terminated"
		default:
			status = "withdrawn"
		}
		if r.IntN(2) == 0 { // the edges of months matter most
			on = calendar.DayOf(on.Time().AddDate(0, 0, 1-on.Time().Day()))
		}
		events = append(events, event{on, status, valid})
	}
	l := life{active: make(map[calendar.Day]bool)}
	now := func(day calendar.Day) *event {
		var found *event
		for i := range events {
			if events[i].on <= day {
				found = &events[i]
			}
		}
		return found
	}
	for day := first; day <= end; day++ {
		e := now(day)
		l.active[day] = e != nil && (e.status == "issued" || e.status == "resumed") && day <= e.valid
	}
	for month := first; month <= end; month = calendar.DayOf(month.Time().AddDate(0, 1, 0)) {
		next := calendar.DayOf(month.Time().AddDate(0, 1, 0))
		ed := edition{month: month.String()[:7], landed: (next + 9).String(), verdict: "accepted"}
		if e := now(next - 1); e != nil {
			ed.rows = []string{fmt.Sprintf("%s c-%s %s %s %s %s", bin, bin, issued, e.valid, e.status, e.on)}
		}
		l.editions = append(l.editions, ed)
	}
	return l
}

// For random histories of certificates, told by the monthly register and read back from it,
// a centre is expected for exactly the months in which its certificate was in force on a
// day: newly accredited, suspended, resumed, expired and terminated alike.
func TestCentresAreExpectedExactlyWithinValidity(t *testing.T) {
	e := ingesttest.Engine(t)
	in := ingester(t, e, nil)
	h := &schedules.House{Desk: *small(t), Engine: e, Ingester: in}
	r := rand.New(rand.NewPCG(7, 11))
	on := calendar.Date(2026, 8, 1) // everything is told by then
	for round := range 6 {
		lives := make(map[string]life)
		var editions []edition
		for k := range 8 {
			bin := fmt.Sprintf("%d%d", round, k)
			l := live(r, bin)
			lives[bin] = l
			for i, ed := range l.editions {
				if i == len(editions) {
					editions = append(editions, edition{month: ed.month, landed: ed.landed, verdict: ed.verdict})
				}
				editions[i].rows = append(editions[i].rows, ed.rows...)
			}
		}
		register(t, e, editions)
		all, err := h.Standings(t.Context(), on)
		if err != nil {
			t.Fatal(err)
		}
		seen := make(map[string]bool)
		for _, s := range all {
			from, to := s.Period.Bounds()
			if s.Source != "persons" || calendar.DayOf(to) > calendar.Date(2026, 7, 1) {
				continue
			}
			want := false
			for day := calendar.DayOf(from); day < calendar.DayOf(to); day++ {
				want = want || lives[s.Provider].active[day]
			}
			if expected := s.State != schedules.StateClosed; expected != want {
				t.Errorf("round %d: %s for %s is %s, active in the month: %t\n%v", round, s.Provider, s.Period, s.State, want, lives[s.Provider].editions)
			}
			seen[s.Provider+" "+s.Period.String()] = true
		}
		for bin, l := range lives {
			for day := range l.active {
				if l.active[day] && !seen[bin+" "+day.String()[:7]] {
					t.Errorf("round %d: %s is not asked for %s", round, bin, day.String()[:7])
				}
			}
		}
	}
}
