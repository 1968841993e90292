package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"

	"nsk/site/account"
	"nsk/warehouse/audit"
	"nsk/warehouse/query/flight"
)

// flight answers Arrow Flight SQL where nsk.yaml says so. It returns what ends it.
func (a *app) flight(l *lent) (end func(), err error) {
	if l.cfg.Serve.Flight == "" {
		return func() {}, nil
	}
	at, err := net.Listen("tcp", l.cfg.Serve.Flight)
	if err != nil {
		return nil, fmt.Errorf("flight: %w; choose another address with serve: {flight: …} in %s", err, a.configFile)
	}
	pair, file, err := a.flightPair(l.cfg, at.Addr())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("flight: %w", err), at.Close())
	}
	s, err := flight.New(flight.Options{
		Queries: l.queries, Accounts: a.accounts(l.cfg), Roles: []account.Role{account.Analyst, account.Engineer}, Now: a.now,
		Act: func(ctx context.Context, act flight.Act) error {
			_, err := l.cfg.auditLog().Add(ctx, a.now(), audit.Act(act))
			return err
		},
		Lasted: func(rows int64, began time.Time, err error) string { return ending(rows, a.now().Sub(began), err) },
		TLS:    &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: pair.get},
	})
	if err != nil {
		return nil, errors.Join(err, at.Close())
	}
	l.house.Log.Info("Flight SQL", "address", "grpc+tls://"+at.Addr().String(), "certificate", file)
	go func() { _ = s.Serve(at) }() // ends when it is closed
	return s.Close, nil
}

// flightPair is the certificate that clients see, and the file they may trust it by: that of
// the site where it has one, else the pair flight.crt and flight.key in the folder of keys,
// which is made there the first time and vouches for itself.
func (a *app) flightPair(cfg *config, at net.Addr) (*renewed, string, error) {
	files := tlsConfig{Cert: filepath.Join(cfg.Keys, "flight.crt"), Key: filepath.Join(cfg.Keys, "flight.key")}
	if cfg.Serve.TLS != nil {
		files = *cfg.Serve.TLS
	} else if !exists(files.Cert) && !exists(files.Key) {
		if err := a.selfSigned(files.Cert, files.Key, at); err != nil {
			return nil, "", err
		}
	}
	pair := &renewed{files: files}
	_, err := pair.get(nil)
	return pair, files.Cert, err
}

// selfSigned makes a certificate for this machine, for ten years: clients are given the file.
func (a *app) selfSigned(cert, key string, at net.Addr) error {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return err
	}
	now := time.Now() // by the clock of those who connect, also in a demonstration
	c := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "nsk Flight SQL"}, NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(10, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		IsCA: true, BasicConstraintsValid: true, DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}
	if host, err := os.Hostname(); err == nil {
		c.DNSNames = append(c.DNSNames, host)
	}
	if tcp, ok := at.(*net.TCPAddr); ok && !tcp.IP.IsUnspecified() {
		c.IPAddresses = append(c.IPAddresses, tcp.IP)
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &private.PublicKey, private)
	if err != nil {
		return err
	}
	kept, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return err
	}
	if err := os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: kept}), 0o600); err != nil {
		return err
	}
	return os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600)
}
