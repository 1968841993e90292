package sql_test

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"nsk/connectors"
	"nsk/connectors/connectortest"
	"nsk/connectors/contract"
	"nsk/connectors/sql"
	"nsk/connectors/wire/certtest"
)

// through is a connector that reaches its server at another address.
func through(t *testing.T, e connectors.Endpoint, options map[string]string) connectors.Connector {
	t.Helper()
	options["endpoint"] = "house"
	if e.User == "" {
		e.User = "somebody"
	}
	c, err := sql.New(&contract.Contract{Source: "persons", Options: options}, connectors.Env{
		Secret:    func(string) (string, error) { return secretOf(), nil },
		Endpoints: map[string]connectors.Endpoint{"house": e}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func secretOf() string {
	if server == nil {
		return "none"
	}
	return server.Password
}

// listen serves each connection by a function.
func listen(t *testing.T, serve func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() { defer conn.Close(); serve(conn) }()
		}
	}()
	return "postgres://" + l.Addr().String() + "/postgres"
}

// A server that is gone, talks nonsense or hangs up is an error that names it, and asked
// again as often as the endpoint says.
func TestServersThatAreNone(t *testing.T) {
	var asked atomic.Int32
	for name, serve := range map[string]func(net.Conn){
		"hangs up":       func(net.Conn) { asked.Add(1) },
		"talks nonsense": func(c net.Conn) { _, _ = io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n\r\n<html>") },
	} {
		at := listen(t, serve)
		_, err := through(t, connectors.Endpoint{Address: at, Attempts: 2, Timeout: 5 * time.Second}, map[string]string{"table": "t"}).Fetch(t.Context(), connectortest.March)
		if err == nil || !strings.Contains(err.Error(), strings.TrimPrefix(at, "postgres://")) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if asked.Load() != 2 {
		t.Errorf("asked %d times, want 2", asked.Load())
	}
}

// A connection that is cut in the middle is an error of the body, never a shorter batch; the
// next pull gets all.
func TestCutInMidBody(t *testing.T) {
	d := open(t, `CREATE TABLE r (n int, text text); INSERT INTO r SELECT n, repeat('x', 100) FROM generate_series(1, 20000) AS n`)
	var cut atomic.Bool
	cut.Store(true)
	at := listen(t, func(client net.Conn) {
		up, err := net.Dial("tcp", strings.TrimSuffix(strings.TrimPrefix(server.Address, "postgres://"), "/postgres"))
		if err != nil {
			return
		}
		defer up.Close()
		go func() { _, _ = io.Copy(up, client) }()
		if cut.Load() {
			_, _ = io.CopyN(client, up, 300_000)
			return
		}
		_, _ = io.Copy(client, up)
	})
	c := through(t, connectors.Endpoint{Address: at, User: server.User}, map[string]string{"table": d.schema + ".r"})
	b, err := c.Fetch(t.Context(), connectortest.March)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Body.Close()
	if text, err := io.ReadAll(b.Body); err == nil || !strings.Contains(err.Error(), "rows:") || len(text) < 100_000 {
		t.Errorf("%d bytes, %v", len(text), err)
	}
	cut.Store(false)
	if text, _ := pull(t, c, ""); strings.Count(text, "\n") != 20000 {
		t.Errorf("%d rows", strings.Count(text, "\n"))
	}
}

// The name of a server is proved by its certificate, and nothing goes in the clear to
// another machine.
func TestCertificates(t *testing.T) {
	d := open(t, `CREATE TABLE r (n int); INSERT INTO r VALUES (1)`)
	if os.Getenv("NSK_POSTGRES") != "" {
		t.Skip("the certificate of a server that is another's is not ours to change")
	}
	for cert, says := range map[certtest.Certificate]string{certtest.Sound: "", certtest.Expired: "certificate has expired"} {
		ca := d.certify(cert)
		got, err := through(t, connectors.Endpoint{Address: server.Address, User: server.User, CA: ca, Attempts: 2}, map[string]string{"table": d.schema + ".r"}).Fetch(t.Context(), connectortest.March)
		if says == "" {
			if err != nil {
				t.Fatal(cert, err)
			}
			got.Body.Close()
			continue
		}
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %q", cert, err, says)
		}
	}
	c := through(t, connectors.Endpoint{Address: listen(t, func(c net.Conn) { _, _ = c.Read(make([]byte, 8)); _, _ = c.Write([]byte("N")) }), CA: d.certify(certtest.Sound), Attempts: 1}, map[string]string{"table": "r"})
	if _, err := c.Fetch(t.Context(), connectortest.March); err == nil || !strings.Contains(err.Error(), "refused TLS") {
		t.Errorf("a server without TLS: %v", err)
	}
}

// certify gives the server a certificate of its own, and returns the file to trust it by.
func (d *database) certify(c certtest.Certificate) string {
	d.Helper()
	cert, key, ca := c.PEM(d)
	trust := filepath.Join(d.TempDir(), "ca.pem")
	for name, text := range map[string][]byte{trust: ca, filepath.Join(server.Dir(), "data", "server.crt"): cert, filepath.Join(server.Dir(), "data", "server.key"): key} {
		if err := errors.Join(os.WriteFile(name, text, 0o600), os.Chmod(name, 0o600)); err != nil {
			d.Fatal(err)
		}
	}
	if err := server.Own("data/server.crt", "data/server.key"); err != nil {
		d.Fatal(err)
	}
	for _, do := range []string{"ALTER SYSTEM SET ssl = on", "SELECT pg_reload_conf()"} {
		d.exec(do)
	}
	time.Sleep(200 * time.Millisecond) // the server tells nobody when it has read its files
	return trust
}

// An address that cannot be is told, and a secret in it is not repeated.
func TestAddresses(t *testing.T) {
	for address, says := range map[string]string{
		"":                                   "no address is configured",
		"mysql://h/db":                       "write postgres://host:port/database",
		"postgres://h":                       "write postgres://host:port/database",
		"postgres://u:topsecret@h/db":        "without name, password and query",
		"postgres://h/db?password=topsecret": "without name, password and query",
		"postgres://h:99999/db":              "no number up to 65535",
		"postgres://h:topsecret/db":          "write postgres://host:port/database",
	} {
		_, err := sql.New(&contract.Contract{Source: "persons", Options: map[string]string{"endpoint": "house", "table": "t"}}, connectors.Env{
			Secret:    func(string) (string, error) { return "", nil },
			Endpoints: map[string]connectors.Endpoint{"house": {Address: address, User: "u"}}})
		if err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "topsecret") {
			t.Errorf("%s: %v, want %q", address, err, says)
		}
	}
}

// Nothing is taken from the environment of the client library.
func TestTheEnvironmentSaysNothing(t *testing.T) {
	d := open(t, `CREATE TABLE r (n int)`)
	t.Setenv("PGPASSWORD", server.Password)
	t.Setenv("PGSSLMODE", "verify-full")
	wrong, err := sql.New(&contract.Contract{Source: "persons", Options: map[string]string{"endpoint": "house", "table": d.schema + ".r"}}, env(""))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := wrong.Fetch(context.Background(), connectortest.March); err == nil || !strings.Contains(err.Error(), "28P01") {
		t.Errorf("error %v, want a refusal", err)
	}
}
