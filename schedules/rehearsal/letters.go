package rehearsal

import (
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/schedules/letters"
)

// mail composes the letters of a day, as the office does, and remembers them in the place
// of the outbox.
func (d *Diary) mail(on calendar.Day, standings []schedules.Standing) error {
	desk := letters.Desk{Calendar: d.world.Desk.Calendar.Known(on), Written: func(k letters.Key) bool { return d.written[k] }}
	all, err := desk.Compose(on, standings)
	if err != nil {
		return err
	}
	for i := range all {
		for _, k := range all[i].Keys() {
			d.written[k] = true
		}
		for _, item := range all[i].Items {
			d.write(d.letter(on, &all[i], item))
		}
	}
	return nil
}

func (d *Diary) letter(on calendar.Day, l *letters.Letter, i letters.Item) Event {
	e := Event{Kind: KindReminder, On: on, Last: i.Due, Step: int(i.Step), Days: i.Days,
		Return: schedules.Return{Source: i.Source, Provider: l.Provider, Period: i.Period}}
	switch {
	case i.Step == letters.Thanks:
		e.Kind, e.Step = KindThanks, 0
	case l.Role == letters.Head:
		e.Kind = KindHead
	}
	return e
}
