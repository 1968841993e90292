package stream_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kfake"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	ours "nsk/connectors/kafka"
	"nsk/ingest"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/schedules/stream"
	"nsk/transform"
	"nsk/warehouse"
)

// now is the moment of every reading.
var now = time.Date(2025, 4, 10, 12, 0, 0, 0, time.UTC)

// A world is a broker that speaks the protocol of Kafka, and a house whose applications
// come from it.
type world struct {
	t       *testing.T
	folder  string         // of the broker
	broker  *kfake.Cluster // nil where the broker is a real one, at NSK_KAFKA
	port    int
	real    string
	topic   string
	dead    string // topic of dead letters
	house   *schedules.House
	options map[string]string
}

const partitions = 3

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, folder: t.TempDir(), real: os.Getenv("NSK_KAFKA"), topic: "applications", dead: "rejected"}
	if w.real != "" {
		w.topic, w.dead = "applications-"+rand.Text(), "rejected-"+rand.Text()
		w.create()
	} else {
		w.listen()
		t.Cleanup(func() { w.broker.Close() })
	}
	w.options = map[string]string{"endpoint": "bus", "topic": w.topic, "dead-letters": w.dead, "tls": "false", "batch-rows": "40", "batch-wait": "150ms"}
	w.house = w.furnish()
	return w
}

// listen starts the broker, anew with what it has kept and on the same port.
func (w *world) listen() {
	w.t.Helper()
	var err error
	w.broker, err = kfake.NewCluster(kfake.NumBrokers(1), kfake.Ports(w.port), kfake.SeedTopics(partitions, "applications"), kfake.SeedTopics(1, "rejected"), kfake.BrokerConfigs(map[string]string{"message.max.bytes": "8388608"}), kfake.DataDir(w.folder), kfake.SyncWrites())
	if err != nil {
		w.t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(w.broker.ListenAddrs()[0])
	w.port, _ = strconv.Atoi(port)
}

// create makes the topics of a test on a real broker.
func (w *world) create() {
	w.t.Helper()
	forGood := []kafka.ConfigEntry{{ConfigName: "retention.ms", ConfigValue: "-1"}, {ConfigName: "max.message.bytes", ConfigValue: "8388608"}}
	client := &kafka.Client{Addr: kafka.TCP(w.real)}
	answer, err := client.CreateTopics(w.t.Context(), &kafka.CreateTopicsRequest{Topics: []kafka.TopicConfig{
		{Topic: w.topic, NumPartitions: partitions, ReplicationFactor: 1, ConfigEntries: forGood}, {Topic: w.dead, NumPartitions: 1, ReplicationFactor: 1, ConfigEntries: forGood}}})
	if err == nil {
		err = errors.Join(answer.Errors[w.topic], answer.Errors[w.dead])
	}
	for err == nil { // a topic is there when its partitions have a leader
		meta, fault := client.Metadata(w.t.Context(), &kafka.MetadataRequest{Topics: []string{w.topic, w.dead}})
		if err = fault; err == nil && !slices.ContainsFunc(meta.Topics, func(t kafka.Topic) bool {
			return t.Error != nil || len(t.Partitions) == 0 || slices.ContainsFunc(t.Partitions, func(p kafka.Partition) bool { return p.Leader.Host == "" })
		}) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	w.t.Fatal(err)
}

// stops skips a test that stops the broker where it is not ours to stop.
func (w *world) stops() {
	w.t.Helper()
	if w.real != "" {
		w.t.Skip("the real broker is not stopped: the one in process is")
	}
}

func (w *world) address() string {
	if w.real != "" {
		return w.real
	}
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(w.port))
}

func (w *world) furnish() *schedules.House {
	t := w.t
	e, err := warehouse.Open(t.Context(), "", warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	all, err := contract.Load(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	bodies, err := contract.LoadBodies(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if _, err := ingest.InitKeys(folder); err != nil {
		t.Fatal(err)
	}
	keys, err := ingest.LoadKeys(folder)
	if err != nil {
		t.Fatal(err)
	}
	in, err := ingest.New(t.Context(), e, keys, t.TempDir(), all)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close() })
	regions, err := contract.LoadRegions(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	h := &schedules.House{Desk: schedules.Desk{Contracts: all, Bodies: bodies, Calendar: calendar.Kazakhstan()}, Engine: e, Ingester: in, Regions: regions, Log: slog.New(slog.NewTextHandler(t.Output(), nil))}
	if err := h.Lists(t.Context()); err != nil {
		t.Fatal(err)
	}
	return h
}

// stream opens the topic anew, as a process that has just started does.
func (w *world) stream(set func(*stream.Options)) *stream.Stream {
	w.t.Helper()
	c := *contract.Find(w.house.Contracts, "applications")
	c.Connector, c.Options = ours.Name, w.options
	env := connectors.Env{Endpoints: map[string]connectors.Endpoint{"bus": {Address: w.address()}}, Secret: func(string) (string, error) { return "", nil }, Now: func() time.Time { return now }}
	topic, err := ours.Open(&c, env)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { topic.Close() })
	o := stream.Options{House: w.house, Contract: &c, Topic: topic, Now: env.Now, Log: w.house.Log, Once: true, Pause: 5 * time.Millisecond}
	if set != nil {
		set(&o)
	}
	s, err := stream.New(o)
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// catchUp reads until nothing is left.
func (w *world) catchUp(set func(*stream.Options)) *stream.Stream {
	w.t.Helper()
	s := w.stream(set)
	ctx, done := context.WithTimeout(w.t.Context(), 3*time.Minute)
	defer done()
	if err := s.Run(ctx); err != nil || ctx.Err() != nil {
		w.t.Fatal(err, ctx.Err())
	}
	return s
}

// An event is told of an application; its number is its id.
type event struct {
	app, id int
	status  string
	extra   string
	text    string // in place of all
	at      time.Time
}

func (e event) message() kafka.Message {
	at := e.at
	if at.IsZero() {
		at = time.Date(2025, 3, 3, 6, 0, e.id, 0, time.UTC)
	}
	status := e.status
	if status == "" {
		status = "На рассмотрении"
	}
	text := e.text
	if text == "" {
		text = fmt.Sprintf(`{"event_id":%d,"application_no":"CE-2025-%07d","at":"%s","status":"%s","candidate":{"iin":"000228100007"},"centreBin":"940140000385","profession":"4 уровень - Кондитер","lang":"kk"%s}`,
			e.id, e.app, at.Format(time.RFC3339), status, e.extra)
	}
	return kafka.Message{Partition: e.app % partitions, Value: []byte(text), Time: at}
}

// byPartition keeps the partition that a message names.
type byPartition struct{}

func (byPartition) Balance(m kafka.Message, all ...int) int { return m.Partition }

func (w *world) publish(events ...event) {
	w.t.Helper()
	var messages []kafka.Message
	for _, e := range events {
		messages = append(messages, e.message())
	}
	w.write(messages...)
}

// grow gives the topic more partitions.
func (w *world) grow(n int32) error {
	client := &kafka.Client{Addr: kafka.TCP(w.address())}
	answer, err := client.CreatePartitions(w.t.Context(), &kafka.CreatePartitionsRequest{Topics: []kafka.TopicPartitionsConfig{{Name: w.topic, Count: n}}})
	if err != nil {
		return err
	}
	return answer.Errors[w.topic]
}

func (w *world) write(messages ...kafka.Message) {
	w.t.Helper()
	for i := range messages {
		messages[i].Topic = w.topic
	}
	out := &kafka.Writer{Addr: kafka.TCP(w.address()), Balancer: byPartition{}, RequiredAcks: kafka.RequireAll, BatchTimeout: time.Millisecond, BatchBytes: 8 << 20, Transport: &kafka.Transport{}}
	defer out.Close()
	if err := out.WriteMessages(w.t.Context(), messages...); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) one(query string) string {
	w.t.Helper()
	var s *string
	if err := w.house.Engine.DB().QueryRow(query).Scan(&s); err != nil {
		w.t.Fatalf("%s: %v", query, err)
	}
	if s == nil {
		return ""
	}
	return *s
}

// counted is "rows, different events" of those that count in the raw table.
func (w *world) counted() string {
	return w.one(`SELECT count(*) || ', ' || count(DISTINCT (application_no, event_id)) FROM raw.applications AS r JOIN ledger.current AS c ON c.landing = r._landing WHERE r._state = 0`)
}

// staged is the same after the models of the events were built.
func (w *world) staged() string {
	w.t.Helper()
	all, err := transform.Load(transform.Models())
	if err != nil {
		w.t.Fatal(err)
	}
	all = slices.DeleteFunc(all, func(m transform.Model) bool {
		return !slices.Contains([]string{"staging.counted", "staging.overtaken", "staging.profession_registry", "staging.applications", "core.application_event"}, m.Name)
	})
	for _, q := range []string{`DELETE FROM reference.parameter`, `INSERT INTO reference.parameter BY NAME SELECT DATE '2025-04-10' AS as_of, DATE '2025-01-01' AS period_from, DATE '2025-03-31' AS period_to`} {
		if _, err := w.house.Engine.DB().Exec(q); err != nil {
			w.t.Fatal(err)
		}
	}
	if err := transform.Run(w.t.Context(), w.house.Engine.DB(), all); err != nil {
		w.t.Fatal(err)
	}
	return w.one(`SELECT count(*) || ', ' || count(DISTINCT (app, event_id)) FROM staging.applications`)
}

// letters are the dead letters that are there.
func (w *world) letters() (all []kafka.Message) {
	w.t.Helper()
	in := kafka.NewReader(kafka.ReaderConfig{Brokers: []string{w.address()}, Topic: w.dead, MaxWait: 50 * time.Millisecond})
	defer in.Close()
	for {
		ctx, done := context.WithTimeout(w.t.Context(), time.Second)
		m, err := in.FetchMessage(ctx)
		done()
		if err != nil {
			return all
		}
		all = append(all, m)
	}
}

func header(m kafka.Message, key string) string {
	for _, h := range m.Headers {
		if h.Key == key {
			return string(h.Value)
		}
	}
	return ""
}

// file is a batch of JSON Lines with the same events, as a platform drops it.
func file(period string, events ...event) *connectors.Batch {
	var b strings.Builder
	for _, e := range events {
		b.Write(e.message().Value)
		b.WriteByte('\n')
	}
	p, err := contract.ParsePeriod(period)
	if err != nil {
		panic(err) // written in the test
	}
	return &connectors.Batch{Want: connectors.Want{Provider: "administrator", Period: p}, Origin: "file:x.jsonl", MediaType: connectors.MediaJSONLines, Body: io.NopCloser(strings.NewReader(b.String()))}
}
