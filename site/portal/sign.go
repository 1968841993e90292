package portal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"nsk/ingest"
	"nsk/warehouse/audit"
	"nsk/warehouse/chain"
)

// A Signature says that somebody answers for a version for its provider. It is about the
// bytes with that hash and no others: a corrected file is not signed by it. It is no digital
// signature of the law on electronic documents.
//
// Signatures lie beside the warehouse, which holds no names of people, a file for each
// provider, each bound to the one before it.
type Signature struct {
	Seq     int       `json:"seq"`
	At      time.Time `json:"at"` // UTC
	Landing string    `json:"landing"`
	SHA256  string    `json:"sha256"` // of the bytes as received
	Name    string    `json:"name"`
	Role    string    `json:"role"`
	Account string    `json:"account"`
	Prev    string    `json:"prev"` // hash of the signature before; "" of the first
	Hash    string    `json:"hash"` // SHA-256 of all fields above, as JSON
}

func (s Signature) sum() string {
	s.Hash = ""
	return chain.Sum(s)
}

var plainName = regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`)

// signatureFile is where the signatures of the provider lie.
func (o own) signatureFile() (string, error) {
	if !plainName.MatchString(o.provider) {
		return "", fmt.Errorf("signatures: provider %q cannot be the name of a file", o.provider)
	}
	return filepath.Join(o.Dir, "signatures", o.provider+".jsonl"), nil
}

// signatures are the provider's, proven to be those that were given, in their order.
func (o own) signatures() (all []Signature, err error) {
	file, err := o.signatureFile()
	if err != nil {
		return nil, err
	}
	prev := ""
	err = chain.Each(file, func(n int, line []byte, whole bool) error {
		var s Signature
		if !whole { // a line that a crash cut off was never acknowledged
			return nil
		}
		if err := json.Unmarshal(line, &s); err != nil {
			return fmt.Errorf("line %d cannot be read: %w", n, err)
		}
		if s.Seq != n || s.Prev != prev || s.Hash != s.sum() {
			return fmt.Errorf("line %d was changed or moved; restore the file from a backup", n)
		}
		prev = s.Hash
		all = append(all, s)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("signatures of %s: %w", o.provider, err)
	}
	return all, nil
}

// put adds a signature, durable before it returns.
func (o own) put(ctx context.Context, s Signature) error {
	file, err := o.signatureFile()
	if err != nil {
		return err
	}
	return chain.Alone(ctx, filepath.Dir(file), func() error {
		all, err := o.signatures()
		if err != nil {
			return err
		}
		if slices.ContainsFunc(all, func(t Signature) bool { return t.Landing == s.Landing && t.Account == s.Account && t.Name == s.Name }) {
			return nil // signed already
		}
		if n := len(all); n > 0 {
			s.Prev = all[n-1].Hash
		}
		s.Seq = len(all) + 1
		s.Hash = s.sum()
		return chain.Append(file, s)
	})
}

// sign puts a signature under the version that counts.
func (o own) sign(w http.ResponseWriter, r *http.Request) error {
	v, err := o.named(r)
	if err != nil {
		return err
	}
	s := Signature{At: o.Now().UTC().Truncate(time.Second), Landing: v.ID, SHA256: v.SHA256, Account: o.account,
		Name: strings.TrimSpace(r.PostFormValue("name")), Role: strings.TrimSpace(r.PostFormValue("role"))}
	switch {
	case !v.Counts:
		return o.judged(w, r, judged{Fault: o.Say(r, "fault-not-counting")})
	case r.PostFormValue("sha256") != v.SHA256: // of the page that was read
		return errors.New("the form is about other bytes")
	case s.Name == "" || s.Role == "" || utf8.RuneCountInString(s.Name+s.Role) > 300:
		return o.judged(w, r, judged{Fault: o.Say(r, "fault-sign")})
	}
	// The log of acts tells that it was signed, and what; the name stands in the signature.
	if _, err := o.Audit.Add(r.Context(), o.Now(), audit.Act{Who: o.account, Did: "return signed",
		Object: fmt.Sprintf("%s %s %s, landing %d, sha256 %s", v.Source, o.provider, v.Period, v.Landing, v.SHA256), Why: s.Role}); err != nil {
		return err
	}
	if err := o.put(r.Context(), s); err != nil {
		return err
	}
	http.Redirect(w, r, r.URL.JoinPath("..").Path, http.StatusSeeOther)
	return nil
}

// signable reports whether a version can be signed.
func (v version) signable() bool {
	return v.Counts && (v.Verdict == string(ingest.Accepted) || v.Verdict == string(ingest.Partly))
}

// A signed is a signature as a page shows it.
type signed struct {
	Signature
	When string
}

// signedBy are the signatures under one version.
func signedBy(all []Signature, landing string) (list []signed) {
	for _, s := range all {
		if s.Landing == landing {
			list = append(list, signed{s, moment(s.At)})
		}
	}
	return list
}
