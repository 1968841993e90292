package service

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"nsk/connectors/contract"
	"nsk/schedules"
	"nsk/schedules/calendar"
)

// Built-in schedules, by kind of connector. A folder is looked at every minute: a sender
// waits for the verdict. A service of somebody else is asked once an hour for what is owed.
const (
	cronDrop  = "* * * * *"
	cronOther = "15 * * * *"
)

// A ScheduleError says that a schedule cannot be followed.
type ScheduleError struct {
	Key string // source, job or kind of connector
	Err error
}

func (e *ScheduleError) Error() string { return fmt.Sprintf("schedule of %s: %v", e.Key, e.Err) }
func (e *ScheduleError) Unwrap() error { return e.Err }

// ParseSchedule reads five fields of cron (minute, hour, day of month, month, weekday) or
// a word like @daily, in the time of Asia/Almaty.
func ParseSchedule(text string, now time.Time) (cron.Schedule, error) {
	if strings.Contains(text, "TZ=") {
		return nil, fmt.Errorf("%q names a time zone; times are those of Asia/Almaty, leave it out", text)
	}
	s, err := cron.ParseStandard(text)
	if err != nil {
		return nil, fmt.Errorf(`%q cannot be read (%w); write minute, hour, day, month and weekday, such as "30 5 * * *"`, text, err)
	}
	if spec, ok := s.(*cron.SpecSchedule); ok {
		spec.Location = calendar.Location()
	}
	if s.Next(now).IsZero() {
		return nil, fmt.Errorf("%q names a moment that never comes, such as 31 February", text)
	}
	return s, nil
}

// setUp draws up the lines: sources so that each comes after those it cites, then jobs.
func (s *Service) setUp() error {
	known := make(map[string]bool)
	var faults []error
	add := func(l *line, keys ...string) {
		l.spec = keys[len(keys)-1]
		for _, k := range keys[:len(keys)-1] {
			known[k] = true
			if text, ok := s.Cron[k]; ok {
				l.spec = text
			}
		}
		var err error
		if l.schedule, err = ParseSchedule(l.spec, s.now()); err != nil {
			faults = append(faults, &ScheduleError{s.keyOf(l, keys), err})
		}
		s.lines = append(s.lines, l)
	}
	for _, c := range schedules.InOrder(s.House.Contracts) {
		if s.House.Kinds[c.Connector].Stream {
			continue // it is read beside the lines
		}
		built := cronOther
		if c.Connector == "drop" {
			built = cronDrop
		}
		add(s.pulling(c), c.Connector, c.Source, built)
	}
	for _, j := range s.Jobs {
		add(working(j), j.Name, j.Cron)
	}
	for _, k := range slices.Sorted(maps.Keys(s.Cron)) {
		if !known[k] {
			faults = append(faults, &ScheduleError{k, fmt.Errorf("there is no source, job or kind of connector of this name; write one of %s", strings.Join(slices.Sorted(maps.Keys(known)), ", "))})
		}
	}
	return errors.Join(unique(faults)...)
}

// keyOf is the key that the schedule of a line was taken from.
func (s *Service) keyOf(l *line, keys []string) string {
	for _, k := range slices.Backward(keys[:len(keys)-1]) {
		if s.Cron[k] == l.spec {
			return k
		}
	}
	return l.kind + l.source
}

// unique leaves out what was said before: one schedule may be that of many sources.
func unique(errs []error) (all []error) {
	said := make(map[string]bool)
	for _, e := range errs {
		if !said[e.Error()] {
			all = append(all, e)
		}
		said[e.Error()] = true
	}
	return all
}

func (s *Service) pulling(c *contract.Contract) *line {
	l := &line{kind: schedules.KindPull, source: c.Source, cites: make(map[string]bool), blocked: s.House.Blocked(c.Source)}
	for i := range c.Columns {
		if r := c.Columns[i].Ref; r != nil && r.Source != c.Source {
			l.cites[r.Source] = true
		}
	}
	l.run = func(ctx context.Context, now time.Time) (schedules.Tally, error) {
		return s.House.PullSource(ctx, c.Source, now)
	}
	if l.blocked != nil {
		l.turn = TurnBlocked
	}
	return l
}

func working(j Job) *line {
	return &line{kind: j.Name, run: func(ctx context.Context, now time.Time) (schedules.Tally, error) {
		return schedules.Tally{}, j.Run(ctx, now)
	}}
}

//go:embed last.sql
var lastSQL string

// remember takes up where the runs on record ended: attempts that are still to be made,
// moments that were slept through, alerts that are open.
func (s *Service) remember(ctx context.Context, now time.Time) error {
	last, err := s.pasts(ctx)
	if err != nil {
		return err
	}
	for _, l := range s.lines {
		l.remember(last[l.kind+" "+l.source], now)
		delete(last, l.kind+" "+l.source)
	}
	for _, p := range last {
		if p.alert != 0 { // about the clock, which is right, or about what is no longer run
			s.over = append(s.over, p.alert)
		}
	}
	return nil
}

// pasts reads what is on record, by kind and source.
func (s *Service) pasts(ctx context.Context) (map[string]past, error) {
	last := make(map[string]past)
	rows, err := s.House.Engine.DB().QueryContext(ctx, lastSQL)
	if err != nil {
		return nil, fmt.Errorf("runs on record: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var kind, source string
		var p past
		if err := rows.Scan(&kind, &source, &p.state, &p.began, &p.ended, &p.attempt, &p.next, &p.message, &p.since, &p.good, &p.alert); err != nil {
			return nil, fmt.Errorf("runs on record: %w", err)
		}
		last[kind+" "+source] = p
	}
	return last, rows.Err()
}

// A past is what is on record of a line.
type past struct {
	state   sql.NullString // of the last run; NULL if there was none
	began   sql.NullTime
	ended   sql.NullTime
	attempt int
	next    sql.NullTime
	message string
	since   sql.NullTime // the first of the attempts that failed in a row
	good    sql.NullTime // last run that did not fail
	alert   int64
}

func (l *line) remember(p past, now time.Time) {
	l.alert, l.good = p.alert, p.good.Time
	if p.next.Valid {
		l.failed, l.since, l.why = p.attempt, p.since.Time, p.message
	}
	switch {
	case l.blocked != nil:
	case p.next.Valid:
		l.at, l.turn = later(p.next.Time, now), TurnRetry
	case !l.job():
		l.at, l.turn = now, TurnStart
	case p.state.String == string(schedules.RunStopped):
		l.at, l.turn = now, TurnCutOff
	case p.began.Valid:
		l.plan(p.began.Time, now)
	default:
		l.plan(now, now)
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
