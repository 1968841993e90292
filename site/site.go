// Package site is what people see in a browser: it puts the parts together, and lets people
// sign in.
package site

import (
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"nsk/reports/approval"
	"nsk/schedules/calendar"
	"nsk/site/account"
	"nsk/site/admin"
	"nsk/site/api"
	"nsk/site/board"
	"nsk/site/door"
	"nsk/site/guide"
	"nsk/site/me"
	"nsk/site/openid"
	"nsk/site/page"
	"nsk/site/papers"
	"nsk/site/portal"
	"nsk/site/shelf"
	"nsk/site/workbench"
	"nsk/warehouse/audit"
	"nsk/warehouse/query"
)

//go:embed texts.yaml *.gohtml
var files embed.FS

// Options are what the site is made of.
type Options struct {
	Accounts *account.Store
	Audit    *audit.Log
	Shelf    *shelf.Shelf
	Now      func() time.Time
	Today    func() calendar.Day // of what is shown: in a demonstration that of its last release
	Log      *slog.Logger
	Secure   bool            // reached over TLS
	Proxied  bool            // by a proxy in front, which says who asks
	Behind   []door.Route    // what else is behind the door
	OpenID   *openid.Options // provider of identities; nil for none
	Admin    admin.Desk      // carries out commands; nil for no pages of administration
	Demo     bool

	Live board.Live // where returns and the annual document stand

	Documents *approval.Store
	Work      papers.Work // on a document

	Portal portal.Options // without a desk there are no pages of it

	Runner  *query.Runner // of queries in SQL
	Queries *workbench.Saved
}

// A Site is the handler of all pages.
type Site struct {
	http.Handler
	Door   *door.Door
	Routes []door.Route
}

// New puts the site together.
func New(o Options) *Site {
	shell := &page.Shell{Log: o.Log, Demo: o.Demo}
	s := &Site{Door: door.New(door.Door{Accounts: o.Accounts, Audit: o.Audit, Now: o.Now, Log: o.Log, Secure: o.Secure, Proxied: o.Proxied, Fail: api.Problems(shell.Fail)})}
	hall := &hall{Part: shell.Part(files), shell: shell, door: s.Door, demo: o.Demo, openID: o.OpenID != nil}
	s.Routes = slices.Concat(hall.routes(), []door.Route{page.Static()}, o.Behind)
	bench := workbench.New(shell, workbench.Tools{Accounts: o.Accounts, Shelf: o.Shelf, Runner: o.Runner, Saved: o.Queries, Audit: o.Audit, Now: o.Now, Log: o.Log})
	hall.left = bench.Leave
	parts := []part{
		board.New(shell, board.Options{Shelf: o.Shelf, Today: o.Today, Now: o.Now, Live: o.Live, Documents: o.Documents}),
		bench,
		api.New(shell, api.Tools{Shelf: o.Shelf, Runner: o.Runner, Audit: o.Audit, Now: o.Now, Log: o.Log}),
		papers.New(shell, o.Documents, o.Work),
		portal.New(shell, o.Portal),
		guide.New(shell),
		me.New(shell, s.Door),
		admin.New(shell, o.Admin),
	}
	for _, p := range parts {
		shell.Items = append(shell.Items, p.Items()...)
		s.Routes = append(s.Routes, p.Routes()...)
	}
	if o.OpenID != nil {
		s.Routes = append(s.Routes, openid.New(o.OpenID, s.Door, func(w http.ResponseWriter, r *http.Request) { hall.ask(w, r, "openid-refused") }).Routes()...)
	}
	s.Handler = page.Spoken(s.Door.Handler(s.Routes))
	return s
}

// A part of the site: its entries of the menu, and its addresses.
type part interface {
	Items() []page.Item
	Routes() []door.Route
}

// hall are the pages around signing in.
type hall struct {
	*page.Part
	shell *page.Shell
	door  *door.Door
	demo  bool
	left  func(account string) // is told who signed out

	openID bool
}

func (h *hall) routes() []door.Route {
	return []door.Route{
		{Pattern: "GET /sign-in", Open: true, Serve: func(w http.ResponseWriter, r *http.Request) { h.ask(w, r, "") }},
		{Pattern: "POST /sign-in", Open: true, Serve: h.signIn},
		{Pattern: "POST /sign-out", Roles: door.Everyone, Serve: h.signOut},
		{Pattern: "GET /{$}", Roles: door.Everyone, Serve: h.home},
	}
}

// atHome is what the first page shows.
type atHome struct {
	Menu []page.Entry
	Try  []trial // in a demonstration
}

// A trial is something worth trying.
type trial struct{ Href, Text string }

// trials are what each role of a demonstration may try first.
var trials = map[account.Role][]string{
	account.Analyst:       {"/boards/today", "/boards/professions", "/sql", "/papers"},
	account.Ministry:      {"/papers", "/boards/findings", "/boards/regions"},
	account.Centre:        {"/portal"},
	account.Engineer:      {"/sql", "/boards/quality", "/api"},
	account.Administrator: {"/admin/accounts", "/admin/audit", "/papers"},
}

func (h *hall) try(r *http.Request) (list []trial) {
	who, _ := door.Who(r)
	if !h.demo {
		return nil
	}
	for n, href := range trials[who.Role] {
		list = append(list, trial{href, h.Say(r, fmt.Sprintf("try-%s-%d", who.Role, n+1))})
	}
	return list
}

// home says what there is for the role of the reader.
func (h *hall) home(w http.ResponseWriter, r *http.Request) {
	h.Show(w, r, page.View{Template: "home.gohtml", Title: h.Say(r, "home"), Data: atHome{h.shell.Menu(r), h.try(r)}})
}

// asking is what the page of signing in shows.
type asking struct {
	Fault string
	Name  string
	Demo  []string

	OpenID bool
}

func (h *hall) ask(w http.ResponseWriter, r *http.Request, fault string) {
	a := asking{Name: r.PostFormValue("name"), OpenID: h.openID}
	code := http.StatusOK
	if fault != "" {
		a.Fault, code = h.Say(r, fault), http.StatusUnauthorized
	}
	if h.demo {
		a.Demo = h.door.Names()
	}
	h.Show(w, r, page.View{Template: "signin.gohtml", Title: h.Say(r, "sign-in"), Data: a, Code: code})
}

func (h *hall) signIn(w http.ResponseWriter, r *http.Request) {
	wanted, err := h.door.SignIn(r, account.Try{Name: r.PostFormValue("name"), Password: r.PostFormValue("password"), Code: r.PostFormValue("code")})
	switch {
	case errors.Is(err, account.ErrLocked):
		h.ask(w, r, "locked")
	case errors.Is(err, account.ErrRefused):
		h.ask(w, r, "refused")
	case err != nil:
		h.door.Log.Error("signing in failed", "err", err)
		h.door.Fail(w, r, http.StatusInternalServerError)
	default:
		http.Redirect(w, r, wanted, http.StatusSeeOther)
	}
}

func (h *hall) signOut(w http.ResponseWriter, r *http.Request) {
	if err := h.door.SignOut(r); err != nil {
		h.door.Log.Error("signing out failed", "err", err)
	}
	if who, ok := door.Who(r); ok {
		h.left(who.Name)
	}
	http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
}
