package site_test

import (
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"nsk/site/account"
	"nsk/site/sitetest"
)

var (
	code     = regexp.MustCompile(`\b[a-z]+_[a-z_]+\b|\bstate-|%!`) // on_time, not_due; a sentence with its values missing
	russian  = regexp.MustCompile(`\p{Cyrillic}`)
	literals = []string{"title", "code", "pre", "script", "style", "textarea", "kbd", "samp"}
)

// An English page shows no code of the program where a word should stand, and says of what is
// in Kazakh or Russian – names, official sentences – in which of them it is.
func TestEveryPageInEnglish(t *testing.T) {
	s := sitetest.New(t, sitetest.House(t))
	s.Draft(t)
	s.Warm(t)
	entities := []string{"/regions/75", "/professions/p1", "/centres/" + sitetest.CentreBIN, "/papers/" + sitetest.Document, "/boards/compliance?source=recognition-persons", "/boards/findings?release=no"}
	for _, role := range account.Roles {
		c := s.Client(t, role)
		pages := slices.Clone(entities)
		for _, route := range s.Routes {
			if method, path := path(route); method == http.MethodGet && !strings.Contains(route.Pattern, "/{") && slices.Contains(route.Roles, role) {
				pages = append(pages, path)
			}
		}
		for _, page := range pages {
			english(t, c, s.Address, page)
		}
	}
}

func english(t *testing.T, c *http.Client, site, page string) {
	t.Helper()
	mark := "?"
	if strings.Contains(page, "?") {
		mark = "&"
	}
	r, err := c.Get(site + page + mark + "lang=en")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
		_, _ = io.Copy(io.Discard, r.Body)
		return
	}
	doc, err := html.Parse(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	named := strings.HasPrefix(page, "/sql") || strings.HasPrefix(page, "/api") // tables and columns are called by their names there
	for _, text := range foreign(doc, "") {
		if named && !russian.MatchString(text) {
			continue
		}
		t.Errorf("%s: %.100s", page, text)
	}
}

// foreign are the texts below an element that are a code, or in a language that no element
// around them tells.
func foreign(n *html.Node, lang string) (list []string) {
	for _, a := range n.Attr {
		if a.Key == "lang" {
			lang = a.Val
		}
	}
	if n.Type == html.TextNode && (code.MatchString(n.Data) || russian.MatchString(n.Data) && lang != "ru" && lang != "kk") {
		list = append(list, strings.TrimSpace(n.Data))
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		if !slices.Contains(literals, n.Data) {
			list = append(list, foreign(child, lang)...)
		}
	}
	return list
}
