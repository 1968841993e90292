package query

import (
	"context"
	"encoding/gob"
	"errors"
	"io"
	"os"
	"time"

	"nsk/warehouse"
)

// childWord is the first argument of a child; confined that of a child that has shut itself off.
const childWord, confinedWord = "query-child", "query-confined"

// Child does the work of the child process and reports true if the arguments (without the
// program's name) are those of one; the program must then end at once. The first thing in
// main, and in TestMain of packages whose tests ask.
func Child(args []string) bool {
	switch {
	case len(args) > 2 && args[0] == childWord:
		confine(args[1], args[2]) // does not come back where the system can confine
		serve()
	case len(args) > 0 && args[0] == confinedWord:
		filter()
		serve()
	default:
		return false
	}
	return true
}

// serve answers the question on standard input. It returns as well when that closes: whoever
// asked is gone, and the program must not go on computing.
func serve() {
	gob.Register(time.Time{})
	var q order
	if gob.NewDecoder(os.Stdin).Decode(&q) != nil {
		return
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		out := frames{os.Stdout}
		_ = out.end(answer(out, q)) // whoever asked is gone if this cannot be said
	}()
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		_, _ = io.Copy(io.Discard, os.Stdin) // nothing more is told; only the end matters
	}()
	select {
	case <-done:
	case <-gone:
	}
}

// answer runs the query and writes its rows.
func answer(out frames, q order) *Fault {
	ctx := context.Background()
	sealed, err := warehouse.Seal(ctx, releaseFile, warehouse.Options{MemoryLimit: q.Memory, Threads: threads})
	if err != nil {
		return told(err, q)
	}
	if openNothing() != nil {
		return fault(Limit, "died", "limit", q.Memory)
	}
	rows := int64(warehouse.All)
	switch {
	case q.Describe:
		rows = 0
	case q.Rows > 0:
		rows = q.Rows + 1 // to know that there are more than allowed
	}
	err = sealed.Ask(ctx, q.SQL, q.values(), rows, func(r *warehouse.Result) error { return write(out, r, q) })
	if err != nil {
		return told(err, q)
	}
	return nil
}

// told is the fault that an error is.
func told(err error, q order) *Fault {
	var f *Fault
	var theirs *warehouse.SQLError
	switch {
	case errors.As(err, &f):
		return f
	case errors.As(err, &theirs):
		return explain(theirs, q)
	}
	return fault(Limit, "died", "limit", q.Memory)
}
