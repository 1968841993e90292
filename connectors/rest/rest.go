// Package rest pulls registers from HTTP services that serve JSON in pages.
//
// The pages are handed over as they were served, one after another, framed as a JSON
// text sequence (RFC 7464): a record separator before each page and a line feed after.
// So the landing holds the very bytes, and a changed mind about them needs no second pull.
package rest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"nsk/connectors"
	"nsk/connectors/contract"
)

// limits bound one pull, so that a runaway service can fill neither memory nor disk:
// reaching one is an error, never a shorter batch.
type limits struct {
	page  int64 // bytes of one page
	pull  int64 // bytes of all pages
	pages int
}

var usual = limits{page: 64 << 20, pull: 256 << 30, pages: 10_000_000}

// Rest is one register behind HTTP.
type Rest struct {
	http   *http.Client
	base   *url.URL
	query  url.Values
	shape  shape
	size   int
	apiKey string
	limits limits
	since  since
	marks  sync.Map // asked to mark

	deleted *url.URL // where rows that were deleted are told; nil for nowhere
}

// Kind is this transport.
func Kind() connectors.Kind {
	return connectors.Kind{
		Name: "rest", About: "Registers behind HTTP that serve JSON in pages.", Address: "https://host/base", New: New,
		Options: []connectors.Option{
			{Name: "endpoint", About: "name of the system; its address stands under endpoints in nsk.yaml", Required: true},
			{Name: "path", About: "what follows the address of the system"},
			{Name: "shape", About: "how the service pages: as Spring does, as bare arrays, as data.egov.kz, as Taldau", Required: true, Values: slices.Sorted(maps.Keys(shapes))},
			{Name: "size", About: "rows a page; wanted where the shape has pages", Form: connectors.Number},
			{Name: "query", About: "parameters that are sent with every request, such as lang=kk&active=1"},
			{Name: "since", About: "parameter that asks for rows beyond what was read, for a register that is told in parts; it takes the place of the period"},
			{Name: "cursor", About: "field of a row that since is compared with: whole numbers, or texts that ascend as times of one zone do; wanted with since"},
			{Name: "deleted-path", About: "what follows the address of the system where rows are told that were deleted, in the same shape and for the same period or since: rows, or their keys alone; none that is there again"},
		},
		Secrets: []connectors.Option{{Name: "*", About: "key of access: sent as a bearer, or where data.egov.kz wants it"}},
	}
}

// New returns the register of the contract, with the options of Kind.
func New(c *contract.Contract, env connectors.Env) (connectors.Connector, error) {
	settings, err := Kind().Settings(c)
	if err != nil {
		return nil, err
	}
	base, err := address(c, env, settings["path"])
	if err != nil {
		return nil, err
	}
	r := &Rest{http: staying(env.Client(c.Options["endpoint"])), base: base, limits: usual, shape: shapes[settings["shape"]], size: settings.Number("size")}
	if r.query, err = url.ParseQuery(settings["query"]); err != nil {
		return nil, fmt.Errorf("source %s: options.query: %w", c.Source, err)
	}
	if r.since, err = newSince(settings["since"], settings["cursor"]); err != nil {
		return nil, fmt.Errorf("source %s: %w", c.Source, err)
	}
	if r.shape.paged && r.size == 0 {
		return nil, fmt.Errorf("source %s: options.size: missing; say how many rows a page has", c.Source)
	}
	if r.since.set() && c.Content == contract.Snapshot {
		return nil, c.Fault("$.content", "options.since brings parts, which add up; write content: changes")
	}
	if settings["deleted-path"] != "" {
		if r.deleted, err = address(c, env, settings["deleted-path"]); err != nil {
			return nil, err
		}
	}
	if r.apiKey, err = env.Secret(c.Options["endpoint"]); err != nil {
		return nil, fmt.Errorf("source %s: %w", c.Source, err)
	}
	return r, nil
}

func address(c *contract.Contract, env connectors.Env, path string) (*url.URL, error) {
	name := c.Options["endpoint"]
	base := env.Endpoints[name].Address
	if base == "" {
		return nil, &connectors.UnconfiguredError{Source: c.Source, Endpoint: name}
	}
	u, err := url.Parse(strings.TrimSuffix(base, "/") + path)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("source %s: endpoint %q: the configured text is not an address", c.Source, name)
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("source %s: endpoint %q: write the address without name, password and query; keys are configured apart", c.Source, name)
	}
	return u, nil
}

// staying returns the client, bound to the host it was sent to: data from a host nobody
// configured is not the source's, and the key in the query would travel along.
func staying(client *http.Client) *http.Client {
	bound := *client
	bound.CheckRedirect = func(req *http.Request, via []*http.Request) error {
		if req.URL.Host != via[0].URL.Host || req.URL.Scheme != via[0].URL.Scheme || len(via) > 10 {
			return fmt.Errorf("redirected to %s://%s; if the service has moved, configure its new address", req.URL.Scheme, req.URL.Host)
		}
		return nil
	}
	return &bound
}

// Fetch asks for the first page of the wanted period. The others are asked for while
// Batch.Body is read, so that memory holds one page at a time.
func (r *Rest) Fetch(ctx context.Context, w connectors.Want) (*connectors.Batch, error) {
	p := &pages{ctx: ctx, rest: r, want: w}
	if err := p.next(); err != nil {
		return nil, err
	}
	p.batch = &connectors.Batch{
		Want: w, Origin: r.base.String(), MediaType: connectors.MediaJSONSeq,
		Name: r.base.Path, Body: p, Cursor: p.cursor,
	}
	if r.since.set() {
		p.batch.Period.Part = part(w.Since)
	}
	return p.batch, nil
}

// withoutKey keeps the key out of error messages: the address in an url.Error has the
// whole query, a retrying transport may have wrapped one in another, and a service may
// send the query back in what it says.
func (r *Rest) withoutKey(err error) error {
	var e *url.Error
	for errors.As(err, &e) && e.Op != "parse" {
		err = e.Err
	}
	text := err.Error()
	if r.apiKey != "" && (strings.Contains(text, r.apiKey) || strings.Contains(text, url.QueryEscape(r.apiKey))) {
		return errors.New("the request failed; the message holds the access key and is not shown")
	}
	return err
}
