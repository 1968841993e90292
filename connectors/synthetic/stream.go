package synthetic

import (
	"bufio"
	"bytes"
	"io"
	"time"

	"nsk/schedules/calendar"
)

// An Event is one event of the platform as it stands on a stream.
type Event struct {
	Application string    // its number: events of one application have one key
	At          time.Time // when it happened
	JSON        []byte    // one line, without its end
}

// EventsOn are the events of a local day in the order in which they happened. The last day
// before the year has those of all the time before, for on it the platform begins to report.
func (r *Republic) EventsOn(day time.Time) (out []Event, err error) {
	on := calendar.LocalDay(day)
	from := on
	if on == r.date(1, 1)-1 {
		from = r.volume.first
	}
	for d := from; d <= on; d++ {
		for _, e := range r.eventsOn(d) {
			at, err := time.Parse(time.RFC3339, e.At)
			if err != nil {
				return nil, err
			}
			var b bytes.Buffer
			if err := lines(&b, []event{e}); err != nil {
				return nil, err
			}
			out = append(out, Event{Application: e.No, At: at, JSON: bytes.TrimSpace(b.Bytes())})
		}
	}
	return out, nil
}

// WriteEvents writes the events of so many applications to w as JSON Lines: the events of
// one application together, applications in order of submission, in constant memory.
// Applications are those of the republic, which therefore must be of that scale; it writes
// no more than there are. The error is that of w.
func (r *Republic) WriteEvents(w io.Writer, applications int) error {
	b := bufio.NewWriterSize(w, 1<<16)
	for n := range min(applications, r.volume.total()) {
		l := r.life(n)
		if err := lines(b, r.events(&l, l.serial, 0)); err != nil {
			return err
		}
	}
	return b.Flush()
}
