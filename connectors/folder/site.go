package folder

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"nsk/connectors"
	"nsk/connectors/contract"
)

// How patient one is where the endpoint says nothing; the same as over HTTP.
const (
	usualTimeout  = 2 * time.Minute
	usualAttempts = 5
)

// A Site is the system that a contract names, as this installation reaches it. Time-out and
// attempts are the usual ones where nothing was said.
type Site struct {
	connectors.Endpoint
	Name     string   // under endpoints in nsk.yaml
	URL      *url.URL // its address, without name, password and query
	Settings connectors.Settings
}

// locate finds the system of a contract. Its address is written as the kind says; where
// that is https://…, http:// does as well.
func locate(k connectors.Kind, c *contract.Contract, env connectors.Env) (*Site, error) {
	settings, err := k.Settings(c)
	if err != nil {
		return nil, err
	}
	s := &Site{Name: settings["endpoint"], Settings: settings}
	if s.Endpoint = env.Endpoints[s.Name]; s.Address == "" {
		return nil, &connectors.UnconfiguredError{Source: c.Source, Endpoint: s.Name}
	}
	s.Timeout, s.Attempts = cmp.Or(s.Timeout, usualTimeout), cmp.Or(s.Attempts, usualAttempts)
	if s.URL, err = url.Parse(s.Address); err != nil || s.URL.Hostname() == "" || !spelt(s.URL.Scheme, k.Address) {
		return nil, s.wrong(c, errors.New("write its address as "+k.Address))
	}
	if s.URL.User != nil || s.URL.RawQuery != "" || s.URL.Fragment != "" {
		return nil, s.wrong(c, errors.New("write the address without name, password and query; those are configured apart"))
	}
	return s, nil
}

func spelt(scheme, form string) bool {
	return strings.HasPrefix(form, scheme+"://") || scheme == "http" && strings.HasPrefix(form, "https://")
}

// wrong says of which source and which system an error is.
func (s *Site) wrong(c *contract.Contract, err error) error {
	return fmt.Errorf("source %s: endpoint %q: %w", c.Source, s.Name, err)
}
