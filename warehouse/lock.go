package warehouse

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// A Holder is the process that owns a warehouse.
type Holder struct {
	PID     int       `json:"pid"`
	Host    string    `json:"host"`
	Command string    `json:"command,omitempty"` // what it does, such as nsk serve
	Since   time.Time `json:"since,omitzero"`
}

// String names the process for a message: process 4711 on host srv-1, nsk serve, since ….
func (h Holder) String() string {
	if h.PID == 0 {
		return "another process"
	}
	s := fmt.Sprintf("process %d on %s", h.PID, h.Host)
	if h.Command != "" {
		s += " (" + h.Command + ")"
	}
	if !h.Since.IsZero() {
		s += " since " + h.Since.UTC().Format(time.RFC3339)
	}
	return s
}

// A HeldError says that another process owns the warehouse.
type HeldError struct {
	Path   string // of the lock
	Holder Holder // zero where it could not be told
}

func (e *HeldError) Error() string {
	return fmt.Sprintf("the warehouse is held by %s (%s); wait for it or stop it; to read, use a release (nsk query)", e.Holder, e.Path)
}

// acquire takes the lock on a side file. DuckDB's own lock is not enough: the owner loses
// it silently by opening and closing the database file in any other way (duckdb.md 5a).
func acquire(dir string, h Holder) (*flock.Flock, error) {
	path := filepath.Join(dir, "warehouse.lock")
	l := flock.New(path)
	ok, err := l.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock warehouse: %w", err)
	}
	if !ok {
		return nil, &HeldError{Path: path, Holder: readHolder(path)}
	}
	// The holder is written for people; the lock itself is the kernel's.
	if err := h.write(path); err != nil {
		return nil, fmt.Errorf("lock warehouse: %w", errors.Join(err, l.Close()))
	}
	return l, nil
}

// Held tells which process owns the warehouse in dir; nil if none does.
func Held(dir string) (*HeldError, error) {
	path := filepath.Join(dir, "warehouse.lock")
	l := flock.New(path, flock.SetFlag(os.O_RDONLY))
	ok, err := l.TryLock()
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("lock of the warehouse: %w", err)
	case ok:
		return nil, l.Close()
	}
	return &HeldError{Path: path, Holder: readHolder(path)}, nil
}

func (h Holder) write(path string) error {
	h.PID = os.Getpid()
	host, err := os.Hostname()
	if err != nil {
		host = "an unnamed host"
	}
	h.Host = host
	text, err := json.Marshal(h)
	if err != nil {
		panic(err) // numbers, texts and an instant of this millennium
	}
	return os.WriteFile(path, append(text, '\n'), 0o600)
}

// readHolder is zero where the file says nothing; an older nsk wrote the number alone.
func readHolder(path string) (h Holder) {
	text, err := os.ReadFile(path)
	if err != nil {
		return h
	}
	if json.Unmarshal(text, &h) != nil {
		h = Holder{Host: "this host"}
		_ = json.Unmarshal([]byte(strings.TrimSpace(string(text))), &h.PID) // neither: it stays unknown
	}
	return h
}

func (e *Engine) release() {
	if e.lock != nil {
		_ = e.lock.Close() // the kernel lets go with the process in any case
	}
}
