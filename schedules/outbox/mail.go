package outbox

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"os"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
)

// MailOptions say through which server mail is sent. TLS is always used, but for a server on
// the same machine.
type MailOptions struct {
	Host           string
	Port           int
	From           string // address that letters come from
	User, Password string // none: the server asks for no login
	TLS            string // starttls (the default), tls, none
	CA             string // file of the authority that signed the server's certificate; "" for those of the system
}

// Mail sends letters by SMTP.
type Mail struct {
	o      MailOptions
	domain string // of From: the right side of every Message-ID
	client *mail.Client
}

// NewMail prepares a client; the server is not called yet.
func NewMail(o MailOptions) (*Mail, error) {
	if o.Host == "" || o.From == "" {
		return nil, errors.New("mail: host and from must be set in nsk.yaml")
	}
	from, err := netmail.ParseAddress(o.From)
	if err != nil {
		return nil, errors.New("mail: from in nsk.yaml is not an e-mail address")
	}
	roots, err := authorities(o.CA)
	if err != nil {
		return nil, err
	}
	options := []mail.Option{mail.WithTimeout(30 * time.Second), mail.WithTLSConfig(&tls.Config{ServerName: o.Host, RootCAs: roots, MinVersion: tls.VersionTLS12})}
	secure, err := o.security()
	if err != nil {
		return nil, err
	}
	options = append(options, secure...)
	if o.User != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(o.User), mail.WithPassword(o.Password))
	}
	c, err := mail.NewClient(o.Host, options...)
	if err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	return &Mail{o, from.Address[strings.LastIndexByte(from.Address, '@')+1:], c}, nil
}

func (o MailOptions) security() ([]mail.Option, error) {
	port := func(usual int) mail.Option {
		if o.Port != 0 {
			usual = o.Port
		}
		return mail.WithPort(usual)
	}
	switch o.TLS {
	case "", "starttls":
		return []mail.Option{mail.WithTLSPolicy(mail.TLSMandatory), port(587)}, nil
	case "tls":
		return []mail.Option{mail.WithSSL(), port(465)}, nil
	case "none":
		if o.Host != "localhost" && o.Host != "127.0.0.1" {
			return nil, fmt.Errorf("mail: tls: none is for a server on this machine, not for %s; write starttls or tls", o.Host)
		}
		if o.User != "" {
			return nil, errors.New("mail: no password is sent without TLS; leave user out, or write tls: starttls")
		}
		return []mail.Option{mail.WithTLSPolicy(mail.NoTLS), port(25)}, nil
	}
	return nil, fmt.Errorf("mail: tls: %q: write starttls, tls or none", o.TLS)
}

func authorities(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("mail: ca: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("mail: ca: %s holds no certificate", file)
	}
	return pool, nil
}

// Send sends a letter as plain text. The same letter has the same Message-ID and date each
// time, so that a copy can be told; robots that answer mail are asked not to.
func (m *Mail) Send(ctx context.Context, to Address, l Posted) error {
	msg := mail.NewMsg()
	if err := msg.From(m.o.From); err != nil {
		return errors.New("mail: from in nsk.yaml is not an address")
	}
	if err := msg.To(to.Email); err != nil {
		return errors.New("mail: the address in the contacts cannot be used")
	}
	msg.SetMessageIDWithValue(l.ID + "@" + m.domain)
	msg.SetDateWithValue(l.Day.Start().Add(9 * time.Hour))
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834
	msg.Subject(l.Subject)
	msg.SetBodyString(mail.TypeTextPlain, l.Text)
	err := m.client.DialAndSendWithContext(ctx, msg)
	if err == nil || msg.IsDelivered() { // what goes wrong after the receipt is no matter
		return nil
	}
	return refusal(err)
}

// refusal tells why without the address, which answers of servers repeat.
func refusal(err error) error {
	var s *mail.SendError
	switch {
	case !errors.As(err, &s):
		return fmt.Errorf("mail: %s: %w", down(err), ErrDown)
	case s.Reason == mail.ErrSMTPDataClose && s.ErrorCode() == 0:
		return fmt.Errorf("mail: the connection was lost after the letter, before its receipt: %w", ErrUnsure)
	}
	return fmt.Errorf("mail: the server refused (%s, code %d)", s.Reason, s.ErrorCode())
}

// down tells why no letter can be sent at all.
func down(err error) string {
	var dial *net.OpError
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.As(err, &certificate):
		return "the certificate of the server is not trusted; name its authority under mail: ca"
	case errors.As(err, &dial) && dial.Op == "dial":
		return "the server cannot be reached; look at mail: host and port"
	}
	return "the server refused TLS or the login; look at mail: tls, user and the secret mail"
}
