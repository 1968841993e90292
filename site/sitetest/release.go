// Package sitetest lets tests stand the site up over a small release, and look at its pages
// with a real browser.
package sitetest

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"nsk/reports/approval"
	"nsk/schedules/calendar"
	"nsk/site"
	"nsk/site/account"
	"nsk/site/page"
	"nsk/site/shelf"
	"nsk/site/workbench"
	"nsk/warehouse"
	"nsk/warehouse/audit"
	"nsk/warehouse/query"
)

// Release is the id of the release of a Stand.
const Release = "2025-11-20-0a1b2c3d"

// Password is that of every account of a Stand, which are called like their roles.
const Password = "қар жауған күнгі жылы шай"

// Reviewer is an account of an analyst who reviews documents.
const Reviewer = "reviewer"

// CentreBIN is the provider of the account centre.
const CentreBIN = "950140000016"

// Root is the folder of the repository.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	for err == nil {
		if _, missing := os.Stat(filepath.Join(dir, "go.mod")); missing == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	t.Fatal("no go.mod above the test", err)
	return ""
}

// Data is a data folder with one release, that of the small republic of package reports.
func Data(t testing.TB) string {
	t.Helper()
	data := t.TempDir()
	dir := filepath.Join(data, "releases")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("duckdb", warehouse.ReleasePath(data, Release)) // package warehouse brings the driver
	if err != nil {
		t.Fatal(err)
	}
	fill(t, db, filepath.Join(Root(t), "reports", "testdata"))
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "current"), []byte(Release+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return data
}

func fill(t testing.TB, db *sql.DB, testdata string) {
	t.Helper()
	must := func(query string) {
		if _, err := db.Exec(query); err != nil {
			t.Fatalf("%v\n%.300s", err, query)
		}
	}
	schema, err := os.ReadFile(filepath.Join(testdata, "schema.sql"))
	if err != nil {
		t.Fatal(err)
	}
	must(string(schema))
	archive, err := txtar.ParseFile(filepath.Join(testdata, "republic.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.Files {
		file := filepath.Join(t.TempDir(), f.Name)
		if err := os.WriteFile(file, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
		must("COPY " + strings.TrimSuffix(f.Name, ".csv") + " FROM " + warehouse.Literal(file) + " (HEADER, NULLSTR '')")
	}
	var days []string
	worked := 0
	for d := calendar.Date(2023, 11, 1); d <= calendar.Date(2026, 6, 30); d++ {
		open, err := calendar.Kazakhstan().Working(d)
		if err != nil {
			t.Fatal(err)
		}
		if open {
			worked++
		}
		days = append(days, fmt.Sprintf("('%s', %v, %d)", d, open, worked))
	}
	must("INSERT INTO reference.day VALUES " + strings.Join(days, ", "))
	for _, mart := range []string{"profession_region", "profession_route"} { // as every release has them
		model, err := os.ReadFile(filepath.Join(testdata, "..", "..", "transform", "models", "marts", mart+".sql"))
		if err != nil {
			t.Fatal(err)
		}
		must("CREATE TABLE mart." + mart + " AS " + string(model))
	}
}

// A Stand is a site that stands.
type Stand struct {
	*site.Site
	Address  string
	Data     string
	Accounts *account.Store
	Shelf    *shelf.Shelf

	Documents *approval.Store
}

// Now is the time of a Stand: it goes on from the evening of the release.
func Now() func() time.Time {
	began, first := time.Now(), time.Date(2025, 11, 20, 15, 0, 0, 0, time.UTC)
	return func() time.Time { return first.Add(time.Since(began)) }
}

// New stands a site up, with an account for each role. Change, if it is not nil, sees the
// options first.
func New(t testing.TB, change func(*site.Options)) *Stand {
	t.Helper()
	data, now := Data(t), Now()
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	s := &Stand{Data: data, Accounts: &account.Store{Dir: filepath.Join(data, "accounts"), Now: now},
		Shelf: &shelf.Shelf{Data: data, Log: log, Options: warehouse.Options{Threads: 2}}}
	for _, role := range account.Roles {
		a := account.Account{Name: string(role), Role: role}
		if role == account.Centre {
			a.Provider = CentreBIN
		}
		if err := s.Accounts.Add(t.Context(), a, Password); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Accounts.Add(t.Context(), account.Account{Name: Other, Role: account.Centre, Provider: OtherBIN}, Password); err != nil {
		t.Fatal(err)
	}
	if err := s.Accounts.Add(t.Context(), account.Account{Name: Reviewer, Role: account.Analyst}, Password); err != nil {
		t.Fatal(err)
	}
	s.Documents = &approval.Store{Dir: filepath.Join(data, "documents"), Now: now, Roles: approval.Roles{
		approval.Author: {string(account.Analyst)}, approval.Reviewer: {Reviewer}, approval.Authorised: {string(account.Ministry)}, approval.Deliverer: {string(account.Administrator)}}}
	o := site.Options{Documents: s.Documents, Accounts: s.Accounts, Audit: audit.Open(filepath.Join(data, "audit")), Shelf: s.Shelf, Now: now, Log: log,
		Today: func() calendar.Day { return calendar.LocalDay(now()) }, Live: live(t),
		Runner: &query.Runner{Data: data, Program: []string{os.Args[0], "query-child"}}, Queries: &workbench.Saved{Dir: filepath.Join(data, "queries"), Now: now}}
	o.Portal.Shelf, o.Portal.Now = s.Shelf, now
	if change != nil {
		change(&o)
	}
	s.Site = site.New(o)
	server := httptest.NewServer(s.Site)
	s.Address = server.URL
	t.Cleanup(func() {
		server.Close()
		if err := s.Shelf.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// Font is the address of the font that every page shows its text in.
func (s *Stand) Font() string { return page.Asset("sans.ttf") }

// Document is the name of the document that Draft puts in.
const Document = "annual-2025"

// Draft puts a small document in, written by the analyst.
func (s *Stand) Draft(t testing.TB) {
	t.Helper()
	dir := t.TempDir()
	for _, lang := range []string{"kk", "ru"} {
		text := "<!DOCTYPE html><html lang=" + lang + "><title>" + lang + "</title><body><section id=s1><h2>" + lang + "</h2></section></body></html>"
		if err := os.WriteFile(filepath.Join(dir, "report."+lang+".html"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Documents.PutIn(t.Context(), Document, dir, approval.Event{Who: "analyst", Account: "analyst"}); err != nil {
		t.Fatal(err)
	}
}

// Warm waits until the figures of the release are there.
func (s *Stand) Warm(t testing.TB) {
	t.Helper()
	r, done, err := s.Shelf.Use(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	if _, err := r.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// Client is a browser without pictures that an account, called like its role, has signed in with; "" is a guest. It
// follows no redirections.
func (s *Stand) Client(t testing.TB, name account.Role) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if name == "" {
		return c
	}
	r, err := c.PostForm(s.Address+"/sign-in", url.Values{"name": {string(name)}, "password": {Password}})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if r.StatusCode != http.StatusSeeOther {
		t.Fatalf("%s cannot sign in: %s", name, r.Status)
	}
	return c
}
