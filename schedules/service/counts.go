package service

import (
	"time"

	"nsk/schedules"
)

// counts are what happened since the service started.
type counts struct {
	runs   map[ran]float64
	took   map[ran]time.Duration // of the last
	alerts float64
}

// ran names a count of runs; of durations, without the state.
type ran struct {
	kind, source string
	state        schedules.RunState
}

func (c *counts) note(r schedules.Record) {
	if c.runs == nil {
		c.runs, c.took = make(map[ran]float64), make(map[ran]time.Duration)
	}
	c.runs[ran{r.Kind, r.Source, r.State}]++
	c.took[ran{kind: r.Kind, source: r.Source}] = r.Ended.Sub(r.Began)
}
