package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"nsk/reports/approval"
	"nsk/schedules/calendar"
	"nsk/site"
	"nsk/site/account"
	"nsk/site/door"
	"nsk/site/shelf"
	"nsk/site/workbench"
	"nsk/warehouse"
)

// accounts are those of the installation.
func (a *app) accounts(cfg *config) *account.Store {
	return &account.Store{Dir: cfg.accountsDir(), Now: a.now}
}

// site is the handler of the pages that people see, and of what else is behind their door.
func (a *app) site(ctx context.Context, l *lent, behind []door.Route) (http.Handler, error) {
	safety, err := l.cfg.safety()
	if err != nil {
		return nil, err
	}
	books := &shelf.Shelf{Data: l.cfg.Data, Safety: safety, Log: l.house.Log, Options: warehouse.Options{MemoryLimit: l.cfg.Memory, Threads: l.cfg.Threads}}
	books.Last = (&deskwork{app: a, cfg: l.cfg, store: a.documents(l.cfg)}).previous
	if _, err := l.cfg.openAccounts(ctx); err != nil {
		return nil, err
	}
	if l.cfg.demo() {
		if err := a.demoAccounts(ctx, l.cfg); err != nil {
			return nil, err
		}
	}
	identities, err := l.cfg.openID()
	if err != nil {
		return nil, err
	}
	s := site.New(site.Options{
		OpenID: identities, Admin: a.clerk(l),
		Accounts: a.accounts(l.cfg), Audit: l.cfg.auditLog(), Shelf: books, Now: a.now, Log: l.house.Log, Demo: l.cfg.demo(),
		Secure: l.cfg.Serve.secure(), Proxied: l.cfg.Serve.BehindProxy, Behind: behind,
		Today:     func() calendar.Day { return calendar.LocalDay(a.now()) },
		Live:      l.live(),
		Documents: a.documents(l.cfg), Work: a.paperwork(l),
		Portal: a.portal(ctx, l, books),
		Runner: l.queries, Queries: &workbench.Saved{Dir: filepath.Join(l.cfg.Data, "queries"), Now: a.now},
	})
	return s, warm(ctx, books)
}

// warm lets the figures of the newest release be computed before anybody asks.
func warm(ctx context.Context, s *shelf.Shelf) error {
	r, done, err := s.Use(ctx, "")
	if errors.Is(err, warehouse.ErrNoRelease) {
		return nil
	}
	if err != nil {
		return err
	}
	defer done()
	_, _ = r.Analysis() // begins; who asks for it is told how it went
	return nil
}

// demoMark lies in the folder of a year that was lived.
const demoMark = ".rehearsal"

// demo reports whether the installation is a demonstration.
func (cfg *config) demo() bool { return exists(filepath.Join(cfg.home, demoMark)) }

const demoHome = "out/demo-2025"

// demonstrate serves the demonstration if that is asked for, or if there is nothing else to
// serve here. There the time goes on from the end of the year that was lived.
func (a *app) demonstrate(c *cobra.Command, asked bool) error {
	there := exists(filepath.Join(demoHome, demoMark))
	named := c.Flags().Changed("config")
	switch {
	case asked && named:
		return errors.New("--demo serves " + demoHome + "; leave --config out")
	case asked && !there:
		year := &app{out: a.out, err: a.err, now: a.now}
		r := demonstration{dir: filepath.Dir(demoHome), year: 2025, seed: 1}
		if err := errors.Join(r.scaled(), year.live(c.Context(), &r)); err != nil {
			return err
		}
	case !asked && (named || exists(a.configFile) || !there):
		return a.demoClock()
	}
	a.configFile = filepath.Join(demoHome, "nsk.yaml")
	return a.demoClock()
}

// demoClock sets the clock of a demonstration: its last evening, and as much as has passed
// since it was lived.
func (a *app) demoClock() error {
	cfg, err := a.config()
	if err != nil || !cfg.demo() {
		return err
	}
	current, err := os.Stat(filepath.Join(cfg.Data, "releases", "current"))
	if err != nil {
		return fmt.Errorf("the demonstration has no release; live it again with nsk demo: %w", err)
	}
	id, err := warehouse.Newest(cfg.Data)
	if err != nil {
		return err
	}
	last, err := calendar.ParseDay(id[:len(time.DateOnly)])
	if err != nil {
		return err
	}
	evening, clock := last.Start().Add(18*time.Hour), a.now
	a.now = func() time.Time { return evening.Add(clock().Sub(current.ModTime())) }
	return nil
}

// demoPassword is that of every account of a demonstration; the page of signing in says it.
const demoPassword = "nsk-demo-2025-nsk"

// demoAccounts makes an account for each role, called like it.
func (a *app) demoAccounts(ctx context.Context, cfg *config) error {
	accounts := a.accounts(cfg)
	db, _, err := openRelease(ctx, cfg, "", cfg.Memory)
	if err != nil {
		return err
	}
	defer db.Close()
	var bin string
	if err := db.QueryRowContext(ctx, "SELECT provider FROM core.\"return\" WHERE source = 'recognition-persons' ORDER BY provider LIMIT 1").Scan(&bin); err != nil {
		return fmt.Errorf("a centre of the demonstration: %w", err)
	}
	made := []account.Account{{Name: demoReviewer, Role: account.Analyst}}
	for _, role := range account.Roles {
		one := account.Account{Name: string(role), Role: role}
		if role == account.Centre {
			one.Provider = bin
		}
		made = append(made, one)
	}
	for _, one := range made {
		if _, err := accounts.Get(one.Name); err == nil {
			continue
		}
		if err := accounts.Add(ctx, one, demoPassword); err != nil {
			return err
		}
	}
	return nil
}

// demoReviewer signs what the analyst wrote: hands are kept apart in a demonstration too.
const demoReviewer = "reviewer"

// dress gives the people of a demonstration their part in its documents.
func (cfg *config) dress() {
	if !cfg.demo() {
		return
	}
	cfg.Roles = approval.Roles{
		approval.Author: {string(account.Analyst), "author"}, approval.Reviewer: {demoReviewer},
		approval.Authorised: {string(account.Ministry), "authorised-body"}, approval.Deliverer: {string(account.Administrator), "office"},
	}
	cfg.Delivery.To = filepath.Join(filepath.Dir(cfg.home), "delivered")
}
