package rest

import (
	"bytes"
	"fmt"
	"hash/maphash"
	"slices"
)

// seed is that of this process: what is remembered of a page is forgotten with the pull.
var seed = maphash.MakeSeed()

// A trail stands for the rows of a page, to see pages that move while they are read: rows
// that are put in or taken out at the front push those behind over the edge.
type trail []uint64

// of makes the trail that of other rows.
func (t trail) of(rows [][]byte) trail {
	t = t[:0]
	for _, r := range rows {
		t = append(t, maphash.Bytes(seed, r))
	}
	return t
}

// unlike reports whether no two rows are alike.
func (t trail) unlike() bool {
	sorted := slices.Sorted(slices.Values(t))
	return len(slices.Compact(sorted)) == len(t)
}

// moved says why the page that was just read does not follow the page before. The first
// row of a page may stand in the page before because the source has it twice; then both
// pages are the same when they are asked for again.
func (p *pages) moved(now trail) error {
	if p.n == 0 || len(now) == 0 || !slices.Contains(p.last, now[0]) || !p.last.unlike() || !now.unlike() {
		return nil
	}
	if slices.Equal(p.last, now) {
		return fmt.Errorf("pull %s: page %d is page %d again; either rows moved while paging, then pull again, or the service pages in another way than options.shape says", p.rest.base, p.n, p.n-1)
	}
	for n, was := range map[int]trail{p.n - 1: p.last, p.n: now} {
		again, err := p.again(n)
		if err != nil {
			return err
		}
		if !slices.Equal(again, was) {
			return fmt.Errorf("pull %s: rows moved from page to page while paging, seen at page %d; pull again", p.rest.base, p.n)
		}
	}
	return nil
}

// again is the trail of a page that is asked for once more.
func (p *pages) again(n int) (trail, error) {
	var b bytes.Buffer
	if _, err := p.rest.page(p.ctx, asking{p.want, n, p.deleted}, &b); err != nil {
		return nil, err
	}
	var l laid
	if err := p.rest.shape.lie(b.Bytes(), &l); err != nil {
		return nil, fmt.Errorf("pull %s, page %d: %w", p.rest.base, n, err)
	}
	return trail(nil).of(l.rows), nil
}
