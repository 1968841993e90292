package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"nsk/connectors/contract"
	"nsk/connectors/kafka"
	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/schedules/service"
	"nsk/schedules/stream"
)

// streamFlags say what is read, and from where on.
type streamFlags struct {
	sources []string
	offsets []string // partition:offset
	from    string   // a moment
	once    bool
	listen  string
}

func (a *app) stream() *cobra.Command {
	var f streamFlags
	c := &cobra.Command{
		Use:   "stream [SOURCE ...]",
		Short: "Read the streams of the configuration for as long as it stands",
		Long: "Read the topics that contracts of kind kafka, or streams in nsk.yaml, name. Messages come into the same table\n" +
			"under the same rules as files; how far a stream has come is kept with its rows, so that a crash loses and doubles\n" +
			"nothing. nsk serve reads the streams too. --from-offset and --from-time go over what was read before: it changes\n" +
			"nothing. It ends within seconds at an interrupt or a SIGTERM.",
		RunE: func(c *cobra.Command, sources []string) error {
			f.sources = sources
			return a.withHouse(c.Context(), func(h *schedules.House, cfg *config) error {
				h.Log = slog.New(slog.NewTextHandler(a.err, &slog.HandlerOptions{Level: a.level(slog.LevelInfo)}))
				h.Env.Now = a.now
				return a.readStreams(c.Context(), h, cfg, f)
			})
		},
	}
	c.Flags().StringArrayVar(&f.offsets, "from-offset", nil, "go on at this offset of a partition, as partition:offset; may be said for several")
	c.Flags().StringVar(&f.from, "from-time", "", "go on with the messages of this day or moment, such as 2025-03-01 or 2025-03-01T09:00:00+05:00")
	c.Flags().BoolVar(&f.once, "once", false, "end when there is nothing left to read")
	c.Flags().StringVar(&f.listen, "listen", "", "address that shows /metrics, such as 127.0.0.1:8393; none if empty")
	c.MarkFlagsMutuallyExclusive("from-offset", "from-time")
	return c
}

func (a *app) readStreams(ctx context.Context, h *schedules.House, cfg *config, f streamFlags) error {
	all, err := a.streams(h, cfg, f)
	if err != nil {
		return err
	}
	defer all.close()
	if len(all) == 0 {
		return errors.New("no stream is configured; write streams: {applications: {endpoint: bus, topic: …}} in nsk.yaml, or connector: kafka in a contract")
	}
	if f.listen != "" {
		at, err := net.Listen("tcp", f.listen)
		if err != nil {
			return err
		}
		web := &http.Server{Handler: all.handler(), ReadHeaderTimeout: 10 * time.Second}
		defer web.Close()
		go func() { _ = web.Serve(at) }() // ends when it is closed
	}
	err = all.begin(ctx)()
	for _, s := range all {
		fmt.Fprintf(a.out, "%s: messages read %d\n", s.Contract.Source, s.Read())
	}
	return errors.Join(err, h.Ingester.Reconcile(context.WithoutCancel(ctx)))
}

// streaming are the streams of an installation.
type streaming []*stream.Stream

// streams opens those of the configuration; all, where no source is named.
func (a *app) streams(h *schedules.House, cfg *config, f streamFlags) (all streaming, err error) {
	contracts, err := streamed(h.Contracts, cfg.Streams)
	if err != nil {
		return nil, err
	}
	for _, name := range f.sources {
		if contract.Find(contracts, name) == nil {
			return nil, fmt.Errorf("source %s has no stream; write streams: {%s: {endpoint: bus, topic: …}} in nsk.yaml", name, name)
		}
	}
	o := stream.Options{House: h, Now: a.now, Log: h.Log, Once: f.once, Grace: cfg.Serve.Grace}
	if err := f.place(&o); err != nil {
		return nil, err
	}
	for _, c := range contracts {
		if len(f.sources) > 0 && !slices.Contains(f.sources, c.Source) {
			continue
		}
		s, err := open(o, c)
		if err != nil {
			all.close()
			return nil, err
		}
		all = append(all, s)
	}
	if len(all) > 1 && o.From != nil {
		all.close()
		return nil, errors.New("--from-offset is about one stream; name its source")
	}
	return all, nil
}

func open(o stream.Options, c *contract.Contract) (*stream.Stream, error) {
	topic, err := kafka.Open(c, o.House.Env)
	if err != nil {
		return nil, err
	}
	o.Contract, o.Topic = c, topic
	s, err := stream.New(o)
	if err != nil {
		return nil, errors.Join(err, topic.Close())
	}
	return s, nil
}

// streamed are the contracts that are read as streams: those of kind kafka, and those for
// which nsk.yaml says a topic beside what the contract says.
func streamed(contracts []*contract.Contract, said map[string]map[string]string) (all []*contract.Contract, err error) {
	for _, c := range contracts {
		if c.Connector == kafka.Name {
			all = append(all, c)
		}
	}
	for _, source := range slices.Sorted(maps.Keys(said)) {
		c := contract.Find(contracts, source)
		if c == nil {
			return nil, fmt.Errorf("streams.%s in nsk.yaml: there is no such source", source)
		}
		if c.Connector == kafka.Name {
			return nil, fmt.Errorf("streams.%s in nsk.yaml: the contract says connector: kafka already; say the options there", source)
		}
		own := *c
		own.Connector, own.Options = kafka.Name, said[source]
		for _, w := range kafka.Kind().Check(&own) {
			err = errors.Join(err, fmt.Errorf("streams.%s.%s in nsk.yaml: %s", source, w.Option, w.Says))
		}
		all = append(all, &own)
	}
	return all, err
}

// place reads from where on.
func (f streamFlags) place(o *stream.Options) error {
	for _, text := range f.offsets {
		partition, offset, _ := strings.Cut(text, ":")
		p, bad := strconv.Atoi(partition)
		n, worse := strconv.ParseInt(offset, 10, 64)
		if bad != nil || worse != nil || p < 0 || n < 0 {
			return fmt.Errorf("--from-offset %q: write partition:offset, such as 0:1500", text)
		}
		if o.From == nil {
			o.From = make(kafka.Cursor)
		}
		o.From[p] = n
	}
	if f.from == "" {
		return nil
	}
	var err error
	if o.Time, err = time.Parse(time.RFC3339, f.from); err == nil {
		return nil
	}
	if o.Time, err = time.ParseInLocation(time.DateOnly, f.from, calendar.Location()); err != nil {
		return fmt.Errorf("--from-time %q: write a day such as 2025-03-01, or a moment such as 2025-03-01T09:00:00+05:00", f.from)
	}
	return nil
}

// begin reads them all beside each other; the function waits until they have ended.
func (all streaming) begin(ctx context.Context) func() error {
	var reading errgroup.Group
	for _, s := range all {
		reading.Go(func() error { return s.Run(ctx) })
	}
	return reading.Wait
}

func (all streaming) close() {
	for _, s := range all {
		_ = s.Topic.Close() // only reading ends
	}
}

// watched are the options with the metrics of the streams.
func (all streaming) watched(o service.Options) service.Options {
	for _, s := range all {
		o.Metrics = append(o.Metrics, s)
	}
	return o
}

// handler shows the metrics where no service does.
func (all streaming) handler() http.Handler {
	r := prometheus.NewRegistry()
	for _, s := range all {
		r.MustRegister(s)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(r, promhttp.HandlerOpts{}))
	return mux
}
