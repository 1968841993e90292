package stream_test

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kmsg"

	"nsk/schedules/stream"
)

// While the warehouse is busy, or its disk slow, no more is fetched: what is in memory stays
// small however much there is to read, and when the disk is free again the stream goes on.
func TestSlowDisk(t *testing.T) {
	w := newWorld(t)
	w.stops() // the fetches are counted in the broker
	const each, size = 1000, 8 << 10
	var many []kafka.Message
	for n := range each * partitions {
		many = append(many, event{app: n % 7, id: n + 1, extra: `,"note":"` + strings.Repeat("x", size) + `"`}.message())
		many[n].Partition = n % partitions
	}
	for some := range slices.Chunk(many, 100) { // a fetch brings whole batches of the writer
		w.write(some...)
	}
	many = nil
	w.options["batch-bytes"] = "1000000"
	fetched := make(chan bool, 10_000)
	w.broker.ControlKey(int16(kmsg.Fetch), func(kmsg.Request) (kmsg.Response, error, bool) {
		w.broker.KeepControl()
		fetched <- true
		return nil, nil, false
	})
	before := alive()
	s := w.stream(func(o *stream.Options) { o.Once = false })
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	<-fetched // it has begun
	busy, free := make(chan bool), make(chan bool)
	go func() { _ = w.house.Alone(func() error { close(busy); <-free; return nil }) }()
	<-busy
	enough := time.After(10 * time.Second)
	for quiet := false; !quiet; { // until nothing is asked of the broker any more
		select {
		case <-enough:
			t.Error("it goes on asking for more")
			quiet = true
		case <-fetched:
		case <-time.After(600 * time.Millisecond):
			quiet = true
		}
	}
	if grown := int64(alive()) - int64(before); grown > 14<<20 {
		t.Errorf("%d MB are in memory of a topic of %d MB", grown>>20, each*partitions*size>>20)
	}
	was := s.Read()
	close(free)
	for end := time.Now().Add(time.Minute); s.Read() == was && time.Now().Before(end); {
		time.Sleep(10 * time.Millisecond)
	}
	end()
	if err := <-ended; err != nil || s.Read() == was {
		t.Errorf("it read %d then: %v", s.Read(), err)
	}
}

func alive() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
