package service

import (
	"context"
	"fmt"
	"time"

	"nsk/warehouse"
)

// An Alert is something that a person has to see to.
type Alert struct {
	Number       int64
	Kind, Source string // of the run; kind clock: the clock of the machine went back
	Attempts     int
	Since        time.Time // the first failure
	Raised       time.Time
	Cleared      time.Time // zero while it is so
	Message      string
}

// kindClock is the kind of alerts about the clock.
const kindClock = "clock"

// alert raises or clears the alert of a line, as its run came out.
func (s *Service) alert(ctx context.Context, l *line, v verdict) {
	a := Alert{Number: l.alert, Kind: v.Kind, Source: v.Source, Attempts: v.Attempt, Since: v.since, Message: v.Message}
	number := l.alert
	switch {
	case v.raise:
		a.Raised = v.Ended
		number = s.raise(ctx, a)
	case v.clear:
		a.Cleared = v.Ended
		s.clear(ctx, a)
		number = 0
	}
	s.mu.Lock()
	l.alert = number
	s.mu.Unlock()
}

// raise tells everybody, and returns the number on record. Where it cannot be recorded,
// the number is -1: it is raised all the same.
func (s *Service) raise(ctx context.Context, a Alert) int64 {
	s.Log.Error("ALERT", "kind", a.Kind, "source", a.Source, "attempts", a.Attempts, "since", a.Since, "message", a.Message)
	err := s.House.Engine.Tx(ctx, func(tx *warehouse.Tx) error {
		return tx.QueryRow(ctx, `INSERT INTO ledger.alert VALUES (nextval('ledger.alert_number'), ?::TIMESTAMP, NULL, ?, nullif(?, ''), ?, ?::TIMESTAMP, ?) RETURNING alert`,
			utc(a.Raised), a.Kind, a.Source, a.Attempts, utc(a.Since), a.Message).Scan(&a.Number)
	})
	if err != nil {
		s.Log.Error("an alert is not on record", "err", err)
		a.Number = -1
	}
	s.mu.Lock()
	s.counts.alerts++
	s.mu.Unlock()
	s.pass(ctx, a)
	return a.Number
}

// clear tells everybody that it is over.
func (s *Service) clear(ctx context.Context, a Alert) {
	s.Log.Info("alert cleared", "kind", a.Kind, "source", a.Source)
	err := s.House.Engine.Tx(ctx, func(tx *warehouse.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE ledger.alert SET cleared_at = ?::TIMESTAMP WHERE alert = ?`, utc(a.Cleared), a.Number)
		return err
	})
	if err != nil {
		s.Log.Error("a cleared alert is not on record", "err", fmt.Errorf("alert %d: %w", a.Number, err))
	}
	s.pass(ctx, a)
}

// pass hands the alert to whoever tells people, within half a minute.
func (s *Service) pass(ctx context.Context, a Alert) {
	if s.Alert == nil {
		return
	}
	ctx, done := context.WithTimeout(ctx, 30*time.Second)
	defer done()
	if err := s.Alert(ctx, a); err != nil {
		s.Log.Error("an alert could not be passed on", "kind", a.Kind, "source", a.Source, "err", err)
	}
}

func utc(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05.000") }
