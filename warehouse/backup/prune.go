package backup

import (
	"context"
	"fmt"
	"path"
	"time"
)

// A Retention says how many backups are kept: the newest of each of the last days, weeks
// and months that have one. The newest backup of all is always kept.
type Retention struct{ Days, Weeks, Months int }

// keep tells which ids stay, given all of them oldest first.
func (r Retention) keep(ids []string) (stay map[string]bool, err error) {
	stay = make(map[string]bool)
	for _, span := range []struct {
		most int
		of   func(time.Time) string
	}{
		{max(r.Days, 1), func(t time.Time) string { return t.Format(time.DateOnly) }},
		{r.Weeks, func(t time.Time) string { y, w := t.ISOWeek(); return fmt.Sprint(y, w) }},
		{r.Months, func(t time.Time) string { return t.Format("2006-01") }},
	} {
		seen := make(map[string]bool)
		for i := len(ids) - 1; i >= 0; i-- {
			made, err := MadeAt(ids[i])
			if err != nil {
				return nil, err
			}
			if of := span.of(made); !seen[of] && len(seen) < span.most {
				seen[of], stay[ids[i]] = true, true
			}
		}
	}
	return stay, nil
}

// A sweeper is a place in which a Put that was cut off leaves something after all.
type sweeper interface {
	sweep(ctx context.Context) error
}

// Prune removes backups that the retention does not keep, and the contents that no other
// backup names. It returns the ids removed. Nothing is removed while a manifest that stays
// cannot be read: what it needs is not known. Manifests go first: a content is only removed
// when nothing refers to it. It must not run while a backup is made.
func Prune(ctx context.Context, from Place, r Retention) (removed []string, err error) {
	ids, err := IDs(ctx, from)
	if err != nil {
		return nil, fmt.Errorf("prune backups: %w", err)
	}
	stay, err := r.keep(ids)
	if err != nil {
		return nil, fmt.Errorf("prune backups: %w", err)
	}
	used := make(map[string]bool)
	for id := range stay {
		m, err := Read(ctx, from, id)
		if err != nil {
			return nil, fmt.Errorf("prune backups: nothing is removed: %w", err)
		}
		for _, f := range m.Files {
			used[f.SHA256] = true
		}
	}
	for _, id := range ids {
		if stay[id] {
			continue
		}
		if err := from.Remove(ctx, manifests+id+extension); err != nil {
			return removed, fmt.Errorf("prune backups: %w", err)
		}
		removed = append(removed, id)
	}
	if err := clear(ctx, from, used); err != nil {
		return removed, fmt.Errorf("prune backups: %w", err)
	}
	return removed, nil
}

// clear removes the contents that are not used, and what was cut off.
func clear(ctx context.Context, from Place, used map[string]bool) error {
	stored, err := from.List(ctx, objects)
	if err != nil {
		return err
	}
	for _, o := range stored {
		if used[path.Base(o.Name)] {
			continue
		}
		if err := from.Remove(ctx, o.Name); err != nil {
			return err
		}
	}
	if s, ok := from.(sweeper); ok {
		return s.sweep(ctx)
	}
	return nil
}
