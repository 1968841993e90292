// Package board are the dashboards: pages of figures over the analysis of a release, whose
// filters live in the address.
package board

import (
	"embed"
	"errors"
	"html/template"
	"net/http"

	"nsk/reports"
	"nsk/site/account"
	"nsk/site/door"
	"nsk/site/figure"
	"nsk/site/page"
	"nsk/site/shelf"
)

//go:embed texts.yaml *.gohtml
var files embed.FS

// readers are the roles that read dashboards. What they show is protected like the annual
// document, so that they may all see the same.
var readers = []account.Role{account.Analyst, account.Ministry, account.Engineer, account.Administrator}

// Boards are all dashboards.
type Boards struct {
	*page.Part
	Options
	shell   *page.Shell
	lookout *lookout
	papers  *papers
	kept    kept
}

// A board is one dashboard.
type board struct {
	name  string   // of the address and of its title in texts.yaml; name-about says what it is good for
	group string   // of the menu, in texts.yaml
	heeds []string // the filters that its figures follow, besides the release
	draw  func(*drawing) ([]figure.Figure, error)
}

// all are the dashboards, in the order of the menu.
var all = []board{
	{"today", now, nil, today},
	{"compliance", now, []string{bySource}, compliance},

	{"funnel", course, people, funnel},
	{"documents", course, []string{byRegion, bySector, byLevel}, documents},

	{"regions", inRegions, people, regions},
	{"centres", inRegions, []string{byRegion, bySector, byCentre}, centres},

	{"professions", framework, people, professions},
	{"demand", framework, []string{byRegion}, demand},
	{"programmes", framework, []string{byRegion, bySector}, programmes},

	{"quality", trust, []string{bySource}, quality},
	{"support", trust, nil, support},
	{"findings", trust, []string{byRegion, byProfession, byCentre}, findings},
}

// The groups of the menu.
const (
	now       = "group-now"       // how things stand
	course    = "group-course"    // of recognition
	inRegions = "group-regions"   // and at centres
	framework = "group-framework" // professions, standards, programmes, demand
	trust     = "group-trust"     // what the figures rest on
)

// New makes the dashboards.
func New(shell *page.Shell, o Options) *Boards {
	return &Boards{Part: shell.Part(files), Options: o, shell: shell, lookout: &lookout{Live: o.Live, now: o.Now}, papers: &papers{store: o.Documents, now: o.Now}}
}

// Items are the entries of the menu.
func (b *Boards) Items() (list []page.Item) {
	for _, d := range all {
		list = append(list, page.Item{Path: "/boards/" + d.name, Group: b.Title(d.group), Title: b.Title(d.name), About: b.Title(d.name + "-about"), Roles: readers, Keep: filters})
	}
	return list
}

// Routes are the addresses of the dashboards.
func (b *Boards) Routes() (list []door.Route) {
	for _, d := range all {
		list = append(list, door.Route{Pattern: "GET /boards/" + d.name, Roles: readers, Serve: func(w http.ResponseWriter, r *http.Request) { b.serve(w, r, d) }})
	}
	for _, d := range entities {
		list = append(list, door.Route{Pattern: "GET /" + d.name + "/{id}", Roles: readers, Serve: func(w http.ResponseWriter, r *http.Request) { b.serve(w, r, d) }})
	}
	return list
}

// shown is what a page of figures shows.
type shown struct {
	Title, About string
	Release      string
	Years        []year // of releases
	Waiting      bool
	Bars         []bar
	Spare        []spare // filters that are kept for the next dashboard
	Chosen       string
	Notes        []string
	Leads        []lead
	Tiles        []tile
	Tabs         []tab
	Figures      []template.HTML
}

type spare struct{ Name, Key string }

func (b *Boards) serve(w http.ResponseWriter, r *http.Request, d board) {
	years, err := b.years(r)
	if err != nil {
		b.broken(w, r, err)
		return
	}
	id, ok := chosen(years, r.URL.Query())
	if !ok {
		b.Show(w, r, page.View{Template: "releases.gohtml", Title: b.Say(r, "no-release"), Code: http.StatusNotFound, Data: lost{short(id), r.URL.Path, years}})
		return
	}
	if q := r.URL.Query(); q.Has(byYear) { // the page has one address, which stays
		q.Del(byYear)
		if id != "" {
			q.Set(byRelease, id)
		}
		http.Redirect(w, r, r.URL.Path+"?"+q.Encode(), http.StatusSeeOther)
		return
	}
	release, done, err := b.Shelf.Use(r.Context(), id)
	if err != nil {
		b.broken(w, r, err)
		return
	}
	defer done()
	v := shown{Title: b.Say(r, d.name), About: b.Say(r, d.name+"-about"), Release: release.ID, Years: years}
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
	p := &drawing{request: r, lang: page.Lang(r), told: told, release: release, today: b.Today(), live: b.Live, lookout: b.lookout, say: func(key string, values ...any) string { return b.Say(r, key, values...) }}
	switch err := b.draw(w, d, p, v); {
	case errors.Is(err, reports.ErrNoSubject):
		b.shell.Fail(w, r, http.StatusNotFound)
	case err != nil:
		b.broken(w, r, err)
	}
}

// draw draws a dashboard for the filters of its address, and writes the page or the download
// that was asked for.
func (b *Boards) draw(w http.ResponseWriter, d board, p *drawing, v shown) error {
	key := p.whole()
	if drawn, ok := b.kept.get(key); ok {
		drawn.Years = v.Years
		b.Show(w, p.request, page.View{Template: "board.gohtml", Title: drawn.Title, Data: drawn, Scripts: figure.Scripts})
		return nil
	}
	options, err := p.options()
	if err != nil {
		return err
	}
	p.narrow(d, options)
	p.remark()
	figures, err := d.draw(p)
	if err != nil {
		return err
	}
	if id, form, download := figure.Asked(p.request); download {
		return b.download(w, p, figures, id, form)
	}
	v.Bars, v.Notes, v.Leads, v.Tiles, v.Tabs, v.Chosen = p.filterBar(d, options), p.notes, p.leads, p.tiles, p.tabs, p.within()
	if p.title != "" {
		v.Title, v.About = p.title, p.say("entity-about")
	}
	for _, s := range p.spare {
		v.Spare = append(v.Spare, spare{s.by, s.key})
	}
	for _, f := range figures {
		part, err := f.HTML(p.lang, p.request.URL)
		if err != nil {
			return err
		}
		v.Figures = append(v.Figures, part)
	}
	if !p.fleeting {
		b.kept.put(key, v)
	}
	b.Show(w, p.request, page.View{Template: "board.gohtml", Title: v.Title, Data: v, Scripts: figure.Scripts})
	return nil
}

func (b *Boards) download(w http.ResponseWriter, p *drawing, figures []figure.Figure, id, form string) error {
	for _, f := range figures {
		if f.ID != id {
			continue
		}
		err := f.Download(w, form)
		if errors.Is(err, figure.ErrForm) {
			break
		}
		return err
	}
	b.shell.Fail(w, p.request, http.StatusNotFound)
	return nil
}

func (b *Boards) broken(w http.ResponseWriter, r *http.Request, err error) {
	b.shell.Log.Error("a dashboard cannot be drawn", "path", r.URL.Path, "err", err)
	b.shell.Fail(w, r, http.StatusInternalServerError)
}
