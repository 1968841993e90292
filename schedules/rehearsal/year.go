package rehearsal

import (
	"errors"

	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/schedules/readiness"
)

// calendar tells what a day is, if it is not as its weekday is, and what has become known
// about days to come.
func (d *Diary) calendar(on calendar.Day) error {
	cal := d.world.Desk.Calendar
	today, err := cal.Known(on).Day(on)
	if err != nil {
		return err
	}
	if d.lived != 0 {
		if err := d.news(on); err != nil {
			return err
		}
	}
	plain := today.Kind == calendar.Workday || today.Kind == calendar.Weekend || today.Kind == calendar.RevokedHoliday && !today.Working
	if !plain {
		d.write(Event{Kind: KindDay, On: on, Day: today})
	}
	return nil
}

// news compares what is known about the days of this year and the next with what was known
// when the clock last ran.
func (d *Diary) news(on calendar.Day) error {
	now, before := d.world.Desk.Calendar.Known(on), d.world.Desk.Calendar.Known(d.lived)
	if now.Same(before) {
		return nil
	}
	_, last := now.Years()
	for day := on; day <= calendar.Date(min(on.Year()+1, last), 12, 31); day++ {
		is, err := now.Day(day)
		if err != nil {
			return err
		}
		was, err := before.Day(day)
		if err != nil {
			return err
		}
		if is.Kind != was.Kind || is.NameRU != was.NameRU {
			d.write(Event{Kind: KindNews, On: on, Day: is, Before: was})
		}
	}
	return nil
}

// centres tells which begin and cease to be active. Spans that follow each other are one.
func (d *Diary) centres(on calendar.Day) error {
	if d.lived == 0 {
		return nil
	}
	for _, s := range d.world.Centres {
		if d.lived < s.From && s.From <= on && !d.active(s.Centre, s.From-1) {
			d.write(Event{Kind: KindCentre, On: s.From, Centre: s.Centre})
		}
		if gone := s.To + 1; d.lived < gone && gone <= on && !d.active(s.Centre, gone) {
			d.write(Event{Kind: KindGone, On: gone, Centre: s.Centre})
		}
	}
	return nil
}

func (d *Diary) active(centre string, on calendar.Day) bool {
	for _, s := range d.world.Centres {
		if s.Centre == centre && s.From <= on && on <= s.To {
			return true
		}
	}
	return false
}

// annual tells the freeze and the delivery of the annual document, also of a year that
// ended while the clock stood.
func (d *Diary) annual(on calendar.Day) error {
	for year := max(d.lived.Year(), on.Year()-1); year <= on.Year(); year++ {
		season, err := readiness.SeasonOf(d.world.Desk.Obligations, d.world.Desk.Calendar.Known(on), year)
		if err != nil {
			return err
		}
		if d.passed(season.Freeze, on) {
			d.once(told{kind: KindFreeze, day: season.Freeze.String()}, Event{Kind: KindFreeze, On: season.Freeze})
		}
		if plan := season.Delivery; plan.Day != 0 && d.passed(plan.Day, on) {
			d.once(told{kind: KindDelivery, day: plan.NotAfter.String()}, Event{Kind: KindDelivery, On: plan.Day, Last: plan.NotAfter, Off: plan.Off})
		}
	}
	return nil
}

// passed reports whether a day lies in what is lived now.
func (d *Diary) passed(day, on calendar.Day) bool {
	return day <= on && (day > d.lived && d.lived != 0 || day == on)
}

// acts tells the days that acts other than the order name for each year, planned like that
// of the annual document, and the ends of the terms that follow them under the same act.
func (d *Diary) acts(on calendar.Day) error {
	o := d.world.Desk.Obligations
	cal := d.world.Desk.Calendar.Known(on)
	for i := range o.All {
		duty := &o.All[i]
		if duty.ID == o.Annual.Obligation {
			continue
		}
		for _, named := range duty.Term.NotLaterThan {
			for year := on.Year() - 1; year <= on.Year(); year++ {
				if err := d.named(on, duty, calendar.DayOf(named.On(year)), cal); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (d *Diary) named(on calendar.Day, duty *schedules.Obligation, day calendar.Day, cal *calendar.Calendar) error {
	plan, err := cal.Plan(day)
	if err != nil {
		var outside calendar.ErrOutside
		if errors.As(err, &outside) && day < on { // of the year before the table
			return nil
		}
		return err
	}
	if d.passed(plan.Day, on) {
		d.once(told{kind: KindLaw, day: duty.ID + day.String()}, Event{Kind: KindLaw, On: plan.Day, Last: day, Duty: duty})
	}
	o := d.world.Desk.Obligations
	for i := range o.All {
		next := &o.All[i]
		if next.Act != duty.Act || next.Term.Within == 0 {
			continue
		}
		end, err := cal.Deadline(day, next.Term.Within, calendar.NextDay)
		if err != nil {
			return err
		}
		if d.passed(end, on) {
			d.once(told{kind: KindAfter, day: next.ID + day.String()}, Event{Kind: KindAfter, On: end, Last: day, Duty: next})
		}
	}
	return nil
}
