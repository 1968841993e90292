package account

import (
	"context"
	"errors"
	"testing"
	"time"
)

const sentence = "қар жауған күнгі жылы шай"

func stand(t *testing.T) (*Store, *time.Time) {
	now := time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)
	s := &Store{Dir: t.TempDir(), Now: func() time.Time { return now }}
	if err := s.Add(context.Background(), Account{Name: "analyst", Role: Analyst}, sentence); err != nil {
		t.Fatal(err)
	}
	return s, &now
}

// Only the right password signs in; five wrong ones lock the account also for the right
// one, and the lock opens by itself.
func TestSignIn(t *testing.T) {
	s, now := stand(t)
	try := func(name, password string) error {
		_, err := s.SignIn(context.Background(), Try{Name: name, Password: password})
		return err
	}
	if err := try("analyst", sentence); err != nil {
		t.Error(err)
	}
	if err := try("nobody", sentence); !errors.Is(err, ErrRefused) {
		t.Error(err)
	}
	for range lockAfter {
		if err := try("analyst", "wrong"); !errors.Is(err, ErrRefused) {
			t.Error(err)
		}
	}
	if err := try("analyst", sentence); !errors.Is(err, ErrLocked) {
		t.Error(err)
	}
	*now = now.Add(lockFor)
	if err := try("analyst", sentence); err != nil {
		t.Error(err)
	}
	if err := s.Update(context.Background(), "analyst", func(a *Account) error { a.Disabled = true; return nil }); err != nil {
		t.Fatal(err)
	}
	if err := try("analyst", sentence); !errors.Is(err, ErrRefused) {
		t.Error(err)
	}
}

// The second factor gives the numbers of RFC 6238, appendix B, and each once.
func TestSecondFactor(t *testing.T) {
	for at, want := range map[int64]string{59: "287082", 1111111109: "081804", 20000000000: "353130"} {
		if got := code([]byte("12345678901234567890"), at/period); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
	}
	s, now := stand(t)
	secret, _ := NewSecret("analyst")
	typed, err := Code(secret, *now)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SetSecond(context.Background(), "analyst", secret, "000000"); !errors.Is(err, ErrCode) {
		t.Error(err)
	}
	if err := s.SetSecond(context.Background(), "analyst", secret, typed); err != nil {
		t.Fatal(err)
	}
	signIn := func(code string) error {
		_, err := s.SignIn(context.Background(), Try{"analyst", sentence, code})
		return err
	}
	if err := signIn(typed); !errors.Is(err, ErrRefused) {
		t.Error("a code is good twice")
	}
	*now = now.Add(time.Minute)
	next, _ := Code(secret, *now)
	if err := signIn(""); !errors.Is(err, ErrRefused) {
		t.Error(err)
	}
	if err := signIn(next); err != nil {
		t.Error(err)
	}
}

// A token acts for its account until it ends or is dropped; a changed account ends sessions.
func TestTokens(t *testing.T) {
	s, now := stand(t)
	token, text, err := s.AddToken(context.Background(), "analyst", "notebook", 30)
	if err != nil {
		t.Fatal(err)
	}
	if a, _, err := s.ByToken(text); err != nil || a.Name != "analyst" {
		t.Error(a, err)
	}
	if _, _, err := s.ByToken(text + "0"); !errors.Is(err, ErrRefused) {
		t.Error(err)
	}
	if err := s.DropToken(context.Background(), "other", token.ID); err == nil {
		t.Error("dropped by another")
	}
	*now = now.AddDate(0, 0, 30)
	if _, _, err := s.ByToken(text); !errors.Is(err, ErrRefused) {
		t.Error(err)
	}
}

// What cannot be an account is refused with what to write.
func TestNoAccount(t *testing.T) {
	s, _ := stand(t)
	for _, c := range []struct {
		a        Account
		password string
	}{
		{Account{Name: "analyst", Role: Analyst}, sentence}, {Account{Name: "x y", Role: Analyst}, sentence},
		{Account{Name: "b1", Role: "king"}, sentence}, {Account{Name: "b2", Role: Centre}, sentence},
		{Account{Name: "b3", Role: Analyst, Provider: "1"}, sentence}, {Account{Name: "b4", Role: Analyst}, "short"},
	} {
		if err := s.Add(context.Background(), c.a, c.password); err == nil {
			t.Errorf("%+v was taken", c.a)
		}
	}
}
