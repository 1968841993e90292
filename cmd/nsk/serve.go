package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/schedules/ical"
	"nsk/schedules/readiness"
	"nsk/schedules/service"
	"nsk/schedules/yamlfile"
)

// A serveConfig says where nsk serve listens and when it works.
type serveConfig struct {
	Listen string            `yaml:"listen,omitempty"` // of health, readiness and metrics; "none" for nowhere
	Flight string            `yaml:"flight,omitempty"` // address of Arrow Flight SQL, such as 0.0.0.0:8392; empty for none
	Cron   map[string]string `yaml:"cron,omitempty"`   // schedules that differ, by source, job or kind of connector
	Alert  string            `yaml:"alert,omitempty"`  // https address that alerts are posted to
	Quiet  time.Duration     `yaml:"quiet,omitempty"`  // a dropped file is taken when it was not written to for so long
	Grace  time.Duration     `yaml:"grace,omitempty"`  // for what is under way when it is to end

	TLS         *tlsConfig    `yaml:"tls,omitempty"`
	OpenID      *openidConfig `yaml:"openid,omitempty"`
	BehindProxy bool          `yaml:"behind-proxy,omitempty"` // a proxy in front terminates TLS, and says in X-Forwarded-For who asks
}

// Defaults of a serveConfig. The address is that of this machine alone.
const (
	serveListen = "127.0.0.1:8391"
	serveQuiet  = 10 * time.Second
)

// jobs are what nsk serve does besides pulling, in the order in which they build on each
// other. Times are those of Asia/Almaty.
func (a *app) jobs(h *schedules.House, cfg *config) []service.Job {
	all := []service.Job{
		{Name: "day", Cron: "30 5 * * *", Run: func(ctx context.Context, now time.Time) error { return conclude(ctx, h, now) }},
		{Name: "ready", Cron: "0 6 * * *", Run: func(ctx context.Context, now time.Time) error { return readiness.Nightly(ctx, h, now, a.unsigned(cfg)) }},
	}
	if cfg.Contacts != "" {
		all = append(all, service.Job{Name: "letters", Cron: "0 9 * * *", Run: func(ctx context.Context, now time.Time) error { return a.mailing(ctx, h, cfg, now) }})
	}
	if cfg.Backup.To != "" {
		all = append(all, service.Job{Name: "backup", Cron: "0 2 * * *", Run: func(ctx context.Context, now time.Time) error { return a.nightly(ctx, h, cfg, now) }})
	}
	return all
}

// conclude rebuilds the models and makes a release. A broken promise about the data is not
// put right by another attempt.
func conclude(ctx context.Context, h *schedules.House, now time.Time) error {
	d, err := h.Conclude(ctx, now, calendar.LocalDay(now))
	if err != nil || !d.Blocked() {
		return err
	}
	var broken []string
	for _, b := range d.Breaches {
		broken = append(broken, fmt.Sprintf("%s (%d rows)", b.Check.ID, b.Rows))
	}
	return service.Final(fmt.Errorf("not published: a promise that figures rest on is broken: %s; nsk transform says more", strings.Join(broken, ", ")))
}

// mailing sends the letters of the day; what could not be sent is tried again.
func (a *app) mailing(ctx context.Context, h *schedules.House, cfg *config, now time.Time) error {
	n, err := a.sendLetters(ctx, h, cfg, now)
	if err == nil && n.Failed > 0 {
		return fmt.Errorf("letters: %d of %d could not be sent; nsk letters list says why", n.Failed, n.Failed+n.Sent)
	}
	return err
}

func (a *app) serve() *cobra.Command {
	var listen string
	var trust, demo bool
	c := &cobra.Command{
		Use:   "serve",
		Short: "Pull what is due, rebuild and publish every day, for as long as it stands",
		Long: "Pull every source when its schedule says so, try again what failed, do the jobs of the day, and\n" +
			"make up once for what was slept through. nsk plan shows what comes, nsk runs what was. Commands\n" +
			"that only read, and decisions of the office, may be given meanwhile: they are answered by this\n" +
			"process. It answers /healthz, /readyz, /metrics, /duties.ics and /documents/. It ends, within seconds, at an interrupt or a\n" +
			"SIGTERM: what is under way finishes, or is rolled back and done by the next start.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.stand(c, serveFlags{listen, trust, demo})
		},
	}
	c.Flags().StringVar(&listen, "listen", "", "address of health, readiness and metrics (default from nsk.yaml, else "+serveListen+"; none for nowhere)")
	c.Flags().BoolVar(&demo, "demo", false, "serve the synthetic year of out/demo-2025, which is lived first if it is not there")
	c.Flags().BoolVar(&trust, "clock-is-right", false, "start although something is on record of later than now")
	return c
}

type serveFlags struct {
	listen     string
	trustClock bool
	demo       bool
}

// stand serves until the context ends.
func (a *app) stand(c *cobra.Command, f serveFlags) (err error) {
	ctx := c.Context()
	if err := a.demonstrate(c, f.demo); err != nil {
		return err
	}
	cfg, err := a.config()
	if err != nil {
		return err
	}
	cfg.dress()
	h, closing, err := a.house(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closing()) }()
	h.Log = slog.New(slog.NewTextHandler(a.err, &slog.HandlerOptions{Level: a.level(slog.LevelInfo)}))
	h.Env.Now, h.Env.Quiet = a.now, cmp.Or(cfg.Serve.Quiet, serveQuiet)
	streams, err := a.streams(h, cfg, streamFlags{})
	if err != nil {
		return err
	}
	defer streams.close()
	s, err := a.service(ctx, h, cfg, streams.watched(service.Options{TrustClock: f.trustClock || cfg.demo()}))
	if err != nil {
		return err
	}
	asked, err := queries(cfg)
	if err != nil {
		return err
	}
	l := &lent{house: h, cfg: cfg, service: s, queries: asked}
	defer l.jobs.Wait() // when nobody can begin another
	web, err := a.open(ctx, l, f.listen)
	if err != nil {
		return err
	}
	defer web.Close()
	ground, err := a.flight(l)
	if err != nil {
		return err
	}
	defer ground()
	desk, err := a.receive(l)
	if err != nil {
		return err
	}
	defer farewell(desk) // before the warehouse is closed
	if cfg.demo() {
		<-ctx.Done() // nobody publishes there any more
		return nil
	}
	reading := streams.begin(ctx)
	return errors.Join(s.Run(ctx), reading())
}

// farewell lets the commands of others that are being carried out end, for a few seconds.
func farewell(desk *http.Server) {
	ctx, done := context.WithTimeout(context.Background(), 5*time.Second)
	defer done()
	_ = desk.Shutdown(ctx) // what has not ended is cut off
	_ = desk.Close()
}

// service wires the service, which stands still until it is run.
func (a *app) service(ctx context.Context, h *schedules.House, cfg *config, o service.Options) (*service.Service, error) {
	alert, err := a.pass(h, cfg)
	if err != nil {
		return nil, err
	}
	o.House, o.Jobs, o.Cron, o.Now, o.Log, o.Alert, o.Grace = h, a.jobs(h, cfg), cfg.Serve.Cron, a.now, h.Log, alert, cfg.Serve.Grace
	s, err := service.New(ctx, o)
	if err != nil {
		return nil, a.placed(err)
	}
	return s, nil
}

// placed says of every schedule that cannot be followed in which line of the configuration
// it stands.
func (a *app) placed(err error) error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return err
	}
	text, reading := os.ReadFile(a.configFile)
	if reading != nil {
		return err
	}
	file, reading := yamlfile.Read(a.configFile, text, new(config))
	if reading != nil {
		return err
	}
	var faults []error
	for _, e := range joined.Unwrap() {
		var bad *service.ScheduleError
		if errors.As(e, &bad) {
			e = file.Fault("$.serve.cron."+bad.Key, "serve.cron.%s: %v", bad.Key, bad.Err)
		}
		faults = append(faults, e)
	}
	return errors.Join(faults...)
}

// open lets the service be watched, and the calendar of duties be subscribed to. A server
// that never was closes too.
func (a *app) open(ctx context.Context, l *lent, listen string) (*http.Server, error) {
	listen = cmp.Or(listen, l.cfg.Serve.Listen, serveListen)
	probes, behind := a.watched(l)
	pages, err := a.site(ctx, l, behind)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/", pages)
	mux.Handle("/healthz", probes)
	mux.Handle("/readyz", probes)
	mux.Handle("GET /documents/", http.StripPrefix("/documents", a.documents(l.cfg).Handler()))
	web := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(l.house.Log.Handler(), slog.LevelDebug)}
	if listen == "none" {
		return web, nil
	}
	at, address, err := a.listener(l.cfg, listen)
	if err != nil {
		return nil, err
	}
	l.house.Log.Info("watched at", "address", address, "paths", "/ /healthz /readyz /metrics /duties.ics /documents/")
	go func() { _ = web.Serve(at) }() // ends when it is closed
	return web, nil
}

// feedOf makes the calendar of duties when it is asked for.
func (a *app) feedOf(l *lent) func(context.Context) (*ical.Feed, error) {
	return func(ctx context.Context) (*ical.Feed, error) { return a.feed(ctx, l) }
}

// feed is the calendar of duties as everything stands now.
func (a *app) feed(ctx context.Context, l *lent) (*ical.Feed, error) {
	now := a.now()
	b, err := (&app{lent: l, now: a.now, lang: a.lang}).board(ctx, calendar.LocalDay(now))
	if err != nil {
		l.house.Log.Error("the calendar of duties cannot be made", "err", err)
		return nil, err
	}
	return b.feed(dueQuery{all: true}, now)
}
