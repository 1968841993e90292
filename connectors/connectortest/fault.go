package connectortest

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"nsk/connectors"
	"nsk/connectors/wire/certtest"
)

// A Fault is what is wrong between a source and its connector. The zero Fault is nothing.
type Fault struct {
	Line   Line                                 // of the connections
	Answer func(next http.Handler) http.Handler // of a service of HTTP; nil: as the service answers
	Cert   certtest.Certificate                 // what the source shows; "" where it speaks in plain text
	Denied bool                                 // the connector's credentials are not those of the source
}

// Serve starts a service with the fault in front of it. The endpoint is how it is asked:
// twice at most, and within ten seconds.
func (f Fault) Serve(t testing.TB, h http.Handler) connectors.Endpoint {
	t.Helper()
	if f.Answer != nil {
		h = f.Answer(h)
	}
	if f.Denied {
		h = status(http.StatusUnauthorized)(h)
	}
	srv := httptest.NewUnstartedServer(h)
	srv.Config.ErrorLog = Quiet
	e := connectors.Endpoint{Attempts: 2, Timeout: 10 * time.Second}
	scheme := "http://"
	if f.Cert != "" {
		srv.TLS, e.CA = f.Cert.TLS(t)
		srv.StartTLS()
		scheme = "https://"
	} else {
		srv.Start()
	}
	t.Cleanup(func() { srv.CloseClientConnections(); srv.Close() })
	e.Address = scheme + f.Through(t, srv.Listener.Addr().String())
	return e
}

// Through is the address at which the server of any protocol on TCP is reached with the
// fault of the line in between.
func (f Fault) Through(t testing.TB, address string) string {
	t.Helper()
	if f.Line == (Line{}) {
		return address
	}
	return f.Line.through(t, address)
}
