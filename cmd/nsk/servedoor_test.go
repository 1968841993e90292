package main

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nsk/connectors/wire/certtest"
)

// certify writes a certificate of this machine, and returns who trusts it.
func certify(t *testing.T, dir string) *x509.CertPool {
	t.Helper()
	cert, key, ca := certtest.Sound.PEM(t)
	for name, text := range map[string][]byte{"cert.pem": cert, "key.pem": key} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(ca) {
		t.Fatal("no certificate")
	}
	return pool
}

// The service speaks TLS with the certificate that is configured, and listens to no network
// in the clear.
func TestServeOverTLS(t *testing.T) {
	s := install(t, "serve: {tls: {cert: cert.pem, key: key.pem}}\n")
	if out, code := s.nsk("serve", "--lang", "en", "--listen", "127.0.0.1:0"); code != 2 || !strings.Contains(out, "serve.tls") {
		t.Errorf("without the file: %d %s", code, out)
	}
	trusted := certify(t, s.dir)
	s.start()
	c := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted}, ForceAttemptHTTP2: true}}
	r, err := c.Get(s.address + "/sign-in")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != 200 || r.Header.Get("Strict-Transport-Security") == "" || r.ProtoMajor != 2 || r.TLS.Version < tls.VersionTLS12 {
		t.Error(r.Status, r.Proto, r.Header)
	}
	if r, err := http.Get(strings.Replace(s.address, "https", "http", 1) + "/sign-in"); err == nil && r.StatusCode == 200 {
		t.Error("it answers in the clear")
	}
	if code := s.end(os.Interrupt); code != 0 {
		t.Error(code)
	}
	plain := install(t, "")
	if out, code := plain.nsk("serve", "--lang", "ru", "--listen", "0.0.0.0:0"); code != 2 || !strings.Contains(out, "пароли передавались бы открытым текстом") {
		t.Errorf("in the clear: %d %s", code, out)
	}
}
