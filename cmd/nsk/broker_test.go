package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kfake"
)

// A node is a broker in a process of its own, which can be killed and started again: that of
// kfake, or the Apache Kafka that the command NSK_KAFKA_NODE starts at NSK_KAFKA.
type node struct {
	t       *testing.T
	dir     string
	address string
	cmd     *exec.Cmd
	held    io.Closer // the process ends when nobody holds it any more
}

// topics of a node: those of events have so many partitions.
const events, buried, shares = "applications", "rejected", 3

func newNode(t *testing.T) *node {
	t.Helper()
	n := &node{t: t, dir: t.TempDir(), address: os.Getenv("NSK_KAFKA")}
	if os.Getenv("NSK_KAFKA_NODE") == "" {
		free, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		n.address = free.Addr().String()
		free.Close()
	}
	n.start()
	t.Cleanup(func() { n.kill() })
	forGood := []kafka.ConfigEntry{{ConfigName: "retention.ms", ConfigValue: "-1"}} // messages bear the time of their events
	answer, err := n.client().CreateTopics(t.Context(), &kafka.CreateTopicsRequest{Topics: []kafka.TopicConfig{
		{Topic: events, NumPartitions: shares, ReplicationFactor: 1, ConfigEntries: forGood}, {Topic: buried, NumPartitions: 1, ReplicationFactor: 1, ConfigEntries: forGood}}})
	if err == nil {
		err = errors.Join(answer.Errors[events], answer.Errors[buried])
	}
	if err != nil {
		t.Fatal(err)
	}
	n.serves()
	return n
}

// start lets the broker take connections.
func (n *node) start() {
	n.t.Helper()
	n.cmd = exec.Command("broker", n.address, n.dir)
	if real := os.Getenv("NSK_KAFKA_NODE"); real != "" {
		n.cmd = exec.Command(real)
	}
	var err error
	if n.held, err = n.cmd.StdinPipe(); err == nil {
		err = n.cmd.Start()
	}
	if err != nil {
		n.t.Fatal(err)
	}
	for end := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		c, err := net.Dial("tcp", n.address)
		if err == nil {
			c.Close()
			return
		}
		if time.Now().After(end) {
			n.t.Fatal(err)
		}
	}
}

// serves waits until the leader of every partition answers for it.
func (n *node) serves() {
	n.t.Helper()
	ask := map[string][]kafka.OffsetRequest{buried: {kafka.LastOffsetOf(0)}}
	for p := range shares {
		ask[events] = append(ask[events], kafka.LastOffsetOf(p))
	}
	for end := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		answer, err := n.client().ListOffsets(n.t.Context(), &kafka.ListOffsetsRequest{Topics: ask})
		for topic := range ask {
			if err == nil && len(partitionsOf(answer, topic)) != len(ask[topic]) {
				err = errors.New("partitions are missing")
			}
			for _, p := range partitionsOf(answer, topic) {
				err = errors.Join(err, p.Error)
			}
		}
		if err == nil {
			return
		}
		if time.Now().After(end) {
			n.t.Fatal(err)
		}
	}
}

func partitionsOf(answer *kafka.ListOffsetsResponse, topic string) []kafka.PartitionOffsets {
	if answer == nil {
		return nil
	}
	return answer.Topics[topic]
}

// kill ends the process as a power cut of the program does.
func (n *node) kill() {
	_ = n.cmd.Process.Kill() // it is ours
	_ = n.cmd.Wait()         // it says that it was killed
	n.held.Close()
}

func (n *node) client() *kafka.Client {
	return &kafka.Client{Addr: kafka.TCP(n.address), Transport: &kafka.Transport{}, Timeout: 10 * time.Second}
}

// brokerMain is the process of a broker that keeps every batch on the disk before it says so.
func brokerMain() {
	address, dir := os.Args[1], os.Args[2]
	listen := func(network, _ string) (net.Listener, error) { return net.Listen(network, address) }
	c, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.ListenFn(listen), kfake.DataDir(filepath.Join(dir, "log")), kfake.SyncWrites())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	_, _ = io.Copy(io.Discard, os.Stdin) // until the test is over
	c.Close()
}

// write publishes messages, which are kept when it returns.
func (n *node) write(messages ...kafka.Message) {
	n.t.Helper()
	out := &kafka.Writer{Addr: kafka.TCP(n.address), Topic: events, Balancer: asSaid{}, RequiredAcks: kafka.RequireAll, BatchTimeout: time.Millisecond, MaxAttempts: 1, Transport: &kafka.Transport{}}
	defer out.Close()
	if err := out.WriteMessages(n.t.Context(), messages...); err != nil {
		n.t.Fatal(err)
	}
}

// asSaid keeps the partition that a message names.
type asSaid struct{}

func (asSaid) Balance(m kafka.Message, all ...int) int { return m.Partition }

// letters are the keys of the dead letters that are there: each is the place of a message.
func (n *node) letters() map[string]bool {
	n.t.Helper()
	keys := make(map[string]bool)
	end, err := n.client().ListOffsets(n.t.Context(), &kafka.ListOffsetsRequest{Topics: map[string][]kafka.OffsetRequest{buried: {kafka.LastOffsetOf(0)}}})
	if err != nil {
		n.t.Fatal(err)
	}
	in := kafka.NewReader(kafka.ReaderConfig{Brokers: []string{n.address}, Topic: buried, MaxWait: 20 * time.Millisecond})
	defer in.Close()
	for last := end.Topics[buried][0].LastOffset; last > 0; {
		m, err := in.ReadMessage(n.t.Context())
		if err != nil {
			n.t.Fatal(err)
		}
		if keys[string(m.Key)] = strings.HasPrefix(string(m.Key), events+"/"); m.Offset == last-1 {
			break
		}
	}
	return keys
}
