package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"nsk/connectors"
	"nsk/ingest"
	"nsk/reports/approval"
	"nsk/schedules/calendar"
	"nsk/schedules/yamlfile"
)

// A config is nsk.yaml. Paths are relative to the file. It holds no secret: secrets are
// named as env:VARIABLE or file:path.
type config struct {
	Data        string                         `yaml:"data"`
	Keys        string                         `yaml:"keys"`
	Inbox       string                         `yaml:"inbox"`
	Out         string                         `yaml:"out"`
	Lang        string                         `yaml:"lang"`
	Memory      string                         `yaml:"memory,omitempty"` // limit of DuckDB, such as 1GB
	Threads     int                            `yaml:"threads,omitempty"`
	Contracts   string                         `yaml:"contracts,omitempty"`   // folder of contracts that add to those built in, and stand in place of the ones of the same name
	Obligations string                         `yaml:"obligations,omitempty"` // register of duties to use instead of the built-in one
	Calendar    string                         `yaml:"calendar,omitempty"`    // working calendar to use instead of the built-in one
	Disclosure  string                         `yaml:"disclosure,omitempty"`  // settings of disclosure control to use instead of the built-in ones
	Endpoints   map[string]connectors.Endpoint `yaml:"endpoints,omitempty"`   // each named system
	Secrets     map[string]string              `yaml:"secrets,omitempty"`     // endpoint: env:VARIABLE or file:path
	Streams     map[string]map[string]string   `yaml:"streams,omitempty"`     // source: options of kind kafka, read beside what the contract says
	Mail        *mailConfig                    `yaml:"mail,omitempty"`
	Contacts    string                         `yaml:"contacts,omitempty"` // file with the addresses of providers, outside data
	Backup      backupConfig                   `yaml:"backup,omitempty"`
	Delivery    backupConfig                   `yaml:"delivery,omitempty"` // S3 service that documents are delivered to
	Roles       approval.Roles                 `yaml:"roles,omitempty"`    // who may draft, review, agree and deliver documents
	Zone        string                         `yaml:"zone,omitempty"`     // only Asia/Almaty, for whoever looks for it here
	Serve       serveConfig                    `yaml:"serve,omitempty"`
	Lineage     *lineageConfig                 `yaml:"lineage,omitempty"` // who is told what was run, read and made
	Landing     string                         `yaml:"landing,omitempty"` // folder of the bytes as received; default: landing in data

	home string // folder of the configuration
}

func (cfg *config) landing() string {
	if cfg.Landing != "" {
		return cfg.Landing
	}
	return filepath.Join(cfg.Data, "landing")
}

const firstConfig = `# Configuration of nsk. Paths are relative to this file. No secret belongs here.
data: data      # warehouse, landings, releases
keys: keys      # the two secrets; keep a copy in a safe place, apart from the data
inbox: inbox    # folders that files are dropped into, one a source
out: out        # reports
lang: ru        # messages: kk, ru or en
endpoints: {}   # name: base address, such as  epvo: https://epvo.kz
secrets: {}     # name of endpoint: env:VARIABLE or file:path
`

func (a *app) config() (*config, error) {
	if a.lent != nil {
		cfg := *a.lent.cfg
		return &cfg, a.settle(&cfg)
	}
	data, err := os.ReadFile(a.configFile)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("no configuration at %s; run nsk init in the folder of the installation, or name the file with --config", a.configFile)
	}
	if err != nil {
		return nil, err
	}
	cfg := new(config)
	file, err := yamlfile.Read(a.configFile, data, cfg)
	if err != nil {
		return nil, err
	}
	if zone := calendar.Location().String(); cfg.Zone != "" && cfg.Zone != zone {
		return nil, file.Fault("$.zone", "zone %q: days and terms are counted in %s everywhere in the country; write that, or leave zone out", cfg.Zone, zone)
	}
	return cfg, a.settle(cfg)
}

// settle makes paths absolute and refuses keys and addresses inside the data folder.
func (a *app) settle(cfg *config) error {
	base := filepath.Dir(a.configFile)
	if err := a.ownContracts(cfg); err != nil {
		return err
	}
	cfg.home = base
	paths := []*string{&cfg.Data, &cfg.Keys, &cfg.Inbox, &cfg.Out, &cfg.Contracts, &cfg.Landing, &cfg.Contacts, &cfg.Obligations, &cfg.Calendar, &cfg.Disclosure}
	if cfg.Mail != nil {
		paths = append(paths, &cfg.Mail.CA)
	}
	if t := cfg.Serve.TLS; t != nil {
		paths = append(paths, &t.Cert, &t.Key)
	}
	for _, p := range paths {
		if *p == "" {
			continue
		}
		if !filepath.IsAbs(*p) {
			*p = filepath.Join(base, *p)
		}
		abs, err := filepath.Abs(*p)
		if err != nil {
			return err
		}
		*p = abs
	}
	if to := &cfg.Backup.To; *to != "" && !filepath.IsAbs(*to) && !strings.HasPrefix(*to, "s3:") {
		*to = filepath.Join(base, *to)
	}
	if cfg.Data == "" || cfg.Keys == "" {
		return fmt.Errorf("%s: data and keys must be set", a.configFile)
	}
	if cfg.holds(cfg.Keys) {
		return fmt.Errorf("%s: keys (%s) must not lie inside data (%s): who copies the data would have the keys", a.configFile, cfg.Keys, cfg.Data)
	}
	if cfg.Contacts != "" && cfg.holds(cfg.Contacts) {
		return fmt.Errorf("%s: contacts (%s) must not lie inside data (%s): addresses of people are no part of the data; move the file", a.configFile, cfg.Contacts, cfg.Data)
	}
	if err := a.ownLineage(cfg); err != nil {
		return err
	}
	if a.lang == "" {
		a.lang = cfg.Lang
	}
	if a.lang == "" {
		a.lang = "ru"
	}
	return a.checkFlags()
}

// ownContracts takes the folder of the flag --contracts, if it was given.
func (a *app) ownContracts(cfg *config) (err error) {
	if a.contracts == "" {
		return nil
	}
	if a.lent != nil {
		return errors.New("--contracts: the warehouse is held by nsk serve, which has contracts of its own; end it first, or write contracts: in nsk.yaml and start it anew")
	}
	cfg.Contracts, err = filepath.Abs(a.path(a.contracts))
	return err
}

// bare is the configuration of no installation: everything as built in.
func (a *app) bare() (*config, error) {
	cfg := new(config)
	return cfg, a.ownContracts(cfg)
}

// holds reports whether a path lies inside the data folder.
func (cfg *config) holds(path string) bool {
	rel, err := filepath.Rel(cfg.Data, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// loadKeys takes the keys from NSK_PERSON_KEY and NSK_LANDING_KEY, else from the files.
func (cfg *config) loadKeys() (*ingest.Keys, error) {
	person, landing := os.Getenv("NSK_PERSON_KEY"), os.Getenv("NSK_LANDING_KEY")
	if person != "" && landing != "" {
		return ingest.ParseKeys(person, landing)
	}
	return ingest.LoadKeys(cfg.Keys)
}

// secret looks up the secret of an endpoint; "" where none is named.
func (cfg *config) secret(endpoint string) (string, error) {
	where := cfg.Secrets[endpoint]
	kind, rest, _ := strings.Cut(where, ":")
	switch {
	case where == "":
		return "", nil
	case kind == "env" && os.Getenv(rest) != "":
		return os.Getenv(rest), nil
	case kind == "env":
		return "", fmt.Errorf("secret of %s: the variable %s is not set", endpoint, rest)
	case kind == "file":
		data, err := os.ReadFile(rest)
		return strings.TrimSpace(string(data)), err
	}
	return "", fmt.Errorf("secret of %s: write env:VARIABLE or file:path in nsk.yaml", endpoint)
}
