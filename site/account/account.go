// Package account keeps who may sign in: roles, passwords, second factors and tokens.
package account

import (
	"regexp"
	"slices"
	"time"
)

// A Role says what an account may do. It has one: whoever does two things has two accounts.
type Role string

// The roles, those of the design's users.
const (
	Analyst       Role = "analyst"       // of the National Body
	Ministry      Role = "ministry"      // the authorised body
	Centre        Role = "centre"        // one provider of returns; sees its own only
	Engineer      Role = "engineer"      // connectors, runs and rules
	Administrator Role = "administrator" // accounts, audit, backups; no rows of data
)

// Roles are all roles.
var Roles = []Role{Analyst, Ministry, Centre, Engineer, Administrator}

// An Account is one person, or one machine of a provider.
type Account struct {
	Name     string    `json:"name"` // what is typed at sign-in, and what the log of acts says
	Role     Role      `json:"role"`
	Provider string    `json:"provider,omitempty"` // of a centre: its BIN; of another body that sends returns: its id
	Lang     string    `json:"lang,omitempty"`     // kk, ru or en
	Password string    `json:"password,omitempty"` // argon2id; "" if only the provider of identities signs in
	Secret   string    `json:"totp,omitempty"`     // second factor, base32; "" if there is none. The file is readable by the service alone
	Step     int64     `json:"totp_step,omitempty"`
	Subject  string    `json:"subject,omitempty"` // issuer and subject at the provider of identities
	Disabled bool      `json:"disabled,omitempty"`
	Made     time.Time `json:"made"`
	Failed   int       `json:"failed,omitempty"` // wrong passwords one after the other
	Until    time.Time `json:"locked_until,omitzero"`
	Stamp    int64     `json:"stamp"` // raised with every change that must end sessions
}

// May reports whether the account has one of the roles.
func (a Account) May(roles ...Role) bool { return slices.Contains(roles, a.Role) }

var nameForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,63}$`)

// check says what is wrong with an account that is to be kept.
func (a Account) check() error {
	switch {
	case !nameForm.MatchString(a.Name):
		return ErrName
	case !slices.Contains(Roles, a.Role):
		return ErrRole
	case a.Role == Centre && a.Provider == "":
		return ErrNeed
	case a.Role != Centre && a.Provider != "":
		return ErrFree
	}
	return nil
}

// governs reports whether the account can sign in and look after the others.
func (a Account) governs() bool {
	return a.Role == Administrator && !a.Disabled && (a.Password != "" || a.Subject != "")
}

// Unlock forgets wrong passwords.
func (a *Account) Unlock() { a.Failed, a.Until = 0, time.Time{} }
