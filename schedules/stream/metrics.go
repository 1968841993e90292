package stream

import (
	"context"
	"maps"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"nsk/connectors/kafka"
	"nsk/ingest"
)

// state is what is shown of a stream.
type state struct {
	lag      map[int]int64
	became   map[string]int64 // messages, by what became of them
	batches  int64
	letters  int64
	failures int64
	down     bool
	read     time.Time // when a batch came last
}

func (s *Stream) took(out ingest.Outcome, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.batches++
	s.state.read = now
	for what, n := range map[string]int64{"accepted": out.Accepted, "rejected": out.Rejected, "duplicate": out.Duplicate, "out of scope": out.OutOfScope} {
		s.state.became[what] += n
	}
}

func (s *Stream) buried(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.letters += int64(n)
}

func (s *Stream) failed(error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.failures++
	s.state.down = true
}

// measure asks how much is left to read after c.
func (s *Stream) measure(ctx context.Context, c kafka.Cursor) error {
	lag, err := s.Topic.Lag(ctx, c)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.lag, s.state.down = lag, false
	return nil
}

func (s *Stream) left() (n int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.state.lag {
		n += l
	}
	return n
}

// Read is how many messages this run has read.
func (s *Stream) Read() (n int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.state.became {
		n += m
	}
	return n
}

func describe(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("nsk_stream_"+name, help, append([]string{"source"}, labels...), nil)
}

// The metrics of a stream.
var (
	descLag      = describe("lag_messages", "Messages of a partition that are not read yet, when it was last asked.", "partition")
	descMessages = describe("messages_total", "Messages read since the start, by what became of them.", "became")
	descBatches  = describe("batches_total", "Batches read since the start.")
	descLetters  = describe("dead_letters_total", "Rejected messages written to the topic of dead letters since the start.")
	descFailures = describe("failures_total", "Failures since the start; each is followed by another attempt.")
	descUp       = describe("up", "1 if the last attempt to read did not fail.")
	descMissed   = describe("missed_total", "Messages that the cluster had deleted before they were read.")
	descRead     = describe("read_timestamp_seconds", "When a batch was read last.")
)

// Describe implements prometheus.Collector: a stream is one among several of the same metrics.
func (s *Stream) Describe(chan<- *prometheus.Desc) {}

// Collect implements prometheus.Collector.
func (s *Stream) Collect(ch chan<- prometheus.Metric) {
	s.mu.Lock()
	now := s.state
	now.lag, now.became = maps.Clone(now.lag), maps.Clone(now.became)
	s.mu.Unlock()
	show := func(d *prometheus.Desc, kind prometheus.ValueType, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, kind, v, append([]string{s.Contract.Source}, labels...)...)
	}
	for p, n := range now.lag {
		show(descLag, prometheus.GaugeValue, float64(n), strconv.Itoa(p))
	}
	for what, n := range now.became {
		show(descMessages, prometheus.CounterValue, float64(n), what)
	}
	show(descBatches, prometheus.CounterValue, float64(now.batches))
	show(descLetters, prometheus.CounterValue, float64(now.letters))
	show(descFailures, prometheus.CounterValue, float64(now.failures))
	show(descMissed, prometheus.CounterValue, float64(s.Topic.Missed()))
	up := 1.0
	if now.down {
		up = 0
	}
	show(descUp, prometheus.GaugeValue, up)
	if !now.read.IsZero() {
		show(descRead, prometheus.GaugeValue, float64(now.read.Unix()))
	}
}
