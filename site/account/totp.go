package account

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"time"
)

// The second factor is that of RFC 6238 with its defaults, which every authenticator knows:
// SHA-1, six digits, thirty seconds.
const period = 30

// code is the number of one step.
func code(secret []byte, step int64) string {
	mac := hmac.New(sha1.New, secret)
	_ = binary.Write(mac, binary.BigEndian, step) // to memory
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 15
	return fmt.Sprintf("%06d", (binary.BigEndian.Uint32(sum[at:at+4])&0x7fffffff)%1_000_000)
}

// second reports whether the code is that of now or of the step beside it, and not used before.
func (s *Store) second(a *Account, typed string) bool {
	secret, err := base32.StdEncoding.DecodeString(a.Secret)
	if err != nil {
		return false
	}
	now := s.Now().Unix() / period
	for step := now - 1; step <= now+1; step++ {
		if step > a.Step && subtle.ConstantTimeCompare([]byte(code(secret, step)), []byte(typed)) == 1 {
			a.Step = step
			return true
		}
	}
	return false
}

// NewSecret is a second factor to show once: as text, and as the address that an
// authenticator reads from a QR code.
func NewSecret(name string) (secret, address string) {
	key := make([]byte, 20)
	_, _ = rand.Read(key) // never fails
	secret = base32.StdEncoding.EncodeToString(key)
	return secret, SecretAddress(name, secret)
}

// SecretAddress is what an authenticator reads from a QR code.
func SecretAddress(name, secret string) string {
	q := url.Values{"secret": {secret}, "issuer": {"nsk"}}
	return "otpauth://totp/" + url.PathEscape("nsk:"+name) + "?" + q.Encode()
}

// SetSecond turns a second factor on once its owner has shown a right code, or off with "".
func (s *Store) SetSecond(ctx context.Context, name, secret, typed string) error {
	return s.Update(ctx, name, func(a *Account) error {
		a.Secret, a.Step = secret, 0
		if secret != "" && !s.second(a, typed) {
			return ErrCode
		}
		return nil
	})
}

// Code is what an authenticator shows at a time, for tests and for the command line.
func Code(secret string, at time.Time) (string, error) {
	key, err := base32.StdEncoding.DecodeString(secret)
	if err != nil {
		return "", fmt.Errorf("second factor: %w", err)
	}
	return code(key, at.Unix()/period), nil
}
