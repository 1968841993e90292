// Package certtest makes the certificates that servers show in tests, sound ones and others.
package certtest

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
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A Certificate is a kind of certificate that a server of 127.0.0.1 shows.
type Certificate string

// The kinds.
const (
	Sound    Certificate = "sound"
	Expired  Certificate = "expired"
	Unknown  Certificate = "unknown" // signed by an authority that a client was not told of
	Misnamed Certificate = "misnamed"
)

// TLS is what a server shows, and the file of the certificates that its own must be signed by.
func (c Certificate) TLS(t testing.TB) (config *tls.Config, ca string) {
	t.Helper()
	pair, root := c.make(t)
	ca = filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, root, 0o600); err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}, ca
}

// make signs the certificate. The root is that of the authority a client is told of.
func (c Certificate) make(t testing.TB) (pair tls.Certificate, root []byte) {
	t.Helper()
	told, by := authority(t), authority(t)
	if c != Unknown {
		by = told
	}
	leaf := template("127.0.0.1", 2120)
	leaf.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)}
	switch c {
	case Expired:
		leaf.NotAfter = time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC)
	case Misnamed:
		leaf.IPAddresses, leaf.DNSNames = nil, []string{"elsewhere.example"}
	}
	return by.sign(t, leaf), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: told.der})
}

// PEM is the certificate with its key, as files have them, and the authority to be told of.
// Clients may show it too.
func (c Certificate) PEM(t testing.TB) (cert, key, ca []byte) {
	t.Helper()
	pair, ca := c.make(t)
	text, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: pair.Certificate[0]}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: text}), ca
}

type signer struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	der  []byte
}

func authority(t testing.TB) signer {
	t.Helper()
	root := template("authority", 2120)
	root.IsCA, root.BasicConstraintsValid, root.KeyUsage = true, true, x509.KeyUsageCertSign
	key := newKey(t)
	der, err := x509.CreateCertificate(rand.Reader, root, root, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return signer{cert, key, der}
}

func (s signer) sign(t testing.TB, leaf *x509.Certificate) tls.Certificate {
	t.Helper()
	key := newKey(t)
	der, err := x509.CreateCertificate(rand.Reader, leaf, s.cert, key.Public(), s.key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func template(name string, until int) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(until, 1, 1, 0, 0, 0, 0, time.UTC),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
}

func newKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}
