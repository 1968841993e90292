package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"time"

	kafkago "github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kfake"
	"golang.org/x/sync/errgroup"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/connectors/kafka"
	"nsk/connectors/synthetic"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/schedules/stream"
)

const (
	brokerCommand = "broker" // first argument of a process that is a broker
	topic         = "applications"
	partitions    = 3
)

// published is the time of all messages: batches are as large as they may be.
var published = time.Date(2026, 1, 5, 6, 0, 0, 0, time.UTC)

// brokerMain is a broker that speaks the protocol of Kafka, until its input ends.
func brokerMain(in io.Reader, out io.Writer) error {
	c, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(partitions, topic))
	if err != nil {
		return err
	}
	defer c.Close()
	fmt.Fprintln(out, c.ListenAddrs()[0])
	_, err = io.Copy(io.Discard, in)
	return err
}

// startBroker starts one in a process of its own with so many events. Stop ends it.
func startBroker(ctx context.Context, rows int) (address string, stop func() error, err error) {
	self, err := os.Executable()
	if err != nil {
		return "", nil, err
	}
	cmd := exec.CommandContext(ctx, self, brokerCommand)
	cmd.Stderr = os.Stderr
	held, err := cmd.StdinPipe()
	if err != nil {
		return "", nil, err
	}
	said, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	stop = func() error { return errors.Join(held.Close(), cmd.Wait()) }
	if _, err := fmt.Fscanln(said, &address); err != nil {
		return "", nil, errors.Join(err, stop())
	}
	if err := publish(ctx, address, rows); err != nil {
		return "", nil, errors.Join(err, stop())
	}
	return address, stop, nil
}

// publish writes the events of a small republic's year, repeated under other numbers.
func publish(ctx context.Context, address string, rows int) error {
	const applications = 1000
	r := synthetic.New(synthetic.Options{Seed: 1, Scale: synthetic.Scale{Centres: 8, Applications: applications}})
	var year []synthetic.Event
	for day := time.Date(2025, 1, 1, 12, 0, 0, 0, time.UTC); day.Year() == 2025; day = day.AddDate(0, 0, 1) {
		events, err := r.EventsOn(day)
		if err != nil {
			return err
		}
		year = append(year, events...)
	}
	to := &kafkago.Writer{Addr: kafkago.TCP(address), Topic: topic, Balancer: &kafkago.RoundRobin{}, RequiredAcks: kafkago.RequireAll, BatchTimeout: time.Millisecond, BatchSize: 5000, Transport: &kafkago.Transport{}}
	defer to.Close()
	for n := 0; n < rows; {
		var some []kafkago.Message
		for _, e := range year[:min(len(year), rows-n)] {
			other := fmt.Appendf(nil, "CE-2025-%07d", 1_000_000+n/len(year)*10_000+number(e.Application))
			some = append(some, kafkago.Message{Value: bytes.ReplaceAll(e.JSON, []byte(e.Application), other), Time: published})
		}
		if err := to.WriteMessages(ctx, some...); err != nil {
			return err
		}
		n += len(some)
	}
	return nil
}

func number(application string) (n int) {
	_, _ = fmt.Sscanf(application[strings.LastIndexByte(application, '-')+1:], "%d", &n) // the republic wrote it
	return n
}

// streaming reads the topic to its end: nsk into the warehouse, batch by batch, each with its
// offsets in the transaction of its rows; the reference only reads.
func (a stepArgs) streaming(ctx context.Context) (job, error) {
	if a.Side == sideReference {
		return job{work: func() error { return a.consume(ctx) }}, nil
	}
	h, err := a.house(ctx)
	if err != nil {
		return job{}, err
	}
	s, err := a.streamInto(h)
	if err != nil {
		return job{}, err
	}
	return job{engine: h.engine, work: func() error { return errors.Join(s.Run(ctx), s.Topic.Close(), h.Close()) }, counts: []count{
		{"SELECT count(*) FROM raw.applications WHERE _state = 0", a.Rows},
		{`SELECT count(DISTINCT (application_no, event_id)) FROM raw.applications`, a.Rows}}}, nil
}

func (a stepArgs) streamInto(h *house) (*stream.Stream, error) {
	c := *contract.Find(h.contracts, topic)
	c.Connector, c.Options = kafka.Name, map[string]string{"endpoint": "bus", "topic": topic, "tls": "false", "batch-wait": "100ms"}
	now := func() time.Time { return published.AddDate(0, 0, 5) }
	open, err := kafka.Open(&c, connectors.Env{Endpoints: map[string]connectors.Endpoint{"bus": {Address: a.Broker}}, Now: now})
	if err != nil {
		return nil, err
	}
	bodies, err := contract.LoadBodies(contracts.FS)
	if err != nil {
		return nil, err
	}
	desk := schedules.Desk{Contracts: h.contracts, Bodies: bodies, Calendar: calendar.Kazakhstan()}
	return stream.New(stream.Options{House: &schedules.House{Desk: desk, Engine: h.engine, Ingester: h.Ingester, Log: slog.New(slog.DiscardHandler)},
		Contract: &c, Topic: open, Now: now, Log: slog.New(slog.DiscardHandler), Once: true})
}

// consume reads every partition to its end with the same client, and keeps nothing.
func (a stepArgs) consume(ctx context.Context) error {
	client := &kafkago.Client{Addr: kafkago.TCP(a.Broker)}
	ask := map[string][]kafkago.OffsetRequest{}
	for p := range partitions {
		ask[topic] = append(ask[topic], kafkago.LastOffsetOf(p))
	}
	ends, err := client.ListOffsets(ctx, &kafkago.ListOffsetsRequest{Topics: ask})
	if err != nil {
		return err
	}
	var all errgroup.Group
	for _, end := range ends.Topics[topic] {
		all.Go(func() error {
			from := kafkago.NewReader(kafkago.ReaderConfig{Brokers: []string{a.Broker}, Topic: topic, Partition: end.Partition, MinBytes: 1, MaxBytes: 16 << 20, MaxWait: 200 * time.Millisecond})
			defer from.Close()
			for n := int64(0); n < end.LastOffset; n++ {
				if _, err := from.FetchMessage(ctx); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return all.Wait()
}
