// Package ncanode asks an NCANode server what a signature of the national certification
// authority (НУЦ РК) is worth, and to sign.
//
// There are four answers, and "no" is given only where it is sure: the server calls a
// signature not valid also when the authority's responder says "try again", and when a
// certificate has run out since the signature was made. Both are indeterminate here
// (domain § 7.7). Of a signer the organisation is kept, never the person.
package ncanode

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

// State is what a signature is worth.
type State string

// The states.
const (
	Valid         State = "valid"
	Invalid       State = "invalid"
	Indeterminate State = "indeterminate" // nobody could tell: ask again later
	None          State = "none"          // nothing is signed
)

// A Verdict is what became of the check of a signature.
type Verdict struct {
	State State
	BIN   string    // of the organisation the signer acts for; "" where the certificate names none
	Users []string  // keyUser: in which role, such as CEO or CAN_SIGN, in the order of the alphabet
	At    time.Time // as of when: the moment of a time stamp, else that of the check
	Why   string    // a sentence for engineers where the state is invalid or indeterminate
}

// String is how a verdict is kept with a landing: the state and what is known of the
// signer, without any person's name or number.
func (v Verdict) String() string {
	text := string(v.State)
	if v.BIN != "" {
		text += " bin=" + v.BIN
	}
	if len(v.Users) > 0 {
		text += " users=" + strings.Join(v.Users, ",")
	}
	if v.State == Valid || v.State == Invalid {
		text += " at=" + v.At.UTC().Format(time.RFC3339)
	}
	return text
}

// A Client asks one server.
type Client struct {
	http  *http.Client
	base  string
	now   func() time.Time
	pause time.Duration // before the authority's responder is asked again
}

// attempts is how often the responder is asked before the state is indeterminate.
const attempts = 3

// answerLimit bounds an answer in memory.
const answerLimit = 8 << 20

// New is the client of the server at an address.
func New(address string, client *http.Client, now func() time.Time) *Client {
	return &Client{http: client, base: strings.TrimSuffix(address, "/"), now: now, pause: time.Second}
}

// WSSE checks the signature in the header of a SOAP envelope. It must be over the body: a
// valid signature over something else says nothing about what is read. The error is that
// of a cancelled context.
func (c *Client) WSSE(ctx context.Context, envelope []byte) (Verdict, error) {
	s, err := look(envelope)
	switch {
	case err != nil:
		return c.refuse("the envelope is not XML that can be checked: " + err.Error()), nil
	case s.headers == 0:
		return Verdict{State: None}, nil
	case s.headers > 1: // the server looks at one, and nobody knows at which
		return c.refuse("the header has more than one signature"), nil
	case !s.coversBody():
		return c.refuse("the signature in the header is not over the body of the envelope"), nil
	}
	return c.verify(ctx, "/wsse/verify", xmlQuestion{XML: string(envelope)})
}

// XML checks the signatures within a document. One of them must be over the whole.
func (c *Client) XML(ctx context.Context, document []byte) (Verdict, error) {
	s, err := look(document)
	switch {
	case err != nil:
		return c.refuse("the document is not XML that can be checked: " + err.Error()), nil
	case s.all == 0:
		return Verdict{State: None}, nil
	case !s.coversRoot():
		return c.refuse("no signature in the document is over the whole of it"), nil
	}
	return c.verify(ctx, "/xml/verify", xmlQuestion{XML: string(document)})
}

// CMS checks a signature in a container of its own (RFC 5652), over data where it lies
// apart from them, else over what it holds.
func (c *Client) CMS(ctx context.Context, cms, data []byte) (Verdict, error) {
	if len(cms) == 0 {
		return Verdict{State: None}, nil
	}
	q := cmsQuestion{CMS: base64.StdEncoding.EncodeToString(cms)}
	if data != nil {
		q.Data = base64.StdEncoding.EncodeToString(data)
	}
	return c.verify(ctx, "/cms/verify", q)
}

// Health is nil where the server says that it is up.
func (c *Client) Health(ctx context.Context) error {
	var said struct{ Status string }
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/actuator/health", nil)
	if err != nil {
		return fmt.Errorf("NCANode: %w", err)
	}
	if err := c.ask(req, &said); err != nil {
		return fmt.Errorf("NCANode at %s: %w", c.base, err)
	}
	if said.Status != "UP" {
		return fmt.Errorf("NCANode at %s says that it is %.20q, not UP", c.base, said.Status)
	}
	return nil
}

func (c *Client) refuse(why string) Verdict {
	return Verdict{State: Invalid, At: c.now(), Why: why}
}

// ask sends a request and takes the answer apart. What the server says in words is not
// repeated: it may quote what is signed.
func (c *Client) ask(req *http.Request, into any) error {
	res, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(io.LimitReader(res.Body, answerLimit))
	if err != nil {
		return fmt.Errorf("the answer broke off: %w", err)
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("the server answered %s", res.Status)
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("the answer is not what NCANode 3 says: %s", kind(err))
	}
	return nil
}

// kind is the type of an error, for one whose words may hold a piece of the answer.
func kind(err error) string { return strings.TrimPrefix(fmt.Sprintf("%T", err), "*") }

func (c *Client) post(ctx context.Context, path string, question any) (said answer, err error) {
	return said, c.exchange(ctx, path, question, &said)
}

func (c *Client) exchange(ctx context.Context, path string, question, said any) error {
	text, err := json.Marshal(question)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	return c.ask(req, said)
}

var binForm = regexp.MustCompile(`^[0-9]{4}[4-6][0-9]{7}$`)

// signer is what is kept of a certificate: a number is that of an organisation only where
// its fifth digit says so (domain § 1).
func signer(certs []certificate) (bin string, users []string) {
	for _, cert := range certs {
		if bin == "" && binForm.MatchString(cert.Subject.BIN) {
			bin = cert.Subject.BIN
		}
		for _, u := range cert.KeyUser {
			if roleForm.MatchString(u) && !slices.Contains(users, u) {
				users = append(users, u)
			}
		}
	}
	slices.Sort(users)
	return bin, users
}

var roleForm = regexp.MustCompile(`^[A-Z_]{1,40}$`)
