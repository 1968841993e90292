package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"nsk/connectors"
)

// tries is how often a page is asked for whose answer breaks off. What fails before an
// answer begins is tried again by the client.
const tries = 3

// A brokenError says that an answer began and did not come whole.
type brokenError struct{ error }

func (e *brokenError) Unwrap() error { return e.error }

// page asks for the n-th page of a pull, again where the answer breaks off.
func (r *Rest) page(ctx context.Context, w connectors.Want, n int) (data []byte, err error) {
	for range tries {
		var broken *brokenError
		if data, err = r.once(ctx, w, n); !errors.As(err, &broken) || ctx.Err() != nil {
			break
		}
	}
	return data, err
}

func (r *Rest) once(ctx context.Context, w connectors.Want, n int) ([]byte, error) {
	q := r.shape.query(w.Period, n, r.size)
	for k, v := range r.query {
		q[k] = v
	}
	if r.shape.keyed {
		q.Set("apiKey", r.apiKey)
	}
	u := *r.base
	u.RawQuery = q.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("pull %s: %w", r.base, err)
	}
	req.Header.Set("Accept", "application/json")
	if r.apiKey != "" && !r.shape.keyed {
		req.Header.Set("Authorization", "Bearer "+r.apiKey)
	}
	return r.read(req)
}

// read returns the answer's body. An empty 200 is what data.egov.kz gives to a client
// without a key (domain § 7.1): it says nothing about rows and is an error.
func (r *Rest) read(req *http.Request) ([]byte, error) {
	res, err := r.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("pull %s: %w", r.base, r.withoutKey(err))
	}
	defer res.Body.Close()
	data, err := io.ReadAll(io.LimitReader(res.Body, r.limits.page+1))
	switch {
	case res.Request != nil && res.Request.URL.Host != r.base.Host:
		return nil, fmt.Errorf("pull %s: the answer came from %s; if the service has moved, configure its new address", r.base, res.Request.URL.Host)
	case res.StatusCode == http.StatusNotFound && json.Valid(data): // the service itself says so
		return nil, fmt.Errorf("pull %s: %w", r.base, connectors.ErrNotPublished)
	case res.StatusCode == http.StatusNotFound: // a wrong path would look unpublished for ever
		return nil, fmt.Errorf("pull %s: the service answered 404 and not in JSON; check the address in nsk.yaml and options.path of the contract", r.base)
	case res.StatusCode == http.StatusUnauthorized || res.StatusCode == http.StatusForbidden:
		return nil, fmt.Errorf("pull %s: the service answered %s; check the access key of the endpoint", r.base, res.Status)
	case res.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("pull %s: the service answered %s", r.base, res.Status)
	case err != nil:
		return nil, &brokenError{fmt.Errorf("pull %s: the answer broke off: %w", r.base, r.withoutKey(err))}
	}
	return data, r.sound(res.Header, data)
}

// sound says what keeps a whole answer from being a page.
func (r *Rest) sound(h http.Header, data []byte) error {
	switch {
	case int64(len(data)) > r.limits.page:
		return fmt.Errorf("pull %s: a page is larger than %d bytes; ask for smaller pages with options.size", r.base, r.limits.page)
	case len(bytes.TrimSpace(data)) == 0:
		return fmt.Errorf("pull %s: the service answered 200 with an empty body; this does not mean that there are no rows; check the access key", r.base)
	case !json.Valid(data):
		return fmt.Errorf("pull %s: the answer is not JSON (%s)", r.base, h.Get("Content-Type"))
	}
	return nil
}
