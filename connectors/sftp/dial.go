package sftp

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/net/proxy"

	"nsk/connectors"
	"nsk/connectors/wire"
)

// A dialer reaches an address over TCP.
type dialer func(ctx context.Context, network, address string) (net.Conn, error)

// Dial is for the package of proxies, which asks for it and does not use it.
func (d dialer) Dial(network, address string) (net.Conn, error) {
	return d(context.Background(), network, address)
}

// DialContext reaches an address.
func (d dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	return d(ctx, network, address)
}

// newDialer reaches the server directly, or through the proxy of its endpoint.
func newDialer(e connectors.Endpoint) (dialer, error) {
	direct := dialer(wire.Dialer(e))
	if e.Proxy == "" {
		return direct, nil
	}
	at, err := url.Parse(e.Proxy)
	if err != nil || at.Host == "" {
		return nil, errors.New("its proxy is not an address")
	}
	switch at.Scheme {
	case "http":
		return direct.tunnel(at.Host), nil
	case "socks5", "socks5h":
		through, err := proxy.FromURL(at, direct)
		if err != nil {
			return nil, errors.New("its proxy cannot be used")
		}
		return through.(proxy.ContextDialer).DialContext, nil
	}
	return nil, errors.New("its proxy is neither http:// nor socks5://")
}

// patience is how long a proxy may take to pass a connection on.
const patience = 30 * time.Second

// tunnel asks a proxy of HTTP to pass a connection on (RFC 9110, section 9.3.6).
func (d dialer) tunnel(by string) dialer {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := d(ctx, network, by)
		if err != nil {
			return nil, err
		}
		stop := func() { _ = conn.Close() } // nothing was opened
		if err := bounded(ctx, patience, stop, func() error { return ask(conn, address) }); err != nil {
			stop()
			return nil, fmt.Errorf("proxy %s: %w", by, err)
		}
		return conn, nil
	}
}

func ask(conn net.Conn, address string) error {
	req := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: address}, Host: address, Header: make(http.Header)}
	if err := req.Write(conn); err != nil {
		return err
	}
	// A server of SSH speaks only after its client does or after the tunnel stands, so what
	// is read ahead must be kept: one byte at a time keeps nothing.
	res, err := http.ReadResponse(bufio.NewReaderSize(slow{conn}, 16), req)
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return errors.New(res.Status)
	}
	return nil
}

// slow reads byte by byte.
type slow struct{ net.Conn }

func (s slow) Read(p []byte) (int, error) { return s.Conn.Read(p[:min(1, len(p))]) }
