package kafka

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/segmentio/kafka-go"
)

// A Letter is a rejected message, with the reason.
type Letter struct {
	Place   Place
	Value   []byte
	Rules   string // that it breaks, with commas between them
	Reason  string // in words, without any value of the message
	Landing string // id of the landing that keeps it
	Row     int64  // its row there
}

// Bury writes letters to the topic of dead letters and returns when they are kept there.
// After a crash some are written twice; the key, topic/partition/offset of the message, is
// the same then.
func (t *Topic) Bury(ctx context.Context, letters []Letter) error {
	if t.dead == "" || len(letters) == 0 {
		return nil
	}
	w := &kafka.Writer{Addr: t.wire.client.Addr, Topic: t.dead, Balancer: &kafka.Hash{}, RequiredAcks: kafka.RequireAll, Transport: t.wire.transport, BatchTimeout: 1, BatchBytes: largest, MaxAttempts: 5}
	defer w.Close()
	var all []kafka.Message
	for _, l := range letters {
		all = append(all, t.letter(l))
	}
	err := w.WriteMessages(ctx, all...)
	if tooLarge(err) {
		err = slimmer(ctx, w, all)
	}
	if err != nil {
		return fmt.Errorf("dead letters: topic %s: %w", t.dead, err)
	}
	return nil
}

// largest is a message that is written whole, if the topic takes it.
const largest = 64 << 20

func tooLarge(err error) bool {
	var all kafka.WriteErrors
	if errors.As(err, &all) {
		return slices.ContainsFunc(all, tooLarge)
	}
	var one kafka.MessageTooLargeError
	return errors.As(err, &one) || errors.Is(err, kafka.MessageSizeTooLarge)
}

// slimmer writes letters one by one, and those that the topic does not take without the
// message: the landing keeps it, and the stream must not stand still for it.
func slimmer(ctx context.Context, w *kafka.Writer, letters []kafka.Message) error {
	for _, m := range letters {
		err := w.WriteMessages(ctx, m)
		if tooLarge(err) {
			m.Headers = append(m.Headers, kafka.Header{Key: "nsk-left-out", Value: []byte(fmt.Sprintf("%d bytes, larger than the topic takes", len(m.Value)))})
			m.Value = nil
			err = w.WriteMessages(ctx, m)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *Topic) letter(l Letter) kafka.Message {
	partition, offset := strconv.Itoa(l.Place.Partition), strconv.FormatInt(l.Place.Offset, 10)
	m := kafka.Message{Key: []byte(t.name + "/" + partition + "/" + offset), Value: l.Value}
	for _, h := range [][2]string{{"nsk-rule", l.Rules}, {"nsk-reason", l.Reason}, {"nsk-landing", l.Landing}, {"nsk-row", strconv.FormatInt(l.Row, 10)},
		{"nsk-source", t.source}, {"nsk-topic", t.name}, {"nsk-partition", partition}, {"nsk-offset", offset}} {
		m.Headers = append(m.Headers, kafka.Header{Key: h[0], Value: []byte(h[1])})
	}
	return m
}
