package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/connectors/drop"
	"nsk/ingest"
	"nsk/schedules"
)

// A fileArg is a file and what it is said to be.
type fileArg struct{ path, source, provider, period string }

func (f *fileArg) flags(c *cobra.Command) {
	c.Flags().StringVar(&f.source, "source", "", "source the file belongs to (default: the folder it lies in)")
	c.Flags().StringVar(&f.provider, "provider", "", "who sends it (default: from the file name, or the source's only provider)")
	c.Flags().StringVar(&f.period, "period", "", "period it is about, such as 2025-03 (default: from the file name)")
}

// batch opens the file and says what it is.
func (f *fileArg) batch(d schedules.Desk) (*connectors.Batch, *contract.Contract, error) {
	if f.source == "" {
		if abs, err := filepath.Abs(f.path); err == nil {
			f.source = filepath.Base(filepath.Dir(abs))
		}
	}
	if !exists(f.path) {
		return nil, nil, f.absent()
	}
	c := contract.Find(d.Contracts, f.source)
	if c == nil {
		return nil, nil, f.sourceless()
	}
	w, err := f.want(c, d)
	if err != nil {
		return nil, nil, err
	}
	media := drop.MediaType(f.path)
	if media == "" {
		return nil, nil, f.formless()
	}
	body, err := os.Open(f.path)
	if err != nil {
		return nil, nil, err
	}
	return &connectors.Batch{Want: w, Origin: "file:" + filepath.Base(f.path), MediaType: media, Name: f.path, Body: body}, c, nil
}

func (f *fileArg) want(c *contract.Contract, d schedules.Desk) (connectors.Want, error) {
	w, err := drop.ParseName(f.path)
	if f.provider != "" {
		w.Provider = f.provider
	}
	if bodies := c.Providers(d.Bodies); w.Provider == "" && len(bodies) == 1 {
		w.Provider = bodies[0].ID
	}
	if f.period != "" {
		w.Period, err = contract.ParsePeriod(f.period)
	}
	switch {
	case w.Provider == "":
		return w, f.unsigned()
	case w.Period == contract.Period{} && err != nil:
		return w, f.undated(err)
	case !w.Period.Fits(c.Cadence):
		return w, f.misfit(c, w.Period)
	}
	return w, nil
}

// take lands the file and reads it.
func (f *fileArg) take(ctx context.Context, h *schedules.House, at time.Time) (ingest.Outcome, error) {
	b, k, err := f.batch(h.Desk)
	if err != nil {
		return ingest.Outcome{}, err
	}
	out, err := h.Ingester.Run(ctx, b, k.Source, at)
	h.Arrived(ctx, k.Source, at, out, err)
	return out, errors.Join(err, b.Body.Close())
}

func (a *app) ingest() *cobra.Command {
	var f fileArg
	c := &cobra.Command{
		Use:   "ingest FILE",
		Short: "Take a file in: land it, check it, accept the good rows, explain the bad",
		Args:  cobra.ExactArgs(1),

		Annotations: map[string]string{verdicts: ""},
		RunE: func(c *cobra.Command, args []string) error {
			f.path = a.path(args[0])
			return a.withHouse(c.Context(), func(h *schedules.House, _ *config) error {
				var damaged *ingest.DamagedError
				if err := h.Ingester.Resume(c.Context(), nil); errors.As(err, &damaged) {
					h.Log.Error("a landing cannot be read; nsk doctor says more", "err", err)
				} else if err != nil {
					return err
				}
				out, err := f.take(c.Context(), h, a.now())
				if err != nil {
					return err
				}
				return a.tell(c.Context(), h.Ingester, out)
			})
		},
	}
	f.flags(c)
	return c
}
