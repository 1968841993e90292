package synthetic

import (
	"bufio"
	"io"
)

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
