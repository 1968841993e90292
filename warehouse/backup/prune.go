package backup

import (
	"context"
	"fmt"
	"path"
	"time"
)

// A Retention says how many backups are kept: the newest of each of the last days, weeks
// and months. The newest backup of all is always kept.
type Retention struct{ Days, Weeks, Months int }

// keep lists the ids that stay, given all manifests oldest first.
func (r Retention) keep(all []Manifest) map[string]bool {
	stay := make(map[string]bool)
	for _, span := range []struct {
		most int
		of   func(time.Time) string
	}{
		{max(r.Days, 1), func(t time.Time) string { return t.Format(time.DateOnly) }},
		{r.Weeks, func(t time.Time) string { y, w := t.ISOWeek(); return fmt.Sprint(y, w) }},
		{r.Months, func(t time.Time) string { return t.Format("2006-01") }},
	} {
		seen := make(map[string]bool)
		for i := len(all) - 1; i >= 0; i-- {
			if of := span.of(all[i].Made); !seen[of] && len(seen) < span.most {
				seen[of], stay[all[i].ID] = true, true
			}
		}
	}
	return stay
}

// Prune removes backups that the retention does not keep, and the contents that no other
// backup names. It returns the ids removed. Manifests go first: a content is only removed
// when nothing refers to it.
func Prune(ctx context.Context, from Place, r Retention) (removed []string, err error) {
	all, err := List(ctx, from)
	if err != nil {
		return nil, err
	}
	stay, used := r.keep(all), make(map[string]bool)
	for _, m := range all {
		if stay[m.ID] {
			for _, f := range m.Files {
				used[f.SHA256] = true
			}
			continue
		}
		if err := from.Remove(ctx, manifests+m.ID+".json"); err != nil {
			return removed, fmt.Errorf("prune backups: %w", err)
		}
		removed = append(removed, m.ID)
	}
	names, err := from.List(ctx, objects)
	if err != nil {
		return removed, fmt.Errorf("prune backups: %w", err)
	}
	for _, n := range names {
		if used[path.Base(n)] {
			continue
		}
		if err := from.Remove(ctx, n); err != nil {
			return removed, fmt.Errorf("prune backups: %w", err)
		}
	}
	return removed, nil
}
