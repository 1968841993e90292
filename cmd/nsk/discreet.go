package main

import (
	"net/url"
	"path/filepath"
	"strings"
)

// secretFile reports whether a key or another secret lies at path.
func (cfg *config) secretFile(path string) bool {
	if inside(cfg.Keys, path) {
		return true
	}
	for _, where := range cfg.Secrets {
		file, ok := strings.CutPrefix(where, "file:")
		if abs, err := filepath.Abs(file); ok && err == nil && abs == path {
			return true
		}
	}
	return false
}

// removed stands in a backup in place of a secret.
const removed = "REMOVED"

// discreet is the text of nsk.yaml without secrets: none belongs there, but an address may
// hold a name, a password or a key, and people write down what they should not.
func (cfg *config) discreet(text string) string {
	addresses := []string{cfg.Serve.Alert}
	for _, e := range cfg.Endpoints {
		addresses = append(addresses, e.Address, e.Proxy)
	}
	for _, address := range addresses {
		if plain := withoutSecrets(address); plain != address {
			text = strings.ReplaceAll(text, address, plain)
		}
	}
	for _, where := range cfg.Secrets {
		if where != "" && !strings.HasPrefix(where, "env:") && !strings.HasPrefix(where, "file:") {
			text = strings.ReplaceAll(text, where, removed)
		}
	}
	return text
}

// withoutSecrets leaves of an address where it leads.
func withoutSecrets(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return removed
	}
	if u.User != nil {
		u.User = url.User(removed)
	}
	if u.RawQuery != "" {
		u.RawQuery = removed
	}
	return u.String()
}
