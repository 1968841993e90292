package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/connectors/draft"
)

// A newSource is what nsk connector new was told.
type newSource struct {
	source, kind, sample         string
	provider, paragraph, cadence string
	content                      string
	options                      []string
}

func (a *app) connectorNew() *cobra.Command {
	var n newSource
	c := &cobra.Command{
		Use:   "new SOURCE --kind KIND --sample FILE",
		Short: "Draft the contract of a new source from a sample of what it sends",
		Long: "Draft the contract of a new source: columns, types, paths, and what looks personal are guessed from\n" +
			"the sample (csv, xlsx, json, jsonl, xml); what only people know is marked TO FILL. Beside it stand a\n" +
			"fixture, with made-up values in place of personal ones, and a test: what the fixture must come to.\n" +
			"All of it goes into the folder of contracts (--contracts, contracts: in nsk.yaml, or contracts/).\n" +
			"No file is ever written over.",
		Example: "  nsk connector new apprentices --kind rest --sample page.json --provider administrator --option path=/api/apprentices",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			n.source = args[0]
			return a.draftSource(&n)
		},
	}
	f := c.Flags()
	f.StringVar(&n.kind, "kind", "", "kind of transport (nsk connector list)")
	f.StringVar(&n.sample, "sample", "", "file with what the source sends")
	f.StringVar(&n.provider, "provider", "", "who provides it: centre, or the id or kind of a body")
	f.StringVar(&n.paragraph, "paragraph", "", "paragraph of Order 391 it is owed under")
	f.StringVar(&n.cadence, "cadence", "monthly", "daily, monthly, quarterly, half-yearly, yearly or on-change")
	f.StringVar(&n.content, "content", "snapshot", "snapshot, where it replaces what came before, or changes")
	f.StringArrayVar(&n.options, "option", nil, "name=value of an option of the kind; again for each")
	_, _ = c.MarkFlagRequired("kind"), c.MarkFlagRequired("sample") // they exist
	return c
}

func (a *app) draftSource(n *newSource) error {
	ask, err := n.ask()
	if err != nil {
		return err
	}
	data, err := os.ReadFile(a.path(n.sample))
	if err != nil {
		return err
	}
	form := draft.FormOf(n.sample)
	if form == "" {
		return fmt.Errorf("sample %s: its name must end in .csv, .xlsx, .json, .jsonl or .xml", n.sample)
	}
	s, err := draft.Read(form, data)
	if err != nil {
		return fmt.Errorf("sample %s: %w", n.sample, err)
	}
	d, err := draft.New(ask, s)
	if err != nil {
		return err
	}
	return a.writeDraft(ask, d, form)
}

func (n *newSource) ask() (draft.Ask, error) {
	kind, err := kindNamed(n.kind)
	ask := draft.Ask{Source: n.source, Kind: kind, Provider: n.provider, Paragraph: n.paragraph, Cadence: contract.Cadence(n.cadence),
		Content: contract.Content(n.content), Options: make(map[string]string), File: filepath.Base(n.sample)}
	for _, o := range n.options {
		name, value, ok := strings.Cut(o, "=")
		if !ok {
			return ask, fmt.Errorf("--option %q: write name=value", o)
		}
		ask.Options[name] = value
	}
	return ask, err
}

// ownFolder is where contracts of one's own lie: as told, or contracts/ here.
func (a *app) ownFolder() (string, error) {
	cfg, err := a.bare()
	if err == nil && cfg.Contracts == "" && exists(a.configFile) {
		cfg, err = a.config()
	}
	return cmp.Or(cfg.Contracts, a.path("contracts")), err
}

// writeDraft writes the three files, or none.
func (a *app) writeDraft(ask draft.Ask, d *draft.Draft, form draft.Form) error {
	dir, err := a.ownFolder()
	if err != nil {
		return err
	}
	name := filepath.Join(dir, ask.Source+".yaml")
	fixture := filepath.Join(dir, "testdata", ask.Source, "sample."+string(form))
	want := filepath.Join(dir, "testdata", ask.Source, "want.yaml")
	files := []struct {
		path string
		data []byte
	}{{name, d.YAML}, {fixture, d.Fixture}, {want, wantOf(ask, d, filepath.Base(fixture))}}
	if _, err := contracts.FS.Open(ask.Source + ".yaml"); err == nil {
		return fmt.Errorf("%s is a source that is built in; choose another name, or copy its contract to %s and change it there", ask.Source, name)
	}
	for _, f := range files {
		if exists(f.path) {
			return fmt.Errorf("%s exists and is not written over; move it away, or choose another name for the source", f.path)
		}
	}
	for _, f := range files {
		if err := errors.Join(os.MkdirAll(filepath.Dir(f.path), 0o755), writeFresh(f.path, f.data, 0o644)); err != nil {
			return err
		}
		a.say("wrote " + f.path)
	}
	for _, n := range d.Notes {
		a.say("  look: " + n)
	}
	return a.sayNext(ask, dir)
}

// writeFresh makes a file that is not there.
func writeFresh(path string, data []byte, mode os.FileMode) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}

// sayNext lists what is to be filled, line by line, and what to do then.
func (a *app) sayNext(ask draft.Ask, dir string) error {
	flaws, fills, err := flawsOf(&config{Contracts: dir}, ask.Source)
	if err != nil {
		return err
	}
	for _, f := range append(flaws, fills...) {
		a.say("  fill: " + f)
	}
	a.say("then: nsk connector test " + ask.Source + " --contracts " + dir)
	return nil
}

func wantOf(ask draft.Ask, d *draft.Draft, fixture string) []byte {
	return fmt.Appendf(nil, `# What the fixture must come to; nsk connector test %s checks it, offline with --offline.
fixture: %s
provider: %s
period: %s
received: %d
accepted: %d
findings: []   # ids of the rules that it breaks, sorted
`, ask.Source, fixture, cmp.Or(ask.Provider, "sample"), contract.PeriodOf(ask.Cadence, fixtureDay), d.Rows, d.Rows)
}
