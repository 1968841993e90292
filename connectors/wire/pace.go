package wire

import (
	"net/http"
	"net/url"
	"sync"

	"golang.org/x/time/rate"
)

// paces are how often each host may be asked, by whatever endpoint of this process: a host
// does not care under how many names it stands in nsk.yaml.
var paces = struct {
	sync.Mutex
	of map[string]*rate.Limiter
}{of: make(map[string]*rate.Limiter)}

// limit sets how often a host may be asked. Of endpoints that say different things of one
// host the most careful counts.
func limit(host string, often rate.Limit) {
	paces.Lock()
	defer paces.Unlock()
	known := paces.of[host]
	switch {
	case known == nil:
		paces.of[host] = rate.NewLimiter(often, 1)
	case often < known.Limit():
		known.SetLimit(often)
	}
}

// host is name and port, as they are asked.
func host(at *url.URL) string {
	port := at.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[at.Scheme]
	}
	return at.Hostname() + ":" + port
}

// paced waits so that a host is not asked more often than it bears.
type paced struct{ next http.RoundTripper }

func (p paced) RoundTrip(r *http.Request) (*http.Response, error) {
	paces.Lock()
	pace := paces.of[host(r.URL)]
	paces.Unlock()
	if pace != nil {
		if err := pace.Wait(r.Context()); err != nil {
			return nil, err
		}
	}
	return p.next.RoundTrip(r)
}
