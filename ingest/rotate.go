package ingest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"nsk/warehouse"
)

// nextFile holds the key that is to replace the person key, until it has.
const nextFile = personFile + ".next"

// fingerprint tells two person keys apart without telling them.
func (k *Keys) fingerprint() string { return k.Person("fingerprint of this key") }

// Rotate gives every person a new pseudonym: it makes a new person key in dir, takes back
// everything that was read, and reads all landings again with it. A crash in the middle
// loses nothing: what is not read yet is read at the next start, with the new key.
// Releases made before keep the old pseudonyms.
func (in *Ingester) Rotate(ctx context.Context, dir string, each func(Outcome)) error {
	next, err := in.nextKeys(dir)
	if err != nil {
		return fmt.Errorf("rotate keys: %w", err)
	}
	if err := in.takeBackWith(ctx, 0, func(tx *warehouse.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE main.person_key SET fingerprint = ?`, next.fingerprint())
		return err
	}); err != nil {
		return fmt.Errorf("rotate keys: %w", err)
	}
	if err := promote(dir); err != nil {
		return fmt.Errorf("rotate keys: %w", err)
	}
	in.store.keys.person, in.store.keys.macs = next.person, next.macs
	return in.Resume(ctx, each)
}

// nextKeys writes the new key beside the old one, and reads it back.
func (in *Ingester) nextKeys(dir string) (*Keys, error) {
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return nil, err
	}
	if _, err := writeOnce(filepath.Join(dir, nextFile), hex.EncodeToString(secret)+"\n"); err != nil {
		return nil, err
	}
	text, err := readSecret(filepath.Join(dir, nextFile)) // of an earlier attempt, perhaps
	if err != nil {
		return nil, err
	}
	return ParseKeys(text, in.store.keys.identity.String())
}

// promote makes the next key the key. The old one is not kept: who has both could tie the
// old pseudonyms to the new.
func promote(dir string) error {
	if err := os.Rename(filepath.Join(dir, nextFile), filepath.Join(dir, personFile)); err != nil {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// CheckKey makes sure that the person key is the one the warehouse's pseudonyms were made
// with. A rotation that was cut off between the two is finished: dir then has the next key.
func CheckKey(ctx context.Context, e *warehouse.Engine, keys *Keys, dir string) (*Keys, error) {
	var have string
	err := e.DB().QueryRowContext(ctx, `SELECT coalesce(max(fingerprint), '') FROM main.person_key`).Scan(&have)
	switch {
	case err != nil:
		return nil, fmt.Errorf("person key: %w", err)
	case have == "":
		return keys, e.Tx(ctx, func(tx *warehouse.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO main.person_key VALUES (?)`, keys.fingerprint())
			return err
		})
	case have == keys.fingerprint():
		return keys, nil
	}
	if text, err := readSecret(filepath.Join(dir, nextFile)); err == nil {
		if next, err := ParseKeys(text, keys.identity.String()); err == nil && next.fingerprint() == have {
			return next, promote(dir)
		}
	}
	return nil, &KeyError{What: KeyChanged, Path: dir}
}
