package warehouse

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/gofrs/flock"
)

// A HeldError says that another process owns the warehouse.
type HeldError struct {
	Path string
	PID  string
}

func (e *HeldError) Error() string {
	return fmt.Sprintf("the warehouse is held by process %s (%s); wait for it or stop it; to read, use a release (nsk query)", e.PID, e.Path)
}

// acquire takes the lock on a side file. DuckDB's own lock is not enough: the owner loses
// it silently by opening and closing the database file in any other way (duckdb.md 5a).
func acquire(path string) (*flock.Flock, error) {
	l := flock.New(path)
	ok, err := l.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock warehouse: %w", err)
	}
	if !ok {
		pid, err := os.ReadFile(path)
		if err != nil || len(pid) == 0 {
			pid = []byte("unknown")
		}
		return nil, &HeldError{Path: path, PID: strings.TrimSpace(string(pid))}
	}
	// The number of the holder is written for people; the lock itself is the kernel's.
	if err := os.WriteFile(path, fmt.Appendf(nil, "%d\n", os.Getpid()), 0o600); err != nil {
		return nil, fmt.Errorf("lock warehouse: %w", errors.Join(err, l.Close()))
	}
	return l, nil
}

func (e *Engine) release() {
	if e.lock != nil {
		_ = e.lock.Close() // the kernel lets go with the process in any case
	}
}
