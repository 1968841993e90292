package wire_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"nsk/connectors"
	"nsk/connectors/connectortest"
	"nsk/connectors/wire"
	"nsk/connectors/wire/certtest"
)

// ask asks once over the endpoint and returns the answer's text.
func ask(t *testing.T, e connectors.Endpoint) (int, string, error) {
	t.Helper()
	c, err := wire.Client(e, "nsk/test")
	if err != nil {
		t.Fatal(err)
	}
	defer c.CloseIdleConnections()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, e.Address, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := c.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return res.StatusCode, string(text), err
}

func hello(w http.ResponseWriter, r *http.Request) {
	_, _ = io.WriteString(w, r.UserAgent()) // a client that went away is the test's affair
}

func file(t *testing.T, name string, text []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A system's certificate must be sound, of its name, and signed by whom nsk.yaml says.
func TestCertificates(t *testing.T) {
	for cert, says := range map[certtest.Certificate]string{
		certtest.Sound: "", certtest.Expired: "expired", certtest.Unknown: "unknown authority", certtest.Misnamed: "certificate",
	} {
		e := connectortest.Fault{Cert: cert}.Serve(t, http.HandlerFunc(hello))
		code, text, err := ask(t, e)
		if says == "" && (err != nil || code != 200 || text != "nsk/test") {
			t.Errorf("%s: %d %q, %v", cert, code, text, err)
		}
		if says != "" && (err == nil || !strings.Contains(err.Error(), says)) {
			t.Errorf("%s: error %v, want %q", cert, err, says)
		}
	}
}

// A system may want a certificate to be shown.
func TestCertificateOfTheClient(t *testing.T) {
	cert, key, ca := certtest.Sound.PEM(t)
	srv := httptest.NewUnstartedServer(http.HandlerFunc(hello))
	srv.Config.ErrorLog = connectortest.Quiet
	var root string
	srv.TLS, root = certtest.Sound.TLS(t)
	srv.TLS.ClientAuth, srv.TLS.ClientCAs = tls.RequireAndVerifyClientCert, x509.NewCertPool()
	srv.TLS.ClientCAs.AppendCertsFromPEM(ca)
	srv.StartTLS()
	t.Cleanup(srv.Close)
	e := connectors.Endpoint{Address: srv.URL, CA: root, Attempts: 1}
	if _, _, err := ask(t, e); err == nil {
		t.Error("a client without a certificate was answered")
	}
	e.Cert, e.Key = file(t, "cert.pem", cert), file(t, "key.pem", key)
	if code, _, err := ask(t, e); code != 200 || err != nil {
		t.Errorf("%d, %v", code, err)
	}
}

// A file that cannot be used is named before anything is asked.
func TestFilesThatCannotBe(t *testing.T) {
	empty := file(t, "empty.pem", nil)
	for says, e := range map[string]connectors.Endpoint{
		"empty.pem": {CA: empty}, "none.pem": {CA: "none.pem"}, "lost.pem": {Cert: "lost.pem", Key: empty}, "proxy": {Proxy: "somewhere"},
	} {
		if _, err := wire.Client(e, "nsk/test"); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("error %v, want %q", err, says)
		}
	}
}

// proxy passes on what is asked of it, plain or by CONNECT, and counts it.
func proxy(t *testing.T, asked *atomic.Int32) string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.Method != http.MethodConnect {
			res, err := http.DefaultTransport.RoundTrip(r)
			if err != nil {
				http.Error(w, err.Error(), http.StatusBadGateway)
				return
			}
			defer res.Body.Close()
			w.WriteHeader(res.StatusCode)
			_, _ = io.Copy(w, res.Body) // as above
			return
		}
		to, err := net.Dial("tcp", r.Host)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer to.Close()
		w.WriteHeader(http.StatusOK)
		from, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer from.Close()
		go func() { _, _ = io.Copy(to, from); to.Close() }() // until one of the ends is done
		_, _ = io.Copy(from, to)                             // as above
	}))
	t.Cleanup(func() { srv.CloseClientConnections(); srv.Close() })
	return srv.URL
}

// A system is reached through the proxy that nsk.yaml says, and never through that of the
// environment.
func TestProxy(t *testing.T) {
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	t.Setenv("HTTPS_PROXY", "http://127.0.0.1:1")
	for _, cert := range []certtest.Certificate{"", certtest.Sound} {
		e := connectortest.Fault{Cert: cert}.Serve(t, http.HandlerFunc(hello))
		var asked atomic.Int32
		if code, _, err := ask(t, e); code != 200 || err != nil {
			t.Errorf("without a proxy: %d, %v", code, err)
		}
		e.Proxy = proxy(t, &asked)
		if code, _, err := ask(t, e); code != 200 || err != nil || asked.Load() != 1 {
			t.Errorf("%q: %d, %v, the proxy was asked %d times", cert, code, err, asked.Load())
		}
	}
}

// failing answers so, the first times.
func failing(times int32, answer http.HandlerFunc) (http.HandlerFunc, *atomic.Int32) {
	var asked atomic.Int32
	return func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) <= times {
			answer(w, r)
			return
		}
		hello(w, r)
	}, &asked
}

// What may pass is tried again as often as nsk.yaml says; the last answer is handed over.
func TestAttempts(t *testing.T) {
	busy := func(after string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", after)
			w.WriteHeader(http.StatusTooManyRequests)
		}
	}
	for _, c := range []struct {
		name        string
		times       int32
		answer      http.HandlerFunc
		code, asked int
	}{
		{"busy for no time", 2, busy("0"), 200, 3},
		{"busy for good", 9, busy("0"), 429, 3},
		{"busy for a day", 1, busy("86400"), 429, 1},
		{"refused", 1, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(403) }, 403, 1},
		{"moved within", 1, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/here", http.StatusFound) }, 200, 2},
	} {
		h, asked := failing(c.times, c.answer)
		srv := httptest.NewServer(h)
		code, _, err := ask(t, connectors.Endpoint{Address: srv.URL, Attempts: 3})
		if err != nil || code != c.code || int(asked.Load()) != c.asked {
			t.Errorf("%s: %d after %d attempts, %v; want %d after %d", c.name, code, asked.Load(), err, c.code, c.asked)
		}
		srv.Close()
	}
}

// Another system than the one configured is not asked, nor this one in plain text.
func TestRedirectsStay(t *testing.T) {
	var asked atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer other.Close()
	to := other.URL
	e := connectortest.Fault{Cert: certtest.Sound}.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) }))
	for range 2 {
		if _, _, err := ask(t, e); err == nil || !strings.Contains(err.Error(), "redirected to") || asked.Load() != 0 {
			t.Errorf("error %v, the other was asked %d times", err, asked.Load())
		}
		to = strings.Replace(e.Address, "https:", "http:", 1)
	}
}

// Who sends Retry-After is not asked before.
func TestRetryAfterIsWaitedFor(t *testing.T) {
	h, _ := failing(1, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	srv := httptest.NewServer(h)
	defer srv.Close()
	began := time.Now()
	if code, _, err := ask(t, connectors.Endpoint{Address: srv.URL}); code != 200 || err != nil || time.Since(began) < time.Second {
		t.Errorf("%d after %s, %v", code, time.Since(began), err)
	}
}

// A system is asked no more often than it bears, counting attempts, and a wait for its turn
// can be left.
func TestPace(t *testing.T) {
	h, asked := failing(2, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "0")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	srv := httptest.NewServer(h)
	defer srv.Close()
	began := time.Now()
	if code, _, err := ask(t, connectors.Endpoint{Address: srv.URL, PerSecond: 10}); code != 200 || err != nil || asked.Load() != 3 {
		t.Errorf("%d, %v", code, err)
	}
	if took := time.Since(began); took < 190*time.Millisecond {
		t.Errorf("three times in %s at ten a second", took)
	}
	c, err := wire.Client(connectors.Endpoint{Address: srv.URL, PerSecond: 0.001, Attempts: 1}, "nsk/test")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	for range 2 {
		req, _ := http.NewRequestWithContext(ctx, http.MethodGet, srv.URL, nil)
		if res, err := c.Do(req); err == nil {
			res.Body.Close()
			continue
		} else if !strings.Contains(err.Error(), "deadline") {
			t.Errorf("error %v", err)
		}
		return
	}
	t.Error("a thousandth a second was two at once")
}

// Two endpoints of one host share how often it may be asked, also where only one says so;
// another host is not held up.
func TestPaceIsOfTheHost(t *testing.T) {
	srv, other := httptest.NewServer(http.HandlerFunc(hello)), httptest.NewServer(http.HandlerFunc(hello))
	defer srv.Close()
	defer other.Close()
	began := time.Now()
	for _, e := range []connectors.Endpoint{{Address: srv.URL + "/one", PerSecond: 10}, {Address: srv.URL + "/two"}, {Address: srv.URL, PerSecond: 1000}, {Address: other.URL}} {
		if code, _, err := ask(t, e); code != 200 || err != nil {
			t.Errorf("%d, %v", code, err)
		}
	}
	if took := time.Since(began); took < 190*time.Millisecond {
		t.Errorf("one host was asked three times in %s at ten a second", took)
	}
}

// A system that does not answer in its time is left.
func TestTimeout(t *testing.T) {
	e := connectortest.Fault{Line: connectortest.Line{Hang: true}}.Serve(t, http.HandlerFunc(hello))
	e.Timeout, e.Attempts = 100*time.Millisecond, 1
	var late net.Error
	if _, _, err := ask(t, e); !errors.As(err, &late) || !late.Timeout() {
		t.Errorf("error %v", err)
	}
}
