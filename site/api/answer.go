package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"iter"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"nsk/site/export"
	"nsk/site/shelf"
	"nsk/warehouse"
)

// marshal writes what can always be written.
func marshal(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("api: " + err.Error()) // plain structs
	}
	return b.Bytes()
}

// A wish is what of a list is asked for.
type wish struct {
	form          export.Form
	page, perPage int
}

// wished reads the form and the page out of a request.
func (a *API) wished(r *http.Request) (x wish, err error) {
	if x.form, err = a.form(r); err != nil {
		return x, err
	}
	if x.page, err = a.number(r, "page", 1<<30); err != nil {
		return x, err
	}
	x.perPage, err = a.number(r, "per_page", known().Components.Parameters["per_page"].Schema.Maximum)
	return x, err
}

func (a *API) number(r *http.Request, name string, most int) (int, error) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return known().Components.Parameters[name].Schema.Default, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		return 0, a.wrong(r, "query."+name, "not-a-number", text, most)
	}
	return n, nil
}

// form is the one that the address or the header Accept asks for.
func (a *API) form(r *http.Request) (export.Form, error) {
	if name := r.URL.Query().Get("format"); name != "" {
		if f, ok := export.Named(name); ok {
			return f, nil
		}
		return export.Form{}, a.wrong(r, "query.format", "no-format", name)
	}
	plain, _ := export.Named("json")
	accept := r.Header.Get("Accept")
	if accept == "" {
		return plain, nil
	}
	for part := range strings.SplitSeq(accept, ",") {
		kind, _, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		if kind == "*/*" || kind == "application/*" || kind == "text/html" { // a browser that looks
			return plain, nil
		}
		i := slices.IndexFunc(export.Forms, func(f export.Form) bool { return strings.HasPrefix(f.Media, kind) })
		if i >= 0 {
			return export.Forms[i], nil
		}
	}
	p := a.wrong(r, "header.Accept", "no-format", accept)
	p.Status = http.StatusNotAcceptable
	return export.Form{}, p
}

// A list is rows to be answered with: one page of them.
type list struct {
	Release string // "" where no release matters
	Newest  string
	Total   int // -1 where it is not known
	More    bool
	Schema  *arrow.Schema
	Batches iter.Seq2[arrow.RecordBatch, error]
}

// answer writes a list in the form that was wished.
func (a *API) answer(w http.ResponseWriter, r *http.Request, x wish, l list) error {
	a.links(w, r, x, l)
	w.Header().Set("Content-Type", x.form.Media)
	if x.form.Name == "json" {
		return a.json(w, r, x, l)
	}
	name := strings.ReplaceAll(strings.TrimPrefix(r.URL.Path, "/api/v1/"), "/", "-")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+"."+x.form.Name+`"`)
	var b bytes.Buffer // a fault on the way must not look like the end
	if err := x.form.Write(&b, export.Table{Schema: l.Schema, Batches: l.Batches}); err != nil {
		return err
	}
	_, _ = b.WriteTo(w) // whoever asked is gone
	return nil
}

// links are the neighbours of a page, its frozen address, and that of the newest release.
func (a *API) links(w http.ResponseWriter, r *http.Request, x wish, l list) {
	h := w.Header()
	link := func(rel, to string) { h.Add("Link", "<"+to+`>; rel="`+rel+`"`) }
	if l.More {
		link("next", l.neighbour(r, x.page+1))
	}
	if x.page > 1 {
		link("prev", l.neighbour(r, x.page-1))
	}
	if l.Total >= 0 {
		h.Set("Nsk-Total", strconv.Itoa(l.Total))
	}
	if l.Release == "" {
		return
	}
	h.Set("Nsk-Release", l.Release)
	link("canonical", address(r, "release", l.Release))
	if l.Release != l.Newest {
		h.Set("Nsk-Superseded-By", l.Newest)
		link("latest-version", address(r, "release", ""))
	}
}

// neighbour is the address of another page. It names the release: a new one between two pages
// would else mix their rows.
func (l list) neighbour(r *http.Request, page int) string {
	if l.Release == "" {
		return address(r, "page", strconv.Itoa(page))
	}
	return address(r, "page", strconv.Itoa(page), "release", l.Release)
}

// address is that of a request with parameters changed; "" takes one away.
func address(r *http.Request, changed ...string) string {
	q := r.URL.Query()
	q.Del("lang")
	for pair := range slices.Chunk(changed, 2) {
		if q.Set(pair[0], pair[1]); pair[1] == "" {
			q.Del(pair[0])
		}
	}
	return (&url.URL{Path: r.URL.Path, RawQuery: q.Encode()}).String()
}

// An envelope is what is around rows in JSON.
type envelope struct {
	Release    string            `json:"release,omitempty"`
	Superseded string            `json:"superseded_by,omitempty"`
	Permalink  string            `json:"permalink,omitempty"`
	Total      *int              `json:"total,omitempty"`
	Next       string            `json:"next,omitempty"`
	Items      []json.RawMessage `json:"items"`
}

func (a *API) json(w http.ResponseWriter, r *http.Request, x wish, l list) error {
	e := envelope{Release: l.Release, Items: []json.RawMessage{}}
	if l.Total >= 0 {
		e.Total = &l.Total
	}
	if l.More {
		e.Next = l.neighbour(r, x.page+1)
	}
	if l.Release != "" {
		e.Permalink = address(r, "release", l.Release)
	}
	if l.Release != l.Newest {
		e.Superseded = l.Newest
	}
	for b, err := range l.Batches {
		if err != nil {
			return err
		}
		for row := range int(b.NumRows()) {
			e.Items = append(e.Items, export.Object(b, row))
		}
	}
	_, _ = w.Write(marshal(e)) // whoever asked is gone
	return nil
}

// An opened is a release that a request asks for, and how much of its rows.
type opened struct {
	wish wish
	from *shelf.Release
	list list // of which rows are to be filled in
	done func()
}

// opened reads what is asked for, and opens the release; done must be called.
func (a *API) opened(r *http.Request) (o opened, err error) {
	if o.wish, err = a.wished(r); err != nil {
		return o, err
	}
	var newest string
	if o.from, newest, o.done, err = a.use(r); err != nil {
		return o, err
	}
	o.list = list{Release: o.from.ID, Newest: newest, Total: -1}
	return o, nil
}

// use opens the release that a request asks for; done must be called.
func (a *API) use(r *http.Request) (release *shelf.Release, newest string, done func(), err error) {
	id := r.URL.Query().Get("release")
	ids, err := a.Shelf.Releases()
	if err != nil {
		return nil, "", nil, err
	}
	if id != "" && !slices.Contains(ids, id) {
		return nil, "", nil, a.missing(r, "query.release", "no-release", id)
	}
	release, done, err = a.Shelf.Use(r.Context(), id)
	if errors.Is(err, warehouse.ErrNoRelease) || errors.Is(err, fs.ErrNotExist) {
		return nil, "", nil, a.missing(r, "query.release", "no-release", id)
	}
	if err != nil {
		return nil, "", nil, err
	}
	if newest, err = warehouse.Newest(a.Shelf.Data); err != nil {
		done()
		return nil, "", nil, err
	}
	return release, newest, done, nil
}

// patience is how long a request waits for an analysis that is being computed.
const patience = 20 * time.Second

// analysis is that of a release.
func (a *API) analysis(r *http.Request, release *shelf.Release) (*shelf.Analysis, error) {
	ctx, stop := context.WithTimeout(r.Context(), patience)
	defer stop()
	told, err := release.Wait(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		return nil, &problem{Status: http.StatusServiceUnavailable, Detail: a.Say(r, "computing")}
	}
	return told, err
}

// part are the rows of one page out of all.
func part[T any](all []T, x wish) (rows []T, more bool) {
	from := min((x.page-1)*x.perPage, len(all))
	to := min(from+x.perPage, len(all))
	return all[from:to], to < len(all)
}
