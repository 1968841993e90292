package ncanode

import (
	"context"
	"slices"
	"time"
)

// What is asked and answered, as in the server's OpenAPI file; of the answer only what is
// used.
type (
	xmlQuestion struct {
		RevocationCheck []string `json:"revocationCheck,omitempty"`
		XML             string   `json:"xml"`
	}
	cmsQuestion struct {
		RevocationCheck []string `json:"revocationCheck,omitempty"`
		CMS             string   `json:"cms"`
		Data            string   `json:"data,omitempty"`
	}
	answer struct {
		Valid   *bool    `json:"valid"`
		Signers []signed `json:"signers"`
	}
	// signed is a certificate, or in answers about CMS certificates with a time stamp.
	signed struct {
		certificate
		Signers []certificate `json:"signers"`
		TSP     *struct {
			GenTime string `json:"genTime"`
		} `json:"tsp"`
	}
	certificate struct {
		Valid       bool         `json:"valid"`
		Revocations []revocation `json:"revocations"`
		NotBefore   string       `json:"notBefore"`
		NotAfter    string       `json:"notAfter"`
		KeyUser     []string     `json:"keyUser"`
		Subject     struct {
			BIN string `json:"bin"`
		} `json:"subject"`
	}
	revocation struct {
		Revoked        bool   `json:"revoked"`
		RevocationTime string `json:"revocationTime"`
	}
)

func (q xmlQuestion) with(check ...string) any { q.RevocationCheck = check; return q }
func (q cmsQuestion) with(check ...string) any { q.RevocationCheck = check; return q }

type question interface{ with(check ...string) any }

// certificates of all signers, whatever the shape of the answer.
func (a answer) certificates() (all []certificate) {
	for _, s := range a.Signers {
		if len(s.Signers) > 0 {
			all = append(all, s.Signers...)
		} else {
			all = append(all, s.certificate)
		}
	}
	return all
}

// stamped is the earliest moment of a time stamp; zero where there is none.
func (a answer) stamped() (at time.Time) {
	for _, s := range a.Signers {
		if s.TSP == nil {
			continue
		}
		if t := instant(s.TSP.GenTime); !t.IsZero() && (at.IsZero() || t.Before(at)) {
			at = t
		}
	}
	return at
}

// instant reads a moment as the server writes it; zero where it cannot be read.
func instant(text string) time.Time {
	for _, form := range []string{"2006-01-02T15:04:05.999Z07:00", "2006-01-02T15:04:05.999-0700"} {
		if t, err := time.Parse(form, text); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

// verify asks until there is a verdict, at most so often. The error is that of a cancelled
// context.
func (c *Client) verify(ctx context.Context, path string, q question) (v Verdict, err error) {
	for n := 1; ; n++ {
		v = c.once(ctx, path, q)
		if err := ctx.Err(); err != nil {
			return v, err
		}
		if v.State != Indeterminate || n == attempts {
			return v, nil
		}
		wait := time.NewTimer(c.pause << (n - 1))
		select {
		case <-ctx.Done():
			wait.Stop()
			return v, ctx.Err()
		case <-wait.C:
		}
	}
}

// once asks with a look at what is revoked. Where the answer is no, and nothing is said to
// be revoked, it asks again without that look: what is valid then was only not looked up.
func (c *Client) once(ctx context.Context, path string, q question) Verdict {
	said, err := c.post(ctx, path, q.with("OCSP"))
	v := c.verdict(said, err)
	if v.State != Invalid || slices.ContainsFunc(said.certificates(), certificate.revoked) {
		return v
	}
	plain, err := c.post(ctx, path, q.with())
	again := c.verdict(plain, err)
	if again.State == Invalid {
		return again
	}
	v.State, v.Why = Indeterminate, "the signature holds, but the authority's responder did not say whether the certificate is revoked; ask again later"
	if again.State == Indeterminate {
		v.Why = again.Why
	}
	return v
}

func (c certificate) revoked() bool {
	return slices.ContainsFunc(c.Revocations, func(r revocation) bool { return r.Revoked && r.RevocationTime != "" })
}

// verdict reads one answer. A certificate that has run out is judged as of now by the
// server, which says nothing about the day of the signature.
func (c *Client) verdict(said answer, err error) Verdict {
	v := Verdict{At: c.now()}
	if err != nil {
		v.State, v.Why = Indeterminate, "NCANode could not be asked: "+err.Error()
		return v
	}
	certs := said.certificates()
	v.BIN, v.Users = signer(certs)
	if at := said.stamped(); !at.IsZero() {
		v.At = at
	}
	switch {
	case said.Valid == nil:
		v.State, v.Why = Indeterminate, "NCANode did not say whether the signature is valid"
	case *said.Valid && len(certs) == 0:
		v.State, v.Why = Indeterminate, "NCANode names no signer of what is signed"
	case *said.Valid:
		v.State = Valid
	case slices.ContainsFunc(certs, certificate.revoked):
		v.State, v.Why = Invalid, "the certificate of the signer is revoked"
	case slices.ContainsFunc(certs, c.expired):
		v.State, v.Why = Indeterminate, "the certificate of the signer has run out; NCANode judges as of now, not as of the day of the signature"
	default:
		v.State, v.Why = Invalid, "NCANode says that the signature or its certificate is not valid"
	}
	return v
}

func (c *Client) expired(cert certificate) bool {
	end := instant(cert.NotAfter)
	return !end.IsZero() && end.Before(c.now())
}
