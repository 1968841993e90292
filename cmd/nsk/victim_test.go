package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"nsk/warehouse"
)

// A victim is an installation whose processes are killed.
type victim struct {
	*crash
	dir   string
	dice  *rand.Rand
	story []string
}

func (v *victim) command(args ...string) *exec.Cmd {
	if args[0] == "pull" {
		args = append(args, dropSources...)
	}
	cmd := exec.Command("nsk", args...)
	cmd.Dir = v.dir
	now := crashDay.Add(time.Since(v.began)) // a midnight in between would add the duties of a day
	cmd.Env = append(os.Environ(), "NSK_TEST_NOW="+now.Format(time.RFC3339))
	return cmd
}

// finish lets a command run to its end.
func (v *victim) finish(args ...string) {
	v.t.Helper()
	out, err := v.command(args...).CombinedOutput()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != exitFindings) {
		v.t.Errorf("%v: %v\n%s\n%s", args, err, out, strings.Join(v.story, "\n"))
	}
}

// work pulls and publishes, and is killed up to so many times.
func (v *victim) work(most int) (kills int) {
	for _, command := range []string{"pull", "publish"} {
		share := most / 3
		if command == "pull" {
			share = most - share
		}
		for ; share > 0 && v.killed(command); share-- {
			kills++
		}
		v.finish(command)
	}
	return kills
}

// recovery loses its database when all is done, and is killed while it is made again.
func (v *victim) recovery(most int) (kills int) {
	if err := os.Truncate(filepath.Join(v.dir, "data", "warehouse.duckdb"), 8192); err != nil {
		v.t.Error(err)
	}
	for kills < most && v.killed("recover") {
		kills++
	}
	v.finish("recover")
	v.finish("publish")
	if files, err := filepath.Glob(filepath.Join(v.dir, "data", "damaged-*", "warehouse.duckdb")); len(files) != 1 || err != nil {
		v.t.Errorf("the damaged database is not kept: %v, %v", files, err)
	}
	return kills
}

// killed starts a command and kills it at a random moment of the time it takes
// undisturbed. It reports whether the command was still running.
func (v *victim) killed(args ...string) bool {
	cmd := v.command(args...)
	if err := cmd.Start(); err != nil {
		v.t.Error(err)
		return false
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	moment := v.moment(args[0])
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	select {
	case <-done:
		v.story = append(v.story, fmt.Sprintf("%v ended by itself before %s", args, moment))
		return false
	case <-moment.wait(ctx, v.dir):
	}
	_ = cmd.Process.Kill() // it is ours; where it has just ended, Wait says so
	err := <-done
	if cmd.ProcessState.ExitCode() != -1 {
		v.story = append(v.story, fmt.Sprintf("%v ended by itself at %s: %v", args, moment, err))
		return false
	}
	where := v.where(args[0])
	v.story = append(v.story, fmt.Sprintf("%v killed %s, %s", args, moment, where))
	v.mu.Lock()
	v.hits[where]++
	v.mu.Unlock()
	if args[0] == "publish" {
		v.wholeReleases()
	}
	return true
}

// A moment is a time after the start, or a time after a file of a kind appeared.
type moment struct {
	after   time.Duration
	pattern string
}

func (m moment) String() string {
	return fmt.Sprintf("%s after %q", m.after.Round(time.Millisecond), m.pattern)
}

// moment is any, or one of a phase that is too short to be met by chance.
func (v *victim) moment(command string) moment {
	phases := map[string][]string{
		"pull":    {"", "", "data/landing/.landing-*", "data/warehouse.duckdb.wal"},
		"publish": {"", "", "data/releases/.making-*"},
		"recover": {"", "", "data/recovering", "data/recovering/warehouse.duckdb.wal", "data/damaged-*"},
	}[command]
	m := moment{pattern: phases[v.dice.IntN(len(phases))]}
	most := v.took[command]
	if command == "pull" {
		most /= 2 // it goes on where the last one was killed, so that later kills meet its end
	}
	if m.pattern != "" {
		most = min(most, 100*time.Millisecond)
	}
	m.after = time.Duration(v.dice.Int64N(int64(most)))
	return m
}

// wait fires at the moment; never, if the file does not appear before ctx ends.
func (m moment) wait(ctx context.Context, dir string) <-chan time.Time {
	fire := make(chan time.Time, 1)
	go func() {
		for m.pattern != "" && !there(filepath.Join(dir, m.pattern)) {
			select {
			case <-ctx.Done():
				return
			case <-time.After(2 * time.Millisecond):
			}
		}
		fire <- <-time.After(m.after)
	}()
	return fire
}

func there(pattern string) bool {
	files, _ := filepath.Glob(pattern) // the patterns are ours
	return len(files) > 0
}

// where tells what a killed process was doing from the files it left.
func (v *victim) where(command string) string {
	count := func(pattern string) int {
		files, _ := filepath.Glob(filepath.Join(v.dir, pattern))
		return len(files)
	}
	labels := count("data/landing/*/*/*.json")
	settled := count("inbox/*/processed/*") + count("inbox/*/refused/*")
	switch {
	case command == "recover" && count("data/recovering/warehouse.duckdb") > 0:
		return "while the warehouse is made again"
	case command == "recover":
		return "at the beginning or end of a recovery"
	case command == "publish" && count("data/releases/.making-*") > 0:
		return "while a release is made"
	case command == "publish":
		return "while models are built, or readers switched"
	case count("data/landing/.landing-*") > 0:
		return "while a file is landed"
	case labels > settled:
		return "while a landing is read"
	case labels == 0:
		return "before anything had landed"
	}
	return "between two files, or at the end of a pull"
}

// wholeReleases makes sure that every release there is can be read, and the one that
// readers open is among them.
func (v *victim) wholeReleases() {
	data := filepath.Join(v.dir, "data")
	ids, err := warehouse.Releases(data)
	if err != nil {
		v.t.Error(err)
	}
	newest, err := warehouse.Newest(data)
	if err != nil || !slices.Contains(ids, newest) {
		v.t.Errorf("readers open %q of %v: %v", newest, ids, err)
	}
	for _, id := range ids {
		db, err := warehouse.OpenRelease(context.Background(), data, id, warehouse.Options{MemoryLimit: "256MB"})
		if err != nil {
			v.t.Errorf("%s: %v\n%s", id, err, strings.Join(v.story, "\n"))
			continue
		}
		var n int
		if err := errors.Join(db.QueryRow("SELECT count(*) FROM core.application").Scan(&n), db.Close()); err != nil {
			v.t.Errorf("%s: %v", id, err)
		}
	}
}

// sound lets the doctor have the last word.
func (v *victim) sound() {
	if out, err := v.command("doctor").CombinedOutput(); err != nil {
		v.t.Errorf("doctor: %v\n%s\n%s", err, out, strings.Join(v.story, "\n"))
	}
}
