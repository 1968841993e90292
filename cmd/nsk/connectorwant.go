package main

import (
	"cmp"
	"context"
	"maps"

	"nsk/connectors"
	"nsk/connectors/all"
	"nsk/connectors/contract"
)

// trial is the contract with less patience: a stream that stands still is waited for a
// second, not for a batch to be worth landing.
func (p *probe) trial() *contract.Contract {
	if !all.Kinds()[p.contract.Connector].Stream {
		return p.contract
	}
	c := *p.contract
	c.Options = maps.Clone(c.Options)
	c.Options["batch-wait"] = "1s"
	return &c
}

// choose says which return will be asked for: one that lies ready, else the last period.
func (w *wiretap) choose(ctx context.Context) (bool, error) {
	if l, ok := w.conn.(connectors.Lister); ok && w.period == "" {
		wants, err := l.List(ctx)
		if err != nil {
			w.bad("%s", w.hear(err))
			return false, nil
		}
		if len(wants) == 0 {
			w.bad("nothing lies ready to be fetched: put a file there that is named <provider>_<period>.<ext>, such as %s, and wait until it is taken for whole", w.file())
			return false, nil
		}
		w.want = wants[0]
		w.ok("%d returns lie ready; taking %s %s", len(wants), w.want.Provider, w.want.Period)
		return true, nil
	}
	var err error
	w.want = w.usual()
	if w.period != "" {
		w.want.Period, err = contract.ParsePeriod(w.period)
	}
	return err == nil, err
}

// usual is the return of the first provider for the period that ended last.
func (w *wiretap) usual() connectors.Want {
	who := "sample"
	if bodies := w.contract.Providers(w.desk.Bodies); len(bodies) > 0 {
		who = bodies[0].ID
	}
	start, _ := contract.PeriodOf(w.contract.Cadence, w.now()).Bounds()
	return connectors.Want{Provider: cmp.Or(w.provider, who), Period: contract.PeriodOf(w.contract.Cadence, start.AddDate(0, 0, -1))}
}

// file is how the file of the usual return would be named.
func (w *wiretap) file() string {
	ext := ".csv"
	switch c := w.contract; {
	case c.XLSX != nil:
		ext = ".xlsx"
	case c.XML != nil:
		ext = ".xml"
	case c.JSON != nil && c.JSON.Lines:
		ext = ".jsonl"
	case c.JSON != nil:
		ext = ".json"
	}
	want := w.usual()
	return want.Provider + "_" + want.Period.String() + ext
}
