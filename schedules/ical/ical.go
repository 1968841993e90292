// Package ical writes the days of duty as a calendar that Outlook and phones subscribe to
// (RFC 5545).
package ical

import (
	"fmt"
	"io"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"nsk/connectors/contract"
	"nsk/reports/words"
	"nsk/schedules"
	"nsk/schedules/calendar"
)

// A Feed is a calendar to be written: the days of duty and where the returns of each stand.
type Feed struct {
	Desk      *schedules.Desk
	Days      []schedules.DutyDay
	Standings []schedules.Standing
	Langs     []words.Lang // in which everything is said, one after the other
	Now       time.Time
}

// The alarms of a day: how many working days before it, at nine in the morning. Outlook
// keeps only the first.
var alarms = []int{3, 1, 0}

const morning = 9 * time.Hour

// Write writes the calendar. Each day of duty is an event of a whole day whose UID never
// changes, so that a subscriber sees a day that moved and not a second one. A day that is
// past or on which everything is already in rings no alarm.
func (f *Feed) Write(w io.Writer) error {
	cal := ics.NewCalendarFor("nsk")
	cal.SetMethod(ics.MethodPublish)
	cal.SetCalscale("GREGORIAN")
	name := f.say(words.TermText("nsq"), " / ")
	cal.SetName(name)
	cal.SetXWRCalName(name)
	cal.SetXWRTimezone(calendar.Location().String())
	cal.SetRefreshInterval("PT12H")
	cal.SetXPublishedTTL("PT12H")
	for i := range f.Days {
		if err := f.event(cal, &f.Days[i]); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, cal.Serialize(ics.WithNewLineWindows)) // CR LF on every system
	return err
}

func (f *Feed) event(cal *ics.Calendar, d *schedules.DutyDay) error {
	line, more := f.Desk.Tell(d)
	standing, open := f.standing(d)
	if standing.RU != "" {
		more = append(more, standing)
	}
	e := cal.AddEvent(d.ID() + "@nsk")
	e.SetDtStampTime(f.Now)
	e.SetAllDayStartAt(d.Day.Time())
	e.SetAllDayEndAt((d.Day + 1).Time()) // the first day after it, as the standard wants
	e.SetSummary(f.say(line, " / "))
	e.SetDescription(f.paragraphs(more))
	e.SetTimeTransparency(ics.TransparencyTransparent) // nobody is busy because something is due
	e.AddCategory("nsk")
	if !open || d.Day < calendar.LocalDay(f.Now) {
		return nil
	}
	for _, before := range alarms {
		if err := f.alarm(e, d, before); err != nil {
			return err
		}
	}
	return nil
}

// alarm rings some working days before a day, if the calendar reaches so far back.
func (f *Feed) alarm(e *ics.VEvent, d *schedules.DutyDay, before int) error {
	on, err := f.Desk.Calendar.WorkingDaysBefore(d.Day, before)
	if err != nil {
		return fmt.Errorf("alarm for %s: %w", d.ID(), err)
	}
	a := e.AddAlarm()
	a.SetAction(ics.ActionDisplay)
	a.SetTrigger(trigger(time.Duration(on-d.Day)*24*time.Hour + morning))
	line, _ := f.Desk.Tell(d)
	a.SetDescription(f.say(line, " / "))
	return nil
}

// trigger writes a distance from the beginning of a day as the standard does: -P2DT15H.
func trigger(d time.Duration) string {
	sign := ""
	if d < 0 {
		sign, d = "-", -d
	}
	days, hours := int(d/(24*time.Hour)), int(d%(24*time.Hour)/time.Hour)
	if days == 0 {
		return fmt.Sprintf("%sPT%dH", sign, hours)
	}
	return fmt.Sprintf("%sP%dDT%dH", sign, days, hours)
}

// standing counts the returns of a day of duty by state; open reports whether anything is
// still to come.
func (f *Feed) standing(d *schedules.DutyDay) (t words.Text, open bool) {
	if d.Period == (contract.Period{}) {
		return t, true
	}
	n := make(map[schedules.State]int)
	var states []schedules.State // as they come
	found := false
	for i := range f.Standings {
		s := &f.Standings[i]
		if s.Source != d.Source || s.Period != d.Period {
			continue
		}
		if n[s.State] == 0 {
			states = append(states, s.State)
		}
		n[s.State]++
		found, open = true, open || s.Wanted() || s.State == schedules.StateNotDue
	}
	var kk, ru []string
	for _, s := range states {
		kk = append(kk, fmt.Sprintf("%s – %d", s.Text().KK, n[s]))
		ru = append(ru, fmt.Sprintf("%s – %d", s.Text().RU, n[s]))
	}
	return words.Text{KK: strings.Join(kk, "; "), RU: strings.Join(ru, "; ")}, open || !found
}

// say is a text in every language of the feed.
func (f *Feed) say(t words.Text, between string) string {
	var all []string
	for _, l := range f.Langs {
		all = append(all, t.In(l))
	}
	return strings.Join(all, between)
}

// paragraphs are texts one below the other, language by language.
func (f *Feed) paragraphs(all []words.Text) string {
	var blocks []string
	for _, l := range f.Langs {
		var lines []string
		for _, t := range all {
			lines = append(lines, t.In(l))
		}
		blocks = append(blocks, strings.Join(lines, "\n"))
	}
	return strings.Join(blocks, "\n\n")
}
