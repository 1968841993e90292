package portal

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"nsk/connectors"
	"nsk/ingest"
)

// patience is how long a program is kept waiting for a verdict before it is told where to
// ask for it.
const patience = 20 * time.Second

// A told is what a program is told about a file.
type told struct {
	Upload  string         `json:"upload,omitempty"`
	Status  string         `json:"status,omitempty"` // address to ask again
	State   string         `json:"state"`            // receiving, checking, done, failed
	Offset  int64          `json:"offset"`           // bytes that are here
	SHA256  string         `json:"sha256,omitempty"`
	Landing int64          `json:"landing,omitempty"` // of what is on record
	Verdict ingest.Verdict `json:"verdict,omitempty"`
	Version int            `json:"version,omitempty"`
	Rows    *rowCounts     `json:"rows,omitempty"`
	Report  string         `json:"report,omitempty"` // address of the verdict
	Page    string         `json:"page"`             // the same for people
}

// rowCounts dispose of every row: received is the sum of the others.
type rowCounts struct {
	Received   int64 `json:"received"`
	Accepted   int64 `json:"accepted"`
	Rejected   int64 `json:"rejected"`
	Duplicate  int64 `json:"duplicate"`
	OutOfScope int64 `json:"out_of_scope"`
}

// A wrong is what a program is told when something cannot be done.
type wrong struct {
	Code   string `json:"code"`
	Text   string `json:"message"`
	Offset *int64 `json:"offset,omitempty"` // bytes that are here
}

// program serves a handler for programs, in JSON also where it fails.
func (p *Portal) program(serve func(own, http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := serve(p.own(r), w, r)
		if err == nil {
			return
		}
		code, what := p.wrong(r, err)
		if code == http.StatusInternalServerError {
			p.shell.Log.Error("the portal failed", "path", r.URL.Path, "err", err)
		}
		answer(w, code, map[string]wrong{"error": what})
	}
}

// at is an error that says how much of a file is here.
type at struct {
	error
	offset int64
}

func (a at) Unwrap() error { return a.error }

func (p *Portal) wrong(r *http.Request, err error) (code int, what wrong) {
	var a at
	if errors.As(err, &a) {
		what.Offset = &a.offset
	}
	var long *http.MaxBytesError
	for _, c := range []struct {
		is   bool
		code int
		key  string
	}{
		{errors.Is(err, fs.ErrNotExist), http.StatusNotFound, "fault-unknown"},
		{errors.Is(err, errShut), http.StatusServiceUnavailable, "fault-shut"},
		{errors.Is(err, errBusy), http.StatusConflict, "fault-busy"},
		{errors.Is(err, errOffset), http.StatusConflict, "fault-offset"},
		{errors.Is(err, errRange), http.StatusBadRequest, "fault-range"},
		{errors.Is(err, errForm), http.StatusUnsupportedMediaType, "fault-form"},
		{errors.Is(err, errLarge) || errors.As(err, &long), http.StatusRequestEntityTooLarge, "fault-large"},
		{errors.Is(err, errMany), http.StatusTooManyRequests, "fault-many"},
		{errors.Is(err, errStore), http.StatusServiceUnavailable, "fault-store"},
		{errors.Is(err, errCut), http.StatusBadRequest, "fault-cut"},
		{true, http.StatusInternalServerError, "fault-program"},
	} {
		if c.is {
			what.Code, what.Text = strings.TrimPrefix(c.key, "fault-"), p.Say(r, c.key)
			return c.code, what
		}
	}
	panic("portal: the last case is always so")
}

func answer(w http.ResponseWriter, code int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(v) // whoever asked is gone
}

// tell says how far a file has come.
func (o own) tell(w http.ResponseWriter, code int, c *parcel) error {
	phase, offset, s := c.status()
	t := told{Upload: c.ID, Status: "/api/v1/uploads/" + c.ID, State: string(phase), Offset: offset, SHA256: s.SHA256, Page: "/portal/uploads/" + c.ID}
	if phase == done {
		n := s.Outcome.Landing.Number
		rows := rowCounts(s.Outcome.Counts)
		t.Landing, t.Verdict, t.Version, t.Rows = n, s.Outcome.Verdict, s.Outcome.Version, &rows
		t.Report, t.Page = fmt.Sprintf("/api/v1/returns/%d", n), verdictPath(s.Outcome)
	}
	w.Header().Set("Location", t.Status)
	answer(w, code, t)
	return nil
}

// apiPost takes a whole file from a program: POST /api/v1/returns/SOURCE?period=P&name=FILE.
// Without a name the kind of content tells the form. If the verdict is there soon it is told
// at once, else where to ask for it.
func (o own) apiPost(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	name := q.Get("name")
	if name == "" {
		media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
		name = named[media]
	}
	one, err := o.parcel(r.PathValue("source"), q.Get("period"), name, r.ContentLength)
	if err != nil {
		return err
	}
	if err := o.whole(one, r.Body); err != nil {
		return err
	}
	o.complete(one)
	wait := time.NewTimer(patience)
	defer wait.Stop()
	one.await(r, wait.C)
	if phase, _, _ := one.status(); phase == checking {
		return o.tell(w, http.StatusAccepted, one)
	}
	return o.tell(w, http.StatusOK, one)
}

// named are names for kinds of content.
var named = map[string]string{connectors.MediaCSV: "file.csv", connectors.MediaXLSX: "file.xlsx", connectors.MediaJSON: "file.json", connectors.MediaJSONLines: "file.jsonl",
	connectors.MediaParquet: "file.parquet", connectors.MediaDeclaration: "file.declaration.json"}

// apiOpen begins a file that comes in pieces: POST /api/v1/uploads?source=S&period=P&name=FILE&size=N.
func (o own) apiOpen(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	size, err := strconv.ParseInt(q.Get("size"), 10, 64)
	if err != nil || size <= 0 {
		return errRange
	}
	one, err := o.parcel(q.Get("source"), q.Get("period"), q.Get("name"), size)
	if err != nil {
		return err
	}
	return o.tell(w, http.StatusCreated, one)
}

var errRange = errors.New("no such range of bytes")

// apiPiece takes one piece: PUT /api/v1/uploads/ID with Content-Range: bytes A-B/SIZE. After
// a broken connection GET tells how much is here, and the next piece begins there.
func (o own) apiPiece(w http.ResponseWriter, r *http.Request) error {
	one, err := o.stock.find(o.provider, r.PathValue("id"))
	if err != nil {
		return err
	}
	var from, to, size int64
	n, err := fmt.Sscanf(r.Header.Get("Content-Range"), "bytes %d-%d/%d", &from, &to, &size)
	if err != nil || n != 3 || from < 0 || to < from || size != one.Total || to >= size || r.ContentLength >= 0 && r.ContentLength != to-from+1 {
		return errRange
	}
	offset, err := o.stock.add(one, from, r.Body)
	if err != nil {
		if known, _ := o.wrong(r, err); known == http.StatusInternalServerError {
			err = errors.Join(errCut, err)
		}
		return at{err, offset}
	}
	if offset < one.Total {
		return o.tell(w, http.StatusOK, one)
	}
	o.complete(one)
	return o.tell(w, http.StatusAccepted, one)
}

// apiStatus tells how far a file has come.
func (o own) apiStatus(w http.ResponseWriter, r *http.Request) error {
	one, err := o.stock.find(o.provider, r.PathValue("id"))
	if err != nil {
		return err
	}
	return o.tell(w, http.StatusOK, one)
}
