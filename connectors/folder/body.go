package folder

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// A body reads a file from its first byte to its last over as many connections as it
// takes. Nothing is kept of what was read.
type body struct {
	ctx    context.Context
	folder *Folder
	file   File

	open  io.ReadCloser // nil after a cut
	at    int64
	sums  []hash.Hash
	want  []Sum
	fails int   // since the last byte that came
	err   error // what every further Read says
	pause *backoff.ExponentialBackOff
}

// begin opens the file, so that what is not there is told by Fetch.
func (b *body) begin() (err error) {
	b.pause = backoff.NewExponentialBackOff()
	if b.open, err = b.folder.Place.Open(b.ctx, b.file, 0); err != nil {
		return err
	}
	if s, ok := b.open.(Summed); ok {
		b.want = s.Sums()
	}
	for _, s := range b.want {
		b.sums = append(b.sums, s.New())
	}
	return nil
}

// Read returns io.EOF only when the whole file was read and is what was listed.
func (b *body) Read(p []byte) (int, error) {
	for b.err == nil {
		if b.open == nil {
			b.reopen()
			continue
		}
		n, err := b.open.Read(p)
		if n > 0 {
			b.count(p[:n])
		}
		if err != nil {
			b.stopped(err)
		}
		if n > 0 && (b.err == nil || b.err == io.EOF) {
			return n, nil
		}
	}
	return 0, b.err
}

func (b *body) count(p []byte) {
	b.at += int64(len(p))
	b.fails = 0
	for _, h := range b.sums {
		h.Write(p)
	}
	if b.at > b.file.Size {
		b.err = fmt.Errorf("read from %s: more than the %d bytes that were listed: %w", b.folder.Says, b.file.Size, ErrChanged)
	}
}

// stopped looks at why no more came: the end, a cut, or what cannot be gone on from.
func (b *body) stopped(err error) {
	switch {
	case b.err != nil:
	case err == io.EOF && b.at == b.file.Size:
		b.err = b.whole()
	case b.ctx.Err() != nil:
		b.err = b.ctx.Err()
	case final(err):
		b.err = fmt.Errorf("read from %s: %w", b.folder.Says, err)
	default:
		b.cut(err)
	}
}

func (b *body) cut(err error) {
	_ = b.open.Close() // it is broken
	b.open = nil
	if b.fails++; b.fails >= b.folder.attempts {
		b.err = fmt.Errorf("read from %s: broke off after %d of %d bytes, and %d attempts to go on brought no more: %w", b.folder.Says, b.at, b.file.Size, b.fails, err)
	}
}

// reopen goes on where the cut was, at once the first time.
func (b *body) reopen() {
	if b.fails > 1 {
		b.err = wait(b.ctx, b.pause.NextBackOff())
	} else {
		b.pause.Reset()
	}
	if b.err == nil && b.at == b.file.Size { // cut after the last byte
		b.err = b.whole()
	}
	if b.err != nil {
		return
	}
	var err error
	if b.open, err = b.folder.Place.Open(b.ctx, b.file, b.at); err != nil {
		b.open = nil
		b.err = fmt.Errorf("read from %s: go on after %d of %d bytes: %w", b.folder.Says, b.at, b.file.Size, err)
	}
}

// final reports whether it is of no use to ask again.
func final(err error) bool {
	var permanent *backoff.PermanentError
	return errors.Is(err, ErrChanged) || errors.Is(err, fs.ErrNotExist) || errors.As(err, &permanent)
}

// whole compares the sums; io.EOF is what a reader that has all of it says.
func (b *body) whole() error {
	for i, s := range b.want {
		if !bytes.Equal(b.sums[i].Sum(nil), s.Want) {
			return fmt.Errorf("read from %s: the %s of what came is not what the service says; pull again, and if it stays so, ask who keeps the file", b.folder.Says, s.Name)
		}
	}
	if !b.folder.Recheck {
		return io.EOF
	}
	if err := Same(b.ctx, b.folder.Place, b.file); err != nil {
		return fmt.Errorf("read from %s: %w", b.folder.Says, err)
	}
	return io.EOF
}

// Close ends the connection; what was not read is not asked for.
func (b *body) Close() error {
	b.err = errors.Join(b.err, fs.ErrClosed)
	if b.open == nil {
		return nil
	}
	open := b.open
	b.open = nil
	return open.Close()
}

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
