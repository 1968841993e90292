package kafka

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"

	"nsk/connectors/connectortest"
)

func TestReadme(t *testing.T) { connectortest.Readme(t, Kind()) }

// The origin of a batch tells of every row where its message stands.
func TestPlaces(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 1))
	var run []kafka.Message
	for p := range 3 {
		offset := int64(dice.IntN(100))
		for range dice.IntN(40) {
			offset += 1 + int64(dice.IntN(3)/2*dice.IntN(9))
			run = append(run, kafka.Message{Topic: "t", Partition: p * 2, Offset: offset})
		}
	}
	topic, at := Places(origin("t", run))
	for i, m := range run {
		if got, ok := at(int64(i + 1)); !ok || topic != "t" || got != (Place{m.Partition, m.Offset}) {
			t.Errorf("row %d: %v %t, want %d %d", i+1, got, ok, m.Partition, m.Offset)
		}
	}
	if _, ok := at(int64(len(run) + 1)); ok {
		t.Error("there is a place past the last row")
	}
}

// Messages of several days are taken a day at a time; of each partition always the first
// ones that are left, so that a cursor can say how far it has come.
func TestFirstDay(t *testing.T) {
	dice := rand.New(rand.NewPCG(2, 2))
	for range 200 {
		var held []kafka.Message
		days := make(map[int]bool)
		for p := range 3 {
			for o := range dice.IntN(8) {
				d := dice.IntN(3)
				days[d] = true
				held = append(held, kafka.Message{Partition: p, Offset: int64(o), Time: time.Date(2025, 3, 1+d, 6, 0, 0, 0, time.UTC)})
			}
		}
		dice.Shuffle(len(held), func(i, j int) { held[i], held[j] = held[j], held[i] })
		next, batches, all := Cursor{0: 0, 1: 0, 2: 0}, 0, len(held)
		for len(held) > 0 {
			run, rest := firstDay(held, time.Time{})
			for _, m := range run {
				if m.Offset != next[m.Partition] {
					t.Fatalf("partition %d goes on at %d, not %d", m.Partition, m.Offset, next[m.Partition])
				}
				next = next.after([]kafka.Message{m})
			}
			all -= len(run)
			held, batches = rest, batches+1
		}
		if all != 0 || batches > len(days) {
			t.Fatalf("%d messages are left, after %d batches of %d days", all, batches, len(days))
		}
	}
}

// One JSON object is kept byte for byte; anything else comes back as it was published.
func TestLine(t *testing.T) {
	for _, text := range []string{`{"a": 1.0 }`, `{}`, "", "null", "[1]", "{\"a\":1}{", "\xff", "x\ny"} {
		got := line([]byte(text))
		if slices.Contains(got, '\n') || string(Message(got)) != text {
			t.Errorf("%q becomes %q", text, got)
		}
	}
	if got := string(line([]byte("{\n \"a\": 1.0\r\n}"))); got != `{"a":1.0}` {
		t.Errorf("got %q", got)
	}
}
