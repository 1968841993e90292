package ingest

import "fmt"

// A Fault says that a file could not be read as its contract says. It is about the data:
// the file is refused and kept, and the fault becomes its finding.
type Fault struct {
	Code   string // names the message in messages.yaml
	Detail string // place and value, the same in every language
}

func (f *Fault) Error() string { return f.Code + ": " + f.Detail }

func faultf(format string, args ...any) error {
	return &Fault{Code: "unreadable", Detail: fmt.Sprintf(format, args...)}
}
