package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/url"
	"strings"
	"time"

	"nsk/connectors"
	"nsk/connectors/all"
	"nsk/connectors/draft"
	"nsk/connectors/wire"
	"nsk/ingest"
	"nsk/ingest/verdict"
	"nsk/schedules"
)

// lookAt bounds how much of what came is shown; all of it is read.
const lookAt = 4 << 20

// A wiretap is a live source under test.
type wiretap struct {
	*probe
	conn    connectors.Connector
	want    connectors.Want
	secrets []string // that may be shown nowhere
	said    []string // everything the connector said
}

// live reaches the system, pulls a return, shows and reads it, and pulls again.
func (p *probe) live(ctx context.Context, h *schedules.House) error {
	w := &wiretap{probe: p}
	p.head("system")
	ready, err := w.reach(ctx)
	if err != nil || !ready {
		return err
	}
	b, err := w.conn.Fetch(ctx, w.want)
	if errors.Is(err, connectors.ErrNotPublished) {
		p.bad("it answers, and has nothing for %s %s; name another with --provider and --period", w.want.Provider, w.want.Period)
		return w.conform(ctx, nil)
	}
	if err != nil {
		p.bad("%s", w.hear(err))
		return nil
	}
	sum, err := w.take(ctx, h, b)
	if err != nil {
		return err
	}
	return w.conform(ctx, sum)
}

// hear keeps what the connector said, to look for secrets in it.
func (w *wiretap) hear(err error) string {
	w.said = append(w.said, err.Error())
	for _, s := range w.secrets {
		if strings.Contains(err.Error(), s) {
			return "an error of the connector holds a secret and is not shown"
		}
	}
	return err.Error()
}

// reach makes the connector and looks for its system.
func (w *wiretap) reach(ctx context.Context) (bool, error) {
	env, err := w.cfg.env(w.now)
	if err != nil {
		return false, err
	}
	ask := env.Secret
	env.Secret = func(name string) (string, error) {
		s, err := ask(name)
		if s != "" {
			w.secrets = append(w.secrets, s)
			w.ok("secret %s is set", name)
		} else if err == nil {
			w.hint("no secret %s is set in nsk.yaml; if the system wants one: secrets: {%s: env:VARIABLE}", name, name)
		}
		return s, err
	}
	kind := all.Kinds()[w.contract.Connector]
	if w.conn, err = kind.New(w.trial(), env); err != nil {
		w.bad("%s", w.hear(err))
		if none := new(connectors.UnconfiguredError); errors.As(err, &none) {
			w.hint("in nsk.yaml, then: endpoints: {%s: \"%s\"}; or a block (address, user, ca, per-second, timeout …) as the README of the kind shows", none.Endpoint, kind.Address)
		}
		return false, nil
	}
	if e, ok := env.Endpoints[w.contract.Options["endpoint"]]; ok && !w.touch(ctx, e) {
		return false, nil
	}
	return w.choose(ctx)
}

// ports are those of addresses that do not name one.
var ports = map[string]string{"http": "80", "https": "443", "sftp": "22", "postgres": "5432", "postgresql": "5432", "kafka": "9092"}

// touch opens a connection, and says whether it is encrypted.
func (w *wiretap) touch(ctx context.Context, e connectors.Endpoint) bool {
	u, err := url.Parse(e.Address)
	if err != nil || u.Host == "" || e.Proxy != "" {
		return true // the connector will tell
	}
	host := net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), ports[u.Scheme]))
	c, err := wire.Dialer(e)(ctx, "tcp", host)
	if err != nil {
		w.bad("%s cannot be reached: %v; check endpoints in nsk.yaml, and the firewall", host, err)
		return false
	}
	defer c.Close()
	if u.Scheme != "https" {
		w.ok("%s is reachable (%s)", host, map[bool]string{true: "without TLS: what it sends can be read on the way", false: u.Scheme}[u.Scheme == "http"])
		return true
	}
	return w.handshake(ctx, c, e, u.Hostname())
}

func (w *wiretap) handshake(ctx context.Context, c net.Conn, e connectors.Endpoint, host string) bool {
	secure, err := wire.TLS(e)
	if err == nil {
		secure.ServerName = host
		s := tls.Client(c, secure)
		if err = s.HandshakeContext(ctx); err == nil {
			st := s.ConnectionState()
			w.ok("%s is reachable, %s, certificate until %s", host, tls.VersionName(st.Version), st.PeerCertificates[0].NotAfter.Format(time.DateOnly))
			return true
		}
	}
	w.bad("%s: no TLS: %v; if its certificate is of an authority of its own, name that with ca: at the endpoint", host, err)
	return false
}

// take shows and reads what came, and returns its hash.
func (w *wiretap) take(ctx context.Context, h *schedules.House, b *connectors.Batch) ([]byte, error) {
	w.said = append(w.said, b.Origin, b.Name)
	var head bytes.Buffer
	sum := sha256.New()
	cut := w.cut(b)
	body := io.TeeReader(cut, io.MultiWriter(sum, &front{b: &head}))
	copied := *b
	copied.Body = struct {
		io.Reader
		io.Closer
	}{body, b.Body}
	out, err := h.Ingester.Run(ctx, &copied, w.contract.Source, w.now())
	if err = errors.Join(err, b.Body.Close()); err != nil {
		w.bad("%s", w.hear(err))
		return nil, nil
	}
	w.ok("%s %s: %d bytes of %s from %s", w.want.Provider, w.want.Period, out.Landing.Bytes, b.MediaType, b.Origin)
	if cut.Short {
		w.ok("these are its first %d rows; --rows takes more of them, --rows 0 all", w.rows)
	}
	w.head("what came")
	if err := w.show(b.MediaType, head.Bytes()); err != nil {
		return nil, err
	}
	w.head("verdict")
	return sum.Sum(nil), w.verdict(ctx, h, out)
}

// front keeps the beginning of what is written to it.
type front struct{ b *bytes.Buffer }

func (f *front) Write(p []byte) (int, error) {
	f.b.Write(p[:min(len(p), lookAt-f.b.Len())])
	return len(p), nil
}

// cut is the beginning of what came, as much as is wanted.
func (w *wiretap) cut(b *connectors.Batch) *draft.Cut {
	held := ""
	if w.contract.JSON != nil {
		held = w.contract.JSON.Rows
	}
	return draft.NewCut(b.Body, w.form(b.MediaType), held, w.rows)
}

func (w *wiretap) form(media string) draft.Form {
	form := draft.FormOfMedia(media)
	if form == draft.JSON && w.contract.JSON != nil && w.contract.JSON.Lines {
		form = draft.JSONLines
	}
	return form
}

func (w *wiretap) show(media string, head []byte) error {
	s, err := draft.Read(w.form(media), head)
	if err != nil {
		w.hint("its first bytes cannot be shown (%v); the verdict tells more", err)
		return nil
	}
	if err := w.understood(s); err != nil {
		return err
	}
	return w.firstRows(s)
}

// verdict prints what a sender would be told of something wrong.
func (p *probe) verdict(ctx context.Context, h *schedules.House, out ingest.Outcome) error {
	r, err := h.Ingester.Tell(ctx, out)
	if err != nil {
		return err
	}
	if r.Exit() == 0 {
		p.ok("received %d = accepted %d: no rule and no type is broken", out.Received, out.Accepted)
		return nil
	}
	p.found++
	return r.Write(p.out, verdict.Form("text"), verdict.Language(p.lang))
}

// conform runs what of the conformance suite can be run against a system that is not ours.
func (w *wiretap) conform(ctx context.Context, sum []byte) error {
	w.head("conduct")
	if sum != nil {
		w.again(ctx, sum)
	}
	stopped, stop := context.WithCancel(ctx)
	stop()
	began := w.now()
	_, err := w.conn.Fetch(stopped, w.want)
	if took := w.now().Sub(began); errors.Is(err, context.Canceled) && took < time.Second {
		w.ok("a pull that is called off ends at once")
	} else {
		w.bad("a pull that was called off ended after %s with: %v", took.Round(time.Millisecond), err)
	}
	if err != nil {
		w.hear(err)
	}
	if err := w.discreet(ctx); err != nil {
		return err
	}
	return ctx.Err()
}

// again pulls the same return once more: leaving it half read, then comparing it.
func (w *wiretap) again(ctx context.Context, sum []byte) {
	if b, err := w.conn.Fetch(ctx, w.want); err == nil {
		_, _ = io.CopyN(io.Discard, b.Body, 3)
		if err := b.Body.Close(); err != nil {
			w.bad("a pull that is left half read: %s", w.hear(err))
		} else {
			w.ok("a pull may be left half read")
		}
	}
	b, err := w.conn.Fetch(ctx, w.want)
	if err != nil {
		w.bad("pulled again: %s", w.hear(err))
		return
	}
	defer b.Body.Close()
	second := sha256.New()
	if _, err := io.Copy(second, w.cut(b)); err != nil {
		w.bad("pulled again: %s", w.hear(err))
	} else if bytes.Equal(sum, second.Sum(nil)) {
		w.ok("pulled again, it is the same bytes: a second run changes nothing")
	} else {
		w.hint("pulled again, it is other bytes: each pull is a new version; is there a time or an order in the answer that changes?")
	}
}
