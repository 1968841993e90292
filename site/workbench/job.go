package workbench

import (
	"context"
	"errors"
	"io"
	"iter"
	"sort"
	"sync"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"nsk/site/export"
	"nsk/warehouse/query"
)

// asked is a query as an account wants it.
type asked struct {
	owner, purpose string
	may            func() bool // the owner still asks
	question       query.Question
}

// A job is one query of one account and what has come of it so far.
type job struct {
	asked
	id      string
	started time.Time
	used    time.Time // guarded by the desk
	cancel  context.CancelFunc

	mu      sync.Mutex
	release string
	schema  *arrow.Schema
	batches []arrow.RecordBatch
	ends    []int64 // rows up to the end of each batch
	bytes   int64
	finish  time.Time // zero while it runs
	err     error
}

// run asks and gathers the answer.
func (j *job) run(ctx context.Context, r *query.Runner, now func() time.Time) {
	err := j.gather(ctx, r)
	j.mu.Lock()
	defer j.mu.Unlock()
	j.err, j.finish = err, now()
}

func (j *job) gather(ctx context.Context, r *query.Runner) (err error) {
	a, err := r.Ask(ctx, j.question)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	j.mu.Lock()
	j.release, j.schema = a.Release, a.Schema
	j.mu.Unlock()
	for {
		b, err := a.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		j.add(b)
	}
}

func (j *job) add(b arrow.RecordBatch) {
	if b.NumRows() == 0 {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.batches, j.ends = append(j.batches, b), append(j.ends, j.rows()+b.NumRows())
	for _, column := range b.Columns() {
		j.bytes += int64(column.Data().SizeInBytes())
	}
}

// rows is how many there are; the caller holds the lock.
func (j *job) rows() int64 {
	if len(j.ends) == 0 {
		return 0
	}
	return j.ends[len(j.ends)-1]
}

func (j *job) running() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.finish.IsZero()
}

func (j *job) size() (bytes int64, running bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.bytes, j.finish.IsZero()
}

// A view is a job at one moment. What it points to does not change any more.
type view struct {
	State   state
	Release string
	Schema  *arrow.Schema // nil until it is known
	Rows    int64
	Took    time.Duration
	Err     error

	batches []arrow.RecordBatch
	ends    []int64
}

func (j *job) view(now time.Time) view {
	j.mu.Lock()
	defer j.mu.Unlock()
	v := view{State: waiting, Release: j.release, Schema: j.schema, Rows: j.rows(), Took: now.Sub(j.started), Err: j.err, batches: j.batches, ends: j.ends}
	if !j.finish.IsZero() {
		v.State, v.Took = stateOf(j.err, v.Rows), j.finish.Sub(j.started)
	}
	return v
}

// page is a part of the rows as text; nil is NULL.
func (v view) page(from, count int64) [][]*string {
	rows := make([][]*string, 0, max(0, min(count, v.Rows-from)))
	at := sort.Search(len(v.ends), func(i int) bool { return v.ends[i] > from })
	for ; at < len(v.batches) && count > 0; at++ {
		b := v.batches[at]
		for row := from - (v.ends[at] - b.NumRows()); row < b.NumRows() && count > 0; row++ {
			rows = append(rows, cells(b, int(row)))
			from, count = from+1, count-1
		}
	}
	return rows
}

func cells(b arrow.RecordBatch, row int) []*string {
	line := make([]*string, b.NumCols())
	for i, column := range b.Columns() {
		if text, null := export.Text(column, row); !null {
			line[i] = &text
		}
	}
	return line
}

// table is the result for writing it.
func (v view) table() export.Table {
	return export.Table{Schema: v.Schema, People: true, Batches: iterate(v.batches)}
}

func iterate(batches []arrow.RecordBatch) iter.Seq2[arrow.RecordBatch, error] {
	return func(yield func(arrow.RecordBatch, error) bool) {
		for _, b := range batches {
			if !yield(b, nil) {
				return
			}
		}
	}
}
