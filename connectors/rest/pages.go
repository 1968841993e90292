package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"nsk/connectors"
)

// pages is the body of a pull: page after page is asked for while it is read. The count of
// rows must agree, page by page, with what the service announces; a service that moves
// while it is read is an error, and the period stays due.
type pages struct {
	ctx   context.Context // of Fetch: the body is a part of it
	rest  *Rest
	want  connectors.Want
	batch *connectors.Batch // whose body it is; nil until the first page is there

	n      int   // pages asked for
	bytes  int64 // of them
	seen   progress
	last   trail
	mark   mark   // of the last page
	cursor string // the furthest row so far
	framed []byte // of the page under way, not yet read
	err    error  // what ended it
}

// Read reads on, and asks for the next page where one is through.
func (p *pages) Read(into []byte) (int, error) {
	for len(p.framed) == 0 {
		if p.err == nil && p.seen.done {
			p.err = io.EOF
		}
		if p.err == nil {
			p.err = p.next()
		}
		if p.err != nil {
			return 0, p.err
		}
	}
	n := copy(into, p.framed)
	p.framed = p.framed[n:]
	return n, nil
}

// Close ends the pull. No connection is held between pages.
func (p *pages) Close() error {
	p.framed, p.err = nil, errors.New("read after the end of the pull")
	return nil
}

// next asks for one page and counts it.
func (p *pages) next() error {
	r := p.rest
	if p.n == r.limits.pages || p.bytes > r.limits.pull {
		return fmt.Errorf("pull %s: no end after %d pages of %d bytes in all", r.base, p.n, p.bytes)
	}
	page, mark, err := r.page(p.ctx, p.want, p.n)
	if p.n > 0 && errors.Is(err, connectors.ErrNotPublished) {
		return fmt.Errorf("pull %s: page %d was withdrawn while paging; pull again", r.base, p.n)
	}
	if err != nil {
		return err
	}
	err = r.shape.take(&p.seen, page, r.size)
	if err != nil && !json.Valid(page) {
		return fmt.Errorf("pull %s: %w", r.base, notJSON(page))
	}
	if err != nil {
		return fmt.Errorf("pull %s, page %d: %w", r.base, p.n, err)
	}
	if err := p.advance(); err != nil {
		return fmt.Errorf("pull %s, page %d: %w", r.base, p.n, err)
	}
	now := trailOf(page, p.seen.page)
	if err := p.moved(now); err != nil {
		return err
	}
	p.last, p.seen.page, p.mark = now, nil, mark
	p.n++
	p.framed = append(append(append(make([]byte, 0, len(page)+2), 0x1e), page...), '\n')
	p.bytes += int64(len(p.framed))
	return nil
}

// notJSON says what came in place of a page. Nothing of it is shown: it may hold anything.
func notJSON(page []byte) error {
	if bytes.HasPrefix(bytes.TrimSpace(page), []byte("<")) {
		return errors.New("the answer is not JSON but HTML or XML, such as a page of logging in; check the address and the access key")
	}
	return errors.New("the answer is not JSON")
}

// advance moves the cursor past the rows of a page.
func (p *pages) advance() (err error) {
	s := p.rest.since
	if !s.set() {
		return nil
	}
	if p.cursor == "" {
		p.cursor = p.want.Since // where nothing came, the next pull goes on there too
	}
	p.cursor, err = s.furthest(p.seen.page, p.want.Since, p.cursor)
	if p.batch != nil {
		p.batch.Cursor = p.cursor
	}
	return err
}
