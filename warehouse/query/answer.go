package query

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/ipc"
)

// An Answer is the result of a question while it arrives. It may be used by one goroutine.
type Answer struct {
	Release string        // the one that was asked
	Schema  *arrow.Schema // of all batches; each column's metadata has its type in DuckDB

	limits Limits
	outer  context.Context // who asked
	ctx    context.Context // ends with outer, and with the time allowed
	stop   context.CancelFunc
	leave  func()
	once   sync.Once

	dir    string // where the child works: empty
	child  *exec.Cmd
	stdin  io.WriteCloser
	stream *stream
	reader *ipc.Reader
	ended  error
}

// An order is what the child is told on its standard input.
type order struct {
	SQL         string
	Params      []param
	Memory      string
	Rows, Bytes int64
	Describe    bool // only the columns are wanted
}

// A param is a value; gob keeps NULL in a struct only.
type param struct{ V any }

// wrapped are the values of a question as they are sent.
func wrapped(values []any) []param {
	gob.Register(time.Time{})
	all := make([]param, len(values))
	for i, v := range values {
		all[i].V = v
	}
	return all
}

// values are the parameters that were sent.
func (o order) values() []any {
	all := make([]any, len(o.Params))
	for i, p := range o.Params {
		all[i] = p.V
	}
	return all
}

// start starts the child and tells it the question. The pipe to it stays open: when it
// closes, by whatever end of this process, the child ends.
func (a *Answer) start(c *exec.Cmd, release *os.File, q Question) (err error) {
	if a.dir, err = os.MkdirTemp("", "nsk-query-"); err != nil {
		return fmt.Errorf("query: %w", err)
	}
	c.Dir, c.ExtraFiles = a.dir, []*os.File{release}
	if a.stdin, err = c.StdinPipe(); err != nil {
		return fmt.Errorf("query: %w", err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		return fmt.Errorf("query: %w", err)
	}
	var told bytes.Buffer
	if err := gob.NewEncoder(&told).Encode(order{q.SQL, wrapped(q.Params), q.Limits.Memory, q.Limits.Rows, q.Limits.Bytes, q.Describe}); err != nil {
		return fmt.Errorf("query: parameters: %w", err)
	}
	if err := c.Start(); err != nil {
		return fmt.Errorf("query: the child process did not start: %w", err)
	}
	a.child = c
	a.stream = &stream{from: out, most: 2*q.Limits.Bytes + 1<<20}
	if _, err := a.stdin.Write(told.Bytes()); err != nil && a.ctx.Err() == nil {
		return nil // it died; begin says why
	}
	return nil
}

// begin reads the columns.
func (a *Answer) begin() error {
	reader, err := ipc.NewReader(a.stream)
	if err != nil {
		return errors.Join(a.why(err), a.Close())
	}
	a.reader, a.Schema = reader, reader.Schema()
	return nil
}

// Next returns the next batch; the caller releases it. At the end it returns io.EOF; a bound
// that was reached, or whatever else ended the query, is a *Fault. What came before stands.
func (a *Answer) Next() (arrow.RecordBatch, error) {
	if a.ended != nil {
		return nil, a.ended
	}
	if a.reader.Next() {
		batch := a.reader.RecordBatch()
		batch.Retain()
		return batch, nil
	}
	a.ended = a.why(a.reader.Err())
	return nil, a.ended
}

// why says how the query ended: io.EOF if it did well.
func (a *Answer) why(err error) error {
	if err == nil {
		_, err = io.Copy(io.Discard, a.stream) // the last words come after the end of the batches
	}
	switch {
	case a.stream.fault != nil:
		return a.stream.fault
	case a.stream.whole && err == nil:
		return io.EOF
	case a.outer.Err() != nil:
		return fault(Cancelled, "cancelled")
	case a.ctx.Err() != nil:
		return fault(Limit, "time", "limit", strconv.FormatFloat(a.limits.Time.Seconds(), 'f', -1, 64))
	case errors.Is(err, errTooMuch):
		return fault(Limit, "bytes", "limit", sizeWords(a.limits.Bytes))
	}
	return fault(Limit, "died", "limit", a.limits.Memory)
}

// Close ends the query if it still runs and lets go of everything. It may be called twice.
func (a *Answer) Close() (err error) {
	a.once.Do(func() {
		defer a.leave()
		a.stop()
		if a.reader != nil {
			a.reader.Release()
		}
		if a.child != nil {
			err = errors.Join(a.stdin.Close())
			_ = a.child.Wait() // how it ended was read from what it said
		}
		if a.dir != "" {
			err = errors.Join(err, os.RemoveAll(a.dir))
		}
		if a.ended == nil {
			a.ended = fault(Cancelled, "cancelled")
		}
	})
	return err
}
