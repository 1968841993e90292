package synthetic

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"nsk/schedules/calendar"
)

// Publish moves the virtual clock to a local day and writes the drop files that appear
// between the day after the clock and that day into inbox/<source>/; none where inbox is "". The first
// call starts on 1 January. It does nothing if the clock is already there, and fails only if a file
// cannot be written; the clock then stays.
func (r *Republic) Publish(day time.Time, inbox string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for next := max(r.now+1, r.date(1, 1)); next <= calendar.LocalDay(day); next++ {
		for _, f := range r.filesOn(next) {
			if inbox == "" {
				break
			}
			if err := drop(inbox, f); err != nil {
				return fmt.Errorf("publish %s: %w", text(next), err)
			}
		}
		r.now = next
	}
	return nil
}

// drop writes a file under a name that starts with a dot and then renames it, so that
// nobody reads half of it.
func drop(inbox string, f file) error {
	dir := filepath.Join(inbox, f.source)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	temp := filepath.Join(dir, "."+f.name)
	if err := os.WriteFile(temp, f.body, 0o644); err != nil {
		return err
	}
	return os.Rename(temp, filepath.Join(dir, f.name))
}

// filesOn are the files that appear on a day, in a fixed order.
func (r *Republic) filesOn(day calendar.Day) []file {
	out := []file{r.streamFile(day - 1)}
	for _, s := range r.plan().sendings[day] {
		out = append(out, r.file(s))
	}
	return append(append(out, r.bodyFiles(day)...), r.ownFiles(day)...)
}

// streamFile holds the events of one day; the last day of the year before holds all of
// that year, for on it the platform begins to report.
func (r *Republic) streamFile(day calendar.Day) file {
	events := r.eventsOn(day)
	if day == r.date(1, 1)-1 {
		events = nil
		for d := r.volume.first; d <= day; d++ {
			events = append(events, r.eventsOn(d)...)
		}
	}
	name := "administrator_" + text(day)
	var b bytes.Buffer
	if err := lines(&b, events); err != nil {
		panic(err) // memory
	}
	r.spoiledStream(day, &b)
	if b.Len() == 0 {
		return declaration("applications", name, `{"declaration":"nil"}`)
	}
	return file{"applications", name + ".jsonl", b.Bytes()}
}

// eventsOn are the events of a day by time, then application.
func (r *Republic) eventsOn(day calendar.Day) []event {
	var out []event
	for _, n := range r.plan().moves[day] {
		l := r.life(int(n))
		out = append(out, r.events(&l, r.serial(&l), day)...)
	}
	slices.SortStableFunc(out, func(a, b event) int {
		if c := strings.Compare(a.At, b.At); c != 0 {
			return c
		}
		return int(a.ID - b.ID)
	})
	return out
}
