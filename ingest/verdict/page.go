package verdict

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
)

// WriteBody writes the report as a part of a page that somebody else frames: without head
// and style, and with no more than most occurrences. More reports whether there are others.
func (r *Report) WriteBody(w io.Writer, lang Language, most int) (more bool, err error) {
	if err := r.check(); err != nil {
		return false, fmt.Errorf("report on %s: %w", r.File.Name, err)
	}
	v := newView(r, lang)
	v.most = most
	b := bufio.NewWriter(w)
	err = v.page().ExecuteTemplate(b, "content", v)
	if err = cmp.Or(v.failed, err, b.Flush()); err != nil {
		return false, fmt.Errorf("report on %s: %w", r.File.Name, err)
	}
	return v.more, nil
}
