// Package wire is how systems are reached: certificates, proxies, time-outs, retries and
// how often one may ask, the same for every kind of transport.
package wire

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/hashicorp/go-retryablehttp"
	"golang.org/x/time/rate"

	"nsk/connectors"
)

// The usual patience, where an endpoint says nothing.
const (
	usualTimeout  = 2 * time.Minute
	usualAttempts = 5
)

// Client asks one system over HTTP, in the name given. A request is tried again on broken
// connections, 429 and 5xx answers, with growing pauses or as long as Retry-After says; no
// request goes to another host than the one it was made for. The error names the file of
// a certificate that cannot be used.
func Client(e connectors.Endpoint, agent string) (*http.Client, error) {
	transport, err := transport(e)
	if err != nil {
		return nil, err
	}
	retry := retryablehttp.NewClient()
	retry.Logger = nil
	retry.RetryMax = attempts(e) - 1
	retry.HTTPClient.Transport = transport
	retry.HTTPClient.Timeout = timeout(e)
	retry.HTTPClient.CheckRedirect = func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse // another host must not even be asked: the address may hold a key
	}
	retry.ErrorHandler = retryablehttp.PassthroughErrorHandler
	client := retry.StandardClient()
	client.Transport = named{client.Transport, agent}
	return client, nil
}

func attempts(e connectors.Endpoint) int {
	if e.Attempts > 0 {
		return e.Attempts
	}
	return usualAttempts
}

func timeout(e connectors.Endpoint) time.Duration {
	if e.Timeout > 0 {
		return e.Timeout
	}
	return usualTimeout
}

// transport is the way to the system. Each attempt counts against how often one may ask.
func transport(e connectors.Endpoint) (http.RoundTripper, error) {
	secure, err := TLS(e)
	if err != nil {
		return nil, err
	}
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.TLSClientConfig = secure
	t.Proxy = nil
	if e.Proxy != "" {
		at, err := url.Parse(e.Proxy)
		if err != nil || at.Host == "" {
			return nil, errors.New("the proxy of an endpoint is not an address")
		}
		t.Proxy = http.ProxyURL(at)
	}
	if e.PerSecond <= 0 {
		return t, nil
	}
	return paced{t, rate.NewLimiter(rate.Limit(e.PerSecond), 1)}, nil
}

// TLS is what is demanded and shown in a handshake with the system: TLS 1.2 or later, and
// its certificate checked always.
func TLS(e connectors.Endpoint) (*tls.Config, error) {
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if e.CA != "" {
		text, err := os.ReadFile(e.CA)
		if err != nil {
			return nil, fmt.Errorf("certificates of an endpoint: %w", err)
		}
		c.RootCAs = x509.NewCertPool()
		if !c.RootCAs.AppendCertsFromPEM(text) {
			return nil, fmt.Errorf("certificates of an endpoint: %s has none in PEM", e.CA)
		}
	}
	if e.Cert != "" {
		pair, err := tls.LoadX509KeyPair(e.Cert, e.Key)
		if err != nil {
			return nil, fmt.Errorf("certificate of an endpoint: %w", err)
		}
		c.Certificates = []tls.Certificate{pair}
	}
	return c, nil
}

// Dialer reaches a system that does not speak HTTP within its time-out.
func Dialer(e connectors.Endpoint) func(ctx context.Context, network, address string) (net.Conn, error) {
	return (&net.Dialer{Timeout: min(timeout(e), 30*time.Second), KeepAlive: 30 * time.Second}).DialContext
}

// named tells every service who asks.
type named struct {
	next  http.RoundTripper
	agent string
}

func (n named) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("User-Agent", n.agent)
	return n.next.RoundTrip(r)
}

// paced waits so that a system is not asked more often than it bears.
type paced struct {
	next http.RoundTripper
	pace *rate.Limiter
}

func (p paced) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := p.pace.Wait(r.Context()); err != nil {
		return nil, err
	}
	return p.next.RoundTrip(r)
}
