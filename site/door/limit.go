package door

import (
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// How often one address may ask. A page of charts asks for a dozen files, and an office of
// a hundred people may stand behind one address.
const (
	asksPerSecond = 100
	asksAtOnce    = 400
	triesPerMin   = 20 // of signing in
	forgetAfter   = 10 * time.Minute
)

// limits are the meters of addresses.
type limits struct {
	now  func() time.Time
	mu   sync.Mutex
	of   map[string]*meter
	next time.Time // when unused ones are forgotten
}

type meter struct {
	asks, tries *rate.Limiter
	seen        time.Time
}

func newLimits(now func() time.Time) *limits {
	return &limits{now: now, of: make(map[string]*meter)}
}

func (l *limits) meter(address string) *meter {
	now := l.now()
	if now.After(l.next) {
		for a, m := range l.of {
			if now.Sub(m.seen) > forgetAfter {
				delete(l.of, a)
			}
		}
		l.next = now.Add(forgetAfter)
	}
	m := l.of[address]
	if m == nil {
		m = &meter{asks: rate.NewLimiter(asksPerSecond, asksAtOnce), tries: rate.NewLimiter(triesPerMin/60.0, triesPerMin)}
		l.of[address] = m
	}
	m.seen = now
	return m
}

func (l *limits) mayAsk(address string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.meter(address).asks.AllowN(l.now(), 1)
}

func (l *limits) mayTry(address string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.meter(address).tries.AllowN(l.now(), 1)
}

// calm turns away who asks too often.
func (d *Door) calm(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !d.guests.mayAsk(d.address(r)) {
			w.Header().Set("Retry-After", "1")
			http.Error(w, http.StatusText(http.StatusTooManyRequests), http.StatusTooManyRequests)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// address is that of the connection. What a request says of itself is not believed, but
// what a proxy in front added last.
func (d *Door) address(r *http.Request) string {
	if all := r.Header.Values(forwarded); d.Proxied && len(all) > 0 {
		parts := strings.Split(all[len(all)-1], ",")
		return strings.TrimSpace(parts[len(parts)-1])
	}
	return peer(r)
}

const forwarded = "X-Forwarded-For"

func peer(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// Here reports whether a request comes from a program on this machine, and was not handed
// on by a proxy on it. A page that another site made a browser load here does not count.
func Here(r *http.Request) bool {
	ip := net.ParseIP(peer(r))
	return ip.IsLoopback() && r.Header.Get(forwarded) == "" && r.Header.Get("Forwarded") == "" && r.Header.Get("Sec-Fetch-Site") != "cross-site"
}

// Policy is what a page may load and do: only what the site itself serves, and no script
// or style that stands in the page.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'"

// headers are those of every answer.
func (d *Door) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", Policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cache-Control", "no-store") // pages hold data; static files say otherwise
		if d.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}
