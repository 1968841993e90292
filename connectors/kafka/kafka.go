// Package kafka brings the messages of a topic, batch by batch, and says with each batch
// where the next goes on.
//
// Partitions are read from offsets of our own, which are kept with the rows they brought,
// and never from what a consumer group has committed: so a crash between the two neither
// loses nor doubles. Every partition of the topic is read by the one process that holds
// the warehouse. The group's offsets are committed after the fact, for the tools that watch
// lag, and to remember which dead letters are written.
package kafka

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/segmentio/kafka-go"

	"nsk/connectors"
	"nsk/connectors/contract"
)

// Name is the word of a contract's key connector.
const Name = "kafka"

// Kind is this transport.
func Kind() connectors.Kind {
	return connectors.Kind{
		Name: Name, About: "Messages of a Kafka topic, each a JSON object, read as a stream by nsk stream or nsk serve.", New: New, Stream: true,
		Options: []connectors.Option{
			{Name: "endpoint", About: "name of the cluster; its brokers stand under endpoints in nsk.yaml as host:port, several with commas between them", Required: true},
			{Name: "topic", About: "topic that the messages are read from", Required: true},
			{Name: "dead-letters", About: "topic that rejected messages are written to, with the reason in their headers; none if not said"},
			{Name: "group", About: "consumer group whose offsets are committed so that others see the lag; nsk-<source> if not said"},
			{Name: "start", About: "where the first pull begins: with the earliest message there is, or with those still to come", Default: "earliest", Values: []string{"earliest", "latest"}},
			{Name: "batch-rows", About: "most messages of a batch, which is one landing", Form: connectors.Number, Default: "20000"},
			{Name: "batch-bytes", About: "most bytes of a batch, whatever one message has", Form: connectors.Number, Default: "16777216"},
			{Name: "batch-wait", About: "how long a batch that is not full waits for more; each batch is a landing, so that seconds make many", Form: connectors.Duration, Default: "30s"},
			{Name: "tls", About: "whether the brokers are reached over TLS", Form: connectors.Flag, Default: "true"},
			{Name: "sasl", About: "how the user of the endpoint is proved", Values: []string{"plain", "scram-sha-256", "scram-sha-512"}},
		},
		Secrets: []connectors.Option{{Name: "*", About: "password of the endpoint's user, where sasl is said"}},
	}
}

// A Topic is the stream of one source. It reads ahead by at most one batch. Its methods
// are called by one goroutine, but for Lag.
type Topic struct {
	source   string
	name     string
	dead     string
	group    string
	latest   bool
	provider string
	rows     int
	bytes    int
	wait     time.Duration
	now      func() time.Time
	wire     *wired

	mu      sync.Mutex // guards next
	next    Cursor     // what was handed over last ends here
	known   string     // next, as text; "" before the first pull
	reading *reading
	held    []kafka.Message // read and not handed over yet, by partition in order of their offsets
	refresh *time.Ticker
	missed  int64
}

// New returns the stream of the contract, with the options of Kind. Nothing is asked of the
// cluster yet.
func New(c *contract.Contract, env connectors.Env) (connectors.Connector, error) { return Open(c, env) }

// Open is New for those who use what only a stream has. The caller closes it.
func Open(c *contract.Contract, env connectors.Env) (*Topic, error) {
	s, err := Kind().Settings(c)
	if err != nil {
		return nil, err
	}
	if c.JSON == nil || !c.JSON.Lines {
		return nil, fmt.Errorf("source %s: messages are read as JSON Lines; say json: {lines: true} in the contract", c.Source)
	}
	wire, err := reach(c.Source, s, env)
	if err != nil {
		return nil, err
	}
	t := &Topic{source: c.Source, name: s["topic"], dead: s["dead-letters"], group: s["group"], latest: s["start"] == "latest", provider: c.Provider,
		rows: s.Number("batch-rows"), bytes: s.Number("batch-bytes"), wait: s.Duration("batch-wait"), now: env.Now, wire: wire, refresh: time.NewTicker(30 * time.Second)}
	if t.group == "" {
		t.group = "nsk-" + c.Source
	}
	return t, nil
}

// Close ends the reading.
func (t *Topic) Close() error {
	t.refresh.Stop()
	t.rest()
	t.wire.transport.CloseIdleConnections()
	return nil
}

// Dead reports whether rejected messages are written to a topic.
func (t *Topic) Dead() bool { return t.dead != "" }

// Missed is how many messages were deleted from the topic before they were read.
func (t *Topic) Missed() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.missed
}

// Fetch returns the next messages after w.Since: all of one day by their own time, or of an
// earlier one that come late. The period wanted does not matter, that of the batch is the
// day. It waits for a full batch as long as batch-wait says, and returns ErrNotPublished if
// nothing has come. What was handed over and not kept comes again, because then w.Since has
// not moved.
func (t *Topic) Fetch(ctx context.Context, w connectors.Want) (*connectors.Batch, error) {
	if err := t.position(ctx, w.Since); err != nil {
		return nil, t.failed(ctx, err)
	}
	if err := t.fill(ctx); err != nil {
		return nil, t.failed(ctx, err)
	}
	run, rest := firstDay(t.held, t.today())
	if len(run) == 0 {
		if err := t.Renew(ctx); err != nil {
			return nil, t.failed(ctx, err)
		}
		return nil, fmt.Errorf("topic %s: %w", t.name, connectors.ErrNotPublished)
	}
	next := t.cursor().after(run)
	b := &connectors.Batch{Want: w, MediaType: connectors.MediaJSONLines, Name: t.name, Origin: origin(t.name, run), Cursor: next.String(), Body: io.NopCloser(lines(run))}
	b.Period = period(run, t.today())
	t.handed(next, rest)
	return b, nil
}

// failed says of an error where it happened; what a context says, it says itself.
func (t *Topic) failed(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return fmt.Errorf("source %s: topic %s at %s: %w", t.source, t.name, t.wire.brokers[0], err)
}

func (t *Topic) cursor() Cursor {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.next
}

func (t *Topic) handed(next Cursor, rest []kafka.Message) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.next, t.known, t.held = next, next.String(), rest
}

func (t *Topic) today() time.Time {
	if t.now == nil {
		return time.Time{}
	}
	return t.now()
}

// position makes sure that what is read next follows since.
func (t *Topic) position(ctx context.Context, since string) error {
	if t.reading != nil && since == t.known {
		return t.renew(ctx)
	}
	t.rest()
	want, err := ParseCursor(since)
	if err != nil {
		return err
	}
	from, err := t.begin(ctx, want)
	if err != nil {
		return err
	}
	t.handed(from, nil)
	t.mu.Lock()
	t.known = since
	t.mu.Unlock()
	t.reading = t.read(from)
	return nil
}

// rest ends the reading; what was read ahead comes again.
func (t *Topic) rest() {
	if t.reading != nil {
		t.reading.end()
	}
	t.reading, t.held = nil, nil
}

// renew takes up partitions that were added, now and then where messages never end.
func (t *Topic) renew(ctx context.Context) error {
	select {
	case <-t.refresh.C:
	default:
		return nil
	}
	return t.Renew(ctx)
}

// Renew looks whether partitions were added, and reads those from their first message on.
func (t *Topic) Renew(ctx context.Context) error {
	parts, err := t.wire.partitions(ctx, t.name)
	if err != nil {
		return err
	}
	now := t.cursor()
	for _, p := range parts {
		if _, known := now[p]; known {
			continue
		}
		t.mu.Lock()
		t.next = t.next.with(p, 0)
		t.mu.Unlock()
		if t.reading != nil {
			t.reading.add(p, 0)
		}
	}
	return nil
}

var errBeyond = errors.New("the topic has fewer messages than were read of it; if it was made anew, say with nsk stream --from-offset where to go on")
