package ingest

import (
	"fmt"
	"io"
)

// A Fault says that a file could not be read as its contract says. It is about the data:
// the file is refused and kept, and the fault becomes its finding.
type Fault struct {
	Code   string // names the message in messages.yaml
	Detail string // place and value, the same in every language; never a library's words
}

func (f *Fault) Error() string { return f.Code + ": " + f.Detail }

// fault is a Fault at a place: a line, a cell, a part, a name.
func fault(code string, place any) error { return &Fault{Code: code, Detail: fmt.Sprint(place)} }

// A rationed reader gives out no more than its ration, and then a Fault of its own. What
// takes the text apart cannot be made to fill the memory by one endless token, if the
// ration is renewed between two tokens.
type rationed struct {
	io.Reader
	left int64
	over error
}

func (r *rationed) Read(p []byte) (int, error) {
	if r.left <= 0 {
		return 0, r.over
	}
	n, err := r.Reader.Read(p[:min(int64(len(p)), r.left)])
	r.left -= int64(n)
	return n, err
}
