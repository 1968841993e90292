package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/pprof"
	"slices"
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
	sideNSK       side = "nsk"
	sideReference side = "reference"
)

var sides = []side{sideNSK, sideReference}

// stepArgs say what a step's process is to do.
type stepArgs struct {
	Kind    kind
	Side    side
	Furnish bool   // make what is there before the clock starts, and no more
	Home    string // folder of the database, the keys and the landings
	Rows    int    // of the case
	Profile string // file for a CPU profile; none if empty
	input
}

// A result is what one step came to.
type result struct {
	Seconds  float64
	Rows     int64   // read within the time
	FilesKiB int64   // largest size of the files in memory, which the resident set leaves out
	PeakKiB  int64   // resident set and files in memory; told by the parent
	CPU      float64 // seconds of all cores: says more than the clock where the machine is shared
}

// options are the same for both sides.
var options = warehouse.Options{MemoryLimit: "1GB", Threads: 2}

// A job is what a step does: work is measured, the counts must hold afterwards.
type job struct {
	engine *warehouse.Engine
	work   func() error
	counts []count
	pulled string // file that was made; none if ""

	seconds func() float64 // what is told in place of the clock
}

// close ends the engine of a job that has one.
func (j job) close() error {
	if j.engine == nil {
		return nil
	}
	return j.engine.Close()
}

// A count is a query for one number, and that number.
type count struct {
	query string
	want  int
}

// run furnishes a home, or does its job with the clock going and counts the rows.
func (a stepArgs) run(ctx context.Context) (result, error) {
	if a.Furnish {
		if a.Kind == kindReport {
			return result{}, a.furnishReport(ctx)
		}
		if a.Kind == kindPages {
			return result{}, a.furnishPages(ctx)
		}
		return result{}, a.furnish(ctx)
	}
	j, err := a.job(ctx)
	if err != nil {
		return result{}, err
	}
	r, err := a.timed(j)
	if err == nil && j.pulled != "" {
		return r, allCame(j.pulled, a.Rows)
	}
	if err != nil || len(j.counts) == 0 {
		return r, err
	}
	return r, a.verify(ctx, j.counts)
}

func (a stepArgs) timed(j job) (r result, err error) {
	stop, err := a.profile()
	if err != nil {
		return r, err
	}
	files := watchMemoryFiles()
	start, busy := time.Now(), cpu()
	if err := errors.Join(j.work(), j.close()); err != nil {
		return r, err
	}
	r = result{Seconds: time.Since(start).Seconds(), CPU: cpu() - busy, FilesKiB: files.stop()}
	for _, f := range a.Files {
		r.Rows += int64(f.Rows)
	}
	if slices.Contains([]kind{kindReport, kindRest, kindSQL, kindKafka}, a.Kind) {
		r.Rows = int64(a.Rows)
	}
	if j.seconds != nil {
		r.Seconds = j.seconds()
	}
	return r, stop()
}

// profile starts a CPU profile if one is wanted; stop ends it.
func (a stepArgs) profile() (stop func() error, err error) {
	if a.Profile == "" {
		return func() error { return nil }, nil
	}
	f, err := os.Create(a.Profile)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() error { pprof.StopCPUProfile(); return f.Close() }, nil
}

// verify opens the database anew and counts.
func (a stepArgs) verify(ctx context.Context, counts []count) error {
	e, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer e.Close()
	for _, c := range counts {
		var n int
		if err := e.DB().QueryRowContext(ctx, c.query).Scan(&n); err != nil {
			return err
		}
		if n != c.want {
			return fmt.Errorf("%s: %d, want %d", c.query, n, c.want)
		}
	}
	return nil
}

func (a stepArgs) open(ctx context.Context) (*warehouse.Engine, error) {
	return warehouse.Open(ctx, filepath.Join(a.Home, "db"), options)
}

// cpu is the time all cores have worked for this process, in seconds.
func cpu() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // only wrong arguments make it fail
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
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
