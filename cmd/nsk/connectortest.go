package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"nsk/connectors/all"
	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/ingest"
	"nsk/schedules"
	"nsk/warehouse"
)

// fixtureDay lies in the period that fixtures are of.
var fixtureDay = time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)

// A probe is one sitting of nsk connector test.
type probe struct {
	*app
	cfg      *config
	desk     schedules.Desk
	contract *contract.Contract
	provider string
	period   string
	offline  bool
	rows     int // of the return that is pulled; 0: all
	found    int // what a person has to put right
}

func (a *app) connectorTest() *cobra.Command {
	p := &probe{app: a}
	c := &cobra.Command{
		Use:   "test SOURCE",
		Short: "Try a source: its contract, its fixture, and what its system really sends",
		Long: "Try a source without keeping anything. The contract is read with a critic's eye, the fixture is read\n" +
			"by the real ingest and compared with what it must come to, the system is reached, the first rows of one\n" +
			"return are pulled (--rows), shown as they were understood (personal values masked), read with all rules\n" +
			"into a warehouse in memory, and pulled again. Nothing is settled: the system gives the same to the next\n" +
			"pull. A server of our own that repeats what it is told is given a secret, which no message may hold. At the end stands what is still missing. 0: nothing to put right, 1: something, 2: could not.",
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return p.run(c.Context(), args[0]) },
	}
	c.Flags().StringVar(&p.provider, "provider", "", "whose return to ask for (default the first provider)")
	c.Flags().StringVar(&p.period, "period", "", "period to ask for, such as 2025-03 (default the last that has ended)")
	c.Flags().IntVar(&p.rows, "rows", 1000, "rows of the return that are pulled; 0 for all of it")
	c.Flags().BoolVar(&p.offline, "offline", false, "only the contract and its fixture")
	return c
}

// head begins a part of what is said.
func (p *probe) head(text string) { p.say("\n== " + text) }

// ok and bad say how one thing went; what is bad is counted.
func (p *probe) ok(format string, args ...any) { p.say("  ok   " + fmt.Sprintf(format, args...)) }
func (p *probe) bad(format string, args ...any) {
	p.found++
	p.say("  !    " + fmt.Sprintf(format, args...))
}
func (p *probe) hint(format string, args ...any) { p.say("  -    " + fmt.Sprintf(format, args...)) }

func (p *probe) run(ctx context.Context, source string) error {
	if err := p.prepare(source); err != nil {
		return err
	}
	if p.contractStands() {
		if err := p.read(ctx); err != nil {
			return err
		}
	}
	p.missing()
	if p.found > 0 {
		p.say(fmt.Sprintf("\n%s: %d to put right", source, p.found))
		return errFindings
	}
	p.say("\n" + source + ": nothing to put right")
	return nil
}

// prepare finds the contract, with or without an installation.
func (p *probe) prepare(source string) (err error) {
	if exists(p.configFile) {
		p.cfg, err = p.config()
	} else {
		p.cfg, err = p.bare()
	}
	if err != nil {
		return err
	}
	if p.lang == "" || p.lang == "en" {
		p.lang = "ru" // of the verdict, which has the two official languages
	}
	if p.cfg.Contracts == "" && exists(p.path("contracts")) {
		p.cfg.Contracts = p.path("contracts")
	}
	if p.desk, err = drafted(p.cfg); err != nil {
		return err
	}
	if p.contract = contract.Find(p.desk.Contracts, source); p.contract == nil {
		return fmt.Errorf("%q is no source of %s; nsk sources lists them, nsk connector new drafts one", source, orBuiltIn(p.cfg.Contracts))
	}
	if p.desk.Obligations, err = p.cfg.obligations(); err != nil {
		return err
	}
	p.desk.Calendar, err = p.cfg.calendar()
	return err
}

func orBuiltIn(dir string) string {
	if dir == "" {
		return "those built in"
	}
	return dir + " or those built in"
}

// flawsOf lists what is wrong with the contract of one source.
func flawsOf(cfg *config, source string) (flaws, fills []string, err error) {
	d, err := drafted(cfg)
	if err != nil {
		return nil, nil, err
	}
	flaws, fills = flawsIn(d, contract.Find(d.Contracts, source))
	return flaws, fills, nil
}

// flawsIn lists what is wrong with a contract, and apart, a line of the file each, the texts
// that are still to be filled.
func flawsIn(d schedules.Desk, c *contract.Contract) (flaws, fills []string) {
	var line contract.Flaw
	for _, f := range contract.Lint(d.Contracts, d.Bodies) {
		switch {
		case f.Of != c.Source:
		case !strings.Contains(f.Says, contract.ToFill):
			flaws = append(flaws, f.Error())
		case f.Line == line.Line && len(fills) > 0:
			fills[len(fills)-1] += ", and " + f.At
		default:
			line, fills = f, append(fills, f.Error())
		}
	}
	for _, f := range all.Lint([]*contract.Contract{c}) {
		if !strings.Contains(f.Error(), contract.ToFill) || len(c.Options) == 0 {
			flaws = append(flaws, f.Error())
		}
	}
	return flaws, fills
}

// contractStands says what is wrong with the contract, and whether it can be tried: texts
// that are still to be filled do not hinder that.
func (p *probe) contractStands() bool {
	p.head("contract")
	flaws, fills := flawsIn(p.desk, p.contract)
	for _, f := range append(flaws, fills...) {
		p.bad("%s", f)
	}
	if len(flaws)+len(fills) == 0 {
		p.ok("%d columns, key %s, %s, pulled %s by %s", len(p.contract.Columns), strings.Join(p.contract.Key, "+"), p.contract.Content, p.contract.Cadence, p.contract.Connector)
	}
	if len(flaws) > 0 {
		p.hint("put this right first; the rest was not tried")
	}
	return len(flaws) == 0
}

// read tries the fixture and then the system, each in a warehouse of its own.
func (p *probe) read(ctx context.Context) error {
	if err := p.apart(ctx, p.fixture); err != nil || p.offline {
		return err
	}
	return p.apart(ctx, p.live)
}

// apart gives work a warehouse in memory that dies with its keys. Landings with personal
// data lie encrypted in a folder that is removed.
func (p *probe) apart(ctx context.Context, work func(context.Context, *schedules.House) error) error {
	tmp, err := os.MkdirTemp("", "nsk-connector-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	if _, err := ingest.InitKeys(tmp); err != nil {
		return err
	}
	keys, err := ingest.LoadKeys(tmp)
	if err != nil {
		return err
	}
	engine, err := warehouse.Open(ctx, "", warehouse.Options{MemoryLimit: p.cfg.Memory, Threads: p.cfg.Threads})
	if err != nil {
		return err
	}
	defer engine.Close()
	sound := p.desk
	sound.Contracts = p.sound()
	in, err := ingest.New(ctx, engine, keys, filepath.Join(tmp, "landing"), sound.Contracts)
	if err != nil {
		return err
	}
	defer in.Close()
	h := &schedules.House{Desk: sound, Engine: engine, Ingester: in, Kinds: all.Kinds(), Log: p.logger(), Clock: p.now}
	if h.Regions, err = contract.LoadRegions(contracts.FS); err != nil {
		return err
	}
	if err := h.Lists(ctx); err != nil {
		return err
	}
	return work(ctx, h)
}

// sound are the contracts that can be read: this one, and others without a flaw.
func (p *probe) sound() (list []*contract.Contract) {
	flawed := make(map[string]bool)
	for _, f := range contract.Lint(p.desk.Contracts, p.desk.Bodies) {
		flawed[f.Of] = true
	}
	for _, c := range p.desk.Contracts {
		if !flawed[c.Source] || c == p.contract {
			list = append(list, c)
		}
	}
	return list
}
