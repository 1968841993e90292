// Package workbench is the page on which analysts and engineers ask a release in SQL: the
// editor with its catalogue, running queries, results, charts, downloads, saved queries and
// their history.
package workbench

import (
	"embed"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"nsk/site/account"
	"nsk/site/door"
	"nsk/site/figure"
	"nsk/site/page"
	"nsk/site/shelf"
	"nsk/warehouse"
	"nsk/warehouse/audit"
	"nsk/warehouse/query"
)

//go:embed texts.yaml *.gohtml tables.sql examples/*.sql
var files embed.FS

// askers are the roles that ask in SQL. They see single rows, which are of pseudonyms.
var askers = []account.Role{account.Analyst, account.Engineer}

// Tools are what the page works with.
type Tools struct {
	Accounts *account.Store

	Shelf  *shelf.Shelf
	Runner *query.Runner
	Saved  *Saved
	Audit  *audit.Log
	Now    func() time.Time
	Log    *slog.Logger
}

// A Workbench is the page.
type Workbench struct {
	*page.Part
	Tools
	shell *page.Shell
	desk  *desk
}

// New makes the page.
func New(shell *page.Shell, t Tools) *Workbench {
	b := &Workbench{Part: shell.Part(files), Tools: t, shell: shell}
	b.desk = &desk{runner: t.Runner, now: t.Now, began: b.begun, ended: b.record}
	return b
}

// Leave cancels the queries of an account that signs out.
func (b *Workbench) Leave(account string) { b.desk.leave(account) }

// Items are the entries of the menu.
func (b *Workbench) Items() []page.Item {
	return []page.Item{
		{Path: "/sql", Group: b.Title("group"), Title: b.Title("sql"), About: b.Title("sql-about"), Roles: askers},
		{Path: "/sql/queries", Group: b.Title("group"), Title: b.Title("queries"), About: b.Title("queries-about"), Roles: askers},
	}
}

// Routes are the addresses.
func (b *Workbench) Routes() []door.Route {
	route := func(pattern string, serve http.HandlerFunc) door.Route {
		return door.Route{Pattern: pattern, Roles: askers, Serve: serve}
	}
	return []door.Route{
		route("GET /sql", b.edit),
		route("GET /sql/queries/{owner}/{id}", b.edit),
		route("GET /sql/examples/{example}", b.edit),
		route("POST /sql/run", b.run),
		route("GET /sql/results/{result}", b.onJob(b.state)),
		route("GET /sql/results/{result}/rows", b.onJob(b.rows)),
		route("POST /sql/results/{result}/cancel", b.onJob(b.cancel)),
		route("GET /sql/results/{result}/export", b.onJob(b.download)),
		route("GET /sql/results/{result}/chart", b.onJob(b.chart)),
		route("GET /sql/queries", b.list),
		route("POST /sql/queries", b.save),
		route("POST /sql/queries/{id}/delete", b.drop),
	}
}

// editor is what the page of the editor shows.
type editor struct {
	SQL, Title, About string
	Keep              Query // the saved one that is open, if it is the reader's own
	Release           string
	Releases          []string
	Catalogue         []schema
	Examples          []example
	Forms             []string
}

func (b *Workbench) edit(w http.ResponseWriter, r *http.Request) {
	v := editor{Examples: examplesIn(page.Lang(r)), Forms: formNames()}
	if err := b.open(r, &v); err != nil {
		b.failed(w, r, err)
		return
	}
	if err := b.lay(r, &v); err != nil {
		b.failed(w, r, err)
		return
	}
	describe(v.Catalogue, page.Lang(r), func(key string) string { return b.Say(r, key) })
	b.Show(w, r, page.View{Template: "sql.gohtml", Title: b.Say(r, "sql"), Data: v, Scripts: append([]string{"sql.js", "sqlgrid.js"}, figure.Scripts...)})
}

// lay puts the catalogue of the release beside the editor.
func (b *Workbench) lay(r *http.Request, v *editor) (err error) {
	id := r.URL.Query().Get("release")
	if v.Releases, err = b.Shelf.Releases(); err != nil {
		return err
	}
	if id != "" && !slices.Contains(v.Releases, id) {
		return fs.ErrNotExist
	}
	release, done, err := b.Shelf.Use(r.Context(), id)
	if err != nil {
		return err
	}
	defer done()
	v.Release = release.ID
	v.Catalogue, err = readCatalogue(r.Context(), release.DB)
	return err
}

// open puts the text into the editor that the address names; fs.ErrNotExist if there is none.
func (b *Workbench) open(r *http.Request, v *editor) error {
	who, _ := door.Who(r)
	switch {
	case r.PathValue("example") != "":
		e, ok := exampleNamed(v.Examples, r.PathValue("example"))
		if !ok {
			return fs.ErrNotExist
		}
		v.SQL, v.Title = e.SQL, e.Title
	case r.PathValue("id") != "":
		q, err := b.Saved.Get(who.Name, r.PathValue("owner"), r.PathValue("id"))
		if err != nil {
			return err
		}
		v.SQL, v.Title, v.About = q.SQL, q.Name, q.About
		if q.Owner == who.Name {
			v.Keep = q
		}
	case r.URL.Query().Get("again") != "":
		past, err := b.Saved.Ran(who.Name, r.URL.Query().Get("again"))
		v.SQL = past.SQL
		return err
	}
	return nil
}

func (b *Workbench) failed(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, warehouse.ErrNoRelease) {
		b.shell.Fail(w, r, http.StatusNotFound)
		return
	}
	b.Log.Error("the page of queries failed", "path", r.URL.Path, "err", err)
	b.shell.Fail(w, r, http.StatusInternalServerError)
}
