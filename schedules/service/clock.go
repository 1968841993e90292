package service

import (
	"context"
	"time"

	"nsk/schedules"
)

// setClock compares the clock with what is on record, before anything is done by it.
func (s *Service) setClock(ctx context.Context, now time.Time) error {
	s.latest = now
	if s.TrustClock {
		return nil
	}
	return schedules.CheckClock(ctx, s.House.Engine.DB(), now)
}

// clockIsBehind reports whether the clock has gone back while the service stands. Days and
// terms rest on it, so nothing is started by such a clock, and a person is told. When it has
// caught up, the work goes on by itself.
func (s *Service) clockIsBehind(ctx context.Context, now time.Time) bool {
	s.mu.Lock()
	behind, was, latest := now.Add(schedules.ClockSlack).Before(s.latest), s.behind, s.latest
	s.behind = behind
	if now.After(s.latest) {
		s.latest = now
	}
	open := s.unclock
	s.mu.Unlock()
	switch {
	case behind && !was:
		s.beBehind(ctx, now, latest)
	case was && !behind:
		s.clear(ctx, Alert{Number: open, Kind: kindClock, Cleared: now})
	}
	return behind
}

func (s *Service) beBehind(ctx context.Context, now, latest time.Time) {
	back := &schedules.ClockError{Now: now, Latest: latest}
	number := s.raise(ctx, Alert{Kind: kindClock, Attempts: 1, Since: latest, Raised: latest, Message: back.Error()})
	s.mu.Lock()
	s.unclock = number
	s.mu.Unlock()
}
