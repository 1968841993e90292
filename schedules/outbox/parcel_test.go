package outbox_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"mime"
	"mime/multipart"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nsk/schedules/calendar"
	"nsk/schedules/outbox"
)

// The files of a parcel arrive byte for byte, under their names; the same parcel has the same
// Message-ID, which is its receipt.
func TestParcel(t *testing.T) {
	b, port, ca := serve(t)
	m, err := outbox.NewMail(outbox.MailOptions{Host: "127.0.0.1", Port: port, From: "nsk@example.kz", User: "nsk", Password: "secret", CA: ca})
	if err != nil {
		t.Fatal(err)
	}
	content := []byte(strings.Repeat("Ұлттық орган\x00\xff\r\n", 500))
	file := filepath.Join(t.TempDir(), "report.kk.docx")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	p := outbox.Parcel{ID: "annual-2025-abc", Day: calendar.Date(2025, 12, 15), Subject: "Ақпарат / Информация", Text: "SHA-256\n", Files: []string{file}}
	for range 2 {
		id, err := m.SendFiles(t.Context(), outbox.Address{Email: "ministry@example.kz"}, p)
		if err != nil || id != "Message-ID annual-2025-abc@example.kz" {
			t.Fatal(id, err)
		}
	}
	if _, err := m.SendFiles(t.Context(), outbox.Address{}, p); err == nil || !strings.Contains(err.Error(), "no address") {
		t.Error(err)
	}
	if len(b.mails) != 2 || !strings.HasPrefix(b.mails[0], "to ministry@example.kz") {
		t.Fatalf("%d mails", len(b.mails))
	}
	_, text, _ := strings.Cut(b.mails[0], "\n")
	if got, want := attached(t, text)["report.kk.docx"], sum(content); got != want {
		t.Errorf("the file arrived changed: %s, want %s", got, want)
	}
}

func sum(content []byte) string {
	s := sha256.Sum256(content)
	return hex.EncodeToString(s[:])
}

// attached are the hashes of the files of a mail by name.
func attached(t *testing.T, text string) map[string]string {
	t.Helper()
	msg, err := netmail.ReadMessage(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	_, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for r := multipart.NewReader(msg.Body, params["boundary"]); ; {
		part, err := r.NextPart()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, part))
		if err == nil {
			all[part.FileName()] = sum(content)
		}
	}
}
