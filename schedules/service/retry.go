package service

import (
	"errors"
	"time"

	"github.com/cenkalti/backoff/v5"

	"nsk/ingest"
)

// Retry says how often, and for how long, something that failed is tried again before a
// person is told.
type Retry struct {
	First  time.Duration // pause after the first failure
	Most   time.Duration // longest pause
	Window time.Duration // from the first failure to the last attempt
	Jitter float64       // share of a pause by which it is made shorter or longer at random
}

func (r Retry) withDefaults() Retry {
	if r == (Retry{}) {
		return Retry{First: time.Minute, Most: 30 * time.Minute, Window: 6 * time.Hour, Jitter: 0.3}
	}
	return r
}

// pause is how long to wait after so many failures in a row: each time twice as long, up
// to Most. The jitter keeps many from asking a service again in the same second.
func (r Retry) pause(failures int) time.Duration {
	b := &backoff.ExponentialBackOff{InitialInterval: r.First, Multiplier: 2, MaxInterval: r.Most, RandomizationFactor: r.Jitter}
	b.Reset()
	for range failures - 1 {
		_ = b.NextBackOff()
	}
	return b.NextBackOff()
}

// Final marks an error that another attempt cannot put right, so that a person is told at
// once.
func Final(err error) error { return backoff.Permanent(err) }

// final reports whether an attempt more would be in vain. Rows that do not reconcile are
// not to be covered up by a second look.
func final(err error) bool {
	var permanent *backoff.PermanentError
	var imbalance *ingest.ImbalanceError
	return errors.As(err, &permanent) || errors.As(err, &imbalance)
}
