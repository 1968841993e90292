package openlineage

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/gofrs/flock"
)

// An Outbox keeps events on disk, a line each, until their receiver has taken them: a file,
// or an HTTP service. Several processes may use the same folder. An event may be handed over
// twice, if the answer was lost; its run and state say that it is the same.
type Outbox struct {
	dir  string
	send func(context.Context, []byte) error
	mu   sync.Mutex
}

// A refusal is the answer that an event is no good; asking again would not help.
type refusal struct{ code int }

func (r *refusal) Error() string { return fmt.Sprintf("refused with %d", r.code) }

// ToFile appends events to a file.
func ToFile(dir, name string) *Outbox {
	return &Outbox{dir: dir, send: func(_ context.Context, line []byte) error { return appendLine(name, line) }}
}

// ToService posts events to an address, with a bearer token if there is one. An address
// without a path is that of the service: events go to /api/v1/lineage.
func ToService(dir, address string, client *http.Client, token func() (string, error)) (*Outbox, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.RawQuery != "" {
		return nil, errors.New("lineage: write an address such as https://host:5000, without name, password and query; a token is the secret called lineage")
	}
	if strings.Trim(u.Path, "/") == "" {
		u.Path = "/api/v1/lineage"
	}
	return &Outbox{dir: dir, send: func(ctx context.Context, line []byte) error { return post(ctx, client, u, token, line) }}, nil
}

func post(ctx context.Context, client *http.Client, u *url.URL, token func() (string, error), line []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), bytes.NewReader(line))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	secret, err := token()
	if err != nil {
		return err
	}
	if secret != "" {
		req.Header.Set("Authorization", "Bearer "+secret)
	}
	res, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("%s does not answer: %w", u.Host, errors.Unwrap(err)) // without the address
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<20)) // so that the connection is used again
	switch {
	case res.StatusCode < 300:
		return nil
	case res.StatusCode == http.StatusBadRequest, res.StatusCode == http.StatusRequestEntityTooLarge, res.StatusCode == http.StatusUnprocessableEntity:
		return &refusal{res.StatusCode}
	}
	return fmt.Errorf("%s answers %d", u.Host, res.StatusCode)
}

func (o *Outbox) file() string { return filepath.Join(o.dir, "outbox.jsonl") }

func (o *Outbox) refusedFile() string { return filepath.Join(o.dir, "refused.jsonl") }

func (o *Outbox) sentFile() string { return filepath.Join(o.dir, "sent") }

// add writes a line down before anybody is asked to take it.
func (o *Outbox) add(line []byte) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if err := os.MkdirAll(o.dir, 0o700); err != nil {
		return err
	}
	return o.holding("add", func() error { return appendLine(o.file(), line) })
}

func appendLine(name string, line []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(bytes.Clone(line), '\n'))
	return errors.Join(err, f.Close())
}

// holding does something while no other process does it.
func (o *Outbox) holding(what string, do func() error) error {
	l := flock.New(filepath.Join(o.dir, "."+what+".lock"))
	if err := l.Lock(); err != nil {
		return err
	}
	return errors.Join(do(), l.Unlock())
}

// drain hands the lines over in their order, from where it stopped before. Another process
// that is at it does it for all.
func (o *Outbox) drain(ctx context.Context) (left, refused int, err error) {
	if _, err := os.Stat(o.file()); errors.Is(err, os.ErrNotExist) {
		return 0, 0, nil
	}
	l := flock.New(filepath.Join(o.dir, ".send.lock"))
	if mine, err := l.TryLock(); err != nil || !mine {
		return 0, 0, err
	}
	defer l.Unlock() //nolint:errcheck // the end of the process unlocks it too
	at, err := o.sent()
	if err != nil {
		return 0, 0, err
	}
	f, err := os.Open(o.file())
	if err != nil {
		return 0, 0, err
	}
	defer f.Close()
	if _, err := f.Seek(at, io.SeekStart); err != nil {
		return 0, 0, err
	}
	lines := bufio.NewReader(f)
	for {
		line, end := lines.ReadBytes('\n')
		if end != nil { // an unfinished line is being written
			return 0, refused, o.empty(at)
		}
		failed := o.send(ctx, bytes.TrimSuffix(line, []byte{'\n'}))
		var bad *refusal
		if errors.As(failed, &bad) {
			refused++
			failed = appendLine(o.refusedFile(), bytes.TrimSuffix(line, []byte{'\n'}))
		}
		if failed != nil {
			return 1 + waiting(lines), refused, failed
		}
		at += int64(len(line))
		if err := o.note(at); err != nil {
			return 0, refused, err
		}
	}
}

// waiting counts the lines that are left.
func waiting(lines *bufio.Reader) (n int) {
	for {
		if _, err := lines.ReadBytes('\n'); err != nil {
			return n
		}
		n++
	}
}

// sent is how far the file was handed over.
func (o *Outbox) sent() (int64, error) {
	text, err := os.ReadFile(o.sentFile())
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
}

func (o *Outbox) note(at int64) error {
	temp := o.sentFile() + ".new"
	if err := os.WriteFile(temp, []byte(strconv.FormatInt(at, 10)), 0o600); err != nil {
		return err
	}
	return os.Rename(temp, o.sentFile())
}

// empty clears the file if nothing was added since.
func (o *Outbox) empty(at int64) error {
	return o.holding("add", func() error {
		info, err := os.Stat(o.file())
		if err != nil || info.Size() != at {
			return err
		}
		return errors.Join(o.forget(), os.Remove(o.file())) // in this order: cut off in between, events are sent twice, and none is passed over
	})
}

// forget begins the count anew.
func (o *Outbox) forget() error {
	err := os.Remove(o.sentFile())
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
