package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"nsk/reports/words"
	"nsk/schedules"
	"nsk/schedules/ical"
)

// The stretch of days that a calendar to subscribe to covers, around its day.
const (
	icalBefore = 92
	icalAfter  = 400
)

// feed is what a calendar to subscribe to holds, in both languages.
func (b *dueBoard) feed(q dueQuery, now time.Time) (*ical.Feed, error) {
	days, err := b.Days(b.on-icalBefore, b.on+icalAfter)
	if err != nil {
		return nil, err
	}
	f := &ical.Feed{Desk: b.Desk, Days: q.days(b, days), Langs: words.Both, Now: now}
	for i := range b.all {
		if q.takes(&b.all[i]) {
			f.Standings = append(f.Standings, b.all[i])
		}
	}
	return f, nil
}

// writeICal writes the days of duty as a calendar, in the language asked for or in both. The
// file takes the place of the old one in one step: a server may be handing it out.
func (a *app) writeICal(b *dueBoard, q dueQuery, now time.Time) error {
	f, err := b.feed(q, now)
	if err != nil {
		return err
	}
	if q.lang != "" {
		l, err := words.ParseLang(q.lang)
		if err != nil {
			return fmt.Errorf("--ical speaks Kazakh and Russian: %w", err)
		}
		f.Langs = []words.Lang{l}
	}
	if q.ical == "-" {
		return f.Write(a.out)
	}
	if err := writeWhole(a.path(q.ical), f); err != nil {
		return fmt.Errorf("calendar %s: %w", q.ical, err)
	}
	a.note(fmt.Sprintf(a.pick("Күнтізбе жазылды: %s (оқиғалар: %d).", "Календарь записан: %s (событий: %d).", "The calendar is written: %s (%d events)."), q.ical, len(f.Days)))
	return nil
}

// days are those of the source and of what the provider owes, if one is named.
func (q *dueQuery) days(b *dueBoard, all []schedules.DutyDay) []schedules.DutyDay {
	owes := make(map[string]bool)
	for i := range b.all {
		if b.all[i].Provider == q.provider && b.all[i].State != schedules.StateClosed {
			owes[b.all[i].Source] = true
		}
	}
	var days []schedules.DutyDay
	for _, d := range all {
		if (q.source == "" || d.Source == q.source) && (q.provider == "" || d.Source != "" && owes[d.Source]) {
			days = append(days, d)
		}
	}
	return days
}

func writeWhole(path string, f *ical.Feed) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".nsk-*.ics")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) // gone already where all went well
	if err := f.Write(tmp); err != nil {
		tmp.Close()
		return err
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	if err := os.Chmod(tmp.Name(), 0o644); err != nil { // it is made to be handed out
		return err
	}
	return os.Rename(tmp.Name(), path)
}
