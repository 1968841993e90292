package board

import (
	"strings"
	"sync"
)

// kept are dashboards as they were drawn. A release never changes, so that one address in one
// language says the same to all readers of a kind; drawing it costs tens of milliseconds, and
// many read the same at once. What follows from the warehouse of this moment is not kept.
type kept struct {
	mu    sync.Mutex
	drawn map[string]shown
}

// mostKept is how many are kept, some 30 MB; then it begins anew.
const mostKept = 128

func (k *kept) get(key string) (shown, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	v, ok := k.drawn[key]
	return v, ok
}

func (k *kept) put(key string, v shown) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.drawn) >= mostKept || k.drawn == nil {
		k.drawn = make(map[string]shown)
	}
	k.drawn[key] = v
}

// whole is all that a drawing follows from, besides the release as it is.
func (d *drawing) whole() string {
	kind := "reader"
	if d.analyst() {
		kind = "analyst"
	}
	return strings.Join([]string{d.release.ID, d.lang, kind, d.request.URL.Path, d.request.URL.RawQuery, d.today.String()}, "\x1f")
}
