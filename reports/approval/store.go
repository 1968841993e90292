package approval

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"nsk/schedules/calendar"
)

var zone = calendar.Location()

// A Store keeps documents, each in a folder of its name: history.jsonl, and the files of
// each draft of each version, read-only. It needs no warehouse: a document outlives the
// database that it was made from.
type Store struct {
	Dir   string
	Roles Roles
	Now   func() time.Time
}

var nameForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Names lists the documents.
func (s *Store) Names() (names []string, err error) {
	entries, err := os.ReadDir(s.Dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("documents: %w", err)
	}
	for _, e := range entries {
		if e.IsDir() && nameForm.MatchString(e.Name()) {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// History reads the events of a document and proves that none was changed, removed or moved.
// A document that there is not has no events.
func (s *Store) History(name string) (events []Event, err error) {
	if !nameForm.MatchString(name) {
		return nil, fmt.Errorf("%q is no name of a document; write such as annual-2025", name)
	}
	f, err := os.Open(s.history(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("document %s: %w", name, err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<22)
	for lines.Scan() {
		var e Event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return nil, fmt.Errorf("document %s: line %d of its history cannot be read: %w", name, len(events)+1, err)
		}
		if fault := follows(events, e); fault != "" {
			return nil, fmt.Errorf("document %s: event %d of its history %s; restore it from a backup", name, e.Seq, fault)
		}
		events = append(events, e)
	}
	return events, lines.Err()
}

func follows(events []Event, e Event) string {
	prev := ""
	if n := len(events); n > 0 {
		prev = events[n-1].Hash
	}
	switch {
	case e.Seq != len(events)+1 || e.Prev != prev:
		return "does not follow the one before it"
	case e.Hash != e.sum():
		return "was changed"
	}
	return ""
}

func (e Event) sum() string {
	e.Hash = ""
	text, err := json.Marshal(e)
	if err != nil {
		panic(err) // strings, numbers and times
	}
	return hash(text)
}

func hash(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

func (s *Store) history(name string) string { return filepath.Join(s.Dir, name, "history.jsonl") }

// Standing is the state of a document.
func (s *Store) Standing(name string) (Standing, error) {
	events, err := s.History(name)
	return Stand(events), err
}

// Folder holds the files of the newest draft of a version.
func (s *Store) folder(name string, version, draft int) string {
	return filepath.Join(s.Dir, name, fmt.Sprintf("v%d", version), fmt.Sprintf("draft%d", draft))
}

// Do carries out an act: it is allowed, or refused with a *Refusal. For a draft the files are
// those of the folder from, which are copied.
func (s *Store) Do(ctx context.Context, name string, e Event) (done Event, err error) {
	err = s.alone(ctx, name, func(events []Event) error {
		done, err = s.do(name, events, e)
		return err
	})
	return done, err
}

// alone does something with the history while no other process does.
func (s *Store) alone(ctx context.Context, name string, do func([]Event) error) (err error) {
	if !nameForm.MatchString(name) {
		return fmt.Errorf("%q is no name of a document; write such as annual-2025", name)
	}
	if err := os.MkdirAll(filepath.Join(s.Dir, name), 0o700); err != nil {
		return fmt.Errorf("document %s: %w", name, err)
	}
	lock := flock.New(filepath.Join(s.Dir, name, ".lock"))
	if _, err := lock.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		return fmt.Errorf("document %s: %w", name, err)
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	events, err := s.History(name)
	if err != nil {
		return err
	}
	return do(events)
}

func (s *Store) do(name string, events []Event, e Event) (Event, error) {
	standing := Stand(events)
	e.Seq, e.At = len(events)+1, s.Now().UTC().Truncate(time.Millisecond)
	if n := len(events); n > 0 {
		e.Prev = events[n-1].Hash
		if e.At.Before(events[n-1].At) {
			return e, refuse("сағат %s көрсетеді, бірақ тарихта бұдан кейінгі әрекет бар; машинаның сағатын түзетіңіз", "часы показывают %s, но в истории есть более позднее действие; поправьте часы машины",
				"the clock says %s, but the history holds a later act; set the clock of the machine right", e.At.In(zone).Format("2006-01-02 15:04"))
		}
	}
	if e.Act != ActDraft && e.Files == "" && standing.Files != "" {
		files, err := s.list(name, standing)
		if err != nil {
			return e, err
		}
		e.Files = listHash(files)
	}
	e, err := standing.allow(e, s.Roles)
	if err != nil {
		return e, err
	}
	next := standing
	next.take(e)
	e.Version = next.Version
	return e, s.add(name, &e)
}

// add makes an event durable.
func (s *Store) add(name string, e *Event) error {
	e.Hash = e.sum()
	text, err := json.Marshal(e)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(s.history(name), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("document %s: %w", name, err)
	}
	_, err = f.Write(append(text, '\n'))
	return errors.Join(err, f.Sync(), f.Close())
}

// list reads the files of a version and their hashes as they are now.
func (s *Store) list(name string, at Standing) ([]File, error) {
	return listFiles(s.folder(name, at.Version, len(at.Authors)))
}

func listFiles(dir string) (files []File, err error) {
	err = fs.WalkDir(os.DirFS(dir), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		f, err := os.Open(filepath.Join(dir, filepath.FromSlash(p)))
		if err != nil {
			return err
		}
		defer f.Close()
		h := sha256.New()
		n, err := io.Copy(h, f)
		files = append(files, File{Name: p, SHA256: hex.EncodeToString(h.Sum(nil)), Bytes: n})
		return err
	})
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	if err != nil {
		return nil, fmt.Errorf("files of the document: %w", err)
	}
	return files, nil
}

// listHash is what is signed: names, sizes and hashes of all files.
func listHash(files []File) string {
	var b strings.Builder
	for _, f := range files {
		fmt.Fprintf(&b, "%s %d %s\n", f.SHA256, f.Bytes, f.Name)
	}
	return hash([]byte(b.String()))
}
