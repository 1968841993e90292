// Package shelf holds the releases open that the pages of the site read, each with its
// analysis.
package shelf

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"

	"nsk/reports"
	"nsk/reports/disclosure"
	"nsk/reports/words"
	"nsk/warehouse"
)

// A Shelf opens releases for reading and keeps the last few open.
type Shelf struct {
	Data    string // folder of the warehouse
	Options warehouse.Options
	Safety  *disclosure.Settings
	Log     *slog.Logger
	// Last is the annual document of the year before a release, nil if there is none; without
	// it every finding counts as new.
	Last func(ctx context.Context, db *sql.DB) (*reports.Publication, error)

	mu   sync.Mutex
	open []*Release // used last stands last
}

// most is how many releases are kept open: this year, last year and two to compare with.
const most = 4

// A Release is one open release.
type Release struct {
	ID string
	DB *sql.DB

	safety *disclosure.Settings
	last   func(ctx context.Context, db *sql.DB) (*reports.Publication, error)
	once   sync.Once
	done   chan struct{}
	told   *Analysis
	err    error
	users  sync.WaitGroup
}

// An Analysis is what was computed from a release: the same protected facts, findings and
// recommendations that its annual document has.
type Analysis struct {
	*reports.Result
	Facts  reports.Facts
	Book   []reports.Indicator
	Labels reports.Labels
	Last   *reports.Publication // what last year's document said; nil if there was none
}

// ErrComputing means that the analysis of a release is being computed; it takes seconds.
var ErrComputing = errors.New("the analysis is being computed")

// Releases lists the ids of all releases, the newest first.
func (s *Shelf) Releases() ([]string, error) {
	ids, err := warehouse.Releases(s.Data)
	slices.Reverse(ids)
	return ids, err
}

// Use opens a release, the current one with "", for as long as done is not called.
// The error wraps warehouse.ErrNoRelease or fs.ErrNotExist if there is none.
func (s *Shelf) Use(ctx context.Context, id string) (r *Release, done func(), err error) {
	if id == "" {
		if id, err = warehouse.Newest(s.Data); err != nil {
			return nil, nil, err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.open, func(r *Release) bool { return r.ID == id })
	if i >= 0 {
		r = s.open[i]
		s.open = append(slices.Delete(s.open, i, i+1), r)
	} else if r, err = s.fetch(ctx, id); err != nil {
		return nil, nil, err
	}
	r.users.Add(1)
	return r, r.users.Done, nil
}

func (s *Shelf) fetch(ctx context.Context, id string) (*Release, error) {
	db, err := warehouse.OpenRelease(ctx, s.Data, id, s.Options)
	if err != nil {
		return nil, err
	}
	r := &Release{ID: id, DB: db, safety: s.Safety, last: s.Last, done: make(chan struct{})}
	s.open = append(s.open, r)
	if len(s.open) > most {
		old := s.open[0]
		s.open = slices.Delete(s.open, 0, 1)
		go s.shut(old)
	}
	return r, nil
}

// shut closes a release when its last reader has gone.
func (s *Shelf) shut(r *Release) {
	r.users.Wait()
	if err := r.DB.Close(); err != nil {
		s.Log.Error("a release cannot be closed", "release", r.ID, "err", err)
	}
}

// Close closes all releases.
func (s *Shelf) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for _, r := range s.open {
		r.users.Wait()
		errs = append(errs, r.DB.Close())
	}
	s.open = nil
	return errors.Join(errs...)
}

// Analysis is that of the release. The first call begins to compute it, which needs the
// release open; until it is there the error is ErrComputing.
func (r *Release) Analysis() (*Analysis, error) {
	r.once.Do(func() {
		r.users.Add(1)
		go func() {
			defer r.users.Done()
			defer close(r.done)
			r.told, r.err = r.analyse(context.Background())
		}()
	})
	select {
	case <-r.done:
		return r.told, r.err
	default:
		return nil, ErrComputing
	}
}

// Wait is Analysis for who has the time.
func (r *Release) Wait(ctx context.Context) (*Analysis, error) {
	if a, err := r.Analysis(); !errors.Is(err, ErrComputing) {
		return a, err
	}
	select {
	case <-r.done:
		return r.told, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (r *Release) analyse(ctx context.Context) (*Analysis, error) {
	a := &Analysis{}
	var err error
	if r.last != nil {
		if a.Last, err = r.last(ctx, r.DB); err != nil {
			return nil, fmt.Errorf("document of the year before release %s: %w", r.ID, err)
		}
	}
	if a.Result, err = reports.Analyse(ctx, r.DB, reports.AnnualInput{Release: r.ID, Safety: r.safety, Last: a.Last}); err != nil {
		return nil, fmt.Errorf("analysis of release %s: %w", r.ID, err)
	}
	if a.Book, err = reports.Indicators(); err != nil {
		return nil, err
	}
	if a.Labels, err = reports.ReadLabels(ctx, r.DB); err != nil {
		return nil, err
	}
	a.Facts = reports.NewFacts(words.DateOf(a.Window.AsOf), a.Result.Facts, a.Book)
	return a, nil
}
