package outbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/ingest/ingesttest"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/schedules/letters"
	"nsk/schedules/outbox"
)

// A post is the outbox of a house in which one body owes one monthly source.
func newPost(t *testing.T) *outbox.Post {
	t.Helper()
	return postIn(t, "")
}

// postIn is a post over a warehouse in a folder, or in memory.
func postIn(t *testing.T, dir string) *outbox.Post {
	t.Helper()
	e := ingesttest.EngineIn(t, dir)
	all, err := contract.Load(contracts.FS)
	if err != nil {
		t.Fatal(err)
	}
	in := ingesttest.Ingester(t, e, all)
	d := schedules.Desk{Contracts: all, Calendar: calendar.Kazakhstan(), Obligations: &schedules.Obligations{All: []schedules.Obligation{
		{Source: "accredited-centres", Paragraph: "7(4)", Since: "2025-01-01", Due: schedules.Due{Day: 10}}}},
		Bodies: []contract.Body{{ID: "national-chamber", Kind: "national-chamber"}}}
	w, err := letters.NewWriter(all, nil)
	if err != nil {
		t.Fatal(err)
	}
	return &outbox.Post{House: &schedules.House{Desk: d, Engine: e, Ingester: in}, Writer: w, Channels: make(map[string]outbox.Channel),
		Contacts: outbox.Contacts{"national-chamber": {Provider: "national-chamber", Office: outbox.Address{Email: "office@example.kz"}, Head: outbox.Address{Email: "head@example.kz"}}}}
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

// Who is reached by mail and by webhook gets each letter by both, each once: where one fails,
// the other is not asked again.
func TestTwoChannels(t *testing.T) {
	p := newPost(t)
	p.Contacts["national-chamber"] = outbox.Contact{Provider: "national-chamber", Office: outbox.Address{Email: "office@example.kz", Webhook: "https://example.kz"}}
	var mails, hooks []string
	var refusal error
	p.Channels[outbox.WebhookChannel] = channelFunc(func(_ outbox.Address, l outbox.Posted) error { hooks = append(hooks, l.ID); return nil })
	p.Channels[outbox.MailChannel] = channelFunc(func(_ outbox.Address, l outbox.Posted) error { mails = append(mails, l.ID); return refusal })
	refusal = errors.New("try later")
	now := time.Date(2025, 2, 3, 4, 0, 0, 0, time.UTC)
	if c, err := p.Nightly(t.Context(), now); err != nil || c.Written != 2 || c.Sent != 1 || c.Failed != 1 {
		t.Fatalf("%+v, %v", c, err)
	}
	refusal = nil
	if c, err := p.Nightly(t.Context(), now.AddDate(0, 0, 1)); err != nil || c != (outbox.Count{Sent: 1}) {
		t.Fatalf("%+v, %v", c, err)
	}
	if len(hooks) != 1 || len(mails) != 2 || mails[0] != hooks[0] || mails[1] != hooks[0] {
		t.Errorf("by webhook %q, by mail %q", hooks, mails)
	}
}

// On a day off nothing is written and nothing sent. A server that cannot be reached is asked
// once a night, however many letters wait.
func TestNothingInVain(t *testing.T) {
	w := newWorld(t, 1)
	asked := 0
	w.post.Channels[outbox.MailChannel] = channelFunc(func(outbox.Address, outbox.Posted) error {
		asked++
		return fmt.Errorf("no route: %w", outbox.ErrDown)
	})
	monday := time.Date(2025, 4, 7, 4, 0, 0, 0, time.UTC)
	if c, err := w.post.Nightly(t.Context(), monday.AddDate(0, 0, -1)); err != nil || c != (outbox.Count{}) {
		t.Errorf("on a Sunday: %+v, %v", c, err)
	}
	c, err := w.post.Nightly(t.Context(), monday)
	if err != nil || c.Written < 2 || c.Failed != c.Written || asked != 1 {
		t.Errorf("%+v, %v, asked %d times", c, err, asked)
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
