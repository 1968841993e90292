package service

import (
	"context"
	"sort"
	"time"

	"nsk/schedules"
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

// Plan lists the next run of every source and job, as they will come. At moves the plan
// to a later moment: what would be run then if nothing happened before. It is zero for now.
func (s *Service) Plan(ctx context.Context, at time.Time) ([]Entry, error) {
	entries := s.entries(at)
	for i := range entries {
		e := &entries[i]
		if e.Source == "" {
			continue
		}
		var err error
		if e.Steps, err = s.House.StepsOf(ctx, e.Source, later(e.At, later(s.now(), at))); err != nil {
			return nil, err
		}
	}
	return entries, nil
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
