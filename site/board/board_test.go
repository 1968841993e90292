package board_test

import (
	"encoding/csv"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"nsk/reports/words"
	"nsk/site/account"
	"nsk/site/shelf"
	"nsk/site/sitetest"
)

// get is the body of a page, of which the answer must be 200.
func get(t *testing.T, c *http.Client, address string) string {
	t.Helper()
	r, err := c.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	body := read(t, r)
	if r.StatusCode != http.StatusOK {
		t.Fatalf("%.200s: %s", address, r.Status)
	}
	return body
}

// read is the body of an answer.
func read(t *testing.T, r *http.Response) string {
	t.Helper()
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// table are the rows of a download.
func table(t *testing.T, body string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(body, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// newest is the release that a stand shows, with its analysis.
func newest(t *testing.T, s *sitetest.Stand) (*shelf.Release, *shelf.Analysis) {
	t.Helper()
	release, done, err := s.Shelf.Use(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(done)
	told, err := release.Analysis()
	if err != nil {
		t.Fatal(err)
	}
	return release, told
}

// status is that of the answer to an address.
func status(t *testing.T, c *http.Client, address string) int {
	t.Helper()
	r, err := c.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	_, _ = io.Copy(io.Discard, r.Body)
	return r.StatusCode
}

// One site stands for all: to compute the figures of its release is dear.
func TestDashboards(t *testing.T) {
	s := sitetest.New(t, nil)
	s.Warm(t)
	for name, test := range map[string]func(*testing.T, *sitetest.Stand){
		"nasty values": nastyValues, "releases": releases, "all regions": allRegions,
		"filters": filters, "downloads": downloads, "centres without names": centresWithoutNames, "map and filters in a browser": mapAndFilters, "weight": weight, "kept": kept,
	} {
		t.Run(name, func(t *testing.T) { test(t, s) })
	}
}

// What is chosen in the filters is shown where figures are published for it; else the page
// says so, and where else to look.
func filters(t *testing.T, s *sitetest.Stand) {
	analyst, ministry := s.Client(t, account.Analyst), s.Client(t, account.Ministry)
	const unpublished, sql = "показатели не публикуются", `href="/sql"`
	for _, c := range []struct {
		name, query string
		has, lacks  []string
	}{
		{"nothing", "", []string{"<h1>Этапы признания</h1>"}, []string{unpublished, "Снять фильтры"}},
		{"one region", "region=75", []string{"<h1>Этапы признания: город Алматы</h1>", `<th scope="col" class="number">город Алматы</th>`, "Снять фильтры"}, []string{unpublished}},
		{"a region and a sector", "region=75&sector=F", []string{"город Алматы, Строительство", unpublished, sql, `href="/regions/75"`}, nil},
		{"what is not there", "region=99", []string{"значения «99» в этом выпуске нет"}, []string{unpublished}},
		{"what the board does not heed", "source=applications", []string{"«Сведения» на показатели этой панели не действует", `name="source" value="applications"`}, nil},
		{"markup", "region=%3Cscript%3E", []string{"&lt;script&gt;"}, []string{"<script>"}},
	} {
		page := get(t, analyst, s.Address+"/boards/funnel?lang=ru&"+c.query)
		for _, text := range c.has {
			if !strings.Contains(page, text) {
				t.Errorf("%s: %q is not on the page", c.name, text)
			}
		}
		for _, text := range c.lacks {
			if strings.Contains(page, text) {
				t.Errorf("%s: %q is on the page", c.name, text)
			}
		}
	}
	if page := get(t, ministry, s.Address+"/boards/funnel?lang=ru&region=75&sector=F"); !strings.Contains(page, unpublished) || strings.Contains(page, sql+">Посмотреть") {
		t.Error("the ministry is led to the page of SQL, which is not for it")
	}
	if page := get(t, analyst, s.Address+"/boards/funnel?lang=ru&region=75"); !strings.Contains(page, `href="/boards/regions?region=75"`) {
		t.Error("the filters do not go along to the next dashboard")
	}
}

// A download holds the facts of the annual document, those that are hidden as their marks.
func downloads(t *testing.T, s *sitetest.Stand) {
	c := s.Client(t, account.Analyst)
	_, told := newest(t, s)
	rows := table(t, get(t, c, s.Address+"/boards/regions?lang=ru&show=E.02&figure=region-E02&as=csv"))
	facts := told.Facts.By("E.02", "region")
	if len(facts) == 0 || len(rows) <= len(facts) {
		t.Fatalf("%d rows of %d facts", len(rows)-1, len(facts))
	}
	want := map[string]bool{}
	for _, r := range words.RegionCodes() {
		want[told.Labels.Of("ru", "region", string(r))+" –"] = true // nobody sat an exam
	}
	for _, f := range facts {
		delete(want, told.Labels.Of("ru", "region", f.Key)+" –")
		text := f.Value
		if !f.Known() {
			text = string(f.Status)
		}
		want[told.Labels.Of("ru", "region", f.Key)+" "+text] = true
	}
	for _, r := range rows[1:] {
		if !want[r[0]+" "+r[1]] {
			t.Errorf("%v is no fact of E.02", r)
		}
	}
	for form, start := range map[string]string{"svg": "<svg", "png": "\x89PNG", "xlsx": "PK"} {
		if got := get(t, c, s.Address+"/boards/regions?lang=kk&figure=map&as="+form); !strings.HasPrefix(got, start) {
			t.Errorf("%s begins with %q", form, got[:min(len(got), 20)])
		}
	}
	for _, q := range []string{"figure=none&as=csv", "figure=map&as=pdf", "figure=regions-table&as=png"} {
		if code := status(t, c, s.Address+"/boards/regions?"+q); code != http.StatusNotFound {
			t.Errorf("%s: %d", q, code)
		}
	}
}

// The plot of centres tells nobody which centre is which.
func centresWithoutNames(t *testing.T, s *sitetest.Stand) {
	c := s.Client(t, account.Analyst)
	release, told := newest(t, s)
	page := get(t, c, s.Address+"/boards/centres?lang=ru")
	drawn := false
	for _, i := range told.Inspections {
		if i.Rule == "r21" {
			_, drawn = i.Scatter()
		}
	}
	plot, _, _ := strings.Cut(page, `<figure id="centre-figures">`)
	_, plot, found := strings.Cut(plot, "<figure")
	if found != drawn {
		t.Fatalf("a plot is on the page: %v; it may be: %v", found, drawn)
	}
	var names []string
	rows, err := release.DB.Query("SELECT centre FROM core.centre UNION ALL SELECT name_ru FROM core.centre")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	if len(names) == 0 || rows.Err() != nil {
		t.Fatal("no centres", rows.Err())
	}
	for _, name := range names {
		if strings.Contains(plot, name) {
			t.Errorf("%s is named on a plot", name)
		}
	}
}

// A click on a tile of the map narrows the dashboard to that region; a filter that is sent
// leaves what is not chosen out of the address; the same page is drawn for a phone.
func mapAndFilters(t *testing.T, s *sitetest.Stand) {
	b := s.Browser(t)
	b.SignIn(string(account.Analyst))
	b.Open("/boards/regions?lang=ru", sitetest.Widths["desktop"])
	at := sitetest.Eval[[]float64](b, `(() => {
		const tile = [...document.querySelectorAll('#map svg text')].find(e => e.textContent.includes('г. Алматы'));
		tile.scrollIntoView({block: 'center'});
		const r = tile.getBoundingClientRect();
		return [r.x + r.width / 2, r.y + r.height / 2];
	})()`)
	b.Do(chromedp.MouseClickXY(at[0], at[1]))
	b.Until(`location.search.includes('region=75') && document.readyState === 'complete'`)
	b.Do(chromedp.SetValue("#region", "11"), chromedp.Click(".filters button"))
	b.Until(`location.search.includes('region=11') && document.readyState === 'complete'`)
	if query := sitetest.Eval[string](b, "location.search"); strings.Contains(query, "sector") {
		t.Errorf("what is not chosen is in the address: %s", query)
	}
	b.Open("/boards/funnel?lang=kk&region=75&sector=F", sitetest.Widths["phone"])
	for _, what := range append(append(b.Heard(), b.Overflow()...), b.Axe()...) {
		t.Error(what)
	}
}

// A page with its charts is light: what a browser must load anew for each dashboard.
func weight(t *testing.T, s *sitetest.Stand) {
	c := s.Client(t, account.Analyst)
	for _, route := range s.Routes {
		path, ok := strings.CutPrefix(route.Pattern, "GET /boards/")
		if !ok {
			continue
		}
		if body := get(t, c, s.Address+"/boards/"+path); len(body) > 400_000 || !strings.Contains(body, "<figure") {
			t.Errorf("%s: %d bytes", path, len(body))
		}
	}
}
