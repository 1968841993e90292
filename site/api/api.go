// Package api serves indicators, their facts and summary tables to programs: JSON, CSV,
// Parquet, Arrow and XLSX at addresses that are frozen when they name a release.
package api

import (
	"embed"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"nsk/site/account"
	"nsk/site/door"
	"nsk/site/page"
	"nsk/site/shelf"
	"nsk/warehouse/audit"
	"nsk/warehouse/query"
)

//go:embed texts.yaml *.gohtml openapi.yaml
var files embed.FS

// Who may ask: published figures are for those who read dashboards, rows of summary tables
// for those who ask in SQL.
var (
	readers = []account.Role{account.Analyst, account.Ministry, account.Engineer, account.Administrator}
	askers  = []account.Role{account.Analyst, account.Engineer}
)

// Tools are what the API works with.
type Tools struct {
	Shelf  *shelf.Shelf
	Runner *query.Runner
	Audit  *audit.Log
	Now    func() time.Time
	Log    *slog.Logger
}

// An API is all addresses.
type API struct {
	*page.Part
	Tools
	shell *page.Shell
}

// New makes the API.
func New(shell *page.Shell, t Tools) *API {
	return &API{Part: shell.Part(files), Tools: t, shell: shell}
}

// Items is the entry of the menu.
func (a *API) Items() []page.Item {
	return []page.Item{{Path: "/api", Group: a.Title("group"), Title: a.Title("api"), About: a.Title("api-about"), Roles: readers}}
}

// Routes are the addresses.
func (a *API) Routes() []door.Route {
	return []door.Route{
		{Pattern: "GET /api", Roles: readers, Serve: a.page},
		{Pattern: "GET /api/v1/openapi.json", Open: true, Serve: a.openapi},
		{Pattern: "GET /api/v1/releases", Roles: readers, Token: true, Serve: a.on("/api/v1/releases", a.releases)},
		{Pattern: "GET /api/v1/indicators", Roles: readers, Token: true, Serve: a.on("/api/v1/indicators", a.indicators)},
		{Pattern: "GET /api/v1/indicators/{id}", Roles: readers, Token: true, Serve: a.on("/api/v1/indicators/{id}", a.indicator)},
		{Pattern: "GET /api/v1/facts", Roles: readers, Token: true, Serve: a.on("/api/v1/facts", a.facts)},
		{Pattern: "GET /api/v1/marts", Roles: askers, Token: true, Serve: a.on("/api/v1/marts", a.marts)},
		{Pattern: "GET /api/v1/marts/{name}", Roles: askers, Token: true, Serve: a.on("/api/v1/marts/{name}", a.mart)},
	}
}

// on holds a request against the document and tells the fault of one that fails.
func (a *API) on(path string, serve func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	o := known().Paths[path]["get"]
	return func(w http.ResponseWriter, r *http.Request) {
		err := a.check(r, o)
		if err == nil {
			err = serve(w, r)
		}
		if err != nil {
			a.tell(w, r, err)
		}
	}
}

// check refuses parameters that the address does not know: a filter that is misspelt would
// otherwise give all rows.
func (a *API) check(r *http.Request, o operation) error {
	for name := range r.URL.Query() {
		listed := slices.ContainsFunc(o.Parameters, func(p parameter) bool { return p.In == "query" && p.Name == name })
		if !listed && o.Filters == "" && name != "lang" {
			return a.wrong(r, "query."+name, "unknown-parameter", name)
		}
	}
	return nil
}

// A problem is a fault as RFC 9457 has it; Path is the place of the fault in the request.
type problem struct {
	Type     string `json:"type"`
	Title    string `json:"title"`
	Status   int    `json:"status"`
	Detail   string `json:"detail,omitempty"`
	Instance string `json:"instance"`
	Path     string `json:"path,omitempty"`
}

func (p *problem) Error() string { return p.Title + ": " + p.Detail }

// wrong is a problem of a request.
func (a *API) wrong(r *http.Request, path, key string, values ...any) *problem {
	return &problem{Status: http.StatusBadRequest, Path: path, Detail: a.Say(r, key, values...)}
}

func (a *API) missing(r *http.Request, path, key string, values ...any) *problem {
	p := a.wrong(r, path, key, values...)
	p.Status = http.StatusNotFound
	return p
}

func (a *API) tell(w http.ResponseWriter, r *http.Request, err error) {
	var p *problem
	var f *query.Fault
	switch {
	case errors.As(err, &p):
	case errors.As(err, &f):
		p = &problem{Status: http.StatusUnprocessableEntity, Detail: f.Whole(page.Lang(r))}
	default:
		a.Log.Error("the API failed", "path", r.URL.Path, "err", err)
		p = &problem{Status: http.StatusInternalServerError}
	}
	p.write(w, r)
}

func (p *problem) write(w http.ResponseWriter, r *http.Request) {
	p.Type, p.Title, p.Instance = "about:blank", http.StatusText(p.Status), r.URL.Path
	h := w.Header()
	for _, name := range []string{"Link", "Content-Disposition"} {
		h.Del(name)
	}
	h.Set("Content-Type", "application/problem+json")
	if p.Status == http.StatusServiceUnavailable {
		h.Set("Retry-After", "5")
	}
	w.WriteHeader(p.Status)
	_, _ = w.Write(marshal(p)) // whoever asked is gone
}

// Problems writes what the door refuses as a problem where a program asks, and as a page
// everywhere else.
func Problems(pages func(http.ResponseWriter, *http.Request, int)) func(http.ResponseWriter, *http.Request, int) {
	return func(w http.ResponseWriter, r *http.Request, code int) {
		if !strings.HasPrefix(r.URL.Path, "/api/v1/") {
			pages(w, r, code)
			return
		}
		if code == http.StatusUnauthorized {
			w.Header().Set("WWW-Authenticate", "Bearer")
		}
		(&problem{Status: code}).write(w, r)
	}
}
