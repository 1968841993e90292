package outbox_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	crand "crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/ingest"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/schedules/letters"
	"nsk/schedules/outbox"
	"nsk/warehouse"
)

// A post is the outbox of a house in which one body owes one monthly source.
func newPost(t *testing.T) *outbox.Post {
	t.Helper()
	e, err := warehouse.Open(t.Context(), "", warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	all, err := contract.Load(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	keys := t.TempDir()
	if _, err := ingest.InitKeys(keys); err != nil {
		t.Fatal(err)
	}
	k, err := ingest.LoadKeys(keys)
	if err != nil {
		t.Fatal(err)
	}
	in, err := ingest.New(t.Context(), e, k, t.TempDir(), all)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close() })
	d := schedules.Desk{Contracts: all, Calendar: calendar.Kazakhstan(), Obligations: &schedules.Obligations{All: []schedules.Obligation{
		{Source: "accredited-centres", Paragraph: "7(4)", Since: "2025-01-01", Due: schedules.Due{Day: 10}}}},
		Bodies: []contract.Body{{ID: "national-chamber", Kind: "national-chamber"}}}
	w, err := letters.NewWriter(all, nil)
	if err != nil {
		t.Fatal(err)
	}
	return &outbox.Post{House: &schedules.House{Desk: d, Engine: e, Ingester: in}, Writer: w,
		Contacts: outbox.Contacts{"national-chamber": {Provider: "national-chamber", Office: outbox.Address{Email: "office@example.kz"}, Head: outbox.Address{Email: "head@example.kz"}}}}
}

// dying delivers letters, and sometimes dies before or after it did.
type dying struct {
	dice      *rand.Rand
	delivered map[string]int // by id
}

var errDied = errors.New("died")

func (d *dying) Send(_ context.Context, _ outbox.Address, l outbox.Posted) error {
	fate := d.dice.IntN(5)
	if fate == 0 {
		panic(errDied)
	}
	if fate == 1 {
		return errors.New("try later")
	}
	d.delivered[l.ID]++
	if fate == 2 {
		panic(errDied)
	}
	return nil
}

func night(p *outbox.Post, now time.Time) (err error) {
	defer func() {
		if r := recover(); r != nil && r != errDied {
			panic(r)
		}
	}()
	_, err = p.Nightly(context.Background(), now)
	return err
}

// Over a quarter of nights in which the process dies and the server refuses at random, each
// step of each return reaches its reader, in letters of one id only: a copy can be told.
func TestNothingIsForgottenOrSaidTwice(t *testing.T) {
	for seed := range uint64(2) {
		p := newPost(t)
		d := &dying{rand.New(rand.NewPCG(seed, 7)), make(map[string]int)}
		p.Channels = map[string]outbox.Channel{outbox.MailChannel: d}
		for n := range 120 {
			now := time.Date(2025, 1, 20, 4, 0, 0, 0, time.UTC).AddDate(0, 0, n)
			for range 1 + d.dice.IntN(2) { // sometimes it is started again the same day
				if err := night(p, now); err != nil {
					t.Fatal(err)
				}
			}
		}
		rows, err := p.House.Engine.DB().Query(`SELECT i.source || ' ' || i.period || ' ' || i.role || ' ' || i.step, count(DISTINCT i.letter) FILTER (l.state = 'sent'), coalesce(max(i.letter) FILTER (l.state = 'sent'), '')
			FROM ledger.letter_item AS i JOIN ledger.letter AS l ON l.letter = i.letter GROUP BY ALL ORDER BY 1`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		told := 0
		for rows.Next() {
			var what string
			var id string
			var ids int
			if err := rows.Scan(&what, &ids, &id); err != nil {
				t.Fatal(err)
			}
			if ids > 1 {
				t.Errorf("seed %d: %s was said in %d letters", seed, what, ids)
			}
			if ids == 1 && d.delivered[id] > 0 {
				told++
			}
		}
		if told < 15 {
			t.Errorf("seed %d: %d steps were told in four months", seed, told)
		}
	}
}

// Without an address the letter waits, is counted, and goes out when there is one; nothing
// in the warehouse tells an address.
func TestAddresses(t *testing.T) {
	p := newPost(t)
	contacts := p.Contacts
	p.Contacts = nil
	var got []string
	p.Channels = map[string]outbox.Channel{outbox.MailChannel: channelFunc(func(a outbox.Address, l outbox.Posted) error { got = append(got, a.Email); return nil })}
	now := time.Date(2025, 2, 3, 4, 0, 0, 0, time.UTC)
	c, err := p.Nightly(t.Context(), now)
	if err != nil || c != (outbox.Count{Written: 1, NoAddress: 1}) {
		t.Fatalf("%+v, %v", c, err)
	}
	p.Contacts = contacts
	if c, err = p.Nightly(t.Context(), now); err != nil || c.Sent != 1 {
		t.Fatalf("%+v, %v", c, err)
	}
	if c, err = p.Nightly(t.Context(), now); err != nil || c != (outbox.Count{}) || len(got) != 1 || got[0] != "office@example.kz" {
		t.Fatalf("%+v, %v, %v", c, err, got)
	}
	var text string
	if err := p.House.Engine.DB().QueryRow(`SELECT string_agg(concat_ws('|', COLUMNS(*)), ' ') FROM ledger.letter`).Scan(&text); err == nil && strings.Contains(text, "@") {
		t.Error("an address stands in the warehouse: " + text)
	}
}

type channelFunc func(outbox.Address, outbox.Posted) error

func (f channelFunc) Send(_ context.Context, a outbox.Address, l outbox.Posted) error { return f(a, l) }

// A posted letter is signed, carries its id, and a refusal does not tell the address.
func TestWebhook(t *testing.T) {
	answer := http.StatusOK
	var body map[string]string
	var key, signature string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		_ = json.Unmarshal(text, &body)
		key, signature = r.Header.Get("Idempotency-Key"), r.Header.Get("Nsk-Signature")
		w.WriteHeader(answer)
	}))
	defer srv.Close()
	w := outbox.Webhook{Client: srv.Client(), Secret: []byte("s")}
	l := outbox.Posted{ID: "abc", Provider: "p", Role: letters.Office, Mail: letters.Mail{Subject: "тақырып", Text: "мәтін"}}
	if err := w.Send(t.Context(), outbox.Address{Webhook: srv.URL}, l); err != nil || body["text"] != "мәтін" || key != "abc" || len(signature) != 64 {
		t.Fatal(err, body, key, signature)
	}
	answer = http.StatusInternalServerError
	if err := w.Send(t.Context(), outbox.Address{Webhook: srv.URL}, l); err == nil || strings.Contains(err.Error(), "127.0.0.1") {
		t.Error(err)
	}
	srv.Close()
	if err := w.Send(t.Context(), outbox.Address{Webhook: srv.URL}, l); err == nil || strings.Contains(err.Error(), "127.0.0.1") {
		t.Error(err)
	}
}

// inbox is a real SMTP server in process.
type inbox struct {
	mu    sync.Mutex
	mails []string
}

func (b *inbox) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{inbox: b}, nil }

type session struct {
	*inbox
	to   string
	user bool
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
	return nil
}
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if strings.HasPrefix(to, "gone@") {
		return &smtp.SMTPError{Code: 550, Message: "no such user " + to}
	}
	s.to = to
	return nil
}
func (s *session) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mails = append(s.mails, fmt.Sprintf("to %s\n%s", s.to, text))
	return err
}
func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

// certificate makes one for 127.0.0.1, and the file that it can be trusted by.
func certificate(t *testing.T) (tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), crand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(crand.Reader, &c, &c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, file
}

func serve(t *testing.T) (b *inbox, port int, ca string) {
	t.Helper()
	cert, ca := certificate(t)
	b = new(inbox)
	s := smtp.NewServer(b)
	s.Domain, s.TLSConfig = "127.0.0.1", &tls.Config{Certificates: []tls.Certificate{cert}}
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
	if len(b.mails) != 1 || !strings.Contains(b.mails[0], "to office@example.kz") || !strings.Contains(b.mails[0], "Message-ID: <abc@nsk>") {
		t.Fatal(b.mails)
	}
	stranger, wrong := o, o
	stranger.CA, wrong.Password = "", "guess"
	for _, c := range []struct {
		o  outbox.MailOptions
		to string
	}{{stranger, "office@example.kz"}, {wrong, "office@example.kz"}, {o, "gone@example.kz"}} {
		err := send(c.o, c.to)
		if err == nil || strings.Contains(err.Error(), "@") || strings.Contains(err.Error(), "guess") {
			t.Errorf("%s: %v", c.to, err)
		}
	}
	if len(b.mails) != 1 {
		t.Error("more was sent")
	}
	for _, bad := range []outbox.MailOptions{{}, {Host: "smtp.kz", From: "a@b.kz", TLS: "none"}, {Host: "h", From: "a@b.kz", TLS: "ssl"}, {Host: "h", From: "a@b.kz", CA: "/no/such"}} {
		if _, err := outbox.NewMail(bad); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
}

// Every fault of the contacts is told with its place, and without the address.
func TestContacts(t *testing.T) {
	load := func(text string) error {
		file := filepath.Join(t.TempDir(), "contacts.yaml")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := outbox.LoadContacts(file)
		return err
	}
	if err := load("- {provider: a, office: {email: x@y.kz, webhook: 'https://y.kz/in'}, head: {email: h@y.kz}}\n- {provider: b}\n"); err != nil {
		t.Error(err)
	}
	for text, want := range map[string]string{
		"- {provider: a, office: {email: secret.name}}":         "entry 1 (a): office",
		"- {provider: a, office: {webhook: 'http://y.kz'}}":     "entry 1 (a): office",
		"- {provider: a}\n- {provider: a}":                      "entry 2: name each provider once",
		"- {provider: a, phone: '1'}":                           "phone",
		"- {office: {email: x@y.kz}}":                           "entry 1",
		"- {provider: a, head: {email: 'x@y.kz, secret@y.kz'}}": "head",
	} {
		if err := load(text); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", text, err)
		}
	}
}
