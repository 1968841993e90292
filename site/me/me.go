// Package me are the pages on which people look after their own account: password, second
// factor, tokens, language.
package me

import (
	"embed"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"nsk/schedules/calendar"
	"nsk/site/account"
	"nsk/site/door"
	"nsk/site/page"
	"nsk/warehouse/audit"
)

//go:embed texts.yaml *.gohtml
var files embed.FS

// Me are the pages.
type Me struct {
	*page.Part
	shell *page.Shell
	door  *door.Door
}

// New makes the pages.
func New(shell *page.Shell, d *door.Door) *Me {
	return &Me{Part: shell.Part(files), shell: shell, door: d}
}

// Items is no entry of the menu: the name of who signed in leads here.
func (m *Me) Items() []page.Item { return nil }

// Routes are the addresses of the pages.
func (m *Me) Routes() []door.Route {
	return []door.Route{
		{Pattern: "GET /me", Roles: door.Everyone, Serve: func(w http.ResponseWriter, r *http.Request) { m.show(w, r, shown{}) }},
		{Pattern: "POST /me/password", Roles: door.Everyone, Serve: m.password},
		{Pattern: "POST /me/language", Roles: door.Everyone, Serve: m.language},
		{Pattern: "POST /me/second/begin", Roles: door.Everyone, Serve: m.begin},
		{Pattern: "GET /me/second/{image}", Roles: door.Everyone, Serve: m.image},
		{Pattern: "POST /me/second/on", Roles: door.Everyone, Serve: m.on},
		{Pattern: "POST /me/second/off", Roles: door.Everyone, Serve: m.off},
		{Pattern: "POST /me/tokens", Roles: door.Everyone, Serve: m.addToken},
		{Pattern: "POST /me/tokens/drop", Roles: door.Everyone, Serve: m.dropToken},
	}
}

// shown is what the page shows.
type shown struct {
	Who         account.Account
	Role        string
	Said, Fault string
	Token       string // that was made, this once
	Secret      string // of a second factor that is being turned on
	Tokens      []token
	Languages   []string
}

type token struct {
	ID, Purpose, Made, Until string
	Lapsed                   bool
}

func (m *Me) show(w http.ResponseWriter, r *http.Request, v shown) {
	who, _ := door.Who(r)
	now, err := m.door.Accounts.Get(who.Name) // as it is after what was just done
	if err != nil {
		m.broken(w, r, err)
		return
	}
	v.Who, v.Role, v.Languages = now, m.Say(r, string(now.Role)), page.Languages
	v.Secret = m.door.Sessions.GetString(r.Context(), pending)
	all, err := m.door.Accounts.Tokens(now.Name)
	if err != nil {
		m.broken(w, r, err)
		return
	}
	for _, t := range all {
		v.Tokens = append(v.Tokens, token{t.ID, t.Purpose, day(t.Made), day(t.Until), !m.door.Now().Before(t.Until)})
	}
	code := 0
	if v.Fault != "" {
		code = http.StatusUnprocessableEntity
	}
	m.Show(w, r, page.View{Template: "me.gohtml", Title: m.Say(r, "me"), Data: v, Code: code})
}

func day(t time.Time) string { return t.In(calendar.Location()).Format("02.01.2006") }

// done says what came of something that was tried.
func (m *Me) done(w http.ResponseWriter, r *http.Request, v shown, err error) {
	var fault *account.Fault
	if errors.As(err, &fault) {
		v = shown{Fault: fault.In(page.Lang(r))}
	} else if err != nil {
		m.broken(w, r, err)
		return
	}
	m.show(w, r, v)
}

func (m *Me) broken(w http.ResponseWriter, r *http.Request, err error) {
	m.door.Log.Error("an account cannot be looked after", "path", r.URL.Path, "err", err)
	m.shell.Fail(w, r, http.StatusInternalServerError)
}

// again goes on with the session after a change that ended all of them; the others stay
// ended.
func (m *Me) again(r *http.Request, name, why string) error {
	a, err := m.door.Accounts.Get(name)
	if err != nil {
		return err
	}
	_, err = m.door.Begin(r, a, why)
	return err
}

func (m *Me) password(w http.ResponseWriter, r *http.Request) {
	who, _ := door.Who(r)
	fresh := r.PostFormValue("new")
	if fresh != r.PostFormValue("again") {
		m.show(w, r, shown{Fault: m.Say(r, "differ")})
		return
	}
	err := m.door.Accounts.Right(r.Context(), who.Name, r.PostFormValue("old"))
	if err == nil {
		err = m.door.Accounts.SetPassword(r.Context(), who.Name, fresh)
	}
	if err == nil {
		err = m.again(r, who.Name, "password changed")
	}
	m.done(w, r, shown{Said: m.Say(r, "password-set")}, err)
}

func (m *Me) language(w http.ResponseWriter, r *http.Request) {
	who, _ := door.Who(r)
	lang := r.PostFormValue("language")
	if !slices.Contains(page.Languages, lang) {
		m.shell.Fail(w, r, http.StatusBadRequest)
		return
	}
	err := m.door.Accounts.Update(r.Context(), who.Name, func(a *account.Account) error { a.Lang = lang; return nil })
	if err == nil {
		err = m.again(r, who.Name, "language changed")
	}
	if err != nil {
		m.broken(w, r, err)
		return
	}
	http.Redirect(w, r, "/me?lang="+lang, http.StatusSeeOther)
}

func (m *Me) addToken(w http.ResponseWriter, r *http.Request) {
	who, _ := door.Who(r)
	days, _ := strconv.Atoi(r.PostFormValue("days")) // 0 is refused
	purpose := audit.Mask(r.PostFormValue("purpose"))
	if len(purpose) > 200 {
		purpose = "" // a name of things, no essay; refused
	}
	_, text, err := m.door.Accounts.AddToken(r.Context(), who.Name, purpose, days)
	m.done(w, r, shown{Said: m.Say(r, "token-made"), Token: text}, err)
}

func (m *Me) dropToken(w http.ResponseWriter, r *http.Request) {
	who, _ := door.Who(r)
	m.done(w, r, shown{Said: m.Say(r, "token-dropped")}, m.door.Accounts.DropToken(r.Context(), who.Name, r.PostFormValue("id")))
}
