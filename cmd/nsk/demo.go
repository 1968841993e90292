package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"nsk/connectors"
	"nsk/connectors/synthetic"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/schedules/readiness"
)

// A demonstration is a year of the synthetic republic, lived with a virtual clock.
type demonstration struct {
	dir    string // everything it writes
	year   int
	seed   uint64
	size   map[string]int // as typed
	scale  synthetic.Scale
	oracle bool
}

// scaled takes the size as typed, with the defaults for what was left out.
func (r *demonstration) scaled() error {
	r.scale = synthetic.Scale{Centres: 60, Applications: 15000}
	for what, n := range r.size {
		if n < 1 {
			return fmt.Errorf("--scale %s=%d: not a size", what, n)
		}
		switch what {
		case "centres":
			r.scale.Centres = n
		case "applications":
			r.scale.Applications = n
		default:
			return fmt.Errorf("--scale %s=%d: write centres=60,applications=15000", what, n)
		}
	}
	return nil
}

func (a *app) demo() *cobra.Command {
	var r demonstration
	c := &cobra.Command{
		Use:   "demo",
		Short: "Live a year of a synthetic republic, from the first return to the annual report",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := r.scaled(); err != nil {
				return err
			}
			return a.live(c.Context(), &r)
		},
	}
	f := c.Flags()
	f.StringVar(&r.dir, "dir", "out", "folder to write to")
	f.IntVar(&r.year, "year", 2025, "year to live")
	f.Uint64Var(&r.seed, "seed", 1, "which republic")
	f.StringToIntVar(&r.size, "scale", map[string]int{"centres": 60, "applications": 15000}, "how many centres, and applications a year")
	f.BoolVar(&r.oracle, "oracle", false, "also write oracle.json: what was planted")
	return c
}

// live walks from 1 January to the delivery of the annual document.
func (a *app) live(ctx context.Context, r *demonstration) error {
	cfg, err := a.stage(r)
	if err != nil {
		return err
	}
	republic := synthetic.New(synthetic.Options{Seed: r.seed, Year: r.year, Scale: r.scale})
	stop, err := serve(republic, cfg)
	if err != nil {
		return err
	}
	defer stop()
	h, closing, err := a.house(ctx, cfg)
	if err != nil {
		return err
	}
	y := &year{app: a, demonstration: r, house: h, cfg: cfg, republic: republic, bar: a.progress(r.year), began: a.now()}
	err = y.walk(ctx)
	return errors.Join(err, closing())
}

// stage makes a fresh installation. A folder that is not a rehearsal's is left alone.
func (a *app) stage(r *demonstration) (*config, error) {
	work := filepath.Join(r.dir, fmt.Sprintf("demo-%d", r.year))
	mark := filepath.Join(work, demoMark)
	if exists(work) && !exists(mark) {
		return nil, fmt.Errorf("%s exists and is no rehearsal of nsk; choose another --dir", work)
	}
	if err := os.RemoveAll(work); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(work, 0o700); err != nil {
		return nil, err
	}
	if err := os.WriteFile(mark, nil, 0o600); err != nil {
		return nil, err
	}
	a.configFile = filepath.Join(work, "nsk.yaml")
	beside := strings.Replace(firstConfig, "out: out ", "out: .. ", 1) // the reports stand beside the installation
	if err := writeNew(a.configFile, beside); err != nil {
		return nil, err
	}
	cfg, err := a.config()
	if err != nil {
		return nil, err
	}
	cfg.Roles = demoRoles
	return cfg, a.prepare(cfg)
}

// serve lets the republic publish on the loopback, and points every endpoint there.
func serve(republic *synthetic.Republic, cfg *config) (stop func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("synthetic republic: %w", err)
	}
	s := &http.Server{Handler: republic.Handler(), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = s.Serve(l) }() // ends with stop
	base := "http://" + l.Addr().String()
	cfg.Endpoints = make(map[string]connectors.Endpoint)
	for _, name := range []string{"career-enbek", "national-chamber", "accreditation-body", "epvo", "data-egov", "taldau"} {
		cfg.Endpoints[name] = connectors.Endpoint{Address: base}
	}
	key := filepath.Join(cfg.Keys, "data-egov.key")
	if err := os.WriteFile(key, []byte(synthetic.APIKey), 0o600); err != nil {
		return nil, err
	}
	cfg.Secrets = map[string]string{"data-egov": "file:" + key}
	return func() { _ = s.Close() }, nil
}

// A year is the demonstration under way.
type year struct {
	*app
	*demonstration
	house    *schedules.House
	cfg      *config
	republic *synthetic.Republic
	bar      progress
	tally    schedules.Tally
	release  string // the one the annual document is bound to
	began    time.Time
	delivery calendar.Day // of the annual document
	said     bytes.Buffer // about the document, to be printed at the end
}

func (y *year) walk(ctx context.Context) error {
	var err error
	if y.delivery, err = y.house.Obligations.Delivery(y.year, y.house.Calendar); err != nil {
		return err
	}
	for d := calendar.Date(y.year, 1, 1); d <= y.delivery; d++ {
		if err := y.day(ctx, d); err != nil {
			return fmt.Errorf("%s: %w", d, err)
		}
	}
	y.bar.done()
	return y.conclude(ctx)
}

// day lets the republic publish, pulls in the evening, and makes a release at the end of a
// quarter, on the day of the freeze and on the last.
func (y *year) day(ctx context.Context, d calendar.Day) error {
	if err := y.republic.Publish(d.Time(), y.cfg.Inbox); err != nil {
		return err
	}
	if err := errors.Join(y.look(ctx, d), y.lead(ctx, d)); err != nil {
		return err
	}
	evening := d.Start().Add(20 * time.Hour)
	t, err := y.house.Pull(ctx, evening)
	if err != nil {
		return err
	}
	y.note(t)
	y.bar.step(d, y.tally)
	freeze := y.house.Obligations.Freeze(y.year)
	if !quarterEnds(d) && d != freeze && d != y.delivery {
		return nil
	}
	id, err := y.makeRelease(ctx, d, evening)
	if d == freeze {
		y.release = id
	}
	return err
}

// look asks in some mornings, as the service does every night, whether the annual document
// could be delivered.
func (y *year) look(ctx context.Context, d calendar.Day) error {
	nights := []calendar.Day{calendar.Date(y.year, 10, 1), calendar.Date(y.year, 11, 1), y.house.Obligations.Freeze(y.year) + 1, y.delivery}
	if !slices.Contains(nights, d) {
		return nil
	}
	return readiness.Nightly(ctx, y.house, d.Start().Add(6*time.Hour), y.unsigned(y.cfg))
}

func quarterEnds(d calendar.Day) bool {
	next := (d + 1).Time()
	return next.Day() == 1 && (next.Month()-1)%3 == 0
}

func (y *year) note(t schedules.Tally) {
	y.tally.Landed += t.Landed
	y.tally.Refused += t.Refused
	y.tally.Already += t.Already
	y.tally.Received += t.Received
	y.tally.Accepted += t.Accepted
	y.tally.Rejected += t.Rejected
	y.tally.Duplicate += t.Duplicate
	y.tally.OutOfScope += t.OutOfScope
}

func (y *year) makeRelease(ctx context.Context, d calendar.Day, now time.Time) (string, error) {
	breaches, err := y.house.Transform(ctx, d)
	if err != nil {
		return "", err
	}
	for _, b := range breaches {
		if b.Check.Severity == "block" {
			return "", fmt.Errorf("check %s: %s (%d rows: %v)", b.Check.ID, b.Check.RU, b.Rows, b.Sample)
		}
	}
	return y.house.Publish(ctx, now, d)
}

// writeOracle writes what was planted.
func (y *year) writeOracle(dir string) error {
	data, err := json.MarshalIndent(y.republic.Oracle(), "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "oracle.json"), append(data, '\n'), 0o644)
}
