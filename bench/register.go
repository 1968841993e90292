package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/connectors/rest"
	"nsk/connectors/wire"
)

const registerPage = 1000 // rows

// A register is a service that tells the rows of a table in pages, which differ in their
// first row: to make pages must cost nothing beside pulling them.
type register struct {
	pages int
	page  []byte // from its second row on
}

func newRegister(rows int) register {
	var b bytes.Buffer
	for i := 1; i < registerPage; i++ {
		fmt.Fprintf(&b, `,{"id":"%09d","name_kk":"Аспаз %d","name_ru":"Повар %d","level":4,"approved":"2024-03-15","sector":"I56"}`, i, i, i)
	}
	return register{pages: rows / registerPage, page: b.Bytes()}
}

func (r register) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	n, _ := strconv.Atoi(q.URL.Query().Get("page")) // both sides say it
	head := fmt.Sprintf(`{"content":[{"id":"page %d"}`, n)
	tail := fmt.Sprintf(`],"totalElements":%d,"last":%t}`, r.pages*registerPage, n == r.pages-1)
	w.Header().Set("Content-Length", strconv.Itoa(len(head)+len(r.page)+len(tail)))
	for _, part := range [][]byte{[]byte(head), r.page, []byte(tail)} {
		_, _ = w.Write(part) // who is measured tells of a fault
	}
}

// pulling brings a register into a file: nsk counts rows, looks for pages that moved and
// frames them; the reference only downloads.
func (a stepArgs) pulling(ctx context.Context) (job, error) {
	srv := httptest.NewServer(newRegister(a.Rows))
	to, err := os.Create(filepath.Join(a.Home, "pulled"))
	if err != nil {
		return job{}, err
	}
	pull := download
	if a.Side == sideNSK {
		pull = pullRegister
	}
	return job{pulled: to.Name(), work: func() error {
		defer srv.Close()
		return errors.Join(pull(ctx, srv.URL, a.Rows, to), to.Sync(), to.Close())
	}}, nil
}

func pullRegister(ctx context.Context, address string, _ int, to io.Writer) error {
	e := connectors.Endpoint{Address: address}
	client, err := wire.Client(e, "nsk/bench")
	if err != nil {
		return err
	}
	c := &contract.Contract{Source: "register", Cadence: contract.Daily, Options: map[string]string{"endpoint": "bench", "shape": "spring", "size": strconv.Itoa(registerPage)}}
	conn, err := rest.New(c, connectors.Env{HTTP: client, Endpoints: map[string]connectors.Endpoint{"bench": e}, Secret: func(string) (string, error) { return "", nil }})
	if err != nil {
		return err
	}
	return fetched(ctx, conn, to)
}

// fetched writes what a connector brings of one day.
func fetched(ctx context.Context, from connectors.Connector, to io.Writer) error {
	b, err := from.Fetch(ctx, connectors.Want{Provider: "bench", Period: contract.PeriodOf(contract.Daily, time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC))})
	if err != nil {
		return err
	}
	_, err = io.Copy(to, b.Body)
	return errors.Join(err, b.Body.Close())
}

func download(ctx context.Context, address string, rows int, to io.Writer) error {
	for n := range rows / registerPage {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("%s?page=%d&size=%d", address, n, registerPage), nil)
		if err != nil {
			return err
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return err
		}
		_, err = io.Copy(to, res.Body)
		if err := errors.Join(err, res.Body.Close()); err != nil {
			return err
		}
	}
	return nil
}

// allCame counts in the file what came, and not what somebody says of it.
func allCame(path string, rows int) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	found, err := countRows(f)
	if err == nil && found != rows {
		err = fmt.Errorf("%d rows came, want %d", found, rows)
	}
	return err
}

func countRows(r io.Reader) (n int, err error) {
	mark, chunk, rest := []byte(`"id":`), make([]byte, 1<<20), 0
	for {
		got, err := r.Read(chunk[rest:])
		whole := chunk[:rest+got]
		n += bytes.Count(whole, mark)
		rest = copy(chunk, whole[max(0, len(whole)-len(mark)+1):])
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
}
