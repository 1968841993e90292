package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"nsk/connectors"
)

// tries is how often a page is asked for whose answer breaks off. What fails before an
// answer begins is tried again by the client.
const tries = 3

// A brokenError says that an answer began and did not come whole.
type brokenError struct{ error }

func (e *brokenError) Unwrap() error { return e.error }

// An asking is one page: the n-th of the rows wanted, or of those that were deleted.
type asking struct {
	connectors.Want
	n       int
	deleted bool
}

// page asks for a page and appends it to b, again where the answer breaks off.
func (r *Rest) page(ctx context.Context, a asking, b *bytes.Buffer) (m mark, err error) {
	before := b.Len()
	for range tries {
		var broken *brokenError
		b.Truncate(before)
		if m, err = r.once(ctx, a, b); !errors.As(err, &broken) || ctx.Err() != nil {
			break
		}
	}
	return m, err
}

func (r *Rest) once(ctx context.Context, a asking, b *bytes.Buffer) (mark, error) {
	u := *r.base
	if a.deleted {
		u = *r.deleted
	}
	u.RawQuery = r.asks(a).Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return mark{}, fmt.Errorf("pull %s: %w", r.base, err)
	}
	if a.n == 0 {
		r.known(a.Want).show(req.Header)
	}
	req.Header.Set("Accept", "application/json")
	if r.apiKey != "" && !r.shape.keyed {
		req.Header.Set("Authorization", "Bearer "+r.apiKey)
	}
	return r.read(req, a.Want, b)
}

// asks is the query of a page.
func (r *Rest) asks(a asking) url.Values {
	q := r.shape.query(a.Period, a.n, r.size)
	for k, v := range r.query {
		q[k] = v
	}
	if r.since.set() {
		q.Del("period")
		q.Del("dateIds")
		if a.Since != "" {
			q.Set(r.since.parameter, a.Since)
		}
	}
	if r.shape.keyed {
		q.Set("apiKey", r.apiKey)
	}
	return q
}

// read appends the answer's body to b. An empty 200 is what data.egov.kz gives to a client
// without a key (domain § 7.1): it says nothing about rows and is an error.
func (r *Rest) read(req *http.Request, w connectors.Want, b *bytes.Buffer) (mark, error) {
	res, err := r.http.Do(req)
	if err != nil {
		return mark{}, fmt.Errorf("pull %s: %w", r.base, r.withoutKey(err))
	}
	defer res.Body.Close()
	before := b.Len()
	b.Grow(int(min(max(res.ContentLength, 0), r.limits.page)) + bytes.MinRead)
	_, err = b.ReadFrom(io.LimitReader(res.Body, r.limits.page+1)) // a byte more than a page may have
	data := b.Bytes()[before:]
	if err := r.refused(w, res, data, err); err != nil {
		return mark{}, err
	}
	return markOf(res.Header), r.sound(data)
}

// refused says what an answer is that is not a whole page.
func (r *Rest) refused(w connectors.Want, res *http.Response, data []byte, err error) error {
	switch {
	case res.Request != nil && res.Request.URL.Host != r.base.Host:
		return fmt.Errorf("pull %s: the answer came from %s; if the service has moved, configure its new address", r.base, res.Request.URL.Host)
	case res.StatusCode == http.StatusNotFound && json.Valid(data): // the service itself says so
		return fmt.Errorf("pull %s: %w", r.base, connectors.ErrNotPublished)
	case res.StatusCode == http.StatusNotFound: // a wrong path would look unpublished for ever
		return fmt.Errorf("pull %s: the service answered 404 and not in JSON; check the address in nsk.yaml and options.path of the contract", r.base)
	case res.StatusCode == http.StatusNotModified && r.known(w) != (mark{}): // else nothing was settled that could be the same
		return fmt.Errorf("pull %s: %w", r.base, connectors.ErrUnchanged)
	case res.StatusCode == http.StatusUnauthorized || res.StatusCode == http.StatusForbidden:
		return fmt.Errorf("pull %s: the service answered %s; check the access key of the endpoint", r.base, res.Status)
	case res.StatusCode != http.StatusOK:
		return fmt.Errorf("pull %s: the service answered %s", r.base, res.Status)
	case err != nil:
		return &brokenError{fmt.Errorf("pull %s: the answer broke off: %w", r.base, r.withoutKey(err))}
	}
	return nil
}

// sound says what keeps a whole answer from being a page.
func (r *Rest) sound(data []byte) error {
	switch {
	case int64(len(data)) > r.limits.page:
		return fmt.Errorf("pull %s: a page is larger than %d bytes; ask for smaller pages with options.size", r.base, r.limits.page)
	case len(bytes.TrimSpace(data)) == 0:
		return fmt.Errorf("pull %s: the service answered 200 with an empty body; this does not mean that there are no rows; check the access key", r.base)
	}
	return nil
}
