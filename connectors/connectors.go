// Package connectors says what it takes to bring a source's bytes: one method, and
// abilities a kind of transport may add.
//
// A connector knows the wire and nothing of meaning. It hands over exactly the bytes
// that were published; what they say is for package ingest.
package connectors

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"nsk/connectors/contract"
)

// ErrNotPublished means that the source has nothing for the wanted period yet. It is not
// a failure: the period stays due.
var ErrNotPublished = errors.New("not published yet")

// ErrUnchanged means that the source has nothing else for the wanted period than what was
// settled before. It is not a failure, and nothing need be read again.
var ErrUnchanged = errors.New("unchanged since it was read")

// An UnconfiguredError says that a source cannot be asked, because nobody has said where
// its system is.
type UnconfiguredError struct{ Source, Endpoint string }

func (e *UnconfiguredError) Error() string {
	return fmt.Sprintf("source %s: no address is configured for endpoint %q; add it under endpoints in nsk.yaml", e.Source, e.Endpoint)
}

// A Want names one return: whose it is and which period it is about.
type Want struct {
	Provider string
	Period   contract.Period
	Since    string // the Cursor of what was read last of a source that is pulled in parts; "" for all
}

// A Connector brings the bytes of a source.
type Connector interface {
	// Fetch returns the source's bytes for w exactly as published. It returns an error
	// wrapping ErrNotPublished if there is nothing for w yet, and one wrapping ErrUnchanged
	// if there is only what was settled before. The caller must close Batch.Body, and read
	// it to the end before asking for the next. An error of reading Body means that it did
	// not come whole: nothing of it may be kept.
	Fetch(ctx context.Context, w Want) (*Batch, error)
}

// A Batch is what was published at once.
type Batch struct {
	Want
	Origin    string // where it came from: an address without secrets, or a file name
	MediaType string // how to read it
	Name      string // name the sender gave it, with its extension
	Body      io.ReadCloser

	// Cursor is where the next pull goes on, in the words of the kind; "" where each pull
	// brings all there is. What has a cursor is a part of its period: Period.Part is set.
	Cursor string

	// Signature is what the signature of what was published is worth, where that was looked
	// at: valid, invalid, indeterminate or none, then what is known of the signer, such as
	// "valid bin=990440000385 users=CEO at=2026-09-30T05:00:01Z". No person is named.
	Signature string

	// Evidence is what the signature can be checked by again, byte for byte, where Body is
	// not: the envelope around it. It is kept sealed with the landing; the second time that
	// the same bytes come it is not, since it was then.
	Evidence []byte
}

// A Lister can say what lies ready to be fetched, oldest first.
type Lister interface {
	List(ctx context.Context) ([]Want, error)
}

// A Settler is told what became of a batch once that is safely on record, so that it can
// put the original aside.
type Settler interface {
	Settle(ctx context.Context, b *Batch, accepted bool) error
}

// Media types of what connectors hand over.
const (
	MediaCSV         = "text/csv"
	MediaJSON        = "application/json"
	MediaJSONLines   = "application/x-ndjson"
	MediaJSONSeq     = "application/json-seq" // the pages of a listing, each as served (RFC 7464)
	MediaXML         = "application/xml"
	MediaXLSX        = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	MediaParquet     = "application/vnd.apache.parquet"
	MediaDeclaration = "application/vnd.nsk.declaration+json" // an explicit nil, or "cannot provide"
)

// Env is what a connector may use of the world.
type Env struct {
	HTTP      *http.Client
	Clients   map[string]*http.Client           // of the systems that are reached in a way of their own
	Endpoints map[string]Endpoint               // each named system
	Secret    func(name string) (string, error) // from the environment or a file; "" where none is set
	Inbox     string                            // folder that drops arrive in
	Quiet     time.Duration                     // a dropped file is taken once it was not written to for so long; needs Now
	Now       func() time.Time
}

// A Factory builds a connector for a contract.
type Factory func(c *contract.Contract, env Env) (Connector, error)
