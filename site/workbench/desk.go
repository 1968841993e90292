package workbench

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"sync"
	"time"

	"nsk/site/account"
	"nsk/warehouse/query"
)

// Bounds of what is kept for people to look at.
const (
	keepFor     = 30 * time.Minute // since it was last looked at
	keepBytes   = 512 << 20        // of all results together
	keepEach    = 10               // results of one account
	runEach     = 2                // queries of one account that run at once
	resultRows  = 1_000_000
	resultBytes = 128 << 20
)

// A desk keeps the queries that run and the results that people look at. They are in memory
// alone: a restart of the service forgets them, the history does not.
type desk struct {
	runner *query.Runner
	now    func() time.Time
	began  func(*job) // is told of every query that begins
	ended  func(*job) // is told of every query that ended

	mu   sync.Mutex
	jobs []*job
}

// errBusy means that the account has as many queries running as it may.
var errBusy = errors.New("two of your queries run already")

// start begins a query and returns at once.
func (d *desk) start(j asked) (*job, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.tidy()
	running := 0
	for _, other := range d.jobs {
		if other.owner == j.owner && other.running() {
			running++
		}
	}
	if running >= runEach {
		return nil, errBusy
	}
	ctx, stop := account.While(context.Background(), j.may)
	n := &job{id: rand.Text(), asked: j, started: d.now(), used: d.now(), cancel: stop}
	n.question.Who = j.owner
	n.question.Limits = query.Limits{Rows: resultRows, Bytes: resultBytes}
	d.jobs = append(d.jobs, n)
	go func() {
		defer stop()
		d.began(n)
		n.run(ctx, d.runner, d.now)
		d.ended(n)
	}()
	return n, nil
}

// find is a query of an account; nil if there is none, or no more.
func (d *desk) find(owner, id string) *job {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.tidy()
	i := slices.IndexFunc(d.jobs, func(j *job) bool { return j.id == id && j.owner == owner })
	if i < 0 {
		return nil
	}
	d.jobs[i].used = d.now()
	return d.jobs[i]
}

// leave cancels what an account has running: who signed out waits for nothing.
func (d *desk) leave(owner string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, j := range d.jobs {
		if j.owner == owner {
			j.cancel()
		}
	}
}

// tidy forgets what nobody looked at for long, and the oldest of what is too much.
func (d *desk) tidy() {
	slices.SortStableFunc(d.jobs, func(a, b *job) int { return a.used.Compare(b.used) })
	var bytes int64
	each := make(map[string]int)
	kept := d.jobs[:0:0]
	for _, j := range slices.Backward(d.jobs) { // used last comes first
		size, running := j.size()
		each[j.owner]++
		if !running && (d.now().Sub(j.used) > keepFor || each[j.owner] > keepEach || bytes+size > keepBytes) {
			continue
		}
		bytes += size
		kept = append(kept, j)
	}
	slices.Reverse(kept)
	d.jobs = kept
}

// state says how far a query is.
type state string

const (
	waiting state = "running"
	done    state = "done"
	failed  state = "failed"
	lost    state = "lost" // the service ended while it ran
)

// faultOf is the fault in an error, if it is one a person can read.
func faultOf(err error) *query.Fault {
	var f *query.Fault
	if errors.As(err, &f) {
		return f
	}
	return nil
}

// stateOf is how a query ended: what reached a bound has its first rows.
func stateOf(err error, rows int64) state {
	f := faultOf(err)
	if err == nil || f != nil && f.Kind == query.Limit && rows > 0 {
		return done
	}
	return failed
}
