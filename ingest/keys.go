package ingest

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"filippo.io/age"
)

// Keys are the two secrets of an installation. They live outside the data folder, so
// that a copy of the data alone tells nothing about a person.
type Keys struct {
	person   []byte              // of the pseudonyms
	identity *age.X25519Identity // of the encrypted landings
	macs     *sync.Pool          // of hash.Hash keyed with person: keying costs as much as hashing
}

const (
	personFile  = "person.key"
	landingFile = "landing.key"
)

// InitKeys makes the keys in dir, readable by their owner only. It changes nothing where
// they exist: a new person key would cut every person off from their past.
func InitKeys(dir string) (made bool, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return false, fmt.Errorf("init keys: %w", err)
	}
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return false, fmt.Errorf("init keys: %w", err)
	}
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return false, fmt.Errorf("init keys: %w", err)
	}
	for name, text := range map[string]string{personFile: hex.EncodeToString(secret), landingFile: id.String()} {
		did, err := writeOnce(filepath.Join(dir, name), text+"\n")
		if err != nil {
			return made, fmt.Errorf("init keys: %w", err)
		}
		made = made || did
	}
	return made, nil
}

func writeOnce(path, text string) (bool, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	_, err = f.WriteString(text)
	return true, errors.Join(err, f.Sync(), f.Close())
}

// LoadKeys reads the keys from dir. Files that others can read are refused.
func LoadKeys(dir string) (*Keys, error) {
	person, err := readSecret(filepath.Join(dir, personFile))
	if err != nil {
		return nil, err
	}
	landing, err := readSecret(filepath.Join(dir, landingFile))
	if err != nil {
		return nil, err
	}
	return ParseKeys(person, landing)
}

func readSecret(path string) (string, error) {
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return "", &KeyError{What: KeyMissing, Path: path}
	}
	if err != nil {
		return "", fmt.Errorf("keys: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", &KeyError{What: KeyExposed, Path: path, Mode: info.Mode().Perm()}
	}
	data, err := os.ReadFile(path)
	return strings.TrimSpace(string(data)), err
}

// ParseKeys takes the texts of the two keys: 64 hexadecimal digits, and an age identity.
func ParseKeys(person, landing string) (*Keys, error) {
	secret, err := hex.DecodeString(person)
	if err != nil || len(secret) != 32 {
		return nil, errors.New("person key: not 64 hexadecimal digits")
	}
	id, err := age.ParseX25519Identity(landing)
	if err != nil {
		return nil, errors.New("landing key: not an age identity") // the text is a secret
	}
	return &Keys{person: secret, identity: id, macs: new(sync.Pool)}, nil
}

// Seal encrypts what is written for the landing key; closing ends it.
func (k *Keys) Seal(w io.Writer) (io.WriteCloser, error) {
	return age.Encrypt(w, k.identity.Recipient())
}

// Unseal reads what Seal wrote. The error is a *KeyError of KeyForeign where another landing
// key sealed it.
func (k *Keys) Unseal(r io.Reader) (io.Reader, error) {
	opened, err := age.Decrypt(r, k.identity)
	var foreign *age.NoIdentityMatchError
	if errors.As(err, &foreign) {
		return nil, &KeyError{What: KeyForeign, Sealed: 1}
	}
	return opened, err
}

// Person is the pseudonym of an IIN: the first 128 bits of its HMAC-SHA256, in hex.
func (k *Keys) Person(iin string) string {
	m, ok := k.macs.Get().(hash.Hash)
	if !ok {
		m = hmac.New(sha256.New, k.person)
	}
	defer k.macs.Put(m)
	m.Reset()
	m.Write([]byte(iin))
	return hex.EncodeToString(m.Sum(nil)[:16])
}

// faultMark begins what stands in place of a pseudonym where the IIN is unsound; no
// pseudonym begins so.
const faultMark = "!"

// personOrFault is the pseudonym, or the mark and the number of the rule that is broken.
func (k *Keys) personOrFault(iin string) string {
	if f := iinFault(iin); f != "" {
		return faultMark + f
	}
	return k.Person(iin)
}
