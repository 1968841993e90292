// Package backup keeps copies of an installation, each whole or not there at all.
//
// Contents are stored under their hash, so that what has not changed is not sent again, and
// a manifest names the files of one moment. It is written last: a backup that was cut off
// has no manifest. The two keys of an installation are never part of a backup.
package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"nsk/warehouse"
	"nsk/warehouse/audit"
)

// A Place is where backups are kept. Names are slash-separated.
type Place interface {
	// Put stores the bytes of r, size of them, under name. What is there under a name is
	// whole: a Put that was cut off leaves nothing.
	Put(ctx context.Context, name string, size int64, r io.Reader) error
	// Get opens what is stored; the caller closes it. The error wraps fs.ErrNotExist if
	// there is nothing.
	Get(ctx context.Context, name string) (io.ReadCloser, error)
	// List names what is stored under a prefix, in order.
	List(ctx context.Context, prefix string) ([]Object, error)
	// Remove takes away what is stored; nothing there is no error.
	Remove(ctx context.Context, name string) error
}

// An Object is something stored at a place.
type Object struct {
	Name string
	Size int64
}

// A Source is a file or folder that is backed up, and the name its files get.
type Source struct {
	Path string // on this machine
	Name string // in the backup
	Skip func(path string) bool
	// Needs names the file that the one at path is nothing without, "" if none. It is taken
	// even though it came into the folder after that was listed.
	Needs func(path string) string
	// Stays says that its files never change and are never removed, as landings. One that did
	// all the same is damaged or lost here: the copy from before stays part of the backup.
	Stays bool
}

// A Making is what a backup is made of. Sources are read in their order: what refers to
// others comes first, so that all it refers to is there.
type Making struct {
	Place    Place
	Owner    string // the installation, see Claim
	Sources  []Source
	At       time.Time
	Program  string
	Database warehouse.Contents
	Anchor   audit.Anchor
	Afresh   bool // send everything, whatever is said to be stored

	have   map[string]int64 // sizes of what is stored, by hash
	before map[string]File  // of the backup before, by path
	tally  Tally
}

const (
	manifests = "manifests/"
	objects   = "objects/"
)

func object(sum string) string { return objects + sum[:2] + "/" + sum }

// A Tally says what was sent.
type Tally struct {
	Files, Sent int
	Bytes, New  int64
	Damaged     []string // files that must never change, and have changed or gone here; the backup keeps the copy from before
}

// Make makes a backup and reads back what it has sent.
func (m *Making) Make(ctx context.Context) (Manifest, Tally, error) {
	man := Manifest{Made: m.At.UTC().Truncate(time.Second), Program: m.Program, Audit: m.Anchor, Database: m.Database}
	m.tally = Tally{}
	if err := m.prepare(ctx); err != nil {
		return man, m.tally, fmt.Errorf("backup: %w", err)
	}
	for _, s := range m.Sources {
		files, err := m.send(ctx, s)
		if err != nil {
			return man, m.tally, fmt.Errorf("backup of %s: %w", s.Name, err)
		}
		man.Files = append(man.Files, files...)
	}
	text := man.seal()
	name := manifests + man.ID + extension
	if err := m.Place.Put(ctx, name, int64(len(text)), bytes.NewReader(text)); err != nil {
		return man, m.tally, fmt.Errorf("backup: %w", err)
	}
	if _, err := Read(ctx, m.Place, man.ID); err != nil {
		return man, m.tally, fmt.Errorf("backup: %w", errors.Join(err, m.Place.Remove(ctx, name)))
	}
	return man, m.tally, nil
}

// prepare looks at what is stored already.
func (m *Making) prepare(ctx context.Context) error {
	if err := Claim(ctx, m.Place, m.Owner); err != nil {
		return err
	}
	stored, err := m.Place.List(ctx, objects)
	if err != nil {
		return err
	}
	m.have = make(map[string]int64, len(stored))
	if !m.Afresh {
		for _, o := range stored {
			m.have[path.Base(o.Name)] = o.Size
		}
	}
	ids, err := IDs(ctx, m.Place)
	if err != nil || len(ids) == 0 {
		return err
	}
	last, err := Read(ctx, m.Place, ids[len(ids)-1])
	var damaged *DamagedError
	if errors.As(err, &damaged) {
		return nil // for Verify to say; a new backup is all the more due
	}
	m.before = make(map[string]File, len(last.Files))
	for _, f := range last.Files {
		m.before[f.Path] = f
	}
	return err
}

func (m *Making) send(ctx context.Context, s Source) (files []File, err error) {
	found, err := s.list()
	if err != nil {
		return nil, err
	}
	for _, p := range found {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		rel, err := filepath.Rel(s.Path, p)
		if err != nil {
			return nil, err
		}
		name := path.Join(s.Name, filepath.ToSlash(rel))
		f, err := m.one(ctx, s, p, name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		files = append(files, f)
	}
	if s.Stays {
		files = append(files, m.gone(s, files)...)
	}
	return files, nil
}

// list names the files of a source.
func (s Source) list() (found []string, err error) {
	needed := make(map[string]bool)
	err = filepath.WalkDir(s.Path, func(p string, d os.DirEntry, err error) error {
		if errors.Is(err, os.ErrNotExist) && p == s.Path {
			return nil // an installation that has no such folder yet
		}
		if err != nil {
			return err
		}
		if s.Skip != nil && p != s.Path && s.Skip(p) {
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() {
			return nil
		}
		found = append(found, p)
		if s.Needs != nil {
			needed[s.Needs(p)] = true
		}
		return nil
	})
	for _, p := range found {
		delete(needed, p)
	}
	for p := range needed {
		if info, err := os.Stat(p); p != "" && err == nil && info.Mode().IsRegular() {
			found = append(found, p)
		}
	}
	slices.Sort(found)
	return found, err
}

// gone are the files of the backup before that are not here any more.
func (m *Making) gone(s Source, files []File) (gone []File) {
	here := make(map[string]bool, len(files))
	for _, f := range files {
		here[f.Path] = true
	}
	for name, old := range m.before {
		if strings.HasPrefix(name, s.Name+"/") && !here[name] && m.stored(old) {
			gone = append(gone, old)
		}
	}
	slices.SortFunc(gone, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	for _, f := range gone {
		m.tally.Damaged = append(m.tally.Damaged, f.Path)
	}
	return gone
}

// stored reports whether a content of that size is there: one that was cut short is not.
func (m *Making) stored(f File) bool {
	size, ok := m.have[f.SHA256]
	return f.Bytes == 0 || ok && size == f.Bytes // nothing need be stored of an empty file, and some services refuse to
}

// one sends a file unless its content is stored, and compares what arrived with its hash.
func (m *Making) one(ctx context.Context, s Source, p, name string) (f File, err error) {
	body, err := os.Open(p)
	if err != nil {
		return f, err
	}
	defer body.Close()
	sum := sha256.New()
	if f.Bytes, err = io.Copy(sum, body); err != nil {
		return f, err
	}
	f.Path, f.SHA256 = name, hex.EncodeToString(sum.Sum(nil))
	m.tally.Files, m.tally.Bytes = m.tally.Files+1, m.tally.Bytes+f.Bytes
	if old, ok := m.before[name]; ok && s.Stays && old.SHA256 != f.SHA256 && m.stored(old) {
		m.tally.Damaged = append(m.tally.Damaged, name)
		return old, nil
	}
	if m.stored(f) {
		return f, nil
	}
	// A section can be read again, so that a request can be repeated; and what is written
	// behind it meanwhile, as into the log of acts, is not part of it.
	if err := m.Place.Put(ctx, object(f.SHA256), f.Bytes, io.NewSectionReader(body, 0, f.Bytes)); err != nil {
		return f, err
	}
	err = check(ctx, m.Place, f)
	var damaged *DamagedError
	if errors.As(err, &damaged) { // the next backup must not take it for what its name says
		return f, errors.Join(err, m.Place.Remove(ctx, object(f.SHA256)))
	}
	m.have[f.SHA256], m.tally.Sent, m.tally.New = f.Bytes, m.tally.Sent+1, m.tally.New+f.Bytes
	return f, err
}
