// Package papers are the pages of official documents: their versions, how they are read in
// two languages side by side, remarks, and the signatures on the way to delivery.
package papers

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"nsk/reports/approval"
	"nsk/site/account"
	"nsk/site/door"
	"nsk/site/page"
)

//go:embed texts.yaml *.gohtml
var files embed.FS

// Papers are the pages. Before its time a document is there for those who work on it only;
// to anybody else it does not exist, on every route.
type Papers struct {
	*page.Part
	shell *page.Shell
	store *approval.Store
	work  Work
}

// Work is what can be asked for a document, in the language given.
type Work struct {
	// Do carries an act out and says what came of it. The error is a *Refused if it may not be done.
	Do func(ctx context.Context, name string, e approval.Event, lang string) (said string, err error)
	// Check makes every check of the files as they stand, and returns those that do not hold.
	Check func(ctx context.Context, name string) ([]approval.Unmet, error)
}

// A Refused says in the language of the reader why something was not done.
type Refused struct{ Text string }

func (r *Refused) Error() string { return r.Text }

// New makes the pages.
func New(shell *page.Shell, store *approval.Store, work Work) *Papers {
	return &Papers{Part: shell.Part(files), shell: shell, store: store, work: work}
}

// Items is the entry of the menu.
func (p *Papers) Items() []page.Item {
	return []page.Item{{Path: "/papers", Title: p.Title("papers"), About: p.Title("papers-about"), Roles: door.Everyone}}
}

// hands are the roles that may also have a hand in documents; which one is written in nsk.yaml.
var hands = []account.Role{account.Analyst, account.Ministry, account.Administrator}

// Routes are the addresses of the pages.
func (p *Papers) Routes() []door.Route {
	return []door.Route{
		{Pattern: "GET /papers", Roles: door.Everyone, Serve: p.list},
		{Pattern: "GET /papers/{name}", Roles: door.Everyone, Serve: p.show},
		{Pattern: "GET /papers/{name}/checks", Roles: hands, Serve: p.checks},
		{Pattern: "GET /papers/{name}/read/{version}", Roles: door.Everyone, Serve: p.read},
		{Pattern: "GET /papers/{name}/files/{version}/{file...}", Roles: door.Everyone, Serve: p.file},
		{Pattern: "POST /papers/{name}", Roles: hands, Serve: p.act},
	}
}

// mine reports whether the reader works on documents.
func (p *Papers) mine(r *http.Request) (name string, roles []approval.Role) {
	who, _ := door.Who(r)
	if !who.May(hands...) {
		return who.Name, nil
	}
	return who.Name, p.store.Roles.Of(who.Name)
}

// A line is one document of the list.
type line struct {
	Name      string
	Title     string // as people call it
	Standing  approval.Standing
	State     string
	Published []approval.Copy
}

func (p *Papers) list(w http.ResponseWriter, r *http.Request) {
	names, err := p.store.Names()
	if err != nil {
		p.broken(w, r, err)
		return
	}
	var lines []line
	for _, name := range names {
		l, err := p.line(r, name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			p.broken(w, r, err)
			return
		}
		lines = append(lines, l)
	}
	_, roles := p.mine(r)
	p.Show(w, r, page.View{Template: "list.gohtml", Title: p.Say(r, "papers"), Data: listed{lines, slices.Contains(roles, approval.Author)}})
}

// listed is what the list shows.
type listed struct {
	Lines []line
	Write bool // the reader may draft
}

// line is a document as the reader may see it; fs.ErrNotExist if it is not there for them.
func (p *Papers) line(r *http.Request, name string) (l line, err error) {
	l.Name, l.Title = name, p.title(r, name)
	if l.Published, err = p.store.Published(name); err != nil {
		return l, err
	}
	_, roles := p.mine(r)
	if len(roles) > 0 {
		if l.Standing, err = p.store.Standing(name); err != nil {
			return l, err
		}
	} else if len(l.Published) > 0 {
		l.Standing = l.Published[0].Standing
	}
	if l.Standing.Version == 0 {
		return l, fs.ErrNotExist
	}
	l.State = p.Say(r, "state-"+string(l.Standing.State))
	return l, nil
}

// title is the name of a document in words.
func (p *Papers) title(r *http.Request, name string) string {
	if year, annual := strings.CutPrefix(name, "annual-"); annual {
		return p.Say(r, "annual", year)
	}
	return name
}

// copied are the files of a version as the reader may have them.
func (p *Papers) copied(r *http.Request) (approval.Copy, error) {
	name := r.PathValue("name")
	if r.PathValue("version") == "draft" {
		who, roles := p.mine(r)
		if len(roles) == 0 {
			return approval.Copy{}, fs.ErrNotExist
		}
		return p.store.Look(r.Context(), name, who, who)
	}
	published, err := p.store.Published(name)
	if err != nil {
		return approval.Copy{}, err
	}
	for _, c := range published {
		if strconv.Itoa(c.Standing.Version) == r.PathValue("version") {
			return c, nil
		}
	}
	return approval.Copy{}, fs.ErrNotExist
}

func (p *Papers) file(w http.ResponseWriter, r *http.Request) {
	c, err := p.copied(r)
	if err != nil {
		p.failed(w, r, err)
		return
	}
	i := slices.IndexFunc(c.Files, func(f approval.File) bool { return f.Name == r.PathValue("file") })
	if i < 0 {
		p.shell.Fail(w, r, http.StatusNotFound)
		return
	}
	if err := c.Serve(w, r, c.Files[i]); err != nil {
		p.broken(w, r, err)
	}
}

// reading is what the reading view shows.
type reading struct {
	Name, Title, Version string
	Languages            []string // one, or both beside each other
	Both                 bool
}

func (p *Papers) read(w http.ResponseWriter, r *http.Request) {
	v := reading{Name: r.PathValue("name"), Version: r.PathValue("version"), Languages: []string{page.KK, page.RU}, Both: r.URL.Query().Has("both")}
	if !v.Both {
		v.Languages = v.Languages[:1]
		if page.Lang(r) != page.KK {
			v.Languages[0] = page.RU
		}
	}
	l, err := p.line(r, v.Name)
	if _, roles := p.mine(r); err == nil && v.Version == "draft" && (len(roles) == 0 || l.Standing.Files == "") {
		err = fs.ErrNotExist
	}
	if err != nil {
		p.failed(w, r, err)
		return
	}
	v.Title = l.Title
	p.Show(w, r, page.View{Template: "read.gohtml", Title: l.Title, Data: v})
}

func (p *Papers) failed(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, fs.ErrNotExist) {
		p.shell.Fail(w, r, http.StatusNotFound)
		return
	}
	p.broken(w, r, err)
}

func (p *Papers) broken(w http.ResponseWriter, r *http.Request, err error) {
	p.shell.Log.Error("a document cannot be shown", "path", r.URL.Path, "err", err)
	p.shell.Fail(w, r, http.StatusInternalServerError)
}
