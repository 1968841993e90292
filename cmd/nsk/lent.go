package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"nsk/schedules"
	"nsk/schedules/service"
	"nsk/warehouse"
	"nsk/warehouse/query"
)

// A lent house is that of a serving process, in which it carries out the command of another.
type lent struct {
	house   *schedules.House
	cfg     *config
	service *service.Service
	queries *query.Runner  // of the pages, the API and Flight SQL together
	jobs    sync.WaitGroup // begun by pages, to be waited for before the house is closed
}

// A manner says how a command is carried out by a serving process.
type manner string

// The manners. What neither reads nor is a short decision is not carried out for others: a
// serving process pulls by itself.
const (
	beside manner = "beside" // reads, or takes its turn by itself
	alone  manner = "alone"  // enters something into the warehouse
)

// lendable are the commands that a serving process carries out for others.
var lendable = map[string]manner{
	"nsk due": beside, "nsk plan": beside, "nsk runs": beside, "nsk runs show": beside, "nsk ledger": beside, "nsk doctor": beside, "nsk exempt": beside, "nsk exempt list": beside,
	"nsk letters list": beside, "nsk ready": beside, "nsk letters preview": beside,
	"nsk returns": beside, "nsk returns show": beside, "nsk returns diff": beside, "nsk rules": beside, "nsk tolerances": beside,
	"nsk transform": beside, "nsk publish": beside, "nsk backup": beside,
	"nsk ingest": alone, "nsk returns confirm": alone, "nsk rules set": alone, "nsk tolerances add": alone, "nsk exempt add": alone, "nsk exempt lift": alone,
}

// A request is a command as it was typed, and where.
type request struct {
	Args []string `json:"args"`
	Dir  string   `json:"dir"`
}

// A reply is what the command printed, and its exit code.
type reply struct {
	Out  []byte `json:"out"`
	Err  []byte `json:"err"`
	Code int    `json:"code"`
}

// counter is the socket in the data folder at which a serving process takes commands. Only
// the owner of the folder can get at it.
func counter(data string) string { return filepath.Join(data, "serve.sock") }

// receive takes the commands of others until the server is closed. Where no socket can be
// made the service stands all the same.
func (a *app) receive(l *lent) (*http.Server, error) {
	desk := &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q request
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(a.carryOut(r.Context(), l, q)) // who asked may be gone
	})}
	path := counter(l.cfg.Data)
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) { // of a process that was killed
		return nil, fmt.Errorf("serve: %w", err)
	}
	socket, err := net.Listen("unix", path)
	if err != nil {
		l.house.Log.Warn("commands of others cannot be taken", "err", err)
		return desk, nil
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("serve: %w", err), socket.Close())
	}
	go func() { _ = desk.Serve(socket) }() // ends when it is closed
	return desk, nil
}

// carryOut runs a command as the program itself would, in the house that is open.
func (a *app) carryOut(ctx context.Context, l *lent, q request) reply {
	var out, said bytes.Buffer
	other := &app{out: &out, err: &said, now: a.now, configFile: a.configFile, lent: l, from: q.Dir}
	root := other.root()
	root.SetArgs(q.Args)
	err := other.lend(ctx, root, q.Args)
	code := other.exit(err)
	return reply{Out: out.Bytes(), Err: said.Bytes(), Code: code}
}

func (a *app) lend(ctx context.Context, root *cobra.Command, args []string) error {
	c, _, err := root.Find(args)
	if err != nil {
		return err
	}
	run := func() error { return root.ExecuteContext(ctx) }
	switch lendable[c.CommandPath()] {
	case beside:
		return run()
	case alone:
		return a.lent.house.Alone(run)
	}
	return fmt.Errorf("%s is not carried out for others", c.CommandPath())
}

// borrow lets the process that holds the warehouse carry the command out, if it serves and
// the command is one of those. ok is false where it does not.
func (a *app) borrow(ctx context.Context, held *warehouse.HeldError, args []string) (code int, ok bool) {
	fresh := &app{out: a.out, err: a.err, now: a.now} // making commands sets flags back
	c, _, err := fresh.root().Find(args)
	if err != nil || lendable[c.CommandPath()] == "" {
		return 0, false
	}
	dir, err := os.Getwd()
	if err != nil {
		return 0, false
	}
	body, err := json.Marshal(request{args, dir})
	if err != nil {
		return 0, false
	}
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", counter(filepath.Dir(held.Path)))
	}}}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://nsk/", bytes.NewReader(body))
	if err != nil {
		return 0, false
	}
	answer, err := client.Do(r)
	if err != nil {
		return 0, false // nobody is there: the holder does not serve
	}
	defer answer.Body.Close()
	var said reply
	if err := json.NewDecoder(answer.Body).Decode(&said); err != nil {
		return 0, false
	}
	_, _ = a.out.Write(said.Out) // as anywhere else, nobody may be reading
	_, _ = a.err.Write(said.Err)
	return said.Code, true
}

// send returns a *warehouse.HeldError if the command is one that a serving process carries
// out, and one serves: it knows more than a release.
func (a *app) send(c *cobra.Command) error {
	if a.lent != nil || a.unserved || lendable[c.CommandPath()] == "" || !exists(a.configFile) {
		return nil
	}
	cfg, err := a.config()
	if err != nil {
		return nil // the command says so, if it needs one
	}
	held, err := warehouse.Held(cfg.Data)
	if err != nil || held == nil || held.Holder.Command != serving {
		return nil // the command finds out by itself
	}
	a.sent = true
	return held
}

// serving is what a serving process says of itself.
const serving = "nsk serve"
