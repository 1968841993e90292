package main

import (
	"bufio"
	"context"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kfake"

	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/schedules/yamlfile"
)

// The synthetic source publishes the same events to a topic as into the inbox, with the
// number of their application as key and the time at which they happened, and ends when it
// is told to.
func TestSyntheticPublishes(t *testing.T) {
	brokers, topic := broker(t)
	inbox := t.TempDir()
	now := func() time.Time { return time.Date(2026, 1, 3, 12, 0, 0, 0, time.UTC) }
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, said := io.Pipe()
	a := &app{in: strings.NewReader(""), out: said, err: io.Discard, now: now}
	root := a.root()
	root.SetArgs([]string{"synthetic", "--listen", "127.0.0.1:0", "--inbox", inbox, "--kafka", brokers[0], "--topic", topic, "--every", "1ms", "--scale", "centres=30,applications=100"})
	ended := make(chan error, 1)
	go func() { ended <- root.ExecuteContext(ctx); said.Close() }()
	days := bufio.NewScanner(out)
	for days.Scan() && days.Text() != "published 2026-01-02" {
	}
	go func() { _, _ = io.Copy(io.Discard, out) }() // it may say more until it ends
	want := filed(t, inbox)
	reader := kafka.NewReader(kafka.ReaderConfig{Brokers: brokers, Topic: topic})
	defer reader.Close()
	for n := range want {
		m, err := reader.ReadMessage(ctx)
		if err != nil {
			t.Fatalf("message %d of %d: %v", n, len(want), err)
		}
		if text := string(m.Value); text != want[n] || !strings.Contains(text, `"`+string(m.Key)+`"`) || !strings.Contains(text, m.Time.UTC().Format(time.RFC3339)) && !strings.Contains(text, m.Time.In(time.FixedZone("", 5*3600)).Format("2006-01-02T15:04:05")) {
			t.Fatalf("message %d at %s with key %s: %s, want %s", n, m.Time, m.Key, text, want[n])
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// broker is the real one that NSK_KAFKA names, with a topic of our own that is made by whoever
// writes first, or one in process.
func broker(t *testing.T) (brokers []string, topic string) {
	t.Helper()
	if real := os.Getenv("NSK_KAFKA"); real != "" {
		return []string{real}, "events-" + strconv.FormatInt(time.Now().UnixNano(), 36)
	}
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(1, "events"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	return cluster.ListenAddrs(), "events"
}

// filed are the events that were dropped as files, in order of their days.
func filed(t *testing.T, inbox string) (all []string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(inbox, "applications", "*.jsonl"))
	if err != nil || len(names) == 0 {
		t.Fatalf("files %v, %v", names, err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, strings.Split(strings.TrimSpace(string(text)), "\n")...)
	}
	return all
}

// What docker compose mounts as nsk.yaml is one.
func TestComposeConfigurations(t *testing.T) {
	names, err := filepath.Glob("../../docs/compose/*.yaml")
	if err != nil || len(names) != 2 {
		t.Fatalf("files %v, %v", names, err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		cfg := new(config)
		if _, err := yamlfile.Read(name, text, cfg); err != nil {
			t.Error(err)
		}
		if !cfg.Serve.secure() || len(cfg.Endpoints) < 6 {
			t.Errorf("%s: %+v", name, cfg)
		}
	}
}

// The full profile reads as a stream the topic to which its synthetic source publishes.
func TestComposeStreams(t *testing.T) {
	text, err := os.ReadFile("../../docs/compose/full.yaml")
	if err != nil {
		t.Fatal(err)
	}
	cfg := new(config)
	if _, err := yamlfile.Read("full.yaml", text, cfg); err != nil {
		t.Fatal(err)
	}
	all, err := contract.Load(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	read, err := streamed(all, cfg.Streams)
	if err != nil || len(read) != 1 {
		t.Fatalf("%d streams: %v", len(read), err)
	}
	published := new(app).synthetic().Flags().Lookup("topic").DefValue
	if got := read[0].Options["topic"]; got != published {
		t.Errorf("%s is read, and %s is published", got, published)
	}
	if address := cfg.Endpoints[read[0].Options["endpoint"]].Address; address != "kafka:9092" {
		t.Errorf("the broker is %q", address)
	}
}
