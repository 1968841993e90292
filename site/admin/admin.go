// Package admin are the pages of administration. They show and do what commands show and do,
// by the same code, and so say the same.
package admin

import (
	"context"
	"embed"
	"net/http"
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
	Said, Fault string
	Filters     []field
	Lists       []list
	Acts        []act
}

// A list is one table of a page, or a text.
type list struct {
	Title, Text, Fault string
	Head               []string
	Rows               [][]string
}

func (a *Admin) order(r *http.Request, args []string) Order {
	who, _ := door.Who(r)
	return Order{Args: args, Who: who.Name, Lang: page.Lang(r)}
}

func (a *Admin) show(w http.ResponseWriter, r *http.Request, l ledger, v shown) {
	v.Name = l.name
	for _, f := range l.filters {
		f.Value = r.URL.Query().Get(f.Name)
		v.Filters = append(v.Filters, f)
	}
	for _, s := range l.lists {
		v.Lists = append(v.Lists, a.list(r, s, v.Filters))
	}
	if who, _ := door.Who(r); who.May(l.hands...) {
		v.Acts = l.acts
	}
	code := 0
	if v.Fault != "" {
		code = http.StatusUnprocessableEntity
	}
	a.Show(w, r, page.View{Template: "admin.gohtml", Title: a.Say(r, l.name), Data: v, Code: code})
}

// list runs the command of a list with the filters of the page.
func (a *Admin) list(r *http.Request, s source, filters []field) list {
	args := slices.Clone(s.command)
	for _, f := range filters {
		args = append(args, f.flag(f.Value)...)
	}
	o := a.order(r, args)
	o.List = !s.text
	got := a.desk(r.Context(), o)
	l := list{Title: a.Say(r, s.title), Text: got.Out, Fault: got.Fault}
	if got.Code == 0 {
		l.Fault = ""
	}
	for i, code := range got.Sheet.Codes {
		if s.keeps(code, page.Lang(r)) {
			l.Head = append(l.Head, got.Sheet.Head[i])
		}
	}
	for _, row := range got.Sheet.Rows {
		var cells []string
		for i, code := range got.Sheet.Codes {
			if s.keeps(code, page.Lang(r)) {
				cells = append(cells, row[i])
			}
		}
		l.Rows = append(l.Rows, cells)
	}
	if s.newest {
		slices.Reverse(l.Rows)
	}
	l.Rows = l.Rows[:min(len(l.Rows), longest)]
	return l
}

// longest is the most rows that a page shows; filters lead to the others.
const longest = 300

func (a *Admin) act(w http.ResponseWriter, r *http.Request, l ledger) {
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
