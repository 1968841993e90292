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
	longestWait   = 5 * time.Minute // that a service may ask for; where it asks for more, the next pull comes back
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
	retry.CheckRetry = check
	retry.ErrorHandler = lastAnswer
	client := retry.StandardClient()
	client.Transport = named{client.Transport, agent}
	client.CheckRedirect = stay
	return client, nil
}

// stay follows a redirect within the system only: nobody has configured another, and the
// key would travel along, or in plain text.
func stay(r *http.Request, via []*http.Request) error {
	if r.URL.Host != via[0].URL.Host || r.URL.Scheme != via[0].URL.Scheme || len(via) > 10 {
		return fmt.Errorf("redirected to %s://%s; if the service has moved, configure its new address", r.URL.Scheme, r.URL.Host)
	}
	return nil
}

// check tries again what can be tried again, unless the service wants to be left alone for
// longer than a pull should stand.
func check(ctx context.Context, res *http.Response, err error) (bool, error) {
	again, err := retryablehttp.DefaultRetryPolicy(ctx, res, err)
	if res != nil && again && retryablehttp.DefaultBackoff(0, 0, 1, res) > longestWait {
		return false, nil // the answer says it
	}
	return again, err
}

// lastAnswer hands the last answer over as it is, or the error where there was none.
func lastAnswer(res *http.Response, err error, _ int) (*http.Response, error) {
	if err != nil && res != nil {
		res.Body.Close()
		return nil, err
	}
	return res, err
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
	if at, err := url.Parse(e.Address); err == nil && e.PerSecond > 0 {
		limit(host(at), rate.Limit(e.PerSecond))
	}
	return paced{t}, nil
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
