// Package board are the dashboards: pages of figures over the analysis of a release, whose
// filters live in the address.
package board

import (
	"embed"
	"errors"
	"html/template"
	"io/fs"
	"net/http"

	"nsk/site/account"
	"nsk/site/door"
	"nsk/site/figure"
	"nsk/site/page"
	"nsk/site/shelf"
	"nsk/warehouse"
)

//go:embed texts.yaml *.gohtml
var files embed.FS

// readers are the roles that read dashboards. What they show is protected like the annual
// document, so that they may all see the same.
var readers = []account.Role{account.Analyst, account.Ministry, account.Engineer, account.Administrator}

// Boards are all dashboards.
type Boards struct {
	*page.Part
	shell *page.Shell
	shelf *shelf.Shelf
	all   []board
}

// A board is one dashboard.
type board struct {
	name string // of the address and of its title in texts.yaml
	draw func(*drawing) ([]figure.Figure, error)
}

// New makes the dashboards.
func New(shell *page.Shell, s *shelf.Shelf) *Boards {
	return &Boards{Part: shell.Part(files), shell: shell, shelf: s, all: []board{
		{"regions", regions},
	}}
}

// Items are the entries of the menu.
func (b *Boards) Items() (list []page.Item) {
	for _, d := range b.all {
		list = append(list, page.Item{Path: "/boards/" + d.name, Title: b.Title(d.name), Roles: readers})
	}
	return list
}

// Routes are the addresses of the dashboards.
func (b *Boards) Routes() (list []door.Route) {
	for _, d := range b.all {
		list = append(list, door.Route{Pattern: "GET /boards/" + d.name, Roles: readers, Serve: func(w http.ResponseWriter, r *http.Request) { b.serve(w, r, d) }})
	}
	return list
}

// shown is what a page of figures shows.
type shown struct {
	Title    string
	Release  string
	Releases []string
	Figures  []template.HTML
	Waiting  bool
}

func (b *Boards) serve(w http.ResponseWriter, r *http.Request, d board) {
	release, done, err := b.shelf.Use(r.Context(), r.URL.Query().Get("release"))
	if errors.Is(err, warehouse.ErrNoRelease) || errors.Is(err, fs.ErrNotExist) {
		b.shell.Fail(w, r, http.StatusNotFound)
		return
	}
	if err != nil {
		b.broken(w, r, err)
		return
	}
	defer done()
	v := shown{Title: b.Say(r, d.name), Release: release.ID}
	if v.Releases, err = b.shelf.Releases(); err != nil {
		b.broken(w, r, err)
		return
	}
	told, err := release.Analysis()
	if errors.Is(err, shelf.ErrComputing) {
		v.Waiting = true
		w.Header().Set("Refresh", "2")
		b.Show(w, r, page.View{Template: "board.gohtml", Title: v.Title, Data: v})
		return
	}
	if err != nil {
		b.broken(w, r, err)
		return
	}
	figures, err := d.draw(&drawing{request: r, lang: page.Lang(r), told: told, release: release, say: func(key string, values ...any) string { return b.Say(r, key, values...) }})
	if err != nil {
		b.broken(w, r, err)
		return
	}
	b.answer(w, r, v, figures)
}

// answer writes the page, or the download that was asked for.
func (b *Boards) answer(w http.ResponseWriter, r *http.Request, v shown, figures []figure.Figure) {
	id, form, download := figure.Asked(r)
	for _, f := range figures {
		if download {
			if f.ID != id {
				continue
			}
			if err := f.Download(w, form); err != nil {
				b.broken(w, r, err)
			}
			return
		}
		part, err := f.HTML(page.Lang(r), r.URL)
		if err != nil {
			b.broken(w, r, err)
			return
		}
		v.Figures = append(v.Figures, part)
	}
	if download {
		b.shell.Fail(w, r, http.StatusNotFound)
		return
	}
	b.Show(w, r, page.View{Template: "board.gohtml", Title: v.Title, Data: v, Scripts: figure.Scripts})
}

func (b *Boards) broken(w http.ResponseWriter, r *http.Request, err error) {
	b.shell.Log.Error("a dashboard cannot be drawn", "path", r.URL.Path, "err", err)
	b.shell.Fail(w, r, http.StatusInternalServerError)
}
