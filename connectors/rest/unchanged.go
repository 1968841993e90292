package rest

import (
	"context"
	"net/http"
	"time"

	"nsk/connectors"
	"nsk/connectors/contract"
)

// A mark is what a service says of an answer, to be shown to it when it is asked again
// (RFC 9110, 13.1): nothing need be sent that has not changed.
type mark struct{ etag, modified string }

// markOf reads the mark of an answer. A time of change counts only where it was a minute
// past: the text may change again within its second (RFC 9110, 8.8.2.2).
func markOf(h http.Header) (m mark) {
	m.etag = h.Get("ETag")
	changed, err := http.ParseTime(h.Get("Last-Modified"))
	sent, none := http.ParseTime(h.Get("Date"))
	if err == nil && none == nil && sent.Sub(changed) >= time.Minute {
		m.modified = h.Get("Last-Modified")
	}
	return m
}

// show asks only for what has changed.
func (m mark) show(h http.Header) {
	if m.etag != "" {
		h.Set("If-None-Match", m.etag)
	}
	if m.modified != "" {
		h.Set("If-Modified-Since", m.modified)
	}
}

// An asked names the return that a mark is about.
type asked struct {
	provider string
	period   contract.Period
}

// Settle remembers the mark of what is safely on record. A pull of several pages has none:
// the mark of a page says nothing of the others.
func (r *Rest) Settle(_ context.Context, b *connectors.Batch, _ bool) error {
	if p, ok := b.Body.(*pages); ok && p.n == 1 && p.seen.done && !r.since.set() && r.deleted == nil {
		r.marks.Store(asked{b.Provider, b.Period}, p.mark)
	}
	return nil
}

// known is the mark of what was settled before; none if nothing was.
func (r *Rest) known(w connectors.Want) mark {
	m, _ := r.marks.Load(asked{w.Provider, w.Period})
	known, _ := m.(mark)
	return known
}
