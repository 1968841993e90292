// Package stream reads topics into the warehouse for as long as it stands, batch by batch,
// under the contracts and rules that files are read under.
//
// A batch is fetched, landed and read before the next is fetched, so that a slow disk slows
// the fetching and nothing piles up. How far a stream has come is the cursor of the landing
// that was read last, in the transaction with its rows. Rejected messages are written to the
// topic of dead letters after that, and before the next batch.
package stream

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/connectors/kafka"
	"nsk/ingest"
	"nsk/schedules"
)

// Options are what a stream is made of.
type Options struct {
	House    *schedules.House
	Contract *contract.Contract // of kind kafka
	Topic    *kafka.Topic
	Now      func() time.Time
	Log      *slog.Logger

	From  kafka.Cursor  // where to go on instead of where it ended; nil: there
	Time  time.Time     // or with the first messages of that time; zero: not so
	Once  bool          // end when there is nothing left to read
	Grace time.Duration // for what is under way when it is to end; ten seconds if 0
	Pause time.Duration // after a failure, doubled with each up to a minute; a second if 0
}

// A Stream is one topic being read.
type Stream struct {
	Options
	provider string
	say      *ingest.Messages
	at       string // the cursor that the next batch follows
	back     bool   // it goes over what was read before
	ahead    kafka.Cursor

	mu    sync.Mutex // guards state
	state state
}

// New prepares a stream; nothing is read yet.
func New(o Options) (*Stream, error) {
	if o.Grace == 0 {
		o.Grace = 10 * time.Second
	}
	if o.Pause == 0 {
		o.Pause = time.Second
	}
	bodies := o.Contract.Providers(o.House.Bodies)
	if len(bodies) != 1 {
		return nil, fmt.Errorf("source %s: a stream is that of one provider, and the contract names %d", o.Contract.Source, len(bodies))
	}
	say, err := ingest.LoadMessages(o.House.Contracts)
	if err != nil {
		return nil, err
	}
	return &Stream{Options: o, provider: bodies[0].ID, say: say, state: state{became: make(map[string]int64), lag: make(map[int]int64)}}, nil
}

// Run reads until ctx ends, or with Once until there is nothing left; then it lets the batch
// under way finish. What fails is tried again, with growing pauses; with Once it is returned.
func (s *Stream) Run(ctx context.Context) error {
	work, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(s.Grace, cut) })()
	began, pause := false, s.Pause
	for ctx.Err() == nil {
		err := s.begin(work, &began)
		if err == nil {
			err = s.next(ctx, work)
		}
		switch {
		case ctx.Err() != nil && errors.Is(err, context.Canceled):
			return nil
		case errors.Is(err, errCaughtUp):
			return nil
		case err == nil:
			pause = s.Pause
			continue
		}
		s.failed(err)
		if s.Once {
			return err
		}
		s.Log.Error("stream", "source", s.Contract.Source, "err", err, "again", pause)
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
		pause, began = min(2*pause, time.Minute), s.back // where it goes on is asked again
	}
	return nil
}

var errCaughtUp = errors.New("nothing is left to read")

// begin reads what was landed before and not read, writes the dead letters that a crash may
// have kept back, and finds out where to go on.
func (s *Stream) begin(ctx context.Context, began *bool) error {
	if *began {
		return nil
	}
	if _, err := s.House.Resume(ctx); err != nil {
		return err
	}
	since, err := ingest.Since(ctx, s.House.Engine, s.Contract.Source, s.provider)
	if err != nil {
		return err
	}
	s.at = since
	if err := s.remind(ctx, since); err != nil {
		return err
	}
	if err := s.goBack(ctx, since); err != nil {
		return err
	}
	s.Log.Info("stream begins", "source", s.Contract.Source, "after", s.at)
	*began = true
	return nil
}

// goBack moves to where From or Time say, the first time.
func (s *Stream) goBack(ctx context.Context, since string) (err error) {
	if !s.Time.IsZero() {
		if s.From, err = s.Topic.At(ctx, s.Time); err != nil {
			return err
		}
	}
	if s.From == nil {
		return nil
	}
	if s.ahead, err = kafka.ParseCursor(since); err != nil {
		return err
	}
	to, err := kafka.Back(since, s.From)
	if err != nil {
		return err
	}
	s.at, s.back, s.From, s.Time = to.String(), true, nil, time.Time{}
	return nil
}

// next fetches one batch and takes it in. Fetching ends with ctx, the rest with work.
func (s *Stream) next(ctx, work context.Context) error {
	b, err := s.Topic.Fetch(ctx, connectors.Want{Provider: s.provider, Since: s.at})
	if errors.Is(err, connectors.ErrNotPublished) {
		return s.idle(ctx)
	}
	if err != nil {
		return err
	}
	var out ingest.Outcome
	now := s.Now()
	err = s.House.Alone(func() (err error) {
		out, err = s.House.Ingester.Run(work, b, s.Contract.Source, now)
		s.House.Arrived(work, s.Contract.Source, now, out, err)
		return errors.Join(err, b.Body.Close())
	})
	if err != nil {
		return err
	}
	if out.Verdict == ingest.Already {
		if out, err = ingest.OutcomeOf(work, s.House.Engine, out.Landing.Number); err != nil {
			return err
		}
	}
	if err := s.bury(work, out); err != nil {
		return err
	}
	return s.arrived(work, b.Cursor, out, now)
}

// arrived notes that a batch is in, and how much is left.
func (s *Stream) arrived(ctx context.Context, cursor string, out ingest.Outcome, now time.Time) error {
	s.at = cursor
	c, err := kafka.ParseCursor(cursor)
	if err != nil {
		return err
	}
	s.back = s.back && c.Behind(s.ahead)
	if err := s.Topic.Commit(ctx, c); err != nil {
		s.Log.Warn("the group was not told how far the stream has come", "source", s.Contract.Source, "err", err)
	}
	s.took(out, now)
	s.Log.Info("batch", "source", s.Contract.Source, "landing", out.Landing.Number, "verdict", string(out.Verdict), "received", out.Received, "accepted", out.Accepted, "rejected", out.Rejected)
	return s.measure(ctx, c)
}

// idle is when nothing came: how much is left is asked again, which also tells whether the
// cluster answers.
func (s *Stream) idle(ctx context.Context) error {
	c, err := kafka.ParseCursor(s.at)
	if err != nil {
		return err
	}
	if err := s.measure(ctx, c); err != nil {
		return err
	}
	if s.Once && s.left() == 0 {
		return errCaughtUp
	}
	return nil
}
