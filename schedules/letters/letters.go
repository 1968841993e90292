// Package letters decides what is written to whom on a day: reminders before a return is
// due, after it is late, and thanks where it came early.
//
// It is pure: what was written before is told to it, and it says what is to be written now.
// All that concerns one provider on one day is one letter, in both languages.
package letters

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"nsk/connectors/contract"
	"nsk/schedules"
	"nsk/schedules/calendar"
)

// A Step is a rung of the ladder: working days before (negative) or after the last day on
// which a return is on time, or thanks.
type Step int

// Thanks is the step of a return that came before its day.
const Thanks Step = 1000

// Ladder are the steps in their order (design § 8).
var Ladder = []Step{-14, -7, -3, -1, 1, 5, 10}

// Escalation is the step from which the head of the provider is written to as well.
const Escalation Step = 10

// A Role says who at the provider is written to.
type Role string

// The roles. Addresses are looked up when a letter is sent; none is ever stored.
const (
	Office Role = "office"
	Head   Role = "head"
)

// An Item is one return that a letter is about.
type Item struct {
	Source  string
	Period  contract.Period
	Step    Step
	Due     calendar.Day // last day on time
	Came    calendar.Day // of thanks
	Days    int          // working days left, or late; 0: today is the last day
	NilOK   bool         // the sender can declare that there was nothing: the period is over
	Held    bool         // a version came and waits for its sender's confirmation
	Refused bool         // versions came, none was accepted
}

// A Letter is what one provider is written on one day.
type Letter struct {
	Provider string
	Role     Role
	Day      calendar.Day
	Items    []Item
}

// ID stands for provider, role, day and items: the same letter has the same id whenever it
// is composed.
func (l *Letter) ID() string {
	sum := sha256.New()
	fmt.Fprintf(sum, "%s\x1f%s\x1f%s", l.Provider, l.Role, l.Day)
	for _, i := range l.Items {
		fmt.Fprintf(sum, "\x1e%s\x1f%s\x1f%d", i.Source, i.Period, i.Step)
	}
	return hex.EncodeToString(sum.Sum(nil)[:12])
}

// A Key names a step of a return towards somebody; it is written once.
type Key struct {
	Provider string
	Role     Role
	Source   string
	Period   string
	Step     Step
}

func (l *Letter) key(i Item) Key { return Key{l.Provider, l.Role, i.Source, i.Period.String(), i.Step} }

// Keys are those of all items.
func (l *Letter) Keys() []Key {
	var all []Key
	for _, i := range l.Items {
		all = append(all, l.key(i))
	}
	return all
}

// A Desk is what composing looks at.
type Desk struct {
	Calendar *calendar.Calendar
	Nil      map[string]bool // sources of which nothing can be declared
	Written  func(Key) bool
}

// thankedFor is for how many working days a return is still thanked for.
const thankedFor = 3

// Compose lists the letters of a day, in the order of providers; there are none on a day
// off. Of a ladder whose days passed unnoticed, only the last step is written: who was
// away does not want to read all that was missed.
func (d *Desk) Compose(on calendar.Day, standings []schedules.Standing) ([]Letter, error) {
	working, err := d.Calendar.Working(on)
	if err != nil || !working {
		return nil, err
	}
	letters := make(map[string]*Letter)
	for i := range standings {
		item, ok, err := d.item(on, &standings[i])
		if err != nil {
			return nil, fmt.Errorf("letter to %s about %s %s: %w", standings[i].Provider, standings[i].Source, standings[i].Period, err)
		}
		if !ok {
			continue
		}
		d.add(letters, on, standings[i].Provider, Office, item)
		if item.Step == Escalation {
			d.add(letters, on, standings[i].Provider, Head, item)
		}
	}
	return sorted(letters), nil
}

func (d *Desk) add(letters map[string]*Letter, on calendar.Day, provider string, role Role, item Item) {
	l := letters[provider+string(role)]
	if l == nil {
		l = &Letter{Provider: provider, Role: role, Day: on}
	}
	if d.Written(l.key(item)) {
		return
	}
	l.Items = append(l.Items, item)
	letters[provider+string(role)] = l
}

func sorted(letters map[string]*Letter) []Letter {
	var all []Letter
	for _, l := range letters {
		slices.SortFunc(l.Items, func(a, b Item) int { return strings.Compare(a.order(), b.order()) })
		all = append(all, *l)
	}
	slices.SortFunc(all, func(a, b Letter) int {
		return strings.Compare(a.Provider+" "+string(b.Role), b.Provider+" "+string(a.Role))
	})
	return all
}

// order puts the oldest first: what is late before what is due, and thanks last.
func (i Item) order() string {
	kind := "b"
	switch {
	case i.Step == Thanks:
		kind = "c"
	case i.Step > 0:
		kind = "a"
	}
	return kind + i.Due.String() + i.Source + i.Period.String()
}

// item is what is to be said of a return on a day; ok is false where nothing is.
func (d *Desk) item(on calendar.Day, s *schedules.Standing) (item Item, ok bool, err error) {
	_, end := s.Period.Bounds()
	over := calendar.DayOf(end) <= on
	item = Item{Source: s.Source, Period: s.Period, Due: s.Last, Came: s.Received, NilOK: over && d.Nil[s.Source], Held: s.Held, Refused: s.Refused}
	if s.Last == 0 || s.Period.Cadence == contract.Daily {
		return item, false, nil // what machines send every day is watched by alerts, not by letters
	}
	switch s.State {
	case schedules.StateOnTime, schedules.StateNil:
		return d.thanks(on, s, item)
	case schedules.StateMissing:
		item.Days = s.Delay
		item.Step, ok = reached(Step(s.Delay))
		return item, ok && item.Step > 0, nil
	case schedules.StateDue, schedules.StateNotDue:
		if item.Days, err = d.Calendar.Between(on, s.Last); err != nil {
			return item, false, err
		}
		item.Step, ok = reached(Step(-item.Days))
		return item, ok, nil
	}
	return item, false, nil
}

// reached is the last step of the ladder at or before a distance from the day.
func reached(at Step) (last Step, ok bool) {
	for _, s := range Ladder {
		if s <= at {
			last, ok = s, true
		}
	}
	return last, ok
}

// thanks are due for a return that came before its day, while it is news.
func (d *Desk) thanks(on calendar.Day, s *schedules.Standing, item Item) (Item, bool, error) {
	if s.Received == 0 || s.Received >= s.Last || s.Received > on {
		return item, false, nil
	}
	age, err := d.Calendar.Between(s.Received, on)
	item.Step = Thanks
	return item, err == nil && age <= thankedFor, err
}
