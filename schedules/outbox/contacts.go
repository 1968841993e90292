package outbox

import (
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"os"

	"github.com/goccy/go-yaml"

	"nsk/schedules/letters"
)

// An Address is where somebody is reached.
type Address struct {
	Email   string `yaml:"email"`
	Webhook string `yaml:"webhook"` // https address that letters are posted to
}

// A Contact is who is written to at a provider.
type Contact struct {
	Provider string  `yaml:"provider"`
	Office   Address `yaml:"office"`
	Head     Address `yaml:"head"`
}

// Contacts are the addresses of an installation. They stand in a file of their own and
// never enter the warehouse (promise 3).
type Contacts map[string]Contact

// LoadContacts reads the file; every fault is told at once, with the place but not the value.
func LoadContacts(file string) (Contacts, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("contacts: %w", err)
	}
	var list []Contact
	if err := yaml.UnmarshalWithOptions(data, &list, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("%s: %s", file, yaml.FormatError(err, false, false))
	}
	all, errs := make(Contacts), []error(nil)
	for i, c := range list {
		if _, twice := all[c.Provider]; twice || c.Provider == "" {
			errs = append(errs, fmt.Errorf("%s: entry %d: name each provider once", file, i+1))
		}
		for role, a := range map[string]Address{"office": c.Office, "head": c.Head} {
			if a.faulty() {
				errs = append(errs, fmt.Errorf("%s: entry %d (%s): %s: write an e-mail address, and a webhook that begins with https://", file, i+1, c.Provider, role))
			}
		}
		all[c.Provider] = c
	}
	return all, errors.Join(errs...)
}

func (a Address) faulty() bool {
	if a.Email != "" {
		if _, err := mail.ParseAddress(a.Email); err != nil {
			return true
		}
	}
	if a.Webhook == "" {
		return false
	}
	u, err := url.Parse(a.Webhook)
	return err != nil || u.Host == "" || u.Scheme != "https" && u.Hostname() != "127.0.0.1" && u.Hostname() != "localhost"
}

func (cs Contacts) address(provider string, role letters.Role) (Address, bool) {
	c := cs[provider]
	a := c.Office
	if role == letters.Head {
		a = c.Head
	}
	return a, a != Address{}
}

// The names of channels.
const (
	MailChannel    = "mail"
	WebhookChannel = "webhook"
)

func (cs Contacts) channels(provider string, role letters.Role) (names []string) {
	a, _ := cs.address(provider, role)
	if a.Webhook != "" {
		names = append(names, WebhookChannel)
	}
	if a.Email != "" || len(names) == 0 {
		names = append(names, MailChannel)
	}
	return names
}
