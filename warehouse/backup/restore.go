package backup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Find returns the backup with that id, or the newest for "".
func Find(ctx context.Context, from Place, id string) (Manifest, error) {
	all, err := List(ctx, from)
	if err != nil {
		return Manifest{}, err
	}
	for i := len(all) - 1; i >= 0; i-- {
		if id == "" || all[i].ID == id {
			return all[i], nil
		}
	}
	if id == "" {
		return Manifest{}, errors.New("there is no backup here")
	}
	return Manifest{}, fmt.Errorf("there is no backup %q here; nsk backup list names them", id)
}

// A Restoring puts a backup back on an empty machine.
type Restoring struct {
	Place    Place
	Manifest Manifest
	Name     string // of the source that is wanted, such as "data"
	To       string // the folder to make; it must not exist or be empty
}

// Run fetches every file of the source, compares it with its hash, and gives the folder its
// name only when all are there.
func (r *Restoring) Run(ctx context.Context) error {
	if err := empty(r.To); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	making := r.To + ".restoring"
	if err := os.RemoveAll(making); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	for _, f := range r.Manifest.Files {
		rel, ok := strings.CutPrefix(f.Path, r.Name+"/")
		if !ok {
			continue
		}
		if !filepath.IsLocal(filepath.FromSlash(rel)) {
			return fmt.Errorf("restore: %q leads out of the folder", f.Path)
		}
		if err := r.one(ctx, f, filepath.Join(making, filepath.FromSlash(rel))); err != nil {
			return fmt.Errorf("restore %s: %w", f.Path, err)
		}
	}
	if err := os.Remove(r.To); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("restore: %w", err)
	}
	if err := os.Rename(making, r.To); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	return durable(filepath.Dir(r.To))
}

// empty refuses a folder with something in it: what is there would be lost.
func empty(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err == nil && len(entries) > 0 {
		return fmt.Errorf("%s is not empty; a backup is put back on an empty machine only. Move the folder aside first", dir)
	}
	return err
}

func (r *Restoring) one(ctx context.Context, f File, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode(f.Path))
	if err != nil {
		return err
	}
	return errors.Join(fetch(ctx, r.Place, f, out), out.Sync(), out.Close())
}

// mode keeps releases read-only; everything else belongs to the owner alone.
func mode(name string) os.FileMode {
	if strings.Contains(name, "/releases/") && strings.HasSuffix(name, ".duckdb") {
		return 0o400
	}
	return 0o600
}
