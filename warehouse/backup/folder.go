package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// A Folder is a Place on a disk, better on another one than the data.
type Folder struct{ Dir string }

// partial begins the names of files that are being written.
const partial = ".part-"

func (f Folder) file(name string) string { return filepath.Join(f.Dir, filepath.FromSlash(name)) }

// Put writes under a name nobody reads, makes it durable and renames it.
func (f Folder) Put(_ context.Context, name string, size int64, r io.Reader) (err error) {
	file := f.file(name)
	if err := f.make(filepath.Dir(file)); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(file), partial+"*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(tmp.Name()))
		}
	}()
	n, err := io.Copy(tmp, r)
	if err == nil && n != size {
		err = fmt.Errorf("%s: %d bytes arrived, %d were announced", name, n, size)
	}
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	if err := os.Rename(tmp.Name(), file); err != nil {
		return err
	}
	return durable(filepath.Dir(file))
}

// make makes a folder, and the names of all that are new on the way durable.
func (f Folder) make(dir string) error {
	if _, err := os.Stat(dir); err == nil || dir == filepath.Dir(dir) {
		return err
	}
	if err := f.make(filepath.Dir(dir)); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return durable(filepath.Dir(dir))
}

func durable(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Get opens the file.
func (f Folder) Get(_ context.Context, name string) (io.ReadCloser, error) {
	return os.Open(f.file(name))
}

// List walks the folder.
func (f Folder) List(ctx context.Context, prefix string) (all []Object, err error) {
	err = f.walk(ctx, prefix, func(p string, d fs.DirEntry) error {
		if strings.HasPrefix(d.Name(), partial) {
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(f.Dir, p)
		all = append(all, Object{filepath.ToSlash(rel), info.Size()})
		return err
	})
	return all, err
}

// sweep removes the files of Puts that were cut off.
func (f Folder) sweep(ctx context.Context) error {
	return f.walk(ctx, "", func(p string, d fs.DirEntry) error {
		if strings.HasPrefix(d.Name(), partial) {
			return os.Remove(p)
		}
		return nil
	})
}

// walk calls fn for every file in a folder, which need not exist.
func (f Folder) walk(ctx context.Context, folder string, fn func(string, fs.DirEntry) error) error {
	return filepath.WalkDir(f.file(folder), func(p string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err = errors.Join(err, ctx.Err()); err != nil || d.IsDir() {
			return err
		}
		return fn(p, d)
	})
}

// Remove removes the file.
func (f Folder) Remove(_ context.Context, name string) error {
	if err := os.Remove(f.file(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
