package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"nsk/warehouse"
)

// A Restoring puts a backup back on an empty machine.
//
// Everything is fetched into a hidden folder and compared with its hash; then it moves to
// its place. While that folder is there, the warehouse cannot be opened. A restoring that
// was cut off is run again.
type Restoring struct {
	Place    Place
	Manifest Manifest
	Roots    []Root
}

// A Root is where the files of a source go. It may lie in another one.
type Root struct{ Name, To string }

// A FullError says that a folder that must be empty is not: what is there would be lost.
type FullError struct{ Dir string }

func (e *FullError) Error() string {
	return fmt.Sprintf("%s is not empty; a backup is put back on an empty machine only. Move the folder aside first", e.Dir)
}

// Run puts the files back, those of the last root last.
func (r *Restoring) Run(ctx context.Context) error {
	outer := r.outer()
	if !come(outer) {
		for _, dir := range outer {
			if err := vacant(dir); err != nil {
				return fmt.Errorf("restore: %w", err)
			}
		}
		if err := r.fetch(ctx, outer); err != nil {
			return fmt.Errorf("restore: %w", err)
		}
	}
	for _, move := range []func(string) error{settle, moveIn} {
		for _, dir := range outer {
			if err := move(dir); err != nil {
				return fmt.Errorf("restore: %w", err)
			}
		}
	}
	return nil
}

// come reports whether all files had come before a restoring was cut off.
func come(dirs []string) bool {
	for _, dir := range dirs {
		if _, err := os.Stat(filepath.Join(dir, warehouse.Restored)); err == nil {
			return true
		}
	}
	return false
}

// outer are the folders of the roots that lie in no other one.
func (r *Restoring) outer() (dirs []string) {
	for _, a := range r.Roots {
		inside := false
		for _, b := range r.Roots {
			_, in := below(b.To, a.To)
			inside = inside || in && a.To != b.To
		}
		if !inside {
			dirs = append(dirs, a.To)
		}
	}
	return dirs
}

// below gives the path of file as seen from dir, if it lies there.
func below(dir, file string) (string, bool) {
	rel, err := filepath.Rel(dir, file)
	return rel, err == nil && filepath.IsLocal(rel)
}

// vacant makes sure that a folder is empty, but for what a restoring that was cut off has
// left.
func vacant(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		if e.Name() != warehouse.Restoring && e.Name() != "lost+found" { // what a new disk has
			return &FullError{dir}
		}
	}
	return err
}

// fetch brings all files into the hidden folders.
func (r *Restoring) fetch(ctx context.Context, outer []string) error {
	for _, dir := range outer {
		if err := os.RemoveAll(filepath.Join(dir, warehouse.Restoring)); err != nil {
			return err
		}
		if err := (Folder{}).make(filepath.Join(dir, warehouse.Restoring)); err != nil {
			return err
		}
	}
	for _, f := range r.Manifest.Files {
		to, wanted, err := r.place(f, outer)
		if err != nil {
			return err
		}
		if !wanted {
			continue
		}
		if err := (Folder{}).make(filepath.Dir(to)); err != nil {
			return err
		}
		if err := create(ctx, r.Place, f, to); err != nil {
			return fmt.Errorf("%s: %w", f.Path, err)
		}
	}
	return nil
}

// settle gives the hidden folder the name that says that all files have come.
func settle(dir string) error {
	err := os.Rename(filepath.Join(dir, warehouse.Restoring), filepath.Join(dir, warehouse.Restored))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return errors.Join(err, durable(dir))
}

// place is where a file comes first. A file of no root is not wanted.
func (r *Restoring) place(f File, outer []string) (to string, wanted bool, err error) {
	for _, root := range r.Roots {
		rel, ok := strings.CutPrefix(f.Path, root.Name+"/")
		if !ok {
			continue
		}
		if rel = filepath.FromSlash(rel); !filepath.IsLocal(rel) {
			return "", false, fmt.Errorf("%q leads out of the folder", f.Path)
		}
		for _, dir := range outer {
			if inner, in := below(dir, filepath.Join(root.To, rel)); in {
				return filepath.Join(dir, warehouse.Restoring, inner), true, nil
			}
		}
	}
	return "", false, nil
}

// create writes a new file and makes it durable.
func create(ctx context.Context, from Place, f File, to string) error {
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode(f.Path))
	if err != nil {
		return err
	}
	return errors.Join(fetch(ctx, from, f, out), out.Sync(), out.Close(), durable(filepath.Dir(to)))
}

// Fetch puts one file of a backup at a path where there is nothing.
func Fetch(ctx context.Context, from Place, f File, to string) error {
	if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("restore %s: %w", f.Path, &fs.PathError{Op: "create", Path: to, Err: fs.ErrExist})
	}
	if err := (Folder{}).make(filepath.Dir(to)); err != nil {
		return fmt.Errorf("restore %s: %w", f.Path, err)
	}
	tmp := filepath.Join(filepath.Dir(to), partial+filepath.Base(to))
	if err := os.Remove(tmp); err != nil && !errors.Is(err, fs.ErrNotExist) { // of one that was cut off
		return fmt.Errorf("restore %s: %w", f.Path, err)
	}
	if err := create(ctx, from, f, tmp); err != nil {
		return fmt.Errorf("restore %s: %w", f.Path, errors.Join(err, os.Remove(tmp)))
	}
	if err := os.Rename(tmp, to); err != nil {
		return fmt.Errorf("restore %s: %w", f.Path, errors.Join(err, os.Remove(tmp)))
	}
	return durable(filepath.Dir(to))
}

// moveIn moves what has come to its place.
func moveIn(dir string) error {
	from := filepath.Join(dir, warehouse.Restored)
	entries, err := os.ReadDir(from)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := os.Rename(filepath.Join(from, e.Name()), filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	if err := durable(dir); err != nil {
		return err
	}
	return errors.Join(os.Remove(from), durable(dir))
}

// mode keeps releases read-only; everything else belongs to the owner alone.
func mode(name string) os.FileMode {
	if strings.Contains(name, "/releases/") && strings.HasSuffix(name, ".duckdb") {
		return 0o400
	}
	return 0o600
}
