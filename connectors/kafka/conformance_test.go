package kafka_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net"
	"strconv"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/sasl/plain"
	"github.com/twmb/franz-go/pkg/kfake"

	"nsk/connectors"
	"nsk/connectors/connectortest"
	"nsk/connectors/contract"
	ours "nsk/connectors/kafka"
)

const user, password = "nsk", "hunter2-of-the-bus"

// A topic keeps every promise of a connector that a stream can keep, to a broker that asks who
// is there. To the suite a return is a topic of its own, read to its end in batches.
func TestConformance(t *testing.T) {
	none := connectortest.Reasons{}.Of("the protocol of Kafka is no HTTP", connectortest.HTTP...).
		Of("a topic has no pages: each message has its offset, and is read once", connectortest.Pages...).
		Of("a topic without messages has nothing to tell yet", "no rows is not nothing").
		Of("a message that is no JSON comes framed as unreadable and is rejected: TestLine, and TestPoison of schedules/stream", "bytes that are no letters come as they are, or not at all").
		Of("a topic is the stream of one provider, and the period is the day of its messages: TestFirstDay", connectortest.PeriodsApart, connectortest.ProvidersApart).
		Of("a batch is held in memory, batch-bytes at most, and no more is read before it is in: TestSlowDisk of schedules/stream", connectortest.BoundedMemory).
		Of("a stream does not say what lies ready", "List names what lies ready").
		Of("nothing is put aside in a topic", "Settle puts the original aside")
	connectortest.Run(t, connectortest.Suite{
		MediaType: connectors.MediaJSONLines, Secret: password, Not: none, Parts: messages, Texts: texts,
		Bytes: func(parts [][]byte) []byte { return append(bytes.Join(parts, []byte("\n")), '\n') },
		New: func(t *testing.T, held connectortest.Published) connectors.Connector {
			return broke(t, held, connectortest.Fault{})
		},
		Faulty: broke,
		Growing: func(t *testing.T) (connectors.Connector, func([]string)) {
			b := start(t, connectortest.Fault{})
			b.topic("growing", 3)
			c := b.open("growing", map[string]string{"batch-rows": "100", "batch-wait": "40ms"})
			return parted{c}, func(all []string) { b.publish("growing", messages(all)) }
		},
	})
}

func messages(texts []string) (parts [][]byte) {
	for i, text := range texts {
		m, _ := json.Marshal(map[string]any{"n": i, "text": text}) // of these it is made always
		parts = append(parts, m)
	}
	return parts
}

func texts(body []byte) (all []string) {
	for line := range bytes.Lines(body) {
		var row struct{ Text string }
		_ = json.Unmarshal(line, &row) // written above
		all = append(all, row.Text)
	}
	return all
}

// A broker wants a user, and may stand behind a fault.
type broker struct {
	t     *testing.T
	fault connectortest.Fault
	e     connectors.Endpoint
	own   string // its address without the fault
}

// elsewhere is a listener that tells others to come by another way.
type elsewhere struct {
	net.Listener
	by string
}

func (e elsewhere) Addr() net.Addr { return told(e.by) }

type told string

func (told) Network() string  { return "tcp" }
func (t told) String() string { return string(t) }

func start(t *testing.T, f connectortest.Fault) *broker {
	t.Helper()
	b := &broker{t: t, fault: f, e: connectors.Endpoint{User: user}}
	options := []kfake.Opt{kfake.NumBrokers(1), kfake.EnableSASL(), kfake.Superuser("PLAIN", user, password), kfake.Superuser("SCRAM-SHA-256", user, password), kfake.Superuser("SCRAM-SHA-512", user, password),
		kfake.BrokerConfigs(map[string]string{"message.max.bytes": "8388608"})}
	if f.Cert != "" {
		secure, ca := f.Cert.TLS(t)
		options, b.e.CA = append(options, kfake.TLS(secure)), ca
	}
	options = append(options, kfake.ListenFn(func(network, address string) (net.Listener, error) {
		listen, err := net.Listen(network, address)
		if err != nil {
			return nil, err
		}
		b.own = listen.Addr().String()
		return elsewhere{listen, f.Through(t, b.own)}, nil
	}))
	c, err := kfake.NewCluster(options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	b.e.Address = c.ListenAddrs()[0]
	return b
}

// straight reaches the broker as its administrator does, past the fault.
func (b *broker) straight() *kafka.Transport {
	to := &kafka.Transport{SASL: plain.Mechanism{Username: user, Password: password}, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, b.own)
	}}
	if b.fault.Cert != "" {
		to.TLS = &tls.Config{InsecureSkipVerify: true} // what it shows is what is wrong
	}
	return to
}

func (b *broker) topic(name string, partitions int) {
	b.t.Helper()
	client := &kafka.Client{Addr: kafka.TCP(b.own), Transport: b.straight()}
	answer, err := client.CreateTopics(b.t.Context(), &kafka.CreateTopicsRequest{Topics: []kafka.TopicConfig{{Topic: name, NumPartitions: partitions, ReplicationFactor: 1}}})
	if err == nil {
		err = answer.Errors[name]
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

// publish writes messages of one moment.
func (b *broker) publish(topic string, parts [][]byte) {
	b.t.Helper()
	out := &kafka.Writer{Addr: kafka.TCP(b.own), Topic: topic, RequiredAcks: kafka.RequireAll, BatchTimeout: time.Millisecond, BatchBytes: 8 << 20, Transport: b.straight()}
	defer out.Close()
	var all []kafka.Message
	for _, p := range parts {
		all = append(all, kafka.Message{Value: p, Time: time.Date(2025, 3, 3, 6, 0, 0, 0, time.UTC)})
	}
	if err := out.WriteMessages(b.t.Context(), all...); err != nil {
		b.t.Fatal(err)
	}
}

func (b *broker) open(topic string, more map[string]string) *ours.Topic {
	b.t.Helper()
	options := map[string]string{"endpoint": "bus", "topic": topic, "sasl": "scram-sha-256", "tls": strconv.FormatBool(b.fault.Cert != "")}
	for name, value := range more {
		options[name] = value
	}
	said := password
	if b.fault.Denied {
		said = "another"
	}
	c, err := ours.Open(&contract.Contract{Source: "applications", JSON: &contract.JSONShape{Lines: true}, Options: options},
		connectors.Env{Endpoints: map[string]connectors.Endpoint{"bus": b.e}, Secret: func(string) (string, error) { return said, nil }})
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { c.Close() })
	return c
}

// broke is a connector to topics of what is held.
func broke(t *testing.T, held connectortest.Published, f connectortest.Fault) connectors.Connector {
	t.Helper()
	b := start(t, f)
	all := make(returns)
	for _, w := range []connectors.Want{connectortest.March, connectortest.April} {
		name, wait := "returns-"+w.Period.String(), "200ms"
		b.topic(name, 1)
		if parts := held[w]; len(parts) > 0 {
			b.publish(name, parts)
			wait = "20s" // for all there is, which is a full batch
		}
		all[w.Period] = b.open(name, map[string]string{"batch-rows": strconv.Itoa(max(1, len(held[w]))), "batch-wait": wait})
	}
	return all
}

// returns are topics, each read to its end.
type returns map[contract.Period]*ours.Topic

func (r returns) Fetch(ctx context.Context, w connectors.Want) (*connectors.Batch, error) {
	b, err := toEnd(ctx, r[w.Period], w)
	if err != nil {
		return nil, err
	}
	b.Want, b.Cursor = w, ""
	return b, nil
}

// toEnd reads on until nothing is left: a batch may have less than there is.
func toEnd(ctx context.Context, topic *ours.Topic, w connectors.Want) (*connectors.Batch, error) {
	var text bytes.Buffer
	for {
		b, err := topic.Fetch(ctx, w)
		if text.Len() > 0 && errors.Is(err, connectors.ErrNotPublished) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if _, err := io.Copy(&text, b.Body); err != nil {
			return nil, err
		}
		c, err := ours.ParseCursor(b.Cursor)
		if err != nil {
			return nil, err
		}
		lag, err := topic.Lag(ctx, c)
		if err != nil {
			return nil, err
		}
		left := int64(0)
		for _, n := range lag {
			left += n
		}
		if w.Since = b.Cursor; left == 0 {
			b.Body = io.NopCloser(&text)
			return b, nil
		}
	}
}

// parted reads a topic whose messages are of March.
type parted struct{ *ours.Topic }

func (p parted) Fetch(ctx context.Context, w connectors.Want) (*connectors.Batch, error) {
	b, err := toEnd(ctx, p.Topic, w)
	if err != nil {
		return nil, err
	}
	part := b.Period.Part
	b.Period = connectortest.March.Period
	b.Period.Part = part
	return b, nil
}
