package account

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// Costs of argon2id as OWASP's Password Storage Cheat Sheet advises: 19 MiB, two passes, one lane.
const (
	costMemory = 19 * 1024
	costTime   = 2
	costLanes  = 1
	keyLength  = 32
)

// minPassword is the shortest password in characters (NIST SP 800-63B-4: 15 where it is the only factor).
const minPassword = 15

// checkPassword refuses what is too short to resist guessing, or too long to hash.
func checkPassword(password string) error {
	if n := utf8.RuneCountInString(password); n < minPassword || n > 256 {
		return ErrWeak
	}
	return nil
}

// hashPassword is the password as it is kept, in the form of the reference implementation.
func hashPassword(password string) string {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails
	key := argon2.IDKey([]byte(password), salt, costTime, costMemory, costLanes, keyLength)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, costMemory, costTime, costLanes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key))
}

// verify compares in constant time.
func verify(kept, password string) bool {
	parts := strings.Split(kept, "$")
	var version, memory, passes int
	var lanes uint8
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false
	}
	if _, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &memory, &passes, &lanes); err != nil || version != argon2.Version {
		return false
	}
	salt, bad := base64.RawStdEncoding.DecodeString(parts[4])
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if bad != nil || err != nil {
		return false
	}
	got := argon2.IDKey([]byte(password), salt, uint32(passes), uint32(memory), lanes, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1
}

// nobody is the hash that a password is compared with where there is no account, so that
// the answer takes as long. It is made at the first sign-in, not by every command.
var nobody = sync.OnceValue(func() string { return hashPassword("there is no such account") })
