package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"nsk/ingest"
	"nsk/warehouse/chain"
)

// sealedAccounts is what the accounts are called in a backup. They hold password hashes and
// second factors, so that they go in encrypted with the landing key, and lie so where a backup
// was put back until that key is there.
const sealedAccounts = "data/accounts/accounts.json.age"

func (cfg *config) accountsDir() string    { return filepath.Join(cfg.Data, "accounts") }
func (cfg *config) accountsFile() string   { return filepath.Join(cfg.accountsDir(), "accounts.json") }
func (cfg *config) accountsSealed() string { return cfg.accountsFile() + ".age" }

// sealAccounts writes the accounts, encrypted. Those that nobody has opened since they were
// put back are taken as they are; an installation without accounts has none to write.
func (cfg *config) sealAccounts(to string) error {
	text, err := os.ReadFile(cfg.accountsFile())
	if errors.Is(err, fs.ErrNotExist) {
		sealed, err := os.ReadFile(cfg.accountsSealed())
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return errors.Join(err, writeBelow(to, sealed))
	}
	if err != nil {
		return err
	}
	keys, err := cfg.loadKeys()
	if err != nil {
		return err
	}
	var sealed bytes.Buffer
	w, err := keys.Seal(&sealed)
	if err != nil {
		return fmt.Errorf("accounts: %w", err)
	}
	_, err = w.Write(text)
	return errors.Join(err, w.Close(), writeBelow(to, sealed.Bytes()))
}

func writeBelow(to string, data []byte) error {
	return errors.Join(os.MkdirAll(filepath.Dir(to), 0o700), os.WriteFile(to, data, 0o600))
}

// openAccounts opens the accounts that a backup brought back, as soon as the landing key is
// there. Accounts that are there already count, and none can be made before: without the
// key the error is a *ingest.KeyError.
func (cfg *config) openAccounts(ctx context.Context) (opened bool, err error) {
	if !exists(cfg.accountsSealed()) {
		return false, nil
	}
	err = chain.Alone(ctx, cfg.accountsDir(), func() error {
		if !exists(cfg.accountsFile()) {
			text, err := cfg.unsealed()
			if err != nil {
				return err
			}
			if err := chain.Replace(cfg.accountsFile(), json.RawMessage(text)); err != nil {
				return err
			}
			opened = true
		}
		return os.Remove(cfg.accountsSealed())
	})
	return opened, err
}

func (cfg *config) unsealed() ([]byte, error) {
	keys, err := cfg.loadKeys()
	if err != nil {
		return nil, err
	}
	f, err := os.Open(cfg.accountsSealed())
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := keys.Unseal(f)
	var foreign *ingest.KeyError
	if errors.As(err, &foreign) {
		return nil, &said{
			kk: fmt.Sprintf("есептік жазбалар (%s) осы орнатудың файлдар кілтімен (landing.key) ашылмайды: көшірме жасалғанда қолданылған кілтті салыңыз", cfg.accountsSealed()),
			ru: fmt.Sprintf("учётные записи (%s) не открываются ключом файлов (landing.key) этой установки: положите ключ, который действовал, когда делалась копия", cfg.accountsSealed()),
			en: fmt.Sprintf("the landing key of this installation does not open the accounts (%s): put the key there that was in use when the backup was made", cfg.accountsSealed()),
		}
	}
	if err != nil {
		return nil, fmt.Errorf("accounts: %w", err)
	}
	return io.ReadAll(r)
}
