package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"
)

// A Token lets a program act for an account, with its role and no more. Only its hash is kept.
type Token struct {
	ID      string    `json:"id"`
	Account string    `json:"account"`
	Purpose string    `json:"purpose"` // in words, for the list and the log
	Hash    string    `json:"hash"`    // SHA-256 of the token, which is random enough not to be guessed
	Made    time.Time `json:"made"`
	Until   time.Time `json:"until"`
}

// tokenMark begins every token, so that one that leaked is recognised.
const tokenMark = "nsk_"

// AddToken makes a token for some days and returns it; it cannot be shown again.
func (s *Store) AddToken(ctx context.Context, name, purpose string, days int) (Token, string, error) {
	if purpose == "" || days < 1 || days > 366 {
		return Token{}, "", ErrPurpose
	}
	key, id := make([]byte, 32), make([]byte, 4)
	_, _ = rand.Read(key) // never fail
	_, _ = rand.Read(id)
	text := tokenMark + hex.EncodeToString(key)
	now := s.Now().UTC().Truncate(time.Second)
	t := Token{ID: hex.EncodeToString(id), Account: name, Purpose: purpose, Hash: hashToken(text), Made: now, Until: now.AddDate(0, 0, days)}
	err := s.change(ctx, func(b *book) error {
		if b.find(name) == nil {
			return ErrUnknown
		}
		b.Tokens = append(b.Tokens, t)
		return nil
	})
	return t, text, err
}

func hashToken(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// ByToken is the account that a token acts for.
func (s *Store) ByToken(text string) (Account, Token, error) {
	b, err := s.read()
	if err != nil {
		return Account{}, Token{}, err
	}
	hash := hashToken(text)
	i := slices.IndexFunc(b.Tokens, func(t Token) bool { return t.Hash == hash })
	if i < 0 || !s.Now().Before(b.Tokens[i].Until) {
		return Account{}, Token{}, ErrRefused
	}
	a := b.find(b.Tokens[i].Account)
	if a == nil || a.Disabled {
		return Account{}, Token{}, ErrRefused
	}
	return *a, b.Tokens[i], nil
}

// Tokens are those of an account; of all with "".
func (s *Store) Tokens(name string) ([]Token, error) {
	b, err := s.read()
	return slices.DeleteFunc(b.Tokens, func(t Token) bool { return name != "" && t.Account != name }), err
}

// DropToken ends a token; of another account than name it is unknown, unless name is "".
func (s *Store) DropToken(ctx context.Context, name, id string) error {
	return s.change(ctx, func(b *book) error {
		n := len(b.Tokens)
		b.Tokens = slices.DeleteFunc(b.Tokens, func(t Token) bool { return t.ID == id && (name == "" || t.Account == name) })
		if len(b.Tokens) == n {
			return ErrNoToken
		}
		return nil
	})
}
