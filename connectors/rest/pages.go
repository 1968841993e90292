package rest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"nsk/connectors"
	"nsk/connectors/contract"
)

// pages is the body of a pull: page after page is asked for while it is read. The count of
// rows must agree, page by page, with what the service announces; a service that moves
// while it is read is an error, and the period stays due.
type pages struct {
	ctx   context.Context // of Fetch: the body is a part of it
	rest  *Rest
	want  connectors.Want
	batch *connectors.Batch // whose body it is; nil until the first page is there

	deleted bool  // the rows have come, and those that were deleted are asked for
	n       int   // pages asked for, of these or those
	asked   int   // pages in all
	bytes   int64 // of them
	seen    progress
	last    trail
	now     trail
	laid    laid
	mark    mark         // of the last page
	cursor  string       // the furthest row so far
	buffer  bytes.Buffer // the page under way, framed
	framed  []byte       // of it, what was not read yet
	err     error        // what ended it
}

// Read reads on, and asks for the next page where one is through.
func (p *pages) Read(into []byte) (int, error) {
	for len(p.framed) == 0 {
		if p.err == nil && p.seen.done {
			p.err = p.turn()
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

// WriteTo is Read for who takes pages whole.
func (p *pages) WriteTo(w io.Writer) (all int64, err error) {
	for {
		if len(p.framed) == 0 {
			if _, err := p.Read(nil); err != nil {
				return all, ended(err)
			}
		}
		n, err := w.Write(p.framed)
		all, p.framed = all+int64(n), p.framed[n:]
		if err != nil {
			return all, err
		}
	}
}

// ended is what an end is to who copies.
func ended(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// turn goes on to the rows that were deleted, where the service tells of them; io.EOF is the
// end. They come after all others, so that a row that was deleted meanwhile is not there
// again. Where everything is asked for, nothing was read that could be taken back.
func (p *pages) turn() error {
	if p.deleted || p.rest.deleted == nil || p.rest.since.set() && p.want.Since == "" {
		return io.EOF
	}
	p.deleted, p.n, p.seen, p.last = true, 0, progress{}, p.last[:0]
	return nil
}

// Close ends the pull. No connection is held between pages.
func (p *pages) Close() error {
	p.framed, p.err = nil, errors.New("read after the end of the pull")
	return nil
}

// next asks for one page and counts it.
func (p *pages) next() error {
	r := p.rest
	if p.asked == r.limits.pages || p.bytes > r.limits.pull {
		return fmt.Errorf("pull %s: no end after %d pages of %d bytes in all", r.base, p.asked, p.bytes)
	}
	head, tail := p.frame()
	p.buffer.Reset()
	p.buffer.WriteString(head)
	mark, err := r.page(p.ctx, asking{p.want, p.n, p.deleted}, &p.buffer)
	if p.asked > 0 && errors.Is(err, connectors.ErrNotPublished) {
		return fmt.Errorf("pull %s: page %d was withdrawn while paging; pull again", r.base, p.n)
	}
	if err != nil {
		return err
	}
	if err := p.follow(p.buffer.Bytes()[len(head):]); err != nil {
		return err
	}
	p.last, p.now, p.mark = p.now, p.last, mark
	p.n++
	p.asked++
	p.buffer.WriteString(tail)
	p.framed = p.buffer.Bytes()
	p.bytes += int64(len(p.framed))
	return nil
}

// frame is what stands around a page: a record separator and a line feed (RFC 7464), and
// that its rows were deleted.
func (p *pages) frame() (head, tail string) {
	if p.deleted {
		return "\x1e{\"" + contract.FoundDeleted + "\":", "}\n"
	}
	return "\x1e", "\n"
}

// follow counts a page and looks whether it follows the one before.
func (p *pages) follow(page []byte) error {
	r := p.rest
	p.laid.rows = p.laid.rows[:0]
	err := r.shape.lie(page, &p.laid)
	if errors.Is(err, errNoJSON) {
		return fmt.Errorf("pull %s: %w", r.base, notJSON(page))
	}
	if err == nil {
		err = r.shape.count(&p.seen, &p.laid, r.size)
	}
	if err == nil {
		err = p.advance()
	}
	if err != nil {
		return fmt.Errorf("pull %s, page %d: %w", r.base, p.n, err)
	}
	p.now = p.now.of(p.laid.rows)
	return p.moved(p.now)
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
	if !s.set() || p.deleted {
		return nil
	}
	if p.cursor == "" {
		p.cursor = p.want.Since // where nothing came, the next pull goes on there too
	}
	p.cursor, err = s.furthest(p.laid.rows, p.want.Since, p.cursor)
	if p.batch != nil {
		p.batch.Cursor = p.cursor
	}
	return err
}
