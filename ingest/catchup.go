package ingest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"nsk/warehouse"
)

// CatchUp makes the ledger and the landing folder name the same landings, whatever a
// killed process left behind. A label without a record is entered into the ledger, in the
// order of the numbers; a record without a label gets one. Bytes that were cut off from
// their label, which was written already, get it: so nobody has to clear them away. Files
// that are not landings yet are removed: nobody was told that they had arrived.
func (in *Ingester) CatchUp(ctx context.Context) error {
	found, err := in.store.Files()
	if err == nil {
		found, err = in.store.finish(found)
	}
	if err != nil {
		return fmt.Errorf("landing folder: %w", err)
	}
	recorded, err := Landings(ctx, in.engine)
	if err != nil {
		return err
	}
	paths := make(map[string]bool)
	for _, l := range recorded {
		paths[l.Path] = true
		in.store.last = max(in.store.last, l.Number)
	}
	err = errors.Join(in.store.sweep(found), in.store.relabel(recorded, found), in.enter(ctx, found, paths))
	if err != nil {
		return fmt.Errorf("landing folder: %w", err)
	}
	return nil
}

// finish gives bytes the label that was to follow them when a process was killed between
// the last two renames of adopt.
func (s *Store) finish(found Files) (Files, error) {
	var again bool
	for _, name := range found.Temporary {
		l, err := parseLabel(filepath.Join(s.dir, name))
		if _, bare := slices.BinarySearch(found.Bare, l.Path); err != nil || !bare {
			continue // bytes, or cut off earlier
		}
		to := filepath.Join(s.dir, l.Path)
		if err := errors.Join(os.Rename(filepath.Join(s.dir, name), to+labelSuffix), durable(filepath.Dir(to))); err != nil {
			return found, err
		}
		again = true
	}
	if !again {
		return found, nil
	}
	return s.Files()
}

// sweep removes temporary files.
func (s *Store) sweep(found Files) error {
	var errs []error
	for _, name := range found.Temporary {
		errs = append(errs, gone(filepath.Join(s.dir, name)))
	}
	return errors.Join(errs...)
}

// relabel writes the labels that are missing beside bytes on record.
func (s *Store) relabel(recorded []Landing, found Files) error {
	for _, l := range recorded {
		if _, ok := slices.BinarySearch(found.Bare, l.Path); !ok {
			continue
		}
		tmp, err := s.temporary(func(f *os.File) error { return writeLabel(f, l) })
		if err == nil {
			err = os.Rename(tmp, filepath.Join(s.dir, l.Path)+labelSuffix)
		}
		if err != nil {
			return errors.Join(err, gone(tmp))
		}
	}
	return nil
}

// enter records the landings that have a label only.
func (in *Ingester) enter(ctx context.Context, found Files, recorded map[string]bool) error {
	var missing []Landing
	for _, path := range found.Labelled {
		if recorded[path] {
			continue
		}
		l, err := in.store.readLabel(path)
		if err != nil {
			return err
		}
		missing = append(missing, l)
	}
	if len(missing) == 0 {
		return nil
	}
	slices.SortFunc(missing, byNumber)
	in.store.last = max(in.store.last, missing[len(missing)-1].Number)
	return in.engine.Tx(ctx, func(tx *warehouse.Tx) error {
		for _, l := range missing {
			if err := enter(ctx, tx, &l); err != nil {
				return err
			}
		}
		return nil
	})
}

func byNumber(a, b Landing) int { return int(a.Number - b.Number) }
