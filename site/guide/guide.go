// Package guide are the short guides inside the product, one a role, in Kazakh and Russian,
// with pictures that the tests take.
package guide

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"strings"

	"github.com/yuin/goldmark"

	"nsk/site/account"
	"nsk/site/door"
	"nsk/site/page"
)

//go:embed texts.yaml *.gohtml *.md pictures/*.png
var files embed.FS

// Roles are those that have a guide.
var Roles = []account.Role{account.Analyst, account.Centre, account.Ministry, account.Administrator}

// Guides are the pages.
type Guides struct {
	*page.Part
	shell *page.Shell
}

// New makes the pages.
func New(shell *page.Shell) *Guides { return &Guides{shell.Part(files), shell} }

// Items is the entry of the menu.
func (g *Guides) Items() []page.Item {
	return []page.Item{{Path: "/guide", Title: g.Title("guides"), About: g.Title("guides-about"), Roles: door.Everyone}}
}

// Routes are the addresses of the pages.
func (g *Guides) Routes() []door.Route {
	return []door.Route{
		{Pattern: "GET /guide", Roles: door.Everyone, Serve: g.own},
		{Pattern: "GET /guide/{role}", Roles: door.Everyone, Serve: g.show},
		{Pattern: "GET /guide/pictures/{name}", Roles: door.Everyone, Serve: g.picture},
	}
}

// own is the guide of the reader's role.
func (g *Guides) own(w http.ResponseWriter, r *http.Request) {
	who, _ := door.Who(r)
	role := who.Role
	if role == account.Engineer {
		role = account.Administrator // whose guide tells of sources and runs too
	}
	g.write(w, r, role)
}

func (g *Guides) show(w http.ResponseWriter, r *http.Request) {
	g.write(w, r, account.Role(r.PathValue("role")))
}

// shown is what a page shows.
type shown struct {
	Text   template.HTML
	Lang   string // of the text
	Others []other
}

type other struct {
	Role  account.Role
	Title string
}

func (g *Guides) write(w http.ResponseWriter, r *http.Request, role account.Role) {
	v := shown{Lang: page.RU}
	if page.Lang(r) == page.KK {
		v.Lang = page.KK
	}
	source, err := files.ReadFile(string(role) + "." + v.Lang + ".md")
	if err != nil {
		g.shell.Fail(w, r, http.StatusNotFound)
		return
	}
	var text bytes.Buffer
	if err := goldmark.Convert(source, &text); err != nil {
		g.shell.Log.Error("a guide cannot be shown", "role", role, "err", err)
		g.shell.Fail(w, r, http.StatusInternalServerError)
		return
	}
	v.Text = template.HTML(text.String()) // embedded, and goldmark lets no HTML through
	for _, o := range Roles {
		v.Others = append(v.Others, other{o, g.Say(r, "of-"+string(o))})
	}
	g.Show(w, r, page.View{Template: "guide.gohtml", Title: g.Say(r, "of-"+string(role)), Data: v})
}

func (g *Guides) picture(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	data, err := files.ReadFile("pictures/" + name)
	if err != nil || !strings.HasSuffix(name, ".png") {
		g.shell.Fail(w, r, http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	_, _ = w.Write(data) // whoever asked is gone
}
