package rest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"nsk/connectors"
	"nsk/connectors/contract"
)

// A service that never ends, or sends too much, is an error.
func TestARunawayServiceIsStopped(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `[{"a":1},{"a":1}]`) // a client that went away is the test's affair
	}))
	defer srv.Close()
	c := &contract.Contract{Source: "register", Options: map[string]string{"endpoint": "house", "shape": "array", "size": "2"}}
	env := connectors.Env{HTTP: srv.Client(), Endpoints: map[string]connectors.Endpoint{"house": {Address: srv.URL}}, Secret: func(string) (string, error) { return "", nil }}
	for says, l := range map[string]limits{
		"no end after 3 pages": {page: 100, pull: 1000, pages: 3},
		"no end after 6 pages": {page: 100, pull: 100, pages: 1000}, // 19 bytes each, with the framing
		"larger than 10 bytes": {page: 10, pull: 1000, pages: 3},
	} {
		conn, err := New(c, env)
		if err != nil {
			t.Fatal(err)
		}
		conn.(*Rest).limits = l
		b, err := conn.Fetch(t.Context(), connectors.Want{})
		if err == nil {
			_, err = io.Copy(io.Discard, b.Body)
		}
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("error %v, want %q", err, says)
		}
	}
}
