package site_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"nsk/site/account"
	"nsk/site/sitetest"
)

// boards are the dashboards that an analyst opens.
func boards(s *sitetest.Stand) (paths []string) {
	for _, route := range s.Routes {
		if method, path := path(route); method == http.MethodGet && strings.HasPrefix(path, "/boards/") && !strings.Contains(route.Pattern, "{") && slices.Contains(route.Roles, account.Analyst) {
			paths = append(paths, path)
		}
	}
	return paths
}

// heaviest is the most that a page and all it loads may weigh on its first showing, as sent.
const heaviest = 1500 << 10

var loaded = regexp.MustCompile(`(?:src|href)="(/static/[^"]+)"`)

// A dashboard with everything it loads stays under a megabyte and a half, and what it loads
// may be kept for ever.
func TestPagesAreLight(t *testing.T) {
	s := sitetest.New(t, nil)
	s.Warm(t)
	c := s.Client(t, account.Analyst)
	c.Transport = &http.Transport{DisableCompression: true}
	get := func(path string) (*http.Response, []byte) {
		r, err := http.NewRequest(http.MethodGet, s.Address+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", "gzip")
		answer, err := c.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s, %v", path, answer.Status, err)
		}
		return answer, body
	}
	for _, path := range boards(s) {
		r, page := get(path)
		weight := len(page)
		if r.Header.Get("Content-Encoding") == "gzip" {
			page = unzipped(t, page)
		}
		files := loaded.FindAllStringSubmatch(string(page), -1)
		for _, file := range append(files, []string{"", s.Font()}) {
			r, body := get(file[1])
			weight += len(body)
			if !strings.Contains(r.Header.Get("Cache-Control"), "immutable") {
				t.Errorf("%s may not be kept", file[1])
			}
		}
		if len(files) < 3 || weight > heaviest {
			t.Errorf("%s with %d files weighs %d KiB", path, len(files), weight>>10)
		}
	}
}

func unzipped(t *testing.T, body []byte) []byte {
	t.Helper()
	z, err := gzip.NewReader(strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Two hundred people at once get their pages, every one.
func TestTwoHundredAtOnce(t *testing.T) {
	s := sitetest.New(t, nil)
	s.Warm(t)
	paths := boards(s)
	var cookies []*http.Cookie
	c := s.Client(t, account.Analyst)
	probe, err := http.NewRequest(http.MethodGet, s.Address, nil)
	if err != nil {
		t.Fatal(err)
	}
	cookies = c.Jar.Cookies(probe.URL)
	var all sync.WaitGroup
	for n := range 200 {
		all.Go(func() {
			for i := range 3 {
				r := httptest.NewRequest(http.MethodGet, paths[(n+i)%len(paths)], nil)
				r.RemoteAddr = fmt.Sprintf("10.0.%d.%d:1", n/100, n%100)
				for _, cookie := range cookies {
					r.AddCookie(cookie)
				}
				w := httptest.NewRecorder()
				s.ServeHTTP(w, r)
				if w.Code != http.StatusOK {
					t.Errorf("%s: %d", r.URL, w.Code)
				}
			}
		})
	}
	all.Wait()
}
