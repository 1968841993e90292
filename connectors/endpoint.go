package connectors

import (
	"net/http"
	"time"
)

// An Endpoint is a system that is asked, and how this installation reaches it. In nsk.yaml
// it is its address alone, or a block.
type Endpoint struct {
	Address   string        `yaml:"address"`              // without name, password and query
	CA        string        `yaml:"ca,omitempty"`         // file of the certificates its own must be signed by; the system's if none
	Cert      string        `yaml:"cert,omitempty"`       // files of the certificate shown to it, and its key
	Key       string        `yaml:"key,omitempty"`        //
	HostKey   string        `yaml:"host-key,omitempty"`   // of SFTP: its public key, as in known_hosts without the name
	User      string        `yaml:"user,omitempty"`       // whose name is given where the kind asks for one
	Proxy     string        `yaml:"proxy,omitempty"`      // address; none if "", and never from the environment
	Timeout   time.Duration `yaml:"timeout,omitempty"`    // of one request with its answer; two minutes if 0
	PerSecond float64       `yaml:"per-second,omitempty"` // requests to its host at most, shared by all endpoints of the host; no limit if 0
	Attempts  int           `yaml:"attempts,omitempty"`   // of one request; five if 0
}

// UnmarshalYAML reads an address alone, or a block.
func (e *Endpoint) UnmarshalYAML(decode func(any) error) error {
	if decode(&e.Address) == nil {
		return nil
	}
	type block Endpoint
	return decode((*block)(e))
}

// MarshalYAML writes an address alone where nothing else is said.
func (e Endpoint) MarshalYAML() (any, error) {
	if e == (Endpoint{Address: e.Address}) {
		return e.Address, nil
	}
	type block Endpoint
	return block(e), nil
}

// Client is the client for a named system: its own where it has settings, else that of all.
func (e Env) Client(name string) *http.Client {
	if own := e.Clients[name]; own != nil {
		return own
	}
	return e.HTTP
}
