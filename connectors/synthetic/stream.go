package synthetic

import (
	"bufio"
	"io"
	"strings"
)

// WriteReturns writes a recognition-persons file of so many rows to w: clean, with all
// personal columns, in the columns and order of the contract, in constant memory. Applications
// follow each other without end; their dates are those of the republic's two years. The
// error is that of w.
func (r *Republic) WriteReturns(w io.Writer, rows int) error {
	b := bufio.NewWriterSize(w, 1<<16)
	var head []string
	for _, c := range r.contract(persons).Columns {
		head = append(head, c.Name)
	}
	_, err := b.WriteString(strings.Join(head, ",") + "\n")
	q := newQuick(r)
	for n := 0; n < rows && err == nil; n++ {
		_, err = b.Write(q.row(n))
	}
	if err != nil {
		return err
	}
	return b.Flush()
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
