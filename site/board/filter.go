package board

import (
	_ "embed"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"nsk/reports"
	"nsk/site/account"
	"nsk/site/door"
)

// The names of filters in an address. They are those of the breakdowns of facts where there
// are such.
const (
	byRelease    = "release"
	byRegion     = "region"
	bySector     = "sector"
	byLevel      = "level_group"
	byProfession = "profession"
	byCentre     = "centre"
	bySource     = "source"
)

// filters are all of them, in the order of the bar. Those of an address go along from one
// dashboard to the next.
var filters = []string{byRelease, byRegion, bySector, byLevel, byProfession, byCentre, bySource}

// people are the filters of dashboards about applications and their results.
var people = []string{byRegion, bySector, byLevel, byProfession, byCentre}

// published are the filters by which single figures are published, one at a time.
var published = []string{byRegion, bySector, byLevel, bySource}

// A choice is a key of a filter.
type choice struct{ by, key string }

// An option is what can be chosen in a filter.
type option struct {
	Key, Name string
	Chosen    bool
}

// A bar is one filter as a page shows it.
type bar struct {
	Name, Title string
	Options     []option
}

//go:embed choices.sql
var choicesSQL string

// options are what can be chosen in each filter of a release.
func (d *drawing) options() (map[string][]option, error) {
	rows, err := d.release.DB.QueryContext(d.request.Context(), choicesSQL)
	if err != nil {
		return nil, fmt.Errorf("choices of filters: %w", err)
	}
	defer rows.Close()
	all := map[string][]option{}
	for rows.Next() {
		var by, key, kk, ru string
		if err := rows.Scan(&by, &key, &kk, &ru); err != nil {
			return nil, fmt.Errorf("choices of filters: %w", err)
		}
		c := option{Key: key, Name: d.nameOf(by, key, reports.Text{KK: kk, RU: ru})}
		all[by] = append(all[by], c)
	}
	for _, key := range []string{"1-3", "4-5", "6-8"} { // groups of levels (analysis, section 6.1)
		all[byLevel] = append(all[byLevel], option{Key: key, Name: d.label(byLevel, key)})
	}
	for _, o := range d.live.Desk.Obligations.All {
		if o.Source != "" && !slices.ContainsFunc(all[bySource], func(c option) bool { return c.Key == o.Source }) {
			all[bySource] = append(all[bySource], option{Key: o.Source, Name: d.source(o.Source)})
		}
	}
	for _, list := range all {
		slices.SortStableFunc(list, func(a, b option) int { return strings.Compare(a.Name, b.Name) })
	}
	return all, rows.Err()
}

// narrow reads the filters of the address. What the release does not know is left out, and
// said; what the dashboard does not heed is kept for the next one.
func (d *drawing) narrow(b board, options map[string][]option) {
	d.chosen = map[string]string{}
	for _, by := range filters[1:] {
		key := d.request.URL.Query().Get(by)
		if key == "" {
			continue
		}
		i := slices.IndexFunc(options[by], func(c option) bool { return c.Key == key })
		if i < 0 {
			d.note("unknown-choice", d.say(by), short(key))
			continue
		}
		d.chosen[by] = options[by][i].Name
		if slices.Contains(b.heeds, by) {
			d.keys = append(d.keys, choice{by, key})
			continue
		}
		d.spare = append(d.spare, choice{by, key})
		d.note("not-heeded", d.say(by))
	}
}

// short is what an address asks for, as far as it is worth repeating.
func short(key string) string {
	const most = 40
	letters := []rune(strings.ToValidUTF8(key, "?"))
	if len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return string(letters)
}

// filterBar are the filters that a dashboard heeds, as its page shows them.
func (d *drawing) filterBar(b board, options map[string][]option) (list []bar) {
	for _, by := range b.heeds {
		one := bar{Name: by, Title: d.say(by)}
		for _, c := range options[by] {
			c.Chosen = d.key(by) == c.Key
			one.Options = append(one.Options, c)
		}
		list = append(list, one)
	}
	return list
}

// key is what is chosen in a filter, "" for nothing.
func (d *drawing) key(by string) string {
	for _, k := range d.keys {
		if k.by == by {
			return k.key
		}
	}
	return ""
}

// scope is the breakdown that the figures of a dashboard are narrowed to: the one filter that
// is chosen, if figures are published by it; else the whole country.
func (d *drawing) scope() (by, key string) {
	if len(d.keys) == 1 && slices.Contains(published, d.keys[0].by) {
		return d.keys[0].by, d.keys[0].key
	}
	return "nation", reports.Nation
}

// get is a fact in the scope; where it is not published so, that of the country, and wide is
// true.
func (d *drawing) get(id string) (f reports.Fact, wide bool) {
	by, key := d.scope()
	if by == "nation" {
		return d.told.Facts.Get(id), false
	}
	if !slices.Contains(d.indicator(id).Breakdowns, by) {
		return d.told.Facts.Get(id), true
	}
	return d.told.Facts.Get(reports.FactID(id, by, key, reports.Now)), false
}

// within are the names of what is chosen, for titles.
func (d *drawing) within() string {
	var list []string
	for _, k := range d.keys {
		list = append(list, d.chosen[k.by])
	}
	return strings.Join(list, ", ")
}

// remark says for which combination of filters no figure is published, and where else to look.
func (d *drawing) remark() {
	by, _ := d.scope()
	if len(d.keys) == 0 || by != "nation" {
		return
	}
	d.note("not-published", d.within())
	pages := map[string]string{byRegion: "/regions/", byProfession: "/professions/", byCentre: "/centres/"}
	for _, k := range d.keys {
		if pages[k.by] != "" {
			d.lead(d.say("see-page", d.chosen[k.by]), d.to(pages[k.by]+url.PathEscape(k.key)))
		}
	}
	if who, _ := door.Who(d.request); who.Role == account.Analyst {
		d.lead(d.say("see-sql"), "/sql")
	}
}

// at is the address of a page with the filters of this one, and one more.
func (d *drawing) at(path, by, key string) string {
	q := url.Values{}
	for _, k := range slices.Concat(d.keys, d.spare) {
		q.Set(k.by, k.key)
	}
	if by != "" {
		q.Set(by, key)
	}
	if r := d.request.URL.Query().Get(byRelease); r != "" {
		q.Set(byRelease, r)
	}
	return path + "?" + q.Encode()
}

// to is the address of another page over the same release.
func (d *drawing) to(path string) string {
	if r := d.request.URL.Query().Get(byRelease); r != "" {
		return path + "?" + url.Values{byRelease: {r}}.Encode()
	}
	return path
}
