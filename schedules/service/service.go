// Package service runs the pulls and jobs of an installation for as long as it stands: at
// the moments their schedules name, again after failures, and once after downtime.
//
// Cron only wakes it. What is run is decided by looking: at the returns that are owed and
// have not come, at the files that lie ready, at the runs on record. So a moment that was
// slept through is caught up, and nothing is done twice.
//
// One source is never pulled twice at once. Sources are pulled side by side, because one
// that does not answer must stop no other; what touches the warehouse takes its turn. Jobs
// run one after the other.
package service

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/robfig/cron/v3"

	"nsk/schedules"
	"nsk/schedules/calendar"
)

// A Job is something that is done at set moments.
type Job struct {
	Name string // of its runs on record
	Cron string // five fields, in the time of Asia/Almaty
	// Run does the job as at the moment now. An error wrapped by Final is not worth another
	// attempt.
	Run func(ctx context.Context, now time.Time) error
}

// Options are what a service is made of.
type Options struct {
	House *schedules.House
	Jobs  []Job
	Cron  map[string]string // schedules that differ from the built-in ones, by source, job or kind of connector
	Now   func() time.Time
	Log   *slog.Logger
	Retry Retry
	// Alert tells somebody; nil tells nobody but log, metrics and ledger. It is called when
	// an alert is raised and again when it is cleared.
	Alert func(context.Context, Alert) error
	// TrustClock says that what is on record of later than now is wrong, and not the clock.
	TrustClock bool
	Metrics    []prometheus.Collector // shown with those of the service

	Lanes    int           // sources pulled side by side
	Limit    time.Duration // of one run
	Patience time.Duration // how long a run lets others go first that it builds on
	Grace    time.Duration // for what is under way when the service is to end
}

func (o Options) withDefaults() Options {
	o.Retry = o.Retry.withDefaults()
	for _, d := range []struct {
		at    *time.Duration
		value time.Duration
	}{{&o.Limit, time.Hour}, {&o.Patience, 15 * time.Minute}, {&o.Grace, 10 * time.Second}} {
		if *d.at == 0 {
			*d.at = d.value
		}
	}
	if o.Lanes == 0 {
		o.Lanes = 4
	}
	return o
}

// A Service is an installation at work.
type Service struct {
	Options
	wake    chan struct{}
	running sync.WaitGroup

	mu       sync.Mutex // guards the rest
	lines    []*line
	latest   time.Time // that the clock has ever said, or that is on record
	behind   bool      // the clock says less
	beat     time.Time // when the service last looked around
	stopping bool
	counts   counts
	unclock  int64   // the open alert about the clock, 0 if none
	over     []int64 // open alerts on record of which nothing is left
}

// heartbeat is how often the service looks around where nothing wakes it.
const heartbeat = 15 * time.Second

// New prepares a service and reads from the ledger where it stands. Nothing is run yet. A
// clock that is behind the ledger is a *schedules.ClockError.
func New(ctx context.Context, o Options) (*Service, error) {
	s := &Service{Options: o.withDefaults(), wake: make(chan struct{}, 1)}
	if err := s.setUp(); err != nil {
		return nil, err
	}
	now := s.now()
	if err := s.setClock(ctx, now); err != nil {
		return nil, err
	}
	return s, s.remember(ctx, now)
}

// now is the moment by the clock on the wall: a monotonic reading would not show that it
// was turned back.
func (s *Service) now() time.Time { return s.Now().Round(0) }

// Run serves until ctx ends, and then ends what is under way. What does not end within
// Grace is cut off: its transaction is rolled back, and the next start does it.
func (s *Service) Run(ctx context.Context) error {
	work, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	s.begin(work)
	bell := cron.New(cron.WithLocation(calendar.Location()))
	for _, l := range s.lines {
		bell.Schedule(l.schedule, cron.FuncJob(s.poke))
	}
	bell.Start()
	defer bell.Stop()
	s.Log.Info("serving", "sources", len(s.lines)-len(s.Jobs), "jobs", len(s.Jobs))
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-s.wake:
		case <-time.After(s.look(work)):
		}
	}
	s.end(cut)
	return nil
}

// begin puts right what an end before has left, and says what cannot be done.
func (s *Service) begin(ctx context.Context) {
	for _, number := range s.over {
		s.clear(ctx, Alert{Number: number, Cleared: s.now()})
	}
	var blocked []string
	for _, l := range s.lines {
		if l.blocked != nil {
			blocked = append(blocked, l.source)
		}
	}
	if len(blocked) > 0 {
		s.Log.Warn("sources that cannot be pulled, for want of a setting; nsk plan says which", "sources", blocked)
	}
	if _, err := s.House.Resume(ctx); err != nil {
		s.Log.Error("what was landed before cannot all be read; nsk doctor says more", "err", err)
	}
}

// poke makes the service look around.
func (s *Service) poke() {
	select {
	case s.wake <- struct{}{}:
	default: // it is about to
	}
}

// end waits for what is under way, and cuts it off after Grace.
func (s *Service) end(cut func()) {
	s.mu.Lock()
	s.stopping = true
	s.mu.Unlock()
	s.Log.Info("ending; what is under way may finish", "within", s.Grace)
	done := make(chan struct{})
	go func() { s.running.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(s.Grace):
		s.Log.Warn("cut off what is under way; it is rolled back, and done by the next start")
		cut()
		<-done
	}
	s.Log.Info("ended")
}

// look starts what is due and returns how long to sleep where nothing happens.
func (s *Service) look(ctx context.Context) time.Duration {
	now := s.now()
	s.mu.Lock()
	s.beat = s.Now()
	s.mu.Unlock()
	if s.clockIsBehind(ctx, now) {
		return heartbeat
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.startable(now) {
		l.began = now
		s.running.Go(func() { s.work(ctx, l, now) })
	}
	return s.pause(now)
}

// pause is the time to the next attempt after a failure, and a heartbeat at most; for the
// rest cron wakes.
func (s *Service) pause(now time.Time) time.Duration {
	wait := heartbeat
	for _, l := range s.lines {
		if d := l.at.Sub(now); l.idle() && d > 0 {
			wait = min(wait, d)
		}
	}
	return wait
}

// startable are the lines to start now, in the order in which they build on each other.
func (s *Service) startable(now time.Time) (all []*line) {
	free := map[bool]int{false: s.Lanes, true: 1} // for pulls, for jobs
	for _, l := range s.lines {
		if !l.began.IsZero() {
			free[l.job()]--
		}
	}
	for i, l := range s.lines {
		if !l.due(now) || free[l.job()] <= 0 || now.Sub(l.at) < s.Patience && builds(l, s.lines[:i], now) {
			continue
		}
		free[l.job()]--
		all = append(all, l)
	}
	return all
}

// builds reports whether l should let one of those before it go first: a source those it
// cites, a job every source.
func builds(l *line, before []*line, now time.Time) bool {
	for _, b := range before {
		if b.job() || b.began.IsZero() && !b.due(now) {
			continue
		}
		if l.job() || l.cites[b.source] {
			return true
		}
	}
	return false
}

// work runs one line and puts on record what came of it.
func (s *Service) work(ctx context.Context, l *line, now time.Time) {
	limited, done := context.WithTimeout(ctx, s.Limit)
	defer done()
	s.Log.Debug("run", "kind", l.kind, "source", l.source, "attempt", l.failed+1)
	tally, err := l.run(limited, now)
	if err != nil && limited.Err() != nil && ctx.Err() == nil {
		err = errors.Join(err, errLimit)
	}
	s.settle(context.WithoutCancel(ctx), l, outcome{tally: tally, err: err, ended: s.now(), cut: ctx.Err() != nil})
	s.poke()
}

var errLimit = errors.New("the run took longer than it may and was cut off")

// settle decides what comes next of a line, and writes the record. The line is busy until
// that is done.
func (s *Service) settle(ctx context.Context, l *line, o outcome) {
	s.mu.Lock()
	next := l.settled(o, s.Retry)
	s.counts.note(next.Record)
	s.mu.Unlock()
	s.tell(next, o)
	if next.worth {
		if err := s.House.Keep(ctx, next.Record); err != nil {
			s.Log.Error("a run is not on record", "kind", l.kind, "source", l.source, "err", err)
		}
	}
	s.alert(ctx, l, next)
	s.mu.Lock()
	l.began = time.Time{}
	s.mu.Unlock()
}

func (s *Service) tell(n verdict, o outcome) {
	r := n.Record
	args := []any{"kind", r.Kind, "source", r.Source, "took", r.Ended.Sub(r.Began).Round(time.Millisecond), "landed", r.Tally.Landed, "received", r.Tally.Received, "rejected", r.Tally.Rejected}
	switch {
	case r.State == schedules.RunFailed:
		s.Log.Error("run failed", append(args, "attempt", r.Attempt, "next", n.at, "err", o.err)...)
	case r.State == schedules.RunStopped:
		s.Log.Warn("run cut off", args...)
	case n.worth:
		s.Log.Info("run done", args...)
	}
}
