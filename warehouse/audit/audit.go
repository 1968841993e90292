// Package audit keeps the log of who did and saw what: append-only, each line bound to the
// one before it by a hash, so that a line changed, removed or moved is noticed.
//
// The log is a JSON Lines file a month, not a table: a command that only reads a release
// does not own the warehouse, and must be on record too.
package audit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"nsk/warehouse/chain"
)

// An Entry is one line of the log.
type Entry struct {
	Seq    int64     `json:"seq"` // from 1, without a gap over all months
	At     time.Time `json:"at"`  // UTC
	Who    string    `json:"who"`
	Did    string    `json:"did"`           // the command or action, such as "rules set"
	Object string    `json:"object"`        // what it was done to; masked, see Mask
	Why    string    `json:"why,omitempty"` // the purpose or reason that was given
	Prev   string    `json:"prev"`          // hash of the entry before; "" of the first
	Hash   string    `json:"hash"`          // SHA-256 of all fields above, as JSON
}

// A Log is the folder of the files.
type Log struct{ dir string }

// Open is the log in dir, which is made when the first entry is added.
func Open(dir string) *Log { return &Log{dir: dir} }

// An Act is what somebody did or saw.
type Act struct{ Who, Did, Object, Why string }

// Add appends an entry and makes it durable before it returns. Processes take turns.
func (l *Log) Add(ctx context.Context, at time.Time, a Act) (Entry, error) {
	e, err := l.add(ctx, at.UTC(), a)
	if err != nil {
		return e, fmt.Errorf("audit log: %w", err)
	}
	return e, nil
}

func (l *Log) add(ctx context.Context, at time.Time, a Act) (e Entry, err error) {
	err = chain.Alone(ctx, l.dir, func() error {
		last, err := l.last()
		if err != nil {
			return err
		}
		e = Entry{Seq: last.Seq + 1, At: at.Truncate(time.Millisecond), Who: Mask(a.Who), Did: a.Did, Object: Mask(a.Object), Why: Mask(a.Why), Prev: last.Hash}
		if e.At.Before(last.At) {
			e.At = last.At // a clock that was set back must not put entries into an earlier month
		}
		e.Hash = e.sum()
		return chain.Append(l.month(e), e)
	})
	return e, err
}

// reading does what reads the log while nobody adds to it. Where there is no log, fn is not called.
func (l *Log) reading(fn func() error) (err error) {
	if _, err := os.Stat(l.dir); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	lock := chain.Lock(l.dir)
	if err := lock.RLock(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	return fn()
}

// sum is the hash of an entry.
func (e Entry) sum() string {
	e.Hash = ""
	return chain.Sum(e)
}

// month is the file that an entry stands in.
func (l *Log) month(e Entry) string { return filepath.Join(l.dir, e.At.Format("2006-01")+extension) }

const extension = ".jsonl"

// last is the newest entry; the zero Entry where there is none.
func (l *Log) last() (e Entry, err error) {
	files, err := l.files()
	if err != nil {
		return e, err
	}
	for _, file := range slices.Backward(files) {
		line, err := chain.Last(file)
		if err != nil {
			return e, err
		}
		if line == nil {
			continue
		}
		if err := json.Unmarshal(line, &e); err != nil {
			return e, fmt.Errorf("%s: the last line cannot be read; nsk audit verify says more: %w", file, err)
		}
		return e, nil
	}
	return e, nil
}

// files lists the files, oldest month first.
func (l *Log) files() ([]string, error) {
	return filepath.Glob(filepath.Join(l.dir, "[0-9][0-9][0-9][0-9]-[0-9][0-9]"+extension))
}
