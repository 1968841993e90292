package main

import (
	"errors"
	"strings"

	"nsk/site/openid"
)

// An openidConfig names the provider of identities. The secret of this site there is the
// secret called openid.
type openidConfig struct {
	Issuer  string `yaml:"issuer"`
	Client  string `yaml:"client"`
	Address string `yaml:"address"`         // of this site, such as https://nsk.example.kz
	Match   string `yaml:"match,omitempty"` // claim that names the account at the first sign-in, such as preferred_username
}

// openID is the provider that is configured; nil for none.
func (cfg *config) openID() (*openid.Options, error) {
	c := cfg.Serve.OpenID
	if c == nil {
		return nil, nil
	}
	if c.Issuer == "" || c.Client == "" || c.Address == "" {
		return nil, errors.New("serve.openid: write issuer, client and address")
	}
	secret, err := cfg.secret("openid")
	return &openid.Options{Issuer: c.Issuer, Client: c.Client, Secret: secret, Address: strings.TrimSuffix(c.Address, "/"), Match: c.Match}, err
}
