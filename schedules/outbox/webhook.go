package outbox

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// Webhook posts letters as JSON. Client retries what can be retried.
type Webhook struct {
	Client *http.Client
	Secret []byte // signs the body: header Nsk-Signature, HMAC-SHA256 in hex
}

// Send posts a letter under its id (header Idempotency-Key); any 2xx is a receipt.
func (w Webhook) Send(ctx context.Context, to Address, l Posted) error {
	body, err := json.Marshal(map[string]string{"id": l.ID, "provider": l.Provider, "role": string(l.Role), "day": l.Day.String(), "subject": l.Subject, "text": l.Text})
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to.Webhook, bytes.NewReader(body))
	if err != nil {
		return errors.New("webhook: the address cannot be used")
	}
	sum := hmac.New(sha256.New, w.Secret)
	sum.Write(body)
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	r.Header.Set("Idempotency-Key", l.ID)
	r.Header.Set("Nsk-Signature", hex.EncodeToString(sum.Sum(nil)))
	answer, err := w.Client.Do(r)
	if err != nil {
		return fmt.Errorf("webhook: no answer: %w", ErrUnsure) // the cause would name the address
	}
	defer answer.Body.Close()
	switch answer.StatusCode / 100 {
	case 2:
		return nil
	case 5:
		return fmt.Errorf("webhook: answered %d: %w", answer.StatusCode, ErrUnsure) // it may have been taken before that
	default:
		return fmt.Errorf("webhook: answered %d", answer.StatusCode)
	}
}
