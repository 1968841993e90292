package board

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"nsk/reports/approval"
	"nsk/schedules/calendar"
	"nsk/site/page"
)

// byYear asks for the newest release of a year.
const byYear = "year"

// A year is the releases of one, the newest first.
type year struct {
	Year     string
	Releases []edition
}

// An edition is a release as a reader chooses it.
type edition struct{ ID, Name string }

// lost is what the page of a release that there is not shows.
type lost struct {
	Asked, Path string
	Years       []year
}

// years are all releases by the years of their data, the newest first.
func (b *Boards) years(r *http.Request) (list []year, err error) {
	ids, err := b.Shelf.Releases()
	if err != nil {
		return nil, err
	}
	delivered, err := b.papers.delivered()
	if err != nil { // a document that was damaged keeps nobody from the figures
		b.shell.Log.Error("official documents cannot be read", "err", err)
	}
	for i, id := range ids {
		e := edition{ID: id, Name: dayOf(page.Lang(r), id)}
		if slices.ContainsFunc(ids, func(other string) bool { return other != id && other[:len(time.DateOnly)] == id[:len(time.DateOnly)] }) {
			e.Name += " (" + id[len(time.DateOnly)+1:] + ")" // a day with several
		}
		if i == 0 {
			e.Name += " · " + b.Say(r, "release-newest")
		}
		if names := delivered[id]; len(names) > 0 {
			e.Name += " · " + b.Say(r, "release-paper", strings.Join(names, ", "))
		}
		if y := id[:4]; len(list) == 0 || list[len(list)-1].Year != y {
			list = append(list, year{Year: y})
		}
		list[len(list)-1].Releases = append(list[len(list)-1].Releases, e)
	}
	return list, nil
}

// dayOf is the day of a release.
func dayOf(lang, id string) string {
	day := id[:len(time.DateOnly)]
	on, err := calendar.ParseDay(day)
	if err != nil || lang == page.EN {
		return day
	}
	return on.Time().Format("02.01.2006")
}

// chosen is the release that an address asks for: by its id, the newest of a year, else "", the
// current one. Ok is false if there is none such; then id is what was asked for.
func chosen(years []year, q url.Values) (id string, ok bool) {
	id, y := q.Get(byRelease), q.Get(byYear)
	if id == "" && y == "" {
		return "", len(years) > 0
	}
	for _, one := range years {
		if id == "" && one.Year == y {
			return one.Releases[0].ID, true
		}
		if slices.ContainsFunc(one.Releases, func(e edition) bool { return e.ID == id }) {
			return id, y == "" || y == one.Year
		}
	}
	return strings.TrimSpace(id + " " + y), false
}

// papers know which releases official documents that anybody may have rest on. To read them
// is dear, as their hashes are compared: an answer is good for a while.
type papers struct {
	store *approval.Store
	now   func() time.Time

	mu   sync.Mutex
	at   time.Time
	last map[string][]string
}

// settled is how long an answer is good for.
const settled = 5 * time.Minute

// delivered are the names of delivered documents by the release they rest on.
func (p *papers) delivered() (map[string][]string, error) {
	if p.store == nil {
		return nil, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if now := p.now(); p.last == nil || now.Sub(p.at) >= settled {
		all, err := p.read()
		if err != nil {
			return nil, err
		}
		p.at, p.last = now, all
	}
	return p.last, nil
}

func (p *papers) read() (map[string][]string, error) {
	all := map[string][]string{}
	names, err := p.store.Names()
	if err != nil {
		return nil, fmt.Errorf("official documents: %w", err)
	}
	for _, name := range names {
		copies, err := p.store.Published(name)
		if err != nil {
			return nil, fmt.Errorf("official document %s: %w", name, err)
		}
		for _, c := range copies {
			if id := releaseOf(c.Dir); id != "" && !slices.Contains(all[id], name) {
				all[id] = append(all[id], name)
			}
		}
	}
	return all, nil
}

// releaseOf is the release that the files of a document were made from, as their manifest
// says; "" without one.
func releaseOf(dir string) string {
	data, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		return ""
	}
	var m struct{ Release string }
	if json.Unmarshal(data, &m) != nil {
		return ""
	}
	return m.Release
}
