package approval

import (
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

	"nsk/schedules/calendar"
	"nsk/warehouse/chain"
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
	err = chain.Each(s.history(name), func(n int, line []byte, whole bool) error {
		if !whole {
			return nil // a line that a crash cut off was never acknowledged
		}
		var e Event
		if err := json.Unmarshal(line, &e); err != nil {
			return fmt.Errorf("line %d of its history cannot be read: %w", n, err)
		}
		if fault := follows(events, e); fault != "" {
			return fmt.Errorf("event %d of its history %s; restore it from a backup", e.Seq, fault)
		}
		events = append(events, e)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("document %s: %w", name, err)
	}
	return events, nil
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
	return chain.Sum(e)
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
func (s *Store) alone(ctx context.Context, name string, do func([]Event) error) error {
	if !nameForm.MatchString(name) {
		return fmt.Errorf("%q is no name of a document; write such as annual-2025", name)
	}
	return chain.Alone(ctx, filepath.Join(s.Dir, name), func() error {
		events, err := s.History(name)
		if err != nil {
			return err
		}
		return do(events)
	})
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
	if err := chain.Append(s.history(name), e); err != nil {
		return fmt.Errorf("document %s: %w", name, err)
	}
	return nil
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
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:])
}
