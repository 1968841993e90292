package outbox_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nsk/connectors/contract"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/schedules/letters"
	"nsk/schedules/outbox"
)

// nothingForgotten holds after a run in which nothing went wrong: the step that each open
// return has reached is with its reader. Steps are counted here day by day, as a person would.
func (w *world) nothingForgotten() {
	for _, s := range w.begun {
		step, ok := w.step(s.Last)
		if s.Last == 0 || !ok || w.in[schedules.Return{Source: s.Source, Provider: s.Provider, Period: s.Period}] {
			continue
		}
		roles := []letters.Role{letters.Office}
		if step == 10 {
			roles = append(roles, letters.Head)
		}
		for _, role := range roles {
			k := letters.Key{Provider: s.Provider, Role: role, Source: s.Source, Period: s.Period.String(), Step: step}
			if len(w.told[k]) == 0 {
				w.t.Errorf("%s: nobody was told %+v", w.at, k)
			}
		}
	}
}

func (w *world) step(last calendar.Day) (reached letters.Step, ok bool) {
	at := 0
	for d := min(last, w.today()) + 1; d <= max(last, w.today()); d++ {
		if working, err := w.post.House.Calendar.Working(d); err != nil {
			w.t.Fatal(err)
		} else if working {
			at++
		}
	}
	if w.today() < last {
		at = -at
	}
	for _, s := range []int{-14, -7, -3, -1, 1, 5, 10} {
		if s <= at {
			reached, ok = letters.Step(s), true
		}
	}
	return reached, ok
}

// states of the letters that told something, by id.
func (w *world) states() map[string]string {
	rows, err := w.post.House.Engine.DB().Query(`SELECT letter, state FROM ledger.letter`)
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	all := make(map[string]string)
	for rows.Next() {
		var id, state string
		if err := rows.Scan(&id, &state); err != nil {
			w.t.Fatal(err)
		}
		all[id] = state
	}
	return all
}

// once holds at the end: of the letters that an addressee got on a day at most one counts.
// The others were withdrawn: nobody could know that they had arrived, and a return they asked
// for had come. What is marked as sent has arrived, and everything happened.
func (w *world) once() {
	states := w.states()
	for addressee, ids := range w.days {
		n := 0
		for _, id := range ids {
			switch {
			case states[id] != "withdrawn":
				n++
			case !w.unsure[id]:
				w.t.Errorf("letter %s was withdrawn, and is known to have arrived", id)
			}
		}
		if n > 1 {
			w.t.Errorf("%s got %d letters", addressee, n)
		}
	}
	thanks := 0
	for k := range w.told {
		if k.Step == letters.Thanks {
			thanks++
		}
	}
	for id, state := range states {
		if _, arrived := w.delivered[id]; state == "sent" && !arrived {
			w.t.Errorf("letter %s is marked as sent, and never arrived", id)
		}
	}
	if len(w.told) < 200 || thanks < 5 || w.again == 0 {
		w.t.Errorf("%d steps were told, %d of them thanks; %d were told again", len(w.told), thanks, w.again)
	}
	w.t.Logf("%d letters told %d steps, %d of them thanks; %d were told again", len(w.delivered), len(w.told), thanks, w.again)
}

// Over a year in which returns come in at random and the process dies between writing,
// sending and marking: each step of each return is told in one letter, a copy of it has the
// same id and text, nothing is sent of a return that is in, nothing is forgotten, and nobody
// gets two letters a day.
func TestYearOfCrashes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 1)
	for n := range 365 {
		w.at = time.Date(2025, 1, 6, 4, 0, 0, 0, time.UTC).AddDate(0, 0, n)
		w.day()
		if t.Failed() {
			t.FailNow()
		}
	}
	w.once()
}

// A letter that may have arrived is sent again as it is while all it says is still true: the
// same id, the same text. Once one of its returns is in, it is withdrawn, and the rest is
// written anew, on the same day: better said twice than forgotten.
func TestUnsure(t *testing.T) {
	w := newWorld(t, 1)
	var got []string
	lost := true
	w.post.Channels[outbox.MailChannel] = channelFunc(func(_ outbox.Address, l outbox.Posted) error {
		if l.Provider != "chamber" || l.Role != letters.Office {
			return nil
		}
		got = append(got, l.ID)
		for _, k := range w.keys(l.ID) {
			got = append(got, fmt.Sprintf("%s %+d", k.Source, k.Step))
		}
		if lost {
			return fmt.Errorf("lost: %w", outbox.ErrUnsure)
		}
		return nil
	})
	w.at = time.Date(2025, 2, 3, 4, 0, 0, 0, time.UTC) // a week before the day
	w.night()
	first := slices.Clone(got)
	got = nil
	w.at = w.at.AddDate(0, 0, 1)
	w.night()
	if diff := cmp.Diff(first, got); diff != "" || len(first) != 5 {
		t.Errorf("the copy differs (-first +copy):\n%s", diff)
	}
	lost, got = false, nil
	p, _ := contract.ParsePeriod("2025-01")
	w.take(schedules.Return{Source: "vacancies", Provider: "chamber", Period: p})
	w.night()
	want := []string{"accredited-centres -7", "centre-founders -7", "discontinued-centres -7", "vacancies +1000"}
	if len(got) == 0 || got[0] == first[0] || cmp.Diff(want, got[1:]) != "" {
		t.Errorf("the rest is %q, want a new letter about %q", got, want)
	}
	if s := w.states(); s[first[0]] != "withdrawn" || s[got[0]] != "sent" {
		t.Errorf("the first is %s, the second %s", s[first[0]], s[got[0]])
	}
}
