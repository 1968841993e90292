// Package openid signs people in at a provider of identities, by OpenID Connect: the code
// flow with state, nonce and PKCE.
package openid

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"nsk/site/account"
	"nsk/site/door"
)

// Options say where people are signed in.
type Options struct {
	Issuer  string // address of the provider
	Client  string // id of this site there
	Secret  string // of this site there
	Address string // of this site, as the provider sends people back to it
	Match   string // claim that names the account at its first sign-in; "" if only an administrator binds accounts
}

// A Desk is the way in by the provider.
type Desk struct {
	at     *Options
	door   *door.Door
	refuse http.HandlerFunc // says that somebody is not let in

	mu       sync.Mutex
	provider *oidc.Provider // asked for when it is first needed: the site stands without it
}

// New is the way in; refuse writes the page for whom it does not let in.
func New(at *Options, d *door.Door, refuse http.HandlerFunc) *Desk {
	return &Desk{at: at, door: d, refuse: refuse}
}

// Routes are its addresses.
func (d *Desk) Routes() []door.Route {
	return []door.Route{
		{Pattern: "GET /openid/begin", Open: true, Serve: d.begin},
		{Pattern: returning, Open: true, Serve: d.end},
	}
}

const returning = "GET /openid/return"

// patience is how long the provider may take to answer.
const patience = 10 * time.Second

var client = &http.Client{Timeout: patience}

// Subject is how an account keeps who it is at the provider.
func Subject(issuer, subject string) string { return issuer + " " + subject }

// found is the provider, discovered at its well-known address.
func (d *Desk) found(ctx context.Context) (*oidc.Provider, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.provider != nil {
		return d.provider, nil
	}
	p, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), client), d.at.Issuer)
	if err != nil {
		return nil, fmt.Errorf("openid: %s: %w", d.at.Issuer, err)
	}
	d.provider = p
	return p, nil
}

func (d *Desk) config(p *oidc.Provider) *oauth2.Config {
	_, path, _ := strings.Cut(returning, " ")
	return &oauth2.Config{ClientID: d.at.Client, ClientSecret: d.at.Secret, Endpoint: p.Endpoint(), RedirectURL: d.at.Address + path, Scopes: []string{oidc.ScopeOpenID, "profile"}}
}

// What a session remembers while somebody is at the provider.
const (
	keptState    = "openid-state"
	keptNonce    = "openid-nonce"
	keptVerifier = "openid-verifier"
)

func (d *Desk) begin(w http.ResponseWriter, r *http.Request) {
	p, err := d.found(r.Context())
	if err != nil {
		d.door.Log.Error("the provider of identities does not answer", "err", err)
		d.door.Fail(w, r, http.StatusServiceUnavailable)
		return
	}
	state, nonce, verifier := rand.Text(), rand.Text(), oauth2.GenerateVerifier()
	for key, value := range map[string]string{keptState: state, keptNonce: nonce, keptVerifier: verifier} {
		d.door.Sessions.Put(r.Context(), key, value)
	}
	http.Redirect(w, r, d.config(p).AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)), http.StatusSeeOther)
}

// errForeign is an answer to a question that this session did not ask.
var errForeign = errors.New("the state is not that of the session")

func (d *Desk) end(w http.ResponseWriter, r *http.Request) {
	a, err := d.owner(r)
	if err != nil {
		d.door.Log.Warn("not signed in by the provider of identities", "err", plain(err))
		d.refuse(w, r)
		return
	}
	wanted, err := d.door.Begin(r, a, "openid")
	if err != nil {
		d.door.Log.Error("signing in failed", "err", err)
		d.door.Fail(w, r, http.StatusInternalServerError)
		return
	}
	http.Redirect(w, r, wanted, http.StatusSeeOther)
}

// owner is the account of who comes back from the provider.
func (d *Desk) owner(r *http.Request) (account.Account, error) {
	ctx := oidc.ClientContext(r.Context(), client)
	state, nonce := d.door.Sessions.PopString(ctx, keptState), d.door.Sessions.PopString(ctx, keptNonce)
	verifier := d.door.Sessions.PopString(ctx, keptVerifier)
	if state == "" || subtle.ConstantTimeCompare([]byte(state), []byte(r.FormValue("state"))) != 1 {
		return account.Account{}, errForeign
	}
	p, err := d.found(ctx)
	if err != nil {
		return account.Account{}, err
	}
	tokens, err := d.config(p).Exchange(ctx, r.FormValue("code"), oauth2.VerifierOption(verifier))
	if err != nil {
		return account.Account{}, err
	}
	text, _ := tokens.Extra("id_token").(string)
	id, err := p.Verifier(&oidc.Config{ClientID: d.at.Client, Now: d.door.Now}).Verify(ctx, text)
	if err != nil {
		return account.Account{}, err
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(nonce)) != 1 {
		return account.Account{}, errors.New("the nonce is not that of the session")
	}
	return d.account(ctx, id)
}

// account is the one bound to the subject. At the first sign-in the claim that an
// administrator chose names it; only an account without a password is bound so, which an
// administrator made for just that.
func (d *Desk) account(ctx context.Context, id *oidc.IDToken) (account.Account, error) {
	subject := Subject(d.at.Issuer, id.Subject)
	a, err := d.door.Accounts.BySubject(subject)
	if !errors.Is(err, account.ErrUnknown) || d.at.Match == "" {
		return a, err
	}
	claims := map[string]any{}
	if err := id.Claims(&claims); err != nil {
		return a, err
	}
	name, _ := claims[d.at.Match].(string)
	return d.door.Accounts.Bind(ctx, name, subject)
}

// plain is an error without what the provider wrote into it: codes and tokens may be there.
func plain(err error) string {
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) {
		return "the provider refuses the code: " + cmp.Or(refused.ErrorCode, refused.Response.Status)
	}
	return err.Error()
}
