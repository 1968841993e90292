package rehearsal

import (
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/schedules/readiness"
)

// nightly is the part of readiness that needs no data: the returns that have not come. After
// the freeze it does not change any more.
func (d *Diary) nightly(on calendar.Day, standings []schedules.Standing) error {
	season, err := readiness.SeasonOn(d.world.Desk.Obligations, d.world.Desk.Calendar, on)
	if err != nil || !season.Holds(on) {
		return err
	}
	left, err := season.DaysLeft(d.world.Desk.Calendar, on)
	if err != nil {
		return err
	}
	n, known := d.frozen[season.Year]
	if !known {
		if n, err = d.missing(season.AsOf(on), on, standings); err != nil {
			return err
		}
	}
	if season.Freeze <= on {
		d.frozen[season.Year] = n
	}
	d.write(Event{Kind: KindReady, On: on, Left: left, Count: n})
	return nil
}

// missing counts the returns about the period of the document that are missing with the
// knowledge of a day; standings are those of the night.
func (d *Diary) missing(asOf, on calendar.Day, standings []schedules.Standing) (int, error) {
	known := d.world.Desk
	known.Calendar = known.Calendar.Known(asOf)
	window, err := known.WindowOn(asOf)
	if err != nil {
		return 0, err
	}
	if asOf < on { // the clock stood on the day of the freeze
		var by []schedules.Answer
		for _, a := range d.answers {
			if a.Received <= asOf {
				by = append(by, a)
			}
		}
		if standings, err = known.Standings(asOf, d.world.Centres, by, d.world.Exemptions); err != nil {
			return 0, err
		}
	}
	return len(readiness.Missing(standings, window, known.Contracts)), nil
}
