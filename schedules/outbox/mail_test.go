package outbox_test

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"nsk/connectors/wire/certtest"
	"nsk/schedules/calendar"
	"nsk/schedules/letters"
	"nsk/schedules/outbox"
)

// inbox is a real SMTP server in process.
type inbox struct {
	mu    sync.Mutex
	mails []string
	stage func(string) // told how far a talk has come
	cut   string       // stage at which the server hangs up
}

func (b *inbox) NewSession(c *smtp.Conn) (smtp.Session, error) {
	return &session{inbox: b, conn: c.Conn()}, nil
}

type session struct {
	*inbox
	conn net.Conn
	to   string
	user bool
}

func (s *session) reach(stage string) {
	s.stage(stage)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cut == stage {
		s.conn.Close()
	}
}
func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }
func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "nsk" || password != "secret" {
			return errors.New("wrong login")
		}
		s.user = true
		return nil
	}), nil
}
func (s *session) Mail(string, *smtp.MailOptions) error {
	if !s.user {
		return smtp.ErrAuthRequired
	}
	s.reach("mail")
	return nil
}
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if strings.HasPrefix(to, "gone@") {
		return &smtp.SMTPError{Code: 550, Message: "no such user " + to}
	}
	s.to = to
	s.reach("rcpt")
	return nil
}
func (s *session) Data(r io.Reader) error {
	s.reach("data")
	text, err := io.ReadAll(r)
	if err != nil {
		return err // the letter was cut off
	}
	s.mu.Lock()
	s.mails = append(s.mails, fmt.Sprintf("to %s\n%s", s.to, text))
	s.mu.Unlock()
	s.reach("taken")
	return nil
}
func (s *session) Reset()        { s.reach("reset") }
func (s *session) Logout() error { return nil }

func serve(t *testing.T) (b *inbox, port int, ca string) {
	t.Helper()
	secure, ca := certtest.Sound.TLS(t)
	b = &inbox{stage: func(string) {}}
	s := smtp.NewServer(b)
	s.ErrorLog = log.New(io.Discard, "", 0)
	s.Domain, s.TLSConfig = "127.0.0.1", secure
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = s.Serve(l) }()
	t.Cleanup(func() { s.Close() })
	return b, l.Addr().(*net.TCPAddr).Port, ca
}

// Mail goes out over TLS with a login; a certificate nobody vouches for, a wrong password and
// an unknown receiver are refused without telling secrets or addresses.
func TestMail(t *testing.T) {
	b, port, ca := serve(t)
	o := outbox.MailOptions{Host: "127.0.0.1", Port: port, From: "nsk@example.kz", User: "nsk", Password: "secret", CA: ca}
	l := outbox.Posted{ID: "abc", Day: calendar.Date(2025, 4, 7), Mail: letters.Mail{Subject: "Мәліметтер / Сведения", Text: "Құрметті әріптестер!\n"}}
	send := func(o outbox.MailOptions, to string) error {
		m, err := outbox.NewMail(o)
		if err != nil {
			t.Fatal(err)
		}
		return m.Send(t.Context(), outbox.Address{Email: to}, l)
	}
	if err := send(o, "office@example.kz"); err != nil {
		t.Fatal(err)
	}
	if len(b.mails) != 1 || !strings.Contains(b.mails[0], "to office@example.kz") || !strings.Contains(b.mails[0], "Message-ID: <abc@example.kz>") {
		t.Fatal(b.mails)
	}
	stranger, wrong := o, o
	stranger.CA, wrong.Password = "", "guess"
	away := o
	away.Port = 1
	for _, c := range []struct {
		o        outbox.MailOptions
		to, want string
	}{{stranger, "office@example.kz", "certificate"}, {wrong, "office@example.kz", "login"}, {away, "office@example.kz", "cannot be reached"}, {o, "gone@example.kz", "code 550"}} {
		err := send(c.o, c.to)
		if err == nil || !strings.Contains(err.Error(), c.want) || errors.Is(err, outbox.ErrDown) == (c.to == "gone@example.kz") || strings.Contains(err.Error(), "@") || strings.Contains(err.Error(), "guess") {
			t.Errorf("%s: %v", c.to, err)
		}
	}
	if len(b.mails) != 1 {
		t.Error("more was sent")
	}
	for _, bad := range []outbox.MailOptions{{}, {Host: "smtp.kz", From: "a@b.kz", TLS: "none"}, {Host: "localhost", From: "a@b.kz", TLS: "none", User: "u"}, {Host: "h", From: "b.kz"}, {Host: "h", From: "a@b.kz", TLS: "ssl"}, {Host: "h", From: "a@b.kz", CA: "/no/such"}} {
		if _, err := outbox.NewMail(bad); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
}

// Where the connection is lost between a letter and its receipt nobody knows whether it
// arrived; before, it has not; after the receipt it has.
func TestLostConnection(t *testing.T) {
	b, port, ca := serve(t)
	m, err := outbox.NewMail(outbox.MailOptions{Host: "127.0.0.1", Port: port, From: "НО <nsk@example.kz>", User: "nsk", Password: "secret", CA: ca})
	if err != nil {
		t.Fatal(err)
	}
	for stage, want := range map[string]string{"rcpt": "not", "data": "unsure", "taken": "unsure", "reset": "sent"} {
		b.mu.Lock()
		b.cut = stage
		b.mu.Unlock()
		err := m.Send(t.Context(), outbox.Address{Email: "office@example.kz"}, outbox.Posted{ID: "abc", Day: calendar.Date(2025, 4, 7), Mail: letters.Mail{Subject: "s", Text: "t\n"}})
		got := "not"
		switch {
		case err == nil:
			got = "sent"
		case errors.Is(err, outbox.ErrUnsure):
			got = "unsure"
		}
		if got != want {
			t.Errorf("cut at %s: %s (%v), want %s", stage, got, err, want)
		}
	}
}
