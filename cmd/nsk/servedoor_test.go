package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// certify writes a certificate of this machine, and returns who trusts it.
func certify(t *testing.T, dir string) *x509.CertPool {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	of := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "nsk"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, of, of, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{"cert.pem": {Type: "CERTIFICATE", Bytes: der}, "key.pem": {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})) {
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
