package main

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	"nsk/connectors/wire"
	"nsk/reports"
	"nsk/schedules"
	"nsk/schedules/openlineage"
)

// A lineageConfig says who is told, in events of OpenLineage, what was run, read and made.
type lineageConfig struct {
	To        string `yaml:"to"`                  // a file of JSON Lines, or the address of a service
	Namespace string `yaml:"namespace,omitempty"` // of jobs and tables: nsk, where one installation tells one service
}

// lineageTimeout is how long one event may take: a service that hangs must not hold up a run.
const lineageTimeout = 5 * time.Second

// isAddress reports whether events go to a service and not to a file.
func (l *lineageConfig) isAddress() bool { return strings.Contains(l.To, "://") }

// ownLineage takes the file or address of the flag --lineage, if it was given.
func (a *app) ownLineage(cfg *config) error {
	if a.lineage != "" {
		if a.lent != nil {
			return errors.New("--lineage: the warehouse is held by nsk serve, which tells of what it runs itself; write lineage: in nsk.yaml and start it anew")
		}
		own := lineageConfig{To: a.lineage}
		if !own.isAddress() {
			own.To = a.path(own.To)
		}
		if cfg.Lineage != nil {
			own.Namespace = cfg.Lineage.Namespace
		}
		cfg.Lineage = &own
	} else if l := cfg.Lineage; l != nil && !l.isAddress() && !filepath.IsAbs(l.To) && l.To != "" {
		l.To = filepath.Join(cfg.home, l.To)
	}
	if cfg.Lineage != nil && cfg.Lineage.To == "" {
		return errors.New("lineage.to in " + a.configFile + ": write a file or the address of a service")
	}
	return nil
}

// emitter tells of runs; nil where nobody asks.
func (a *app) emitter(cfg *config, log *slog.Logger) (*openlineage.Emitter, error) {
	l := cfg.Lineage
	if l == nil {
		return nil, nil //nolint:nilnil // a nil Emitter does nothing
	}
	e := &openlineage.Emitter{Namespace: cmp.Or(l.Namespace, "nsk"), Producer: "urn:nsk:" + versionText, Now: a.now, Log: log}
	waiting := filepath.Join(cfg.Data, "lineage")
	if !l.isAddress() {
		e.Outbox = openlineage.ToFile(waiting, l.To)
		return e, nil
	}
	place := cfg.Endpoints["lineage"] // certificates, proxy and the like, if some are needed
	place.Attempts, place.Timeout = 1, cmp.Or(place.Timeout, lineageTimeout)
	client, err := wire.Client(place, "nsk/"+versionText)
	if err != nil {
		return nil, err
	}
	e.Outbox, err = openlineage.ToService(waiting, l.To, client, func() (string, error) { return cfg.secret("lineage") })
	return e, err
}

// traceReport tells that the annual analysis is being written; what it returns, how that ended.
func (a *app) traceReport(ctx context.Context, cfg *config, release string) (func(error), error) {
	if cfg == nil {
		return func(error) {}, nil
	}
	e, err := a.emitter(cfg, a.logger())
	if err != nil || e == nil {
		return func(error) {}, err
	}
	places, err := reports.Places()
	if err != nil {
		return nil, err
	}
	run := e.Begin("report.annual", openlineage.Facets{"jobType": {"processingType": "BATCH", "integration": "NSK", "jobType": "JOB"}}, a.now(), nil)
	return func(failed error) {
		end := openlineage.End{At: a.now(), Inputs: []openlineage.Dataset{schedules.Release(e.Namespace, release)}}
		if failed != nil {
			end.Type, end.Message = openlineage.Fail, "failed; the command that wrote the report said why"
		}
		for _, p := range places {
			end.Outputs = append(end.Outputs, openlineage.Dataset{Namespace: e.Namespace, Name: "report.annual." + p.ID})
		}
		e.Finish(run, end)
		e.Send(ctx)
	}, nil
}
