package query

import (
	"cmp"
	"context"
)

// enter waits for a place: first for one of the person's own, so that who asks much does not
// keep others out, then for one of all. It returns what gives both back.
func (r *Runner) enter(ctx context.Context, who string) (leave func(), err error) {
	all, own := r.rows(who)
	if err := wait(ctx, own); err != nil {
		return nil, err
	}
	if err := wait(ctx, all); err != nil {
		<-own
		return nil, err
	}
	return func() { <-all; <-own }, nil
}

// rows are the places of all, and of a person.
func (r *Runner) rows(who string) (all, own chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	most := cmp.Or(r.Places, 4)
	if r.places == nil {
		r.places, r.theirs = make(chan struct{}, most), make(map[string]chan struct{})
	}
	if who == "" {
		return r.places, make(chan struct{}, 1)
	}
	if r.theirs[who] == nil {
		r.theirs[who] = make(chan struct{}, max(1, most/2))
	}
	return r.places, r.theirs[who]
}

func wait(ctx context.Context, places chan struct{}) error {
	select {
	case places <- struct{}{}:
		return nil
	case <-ctx.Done():
		return Stopped()
	}
}
