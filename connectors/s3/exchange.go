package s3

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// An exchange is how the client asks. It sees to it that what is read as a listing is one:
// the client takes any XML, and HTML, without a list in it for an empty bucket.
type exchange struct{ next http.RoundTripper }

func (e exchange) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := e.next.RoundTrip(r)
	if err != nil || res.StatusCode != http.StatusOK || r.URL.Query().Get("list-type") == "" {
		return res, err
	}
	body := bufio.NewReaderSize(res.Body, 4<<10)
	head, err := body.Peek(1 << 10)
	switch {
	case err != nil && err != io.EOF:
	case len(head) == 0:
		err = errors.New("the service answered with an empty body; this does not mean that nothing is there; check the address in nsk.yaml")
	case !bytes.Contains(head, []byte("ListBucketResult")):
		err = fmt.Errorf("the service answered with %q and not with a listing in XML; check the address in nsk.yaml", res.Header.Get("Content-Type"))
	default:
		res.Body = struct {
			io.Reader
			io.Closer
		}{body, res.Body}
		return res, nil
	}
	return nil, errors.Join(err, res.Body.Close())
}
