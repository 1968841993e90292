package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"nsk/warehouse"
)

// stepCommand is the first argument of a process that runs one step.
const stepCommand = "step"

// A side is one of the two that are compared.
type side string

const (
	sideNSK  side = "nsk"
	sideBare side = "bare"
)

// stepArgs say what a step's process is to do.
type stepArgs struct {
	Kind kind
	Side side
	Home string // empty folder for the database
	File string
	Rows int
}

// A result is what one step came to.
type result struct {
	Seconds  float64
	Rows     int64
	FilesKiB int64   // largest size of the files in memory, which the resident set leaves out
	PeakKiB  int64   // resident set and files in memory; told by the parent
	CPU      float64 // seconds of all cores: says more than the clock where the machine is shared
}

// options are the same for both sides.
var options = warehouse.Options{MemoryLimit: "1GB", Threads: 2}

// run opens an engine, runs the step with the clock going, and counts the rows.
func (a stepArgs) run(ctx context.Context) (result, error) {
	e, err := warehouse.Open(ctx, filepath.Join(a.Home, "db"), options)
	if err != nil {
		return result{}, err
	}
	work, table, err := a.prepare(ctx, e)
	if err != nil {
		return result{}, err
	}
	files := watchMemoryFiles()
	start, busy := time.Now(), cpu()
	if err := work(); err != nil {
		return result{}, err
	}
	if err := e.Close(); err != nil {
		return result{}, err
	}
	r := result{Seconds: time.Since(start).Seconds(), CPU: cpu() - busy, FilesKiB: files.stop()}
	r.Rows, err = count(ctx, filepath.Join(a.Home, "db"), table)
	return a.verified(r, err)
}

// cpu is the time all cores have worked for this process, in seconds.
func cpu() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // only wrong arguments make it fail
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}

func count(ctx context.Context, dir, table string) (n int64, err error) {
	e, err := warehouse.Open(ctx, dir, options)
	if err != nil {
		return 0, err
	}
	defer e.Close()
	err = e.DB().QueryRowContext(ctx, "SELECT count(*) FROM "+table).Scan(&n)
	return n, err
}

func (a stepArgs) verified(r result, err error) (result, error) {
	want := int64(a.Rows)
	if a.Kind == kindSmall {
		want *= smallRows
	}
	if err == nil && r.Rows != want {
		err = fmt.Errorf("%d rows in the table, want %d", r.Rows, want)
	}
	return r, err
}

// memoryFiles is the watch over files that live in memory only.
type memoryFiles struct {
	quit chan struct{}
	most chan int64
}

func watchMemoryFiles() memoryFiles {
	m := memoryFiles{quit: make(chan struct{}), most: make(chan int64)}
	go func() {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		var most int64
		for {
			select {
			case <-m.quit:
				m.most <- most
				return
			case <-tick.C:
				most = max(most, memoryFilesKiB())
			}
		}
	}()
	return m
}

func (m memoryFiles) stop() int64 {
	close(m.quit)
	return <-m.most
}

// memoryFilesKiB adds up what the memory files of this process hold, each once, however
// often it is open.
func memoryFilesKiB() (sum int64) {
	seen := make(map[uint64]bool)
	fds, _ := os.ReadDir("/proc/self/fd") // none elsewhere
	for _, fd := range fds {
		path := filepath.Join("/proc/self/fd", fd.Name())
		if to, err := os.Readlink(path); err != nil || !strings.HasPrefix(to, "/memfd:") {
			continue
		}
		var st syscall.Stat_t
		if err := syscall.Stat(path, &st); err == nil && !seen[st.Ino] {
			seen[st.Ino] = true
			sum += st.Blocks / 2
		}
	}
	return sum
}
