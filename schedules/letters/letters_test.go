package letters_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/reports/words"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/schedules/letters"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func day(text string) calendar.Day {
	d, err := calendar.ParseDay(text)
	if err != nil {
		panic(err)
	}
	return d
}

func march() contract.Period { return contract.Period{Cadence: contract.Monthly, Year: 2025, N: 3} }

// standing is a return of March 2025, due on 10 April.
func standing(state schedules.State, received string) schedules.Standing {
	s := schedules.Standing{State: state}
	s.Source, s.Provider, s.Period, s.Due, s.Last = "recognition-persons", "940140000385", march(), day("2025-04-10"), day("2025-04-10")
	if received != "" {
		s.Received = day(received)
	}
	return s
}

// asOf is the standing on a day as the office would see it.
func asOf(t *testing.T, cal *calendar.Calendar, on calendar.Day, came calendar.Day) schedules.Standing {
	t.Helper()
	s := standing(schedules.StateDue, "")
	switch {
	case came != 0 && came <= on && came <= s.Last:
		s.State, s.Received = schedules.StateOnTime, came
	case came != 0 && came <= on:
		s.State, s.Received = schedules.StateLate, came
	case on > s.Last:
		delay, err := cal.Between(s.Last, on)
		if err != nil {
			t.Fatal(err)
		}
		s.State, s.Delay = schedules.StateMissing, delay
	case on < day("2025-04-01"):
		s.State = schedules.StateNotDue
	}
	return s
}

// A return that never comes is written about on the days of the ladder, counted in working
// days, once each; from the tenth day on its head is written to as well.
func TestTheLadder(t *testing.T) {
	cal := calendar.Kazakhstan()
	written := make(map[letters.Key]bool)
	d := letters.Desk{Calendar: cal, Written: func(k letters.Key) bool { return written[k] }}
	var got []string
	for on := day("2025-03-10"); on < day("2025-05-20"); on++ {
		all, err := d.Compose(on, []schedules.Standing{asOf(t, cal, on, 0)})
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range all {
			for _, k := range l.Keys() {
				written[k] = true
			}
			got = append(got, fmt.Sprintf("%s %s %+d (%d)", on, l.Role, l.Items[0].Step, l.Items[0].Days))
		}
	}
	want := []string{
		"2025-03-18 office -14 (14)", // 21 to 25 March are days off
		"2025-04-01 office -7 (7)", "2025-04-07 office -3 (3)", "2025-04-09 office -1 (1)",
		"2025-04-11 office +1 (1)", "2025-04-17 office +5 (5)", "2025-04-24 office +10 (10)", "2025-04-24 head +10 (10)",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Over random arrivals and random days on which nobody looked: no step is written twice, none
// after the return is in, only the last of missed steps is caught up, thanks come at most once
// and only for what came before its day.
func TestRandomLives(t *testing.T) {
	cal := calendar.Kazakhstan()
	for seed := range uint64(300) {
		dice := rand.New(rand.NewPCG(seed, 1))
		came := day("2025-03-25") + calendar.Day(dice.IntN(60))
		written := make(map[letters.Key]bool)
		d := letters.Desk{Calendar: cal, Written: func(k letters.Key) bool { return written[k] }}
		for on := day("2025-03-10"); on < day("2025-06-20"); on++ {
			if dice.IntN(4) == 0 {
				continue // the machine was off
			}
			all, err := d.Compose(on, []schedules.Standing{asOf(t, cal, on, came)})
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range all {
				if len(l.Items) != 1 || len(all) > 2 {
					t.Fatalf("seed %d, %s: %+v", seed, on, all)
				}
				i := l.Items[0]
				switch {
				case written[l.Keys()[0]]:
					t.Fatalf("seed %d: %+v is written twice", seed, l)
				case i.Step != letters.Thanks && on >= came:
					t.Fatalf("seed %d: a reminder on %s, and it came on %s", seed, on, came)
				case i.Step == letters.Thanks && came >= day("2025-04-10"):
					t.Fatalf("seed %d: thanks for what came on %s", seed, came)
				}
				written[l.Keys()[0]] = true
			}
		}
		head := written[letters.Key{Provider: "940140000385", Role: letters.Head, Source: "recognition-persons", Period: "2025-03", Step: 10}]
		if head && came <= day("2025-04-24") || !head && came > day("2025-05-12") {
			t.Errorf("seed %d: came %s, written to the head: %t", seed, came, head)
		}
	}
}

// What is held for confirmation, exempt or closed, and what is due today, is not written about;
// nothing is written on a day off.
func TestQuiet(t *testing.T) {
	d := letters.Desk{Calendar: calendar.Kazakhstan(), Written: func(letters.Key) bool { return false }}
	held := standing(schedules.StateDue, "")
	held.Held = true
	for on, s := range map[string]schedules.Standing{
		"2025-04-07": held,
		"2025-04-08": standing(schedules.StateExempt, ""),
		"2025-04-09": standing(schedules.StateClosed, ""),
		"2025-04-10": standing(schedules.StateDue, ""),
		"2025-03-22": standing(schedules.StateDue, ""),
		"2025-04-30": standing(schedules.StateOnTime, "2025-04-01"), // no longer news
	} {
		if all, err := d.Compose(day(on), []schedules.Standing{s}); err != nil || len(all) > 0 {
			t.Errorf("%s %s: %+v, %v", on, s.State, all, err)
		}
	}
	if _, err := d.Compose(day("2050-01-05"), nil); err == nil {
		t.Error("a year without calendar was believed")
	}
}

// A letter as it is read: several returns of one provider in one letter, Kazakh first.
func TestWriting(t *testing.T) {
	all, err := contract.Load(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	w, err := letters.NewWriter(all, map[string]words.Text{"940140000385": {KK: "«Сапа» орталығы", RU: "Центр «Сапа»"}})
	if err != nil {
		t.Fatal(err)
	}
	late, soon := standing(schedules.StateMissing, ""), standing(schedules.StateNotDue, "")
	late.Source, late.Delay, late.Last = "recognition-documents", 10, day("2025-04-03")
	council := standing(schedules.StateOnTime, "2025-04-15")
	council.Source, council.Period, council.Last = "sector-councils", contract.Period{Cadence: contract.Quarterly, Year: 2025, N: 1}, day("2025-04-21")
	soon.Last, soon.Period.N = day("2025-05-12"), 4
	d := letters.Desk{Calendar: calendar.Kazakhstan(), Nil: map[string]bool{"recognition-documents": true}, Written: func(letters.Key) bool { return false }}
	found, err := d.Compose(day("2025-04-17"), []schedules.Standing{soon, council, late})
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for i := range found {
		m, err := w.Write(&found[i])
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&got, "=== %s\n%s\n", m.Subject, m.Text)
	}
	golden := filepath.Join("testdata", "letters.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Error(diff)
	}
}
