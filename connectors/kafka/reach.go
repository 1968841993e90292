package kafka

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/sasl"
	"github.com/segmentio/kafka-go/sasl/plain"
	"github.com/segmentio/kafka-go/sasl/scram"

	"nsk/connectors"
	"nsk/connectors/wire"
)

// wired is how a cluster is reached.
type wired struct {
	brokers   []string
	dialer    *kafka.Dialer
	transport *kafka.Transport
	client    *kafka.Client
}

// patience is how long one question to the cluster may take.
const patience = 20 * time.Second

func reach(source string, s connectors.Settings, env connectors.Env) (*wired, error) {
	name := s["endpoint"]
	e := env.Endpoints[name]
	if e.Address == "" {
		return nil, &connectors.UnconfiguredError{Source: source, Endpoint: name}
	}
	w := &wired{}
	for _, b := range strings.Split(e.Address, ",") {
		host, port, err := net.SplitHostPort(strings.TrimSpace(b))
		if err != nil || host == "" || port == "" || strings.ContainsAny(host, "/@") {
			return nil, fmt.Errorf("source %s: endpoint %q: write its brokers as host:port, several with commas between them", source, name)
		}
		w.brokers = append(w.brokers, net.JoinHostPort(host, port))
	}
	mechanism, err := proof(source, s, e, env)
	if err != nil {
		return nil, err
	}
	dial := wire.Dialer(e)
	w.dialer = &kafka.Dialer{ClientID: "nsk", Timeout: patience, DialFunc: dial, SASLMechanism: mechanism}
	w.transport = &kafka.Transport{ClientID: "nsk", Dial: dial, DialTimeout: patience, SASL: mechanism, MetadataTTL: time.Second}
	if s["tls"] == "true" {
		secure, err := wire.TLS(e)
		if err != nil {
			return nil, fmt.Errorf("source %s: %w", source, err)
		}
		w.dialer.TLS, w.transport.TLS = secure, secure
	}
	w.client = &kafka.Client{Addr: kafka.TCP(w.brokers...), Timeout: patience, Transport: w.transport}
	return w, nil
}

// proof is how the user is proved; nil where nobody asks.
func proof(source string, s connectors.Settings, e connectors.Endpoint, env connectors.Env) (sasl.Mechanism, error) {
	if s["sasl"] == "" {
		return nil, nil
	}
	password, err := env.Secret(s["endpoint"])
	if err != nil {
		return nil, fmt.Errorf("source %s: %w", source, err)
	}
	if e.User == "" || password == "" {
		return nil, fmt.Errorf("source %s: endpoint %q: sasl wants a user, under endpoints in nsk.yaml, and its password, under secrets", source, s["endpoint"])
	}
	switch s["sasl"] {
	case "plain":
		return plain.Mechanism{Username: e.User, Password: password}, nil
	case "scram-sha-256":
		return scram.Mechanism(scram.SHA256, e.User, password)
	}
	return scram.Mechanism(scram.SHA512, e.User, password)
}

// partitions lists those of a topic, in order.
func (w *wired) partitions(ctx context.Context, topic string) ([]int, error) {
	answer, err := w.client.Metadata(ctx, &kafka.MetadataRequest{Topics: []string{topic}})
	if err != nil {
		return nil, err
	}
	for _, t := range answer.Topics {
		if t.Name != topic {
			continue
		}
		if t.Error != nil {
			return nil, t.Error
		}
		var all []int
		for _, p := range t.Partitions {
			all = append(all, p.ID)
		}
		slices.Sort(all)
		return all, nil
	}
	return nil, kafka.UnknownTopicOrPartition
}

// A span is what a partition holds: from First up to, and without, End.
type span struct{ First, End int64 }

// spans asks what the partitions hold.
func (w *wired) spans(ctx context.Context, topic string, parts []int) (map[int]span, error) {
	var ask []kafka.OffsetRequest
	for _, p := range parts {
		ask = append(ask, kafka.FirstOffsetOf(p), kafka.LastOffsetOf(p))
	}
	all := make(map[int]span)
	answer, err := w.client.ListOffsets(ctx, &kafka.ListOffsetsRequest{Topics: map[string][]kafka.OffsetRequest{topic: ask}})
	if err != nil {
		return nil, err
	}
	var faults []error
	for _, p := range answer.Topics[topic] {
		faults = append(faults, p.Error)
		all[p.Partition] = span{p.FirstOffset, p.LastOffset}
	}
	return all, errors.Join(faults...)
}
