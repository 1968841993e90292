package site_test

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"github.com/oauth2-proxy/mockoidc"

	"nsk/site"
	"nsk/site/account"
	"nsk/site/openid"
	"nsk/site/sitetest"
)

// provider is a provider of identities that speaks the protocol over HTTP: discovery, keys,
// codes, PKCE, signed tokens.
func provider(t *testing.T) (*mockoidc.MockOIDC, *sitetest.Stand) {
	t.Helper()
	m, err := mockoidc.Run()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Shutdown() })
	mockoidc.NowFunc = sitetest.Now()
	at := &openid.Options{Issuer: m.Issuer(), Client: m.ClientID, Secret: m.ClientSecret, Match: "preferred_username"}
	s := sitetest.New(t, func(o *site.Options) { o.OpenID = at })
	at.Address = s.Address
	return m, s
}

// come signs in as somebody at the provider, and returns where that ended.
func come(t *testing.T, m *mockoidc.MockOIDC, s *sitetest.Stand, u *mockoidc.MockUser) (c *http.Client, code int, path string) {
	t.Helper()
	m.QueueUser(u)
	jar, _ := cookiejar.New(nil) // never fails
	c = &http.Client{Jar: jar}
	r, err := c.Get(s.Address + "/openid/begin")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	return c, r.StatusCode, r.Request.URL.Path
}

// An account that an administrator made without a password is bound to who first signs in
// under its name, and found by the subject ever after; nobody gets into another account.
func TestOpenID(t *testing.T) {
	m, s := provider(t)
	if err := s.Accounts.Add(t.Context(), account.Account{Name: "dana", Role: account.Ministry}, ""); err != nil {
		t.Fatal(err)
	}
	dana := &mockoidc.MockUser{Subject: "4711", PreferredUsername: "dana"}
	if _, code, path := come(t, m, s, dana); code != 200 || path != "/" {
		t.Fatal(code, path)
	}
	if a, err := s.Accounts.BySubject(openid.Subject(m.Issuer(), "4711")); err != nil || a.Name != "dana" {
		t.Error(a.Name, err)
	}
	dana.PreferredUsername = "renamed"
	if _, code, path := come(t, m, s, dana); code != 200 || path != "/" {
		t.Error("a name that changed at the provider:", code, path)
	}
	for _, other := range []*mockoidc.MockUser{
		{Subject: "666", PreferredUsername: "dana"},    // bound to somebody else
		{Subject: "667", PreferredUsername: "analyst"}, // has a password
		{Subject: "668", PreferredUsername: "nobody"},
		{Subject: "669"},
	} {
		if c, code, path := come(t, m, s, other); code != http.StatusUnauthorized || path != "/openid/return" {
			t.Errorf("%s as %q: %d %s", other.Subject, other.PreferredUsername, code, path)
		} else if got := ask(t, c, http.MethodGet, s.Address+"/me"); got.Request.URL.Path != "/sign-in" {
			t.Error("signed in after all")
		}
	}
	if err := s.Accounts.Update(t.Context(), "dana", func(a *account.Account) error { a.Disabled = true; return nil }); err != nil {
		t.Fatal(err)
	}
	if _, code, _ := come(t, m, s, dana); code != http.StatusUnauthorized {
		t.Error("an account that is switched off:", code)
	}
}

// What comes back must answer what this session asked: another state, no state, a state used
// twice, a code of another session are refused.
func TestOpenIDIsBoundToTheSession(t *testing.T) {
	m, s := provider(t)
	if err := s.Accounts.Add(t.Context(), account.Account{Name: "dana", Role: account.Ministry}, ""); err != nil {
		t.Fatal(err)
	}
	dana := &mockoidc.MockUser{Subject: "4711", PreferredUsername: "dana"}
	begin := func() (c *http.Client, back *url.URL) {
		m.QueueUser(dana)
		c = s.Client(t, "")
		to := ask(t, c, http.MethodGet, s.Address+"/openid/begin").Header.Get("Location")
		q, err := url.Parse(to)
		if err != nil || q.Query().Get("code_challenge_method") != "S256" || q.Query().Get("nonce") == "" || len(q.Query().Get("state")) < 20 {
			t.Fatal(to, err)
		}
		back, err = url.Parse(ask(t, c, http.MethodGet, to).Header.Get("Location"))
		if err != nil || !strings.HasPrefix(back.String(), s.Address+"/openid/return?") {
			t.Fatal(back, err)
		}
		return c, back
	}
	refused := func(what string, c *http.Client, address string) {
		t.Helper()
		if got := ask(t, c, http.MethodGet, address); got.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s: %s", what, got.Status)
		}
	}
	c, back := begin()
	if got := ask(t, c, http.MethodGet, back.String()); got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != "/" {
		t.Fatal("the test proves nothing", got.Status)
	}
	refused("the same answer twice", c, back.String())
	c, back = begin()
	q := back.Query()
	q.Set("state", "x")
	refused("another state", c, s.Address+"/openid/return?"+q.Encode())
	refused("its own state, after that", c, back.String())
	_, back = begin()
	refused("no session", s.Client(t, ""), back.String())
	_, foreign := begin()
	c, back = begin()
	q = back.Query()
	q.Set("code", foreign.Query().Get("code"))
	refused("a code of another session", c, s.Address+"/openid/return?"+q.Encode())
}
