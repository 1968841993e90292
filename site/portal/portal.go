// Package portal is where a provider of returns sees what it owes, sends it, reads what
// became of it, and answers for it.
package portal

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"net/http"
	"sync"
	"time"

	"nsk/connectors/contract"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/site/account"
	"nsk/site/door"
	"nsk/site/page"
	"nsk/site/shelf"
	"nsk/warehouse/audit"
)

//go:embed texts.yaml *.gohtml
var files embed.FS

// Options are what the portal works with.
type Options struct {
	Desk    *schedules.Desk // nil: there are no pages
	Regions []contract.Region
	House   *schedules.House // nil where the warehouse is not open: then nothing can be sent
	Shelf   *shelf.Shelf     // of the releases that templates are filled from
	Audit   *audit.Log
	Dir     string // of what is being received, and of signatures
	Now     func() time.Time

	// Life is how long what was sent is worked on, whoever sent it may go away meanwhile;
	// Jobs counts what is under way, to be waited for before the warehouse is closed.
	Life context.Context
	Jobs *sync.WaitGroup
}

// A Portal is its pages and the addresses for programs.
type Portal struct {
	*page.Part
	Options
	shell *page.Shell
	stock *stock
}

// New makes the portal.
func New(shell *page.Shell, o Options) *Portal {
	return &Portal{Part: shell.Part(files), Options: o, shell: shell, stock: newStock(o.Dir, o.Now)}
}

var provider = []account.Role{account.Centre}

// Items is the entry of the menu.
func (p *Portal) Items() []page.Item {
	if p.Desk == nil {
		return nil
	}
	return []page.Item{
		{Path: "/portal", Title: p.Title("portal"), About: p.Title("portal-about"), Roles: provider},
		{Path: "/portal/returns", Title: p.Title("history"), About: p.Title("history-about"), Roles: provider},
	}
}

// Routes are the addresses.
func (p *Portal) Routes() []door.Route {
	if p.Desk == nil {
		return nil
	}
	return []door.Route{
		{Pattern: "GET /portal", Roles: provider, Serve: p.with(own.calendar)},
		{Pattern: "GET /portal/template/{source}/{period}", Roles: provider, Serve: p.with(own.blank)},
		{Pattern: "GET /portal/send/{source}/{period}", Roles: provider, Serve: p.with(own.form)},
		{Pattern: "POST /portal/send/{source}/{period}", Roles: provider, Upload: mostBytes + formBytes, Serve: p.with(own.post)},
		{Pattern: "POST /portal/declare/{source}/{period}", Roles: provider, Serve: p.with(own.declare)},
		{Pattern: "GET /portal/uploads/{id}", Roles: provider, Serve: p.with(own.watch)},
		{Pattern: "GET /portal/returns", Roles: provider, Serve: p.with(own.history)},
		{Pattern: "GET /portal/returns/{landing}", Roles: provider, Serve: p.with(own.verdict)},
		{Pattern: "GET /portal/returns/{landing}/report", Roles: provider, Serve: p.with(own.keep)},
		{Pattern: "GET /portal/returns/{landing}/changes", Roles: provider, Serve: p.with(own.changes)},
		{Pattern: "POST /portal/returns/{landing}/confirm", Roles: provider, Serve: p.with(own.confirm)},
		{Pattern: "POST /portal/returns/{landing}/sign", Roles: provider, Serve: p.with(own.sign)},

		{Pattern: "POST /api/v1/returns/{source}", Roles: provider, Token: true, Upload: mostBytes, Serve: p.program(own.apiPost)},
		{Pattern: "GET /api/v1/returns/{landing}", Roles: provider, Token: true, Serve: p.program(own.keep)},
		{Pattern: "POST /api/v1/uploads", Roles: provider, Token: true, Serve: p.program(own.apiOpen)},
		{Pattern: "PUT /api/v1/uploads/{id}", Roles: provider, Token: true, Upload: mostPiece, Serve: p.program(own.apiPiece)},
		{Pattern: "GET /api/v1/uploads/{id}", Roles: provider, Token: true, Serve: p.program(own.apiStatus)},
	}
}

// formBytes are what a form may bring beside its file.
const formBytes = 1 << 20

// with serves a handler that is told whose the reader is, and says what went wrong.
func (p *Portal) with(serve func(own, http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := serve(p.own(r), w, r)
		switch {
		case err == nil:
		case errors.Is(err, fs.ErrNotExist): // of another, or nowhere: the same answer
			p.shell.Fail(w, r, http.StatusNotFound)
		case errors.Is(err, errShut):
			p.shell.Fail(w, r, http.StatusServiceUnavailable)
		default:
			p.shell.Log.Error("the portal failed", "path", r.URL.Path, "err", err)
			p.shell.Fail(w, r, http.StatusInternalServerError)
		}
	}
}

// today is the local day.
func (p *Portal) today() calendar.Day { return calendar.LocalDay(p.Now()) }
