package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/connectors/synthetic"
	"nsk/ingest"
)

// furnish makes what is there before the clock starts: the registers, then the returns
// received before, for nsk; a table of them for the reference of a correction; for a check,
// the bundle that centres are given.
func (a stepArgs) furnish(ctx context.Context) error {
	if a.Side == sideReference {
		return a.furnishReference(ctx)
	}
	h, err := a.house(ctx)
	if err != nil {
		return err
	}
	steps := []func(context.Context) error{func(ctx context.Context) error { return h.takeAll(ctx, a.Past) }}
	switch a.Kind {
	case kindRegisters:
		steps = []func(context.Context) error{h.lists, h.registers}
	case kindCorrect:
		steps = append(steps, h.freeze, h.stage)
	case kindCheck:
		steps = append(steps, func(ctx context.Context) error { return h.bundle(ctx, a.bundleFile()) })
	}
	for _, step := range steps {
		err = errors.Join(err, step(ctx))
	}
	return errors.Join(err, h.Close(), h.engine.Close())
}

// registers receives the registers of the synthetic republic that rules read.
func (h *house) registers(ctx context.Context) error {
	r := synthetic.New(synthetic.Options{Seed: 1})
	for _, half := range []string{"2024-H2", "2025-H1"} {
		if err := h.page(ctx, r, "profession-registry", half); err != nil {
			return err
		}
	}
	for _, source := range []string{"accredited-centres", "discontinued-centres"} {
		p := contract.PeriodOf(contract.Monthly, time.Date(2024, 12, 1, 0, 0, 0, 0, time.UTC))
		for ; p.String() <= "2025-11"; p = p.Next() {
			if err := h.page(ctx, r, source, p.String()); err != nil {
				return err
			}
		}
	}
	return nil
}

// page receives one edition of a register.
func (h *house) page(ctx context.Context, r *synthetic.Republic, source, name string) error {
	period, err := contract.ParsePeriod(name)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := r.WritePage(&b, source, period); err != nil {
		return err
	}
	_, end := period.Bounds()
	want := connectors.Want{Provider: contract.Find(h.contracts, source).Provider, Period: period}
	out, err := h.Run(ctx, &connectors.Batch{Want: want, Origin: "bench", MediaType: connectors.MediaJSON, Body: nopCloser{&b}}, source, end.AddDate(0, 0, 5))
	if err == nil && out.Verdict != ingest.Accepted {
		err = fmt.Errorf("%s %s: %s; %s", source, period, out.Verdict, h.first(ctx, out.Landing.Number))
	}
	return err
}

type nopCloser struct{ *bytes.Buffer }

func (nopCloser) Close() error { return nil }

// freeze says up to which day models look.
func (h *house) freeze(ctx context.Context) error {
	_, err := h.engine.DB().ExecContext(ctx, `INSERT INTO reference.parameter (as_of) VALUES (DATE '2025-12-31')`)
	return err
}

// bundleFile lies in the folder of the case, for both sides.
func (a stepArgs) bundleFile() string {
	return filepath.Join(filepath.Dir(a.Files[0].Path), "registers.nsk")
}

func (h *house) bundle(ctx context.Context, to string) error {
	f, err := os.Create(to)
	if err != nil {
		return err
	}
	return errors.Join(h.WriteBundle(ctx, f, "", time.Date(2025, 8, 9, 0, 0, 0, 0, time.UTC)), f.Close())
}
