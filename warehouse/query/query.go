// Package query answers the SQL of users over one release, in a child process that may die.
//
// The child sees the release file and nothing else: no environment, no other file, no
// network, its own bounds of memory, processor and time. What it says comes back as Arrow
// batches or as a Fault in the words of people. Decisions 4 and 4a of the design.
package query

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"time"

	"github.com/dustin/go-humanize"

	"nsk/warehouse"
)

// Limits bound one query. Zero values leave a bound to the Runner, and there to Usual.
type Limits struct {
	Memory      string        // of DuckDB, such as "512MB"; the process may take twice as much and half a gigabyte
	Time        time.Duration // by the clock on the wall, waiting for a place not counted
	Rows, Bytes int64         // of the answer; Rows below 0 for no bound
}

// Usual are the bounds where nobody set others.
var Usual = Limits{Memory: "512MB", Time: time.Minute, Rows: 1_000_000, Bytes: 512 << 20}

func (l Limits) or(m Limits) Limits {
	return Limits{cmp.Or(l.Memory, m.Memory), cmp.Or(l.Time, m.Time), cmp.Or(l.Rows, m.Rows), cmp.Or(l.Bytes, m.Bytes)}
}

// A Question is one statement that reads. Params take the places of ? and $1: nil, bool,
// int64, float64, string, []byte or time.Time.
type Question struct {
	Who     string // asks: one person has half of the places at most; "" is nobody in particular
	Release string // "" is the newest
	SQL     string
	Limits  Limits
	Params  []any

	Describe bool // only the columns are wanted: nothing is computed, no parameter needs a value
}

// A Runner answers questions, each in a process of its own.
type Runner struct {
	Data    string   // the folder of the warehouse
	Program []string // how the child is started, such as nsk query-child; see Child
	At      Limits   // bounds of questions that set none
	Places  int      // children at once, 4 for 0; who comes later waits

	mu     sync.Mutex
	places chan struct{}
	theirs map[string]chan struct{} // half of the places for each person
}

// threads is how many DuckDB uses in a child: people wait, but others wait with them.
const threads = 2

// Ask starts the query and returns once the columns are known. The error is a *Fault, or an
// error of the installation (such as warehouse.ErrNoRelease). The caller must close the
// answer; that ends the query if it still runs.
func (r *Runner) Ask(ctx context.Context, q Question) (*Answer, error) {
	q.Limits = q.Limits.or(r.At).or(Usual)
	memory, err := humanize.ParseBytes(q.Limits.Memory)
	if err != nil {
		return nil, fmt.Errorf("query: memory limit: %w", err)
	}
	file, err := r.open(&q)
	if err != nil {
		return nil, err
	}
	defer file.Close() // the child has its own
	leave, err := r.enter(ctx, q.Who)
	if err != nil {
		return nil, err
	}
	a := &Answer{Release: q.Release, limits: q.Limits, outer: ctx, leave: leave}
	a.ctx, a.stop = context.WithTimeout(ctx, q.Limits.Time)
	if err := a.start(r.command(a.ctx, memory, q.Limits), file, q); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, a.begin()
}

// open opens the file of the release and says which it is.
func (r *Runner) open(q *Question) (*os.File, error) {
	if q.Release == "" {
		var err error
		if q.Release, err = warehouse.Newest(r.Data); err != nil {
			return nil, err
		}
	}
	known, err := warehouse.Releases(r.Data)
	if err != nil {
		return nil, err
	}
	for _, id := range known {
		if id == q.Release {
			return os.Open(warehouse.ReleasePath(r.Data, id))
		}
	}
	return nil, fault(Refused, "no-release", "name", q.Release)
}

// command is the child. It inherits no environment and no open file but the release.
func (r *Runner) command(ctx context.Context, memory uint64, l Limits) *exec.Cmd {
	cpu := int(l.Time.Seconds())*threads + 5
	args := append(r.Program[1:len(r.Program):len(r.Program)], strconv.FormatUint(memory, 10), strconv.Itoa(cpu))
	c := exec.CommandContext(ctx, r.Program[0], args...)
	c.Env = []string{"LC_ALL=C", "TZ=UTC", "GOMAXPROCS=" + strconv.Itoa(threads)}
	c.WaitDelay = 5 * time.Second
	apart(c)
	return c
}
