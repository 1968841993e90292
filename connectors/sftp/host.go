package sftp

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
	"golang.org/x/time/rate"

	"nsk/connectors/folder"
)

// idleFor is how long a connection that nobody uses is kept.
const idleFor = 30 * time.Second

// A host is one server. It keeps one connection at hand between what is asked of it.
type host struct {
	name      string // of the endpoint
	tcp, base string
	config    ssh.ClientConfig
	key       ssh.PublicKey // the server's, nil where none is configured
	dial      dialer
	timeout   time.Duration // of one request with its answer
	attempts  int
	pace      *rate.Limiter // nil: no limit

	mu   sync.Mutex
	idle *line
}

func newHost(site *folder.Site, secret func(string) (string, error)) (*host, error) {
	h := &host{name: site.Name, timeout: site.Timeout, attempts: site.Attempts}
	if site.PerSecond > 0 {
		h.pace = rate.NewLimiter(rate.Limit(site.PerSecond), 1)
	}
	h.locate(site.URL)
	var err error
	if h.dial, err = newDialer(site.Endpoint); err != nil {
		return nil, err
	}
	if err := h.trust(site.HostKey); err != nil {
		return nil, err
	}
	return h, h.identify(site.User, secret)
}

// A line is one connection.
type line struct {
	secure *ssh.Client
	files  *sftp.Client
	expire *time.Timer // while idle
}

// close ends the connection at once, and with it whatever waits for an answer.
func (l *line) close() { _ = l.secure.Close() } // nothing is owed to the server

// hold does op on a connection, which then belongs to the caller. Broken connections are
// made anew; an answer of the server that would be the same again is not asked for twice.
func (h *host) hold(ctx context.Context, op func(*line) error) (*line, error) {
	return backoff.Retry(ctx, func() (*line, error) {
		l, used, err := h.take(ctx)
		if err != nil {
			return nil, err
		}
		err = h.guard(ctx, l, func() error { return op(l) })
		if used && err != nil && !answered(err) && ctx.Err() == nil { // it fell while it was idle
			if l, err = h.connect(ctx); err != nil {
				return nil, err
			}
			err = h.guard(ctx, l, func() error { return op(l) })
		}
		switch {
		case err == nil:
			return l, nil
		case answered(err):
			h.give(l)
		default:
			l.close()
		}
		if settled(err) || ctx.Err() != nil {
			return nil, backoff.Permanent(err)
		}
		return nil, err
	}, backoff.WithMaxTries(uint(h.attempts)), backoff.WithBackOff(backoff.NewExponentialBackOff()))
}

// do is hold for what needs the connection no longer.
func (h *host) do(ctx context.Context, op func(*line) error) error {
	l, err := h.hold(ctx, op)
	if err == nil {
		h.give(l)
	}
	return err
}

// answered reports whether an error is what the server said on a sound connection.
func answered(err error) bool {
	var status *sftp.StatusError
	return settled(err) || errors.As(err, &status)
}

// settled reports whether the same would be said again.
func settled(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) || errors.Is(err, folder.ErrChanged)
}

// guard bounds what is done on a connection by the context and by the time-out: either
// closes it.
func (h *host) guard(ctx context.Context, l *line, do func() error) error {
	return bounded(ctx, h.timeout, l.close, do)
}

func bounded(ctx context.Context, timeout time.Duration, stop func(), do func() error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	left := context.AfterFunc(ctx, stop)
	late := time.AfterFunc(timeout, stop)
	err := do()
	switch {
	case !left():
		return ctx.Err()
	case !late.Stop() && err != nil:
		return fmt.Errorf("no answer within %s", timeout)
	}
	return err
}

// take is a connection that nobody else has, and whether it was used before.
func (h *host) take(ctx context.Context) (l *line, used bool, err error) {
	if h.pace != nil {
		if err := h.pace.Wait(ctx); err != nil {
			return nil, false, backoff.Permanent(err)
		}
	}
	h.mu.Lock()
	l, h.idle = h.idle, nil
	h.mu.Unlock()
	if l != nil && l.expire.Stop() {
		return l, true, nil
	}
	l, err = h.connect(ctx)
	return l, false, err
}

// give keeps a sound connection at hand for a while.
func (h *host) give(l *line) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.idle != nil {
		l.close()
		return
	}
	h.idle = l
	l.expire = time.AfterFunc(idleFor, func() { h.drop(l) })
}

func (h *host) drop(l *line) {
	h.mu.Lock()
	if h.idle == l {
		h.idle = nil
	}
	h.mu.Unlock()
	l.close()
}
