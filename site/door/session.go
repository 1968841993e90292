package door

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"slices"
	"strings"

	"nsk/site/account"
	"nsk/warehouse/audit"
)

// known finds out who asks: by a token, else by the session. A session of an account that
// was changed since is at its end.
func (d *Door) known(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if text, ok := token(r); ok {
			a, _, err := d.Accounts.ByToken(text)
			if err != nil {
				d.Fail(w, r, http.StatusUnauthorized)
				return
			}
			next.ServeHTTP(w, as(r, Visitor{Account: a, token: true}))
			return
		}
		if name := d.Sessions.GetString(r.Context(), "account"); name != "" {
			a, err := d.Accounts.Get(name)
			if err == nil && a.Stamp == d.Sessions.GetInt64(r.Context(), "stamp") {
				r = as(r, Visitor{Account: a})
			} else if err := d.Sessions.Destroy(r.Context()); err != nil {
				d.Log.Error("a session cannot be ended", "err", err)
			}
		}
		next.ServeHTTP(w, r)
	})
}

// token is the one that a program shows: as a bearer, or, where it knows of passwords only,
// as that of any user (calendars subscribe so).
func token(r *http.Request) (text string, ok bool) {
	if text, ok = strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return text, true
	}
	_, text, ok = r.BasicAuth()
	return text, ok
}

func as(r *http.Request, v Visitor) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), visitorKey{}, v))
}

// SignIn begins a session, and returns the address that was wanted before.
func (d *Door) SignIn(r *http.Request, t account.Try) (wanted string, err error) {
	if !d.guests.mayTry(d.address(r)) {
		return "", account.ErrLocked
	}
	a, err := d.Accounts.SignIn(r.Context(), t)
	if errors.Is(err, account.ErrRefused) || errors.Is(err, account.ErrLocked) {
		_, failed := d.Audit.Add(r.Context(), d.Now(), audit.Act{Who: d.named(t.Name), Did: "sign-in refused", Object: d.address(r)})
		return "", errors.Join(err, failed)
	}
	if err != nil {
		return "", err
	}
	return d.Begin(r, a, "password")
}

// named is the name of an account. What else was typed is not kept: people type passwords
// into the wrong field.
func (d *Door) named(typed string) string {
	if slices.Contains(d.Names(), typed) {
		return typed
	}
	return "?"
}

// Begin starts the session of an account whose owner has been made sure of.
func (d *Door) Begin(r *http.Request, a account.Account, how string) (wanted string, err error) {
	if _, err := d.Audit.Add(r.Context(), d.Now(), audit.Act{Who: a.Name, Did: "sign-in", Object: d.address(r), Why: how}); err != nil {
		return "", err
	}
	if err := d.Sessions.RenewToken(r.Context()); err != nil { // a number that was fixed before is worth nothing
		return "", err
	}
	if err := d.Sessions.Clear(r.Context()); err != nil { // and so is what was put into it
		return "", err
	}
	d.Sessions.Put(r.Context(), "account", a.Name)
	d.Sessions.Put(r.Context(), "stamp", a.Stamp)
	return wantedBy(r), nil
}

// wantedCookie has the address that a guest wanted. It lies with the guest, so that asking
// costs the service no memory.
const wantedCookie = "nsk_wanted"

// remember keeps what a guest wanted for after signing in.
func (d *Door) remember(w http.ResponseWriter, r *http.Request) {
	value := base64.RawURLEncoding.EncodeToString([]byte(r.URL.RequestURI()))
	if len(value) > 2000 {
		return
	}
	http.SetCookie(w, &http.Cookie{Name: wantedCookie, Value: value, Path: "/", MaxAge: 600, HttpOnly: true, Secure: d.Secure, SameSite: http.SameSiteLaxMode})
}

// wantedBy is the address that was wanted before signing in.
func wantedBy(r *http.Request) string {
	c, err := r.Cookie(wantedCookie)
	if err != nil {
		return "/"
	}
	text, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return "/"
	}
	return local(string(text))
}

// local is an address of this site, as browsers understand addresses: two slashes begin the
// name of another host, and a backslash is a slash to them.
func local(wanted string) string {
	if !strings.HasPrefix(wanted, "/") || strings.HasPrefix(wanted, "//") || strings.ContainsAny(wanted, "\\\t\r\n") {
		return "/"
	}
	return wanted
}

// SignOut ends the session.
func (d *Door) SignOut(r *http.Request) error { return d.Sessions.Destroy(r.Context()) }
