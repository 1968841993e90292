package sftp_test

import (
	"crypto/ed25519"
	"encoding/pem"
	"errors"
	"net"
	"strings"
	"sync"
	"testing"

	pkgsftp "github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
)

const password = "not-to-be-told"

// A server is a real SSH server with SFTP over the files of this machine.
type server struct {
	address, hostKey string
	config           *ssh.ServerConfig
	mu               sync.Mutex
	made             int // connections
	open             []net.Conn
}

func key(t testing.TB, seed byte) (ssh.Signer, ed25519.PrivateKey) {
	t.Helper()
	private := ed25519.NewKeyFromSeed([]byte(strings.Repeat(string(rune('a'+seed)), ed25519.SeedSize)))
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return signer, private
}

// locked is a private key in the form of OpenSSH, which a passphrase opens.
func locked(t testing.TB, private ed25519.PrivateKey, passphrase string) string {
	t.Helper()
	block, err := ssh.MarshalPrivateKey(private, "")
	if passphrase != "" {
		block, err = ssh.MarshalPrivateKeyWithPassphrase(private, "", []byte(passphrase))
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(block))
}

// serve lets in the user nsk with the password, or with the key of seed 1.
func serve(t testing.TB) *server {
	t.Helper()
	host, _ := key(t, 0)
	user, _ := key(t, 1)
	s := &server{hostKey: line(host.PublicKey()), config: &ssh.ServerConfig{
		PasswordCallback: func(c ssh.ConnMetadata, said []byte) (*ssh.Permissions, error) {
			if c.User() != "nsk" || string(said) != password {
				return nil, errors.New("no")
			}
			return nil, nil
		},
		PublicKeyCallback: func(_ ssh.ConnMetadata, k ssh.PublicKey) (*ssh.Permissions, error) {
			if string(k.Marshal()) != string(user.PublicKey().Marshal()) {
				return nil, errors.New("no")
			}
			return nil, nil
		},
	}}
	s.config.AddHostKey(host)
	listen, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.address = listen.Addr().String()
	t.Cleanup(func() { listen.Close(); s.hangUp() })
	go func() {
		for {
			conn, err := listen.Accept()
			if err != nil {
				return // the test is over
			}
			s.mu.Lock()
			s.made++
			s.open = append(s.open, conn)
			s.mu.Unlock()
			go s.talk(conn)
		}
	}()
	return s
}

func line(k ssh.PublicKey) string { return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(k))) }

// hangUp ends every connection.
func (s *server) hangUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.open {
		c.Close()
	}
	s.open = nil
}

func (s *server) connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.made
}

func (s *server) talk(conn net.Conn) {
	defer conn.Close()
	secure, channels, requests, err := ssh.NewServerConn(conn, s.config)
	if err != nil {
		return // the client went away, or was not let in
	}
	defer secure.Close()
	go ssh.DiscardRequests(requests)
	for c := range channels {
		channel, asked, err := c.Accept()
		if err != nil {
			return
		}
		go func() {
			for r := range asked {
				_ = r.Reply(r.Type == "subsystem", nil) // the client may be gone
			}
		}()
		files, err := pkgsftp.NewServer(channel)
		if err != nil {
			return
		}
		go func() { _ = files.Serve(); channel.Close() }() // it ends with the connection
	}
}
