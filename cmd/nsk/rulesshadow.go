package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"nsk/ingest"
	"nsk/schedules"
	"nsk/warehouse"
)

// A shadow is a trial of proposed rules over all history.
type shadow struct {
	file     string
	examples int
}

func (a *app) rulesShadow() *cobra.Command {
	var s shadow
	c := &cobra.Command{
		Use:   "shadow FILE",
		Short: "Try proposed rules over all history; nothing of the installation is changed",
		Long: "Try the rules of FILE, a YAML list in the form of those beside the contracts. Every landing\n" +
			"is read again into a warehouse of its own, which is thrown away afterwards. A rule with the\n" +
			"id of an existing one is a proposed change: its hits are set beside those of the rule as it is.",
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			s.file = args[0]
			return a.tryRules(c.Context(), s)
		},
	}
	c.Flags().IntVar(&s.examples, "examples", 5, "how many breaches to show of each rule")
	return c
}

func (a *app) tryRules(ctx context.Context, s shadow) error {
	cfg, err := a.config()
	if err != nil {
		return err
	}
	d, regions, err := desk(cfg)
	if err != nil {
		return err
	}
	proposals, err := ingest.ReadProposals(os.DirFS(filepath.Dir(s.file)), filepath.Base(s.file), d.Contracts)
	if err != nil {
		return err
	}
	all, err := a.received(ctx, cfg)
	if err != nil {
		return err
	}
	d.Contracts = ingest.Beside(d.Contracts, proposals)
	in, closing, err := a.apart(ctx, cfg, &schedules.House{Desk: d, Regions: regions}, all)
	if err != nil {
		return err
	}
	weights, err := a.weigh(ctx, in, hearing{proposals, all, s.examples})
	if err := errors.Join(err, closing()); err != nil {
		return err
	}
	return a.sayWeights(weights)
}

// received lists the landings of the installation. The warehouse is held for that moment
// only, and nothing is written to it. While another process holds it, the labels beside the
// landings say the same.
func (a *app) received(ctx context.Context, cfg *config) ([]ingest.Landing, error) {
	if !exists(filepath.Join(cfg.Data, "warehouse.duckdb")) {
		return nil, fmt.Errorf("no warehouse in %s; run nsk init, or name the configuration with --config", cfg.Data)
	}
	e, err := warehouse.Open(ctx, cfg.Data, a.engine(cfg))
	var held *warehouse.HeldError
	if errors.As(err, &held) {
		return ingest.NewStore(cfg.landing(), nil).All()
	}
	if err != nil {
		return nil, err
	}
	all, err := ingest.Landings(ctx, e)
	return all, errors.Join(err, e.Close())
}

// inMemory is how many bytes of landings a trial keeps in memory; more goes to a folder.
const inMemory = 64 << 20

// apart opens a warehouse of its own over the landings of the installation: in memory, or
// in a folder that is removed at the end. What it holds is pseudonymised like the real one.
func (a *app) apart(ctx context.Context, cfg *config, h *schedules.House, all []ingest.Landing) (*ingest.Ingester, func() error, error) {
	dir, remove, err := roomFor(all)
	if err != nil {
		return nil, nil, err
	}
	keys, err := cfg.loadKeys()
	if err != nil {
		return nil, nil, errors.Join(err, remove())
	}
	e, err := warehouse.Open(ctx, dir, warehouse.Options{MemoryLimit: cfg.Memory, Threads: cfg.Threads})
	if err != nil {
		return nil, nil, errors.Join(err, remove())
	}
	in, err := ingest.New(ctx, e, keys, cfg.landing(), h.Contracts)
	if err != nil {
		return nil, nil, errors.Join(err, e.Close(), remove())
	}
	closing := func() error { return errors.Join(in.Close(), e.Close(), remove()) }
	h.Engine, h.Ingester = e, in
	if err := errors.Join(h.Lists(ctx), in.Adopt(ctx, all)); err != nil {
		return nil, nil, errors.Join(err, closing())
	}
	return in, closing, nil
}

func roomFor(all []ingest.Landing) (dir string, remove func() error, err error) {
	var bytes int64
	for _, l := range all {
		bytes += l.Bytes
	}
	if bytes <= inMemory {
		return "", func() error { return nil }, nil
	}
	dir, err = os.MkdirTemp("", "nsk-shadow-")
	return dir, func() error { return os.RemoveAll(dir) }, err
}

// A hearing is what is tried on what.
type hearing struct {
	proposals []*ingest.Proposal
	landings  []ingest.Landing
	examples  int
}

func (a *app) weigh(ctx context.Context, in *ingest.Ingester, t hearing) ([]ingest.Weight, error) {
	if err := in.Understood(ctx, t.proposals); err != nil {
		return nil, err
	}
	going := a.walking(len(t.landings))
	if err := in.ReadAll(ctx, t.landings, going.step); err != nil {
		return nil, err
	}
	going.done()
	var weights []ingest.Weight
	for _, p := range t.proposals {
		w, err := in.Weigh(ctx, p, t.examples)
		if err != nil {
			return nil, err
		}
		weights = append(weights, w)
	}
	return weights, nil
}
