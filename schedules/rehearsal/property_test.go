package rehearsal_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/schedules/rehearsal"
)

// live is every page of a stretch.
func live(t *testing.T, w rehearsal.World, from, to calendar.Day, asleep func(calendar.Day) bool) (pages []rehearsal.Page) {
	t.Helper()
	err := rehearsal.Live(w, from, to, asleep, func(p rehearsal.Page) error {
		pages = append(pages, p)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// told is an event and the day on which it was told.
type told struct {
	day calendar.Day
	rehearsal.Event
}

func events(pages []rehearsal.Page) (all []told) {
	for _, p := range pages {
		for _, e := range p.Events {
			all = append(all, told{p.On, e})
		}
	}
	return all
}

// Each duty of each provider falls due exactly once for each period, on the day that the
// calendar known on it gives, and never on a day off.
func TestEveryDutyFallsDueOnce(t *testing.T) {
	w, pages := fourYears(t)
	from, to := day("2024-01-01"), day("2027-12-31")
	got := make(map[schedules.Return]int)
	for _, e := range events(pages) {
		if e.Kind != rehearsal.KindDue {
			continue
		}
		got[e.Return]++
		working, err := w.Desk.Calendar.Known(e.day).Working(e.On)
		if err != nil || !working {
			t.Errorf("%v falls due on %s, a day off (%v)", e.Return, e.On, err)
		}
		if e.day != e.On {
			t.Errorf("%v is due on %s and told on %s", e.Return, e.On, e.day)
		}
	}
	want := make(map[schedules.Return]int)
	owed, err := sinceEver(w.Desk).Standings(to+1, w.Centres, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range owed {
		if x := &owed[i]; x.Wanted() && from <= x.Due && x.Due <= to {
			want[schedules.Return{Source: x.Source, Provider: x.Provider, Period: x.Period}] = 1
		}
	}
	if len(want) < 4000 {
		t.Fatalf("only %d duties", len(want))
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-owed +told)\n%s", d)
	}
}

// sinceEver is a desk whose duties have always been in force.
func sinceEver(d schedules.Desk) *schedules.Desk {
	o := *d.Obligations
	o.All = append([]schedules.Obligation(nil), o.All...)
	for i := range o.All {
		o.All[i].Since = "2023-07-01"
	}
	d.Obligations = &o
	return &d
}

// Reminders climb the ladder: each step once, in order, on its working day before or after
// the last day, only while nothing has come; the head is told last, with the last step.
func TestRemindersClimb(t *testing.T) {
	w, pages := fourYears(t)
	last := make(map[schedules.Return]int)
	came, heads := make(map[schedules.Return]bool), make(map[schedules.Return]int)
	steps := make(map[int]int)
	for _, e := range events(pages) {
		working, err := w.Desk.Calendar.Known(e.day).Working(e.day)
		if err != nil {
			t.Fatal(err)
		}
		switch e.Kind {
		case rehearsal.KindCame:
			came[e.Return] = true
		case rehearsal.KindThanks:
			if !came[e.Return] {
				t.Errorf("%v: thanks before it came", e.Return)
			}
		case rehearsal.KindHead:
			heads[e.Return]++
			if e.Step != 10 || last[e.Return] != 10 {
				t.Errorf("%v: the head is told at step %d", e.Return, e.Step)
			}
		case rehearsal.KindReminder:
			steps[e.Step]++
			if before, ok := last[e.Return]; ok && before >= e.Step {
				t.Errorf("%v: step %d after step %d", e.Return, e.Step, before)
			}
			last[e.Return] = e.Step
			if came[e.Return] || !working {
				t.Errorf("%v: reminded on %s, working %v, came %v", e.Return, e.day, working, came[e.Return])
			}
			if place, err := w.Desk.Calendar.Known(e.day).Between(e.Last, e.day); err != nil || place != e.Step && e.day > day("2024-01-31") {
				t.Errorf("%v: step %d is told %d working days from %s (%v)", e.Return, e.Step, place, e.Last, err)
			}
		}
	}
	for r, step := range last {
		if (step == 10) != (heads[r] == 1) {
			t.Errorf("%v: step %d, head told %d times", r, step, heads[r])
		}
	}
	if len(steps) != 7 {
		t.Errorf("steps taken: %v", steps)
	}
}

// happens is what must be told whatever the clock did: reminders depend on the day.
func happens(all []told) map[string]int {
	n := make(map[string]int)
	for _, e := range all {
		switch e.Kind {
		case rehearsal.KindBegins, rehearsal.KindDue, rehearsal.KindMissing, rehearsal.KindFreeze, rehearsal.KindDelivery, rehearsal.KindCentre, rehearsal.KindGone, rehearsal.KindLaw, rehearsal.KindAfter:
			n[fmt.Sprint(e.Kind, e.On, e.Return, e.Centre, e.Last)]++
		}
	}
	return n
}

// Whatever stretches the clock does not run in, nothing is told twice or lost: the day after
// tells what was missed, with the day it belongs to, and the reminders stand where they would.
func TestGapsAreCaughtUp(t *testing.T) {
	w := world(t, rehearsal.Silent)
	from, to := day("2026-01-01"), day("2026-12-31")
	want := events(live(t, w, from, to, nil))
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 15))
		off := make(map[calendar.Day]bool)
		for range 6 {
			start := from + 1 + calendar.Day(r.IntN(330))
			for d := start; d < start+calendar.Day(1+r.IntN(25)); d++ {
				off[d] = true
			}
		}
		got := events(live(t, w, from, to, func(d calendar.Day) bool { return off[d] }))
		if d := cmp.Diff(happens(want), happens(got)); d != "" {
			t.Errorf("seed %d (-without gaps +with)\n%s", seed, d)
		}
		if d := cmp.Diff(lastSteps(want), lastSteps(got)); d != "" {
			t.Errorf("seed %d: last steps (-without gaps +with)\n%s", seed, d)
		}
		for _, e := range got {
			if off[e.day] || e.On > e.day || from <= e.On && e.On < e.day && !off[e.On] {
				t.Errorf("seed %d: %+v is told on %s", seed, e.Event, e.day)
			}
		}
	}
}

func lastSteps(all []told) map[schedules.Return]int {
	last := make(map[schedules.Return]int)
	for _, e := range all {
		if e.Kind == rehearsal.KindReminder || e.Kind == rehearsal.KindHead {
			last[e.Return] = e.Step
		}
	}
	return last
}

// Every night from 1 October to 15 December has its answer, with the working days that are
// left; the document is delivered once, on the last working day not after the 15th.
func TestEveryYearIsDelivered(t *testing.T) {
	w, pages := fourYears(t)
	nights, delivered := make(map[int]int), make(map[int]int)
	for _, e := range events(pages) {
		year := e.day.Year()
		last := calendar.Date(year, 12, 15)
		n, err := w.Desk.Calendar.Known(e.day).Between(e.On, last)
		if err != nil {
			t.Fatal(err)
		}
		switch e.Kind {
		case rehearsal.KindReady:
			nights[year]++
			if e.Left != max(n, 0) {
				t.Errorf("%s: %d days left, want %d", e.day, e.Left, n)
			}
		case rehearsal.KindDelivery:
			delivered[year]++
			if working, _ := w.Desk.Calendar.Working(e.On); n != 0 || !working {
				t.Errorf("%d is delivered on %s", year, e.On)
			}
		}
	}
	if d := cmp.Diff(map[int]int{2024: 76, 2025: 76, 2026: 76, 2027: 76}, nights); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(map[int]int{2024: 1, 2025: 1, 2026: 1, 2027: 1}, delivered); d != "" {
		t.Error(d)
	}
}

// A clock that jumps back is refused; the same day again changes nothing; a year without a
// calendar is refused before anything is lived.
func TestRefused(t *testing.T) {
	w := world(t, rehearsal.Mixed)
	d, err := rehearsal.New(w, day("2026-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	if page, err := d.Day(day("2026-01-02")); err != nil || len(page.Events) == 0 {
		t.Fatalf("%+v, %v", page, err)
	}
	if page, err := d.Day(day("2026-01-02")); err != nil || len(page.Events) != 0 {
		t.Errorf("lived twice: %+v, %v", page, err)
	}
	var back *rehearsal.BackError
	if _, err := d.Day(day("2026-01-01")); !errors.As(err, &back) || back.Lived != day("2026-01-02") {
		t.Errorf("a clock that jumps back: %v", err)
	}
	var outside calendar.ErrOutside
	if _, err := rehearsal.New(w, day("2031-01-01")); !errors.As(err, &outside) {
		t.Errorf("2031: %v", err)
	}
	if err := rehearsal.Live(w, day("2026-02-01"), day("2026-01-01"), nil, nil); err == nil {
		t.Error("a stretch that ends before it begins is lived")
	}
}
