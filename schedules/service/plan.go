package service

import (
	"context"
	"sort"
	"time"

	"nsk/schedules"
	"nsk/schedules/calendar"
)

// An Entry is the next run of a source or job: when, why, and what it will do.
type Entry struct {
	At           time.Time
	Kind, Source string
	Turn         Turn
	Cron         string // its schedule
	Missed       int    // moments that were slept through
	Attempt      int    // that it will be; 1: the first
	Problem      string // why the attempt before failed
	Err          error  // why it is blocked
	Steps        []schedules.Step
}

// KindResume is the kind of the run that reads what was landed before, but not read.
const KindResume = "resume"

// Plan lists the next run of every source and job, as they will come. At moves the plan
// to a later moment: what would be run then if nothing happened before. It is zero for now.
func (s *Service) Plan(ctx context.Context, at time.Time) ([]Entry, error) {
	now := later(s.now(), at)
	entries := s.entries(at)
	days := make(map[calendar.Day]map[string][]schedules.Step) // steps by source, of each day that is asked about
	for i := range entries {
		e := &entries[i]
		if e.Source == "" {
			continue
		}
		when := later(e.At, now)
		day := calendar.LocalDay(when)
		if days[day] == nil {
			var err error
			if days[day], err = s.steps(ctx, when); err != nil {
				return nil, err
			}
		}
		e.Steps = days[day][e.Source]
	}
	if unread := days[calendar.LocalDay(now)][""]; len(unread) > 0 {
		entries = append([]Entry{{At: now, Kind: KindResume, Turn: TurnStart, Attempt: 1, Steps: unread}}, entries...)
	}
	return entries, nil
}

// steps are what the sources do on a day; what is to be read again stands under "".
func (s *Service) steps(ctx context.Context, when time.Time) (map[string][]schedules.Step, error) {
	all, err := s.House.Steps(ctx, when)
	if err != nil {
		return nil, err
	}
	by := make(map[string][]schedules.Step)
	for _, step := range all {
		source := step.Source
		if step.Reason == schedules.ReasonUnread {
			source = ""
		}
		by[source] = append(by[source], step)
	}
	return by, nil
}

func (s *Service) entries(at time.Time) []Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Entry
	for _, l := range s.lines {
		e := Entry{At: later(l.at, at), Kind: l.kind, Source: l.source, Turn: l.turn, Cron: l.spec, Missed: l.missed, Attempt: l.failed + 1, Problem: l.why}
		switch {
		case l.blocked != nil:
			e.At, e.Turn, e.Err = time.Time{}, TurnBlocked, l.blocked
		case !l.began.IsZero():
			e.At, e.Turn = l.began, TurnRunning
		}
		all = append(all, e)
	}
	sort.SliceStable(all, func(i, j int) bool { return before(all[i], all[j]) })
	return all
}

// before puts what is blocked last.
func before(a, b Entry) bool {
	if a.At.IsZero() || b.At.IsZero() {
		return b.At.IsZero() && !a.At.IsZero()
	}
	return a.At.Before(b.At)
}
