package me

import (
	"fmt"
	"net/http"
	"strings"

	"rsc.io/qr"

	"nsk/site/account"
	"nsk/site/door"
)

// pending is where a session keeps a second factor until its owner has shown a right code.
const pending = "second-factor"

func (m *Me) begin(w http.ResponseWriter, r *http.Request) {
	who, _ := door.Who(r)
	if who.Secret == "" {
		secret, _ := account.NewSecret(who.Name)
		m.door.Sessions.Put(r.Context(), pending, secret)
	}
	http.Redirect(w, r, "/me#second", http.StatusSeeOther)
}

// image is the QR code of the second factor that is being turned on. It is only there
// meanwhile, for whom it is, and kept by no browser.
func (m *Me) image(w http.ResponseWriter, r *http.Request) {
	who, _ := door.Who(r)
	secret := m.door.Sessions.GetString(r.Context(), pending)
	if secret == "" || r.PathValue("image") != "qr.svg" {
		m.shell.Fail(w, r, http.StatusNotFound)
		return
	}
	code, err := qr.Encode(account.SecretAddress(who.Name, secret), qr.M)
	if err != nil {
		m.broken(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	_, _ = w.Write([]byte(drawn(code))) // whoever asked is gone
}

// quiet is the white margin around a QR code, in modules (ISO/IEC 18004).
const quiet = 4

// drawn is a QR code as SVG, a module a unit.
func drawn(code *qr.Code) string {
	var b strings.Builder
	side := code.Size + 2*quiet
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" shape-rendering="crispEdges"><rect width="100%%" height="100%%" fill="#fff"/><path d="`, side, side, 4*side, 4*side)
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return b.String()
}

func (m *Me) on(w http.ResponseWriter, r *http.Request) {
	who, _ := door.Who(r)
	secret := m.door.Sessions.GetString(r.Context(), pending)
	if secret == "" {
		http.Redirect(w, r, "/me#second", http.StatusSeeOther)
		return
	}
	err := m.door.Accounts.SetSecond(r.Context(), who.Name, secret, r.PostFormValue("code"))
	if err == nil {
		m.door.Sessions.Remove(r.Context(), pending)
		err = m.again(r, who.Name, "second factor turned on")
	}
	m.done(w, r, shown{Said: m.Say(r, "second-set")}, err)
}

// off asks for the password: whoever finds an open browser does not take a factor away.
func (m *Me) off(w http.ResponseWriter, r *http.Request) {
	who, _ := door.Who(r)
	err := m.door.Accounts.Right(r.Context(), who.Name, r.PostFormValue("password"))
	if err == nil {
		err = m.door.Accounts.Update(r.Context(), who.Name, func(a *account.Account) error { a.Secret, a.Step = "", 0; return nil })
	}
	if err == nil {
		err = m.again(r, who.Name, "second factor turned off")
	}
	m.done(w, r, shown{Said: m.Say(r, "second-dropped")}, err)
}
