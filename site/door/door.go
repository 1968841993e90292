// Package door lets people and programs in: it knows who asks, keeps sessions, and gives
// each route to the roles that may have it.
package door

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"nsk/site/account"
	"nsk/warehouse/audit"
)

// A Route is one address of the site and who may have it.
type Route struct {
	Pattern string         // of http.ServeMux, with the method
	Open    bool           // anybody, signed in or not
	Roles   []account.Role // who else
	Token   bool           // programs with a token may have it too
	Local   bool           // so may anybody on this machine
	Upload  int64          // most bytes of a request; 0 for the usual
	Serve   http.HandlerFunc
}

// Everyone are all who signed in.
var Everyone = account.Roles

// usualBody is the most that a request without files may send.
const usualBody = 1 << 20

// A Door is the way into the site.
type Door struct {
	Accounts *account.Store
	Sessions *scs.SessionManager
	Audit    *audit.Log
	Now      func() time.Time
	Log      *slog.Logger
	Secure   bool // the site is reached over TLS
	Proxied  bool // a proxy in front says in X-Forwarded-For who asks

	// Fail writes a page that says what went wrong: 400, 401, 403, 404, 413, 429, 500, 503.
	Fail func(w http.ResponseWriter, r *http.Request, code int)

	guests *limits
}

// Hours that a session lasts: at most, and without being used.
const (
	sessionLife = 12 * time.Hour
	sessionIdle = time.Hour
)

// New is a door with sessions in memory: a restart of the service ends them.
func New(d Door) *Door {
	d.Sessions = scs.New()
	d.Sessions.Lifetime, d.Sessions.IdleTimeout = sessionLife, sessionIdle
	d.Sessions.Cookie.Name = "nsk_session"
	d.Sessions.Cookie.HttpOnly, d.Sessions.Cookie.Secure = true, d.Secure
	d.Sessions.Cookie.SameSite = http.SameSiteLaxMode // strict would lose the session of who comes by a link in a letter
	d.Sessions.Cookie.Persist = false
	if d.Secure {
		d.Sessions.Cookie.Name = "__Host-" + d.Sessions.Cookie.Name // no other host of the domain can set it
	}
	d.guests = newLimits(d.Now)
	return &d
}

// Handler serves the routes. Whatever is not one of them is not there.
func (d *Door) Handler(routes []Route) http.Handler {
	mux := http.NewServeMux()
	for _, r := range routes {
		mux.Handle(r.Pattern, d.guard(r))
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { d.Fail(w, r, http.StatusNotFound) })
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { d.Fail(w, r, http.StatusForbidden) }))
	return d.headers(d.calm(d.Sessions.LoadAndSave(d.known(cross.Handler(mux)))))
}

// guard lets the roles of a route pass.
func (d *Door) guard(route Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, signed := Who(r)
		switch {
		case route.Open, route.Local && Here(r):
		case !signed && r.Method == http.MethodGet && !route.Token && byPage(r):
			d.remember(w, r)
			http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
			return
		case !signed:
			w.Header().Set("WWW-Authenticate", challenge(route))
			d.Fail(w, r, http.StatusUnauthorized)
			return
		case !who.May(route.Roles...), who.token && !route.Token:
			d.Fail(w, r, http.StatusForbidden)
			return
		}
		if _, err := r.Cookie(wantedCookie); err == nil && signed { // it has led here, or will lead nowhere
			http.SetCookie(w, &http.Cookie{Name: wantedCookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: d.Secure, SameSite: http.SameSiteLaxMode})
		}
		if signed && r.Method != http.MethodGet && r.Method != http.MethodHead {
			if err := d.Act(r.Context(), r, audit.Act{Did: route.Pattern, Object: r.URL.Path}); err != nil { // what is not on record is not done
				d.Log.Error("the log of acts cannot be written", "err", err)
				d.Fail(w, r, http.StatusServiceUnavailable)
				return
			}
		}
		body := route.Upload
		if body == 0 {
			body = usualBody
		}
		r.Body = http.MaxBytesReader(w, r.Body, body)
		route.Serve(w, r)
	})
}

// challenge asks for a token. Only what no page asks for may also be answered with a
// password dialog of the browser, such as a calendar that is subscribed to.
func challenge(route Route) string {
	if route.Local {
		return `Basic realm="nsk"`
	}
	return "Bearer"
}

// byPage reports whether a browser wants to show what it asks for.
func byPage(r *http.Request) bool {
	mode := r.Header.Get("Sec-Fetch-Mode")
	return mode == "" || mode == "navigate"
}

// A Visitor is who asks.
type Visitor struct {
	account.Account
	token bool
}

type visitorKey struct{}

// Who is the account that asks; ok is false for a guest.
func Who(r *http.Request) (v Visitor, ok bool) {
	v, ok = r.Context().Value(visitorKey{}).(Visitor)
	return v, ok
}

// Names are those of all accounts.
func (d *Door) Names() (names []string) {
	all, err := d.Accounts.All()
	if err != nil {
		d.Log.Error("accounts cannot be read", "err", err)
	}
	for _, a := range all {
		names = append(names, a.Name)
	}
	return names
}

// Act writes down what the visitor does. Where it cannot be written it must not be done.
func (d *Door) Act(ctx context.Context, r *http.Request, a audit.Act) error {
	if who, ok := Who(r); ok {
		a.Who = who.Name
	}
	_, err := d.Audit.Add(ctx, d.Now(), a)
	return err
}
