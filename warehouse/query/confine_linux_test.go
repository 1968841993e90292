package query_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"nsk/warehouse/query"
)

// probe is what a confined process finds out about its bounds, as if DuckDB had been taken
// over: it says ok or the error for everything it tries.
func probe() {
	query.Filter()
	try := func(what string, err error) {
		if err == nil {
			err = fmt.Errorf("ok")
		}
		fmt.Printf("%s: %v\n", what, err)
	}
	read := func(file string) error {
		f, err := os.Open(file)
		if err == nil {
			_, err = f.Read(make([]byte, 1))
			f.Close()
		}
		return err
	}
	try("read /etc/passwd", read("/etc/passwd"))
	try("read own environment", read("/proc/self/environ"))
	try("read own folder", read("."))
	try("read the release", read(query.ReleaseFile))
	try("write", os.WriteFile("x", []byte("x"), 0o600))
	try("write /tmp", os.WriteFile("/tmp/nsk-probe", []byte("x"), 0o600))
	try("make a folder", os.Mkdir("x", 0o700))
	_, err := net.Dial("tcp", "127.0.0.1:1")
	try("connect", err)
	_, err = net.Listen("tcp", "127.0.0.1:0")
	try("listen", err)
	try("run a program", exec.Command("/bin/true").Run())
	_, err = os.Readlink(query.ReleaseFile)
	try("where the release lies", err)
	fmt.Println("environment:", strings.Join(os.Environ(), " "))
	try("open nothing", query.OpenNothing())
	try("read the release again", read(query.ReleaseFile))
}

// A process of queries is shut off by the system too, not by DuckDB alone.
func TestConfined(t *testing.T) {
	if version, _, _ := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION); int(version) < 1 {
		t.Skip("this kernel has no Landlock: children are bounded by DuckDB, limits and the filter of system calls only")
	}
	file := filepath.Join(t.TempDir(), "release")
	if err := os.WriteFile(file, []byte("content"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c := exec.Command(os.Args[0], "query-child", "134217728", "20")
	c.Dir, c.Env, c.ExtraFiles = t.TempDir(), []string{probeMark + "=1"}, []*os.File{f}
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	const denied, blocked = "permission denied", "operation not permitted"
	for what, want := range map[string]string{
		"read /etc/passwd": denied, "read own environment": denied, "read own folder": denied, "read the release": "ok",
		"write": denied, "write /tmp": denied, "make a folder": blocked, "connect": blocked, "listen": blocked,
		"where the release lies": "invalid argument", "open nothing": "ok", "read the release again": "too many open files",
	} {
		_, got, _ := strings.Cut(string(out), what+": ")
		if got, _, _ = strings.Cut(got, "\n"); !strings.HasSuffix(got, want) {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	if _, ran, _ := strings.Cut(string(out), "run a program: "); strings.HasPrefix(ran, "ok") {
		t.Error("it ran a program")
	}
	if !strings.Contains(string(out), "environment: "+probeMark+"=1\n") {
		t.Errorf("environment:\n%s", out)
	}
}

// A service that dies takes the queries of its users with it.
func TestChildrenDieWithWhoAsked(t *testing.T) {
	r := stand(t, small)
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), askMark+"="+r.Data)
	var said bytes.Buffer
	c.Stdout = &said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Process.Kill() }()
	within(t, "a child runs", func() bool { return len(children(t, c.Process.Pid)) == 1 })
	child := children(t, c.Process.Pid)[0]
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait() // it was killed
	within(t, "the child is gone", func() bool { return syscall.Kill(child, 0) != nil })
}

// endless asks what has no end, until it is killed.
func endless(data string) {
	r := &query.Runner{Data: data, Program: []string{os.Args[0], "query-child"}}
	a, err := r.Ask(context.Background(), query.Question{SQL: "SELECT sum(sqrt(a.range)) FROM range(1000000) a, range(1000000) b"})
	if err == nil {
		_, err = a.Next()
	}
	fmt.Println(err)
}

// children are the processes that confined themselves under a parent.
func children(t *testing.T, parent int) (pids []int) {
	t.Helper()
	files, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // it ended
		}
		var pid, of int
		var state string
		_, after, _ := strings.Cut(string(text), ") ")
		_, _ = fmt.Sscanf(string(text), "%d", &pid)
		if _, err := fmt.Sscanf(after, "%s %d", &state, &of); err != nil || of != parent {
			continue
		}
		if line, err := os.ReadFile(filepath.Join(filepath.Dir(file), "cmdline")); err == nil && bytes.Contains(line, []byte("query-confined")) {
			pids = append(pids, pid)
		}
	}
	return pids
}

func within(t *testing.T, what string, so func() bool) {
	t.Helper()
	for range 400 {
		if so() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("not within 20 s: %s", what)
}

// One person who asks much keeps no other out.
func TestPlacesAreShared(t *testing.T) {
	r := stand(t, small)
	r.Places = 2
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 3)
	for range 3 {
		go func() {
			_, err := r.Ask(ctx, query.Question{Who: "greedy", SQL: "SELECT sum(sqrt(a.range)) FROM range(1000000) a, range(1000000) b"})
			ended <- err
		}()
	}
	time.Sleep(time.Second)
	a, err := r.Ask(t.Context(), query.Question{Who: "modest", SQL: "SELECT 1"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Next(); err == io.EOF {
		t.Error("no answer")
	}
	a.Close()
	stop()
	for range 3 {
		if <-ended == nil {
			t.Error("an endless question was answered")
		}
	}
}
