package site_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"nsk/site"
	"nsk/site/account"
	"nsk/site/door"
	"nsk/site/page"
	"nsk/site/sitetest"
	"nsk/warehouse/query"
)

func TestMain(m *testing.M) {
	if query.Child(os.Args[1:]) { // a query of a page is run by the program that runs the page
		return
	}
	os.Exit(m.Run())
}

// path is an address that a pattern matches.
func path(r door.Route) (method, path string) {
	method, path, _ = strings.Cut(r.Pattern, " ")
	path = strings.ReplaceAll(path, "{$}", "")
	for {
		before, rest, found := strings.Cut(path, "{")
		if !found {
			return method, path
		}
		_, after, _ := strings.Cut(rest, "}")
		path = before + "x" + after
	}
}

// Every route is open to its roles and to nobody else; a guest is asked to sign in or refused.
func TestEveryRouteAndEveryRole(t *testing.T) {
	s := sitetest.New(t, sitetest.House(t))
	for _, role := range append([]account.Role{""}, account.Roles...) {
		c := s.Client(t, role)
		for _, route := range s.Routes {
			method, path := path(route)
			if path == "/sign-out" {
				continue // it would end what is tested
			}
			r, err := http.NewRequest(method, s.Address+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			answer, err := c.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, answer.Body)
			answer.Body.Close()
			refused := answer.StatusCode == http.StatusForbidden || answer.StatusCode == http.StatusUnauthorized || role == "" && answer.Header.Get("Location") == "/sign-in"
			if may := route.Open || slices.Contains(route.Roles, role); may == refused && path != "/sign-in" {
				t.Errorf("%s, %q: %s; may %v", route.Pattern, role, answer.Status, may)
			}
		}
	}
}

// Every page that can be opened without choosing anything is looked at, by the first role
// that may have it, in both official languages, on a desk and on a phone.
func TestPagesInABrowser(t *testing.T) {
	s := sitetest.New(t, sitetest.House(t))
	b := s.Browser(t)
	s.Warm(t)
	seen := map[string]bool{}
	for _, role := range account.Roles {
		b.SignIn(string(role))
		for _, route := range s.Routes {
			method, path := path(route)
			if method == http.MethodGet && (path == "/" || !strings.Contains(route.Pattern, "{") && !strings.HasPrefix(path, "/api/")) && slices.Contains(route.Roles, role) && (!seen[path] || path == "/") {
				seen[path] = true
				look(t, b, string(role), path)
			}
		}
		b.SignOut()
	}
}

func look(t *testing.T, b *sitetest.Browser, role, path string) {
	t.Helper()
	for _, lang := range []string{page.KK, page.RU} {
		for name, width := range sitetest.Widths {
			b.Open(path+"?lang="+lang, width)
			at := fmt.Sprintf("%s %s %s %s", role, path, lang, name)
			faults := slices.Concat(b.Heard(), b.Overflow())
			if lang == page.KK == (name == "desktop") { // what axe-core asks costs most; each language and each width once
				faults = append(faults, b.Axe()...)
			}
			for _, what := range faults {
				t.Errorf("%s: %s", at, what)
			}
			b.Keep(fmt.Sprintf("%s-%s-%s-%s", role, path, lang, name))
		}
	}
}

// What a demonstration says is worth trying is open to who reads it.
func TestWhatIsWorthTrying(t *testing.T) {
	house := sitetest.House(t)
	s := sitetest.New(t, func(o *site.Options) { house(o); o.Demo = true })
	for _, role := range account.Roles {
		c := s.Client(t, role)
		home := opened(t, c, s.Address+"/")
		tries := tried.FindAllStringSubmatch(home, -1)
		if len(tries) == 0 {
			t.Errorf("%s is told nothing to try:\n%s", role, home)
		}
		for _, try := range tries {
			if strings.HasPrefix(try[1], "/admin/") {
				continue // the command line stands behind those, and they are looked at there
			}
			opened(t, c, s.Address+try[1])
		}
	}
}

var tried = regexp.MustCompile(`<li><a href="(/[^"]+)">`)

// opened is the text of a page that must be there; what it needs may be absent here.
func opened(t *testing.T, c *http.Client, address string) string {
	t.Helper()
	r, err := c.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode == http.StatusForbidden || r.StatusCode == http.StatusNotFound {
		t.Errorf("%s: %s, %v", address, r.Status, err)
	}
	return string(text)
}
