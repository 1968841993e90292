// Package rehearsal lives a stretch of days with a virtual clock and tells what happens on
// each: what begins to be owed, what falls due, who is reminded, what the calendar brings,
// and how the annual document comes nearer.
//
// It asks the same pure functions as the nights of an office do, and keeps in memory what
// they keep in the ledger. It opens no file and no database.
package rehearsal

import (
	"fmt"

	"nsk/schedules"
	"nsk/schedules/calendar"
)

// A World is what is rehearsed: the duties of an office, its centres, and how senders behave.
type World struct {
	Desk       schedules.Desk
	Centres    []schedules.Span
	Exemptions []schedules.Exemption
	Senders    Senders
}

// A Kind says what happens.
type Kind string

// The kinds of events, in the order in which a page of the diary tells them.
const (
	KindDay      Kind = "day"      // the day is a holiday, a day off that was moved, or worked against its weekday
	KindNews     Kind = "news"     // something became known about a day of the calendar
	KindCentre   Kind = "centre"   // a centre is active from this day on
	KindGone     Kind = "gone"     // a centre is active no longer
	KindBegins   Kind = "begins"   // the period is over: the return can be sent
	KindCame     Kind = "came"     // the return was accepted
	KindDue      Kind = "due"      // the last day of the term
	KindMissing  Kind = "missing"  // the term is over and nothing was accepted
	KindReminder Kind = "reminder" // a sender is reminded
	KindHead     Kind = "head"     // the head of a sender is told
	KindThanks   Kind = "thanks"   // a sender is thanked for coming early
	KindLaw      Kind = "law"      // a day that an act itself names
	KindAfter    Kind = "after"    // the last day of a term, if the event that begins it fell on the day the act names
	KindFreeze   Kind = "freeze"   // what comes later waits for the next annual document
	KindReady    Kind = "ready"    // the nightly answer: could it be delivered?
	KindDelivery Kind = "delivery" // the annual document is delivered
)

// An Event is one thing that happens.
type Event struct {
	Kind   Kind
	On     calendar.Day // the day it belongs to; earlier than the page's where the clock had stood
	Return schedules.Return
	Last   calendar.Day          // of a return: last day in time; of a delivery or an act: the day that is named
	Step   int                   // of a reminder: working days before (negative) or after the last day
	Days   int                   // of a reminder: working days left, or late
	Duty   *schedules.Obligation // of a day or term of an act
	Day    calendar.Info         // of a day, or of news about one
	Before calendar.Info         // of news: what was known before
	Off    []calendar.Info
	Left   int // of readiness: working days to the delivery
	Count  int // of readiness: what stands in the way
	Centre string
}

// A Page is what happens on one day.
type Page struct {
	On     calendar.Day
	Events []Event
}

// A BackError says that the clock of a rehearsal was set to a day before one that it has
// lived.
type BackError struct{ On, Lived calendar.Day }

func (e *BackError) Error() string {
	return fmt.Sprintf("rehearsal: the clock jumped back from %s to %s: days are lived in their order; begin a new rehearsal on %s", e.Lived, e.On, e.On)
}

// Live lives every day of a stretch but those on which the clock stands still, and hands
// over the page of each day. The days of the year before the first are lived silently, so
// that the stretch begins with what the year has brought.
func Live(w World, from, to calendar.Day, asleep func(calendar.Day) bool, each func(Page) error) error {
	if to < from {
		return fmt.Errorf("rehearsal: %s lies after %s; give the first day, then the last", from, to)
	}
	d, err := New(w, calendar.Date(from.Year(), 1, 1))
	if err != nil {
		return err
	}
	for on := calendar.Date(from.Year(), 1, 1); on <= to; on++ {
		if asleep != nil && asleep(on) {
			continue
		}
		page, err := d.Day(on)
		if err != nil {
			return err
		}
		if on < from {
			continue
		}
		if err := each(page); err != nil {
			return err
		}
	}
	return nil
}

// coverage refuses a year that the calendar does not know.
func coverage(w *World, first calendar.Day) error {
	_, err := w.Desk.Calendar.Working(first)
	return err
}
