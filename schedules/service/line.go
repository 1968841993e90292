package service

import (
	"context"
	"time"

	"github.com/robfig/cron/v3"

	"nsk/schedules"
)

// A Turn says why a line is run when it is.
type Turn string

// The turns.
const (
	TurnStart     Turn = "start"     // every source is looked at when the service starts
	TurnScheduled Turn = "scheduled" // its schedule names the moment
	TurnMissed    Turn = "missed"    // its schedule named moments at which nothing was served; done once
	TurnCutOff    Turn = "cut_off"   // the run before was cut off by the end of its process
	TurnRetry     Turn = "retry"     // the attempt before failed
	TurnRunning   Turn = "running"   // it is under way
	TurnBlocked   Turn = "blocked"   // it cannot be run: a setting is missing
)

// A line is one thing that is run again and again: a source that is pulled, or a job.
type line struct {
	kind, source string // source is empty for a job
	spec         string // of the schedule
	schedule     cron.Schedule
	run          func(ctx context.Context, now time.Time) (schedules.Tally, error)
	cites        map[string]bool // sources it refers to
	blocked      error

	at     time.Time // of its next run
	turn   Turn      // why then
	missed int       // moments that were slept through
	began  time.Time // of the run under way; zero if none

	failed int       // attempts in a row
	since  time.Time // the first of them
	why    string    // the last failed
	alert  int64     // the open alert about it, 0 if none
	good   time.Time // last run that did not fail, in this process or on record
}

func (l *line) job() bool  { return l.source == "" }
func (l *line) idle() bool { return l.began.IsZero() && l.blocked == nil }

func (l *line) due(now time.Time) bool { return l.idle() && !l.at.After(now) }

// countMissed counts the moments of the schedule after one, up to now, a thousand at most.
func (l *line) countMissed(after, now time.Time) (n int) {
	for t := l.schedule.Next(after); !t.After(now) && n < 1000; t = l.schedule.Next(t) {
		n++
	}
	return n
}

// plan lets the next run be the one that the schedule names after a moment; where that has
// passed, it is done once, now.
func (l *line) plan(after, now time.Time) {
	l.at, l.turn, l.missed = l.schedule.Next(after), TurnScheduled, 0
	if l.at.Before(now) {
		l.missed = l.countMissed(after, now)
		l.at, l.turn = now, TurnMissed
	}
}

// outcome is how a run ended.
type outcome struct {
	tally schedules.Tally
	err   error
	ended time.Time
	cut   bool // the process is ending
}

// A verdict is what comes of an outcome.
type verdict struct {
	schedules.Record
	at    time.Time // of the next run
	worth bool      // to be put on record
	raise bool      // a person must be told
	clear bool      // what a person was told is over
	since time.Time // the first failure
}

// settled takes note of an outcome and says what comes next. A source that brought nothing
// is not worth a record: it is looked at every few minutes.
func (l *line) settled(o outcome, retry Retry) verdict {
	v := verdict{Record: schedules.Record{Kind: l.kind, Source: l.source, State: schedules.RunDone, Began: l.began, Ended: o.ended, Attempt: l.failed + 1, Tally: o.tally}}
	switch {
	case o.err != nil && o.cut:
		v.State, v.worth = schedules.RunStopped, true
	case o.err != nil:
		v.State, v.Message, v.worth = schedules.RunFailed, o.err.Error(), true
		l.fail(&v, o, retry)
	default:
		v.worth = l.job() || o.tally.Landed > 0 || l.failed > 0
		v.clear = l.alert != 0
		l.failed, l.since, l.why, l.good = 0, time.Time{}, "", o.ended
		l.plan(l.began, o.ended)
	}
	v.at = l.at
	return v
}

// fail decides between another attempt and telling a person. Once a person is told, the
// next turn of the schedule begins anew.
func (l *line) fail(v *verdict, o outcome, retry Retry) {
	if l.failed == 0 {
		l.since = o.ended
	}
	l.failed++
	l.why, v.since = v.Message, l.since
	next := o.ended.Add(retry.pause(l.failed))
	if !final(o.err) && !next.After(l.since.Add(retry.Window)) {
		l.at, l.turn, v.Next = next, TurnRetry, next
		return
	}
	v.raise = l.alert == 0
	l.failed, l.since = 0, time.Time{}
	l.plan(o.ended, o.ended)
}
