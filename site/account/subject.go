package account

import (
	"context"
	"slices"
)

// BySubject is the account that is bound to somebody at the provider of identities;
// ErrUnknown if there is none or it is switched off.
func (s *Store) BySubject(subject string) (Account, error) {
	b, err := s.read()
	if err != nil {
		return Account{}, err
	}
	i := slices.IndexFunc(b.Accounts, func(a Account) bool { return subject != "" && a.Subject == subject && !a.Disabled })
	if i < 0 {
		return Account{}, ErrUnknown
	}
	return b.Accounts[i], nil
}

// Bind binds an account without a password to a subject, once. An account that has either
// already, or a subject that another account has, is refused as unknown.
func (s *Store) Bind(ctx context.Context, name, subject string) (done Account, err error) {
	err = s.change(ctx, func(b *book) error {
		taken := slices.ContainsFunc(b.Accounts, func(a Account) bool { return a.Subject == subject })
		a := b.find(name)
		if a == nil || taken || a.Disabled || a.Password != "" || a.Subject != "" {
			return ErrUnknown
		}
		a.Subject = subject
		done = *a
		return nil
	})
	return done, err
}
