package account

import (
	"context"
	"errors"
	"time"
)

// After lockAfter wrong passwords one after the other an account is locked for lockFor,
// and twice as long for each more, up to lockMost: guessing becomes hopeless, and the owner
// gets in again without a call.
const (
	lockAfter = 5
	lockFor   = time.Minute
	lockMost  = 15 * time.Minute
)

// A Try is what somebody typed to sign in.
type Try struct{ Name, Password, Code string }

// SignIn returns the account, or ErrRefused or ErrLocked. It takes as long for an account
// that there is not.
func (s *Store) SignIn(ctx context.Context, t Try) (Account, error) {
	none := nobody() // for everybody, so that the first one who comes learns nothing
	b, err := s.read()
	if err != nil {
		return Account{}, err
	}
	a := b.find(t.Name)
	if a == nil || a.Disabled || a.Password == "" {
		s.verify(none, t.Password)
		return Account{}, ErrRefused
	}
	if s.Now().Before(a.Until) {
		return Account{}, ErrLocked
	}
	right := s.verify(a.Password, t.Password)
	return s.settle(ctx, t, right)
}

func (s *Store) verify(kept, password string) bool {
	s.hashing.Lock()
	defer s.hashing.Unlock()
	return verify(kept, password)
}

// settle counts a wrong attempt or forgets the earlier ones. A code of the second factor
// counts once.
func (s *Store) settle(ctx context.Context, t Try, right bool) (done Account, err error) {
	refused := error(nil)
	err = s.change(ctx, func(b *book) error {
		a := b.find(t.Name)
		if a == nil {
			refused = ErrRefused
			return nil
		}
		if right && a.Secret != "" {
			right = s.second(a, t.Code)
		}
		if !right {
			a.fail(s.Now())
			refused = ErrRefused
			return nil
		}
		a.Failed, a.Until = 0, time.Time{}
		done = *a
		return nil
	})
	if err != nil {
		return Account{}, err
	}
	return done, refused
}

func (a *Account) fail(now time.Time) {
	a.Failed++
	if a.Failed < lockAfter {
		return
	}
	a.Until = now.Add(min(lockFor<<min(a.Failed-lockAfter, 8), lockMost)).UTC()
}

// Right reports whether the password is that of the account, for acts that ask for it
// again. Wrong ones count as at signing in.
func (s *Store) Right(ctx context.Context, name, password string) error {
	a, err := s.Get(name)
	if err != nil {
		return err
	}
	if s.Now().Before(a.Until) {
		return ErrLocked
	}
	if s.verify(a.Password, password) {
		return nil
	}
	return errors.Join(ErrRefused, s.change(ctx, func(b *book) error {
		if a := b.find(name); a != nil {
			a.fail(s.Now())
		}
		return nil
	}))
}
