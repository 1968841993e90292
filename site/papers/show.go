package papers

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"nsk/reports/approval"
	"nsk/schedules/calendar"
	"nsk/site/page"
)

// paper is what the page of one document shows.
type paper struct {
	line
	Said, Fault string
	Mine        bool // the reader works on it
	Acts        []approval.Act
	Comments    []approval.Comment
	History     []event
	Sections    []approval.Heading
	Versions    []version
	Typed       approval.Event
}

// An event is a line of the history as it is read.
type event struct {
	When, Act, Who, About string
	Version               int
	Unmet                 []unmet // what the one who signed was warned of
}

// An unmet is a check that does not hold, in words.
type unmet struct {
	ID, Text string
	Blocks   bool
	Details  []string
}

type version struct {
	Path  string // draft, or its number
	Label string
	Note  string
	Files []approval.File
}

func (p *Papers) show(w http.ResponseWriter, r *http.Request) { p.paper(w, r, paper{}) }

// paper writes the page, with what was said about an act, if one was done.
func (p *Papers) paper(w http.ResponseWriter, r *http.Request, v paper) {
	var err error
	if v.line, err = p.line(r, r.PathValue("name")); err != nil {
		p.failed(w, r, err)
		return
	}
	if _, roles := p.mine(r); len(roles) > 0 {
		v.Mine, v.Acts = true, v.Standing.May(roles)
		v.Comments = v.Standing.Comments
		if v.History, err = p.history(r, v.Name); err != nil {
			p.broken(w, r, err)
			return
		}
		if v.Standing.State != approval.Delivered && v.Standing.Files != "" {
			if err := p.draft(r, &v); err != nil {
				p.broken(w, r, err)
				return
			}
		}
	}
	for _, c := range v.Published {
		v.Versions = append(v.Versions, p.version(r, c))
	}
	code := http.StatusOK
	if v.Fault != "" {
		code = http.StatusConflict
	}
	p.Show(w, r, page.View{Template: "paper.gohtml", Title: v.Title, Data: v, Code: code})
}

func (p *Papers) version(r *http.Request, c approval.Copy) version {
	n := c.Standing.Version
	v := version{Path: strconv.Itoa(n), Files: c.Files, Label: p.Say(r, "version", n, moment(c.Standing.Since))}
	v.Note = c.Standing.Note.RU
	if page.Lang(r) == page.KK {
		v.Note = c.Standing.Note.KK
	}
	return v
}

// draft adds the files that are being worked on, and the headings that can be remarked on.
func (p *Papers) draft(r *http.Request, v *paper) error {
	c, err := p.store.Files(v.Name)
	if err != nil {
		return err
	}
	v.Versions = append(v.Versions, version{Path: "draft", Label: p.Say(r, "draft", v.Standing.Version, v.State), Files: c.Files})
	lang := page.RU
	if page.Lang(r) == page.KK {
		lang = page.KK
	}
	f, err := os.Open(filepath.Join(c.Dir, "report."+lang+".html"))
	if err != nil {
		return err
	}
	defer f.Close()
	v.Sections, err = approval.Headings(f)
	return err
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(calendar.Location()).Format("02.01.2006 15:04")
}

// history is what was done, the newest first.
func (p *Papers) history(r *http.Request, name string) (list []event, err error) {
	events, err := p.store.History(name)
	for _, e := range slices.Backward(events) {
		line := event{When: moment(e.At), Act: p.Say(r, "act-"+string(e.Act)), Who: e.Who, About: p.about(r, e), Version: e.Version}
		for _, id := range e.Unmet {
			line.Unmet = append(line.Unmet, unmet{ID: id, Text: inWords(r, id)})
		}
		list = append(list, line)
	}
	return list, err
}

// inWords is what a check asks for.
func inWords(r *http.Request, id string) string {
	t := approval.TextOf(id)
	switch page.Lang(r) {
	case page.KK:
		return t.KK
	case page.RU:
		return t.RU
	}
	return t.EN
}

// checked is what the page of checks shows.
type checked struct {
	line
	Made, Blocking int
	Unmet          []unmet
}

// checks makes the checks that a signature rests on, so that who is to sign knows before.
func (p *Papers) checks(w http.ResponseWriter, r *http.Request) {
	l, err := p.line(r, r.PathValue("name"))
	if _, roles := p.mine(r); err == nil && (len(roles) == 0 || l.Standing.Files == "") {
		err = fs.ErrNotExist
	}
	if err != nil {
		p.failed(w, r, err)
		return
	}
	found, err := p.work.Check(r.Context(), l.Name)
	if err != nil {
		p.broken(w, r, err)
		return
	}
	v := checked{line: l, Made: len(approval.Checks()), Blocking: len(approval.Blocking(found))}
	for _, u := range found {
		v.Unmet = append(v.Unmet, unmet{u.ID, inWords(r, u.ID), u.Blocks, u.Details})
	}
	p.Show(w, r, page.View{Template: "checks.gohtml", Title: p.Say(r, "checks") + ": " + l.Title, Data: v})
}

// about says what an event brought with it.
func (p *Papers) about(r *http.Request, e approval.Event) string {
	var parts []string
	if e.Section != "" {
		parts = append(parts, e.Section)
	}
	if e.Text != nil {
		said := e.Text.RU
		if page.Lang(r) == page.KK && e.Text.KK != "" || said == "" {
			said = e.Text.KK
		}
		parts = append(parts, said)
	}
	if e.Ref != "" {
		parts = append(parts, "№ "+e.Ref)
	}
	if !e.Release.IsZero() {
		parts = append(parts, p.Say(r, "not-before", moment(e.Release)))
	}
	if e.Receipt != nil {
		parts = append(parts, e.Receipt.To, p.proven(r, e.Receipt.Proof))
	}
	return strings.Join(parts, "; ")
}

// proven is the proof of a receipt in the language of the reader; what others give as proof,
// such as the answer of a mail server, stays in their words.
func (p *Papers) proven(r *http.Request, proof string) string {
	var files int
	var hash string
	if n, _ := fmt.Sscanf(proof, approval.ReadBack, &files, &hash); n == 2 {
		return p.Say(r, "read-back", files, hash)
	}
	return proof
}

// act carries out what a form of the page asks for.
func (p *Papers) act(w http.ResponseWriter, r *http.Request) {
	who, roles := p.mine(r)
	if len(roles) == 0 {
		p.shell.Fail(w, r, http.StatusForbidden)
		return
	}
	e, err := asked(r)
	if err != nil {
		p.shell.Fail(w, r, http.StatusBadRequest)
		return
	}
	e.Who, e.Account = who, who
	said, err := p.work.Do(r.Context(), r.PathValue("name"), e, page.Lang(r))
	var refused *Refused
	switch {
	case errors.As(err, &refused):
		p.paper(w, r, paper{Fault: refused.Text, Typed: e})
	case err != nil:
		p.broken(w, r, err)
	case e.Act == approval.ActDraft && r.PathValue("name") == newest:
		http.Redirect(w, r, "/papers", http.StatusSeeOther)
	default:
		p.paper(w, r, paper{Said: strings.TrimSpace(p.Say(r, "done", p.Say(r, "act-"+string(e.Act))) + " " + said)})
	}
}

// newest stands in the address for the document that has no name yet: that of the newest release.
const newest = "new"

// asked is the event that a form describes.
func asked(r *http.Request) (e approval.Event, err error) {
	e = approval.Event{Act: approval.Act(r.PostFormValue("act")), Section: r.PostFormValue("section"), Blocking: r.PostFormValue("blocking") != "", Ref: r.PostFormValue("ref"),
		Text: approval.Note(r.PostFormValue("kk"), r.PostFormValue("ru"))}
	if !slices.Contains(approval.ByHand, e.Act) {
		return e, errors.New("no such act")
	}
	if n := r.PostFormValue("comment"); n != "" {
		if e.Comment, err = strconv.Atoi(n); err != nil {
			return e, err
		}
	}
	if at := r.PostFormValue("release"); at != "" {
		e.Release, err = time.ParseInLocation("2006-01-02T15:04", at, calendar.Location())
	}
	return e, err
}
