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

// What is exempt or closed, and what came long ago, is not written about; nothing is written
// on a day off.
func TestQuiet(t *testing.T) {
	d := letters.Desk{Calendar: calendar.Kazakhstan(), Written: func(letters.Key) bool { return false }}
	for on, s := range map[string]schedules.Standing{
		"2025-04-08": standing(schedules.StateExempt, ""),
		"2025-04-09": standing(schedules.StateClosed, ""),
		"2025-04-07": standing(schedules.StateCannot, "2025-04-03"),
		"2025-03-22": standing(schedules.StateDue, ""),
		"2025-03-04": standing(schedules.StateNotDue, ""),           // earlier than the ladder begins
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

// A desk composes letters as if nothing had been written before.
func desk() letters.Desk {
	return letters.Desk{Calendar: calendar.Kazakhstan(), Nil: map[string]bool{"recognition-documents": true, "recognition-persons": true},
		Written: func(letters.Key) bool { return false }}
}

// TestWriting shows letters as they are read: several returns of one provider in one letter,
// Kazakh first; alone, on the last day, and about files that came and do not count.
func TestWriting(t *testing.T) {
	late, soon := standing(schedules.StateMissing, ""), standing(schedules.StateNotDue, "")
	late.Source, late.Delay, late.Last = "recognition-documents", 10, day("2025-04-03")
	council := standing(schedules.StateOnTime, "2025-04-15")
	council.Source, council.Period, council.Last = "sector-councils", contract.Period{Cadence: contract.Quarterly, Year: 2025, N: 1}, day("2025-04-21")
	soon.Last, soon.Period.N = day("2025-05-12"), 4
	held, refused, chamber := standing(schedules.StateDue, ""), standing(schedules.StateMissing, ""), standing(schedules.StateDue, "")
	held.Held, refused.Refused, refused.Delay = true, true, 1
	chamber.Provider, chamber.Source = "national-chamber", "accredited-centres"
	thanked := standing(schedules.StateOnTime, "2025-04-03")
	var got strings.Builder
	for _, c := range []struct {
		of, on string
		about  []schedules.Standing
	}{
		{"Several returns of one provider; the head is written to of the late one only", "2025-04-17", []schedules.Standing{soon, council, late}},
		{"One return, a body that is no centre", "2025-04-01", []schedules.Standing{chamber}},
		{"The last day, where the day before was slept through; a file waits for its sender", "2025-04-10", []schedules.Standing{held}},
		{"Late, and what came was refused", "2025-04-11", []schedules.Standing{refused}},
		{"Early", "2025-04-04", []schedules.Standing{thanked}},
	} {
		fmt.Fprintf(&got, "##### %s\n\n%s", c.of, written(t, c.on, c.about))
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

// written is what is written on a day.
func written(t *testing.T, on string, about []schedules.Standing) string {
	t.Helper()
	all, err := contract.Load(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	w, err := letters.NewWriter(all, map[string]words.Text{
		"940140000385":     {KK: "«Сапа» орталығы", RU: "Центр «Сапа»"},
		"national-chamber": {KK: "Ұлттық кәсіпкерлер палатасы", RU: "Национальная палата предпринимателей"},
	})
	if err != nil {
		t.Fatal(err)
	}
	d := desk()
	found, err := d.Compose(day(on), about)
	if err != nil || len(found) == 0 {
		t.Fatalf("%s: %d letters, %v", on, len(found), err)
	}
	var b strings.Builder
	for i := range found {
		m, err := w.Write(&found[i])
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "=== %s\n%s\n", m.Subject, m.Text)
	}
	return b.String()
}

// Before a period is over nobody can say that there was nothing in it, so no letter invites
// to; nor does the letter to a head.
func TestNilHint(t *testing.T) {
	march := standing(schedules.StateNotDue, "")
	if text := written(t, "2025-03-18", []schedules.Standing{march}); strings.Contains(text, "нулевые") {
		t.Error(text)
	}
	march.State = schedules.StateDue
	if text := written(t, "2025-04-01", []schedules.Standing{march}); strings.Count(text, "Если за март 2025 года процедур не было") != 1 {
		t.Error(text)
	}
}
