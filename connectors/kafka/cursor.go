package kafka

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/segmentio/kafka-go"
)

// A Cursor is the next offset of each partition.
type Cursor map[int]int64

// ParseCursor reads what String prints; "" is the cursor of a stream that was never read.
func ParseCursor(text string) (Cursor, error) {
	c := make(Cursor)
	if text == "" {
		return c, nil
	}
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return nil, fmt.Errorf("cursor %q is not one of a topic: %w", text, err)
	}
	return c, nil
}

// String prints the cursor as JSON, partitions in a fixed order: {"0":17,"1":4}.
func (c Cursor) String() string {
	text, err := json.Marshal(c)
	if err != nil {
		panic(err) // numbers
	}
	return string(text)
}

// with is the cursor with another offset of a partition.
func (c Cursor) with(partition int, offset int64) Cursor {
	c = maps.Clone(c)
	if c == nil {
		c = make(Cursor)
	}
	c[partition] = offset
	return c
}

// after is the cursor past those messages.
func (c Cursor) after(messages []kafka.Message) Cursor {
	c = maps.Clone(c)
	for _, m := range messages {
		c[m.Partition] = m.Offset + 1
	}
	return c
}

// begin is where reading begins for one who has read up to want: partitions never read
// begin as start says. Messages that were deleted before they were read are counted.
func (t *Topic) begin(ctx context.Context, want Cursor) (Cursor, error) {
	parts, err := t.wire.partitions(ctx, t.name)
	if err != nil {
		return nil, err
	}
	spans, err := t.wire.spans(ctx, t.name, parts)
	if err != nil {
		return nil, err
	}
	first := len(want) == 0 && t.latest
	if first {
		if want, err = t.still(ctx, spans); err != nil {
			return nil, err
		}
	}
	from := make(Cursor)
	for p, offset := range want {
		if _, there := spans[p]; !there && offset > 0 {
			return nil, fmt.Errorf("there is no partition %d, and it was read up to %d: %w", p, offset, errBeyond)
		}
	}
	for _, p := range parts {
		offset, read := want[p]
		s := spans[p]
		switch {
		case !read:
			from[p] = s.First
		case offset < s.First:
			t.mu.Lock()
			t.missed += s.First - offset
			t.mu.Unlock()
			from[p] = s.First
		case offset > s.End:
			return nil, fmt.Errorf("partition %d ends at %d and was read up to %d: %w", p, s.End, offset, errBeyond)
		default:
			from[p] = offset
		}
	}
	return from, nil
}

// still is where a stream begins that wants only what is to come: where the group was told
// that it began, so that a restart before the first batch does not move it.
func (t *Topic) still(ctx context.Context, spans map[int]span) (Cursor, error) {
	told, err := t.Committed(ctx)
	if err != nil || len(told) > 0 {
		return told, err
	}
	for p, s := range spans {
		told[p] = s.End
	}
	return told, t.Commit(ctx, told)
}

// At is the cursor of the first messages of that time or later, by the time of the messages.
func (t *Topic) At(ctx context.Context, at time.Time) (Cursor, error) {
	parts, err := t.wire.partitions(ctx, t.name)
	if err != nil {
		return nil, t.failed(ctx, err)
	}
	spans, err := t.wire.spans(ctx, t.name, parts)
	if err != nil {
		return nil, t.failed(ctx, err)
	}
	c := make(Cursor)
	for _, p := range parts {
		c[p] = spans[p].End
		// One question a partition: the answers of several are told apart by their time only.
		answer, err := t.wire.client.ListOffsets(ctx, &kafka.ListOffsetsRequest{Topics: map[string][]kafka.OffsetRequest{t.name: {kafka.TimeOffsetOf(p, at)}}})
		if err != nil {
			return nil, t.failed(ctx, err)
		}
		for _, found := range answer.Topics[t.name] {
			if found.Error != nil {
				return nil, t.failed(ctx, found.Error)
			}
			for offset := range found.Offsets {
				if offset >= 0 {
					c[p] = offset
				}
			}
		}
	}
	return c, nil
}

// Back is the cursor since with the partitions of another in place of its own.
func Back(since string, other Cursor) (Cursor, error) {
	c, err := ParseCursor(since)
	if err != nil {
		return nil, err
	}
	maps.Copy(c, other)
	return c, nil
}

// Commit tells the group how far the stream has come.
func (t *Topic) Commit(ctx context.Context, c Cursor) error {
	var offsets []kafka.OffsetCommit
	for p, o := range c {
		offsets = append(offsets, kafka.OffsetCommit{Partition: p, Offset: o})
	}
	answer, err := t.wire.client.OffsetCommit(ctx, &kafka.OffsetCommitRequest{GroupID: t.group, GenerationID: -1, Topics: map[string][]kafka.OffsetCommit{t.name: offsets}})
	if err != nil {
		return fmt.Errorf("group %s: %w", t.group, err)
	}
	for _, p := range answer.Topics[t.name] {
		if p.Error != nil {
			return fmt.Errorf("group %s: %w", t.group, p.Error)
		}
	}
	return nil
}

// Committed is what the group was told last.
func (t *Topic) Committed(ctx context.Context) (Cursor, error) {
	parts, err := t.wire.partitions(ctx, t.name)
	if err != nil {
		return nil, err
	}
	answer, err := t.wire.client.OffsetFetch(ctx, &kafka.OffsetFetchRequest{GroupID: t.group, Topics: map[string][]int{t.name: parts}})
	if err != nil {
		return nil, fmt.Errorf("group %s: %w", t.group, err)
	}
	c := make(Cursor)
	for _, p := range answer.Topics[t.name] {
		if p.CommittedOffset >= 0 {
			c[p.Partition] = p.CommittedOffset
		}
	}
	if errors.Is(answer.Error, kafka.GroupIdNotFound) {
		return c, nil
	}
	return c, answer.Error
}

// Lag is how many messages of each partition are not behind the cursor yet.
func (t *Topic) Lag(ctx context.Context, c Cursor) (map[int]int64, error) {
	parts, err := t.wire.partitions(ctx, t.name)
	if err != nil {
		return nil, t.failed(ctx, err)
	}
	spans, err := t.wire.spans(ctx, t.name, parts)
	if err != nil {
		return nil, t.failed(ctx, err)
	}
	lag := make(map[int]int64)
	for _, p := range parts {
		lag[p] = max(0, spans[p].End-max(c[p], spans[p].First))
	}
	return lag, nil
}

// Behind reports whether a partition is not as far as in another cursor.
func (c Cursor) Behind(other Cursor) bool {
	for p, o := range other {
		if c[p] < o {
			return true
		}
	}
	return false
}
