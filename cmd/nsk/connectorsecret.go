package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"nsk/connectors"
	"nsk/connectors/all"
)

// planted is a secret of ours, which nobody would say by chance.
const planted = "planted-Secret/4711+&=%"

// discreet looks for secrets in everything that was said. A system that lets in says little,
// so the connector is led to a server of our own as well, which lets nobody in and repeats
// what it is told; the system itself is shown no wrong secret, and locks nobody out.
func (w *wiretap) discreet(ctx context.Context) error {
	said := len(w.said)
	kind := all.Kinds()[w.contract.Connector]
	if len(kind.Secrets) > 0 {
		parrot, err := listen()
		if err != nil {
			return err
		}
		defer parrot.Close()
		for i := range len(kind.Secrets) + 1 { // all of them, and each alone
			var only []connectors.Option
			if i > 0 {
				only = kind.Secrets[i-1 : i]
			}
			if err := w.plant(ctx, parrot.Addr().String(), only); err != nil {
				return err
			}
		}
	}
	for _, text := range w.said {
		for _, s := range append(w.secrets, planted) {
			if strings.Contains(text, s) || strings.Contains(text, url.QueryEscape(s)) {
				w.bad("a message of the connector holds a secret; its code must mask it")
				return nil
			}
		}
	}
	if len(kind.Secrets) == 0 {
		w.ok("the kind %s knows no secrets", kind.Name)
		return nil
	}
	w.ok("a secret of ours was shown to a server of ours that repeats what it is told: none of %d messages has it, nor a secret of nsk.yaml", len(w.said))
	if len(w.said) == said {
		w.hint("the connector said nothing at all of a server that lets nobody in")
	}
	return nil
}

// plant pulls from the server of ours with secrets of ours, all the kind has or only some.
func (w *wiretap) plant(ctx context.Context, address string, only []connectors.Option) error {
	env, err := w.cfg.env(w.now)
	if err != nil {
		return err
	}
	name := w.contract.Options["endpoint"]
	e := env.Endpoints[name]
	e.Address, e.Proxy, e.Attempts, e.Timeout = moved(e.Address, address), "", 1, 2*time.Second
	env.Endpoints = maps.Clone(env.Endpoints)
	env.Endpoints[name] = e
	env.Clients = map[string]*http.Client{name: {Timeout: e.Timeout}}
	env.Secret = func(wanted string) (string, error) {
		for _, o := range only {
			if wanted != strings.ReplaceAll(o.Name, "*", name) {
				return "", nil
			}
		}
		return planted, nil
	}
	ctx, stop := context.WithTimeout(ctx, 5*time.Second)
	defer stop()
	conn, err := all.Kinds()[w.contract.Connector].New(w.trial(), env)
	if err == nil {
		var b *connectors.Batch
		if b, err = conn.Fetch(ctx, w.want); err == nil {
			_, err = io.Copy(io.Discard, b.Body)
			err = errors.Join(err, b.Body.Close())
		}
	}
	if err != nil {
		w.said = append(w.said, err.Error())
	}
	return nil
}

// moved is an address with another host, in plain text.
func moved(was, host string) string {
	u, err := url.Parse(was)
	if err != nil || u.Host == "" {
		return host // such as that of a broker
	}
	if u.Host = host; u.Scheme == "https" {
		u.Scheme = "http"
	}
	return u.String()
}

// listen opens a server that says back all that it was told, and lets nobody in.
func listen() (net.Listener, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &http.Server{ReadTimeout: 2 * time.Second, Handler: http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		text, _ := io.ReadAll(io.LimitReader(r.Body, 1<<20)) // what came of it is said back
		rw.Header().Set("WWW-Authenticate", `Basic realm="`+r.Header.Get("Authorization")+`"`)
		rw.WriteHeader(http.StatusUnauthorized)
		_, _ = fmt.Fprintf(rw, "%s %s %s %q %q %s", r.Method, r.URL, r.Header.Get("Authorization"), user, password, text) // a client that went away has heard enough
	})}
	go func() { _ = s.Serve(l) }() // it ends with its listener
	return l, nil
}
