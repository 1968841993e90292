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
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

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
	List(ctx context.Context, prefix string) ([]string, error)
	// Remove takes away what is stored; nothing there is no error.
	Remove(ctx context.Context, name string) error
}

// A Manifest says what a backup consists of.
type Manifest struct {
	ID      string       `json:"id"`
	Made    time.Time    `json:"made_at"` // UTC
	Program string       `json:"program"` // version that made it
	Audit   audit.Anchor `json:"audit"`   // head of the log of acts at that moment
	Files   []File       `json:"files"`
}

// A File is one file of the installation.
type File struct {
	Path   string `json:"path"` // below the root it belongs to, such as data/landing/…
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
}

// A Source is a file or folder that is backed up, and the name its files get.
type Source struct {
	Path string // on this machine
	Name string // in the backup
	Skip func(path string) bool
}

// A Making is what a backup is made of. Sources are read in their order: what refers to
// others comes first, so that all it refers to is there.
type Making struct {
	Place   Place
	Sources []Source
	At      time.Time
	Program string
	Anchor  audit.Anchor
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
}

// Make makes a backup and reads back what it has sent.
func (m *Making) Make(ctx context.Context) (Manifest, Tally, error) {
	man := Manifest{Made: m.At.UTC().Truncate(time.Second), Program: m.Program, Audit: m.Anchor}
	var t Tally
	have, err := m.stored(ctx)
	if err != nil {
		return man, t, fmt.Errorf("backup: %w", err)
	}
	for _, s := range m.Sources {
		files, err := m.send(ctx, s, have, &t)
		if err != nil {
			return man, t, fmt.Errorf("backup of %s: %w", s.Name, err)
		}
		man.Files = append(man.Files, files...)
	}
	man.ID = man.id()
	text, err := json.MarshalIndent(man, "", " ")
	if err != nil {
		panic(err) // texts, numbers and an instant
	}
	if err := m.Place.Put(ctx, manifests+man.ID+".json", int64(len(text)), bytes.NewReader(text)); err != nil {
		return man, t, fmt.Errorf("backup: %w", err)
	}
	return man, t, nil
}

// id begins with the moment, so that backups are listed in their order.
func (m Manifest) id() string {
	sum := sha256.New()
	for _, f := range m.Files {
		fmt.Fprintf(sum, "%s\x1f%s\x1e", f.Path, f.SHA256)
	}
	return m.Made.Format("20060102T150405Z") + "-" + hex.EncodeToString(sum.Sum(nil))[:8]
}

func (m *Making) stored(ctx context.Context) (map[string]bool, error) {
	names, err := m.Place.List(ctx, objects)
	have := make(map[string]bool, len(names))
	for _, n := range names {
		have[path.Base(n)] = true
	}
	return have, err
}

func (m *Making) send(ctx context.Context, s Source, have map[string]bool, t *Tally) (files []File, err error) {
	err = filepath.WalkDir(s.Path, func(p string, d os.DirEntry, err error) error {
		if errors.Is(err, os.ErrNotExist) && p == s.Path {
			return nil // an installation that has no such folder yet
		}
		if err != nil || !d.Type().IsRegular() || s.Skip != nil && s.Skip(p) {
			return err
		}
		rel, err := filepath.Rel(s.Path, p)
		if err != nil {
			return err
		}
		f, err := m.one(ctx, p, have, t)
		f.Path = path.Join(s.Name, filepath.ToSlash(rel))
		files = append(files, f)
		return err
	})
	return files, err
}

// one sends a file unless its content is stored, and compares what arrived with its hash.
func (m *Making) one(ctx context.Context, p string, have map[string]bool, t *Tally) (File, error) {
	f, err := describe(p)
	if err != nil {
		return f, err
	}
	t.Files, t.Bytes = t.Files+1, t.Bytes+f.Bytes
	if have[f.SHA256] || f.Bytes == 0 {
		return f, nil // nothing need be stored of an empty file, and some services refuse to
	}
	body, err := os.Open(p)
	if err != nil {
		return f, err
	}
	defer body.Close()
	if err := m.Place.Put(ctx, object(f.SHA256), f.Bytes, io.LimitReader(body, f.Bytes)); err != nil {
		return f, err
	}
	have[f.SHA256], t.Sent, t.New = true, t.Sent+1, t.New+f.Bytes
	return f, check(ctx, m.Place, f)
}

func describe(p string) (f File, err error) {
	body, err := os.Open(p)
	if err != nil {
		return f, err
	}
	defer body.Close()
	sum := sha256.New()
	f.Bytes, err = io.Copy(sum, body)
	f.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return f, err
}

// A DamagedError says that what is stored is not what was sent.
type DamagedError struct{ File, Place string }

func (e *DamagedError) Error() string {
	return fmt.Sprintf("%s: the copy at %s is not what was backed up", e.File, e.Place)
}

func check(ctx context.Context, from Place, f File) error { return fetch(ctx, from, f, io.Discard) }

// fetch copies the content of a file and compares it with its hash.
func fetch(ctx context.Context, from Place, f File, to io.Writer) error {
	if f.Bytes == 0 {
		return nil
	}
	body, err := from.Get(ctx, object(f.SHA256))
	if err != nil {
		return err
	}
	defer body.Close()
	sum := sha256.New()
	if _, err := io.Copy(io.MultiWriter(to, sum), body); err != nil {
		return err
	}
	if hex.EncodeToString(sum.Sum(nil)) != f.SHA256 {
		return &DamagedError{f.Path, object(f.SHA256)}
	}
	return nil
}

// List reads the manifests, oldest first.
func List(ctx context.Context, from Place) ([]Manifest, error) {
	names, err := from.List(ctx, manifests)
	if err != nil {
		return nil, fmt.Errorf("backups: %w", err)
	}
	slices.Sort(names)
	var all []Manifest
	for _, n := range names {
		m, err := read(ctx, from, n)
		if err != nil {
			return nil, fmt.Errorf("backup %s: %w", n, err)
		}
		all = append(all, m)
	}
	return all, nil
}

func read(ctx context.Context, from Place, name string) (m Manifest, err error) {
	body, err := from.Get(ctx, name)
	if err != nil {
		return m, err
	}
	defer body.Close()
	d := json.NewDecoder(body)
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return m, err
	}
	if m.id() != m.ID || !strings.HasSuffix(name, m.ID+".json") {
		return m, errors.New("the manifest has changed since it was written")
	}
	return m, nil
}

// Verify reads every file of a backup back and names those that are missing or changed.
func Verify(ctx context.Context, from Place, m Manifest) (damaged []string, err error) {
	for _, f := range m.Files {
		if err := ctx.Err(); err != nil {
			return damaged, err
		}
		if err := check(ctx, from, f); err != nil {
			damaged = append(damaged, fmt.Sprintf("%s: %v", f.Path, err))
		}
	}
	return damaged, nil
}
