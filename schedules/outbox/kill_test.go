package outbox_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"nsk/schedules/outbox"
	"nsk/warehouse"
)

// The environment in which this test program is the process that is killed.
const (
	victimDir  = "NSK_TEST_OUTBOX"
	victimTime = "NSK_TEST_OUTBOX_AT"
	victimPort = "NSK_TEST_OUTBOX_PORT"
	victimCA   = "NSK_TEST_OUTBOX_CA"
)

// TestVictim runs the letters of a day over a warehouse on disk, for another test to kill.
func TestVictim(t *testing.T) {
	dir := os.Getenv(victimDir)
	if dir == "" {
		t.Skip("the victim of TestKills")
	}
	at, err := time.Parse(time.RFC3339, os.Getenv(victimTime))
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.Atoi(os.Getenv(victimPort))
	if err != nil {
		t.Fatal(err)
	}
	p := postIn(t, dir)
	if p.Channels[outbox.MailChannel], err = outbox.NewMail(outbox.MailOptions{Host: "127.0.0.1", Port: port, From: "nsk@example.kz", User: "nsk", Password: "secret", CA: os.Getenv(victimCA)}); err != nil {
		t.Fatal(err)
	}
	if c, err := p.Nightly(t.Context(), at); err != nil || c.Failed > 0 {
		t.Fatalf("%+v, %v", c, err)
	}
}

// A killer kills the victim when the server has come to a stage of the talk with it.
type killer struct {
	mu     sync.Mutex
	victim *os.Process
	stage  string
}

func (k *killer) at(stage string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if stage == k.stage && k.victim != nil {
		_ = k.victim.Signal(syscall.SIGKILL) // it may have ended
		k.victim = nil
	}
}

// aim lets the victim die at a stage.
func (k *killer) aim(victim *os.Process, stage string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.victim, k.stage = victim, stage
}

// stages are the moments at which the victim dies: before the letter leaves, after the server
// read it but before the receipt, after the receipt, and anywhere, also while it writes.
var stages = []string{"mail", "rcpt", "data", "taken", "reset", "any", "any"}

// Processes are killed between writing, sending and marking, over a warehouse on disk and a
// real mail server: every letter that was written arrives, what arrives twice is the same to
// the byte under the same Message-ID, and no step of a return stands in two letters.
func TestKills(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("starts a process for every kill")
	}
	dir := t.TempDir()
	b, port, ca := serve(t)
	k := new(killer)
	b.stage = k.at
	dice := rand.New(rand.NewPCG(1, 2))
	killed := 0
	next := map[string]int{"02-07": 3}                                                            // days to the next working day, which is on the same rung
	for _, day := range []string{"01-21", "01-30", "02-05", "02-07", "02-11", "02-17", "02-24"} { // the ladder of January
		at, err := time.Parse(time.RFC3339, "2025-"+day+"T04:00:00Z")
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if die(t, k, stages[dice.IntN(len(stages))], dice, environment(dir, port, ca, at)) {
				killed++
			}
		}
		if dice.IntN(2) == 0 {
			at = at.AddDate(0, 0, max(1, next[day]))
		}
		if out, err := victim(environment(dir, port, ca, at)).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", at, err, out)
		}
	}
	if killed < 6 {
		t.Errorf("only %d were killed", killed)
	}
	arrived(t, dir, b, killed)
}

func environment(dir string, port int, ca string, at time.Time) []string {
	return []string{victimDir + "=" + dir, victimPort + "=" + strconv.Itoa(port), victimCA + "=" + ca, victimTime + "=" + at.Format(time.RFC3339)}
}

func victim(env []string) *exec.Cmd {
	c := exec.Command(os.Args[0], "-test.run=^TestVictim$")
	c.Env = append(os.Environ(), env...)
	return c
}

// die starts a victim and kills it. It reports whether it died.
func die(t *testing.T, k *killer, stage string, dice *rand.Rand, env []string) bool {
	t.Helper()
	c := victim(env)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	k.aim(c.Process, stage)
	if stage == "any" {
		time.AfterFunc(time.Duration(dice.IntN(900))*time.Millisecond, func() { k.at("any") })
	}
	err := c.Wait()
	k.aim(nil, "")
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return err != nil
}

// arrived compares what the server got with what the outbox says.
func arrived(t *testing.T, dir string, b *inbox, killed int) {
	t.Helper()
	got := make(map[string]string) // by Message-ID
	copies := 0
	for _, m := range b.mails {
		_, rest, _ := strings.Cut(m, "Message-ID: <")
		id, _, _ := strings.Cut(rest, "@example.kz>")
		if before, ok := got[id]; ok {
			copies++
			if before != m {
				t.Errorf("a copy differs:\n%s\n%s", before, m)
			}
		}
		got[id] = m
	}
	e, err := warehouse.Open(context.Background(), dir, warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	var twice, unsent int
	if err := e.DB().QueryRow(`SELECT count(*) FROM (SELECT count(DISTINCT letter) AS n FROM ledger.letter_item GROUP BY provider, role, source, period, step) WHERE n > 1`).Scan(&twice); err != nil {
		t.Fatal(err)
	}
	if err := e.DB().QueryRow(`SELECT count(*) FROM ledger.letter WHERE state <> 'sent'`).Scan(&unsent); err != nil {
		t.Fatal(err)
	}
	sent, err := outbox.List(context.Background(), e)
	if err != nil {
		t.Fatal(err)
	}
	if twice > 0 || unsent > 0 || len(sent) != len(got) || len(got) < 8 {
		t.Errorf("%d steps stand in two letters; %d letters were not sent; %d written, %d arrived", twice, unsent, len(sent), len(got))
	}
	t.Logf("%d processes killed; %d letters written, %d arrived, %d copies", killed, len(sent), len(got), copies)
}
