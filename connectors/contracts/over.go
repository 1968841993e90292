package contracts

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// over is a folder laid over the built-in data.
type over struct {
	dir string
	own fs.FS
}

// Over is the built-in data with a folder of one's own laid over it, file by file: what the
// folder has is added, or stands in place of the built-in file of the same name. So a
// contract of one's own is one file more, another contract for a built-in source is a file
// of its name, and rules/<source>.yaml alone changes the rules of a built-in source.
func Over(dir string) (fs.FS, error) {
	info, err := os.Stat(dir)
	if err == nil && !info.IsDir() {
		err = errors.New("it is a file; name the folder it lies in")
	}
	if err != nil {
		return nil, fmt.Errorf("contracts %s: %w", dir, err)
	}
	return over{dir, os.DirFS(dir)}, nil
}

// Open opens the folder's file, or else the built-in one.
func (o over) Open(name string) (fs.File, error) {
	f, err := o.own.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return FS.Open(name)
	}
	return f, err
}

// ReadDir lists what either has.
func (o over) ReadDir(name string) ([]fs.DirEntry, error) {
	all := make(map[string]fs.DirEntry)
	for _, from := range []fs.FS{FS, o.own} {
		entries, err := fs.ReadDir(from, name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		for _, e := range entries {
			all[e.Name()] = e
		}
	}
	var list []fs.DirEntry
	for _, name := range slices.Sorted(maps.Keys(all)) {
		list = append(list, all[name])
	}
	return list, nil
}

// Where is the path of a file as people can open it, for messages.
func (o over) Where(name string) string {
	if _, err := fs.Stat(o.own, name); err != nil {
		return name + " (built in)"
	}
	path := filepath.Join(o.dir, filepath.FromSlash(name))
	if here, err := os.Getwd(); err == nil {
		if near, err := filepath.Rel(here, path); err == nil && filepath.IsLocal(near) {
			return near
		}
	}
	return path
}
