package main

import (
	"bytes"
	"context"
	"errors"
	"strings"

	"nsk/reports/approval"
	"nsk/site/papers"
)

// paperwork carries out what the pages of documents ask for, as the commands would.
func (a *app) paperwork(l *lent) papers.Work {
	do := func(ctx context.Context, name string, e approval.Event, lang string) (string, error) {
		var out, notes bytes.Buffer
		clerk := &app{out: &out, err: &notes, now: a.now, configFile: a.configFile, lang: lang, format: "text", lent: l}
		own := *l.cfg
		o := &deskwork{app: clerk, cfg: &own, store: clerk.documents(&own), name: name, event: e}
		err := o.carry(ctx)
		var refusal *said
		if errors.As(err, &refusal) {
			why := clerk.pick(refusal.kk, refusal.ru, refusal.en)
			return "", &papers.Refused{Text: strings.TrimSpace(out.String() + "\n" + why)}
		}
		return strings.TrimSpace(notes.String()), err
	}
	check := func(ctx context.Context, name string) ([]approval.Unmet, error) {
		o := &deskwork{app: a, cfg: l.cfg, store: a.documents(l.cfg), name: name}
		return o.unmet(ctx)
	}
	return papers.Work{Do: do, Check: check}
}

// carry does the act of the event.
func (o *deskwork) carry(ctx context.Context) error {
	switch o.event.Act {
	case approval.ActDraft:
		if o.name == "new" { // the page has no name for it yet
			o.name = ""
		}
		return o.draft(ctx, "")
	case approval.ActDeliver:
		return o.deliver(ctx, "")
	}
	return o.act(ctx)
}
