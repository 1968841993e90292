package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"nsk/reports/approval"
	"nsk/reports/words"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/schedules/readiness"
	"nsk/site"
	"nsk/site/account"
	"nsk/site/board"
	"nsk/site/shelf"
	"nsk/warehouse"
	"nsk/warehouse/audit"
)

// The people who read while a return arrives: as many, each opening a page a second.
const (
	readers      = 50
	between      = time.Second
	undisturbed  = 10 * time.Second // how long pages are read where nothing arrives
	applications = 50_000           // of the release that is read
	analyst      = "analyst"
	sentence     = "a password of the bench, no secret"
)

// furnishPages makes the release that is read and, where a return will arrive, the world it
// arrives in.
func (a stepArgs) furnishPages(ctx context.Context) error {
	release := a
	release.Rows = applications
	if err := release.furnishReport(ctx); err != nil || a.Side == sideReference {
		return err
	}
	return a.furnish(ctx)
}

// reading opens the pages of the site, alone or while a return of many rows is taken in by
// the same process. Its time is the one within which 95 of 100 pages came.
func (a stepArgs) reading(ctx context.Context) (job, error) {
	v, err := a.visitors(ctx)
	if err != nil {
		return job{}, err
	}
	var took []time.Duration
	j := job{work: func() error {
		took, err = v.read(ctx, undisturbed)
		return err
	}}
	if a.Side == sideNSK {
		h, err := a.house(ctx)
		if err != nil {
			return job{}, err
		}
		j.engine = h.engine
		j.work = func() error {
			ctx, done := context.WithCancel(ctx)
			var loaded error
			go func() { loaded = errors.Join(h.takeAll(ctx, a.Files), h.Close()); done() }()
			took, err = v.read(ctx, time.Hour)
			return errors.Join(err, loaded)
		}
	}
	j.seconds = func() float64 { return nearlyAll(took).Seconds() }
	return j, nil
}

// nearlyAll is the 95th percentile.
func nearlyAll(took []time.Duration) time.Duration {
	slices.Sort(took)
	return took[(len(took)*95+99)/100-1]
}

// visitors are the people who read.
type visitors struct {
	pages   http.Handler
	paths   []string
	cookies []*http.Cookie
}

func (a stepArgs) visitors(ctx context.Context) (*visitors, error) {
	store := &account.Store{Dir: filepath.Join(a.Home, "accounts"), Now: time.Now}
	if err := store.Add(ctx, account.Account{Name: analyst, Role: account.Analyst}, sentence); err != nil {
		return nil, err
	}
	books := &shelf.Shelf{Data: a.Home, Options: warehouse.Options{MemoryLimit: options.MemoryLimit, Threads: options.Threads}, Log: slog.Default()}
	if err := point(a.Home); err != nil {
		return nil, err
	}
	duties, err := schedules.LoadObligations()
	if err != nil {
		return nil, err
	}
	s := site.New(site.Options{Accounts: store, Live: board.Live{Desk: &schedules.Desk{Obligations: duties, Calendar: calendar.Kazakhstan()},
		Standings: func(context.Context, calendar.Day) ([]schedules.Standing, error) { return nil, nil },
		Names:     func(context.Context) (map[string]words.Text, error) { return nil, nil },
		Night: func(context.Context, calendar.Day) (readiness.Night, error) {
			return readiness.Night{}, readiness.ErrNoNight
		},
		Nights: func(context.Context, int) ([]readiness.Point, error) { return nil, nil }}, Audit: audit.Open(filepath.Join(a.Home, "audit")), Shelf: books, Now: time.Now, Log: slog.Default(),
		Today: func() calendar.Day { return calendar.LocalDay(time.Now()) }, Documents: &approval.Store{Dir: filepath.Join(a.Home, "documents"), Now: time.Now}})
	r, done, err := books.Use(ctx, "")
	if err != nil {
		return nil, err
	}
	defer done()
	if _, err := r.Wait(ctx); err != nil {
		return nil, err
	}
	v := &visitors{pages: s}
	for _, route := range s.Routes {
		path, get := strings.CutPrefix(route.Pattern, "GET ")
		if get && strings.HasPrefix(path, "/boards/") && !strings.Contains(path, "{") && slices.Contains(route.Roles, account.Analyst) {
			v.paths = append(v.paths, path)
		}
	}
	if err := v.signIn(); err != nil {
		return nil, err
	}
	for _, path := range v.paths { // what is drawn for the first time is drawn for all
		if _, err := v.open(path, 0); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// open is how long a page took a reader.
func (v *visitors) open(path string, reader int) (time.Duration, error) {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.RemoteAddr = fmt.Sprintf("10.0.0.%d:1", reader)
	for _, c := range v.cookies {
		r.AddCookie(c)
	}
	w, began := httptest.NewRecorder(), time.Now()
	v.pages.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		return 0, fmt.Errorf("%s: %d", path, w.Code)
	}
	return time.Since(began), nil
}

func (v *visitors) signIn() error {
	form := url.Values{"name": {analyst}, "password": {sentence}}
	r := httptest.NewRequest(http.MethodPost, "/sign-in", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	v.pages.ServeHTTP(w, r)
	v.cookies = w.Result().Cookies()
	if w.Code != http.StatusSeeOther {
		return fmt.Errorf("signing in: %d", w.Code)
	}
	return nil
}

// read lets everybody read until the time is over or the context ends, and returns how long
// each page took.
func (v *visitors) read(ctx context.Context, most time.Duration) (took []time.Duration, err error) {
	ctx, stop := context.WithTimeout(ctx, most)
	defer stop()
	var mu sync.Mutex
	var all sync.WaitGroup
	for n := range readers {
		all.Go(func() {
			mine, fault := v.one(ctx, n)
			mu.Lock()
			defer mu.Unlock()
			took, err = append(took, mine...), errors.Join(err, fault)
		})
	}
	all.Wait()
	return took, err
}

// one is a reader, whose machine is not that of another. They open one page at least.
func (v *visitors) one(ctx context.Context, n int) (took []time.Duration, err error) {
	random := rand.New(rand.NewPCG(uint64(n), 1))
	for len(took) == 0 || ctx.Err() == nil {
		time.Sleep(time.Duration(random.Int64N(int64(2 * between))))
		each, err := v.open(v.paths[random.IntN(len(v.paths))], n)
		if err != nil {
			return took, err
		}
		took = append(took, each)
	}
	return took, nil
}

// point makes the release the one that readers open.
func point(home string) error {
	return os.WriteFile(filepath.Join(home, "releases", "current"), []byte(benchRelease+"\n"), 0o600)
}
