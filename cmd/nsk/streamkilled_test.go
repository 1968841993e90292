package main

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"

	"nsk/ingest"
	"nsk/warehouse"
)

// killed says how often: NSK_KILLS times (at least four), or 200 times against Apache Kafka and else 20; one
// in five kills is of the broker, of Apache Kafka, whose start takes nine seconds, one in thirty.
func killed() (all, ofBroker int) {
	all, share := 20, 5
	if os.Getenv("NSK_KAFKA_NODE") != "" {
		all, share = 200, 30
	}
	if n, err := strconv.Atoi(os.Getenv("NSK_KILLS")); err == nil && n > 3 {
		all = n
	}
	return all, max(1, all/share)
}

// Killed at random moments with SIGKILL, its warehouse on the disk, while the broker is killed
// so as well and started again, nsk stream brings every message once: none is lost, none
// doubled, and what is rejected is in quarantine and with the dead letters.
func TestStreamIsKilled(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("kills processes of nsk and of the broker again and again: not with -short, nor with the race detector")
	}
	v := newPrey(t)
	all, ofBroker := killed()
	for n := range all - ofBroker {
		v.publish(v.dice.IntN(14))
		v.live(n%((all-ofBroker)/ofBroker) == 2)
		if n%8 == 7 { // the log of the warehouse, which each start reads, becomes short
			v.nsk("stream", "--once")
		}
	}
	if v.kills != all {
		t.Errorf("%d kills, want %d", v.kills, all)
	}
	v.nsk("stream", "--once")
	t.Logf("%d kills, %d of them of the broker; %d messages, %d of them bad; %d times a batch was landed and not read", v.kills, v.broke, v.sent, v.bad, v.resumed)
	v.everyOneOnce()
}

// A prey is an installation that reads a topic of a node.
type prey struct {
	t    *testing.T
	dir  string
	node *node
	dice *rand.Rand

	sent, bad, kills, broke, resumed int
}

func newPrey(t *testing.T) *prey {
	t.Helper()
	v := &prey{t: t, dir: t.TempDir(), node: newNode(t), dice: rand.New(rand.NewPCG(crashSeed, 3))}
	v.nsk("init")
	text := fmt.Sprintf("data: data\nkeys: keys\ninbox: inbox\nout: out\nlang: en\nendpoints: {bus: %q}\nstreams: {applications: {endpoint: bus, topic: %s, dead-letters: %s, tls: \"false\", batch-rows: \"10\", batch-wait: 30ms}}\n", v.node.address, events, buried)
	if err := os.WriteFile(filepath.Join(v.dir, "nsk.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return v
}

func (v *prey) command(args ...string) *exec.Cmd {
	cmd := exec.Command("nsk", args...)
	cmd.Dir, cmd.Env = v.dir, append(os.Environ(), "NSK_TEST_NOW=2025-04-10T12:00:00Z")
	return cmd
}

func (v *prey) nsk(args ...string) {
	v.t.Helper()
	if out, err := v.command(args...).CombinedOutput(); err != nil {
		v.t.Fatalf("%v: %v\n%s", args, err, out)
	}
}

// publish sends messages, each with a number of its own; every seventh is bad.
func (v *prey) publish(n int) {
	var all []kafka.Message
	for range n {
		v.sent++
		at := time.Date(2025, 3, 3, 6, 0, 0, 0, time.UTC).Add(time.Duration(v.sent) * time.Minute)
		text := fmt.Sprintf(`{"event_id":%d,"application_no":"CE-2025-%07d","at":%q,"status":"На рассмотрении","candidate":{"iin":"000228100007"},"centreBin":"940140000385","profession":"4 уровень - Кондитер","lang":"kk"}`,
			v.sent, v.sent%7, at.Format(time.RFC3339))
		if v.sent%7 == 0 {
			v.bad++
			text = fmt.Sprintf("no JSON %d", v.sent)
		}
		all = append(all, kafka.Message{Partition: v.dice.IntN(shares), Value: []byte(text), Time: at})
	}
	v.node.write(all...)
}

// live lets nsk stream read until it is killed, at any moment of its start or soon after it
// has begun to read. The broker may be killed before it, and is started again before or after.
func (v *prey) live(broken bool) {
	cmd := v.command("stream")
	said, err := cmd.StderrPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		v.t.Fatal(err)
	}
	begun, ended := make(chan bool, 1), make(chan []string, 1)
	go func() {
		var log []string
		for lines := bufio.NewScanner(said); lines.Scan(); {
			if log = append(log, lines.Text()); strings.Contains(lines.Text(), `msg="stream begins"`) {
				begun <- true
			}
		}
		ended <- log
	}()
	if v.dice.IntN(5) > 0 {
		select {
		case <-begun:
		case <-time.After(30 * time.Second):
			_ = cmd.Process.Kill() // as below
			v.t.Fatalf("it does not begin:\n%s", strings.Join(<-ended, "\n"))
		}
	}
	v.pause(150)
	back := true
	if broken {
		v.node.kill()
		v.kills, v.broke = v.kills+1, v.broke+1
		if back = v.dice.IntN(2) == 0; back {
			v.node.start()
		}
		v.pause(300)
	}
	_ = cmd.Process.Kill() // it is ours; Wait tells whether it was still there
	log := <-ended
	_ = cmd.Wait() // as above
	if cmd.ProcessState.ExitCode() != -1 {
		v.t.Fatalf("it had ended by itself: %s\n%s", cmd.ProcessState, strings.Join(log, "\n"))
	}
	v.kills++
	if strings.Contains(strings.Join(log, "\n"), "msg=resuming") {
		v.resumed++
	}
	if !back {
		v.node.start()
	}
	if broken {
		v.node.serves()
	}
}

func (v *prey) pause(most int) {
	time.Sleep(time.Duration(v.dice.IntN(1000*most)) * time.Microsecond)
}

// everyOneOnce counts what has come against what was sent.
func (v *prey) everyOneOnce() {
	v.t.Helper()
	e, err := warehouse.Open(context.Background(), filepath.Join(v.dir, "data"), warehouse.Options{})
	if err != nil {
		v.t.Fatal(err)
	}
	for query, want := range map[string]int{
		`SELECT count(*) FROM raw.applications AS r JOIN ledger.current AS c ON c.landing = r._landing WHERE r._state = 0`:                 v.sent - v.bad,
		`SELECT count(DISTINCT event_id) FROM raw.applications AS r JOIN ledger.current AS c ON c.landing = r._landing WHERE r._state = 0`: v.sent - v.bad,
		`SELECT count(*) FROM raw.applications WHERE _state = 1`:                                                                           v.bad,
		`SELECT sum(received) FROM ledger.version`:                                                                                         v.sent,
	} {
		var n int
		if err := e.DB().QueryRow(query).Scan(&n); err != nil || n != want {
			v.t.Errorf("%s: %d, %v, want %d", query, n, err, want)
		}
	}
	if err := e.Close(); err != nil {
		v.t.Error(err)
	}
	left, err := ingest.NewStore(filepath.Join(v.dir, "data", "landing"), nil).Files()
	if err != nil || len(left.Bare)+len(left.Lost)+len(left.Temporary) > 0 {
		v.t.Errorf("kills left files behind: %v %v %v, %v", left.Bare, left.Lost, left.Temporary, err)
	}
	if got := len(v.node.letters()); got != v.bad {
		v.t.Errorf("dead letters of %d messages, want of %d", got, v.bad)
	}
}
