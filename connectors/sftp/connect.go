package sftp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/cenkalti/backoff/v5"
	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
)

// connect makes a connection, or says what a person must do where trying again does not help.
func (h *host) connect(ctx context.Context) (*line, error) {
	conn, err := h.dial(ctx, "tcp", h.tcp)
	if err != nil {
		if ctx.Err() != nil {
			return nil, backoff.Permanent(ctx.Err())
		}
		return nil, fmt.Errorf("reach %s: %w", h.tcp, err)
	}
	l := new(line)
	var refused error
	err = bounded(ctx, h.timeout, func() { _ = conn.Close() }, func() (err error) { // what waits on it is what ends
		l, refused, err = h.shake(conn)
		return err
	})
	if err == nil {
		return l, nil
	}
	_ = conn.Close() // nothing was opened
	var without *ssh.AlgorithmNegotiationError
	switch {
	case ctx.Err() != nil:
		return nil, backoff.Permanent(ctx.Err())
	case refused != nil:
		return nil, backoff.Permanent(refused)
	case strings.Contains(err.Error(), "unable to authenticate"):
		return nil, backoff.Permanent(fmt.Errorf("%s does not let user %q in; check endpoints.%s.user and the secrets %s and %s-key in nsk.yaml", h.tcp, h.config.User, h.name, h.name, h.name))
	case errors.As(err, &without):
		return nil, backoff.Permanent(fmt.Errorf("%s: %w", h.tcp, err))
	}
	return nil, fmt.Errorf("connect to %s: %w", h.tcp, err)
}

// shake makes the connection secure. Refused is why its host key was not taken.
func (h *host) shake(conn net.Conn) (l *line, refused, err error) {
	config := h.config
	config.HostKeyCallback = func(_ string, _ net.Addr, seen ssh.PublicKey) error {
		refused = h.check(seen)
		return refused
	}
	secure, channels, requests, err := ssh.NewClientConn(conn, h.tcp, &config)
	if err != nil {
		return nil, refused, err
	}
	l = &line{secure: ssh.NewClient(secure, channels, requests)}
	if l.files, err = sftp.NewClient(l.secure); err != nil {
		l.close()
		return nil, nil, fmt.Errorf("the server has no SFTP: %w", err)
	}
	return l, nil, nil
}

// check compares the host key that was seen with the one that is configured.
func (h *host) check(seen ssh.PublicKey) error {
	if h.key != nil && bytes.Equal(h.key.Marshal(), seen.Marshal()) {
		return nil
	}
	write := fmt.Sprintf("endpoints.%s in nsk.yaml: host-key: %s", h.name, strings.TrimSpace(string(ssh.MarshalAuthorizedKey(seen))))
	if h.key == nil {
		return fmt.Errorf("the host key of %s is not known; it shows %s: ask who runs it whether that is its own, and if so write under %s", h.tcp, ssh.FingerprintSHA256(seen), write)
	}
	return fmt.Errorf("the host key of %s is not the configured one %s but %s: somebody may stand in between; only if who runs it says that it was changed, write under %s", h.tcp, ssh.FingerprintSHA256(h.key), ssh.FingerprintSHA256(seen), write)
}

// trust reads the configured host key, and asks for a key of its form before others, so
// that a server with several shows the one that is known.
func (h *host) trust(line string) error {
	if line == "" {
		return nil // the first connection says which was seen
	}
	key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(line))
	if err != nil {
		return fmt.Errorf("host-key cannot be read; write it as in known_hosts without the name, such as ssh-ed25519 AAAA…")
	}
	h.key = key
	first := []string{key.Type()}
	if key.Type() == ssh.KeyAlgoRSA {
		first = []string{ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256}
	}
	rest := slices.DeleteFunc(ssh.SupportedAlgorithms().HostKeys, func(a string) bool { return slices.Contains(first, a) })
	h.config.HostKeyAlgorithms = append(first, rest...)
	return nil
}

// identify says who asks, by key or by password.
func (h *host) identify(user string, secret func(string) (string, error)) error {
	if user == "" {
		return errors.New("user is missing; write under whose name the server is asked")
	}
	h.config.User = user
	var said [3]string
	for i, name := range []string{h.name, h.name + "-key", h.name + "-passphrase"} {
		var err error
		if said[i], err = secret(name); err != nil {
			return err
		}
	}
	password, key, passphrase := said[0], said[1], said[2]
	if key == "" && password == "" {
		return fmt.Errorf("nothing to show to the server; write under secrets in nsk.yaml %s with a password or %s-key with a private key", h.name, h.name)
	}
	if key != "" {
		signer, err := private(key, passphrase)
		if err != nil {
			return fmt.Errorf("secret %s-key: %w", h.name, err)
		}
		h.config.Auth = append(h.config.Auth, ssh.PublicKeys(signer))
	}
	if password != "" {
		h.config.Auth = append(h.config.Auth, ssh.Password(password), ssh.KeyboardInteractive(answering(password)))
	}
	return nil
}

func private(key, passphrase string) (ssh.Signer, error) {
	signer, err := ssh.ParsePrivateKey([]byte(key))
	var locked *ssh.PassphraseMissingError
	switch {
	case err == nil:
		return signer, nil
	case errors.As(err, &locked) && passphrase == "":
		return nil, errors.New("the key is locked; write what opens it under the secret that ends in -passphrase")
	case errors.As(err, &locked):
		if signer, err = ssh.ParsePrivateKeyWithPassphrase([]byte(key), []byte(passphrase)); err == nil {
			return signer, nil
		}
		return nil, errors.New("the passphrase does not open the key")
	}
	return nil, errors.New("this is no private key in the form of OpenSSH (-----BEGIN OPENSSH PRIVATE KEY-----)")
}

// answering gives the password to a server that asks for it in words; what it wants shown
// on a screen is not a password, and is not answered.
func answering(password string) ssh.KeyboardInteractiveChallenge {
	return func(_, _ string, questions []string, shown []bool) ([]string, error) {
		answers := make([]string, len(questions))
		for i := range questions {
			if !shown[i] {
				answers[i] = password
			}
		}
		return answers, nil
	}
}
