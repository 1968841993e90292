package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/segmentio/kafka-go"
	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"nsk/connectors/synthetic"
	"nsk/schedules/calendar"
)

// A publisher is a synthetic republic that publishes by itself, for installations that are
// tried out: the systems that an installation asks, the inbox it watches, the topic it reads.
type publisher struct {
	listen, inbox string
	brokers       []string
	topic         string
	every         time.Duration
	seed          uint64
	size          map[string]int
	republic      *synthetic.Republic
	events        *kafka.Writer // nil where there are no brokers
}

// synthetic is not among the commands that are listed: nobody needs it who has real sources.
func (a *app) synthetic() *cobra.Command {
	var p publisher
	c := &cobra.Command{
		Use:    "synthetic",
		Hidden: true,
		Short:  "Publish as a synthetic republic does: over HTTP, into an inbox, and its events to a Kafka topic",
		Long: "Lives this year from its first day, a day each --every, until today, and then a day a day. The key of its open data is\n" +
			"\"" + synthetic.APIKey + "\". Begun again, it publishes the year again: who reads it must not take anything twice.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			r := demonstration{size: p.size}
			if err := r.scaled(); err != nil {
				return err
			}
			p.republic = synthetic.New(synthetic.Options{Seed: p.seed, Year: a.now().Year(), Scale: r.scale})
			return a.pretend(c.Context(), &p)
		},
	}
	f := c.Flags()
	f.StringVar(&p.listen, "listen", "127.0.0.1:8395", "address of its services, and of /healthz")
	f.StringVar(&p.inbox, "inbox", "", "folder that its returns are dropped into; none if empty")
	f.StringSliceVar(&p.brokers, "kafka", nil, "brokers that its events are published to, host:port; none if empty")
	f.StringVar(&p.topic, "topic", "career-enbek.applications", "topic of the events")
	f.DurationVar(&p.every, "every", 2*time.Second, "how long a day lasts until today is reached")
	f.Uint64Var(&p.seed, "seed", 1, "which republic")
	f.StringToIntVar(&p.size, "scale", map[string]int{"centres": 60, "applications": 15000}, "how many centres, and applications a year")
	return c
}

// pretend serves and lives until the context ends.
func (a *app) pretend(ctx context.Context, p *publisher) error {
	l, err := net.Listen("tcp", p.listen)
	if err != nil {
		return fmt.Errorf("synthetic republic: %w", err)
	}
	mux := http.NewServeMux()
	mux.Handle("/", p.republic.Handler())
	mux.HandleFunc("/healthz", func(http.ResponseWriter, *http.Request) {}) // 200 says it all
	web := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	if len(p.brokers) > 0 {
		p.events = &kafka.Writer{Addr: kafka.TCP(p.brokers...), Topic: p.topic, Balancer: &kafka.Hash{}, RequiredAcks: kafka.RequireAll, AllowAutoTopicCreation: true, BatchTimeout: 10 * time.Millisecond, MaxAttempts: 30}
		defer p.events.Close()
	}
	fmt.Fprintf(a.out, "synthetic republic of %d at http://%s\n", a.now().Year(), l.Addr())
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		if err := web.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	group.Go(func() error { defer web.Close(); return a.liveOn(ctx, p) })
	return group.Wait()
}

// liveOn publishes day after day; the first is the last of the year before, on which the
// platform tells all that was before.
func (a *app) liveOn(ctx context.Context, p *publisher) error {
	day := calendar.LocalDay(time.Date(a.now().Year(), 1, 1, 0, 0, 0, 0, calendar.Location())) - 1
	for {
		for ; day < calendar.LocalDay(a.now()); day++ {
			if err := p.day(ctx, day); err != nil && ctx.Err() == nil {
				return err
			}
			fmt.Fprintf(a.out, "published %s\n", day)
			if !rest(ctx, p.every) {
				return nil
			}
		}
		if !rest(ctx, time.Minute) {
			return nil
		}
	}
}

// day publishes what a day that is over has brought.
func (p *publisher) day(ctx context.Context, day calendar.Day) error {
	if err := p.republic.Publish((day + 1).Start(), p.inbox); err != nil || p.events == nil {
		return err
	}
	events, err := p.republic.EventsOn(day.Start())
	if err != nil {
		return err
	}
	messages := make([]kafka.Message, len(events))
	for i, e := range events {
		messages[i] = kafka.Message{Key: []byte(e.Application), Value: e.JSON, Time: e.At}
	}
	_, err = backoff.Retry(ctx, func() (struct{}, error) {
		err := p.events.WriteMessages(ctx, messages...)
		var answer kafka.Error
		if err != nil && !(errors.As(err, &answer) && answer.Temporary()) { // a topic that is being made is not there yet
			err = backoff.Permanent(err)
		}
		return struct{}{}, err
	}, backoff.WithBackOff(backoff.NewExponentialBackOff()), backoff.WithMaxElapsedTime(time.Minute))
	return err
}

// rest waits, and reports whether there is more to do.
func rest(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
