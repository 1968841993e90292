package rehearsal

import (
	"fmt"
	"hash/fnv"

	"nsk/connectors/contract"
	"nsk/schedules"
	"nsk/schedules/calendar"
)

// Senders is how those who owe returns behave in a rehearsal.
type Senders string

// The ways of senders.
const (
	Prompt Senders = "prompt" // everybody sends on the last day
	Tardy  Senders = "tardy"  // everybody sends six working days after it
	Early  Senders = "early"  // everybody sends three working days before it, or when the period is over
	Silent Senders = "silent" // nobody sends
	Mixed  Senders = "mixed"  // of ten returns two come three working days early, five on the last day, two six working days later, one never
)

// ParseSenders reads the name of a way.
func ParseSenders(s string) (Senders, error) {
	switch w := Senders(s); w {
	case Early, Prompt, Tardy, Silent, Mixed:
		return w, nil
	}
	return "", fmt.Errorf("senders %q: write early, prompt, tardy, silent or mixed", s)
}

const earliness, tardiness = 3, 6 // working days

// arrival is the day on which a return will come; never is 0. Sources that are owed daily
// come by machine, on the first working day, except from the silent.
func (w Senders) arrival(s *schedules.Standing, cal *calendar.Calendar) (calendar.Day, error) {
	if w == Mixed {
		w = w.of(s)
	}
	switch {
	case w == Silent:
		return 0, nil
	case s.Period.Cadence == contract.Daily:
		return opening(s, cal)
	case w == Early:
		first, err := opening(s, cal)
		if err != nil {
			return 0, err
		}
		day, err := cal.WorkingDaysBefore(s.Last, earliness)
		return max(first, day), err
	case w == Tardy:
		return cal.Deadline(s.Last, tardiness, calendar.NextDay)
	}
	return s.Last, nil
}

// opening is the first working day on which a return can be sent.
func opening(s *schedules.Standing, cal *calendar.Calendar) (calendar.Day, error) {
	_, end := s.Period.Bounds()
	return cal.FirstWorkingDayNotBefore(calendar.DayOf(end))
}

// of is the way in which one return comes when they come in all ways; always the same.
func (w Senders) of(s *schedules.Standing) Senders {
	if s.Period.Cadence == contract.Daily {
		return Prompt
	}
	h := fnv.New32a()
	fmt.Fprintf(h, "%s|%s|%s", s.Source, s.Provider, s.Period)
	switch n := h.Sum32() % 10; {
	case n < 2:
		return Early
	case n < 7:
		return Prompt
	case n < 9:
		return Tardy
	}
	return Silent
}

// A sent return is on its way.
type sent struct {
	what schedules.Return
	on   calendar.Day
}

// plan decides, when a period ends, whether and when its return will come.
func (d *Diary) plan(on calendar.Day, s *schedules.Standing) error {
	key := returnOf(s)
	if _, end := s.Period.Bounds(); calendar.DayOf(end) > on+1 || s.Content != "" || d.planned[key] {
		return nil
	}
	when, err := d.world.Senders.arrival(s, d.world.Desk.Calendar.Known(on))
	if err != nil {
		return err
	}
	d.planned[key] = true
	if when != 0 {
		d.sending = append(d.sending, sent{key, when})
	}
	return nil
}

// receive takes in what has come by a day. What came while the clock stood is received when
// it runs again, as with files in an inbox. It returns how many came.
func (d *Diary) receive(on calendar.Day) (came int) {
	waiting := d.sending[:0]
	for _, s := range d.sending {
		if s.on > on {
			waiting = append(waiting, s)
			continue
		}
		came++
		d.answers = append(d.answers, schedules.Answer{Return: s.what, Content: "data", Received: on})
	}
	d.sending = waiting
	return came
}
