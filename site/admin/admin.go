// Package admin are the pages of administration. They show and do what commands show and do,
// by the same code, and so say the same.
package admin

import (
	"context"
	"embed"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"nsk/site/account"
	"nsk/site/door"
	"nsk/site/page"
)

//go:embed texts.yaml *.gohtml
var files embed.FS

// A Desk carries out a command.
type Desk func(context.Context, Order) Answer

// An Order is a command as a page gives it. Values that people typed are each one argument,
// of the form --flag=value or behind "--", so that none can become a flag.
type Order struct {
	Args  []string
	Input string // what is typed in secret, such as a password
	List  bool   // the rows of a list are wanted
	Who   string // account that gives it
	Lang  string
}

// An Answer is what the command printed. Code is 0 done, 1 done with findings, 2 not done.
type Answer struct {
	Sheet Sheet
	Out   string
	Fault string
	Code  int
}

// A Sheet is a list: codes of its columns, their headings, its rows.
type Sheet struct {
	Codes, Head []string
	Rows        [][]string
}

// Admin are the pages.
type Admin struct {
	*page.Part
	shell *page.Shell
	desk  Desk
}

// New makes the pages; without a desk there are none.
func New(shell *page.Shell, desk Desk) *Admin {
	return &Admin{Part: shell.Part(files), shell: shell, desk: desk}
}

// Items are the entries of the menu.
func (a *Admin) Items() (list []page.Item) {
	for _, l := range a.ledgers() {
		list = append(list, page.Item{Path: "/admin/" + l.name, Title: a.Title(l.name), About: a.Title(l.name + "-about"), Group: a.Title("administration"), Roles: l.readers})
	}
	return list
}

// Routes are the addresses of the pages.
func (a *Admin) Routes() (list []door.Route) {
	for _, l := range a.ledgers() {
		list = append(list, door.Route{Pattern: "GET /admin/" + l.name, Roles: l.readers, Serve: func(w http.ResponseWriter, r *http.Request) { a.show(w, r, l, shown{}) }})
		if len(l.acts) > 0 {
			list = append(list, door.Route{Pattern: "POST /admin/" + l.name, Roles: l.hands, Serve: func(w http.ResponseWriter, r *http.Request) { a.act(w, r, l) }})
		}
	}
	return list
}

func (a *Admin) ledgers() []ledger {
	if a.desk == nil {
		return nil
	}
	return ledgers
}

// Who administers what.
var (
	office  = []account.Role{account.Administrator}
	workers = []account.Role{account.Engineer, account.Administrator}
	readers = []account.Role{account.Analyst, account.Engineer, account.Administrator}
)

// shown is what a page shows.
type shown struct {
	Name        string
	Self        string // its address with what it was asked for
	Said, Fault string
	Filters     []field
	Lists       []list
	Acts        []act
	Chosen      string // what the forms are filled in with
}

func (a *Admin) order(r *http.Request, args []string) Order {
	who, _ := door.Who(r)
	return Order{Args: args, Who: who.Name, Lang: page.Lang(r)}
}

func (a *Admin) show(w http.ResponseWriter, r *http.Request, l ledger, v shown) {
	asked := r.URL.Query()
	v.Name, v.Self = l.name, r.URL.RequestURI()
	for _, f := range l.filters {
		f.Value = asked.Get(f.Name)
		v.Filters = append(v.Filters, f)
	}
	for n, s := range l.lists {
		if s.of == "" || asked.Get(s.of) != "" {
			v.Lists = append(v.Lists, a.list(r, s, n, v.Filters))
		}
	}
	if who, _ := door.Who(r); who.May(l.hands...) {
		v.Acts, v.Chosen = filled(l.acts, asked), asked.Get(l.chosen)
	}
	code := 0
	if v.Fault != "" {
		code = http.StatusUnprocessableEntity
	}
	a.Show(w, r, page.View{Template: "admin.gohtml", Title: a.Say(r, l.name), Data: v, Code: code})
}

// filled are acts with the values that a link of a list gave.
func filled(acts []act, values url.Values) []act {
	acts = slices.Clone(acts)
	for i := range acts {
		acts[i].Fields = slices.Clone(acts[i].Fields)
		for k := range acts[i].Fields {
			if f := &acts[i].Fields[k]; f.Kind == "text" {
				f.Value = values.Get(f.Name)
			}
		}
	}
	return acts
}

func (a *Admin) act(w http.ResponseWriter, r *http.Request, l ledger) {
	var large *http.MaxBytesError
	if err := r.ParseForm(); errors.As(err, &large) {
		a.shell.Fail(w, r, http.StatusRequestEntityTooLarge)
		return
	}
	i := slices.IndexFunc(l.acts, func(c act) bool { return c.Name == r.PostFormValue("act") })
	if i < 0 {
		a.shell.Fail(w, r, http.StatusBadRequest)
		return
	}
	chosen := l.acts[i]
	o := a.order(r, nil)
	o.Args = chosen.args(r, o.Who)
	for _, f := range chosen.Fields {
		if f.Kind == "password" {
			o.Input = r.PostFormValue(f.Name) + "\n"
		}
	}
	got := a.desk(r.Context(), o)
	v := shown{Said: got.Out}
	if got.Code == 2 {
		v = shown{Fault: got.Fault}
	}
	if v.Said == "" && v.Fault == "" {
		v.Said = a.Say(r, "done")
	}
	a.show(w, r, l, v)
}
