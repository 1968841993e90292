package flight_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	arrowflight "github.com/apache/arrow-go/v18/arrow/flight"
	"github.com/apache/arrow-go/v18/arrow/flight/flightsql"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"nsk/site/account"
)

const endless = "SELECT sum(sqrt(a.range)) FROM range(1000000) a, range(1000000) b"

// client is one of Arrow's own, that asks with a token.
func (s *stand) client(t *testing.T, token string) (context.Context, *flightsql.Client) {
	t.Helper()
	known := x509.NewCertPool()
	known.AppendCertsFromPEM([]byte(s.ca))
	c, err := flightsql.NewClient(strings.TrimPrefix(s.at, "grpc+tls://"), nil, nil, grpc.WithTransportCredentials(credentials.NewTLS(&tls.Config{RootCAs: known, MinVersion: tls.VersionTLS12})))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return metadata.AppendToOutgoingContext(t.Context(), "authorization", "Bearer "+token), c
}

// children counts the processes that answer questions of this one.
func children(t *testing.T) (n int) {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		text, _ := os.ReadFile(name) // it may have ended meanwhile
		if _, rest, ok := strings.Cut(string(text), ") "); ok && strings.HasPrefix(rest[1:], fmt.Sprintf(" %d ", os.Getpid())) && rest[0] != 'Z' {
			n++
		}
	}
	return n
}

// until waits for something, for half a minute.
func until(t *testing.T, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !so(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("never so: ", what)
		}
	}
}

// begin asks without end, and returns what the end will be.
func begin(ctx context.Context, t *testing.T, c *flightsql.Client) (*arrowflight.FlightInfo, <-chan error) {
	t.Helper()
	info, err := c.Execute(ctx, endless)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		r, err := c.DoGet(ctx, info.Endpoint[0].Ticket)
		if err == nil {
			for r.Next() {
			}
			err = r.Err()
			r.Release()
		}
		ended <- err
	}()
	return info, ended
}

// CancelFlightInfo ends the process that computes, for who asked and for nobody else; so does
// the end of their token.
func TestCancelFlightInfo(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("processes are counted in /proc")
	}
	s := newStand(t)
	ctx, c := s.client(t, s.token(t, "anna", account.Analyst))
	other, theirs := s.client(t, s.token(t, "boris", account.Analyst))
	info, ended := begin(ctx, t, c)
	until(t, "a child computes", func() bool { return children(t) == 1 })
	if got, err := theirs.CancelFlightInfo(other, &arrowflight.CancelFlightInfoRequest{Info: info}); err != nil || got.Status == arrowflight.CancelStatusCancelled || children(t) != 1 {
		t.Errorf("another cancels: %v, %v", got, err)
	}
	if got, err := c.CancelFlightInfo(ctx, &arrowflight.CancelFlightInfoRequest{Info: info}); err != nil || got.Status != arrowflight.CancelStatusCancelled {
		t.Errorf("cancelling: %v, %v", got, err)
	}
	if err := <-ended; status.Code(err) != codes.Canceled {
		t.Errorf("whoever waits is told %v", err)
	}
	until(t, "no child is left", func() bool { return children(t) == 0 })

	_, ended = begin(ctx, t, c)
	until(t, "a child computes", func() bool { return children(t) == 1 })
	kept, err := s.accounts.Tokens("anna")
	if err == nil {
		err = s.accounts.DropToken(t.Context(), "anna", kept[0].ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := <-ended; status.Code(err) != codes.Canceled {
		t.Errorf("without a token any more: %v", err)
	}
	until(t, "no child is left", func() bool { return children(t) == 0 })
}
