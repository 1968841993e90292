package kafka

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/segmentio/kafka-go"
)

// A reading has a reader for each partition, and one channel that holds nothing: what is in
// memory is what the collector has taken and, of each partition, a few messages.
type reading struct {
	topic    *Topic
	ctx      context.Context
	stop     context.CancelFunc
	messages chan kafka.Message
	errs     chan error
	running  sync.WaitGroup
}

// ahead is how many messages of a partition wait to be taken.
const ahead = 256

// mostBytes is what a broker is asked for at once, of one partition.
const mostBytes = 1 << 20

func (t *Topic) read(from Cursor) *reading {
	r := &reading{topic: t, messages: make(chan kafka.Message), errs: make(chan error)}
	r.ctx, r.stop = context.WithCancel(context.Background()) // ended by end
	for p, offset := range from {
		r.add(p, offset)
	}
	return r
}

// add reads one partition more, until end.
func (r *reading) add(partition int, offset int64) {
	r.running.Go(func() { r.partition(partition, offset) })
}

func (r *reading) end() {
	r.stop()
	r.running.Wait()
}

// partition hands over its messages in order. A cluster that cannot be reached is said, and
// asked again.
func (r *reading) partition(partition int, offset int64) {
	from := kafka.NewReader(kafka.ReaderConfig{Brokers: r.topic.wire.brokers, Topic: r.topic.name, Partition: partition, Dialer: r.topic.wire.dialer,
		MinBytes: 1, MaxBytes: max(mostBytes, min(r.topic.bytes, 16*mostBytes)), MaxWait: 200 * time.Millisecond, QueueCapacity: ahead,
		ReadBackoffMin: 50 * time.Millisecond, ReadBackoffMax: time.Second, ReadLagInterval: -1, MaxAttempts: 2, IsolationLevel: kafka.ReadCommitted})
	defer from.Close()
	if err := from.SetOffset(offset); err != nil {
		r.tell(err)
		return
	}
	for r.ctx.Err() == nil {
		m, err := from.FetchMessage(r.ctx)
		if err != nil {
			r.tell(err)
			continue
		}
		select {
		case r.messages <- m:
		case <-r.ctx.Done():
		}
	}
}

func (r *reading) tell(err error) {
	select {
	case r.errs <- err:
	case <-r.ctx.Done():
	}
}

// fill takes messages until a batch is full or has waited long enough. What it took stays
// held, also with an error.
func (t *Topic) fill(ctx context.Context) error {
	size := 0
	for _, m := range t.held {
		size += len(m.Value)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	enough := time.NewTimer(t.wait)
	defer enough.Stop()
	for len(t.held) < t.rows && size < t.bytes {
		select {
		case m := <-t.reading.messages:
			t.held = append(t.held, m)
			size += len(m.Value)
		case err := <-t.reading.errs:
			if len(t.held) == 0 && !errors.Is(err, context.Canceled) {
				return err
			}
			return nil
		case <-enough.C:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// byPlace puts messages in the order of partitions and offsets, which is that of the rows.
func byPlace(messages []kafka.Message) {
	slices.SortFunc(messages, func(a, b kafka.Message) int {
		if a.Partition != b.Partition {
			return a.Partition - b.Partition
		}
		return int(a.Offset - b.Offset)
	})
}
