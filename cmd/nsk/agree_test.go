package main

import (
	"context"
	"fmt"
	"path/filepath"
	"sort"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nsk/schedules"
	"nsk/schedules/calendar"
)

// standingsAgree: where every return stands is told by three, the service (Standings), the
// models (core.return) and those who read a release, and they say the same.
func (l *lived) standingsAgree(t *testing.T) {
	d, _, err := desk(new(config))
	if err != nil {
		t.Fatal(err)
	}
	h := schedules.House{Desk: d, Engine: l.engine}
	all, err := h.Standings(context.Background(), lastDay)
	if err != nil {
		t.Fatal(err)
	}
	modelled := l.lines(t, `SELECT concat_ws(' ', source, provider, period, timeliness, coalesce(content, '-'), coalesce(received_on, '1970-01-01'::DATE), coalesce(delay_wd, 0), rejected_only AND timeliness = 'missing') FROM core.return`)
	if diff := cmp.Diff(modelled, timeliness(all)); diff != "" {
		t.Errorf("(-core.return +Standings)\n%s", diff)
	}
	db, _, err := openRelease(context.Background(), &config{Data: filepath.Join(l.dir, "demo-2025", "data")}, "", "1GB")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	released, err := d.Released(context.Background(), db, lastDay)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(timeliness(all), timeliness(released)); diff != "" {
		t.Errorf("(-warehouse +release)\n%s", diff)
	}
}

// timeliness writes standings for periods that are over as core.return has them: whether
// something came, and what, are two columns there.
func timeliness(all []schedules.Standing) []string {
	var lines []string
	for _, s := range all {
		if _, end := s.Period.Bounds(); calendar.DayOf(end) > lastDay {
			continue
		}
		state, delay := string(s.State), s.Delay
		switch s.State {
		case schedules.StateCannot:
			state = "answered"
		case schedules.StateNil:
			state = string(schedules.StateOnTime)
			if s.Received > s.Last {
				state = string(schedules.StateLate)
			}
		case schedules.StateMissing:
			delay = 0 // so far: it is told of what came
		}
		content := s.Content
		if content == "" {
			content = "-"
		}
		lines = append(lines, fmt.Sprintf("%s %s %s %s %s %s %d %t", s.Source, s.Provider, s.Period, state, content, s.Received.Time().Format("2006-01-02"), delay, s.Refused && s.State == schedules.StateMissing))
	}
	sort.Strings(lines)
	return lines
}
