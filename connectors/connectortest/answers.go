package connectortest

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
)

// Quiet is the log of servers whose clients go away on purpose.
var Quiet = log.New(io.Discard, "", 0)

// An answer is a fault of a service of HTTP.
type answer func(next http.Handler) http.Handler

// only answers so, whatever is asked.
func only(h http.HandlerFunc) answer {
	return func(http.Handler) http.Handler { return h }
}

func status(code int) answer {
	return only(func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, fmt.Sprintf(`{"message":"refused %s %s"}`, r.URL, r.Header.Get("Authorization")), code) // some say back what they were told
	})
}

// first is a fault of the first answers only.
func first(n int32, bad answer) answer {
	return func(next http.Handler) http.Handler {
		var seen atomic.Int32
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if seen.Add(1) <= n {
				bad(next).ServeHTTP(w, r)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// after is a fault of all but the first answers.
func after(n int32, bad answer) answer {
	return func(next http.Handler) http.Handler {
		return first(n, func(http.Handler) http.Handler { return next })(bad(next))
	}
}

func wait(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Retry-After", "1")
	http.Error(w, "{}", http.StatusTooManyRequests)
}

// text answers 200 with a text of some media type.
func text(media, body string) answer {
	return only(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", media)
		_, _ = io.WriteString(w, body) // a client that went away is the test's affair
	})
}

// changed changes whole answers before they are sent.
func changed(change func(h http.Header, body []byte) []byte) answer {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			kept := httptest.NewRecorder()
			next.ServeHTTP(kept, r)
			body := change(kept.Header(), kept.Body.Bytes())
			for name, values := range kept.Header() {
				w.Header()[name] = values
			}
			w.WriteHeader(kept.Code)
			_, _ = w.Write(body) // as above
		})
	}
}

// longer promises more than comes.
func longer(h http.Header, body []byte) []byte {
	h.Set("Content-Length", fmt.Sprint(len(body)+100))
	return body
}

// squeezed says of plain text that it is compressed.
func squeezed(h http.Header, body []byte) []byte {
	h.Set("Content-Encoding", "gzip")
	return body
}

// skewed is a service whose clock is years away.
func skewed(h http.Header, body []byte) []byte {
	h.Set("Date", "Thu, 01 Jan 2099 00:00:00 GMT")
	h.Set("Last-Modified", "Fri, 01 Jan 2100 00:00:00 GMT")
	h.Set("Expires", "Thu, 01 Jan 1970 00:00:00 GMT")
	return body
}

// repeated serves the first answer again in place of the second: a page that moved.
func repeated() answer {
	var lock sync.Mutex
	var n int
	var kept []byte
	return changed(func(_ http.Header, body []byte) []byte {
		lock.Lock()
		defer lock.Unlock()
		if n++; n == 1 {
			kept = bytes.Clone(body)
		}
		if n == 2 {
			return kept
		}
		return body
	})
}

// around leads in circles.
func around(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, r.URL.String(), http.StatusFound)
}

// away leads to another host, with all that was asked.
func away(to string) answer {
	return only(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, to+r.URL.RequestURI(), http.StatusFound)
	})
}
