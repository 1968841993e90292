package account

import (
	"context"
	"time"
)

// lookEvery is how often While looks whether somebody may still ask.
const lookEvery = time.Second

// While is a context that ends with ctx, and within a second or two once may says no: what
// somebody began must not run on when their session, token or account is at its end. The
// caller must call stop.
func While(ctx context.Context, may func() bool) (inner context.Context, stop context.CancelFunc) {
	inner, stop = context.WithCancel(ctx)
	go func() {
		look := time.NewTicker(lookEvery)
		defer look.Stop()
		for {
			select {
			case <-inner.Done():
				return
			case <-look.C:
				if !may() {
					stop()
				}
			}
		}
	}()
	return inner, stop
}
