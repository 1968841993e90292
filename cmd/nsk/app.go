package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"nsk/connectors"
	"nsk/connectors/all"
	"nsk/connectors/contract"
	"nsk/connectors/contracts"
	"nsk/connectors/wire"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/site/admin"
	"nsk/warehouse"
)

// An app is one call of the program: what it may print to, and the clock.
type app struct {
	in         io.Reader // passwords and codes; nil for none
	typed      *bufio.Reader
	out, err   io.Writer
	now        func() time.Time
	configFile string
	contracts  string // folder of contracts that add to those built in; "" where the configuration says
	lineage    string // file or address that events of lineage go to; "" where the configuration says
	lang       string
	format     string
	forms      []string // that the command under way can print; any if nil
	verbose    bool
	command    string       // under way, such as nsk serve
	lent       *lent        // the house of a serving process, where the command is carried out by that
	sheet      *admin.Sheet // takes the list in place of the output, for a page
	actor      string       // account that gave the command on a page
	from       string       // where the command was given, if not here
	sent       bool         // to a serving process, before anything was done here
	unserved   bool         // that did not answer
}

func (a *app) root() *cobra.Command {
	c := &cobra.Command{
		Use:           "nsk",
		Short:         "The data pipeline of the National System of Qualifications (НСК / ҰБЖ)",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	c.SetOut(a.out)
	c.SetErr(a.err)
	f := c.PersistentFlags()
	f.StringVar(&a.configFile, "config", "nsk.yaml", "configuration file")
	f.StringVar(&a.contracts, "contracts", "", "folder of contracts that add to those built in (default from the configuration)")
	f.StringVar(&a.lineage, "lineage", "", "file or address of a service that is told, in events of OpenLineage, what was run, read and made (default from the configuration)")
	f.StringVar(&a.lang, "lang", "", "language of messages: kk, ru or en (default from the configuration)")
	f.StringVar(&a.format, "format", "text", "form of lists: text, json or csv; of verdicts also xlsx or html")
	f.String("who", "", "who runs this, for the log of acts (default: the account of the system)")
	f.String("why", "", "what for, for the log of acts")
	f.BoolVarP(&a.verbose, "verbose", "v", false, "say more")
	c.PersistentPreRunE = func(c *cobra.Command, args []string) error {
		a.command = c.CommandPath()
		a.forms = []string{"text", "json", "csv"}
		if _, ok := c.Annotations[verdicts]; ok {
			a.forms = append(a.forms, "xlsx", "html")
		}
		if _, ok := c.Annotations[pages]; ok {
			a.forms = append(a.forms, "html")
		}
		if err := a.checkFlags(); err != nil {
			return err
		}
		if err := a.onRecord(c, args); err != nil {
			return err
		}
		return a.send(c)
	}
	c.AddCommand(a.demo(), a.synthetic(), a.init(), a.sources(), a.indicators(), a.due(), a.connector(), a.contract(), a.docs(), a.exempt(), a.obligations(), a.calendar(), a.ready(), a.rehearse(), a.pull(), a.ingest(), a.check(), a.template(),
		a.transform(), a.publish(), a.report(), a.digest(), a.profile(), a.document(), a.keys(), a.runDay(), a.serve(), a.stream(), a.plan(), a.runs(), a.rules(), a.returns(), a.tolerances(), a.ledger(), a.replay(), a.query(), a.explain(), a.doctor(), a.letters(), a.accountsCommand(), a.resources(), a.audit(), a.disclosure(), a.backup(), a.restore(), a.recover(), a.version())
	return c
}

// verdicts marks the commands that print a verdict, which has two forms more.
const verdicts = "verdicts"

// pages marks the commands that print a list also as a page.
const pages = "pages"

func (a *app) checkFlags() error {
	for _, f := range []struct {
		name, value string
		among       []string
	}{{"--lang", a.lang, []string{"", "kk", "ru", "en"}}, {"--format", a.format, a.forms}} {
		if f.among != nil && !slices.Contains(f.among, f.value) {
			return fmt.Errorf("%s %q: write one of %s", f.name, f.value, strings.TrimSpace(strings.Join(f.among, " ")))
		}
	}
	return nil
}

// logger writes plain lines; a terminal and a file get the same.
func (a *app) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(a.err, &slog.HandlerOptions{Level: a.level(slog.LevelWarn)}))
}

// level is from where on things are said: more with --verbose.
func (a *app) level(usual slog.Level) slog.Level {
	if a.verbose {
		return slog.LevelDebug
	}
	return usual
}

// path is that of a file named on the command line.
func (a *app) path(name string) string {
	if a.from == "" || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(a.from, name)
}

// desk loads what needs no warehouse: contracts, duties, bodies, the calendar; each as built
// in where the configuration names no other. Contracts and bodies of a folder of one's own
// add to those built in, and stand in place of the ones of the same name.
func desk(cfg *config) (schedules.Desk, []contract.Region, error) {
	d, err := drafted(cfg)
	if err != nil {
		return d, nil, err
	}
	if err := lint(d); err != nil {
		return d, nil, err
	}
	if d.Calendar, err = cfg.calendar(); err != nil {
		return d, nil, err
	}
	if d.Obligations, err = cfg.obligations(); err != nil {
		return d, nil, err
	}
	if err := d.Obligations.Fit(d.Contracts); err != nil {
		return d, nil, err
	}
	regions, err := contract.LoadRegions(contracts.FS)
	return d, regions, err
}

func (cfg *config) calendar() (*calendar.Calendar, error) {
	if cfg.Calendar == "" {
		return calendar.Kazakhstan(), nil
	}
	text, err := os.ReadFile(cfg.Calendar)
	if err != nil {
		return nil, fmt.Errorf("working calendar: %w", err)
	}
	return calendar.Read(cfg.Calendar, text)
}

func (cfg *config) obligations() (*schedules.Obligations, error) {
	if cfg.Obligations == "" {
		return schedules.LoadObligations()
	}
	text, err := os.ReadFile(cfg.Obligations)
	if err != nil {
		return nil, fmt.Errorf("obligations: %w", err)
	}
	return schedules.ReadObligations(cfg.Obligations, text)
}

// drafted loads contracts and bodies, sound or not.
func drafted(cfg *config) (d schedules.Desk, err error) {
	if d.Bodies, err = contract.LoadBodies(contracts.FS); err != nil {
		return d, err
	}
	fsys := fs.FS(contracts.FS)
	if cfg.Contracts != "" {
		if fsys, err = contracts.Over(cfg.Contracts); err != nil {
			return d, err
		}
		own, err := contract.LoadBodies(fsys)
		if err != nil {
			return d, err
		}
		d.Bodies = contract.AddBodies(d.Bodies, own)
	}
	d.Contracts, err = contract.Load(fsys)
	return d, err
}

// lint returns every fault of every contract at once.
func lint(d schedules.Desk) error {
	errs := all.Lint(d.Contracts)
	for _, flaw := range contract.Lint(d.Contracts, d.Bodies) {
		errs = append(errs, flaw)
	}
	return errors.Join(errs...)
}

// house opens the warehouse and wires everything a day needs. The caller closes it.
func (a *app) house(ctx context.Context, cfg *config) (*schedules.House, func() error, error) {
	if a.lent != nil {
		return a.lent.house, func() error { return nil }, nil
	}
	engine, err := warehouse.Open(ctx, cfg.Data, a.engine(cfg))
	if err != nil {
		return nil, nil, err
	}
	h, err := a.occupy(ctx, cfg, engine)
	if err != nil {
		return nil, nil, errors.Join(err, engine.Close())
	}
	return h, func() error { return errors.Join(h.Ingester.Close(), engine.Close()) }, nil
}

// engine is how the warehouse is opened, with what to tell others while it is held.
func (a *app) engine(cfg *config) warehouse.Options {
	return warehouse.Options{MemoryLimit: cfg.Memory, Threads: cfg.Threads, Holder: warehouse.Holder{Command: a.command, Since: a.now()}}
}

// env is what connectors may use of the world.
func (cfg *config) env(now func() time.Time) (connectors.Env, error) {
	agent := "nsk/" + versionText
	all, err := wire.Client(connectors.Endpoint{}, agent)
	if err != nil {
		return connectors.Env{}, err
	}
	env := connectors.Env{HTTP: all, Clients: make(map[string]*http.Client), Endpoints: cfg.Endpoints, Secret: cfg.secret, Inbox: cfg.Inbox, Now: now}
	for name, e := range cfg.Endpoints {
		if e == (connectors.Endpoint{Address: e.Address}) {
			continue
		}
		if env.Clients[name], err = wire.Client(e, agent); err != nil {
			return env, fmt.Errorf("endpoints.%s in nsk.yaml: %w", name, err)
		}
	}
	return env, nil
}
