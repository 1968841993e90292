package account

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"nsk/warehouse/chain"
)

// A Store is the file of accounts and tokens. It lies apart from the database, so that
// signing in needs no warehouse. A backup has it encrypted with the landing key.
type Store struct {
	Dir string
	Now func() time.Time

	hashing sync.Mutex // one password at a time: hashing is made to be dear
}

// A book is what the file holds.
type book struct {
	Accounts []Account `json:"accounts"`
	Tokens   []Token   `json:"tokens"`
}

func (b *book) find(name string) *Account {
	if i := slices.IndexFunc(b.Accounts, func(a Account) bool { return a.Name == name }); i >= 0 {
		return &b.Accounts[i]
	}
	return nil
}

func (s *Store) file() string { return filepath.Join(s.Dir, "accounts.json") }

func (s *Store) read() (b book, err error) {
	text, err := os.ReadFile(s.file())
	if errors.Is(err, fs.ErrNotExist) {
		return b, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &b)
	}
	if err != nil {
		return b, fmt.Errorf("accounts: %w", err)
	}
	return b, nil
}

// change reads the file, lets fn change it and writes it whole, while no other process does.
func (s *Store) change(ctx context.Context, fn func(*book) error) error {
	return chain.Alone(ctx, s.Dir, func() error {
		b, err := s.read()
		if err != nil {
			return err
		}
		if err := fn(&b); err != nil {
			return err
		}
		slices.SortFunc(b.Accounts, func(x, y Account) int { return strings.Compare(x.Name, y.Name) })
		return s.write(b)
	})
}

func (s *Store) write(b book) error {
	if err := chain.Replace(s.file(), b); err != nil {
		return fmt.Errorf("accounts: %w", err)
	}
	return nil
}

// All are the accounts by name.
func (s *Store) All() ([]Account, error) {
	b, err := s.read()
	return b.Accounts, err
}

// Get is one account; ErrUnknown if there is none or it is switched off.
func (s *Store) Get(name string) (Account, error) {
	b, err := s.read()
	if err != nil {
		return Account{}, err
	}
	a := b.find(name)
	if a == nil || a.Disabled {
		return Account{}, ErrUnknown
	}
	return *a, nil
}

// Add makes an account. Without a password only the provider of identities signs it in.
func (s *Store) Add(ctx context.Context, a Account, password string) error {
	if err := a.check(); err != nil {
		return err
	}
	if password != "" {
		if err := checkPassword(password); err != nil {
			return err
		}
		a.Password = hashPassword(password)
	}
	a.Made = s.Now().UTC().Truncate(time.Second)
	return s.change(ctx, func(b *book) error {
		if b.find(a.Name) != nil {
			return ErrExists
		}
		b.Accounts = append(b.Accounts, a)
		return nil
	})
}

// Update lets fn change an account. Sessions of it end.
func (s *Store) Update(ctx context.Context, name string, fn func(*Account) error) error {
	return s.change(ctx, func(b *book) error {
		a := b.find(name)
		if a == nil {
			return ErrUnknown
		}
		governed := a.governs()
		if err := fn(a); err != nil {
			return err
		}
		a.Stamp++
		if governed && !slices.ContainsFunc(b.Accounts, Account.governs) {
			return ErrLast
		}
		return a.check()
	})
}

// SetPassword gives an account another password and opens a lock.
func (s *Store) SetPassword(ctx context.Context, name, password string) error {
	if err := checkPassword(password); err != nil {
		return err
	}
	return s.Update(ctx, name, func(a *Account) error {
		a.Password, a.Failed, a.Until = hashPassword(password), 0, time.Time{}
		return nil
	})
}
