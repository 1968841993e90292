package board_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"nsk/site/account"
	"nsk/site/sitetest"
)

// nasty are values that somebody, or a program, may put into an address.
var nasty = []string{"zz", "abc", "-1", "0", "2025", "%", "'", `"`, "';DROP TABLE core.centre;--", "1 OR 1=1", "../../etc/passwd", "\x00", "\xff\xfe", "\u202e", "<script>alert(1)</script>",
	"{{.}}", "%00", "%s%d%n", "2025-11-20-00000000", "2025-11-20-0a1b2c3d.duckdb", "NULL", "\r\nSet-Cookie: a=b", strings.Repeat("9", 5000), strings.Repeat("ы", 1000)}

// Whatever stands in a filter, the answer is a page that shows the rest and says so, or one
// that says what there is; never a fault of the site, and nothing is taken for markup.
func nastyValues(t *testing.T, s *sitetest.Stand) {
	c := s.Client(t, account.Analyst)
	for _, value := range nasty {
		for _, by := range []string{"region", "sector", "level_group", "profession", "centre", "source", "show", "rule", "figure", "lang"} {
			page := get(t, c, s.Address+"/boards/findings?"+url.Values{by: {value}}.Encode())
			if strings.Contains(page, "<script>alert") {
				t.Errorf("%s=%q: markup", by, value)
			}
		}
		for _, query := range []url.Values{{"release": {value}}, {"year": {value}}, {"release": {value}, "figure": {"map"}, "as": {"svg"}}, {"figure": {"map"}, "as": {value}}, {"figure": {value}, "as": {"csv"}}} {
			if code := status(t, c, s.Address+"/boards/regions?"+query.Encode()); code != http.StatusNotFound && !(query.Get("year") == "2025" && code == http.StatusSeeOther) {
				t.Errorf("%v: %d", query, code)
			}
		}
		for _, path := range []string{"/regions/", "/professions/", "/centres/"} {
			if code := status(t, c, s.Address+path+url.PathEscape(value)); code != http.StatusNotFound {
				t.Errorf("%s%q: %d", path, value, code)
			}
		}
	}
	for _, query := range []string{"%zz", "release", "region=75&region=zz", "a;b=c", "=", "&&&", "release=&year=&region="} {
		if code := status(t, c, s.Address+"/boards/regions?"+query); code != http.StatusOK && code != http.StatusSeeOther {
			t.Errorf("%q: %d", query, code)
		}
	}
}

// Releases stand by year, the newest first and marked; a year leads to its newest release, and a
// release that there is not to those that there are.
func releases(t *testing.T, s *sitetest.Stand) {
	c := s.Client(t, account.Analyst)
	page := get(t, c, s.Address+"/boards/regions?lang=en")
	want := `<optgroup label="2025"><option value="` + sitetest.Release + `" selected>2025-11-20 · newest</option></optgroup>`
	if !strings.Contains(page, want) {
		t.Errorf("the choice of releases is not %s", want)
	}
	r, err := c.Get(s.Address + "/boards/regions?year=2025&region=75")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if to := r.Header.Get("Location"); to != "/boards/regions?region=75&release="+sitetest.Release {
		t.Errorf("a year leads to %q", to)
	}
	r, err = c.Get(s.Address + "/boards/regions?release=2019-01-01-00000000&lang=en")
	if err != nil {
		t.Fatal(err)
	}
	body := read(t, r)
	if r.StatusCode != http.StatusNotFound || !strings.Contains(body, "/boards/regions?release="+sitetest.Release) || !strings.Contains(body, "2019-01-01-00000000") {
		t.Errorf("%s: the page does not say what was asked for and which releases there are", r.Status)
	}
}

// A chart of regions shows all twenty, as their map does: zero as 0, what is hidden by its
// mark, and where there was nothing to count a dash, which the legend explains.
func allRegions(t *testing.T, s *sitetest.Stand) {
	c := s.Client(t, account.Analyst)
	for _, id := range []string{"C.01", "E.02", "D.01"} {
		marks := map[string]bool{}
		for _, figure := range []string{"map", "region-" + id[:1] + id[2:]} {
			rows := table(t, get(t, c, s.Address+"/boards/regions?lang=ru&show="+id+"&figure="+figure+"&as=csv"))
			if len(rows) != 1+20 {
				t.Errorf("%s, %s: %d regions", id, figure, len(rows)-1)
			}
			for _, row := range rows[1:] {
				marks[row[0]+" "+row[1]] = true
			}
		}
		if len(marks) != 20 {
			t.Errorf("%s: the map and the bars do not show the same: %v", id, marks)
		}
	}
	if page := get(t, c, s.Address+"/boards/regions?lang=en&show=E.02"); !strings.Contains(page, "<b>–</b>: no such cases") {
		t.Error("a dash is not explained")
	}
}
