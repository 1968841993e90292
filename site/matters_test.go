package site_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"nsk/site/account"
	"nsk/site/sitetest"
)

// Every dashboard and every page about a region, profession or centre is drawn for who may read
// it, and so are its tables; what counts single persons is there for analysts only.
func TestOnlyAnalystsSeeCases(t *testing.T) {
	s := sitetest.New(t, sitetest.House(t))
	s.Warm(t)
	analyst, ministry := s.Client(t, account.Analyst), s.Client(t, account.Ministry)
	for _, name := range []string{"professions", "findings", "quality", "documents", "demand", "programmes", "support"} {
		for _, filters := range []string{"", "?region=75&lang=en", "?sector=Q&level_group=4-5&profession=p1&centre=c2", "?source=applications", "?rule=r01"} {
			if code, _ := read(t, analyst, s.Address+"/boards/"+name+filters); code != http.StatusOK {
				t.Errorf("%s%s: answer %d", name, filters, code)
			}
		}
	}
	for _, c := range []struct{ path, figure string }{
		{"/centres/c2", "centre-funnel"}, {"/centres/c2", "centre-open"}, {"/professions/p1", "profession-outcomes"}, {"/boards/support", "open-requests"},
	} {
		for _, reader := range []struct {
			client *http.Client
			sees   bool
		}{{analyst, true}, {ministry, false}} {
			code, body := read(t, reader.client, s.Address+c.path)
			if shown := strings.Contains(body, `id="`+c.figure+`"`); code != http.StatusOK || shown != reader.sees {
				t.Errorf("%s: answer %d, %s shown: %v", c.path, code, c.figure, shown)
			}
			code, _ = read(t, reader.client, s.Address+c.path+"?figure="+c.figure+"&as=csv")
			if (code == http.StatusOK) != reader.sees {
				t.Errorf("%s: download of %s: answer %d", c.path, c.figure, code)
			}
		}
	}
	for _, path := range []string{"/regions/75", "/regions/75?lang=en", "/centres/c2?lang=en"} {
		if code, _ := read(t, ministry, s.Address+path); code != http.StatusOK {
			t.Errorf("%s: answer %d", path, code)
		}
	}
	for _, path := range []string{"/regions/00", "/professions/none", "/centres/none"} {
		if code, _ := read(t, analyst, s.Address+path); code != http.StatusNotFound {
			t.Errorf("%s: answer %d", path, code)
		}
	}
}

func read(t *testing.T, c *http.Client, address string) (int, string) {
	t.Helper()
	answer, err := c.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

// The pages about one region, profession and centre, to which only a click leads, are looked at
// as all others are.
func TestPagesOfEntitiesInABrowser(t *testing.T) {
	s := sitetest.New(t, sitetest.House(t))
	b := s.Browser(t)
	s.Warm(t)
	b.SignIn(string(account.Analyst))
	for _, path := range []string{"/regions/75", "/professions/p1", "/centres/c2"} {
		look(t, b, string(account.Analyst), path)
	}
}
