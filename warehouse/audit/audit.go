// Package audit keeps the log of who did and saw what: append-only, each line bound to the
// one before it by a hash, so that a line changed, removed or moved is noticed.
//
// The log is a JSON Lines file a month, not a table: a command that only reads a release
// does not own the warehouse, and must be on record too.
package audit

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/gofrs/flock"
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
	if err := os.MkdirAll(l.dir, 0o700); err != nil {
		return e, err
	}
	lock := l.lock()
	if _, err := lock.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		return e, err
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	last, err := l.last(true)
	if err != nil {
		return e, err
	}
	e = Entry{Seq: last.Seq + 1, At: at.Truncate(time.Millisecond), Who: Mask(a.Who), Did: a.Did, Object: Mask(a.Object), Why: Mask(a.Why), Prev: last.Hash}
	if e.At.Before(last.At) {
		e.At = last.At // a clock that was set back must not put entries into an earlier month
	}
	e.Hash = e.sum()
	return e, l.write(e)
}

func (l *Log) lock() *flock.Flock { return flock.New(filepath.Join(l.dir, ".lock")) }

// reading does what reads the log while nobody adds to it. Where there is no log, fn is not called.
func (l *Log) reading(fn func() error) (err error) {
	if _, err := os.Stat(l.dir); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	lock := l.lock()
	if err := lock.RLock(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	return fn()
}

// sum is the hash of an entry.
func (e Entry) sum() string {
	e.Hash = ""
	text, err := json.Marshal(e)
	if err != nil {
		panic(err) // strings, a number and a time
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// month is the file that an entry stands in.
func (l *Log) month(e Entry) string { return filepath.Join(l.dir, e.At.Format("2006-01")+extension) }

const extension = ".jsonl"

func (l *Log) write(e Entry) error {
	text, err := json.Marshal(e)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(l.month(e), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(text, '\n'))
	return errors.Join(err, f.Sync(), f.Close())
}

// last is the newest entry; the zero Entry where there is none. A line that a crash cut off
// was never acknowledged: it is passed over and, to repair the file, taken away, so that the
// next one stands whole.
func (l *Log) last(repair bool) (Entry, error) {
	files, err := l.files()
	if err != nil {
		return Entry{}, err
	}
	for _, file := range slices.Backward(files) {
		e, found, err := lastOf(file, repair)
		if err != nil || found {
			return e, err
		}
	}
	return Entry{}, nil
}

func lastOf(file string, repair bool) (e Entry, found bool, err error) {
	tail, size, err := tailOf(file)
	if err != nil {
		return e, false, err
	}
	whole := bytes.LastIndexByte(tail, '\n') + 1
	if torn := len(tail) - whole; torn > 0 && repair {
		if err := os.Truncate(file, size-int64(torn)); err != nil {
			return e, false, err
		}
	}
	lines := bytes.TrimSuffix(tail[:whole], []byte{'\n'})
	if len(lines) == 0 {
		return e, false, nil
	}
	if err := json.Unmarshal(lines[bytes.LastIndexByte(lines, '\n')+1:], &e); err != nil {
		return e, false, fmt.Errorf("%s: the last line cannot be read; nsk audit verify says more: %w", file, err)
	}
	return e, true, nil
}

// tailSize is more than the longest line and the one before: JSON writes a character that
// Mask lets pass in six bytes at most.
const tailSize = 256 << 10

// tailOf reads the end of a file, in which its last whole line stands.
func tailOf(file string) (tail []byte, size int64, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, 0, err
	}
	size = info.Size()
	tail = make([]byte, min(size, tailSize))
	if _, err = f.ReadAt(tail, size-int64(len(tail))); errors.Is(err, io.EOF) {
		err = nil
	}
	return tail, size, err
}

// files lists the files, oldest month first.
func (l *Log) files() ([]string, error) {
	return filepath.Glob(filepath.Join(l.dir, "[0-9][0-9][0-9][0-9]-[0-9][0-9]"+extension))
}
