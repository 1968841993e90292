package folder

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"nsk/connectors"
)

// Settle does with the file of b what the contract says. It is called once the batch is on
// record; a file that was written anew meanwhile stays, and is the next one.
func (f *Folder) Settle(ctx context.Context, b *connectors.Batch, accepted bool) error {
	f.mu.Lock()
	file, ok := f.taken[b.Name]
	f.mu.Unlock()
	if !ok {
		return nil // not fetched by this process; it is seen again, as bytes known already
	}
	err := f.aside(ctx, file, accepted)
	if err != nil && !errors.Is(err, ErrChanged) && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("put a file aside in %s: %w", f.Says, err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.taken, b.Name)
	f.listed = slices.DeleteFunc(f.listed, func(l File) bool { return l.Name == file.Name })
	if f.settle == Leave {
		f.done[file.Name] = file.Mark
	}
	return nil
}

func (f *Folder) aside(ctx context.Context, file File, accepted bool) error {
	into := map[bool]string{true: "processed", false: "refused"}[accepted]
	switch {
	case f.settle == Leave:
		return nil
	case f.settle == Delete && accepted:
		into = ""
	}
	if f.Recheck {
		if err := Same(ctx, f.Place, file); err != nil {
			return err
		}
	}
	return f.Place.Aside(ctx, file, into)
}
