package site_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"nsk/site"
	"nsk/site/account"
	"nsk/site/door"
	"nsk/site/sitetest"
	"nsk/warehouse/audit"
)

// ask sends a request with headers and returns the answer, whose body is closed.
func ask(t *testing.T, c *http.Client, method, address string, headers ...string) *http.Response {
	t.Helper()
	r, err := http.NewRequest(method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	got, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, got.Body)
	got.Body.Close()
	return got
}

// Every answer, also a refusal, has the headers that bind a browser; the policy allows no
// script or style that stands in a page, and nothing of another host.
func TestHeaders(t *testing.T) {
	s := sitetest.New(t, nil)
	c := s.Client(t, account.Analyst)
	for _, address := range []string{"/", "/sign-in", "/me", "/nowhere", "/static/x/y"} {
		got := ask(t, c, http.MethodGet, s.Address+address).Header
		if got.Get("Content-Security-Policy") != door.Policy || got.Get("X-Content-Type-Options") != "nosniff" || got.Get("Referrer-Policy") != "same-origin" || got.Get("Cross-Origin-Opener-Policy") != "same-origin" {
			t.Error(address, got)
		}
		if got.Get("Strict-Transport-Security") != "" {
			t.Error("HSTS without TLS")
		}
	}
	if strings.Contains(door.Policy, "unsafe") || strings.Contains(door.Policy, "http") || strings.Contains(door.Policy, "*") {
		t.Error(door.Policy)
	}
}

// Over TLS a browser is told to come by TLS only, and the cookie of a session goes over TLS
// only, to this host only, to no script and to no form of another site.
func TestOverTLS(t *testing.T) {
	s := sitetest.New(t, func(o *site.Options) { o.Secure = true })
	r, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).
		PostForm(s.Address+"/sign-in", url.Values{"name": {"analyst"}, "password": {sitetest.Password}})
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.Header.Get("Strict-Transport-Security") == "" {
		t.Error("no HSTS")
	}
	cookie := r.Header.Get("Set-Cookie")
	for _, part := range []string{"__Host-nsk_session=", "; Path=/", "; HttpOnly", "; Secure", "; SameSite=Lax"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("%q lacks %q", cookie, part)
		}
	}
	if strings.Contains(cookie, "Domain=") || strings.Contains(cookie, "Expires=") {
		t.Error(cookie)
	}
}

func session(t *testing.T, c *http.Client, s *sitetest.Stand) string {
	t.Helper()
	at, err := url.Parse(s.Address)
	if err != nil {
		t.Fatal(err)
	}
	for _, cookie := range c.Jar.Cookies(at) {
		if cookie.Name == "nsk_session" {
			return cookie.Value
		}
	}
	return ""
}

// A session number that somebody was made to use before signing in is worth nothing after,
// and one that was signed out is worth nothing either.
func TestSessionsCannotBeFixed(t *testing.T) {
	s := sitetest.New(t, nil)
	c := s.Client(t, "")
	ask(t, c, http.MethodGet, s.Address+"/me") // a guest, who wants /me
	if n := session(t, c, s); n != "" {
		t.Error("a guest takes memory of the service: session", n)
	}
	at, err := url.Parse(s.Address)
	if err != nil {
		t.Fatal(err)
	}
	const planted = "a-number-that-somebody-else-knows-0123456789"
	c.Jar.SetCookies(at, []*http.Cookie{{Name: "nsk_session", Value: planted, Path: "/"}})
	got, err := c.PostForm(s.Address+"/sign-in", url.Values{"name": {"analyst"}, "password": {sitetest.Password}})
	if err != nil {
		t.Fatal(err)
	}
	got.Body.Close()
	if got.Header.Get("Location") != "/me" {
		t.Error("what was wanted is forgotten:", got.Header.Get("Location"))
	}
	own := session(t, c, s)
	if own == "" || own == planted {
		t.Fatalf("the number stays: %q, %q", planted, own)
	}
	thief := &http.Client{CheckRedirect: c.CheckRedirect}
	if got := ask(t, thief, http.MethodGet, s.Address+"/me", "Cookie", "nsk_session="+planted); got.StatusCode == http.StatusOK {
		t.Error("the planted number is signed in")
	}
	if got := ask(t, thief, http.MethodGet, s.Address+"/me", "Cookie", "nsk_session="+own); got.StatusCode != http.StatusOK {
		t.Fatal("the test proves nothing", got.Status)
	}
	ask(t, c, http.MethodPost, s.Address+"/sign-out")
	if got := ask(t, thief, http.MethodGet, s.Address+"/me", "Cookie", "nsk_session="+own); got.StatusCode == http.StatusOK {
		t.Error("the number lives on after signing out")
	}
}

// No page of another site can send a form here with the session of who reads it: on every
// route that changes something.
func TestOtherSitesCannotAct(t *testing.T) {
	s := sitetest.New(t, nil)
	var tried int
	for _, role := range account.Roles {
		c := s.Client(t, role)
		for _, route := range s.Routes {
			method, path := path(route)
			if method == http.MethodGet || !route.Open && !slices.Contains(route.Roles, role) {
				continue
			}
			for _, from := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"}, {"Sec-Fetch-Site", "same-site"}} {
				tried++
				if got := ask(t, c, method, s.Address+path, from...); got.StatusCode != http.StatusForbidden {
					t.Errorf("%s from %v as %s: %s", route.Pattern, from, role, got.Status)
				}
			}
		}
		if got := ask(t, c, http.MethodGet, s.Address+"/me"); got.StatusCode != http.StatusOK {
			t.Errorf("%s was signed out by another site", role)
		}
	}
	if tried < 40 {
		t.Error("tried only", tried)
	}
}

// Guessing is told nothing: an account that there is not is answered like a wrong password;
// after five the right one is refused too, and after twenty tries an address has to wait.
func TestGuessing(t *testing.T) {
	s := sitetest.New(t, nil)
	c := s.Client(t, "")
	try := func(name, password string) (int, string) {
		return send(t, c, s.Address+"/sign-in", url.Values{"name": {name}, "password": {password}})
	}
	code, unknown := try("nobody", "guess")
	same, wrong := try("nobodi", "guess")
	if code != http.StatusUnauthorized || same != code || strings.ReplaceAll(unknown, "nobody", "x") != strings.ReplaceAll(wrong, "nobodi", "x") {
		t.Error(code, same)
	}
	if _, text := try("ministry", "guess"); strings.ReplaceAll(text, "ministry", "x") != strings.ReplaceAll(unknown, "nobody", "x") {
		t.Error("an account that there is is told from one that there is not")
	}
	for range 4 {
		try("ministry", "guess")
	}
	if _, text := try("ministry", sitetest.Password); !strings.Contains(text, "Слишком много неверных попыток") {
		t.Error("not locked")
	}
	if code, _ := try("analyst", sitetest.Password); code != http.StatusSeeOther {
		t.Error("another account is locked too", code)
	}
	for range 13 {
		try("nobody", "guess")
	}
	if _, text := try("engineer", sitetest.Password); !strings.Contains(text, "Слишком много неверных попыток") {
		t.Error("an address may try for ever")
	}
	var who []string
	if err := audit.Open(s.Data + "/audit").Entries(func(e audit.Entry) error { who = append(who, e.Who+" "+e.Did); return nil }); err != nil {
		t.Fatal(err)
	}
	if slices.Contains(who, "nobody sign-in refused") || !slices.Contains(who, "? sign-in refused") || !slices.Contains(who, "ministry sign-in refused") {
		t.Error("what was typed in place of a name is kept, or refusals are not on record:", who)
	}
}

// After signing in nobody is sent to another site.
func TestNobodyIsSentAway(t *testing.T) {
	s := sitetest.New(t, nil)
	for _, wanted := range []string{"//evil.example/", "/\\evil.example", "/%5c/evil.example", "/sign-in?wanted=https://evil.example", "/me//evil.example", "http://evil.example/"} {
		c := s.Client(t, "")
		r, err := http.NewRequest(http.MethodGet, s.Address, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.URL.Opaque = wanted
		if got, err := c.Do(r); err == nil {
			got.Body.Close()
		}
		got, err := c.PostForm(s.Address+"/sign-in", url.Values{"name": {"analyst"}, "password": {sitetest.Password}})
		if err != nil {
			t.Fatal(err)
		}
		got.Body.Close()
		if to := got.Header.Get("Location"); !regexp.MustCompile(`^/([a-z0-9][a-z0-9/?=.%-]*)?$`).MatchString(to) {
			t.Errorf("%s: sent to %s", wanted, to)
		}
	}
}

// What a machine may have on this machine, nobody has from elsewhere without a token of the
// right role: with it as a bearer or as a password.
func TestMetricsAreNotForStrangers(t *testing.T) {
	s := sitetest.New(t, func(o *site.Options) {
		o.Proxied = true
		o.Behind = []door.Route{{Pattern: "GET /metrics", Local: true, Token: true, Roles: []account.Role{account.Engineer}, Serve: func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "nsk_up 1") }}}
	})
	c, away := &http.Client{}, []string{"X-Forwarded-For", "198.51.100.7"}
	if got := ask(t, c, http.MethodGet, s.Address+"/metrics"); got.StatusCode != http.StatusOK {
		t.Error("this machine:", got.Status)
	}
	for _, from := range [][]string{away, {"Forwarded", "for=198.51.100.7"}, {"Sec-Fetch-Site", "cross-site"}} {
		if got := ask(t, c, http.MethodGet, s.Address+"/metrics", from...); got.StatusCode != http.StatusUnauthorized {
			t.Error("a stranger:", from, got.Status)
		}
	}
	for role, want := range map[account.Role]int{account.Engineer: 200, account.Analyst: 403} {
		_, token, err := s.Accounts.AddToken(t.Context(), string(role), "test", 1)
		if err != nil {
			t.Fatal(err)
		}
		r, err := http.NewRequest(http.MethodGet, s.Address+"/metrics", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.SetBasicAuth("anybody", token)
		for _, as := range []string{"Bearer " + token, r.Header.Get("Authorization")} {
			if got := ask(t, c, http.MethodGet, s.Address+"/metrics", append([]string{"Authorization", as}, away...)...); got.StatusCode != want {
				t.Errorf("a token of %s: %s", role, got.Status)
			}
		}
	}
	if got := ask(t, c, http.MethodGet, s.Address+"/metrics", "Authorization", "Bearer nsk_0"); got.StatusCode != http.StatusUnauthorized {
		t.Error("a wrong token:", got.Status)
	}
}

// Behind a proxy one address that asks too often does not stop the others.
func TestAddressesBehindAProxy(t *testing.T) {
	s := sitetest.New(t, func(o *site.Options) { o.Proxied = true })
	try := func(address string) int {
		return ask(t, &http.Client{}, http.MethodPost, s.Address+"/sign-in", "X-Forwarded-For", "203.0.113.1, "+address).StatusCode
	}
	limited := 0
	for range 500 {
		if ask(t, &http.Client{}, http.MethodGet, s.Address+"/static/x/y", "X-Forwarded-For", "198.51.100.8").StatusCode == http.StatusTooManyRequests {
			limited++
		}
	}
	if limited == 0 {
		t.Error("one address may ask for ever")
	}
	if code := try("198.51.100.9"); code == http.StatusTooManyRequests {
		t.Error("another address is stopped too")
	}
}

// secrets are forms that no page, error or log may show: hashes of passwords and tokens,
// secrets of second factors, numbers of persons, paths of this machine.
func secrets(s *sitetest.Stand) *regexp.Regexp {
	return regexp.MustCompile(`argon2id|\b[A-Z2-7]{32}\b|nsk_[0-9a-f]{64}|\b\d{4}[0-3]\d{7}\b|goroutine \d+|\.go:\d+|` + regexp.QuoteMeta(s.Data) + `|` + regexp.QuoteMeta(sitetest.Password))
}

// No route shows a secret or a personal datum to anybody, whatever nonsense it is asked, and
// the log of the service has none. (A second factor that is being turned on is shown to its
// owner, who begins it.)
func TestNothingSecretIsShown(t *testing.T) {
	var log strings.Builder
	s := sitetest.New(t, func(o *site.Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	s.Warm(t)
	secret, _ := account.NewSecret("x")
	if err := s.Accounts.Update(context.Background(), sitetest.Reviewer, func(a *account.Account) error { a.Secret = secret; return nil }); err != nil {
		t.Fatal(err)
	}
	forbidden := secrets(s)
	if !forbidden.MatchString("x "+secret+" y") || !forbidden.MatchString("000228100007") || forbidden.MatchString(sitetest.CentreBIN) {
		t.Fatal("the test proves nothing")
	}
	for _, role := range append([]account.Role{""}, account.Roles...) {
		c := s.Client(t, role)
		for _, route := range s.Routes {
			method, path := path(route)
			if path == "/sign-out" || path == "/me/second/begin" || strings.HasPrefix(path, "/static/") {
				continue
			}
			for _, query := range []string{"", "?release=..%2f..%2fetc&id=%27&lang=zz&figure=%00"} {
				r, err := http.NewRequest(method, s.Address+path+query, strings.NewReader("id=%27%3b&name=%00&release=../x"))
				if err != nil {
					t.Fatal(err)
				}
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				got, err := c.Do(r)
				if _, text := answer(t, got, err); forbidden.MatchString(text) {
					t.Errorf("%s%s as %q shows %q", route.Pattern, query, role, forbidden.FindString(text))
				}
			}
		}
	}
	if found := forbidden.FindString(strings.ReplaceAll(log.String(), s.Data, "")); found != "" {
		t.Errorf("the log shows %q", found)
	}
}

// Open to anybody is the way in and the description of the interface, and nothing else.
func TestWhatIsOpen(t *testing.T) {
	s := sitetest.New(t, nil)
	for _, route := range s.Routes {
		if _, path := path(route); route.Open && !slices.ContainsFunc([]string{"/sign-in", "/static/", "/openid", "/api/v1/openapi.json"}, func(p string) bool { return strings.HasPrefix(path, p) }) {
			t.Error("anybody may have", route.Pattern)
		}
		if !route.Open && len(route.Roles) == 0 {
			t.Error("nobody may have", route.Pattern)
		}
		if slices.Contains(route.Roles, account.Centre) && strings.Contains(route.Pattern, "/admin") {
			t.Error("a centre may have", route.Pattern)
		}
	}
}

// A token opens what is made for programs and nothing else; with an account that is switched
// off both its sessions and its tokens end.
func TestTokensAndSwitchedOffAccounts(t *testing.T) {
	s := sitetest.New(t, nil)
	for _, role := range account.Roles {
		_, token, err := s.Accounts.AddToken(t.Context(), string(role), "test", 1)
		if err != nil {
			t.Fatal(err)
		}
		jar, _ := cookiejar.New(nil) // never fails
		c := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		for _, route := range s.Routes {
			method, path := path(route)
			got := ask(t, c, method, s.Address+path, "Authorization", "Bearer "+token)
			refused := got.StatusCode == http.StatusForbidden || got.StatusCode == http.StatusUnauthorized
			if may := route.Open || route.Token && slices.Contains(route.Roles, role); may == refused && path != "/sign-in" {
				t.Errorf("%s with a token of %s: %s; may %v", route.Pattern, role, got.Status, may)
			}
		}
		signed := s.Client(t, role)
		if err := s.Accounts.Update(t.Context(), string(role), func(a *account.Account) error { a.Disabled = true; return nil }); err != nil {
			if role != account.Administrator {
				t.Fatal(err)
			}
			continue // the last one cannot be switched off
		}
		if got := ask(t, signed, http.MethodGet, s.Address+"/me"); got.StatusCode == http.StatusOK {
			t.Errorf("the session of %s lives on", role)
		}
		if got := ask(t, c, http.MethodGet, s.Address+"/", "Authorization", "Bearer "+token); got.StatusCode != http.StatusUnauthorized {
			t.Errorf("the token of %s lives on: %s", role, got.Status)
		}
	}
}
