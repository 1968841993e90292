package rest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/maphash"
)

// seed is that of this process: what is remembered of a page is forgotten with the pull.
var seed = maphash.MakeSeed()

// hash stands for a row or a page that was read before.
func hash(text []byte) uint64 { return maphash.Bytes(seed, text) }

// trail is what is remembered of the page before, to see pages that move while they are
// read: rows that are put in or taken out at the front push those behind over the edge.
type trail struct {
	page   uint64
	rows   map[uint64]bool
	unlike bool // no two rows of it are alike
}

func trailOf(page []byte, rows []json.RawMessage) trail {
	t := trail{page: hash(page), rows: make(map[uint64]bool, len(rows)), unlike: true}
	for _, r := range rows {
		h := hash(bytes.TrimSpace(r))
		t.unlike = t.unlike && !t.rows[h]
		t.rows[h] = true
	}
	return t
}

// moved says why page n, which was just read, does not follow the page before. The first
// row of a page may stand in the page before because the source has it twice; then both
// pages are the same when they are asked for again.
func (p *pages) moved(now trail) error {
	if p.n == 0 || len(p.seen.page) == 0 || !p.last.unlike || !now.unlike {
		return nil
	}
	if !p.last.rows[hash(bytes.TrimSpace(p.seen.page[0]))] {
		return nil
	}
	if p.last.page == now.page {
		return fmt.Errorf("pull %s: page %d is page %d again; either rows moved while paging, then pull again, or the service pages in another way than options.shape says", p.rest.base, p.n, p.n-1)
	}
	for n, was := range map[int]uint64{p.n - 1: p.last.page, p.n: now.page} {
		again, _, err := p.rest.page(p.ctx, p.want, n)
		if err != nil {
			return err
		}
		if hash(again) != was {
			return fmt.Errorf("pull %s: rows moved from page to page while paging, seen at page %d; pull again", p.rest.base, p.n)
		}
	}
	return nil
}
