package main

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"nsk/schedules/ical"
	"nsk/site/account"
	"nsk/site/door"
)

// A tlsConfig names the files of a certificate with its chain, and of its key, as PEM.
type tlsConfig struct {
	Cert string `yaml:"cert"`
	Key  string `yaml:"key"`
}

// secure reports whether browsers reach the site over TLS.
func (s serveConfig) secure() bool { return s.TLS != nil || s.BehindProxy }

// exposed refuses to listen where passwords would go over a network in the clear.
func (a *app) exposed(cfg *config, listen string) error {
	host, _, err := net.SplitHostPort(listen)
	if err != nil || host == "localhost" || net.ParseIP(host).IsLoopback() || cfg.Serve.secure() {
		return nil // where the address is wrong, listening says so
	}
	return &said{
		kk: fmt.Sprintf("%s мекенжайы желіге ашық, ал құпиясөздер TLS-сіз ашық түрде берілер еді: nsk.yaml файлына serve: {tls: {cert: …, key: …}} жазыңыз; TLS-ті алдындағы прокси қамтамасыз етсе – serve: {behind-proxy: true}", listen),
		ru: fmt.Sprintf("адрес %s открыт сети, а без TLS пароли передавались бы открытым текстом: укажите в nsk.yaml serve: {tls: {cert: …, key: …}}, а если TLS завершает прокси – serve: {behind-proxy: true}", listen),
		en: fmt.Sprintf("%s is open to a network, over which passwords would go in the clear: write serve: {tls: {cert: …, key: …}} in nsk.yaml, or serve: {behind-proxy: true} where a proxy in front terminates TLS", listen),
	}
}

// listener listens, with TLS where it is configured.
func (a *app) listener(cfg *config, listen string) (net.Listener, string, error) {
	if err := a.exposed(cfg, listen); err != nil {
		return nil, "", err
	}
	var pair *renewed
	if cfg.Serve.TLS != nil {
		pair = &renewed{files: *cfg.Serve.TLS}
		if _, err := pair.get(nil); err != nil {
			return nil, "", err
		}
	}
	at, err := net.Listen("tcp", listen)
	if err != nil {
		return nil, "", fmt.Errorf("serve: %w; choose another address with serve: {listen: …} in %s, or none", err, a.configFile)
	}
	if pair == nil {
		return at, "http://" + at.Addr().String(), nil
	}
	secure := tls.NewListener(at, &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: pair.get, NextProtos: []string{"h2", "http/1.1"}})
	return secure, "https://" + at.Addr().String(), nil
}

// A renewed certificate is read again when its file was written anew, so that a renewal
// needs no restart. While the new one cannot be read the old one goes on.
type renewed struct {
	files tlsConfig
	mu    sync.Mutex
	of    time.Time // of the file that was read
	pair  *tls.Certificate
}

func (c *renewed) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	info, err := os.Stat(c.files.Cert)
	if err == nil && c.pair != nil && info.ModTime().Equal(c.of) {
		return c.pair, nil
	}
	if err == nil {
		var pair tls.Certificate
		if pair, err = tls.LoadX509KeyPair(c.files.Cert, c.files.Key); err == nil {
			c.pair, c.of = &pair, info.ModTime()
		}
	}
	if c.pair == nil {
		return nil, fmt.Errorf("serve.tls: %w", err)
	}
	return c.pair, nil
}

// watched are the addresses of machines that look after the service. Details are for this
// machine, and for those who may know them; anybody else learns that it stands.
func (a *app) watched(l *lent) (probes http.Handler, behind []door.Route) {
	watch := l.service.Handler()
	feed := ical.Page(a.feedOf(l))
	behind = []door.Route{
		{Pattern: "GET /metrics", Local: true, Token: true, Roles: []account.Role{account.Engineer, account.Administrator}, Serve: watch.ServeHTTP},
		{Pattern: "GET /duties.ics", Local: true, Token: true, Roles: []account.Role{account.Analyst, account.Ministry, account.Engineer, account.Administrator}, Serve: feed.ServeHTTP},
	}
	probes = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !door.Here(r) {
			w = &terse{ResponseWriter: w}
		}
		watch.ServeHTTP(w, r)
	})
	return probes, behind
}

// terse lets the code of an answer through and nothing else.
type terse struct{ http.ResponseWriter }

func (t *terse) Write(text []byte) (int, error) { return len(text), nil }
