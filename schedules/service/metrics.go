package service

import (
	"context"
	_ "embed"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"nsk/schedules"
	"nsk/schedules/calendar"
)

// metrics shows what the service, the ledger and the machine say. Its labels are names of
// sources and jobs, states and severities: no provider, who may be a person, and no value.
type metrics struct {
	*Service
	look   sync.Mutex // one look at the ledger at a time
	seen   shown
	seenAt time.Time
}

//go:embed metrics.sql
var metricsSQL string

// stale is how long what the ledger says is not asked for again.
const stale = 20 * time.Second

// Registry has every metric of the service, with those of Go and of the process.
func (s *Service) Registry() *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), &metrics{Service: s})
	r.MustRegister(s.Metrics...)
	return r
}

func describe(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("nsk_"+name, help, labels, nil)
}

// The metrics of the service. Moments are seconds since 1970.
var (
	descRows     = describe("rows", "Rows on record by what became of them; received is the sum of the rest.", "source", "became")
	descFindings = describe("findings", "Findings in the versions that count.", "source", "severity")
	descLandings = describe("landings", "Landings that were read, by verdict.", "source", "verdict")
	descLanded   = describe("source_landed_timestamp_seconds", "When a source last brought something.", "source")
	descUnread   = describe("landings_unread", "Landings that are stored but not read yet.")
	descOutbox   = describe("outbox_letters", "Letters by what became of them; written and sending ones wait.", "state")
	descRelease  = describe("release_made_timestamp_seconds", "When the newest release was made.")
	descMemory   = describe("duckdb_memory_bytes", "Memory that DuckDB uses.")
	descSpilt    = describe("duckdb_spilt_bytes", "What DuckDB has written to its temporary folder for want of memory.")

	descReturns  = describe("returns", "Returns by where they stand today (the last twelve months).", "source", "state")
	descHeld     = describe("returns_held", "Returns of which a version waits for its sender's confirmation.", "source")
	descLateness = describe("returns_lateness_working_days", "Working days by which the most overdue return is late.", "source")

	descGood    = describe("run_good_timestamp_seconds", "When a source was last looked at, or a job last run, without failure.", "kind", "source")
	descNext    = describe("run_next_timestamp_seconds", "When a source or job is run next.", "kind", "source")
	descFailed  = describe("run_failed_attempts", "Attempts that failed in a row.", "kind", "source")
	descRunning = describe("run_under_way_seconds", "How long the run under way has taken.", "kind", "source")
	descTook    = describe("run_duration_seconds", "How long the last run took.", "kind", "source")
	descRuns    = describe("runs_total", "Runs since the service started.", "kind", "source", "state")
	descBlocked = describe("source_blocked", "1 if a source cannot be asked because a setting is missing.", "source")
	descAlert   = describe("alert_open", "1 while a person has to see to a source, a job or the clock.", "kind", "source")
	descAlerts  = describe("alerts_total", "Alerts raised since the service started.")
	descClock   = describe("clock_behind_seconds", "By how much the clock says less than before.")

	descDiskFree = describe("disk_free_bytes", "What can still be written to the disk of a folder.", "folder")
	descDiskSize = describe("disk_size_bytes", "Size of the disk of a folder.", "folder")
	descRead     = describe("ledger_read", "1 if the ledger could be read for these metrics.")
)

var described = []*prometheus.Desc{descRows, descFindings, descLandings, descLanded, descUnread, descOutbox, descRelease, descMemory, descSpilt,
	descReturns, descHeld, descLateness, descGood, descNext, descFailed, descRunning, descTook, descRuns, descBlocked, descAlert, descAlerts,
	descClock, descDiskFree, descDiskSize, descRead}

// Describe implements prometheus.Collector.
func (m *metrics) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range described {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (m *metrics) Collect(ch chan<- prometheus.Metric) {
	ctx, done := context.WithTimeout(context.Background(), 10*time.Second)
	defer done()
	var now shown
	m.ownState(&now)
	m.disks(&now)
	ledger, err := m.ledger(ctx)
	if err != nil {
		m.Log.Error("metrics: the ledger cannot be read", "err", err)
	}
	now.gauge(descRead, yes(err == nil))
	for _, v := range append(now, ledger...) {
		ch <- v
	}
}

// shown are metrics with their values.
type shown []prometheus.Metric

func (s *shown) gauge(d *prometheus.Desc, v float64, labels ...string) {
	*s = append(*s, prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...))
}

func (s *shown) counter(d *prometheus.Desc, v float64, labels ...string) {
	*s = append(*s, prometheus.MustNewConstMetric(d, prometheus.CounterValue, v, labels...))
}

func yes(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func seconds(t time.Time) float64 { return float64(t.UnixMilli()) / 1000 }

// ownState shows what the service knows by itself.
func (m *metrics) ownState(to *shown) {
	now := m.now()
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, l := range m.lines {
		m.line(to, l, now)
	}
	for r, n := range m.counts.runs {
		to.counter(descRuns, n, r.kind, r.source, string(r.state))
	}
	for r, d := range m.counts.took {
		to.gauge(descTook, d.Seconds(), r.kind, r.source)
	}
	to.counter(descAlerts, m.counts.alerts)
	to.gauge(descAlert, yes(m.unclock != 0), kindClock, "")
	to.gauge(descClock, max(0, m.latest.Sub(now).Seconds()))
}

func (m *metrics) line(to *shown, l *line, now time.Time) {
	if !l.job() {
		to.gauge(descBlocked, yes(l.blocked != nil), l.source)
	}
	if l.blocked != nil {
		return
	}
	to.gauge(descFailed, float64(l.failed), l.kind, l.source)
	to.gauge(descAlert, yes(l.alert != 0), l.kind, l.source)
	to.gauge(descNext, seconds(l.at), l.kind, l.source)
	if !l.good.IsZero() {
		to.gauge(descGood, seconds(l.good), l.kind, l.source)
	}
	under := 0.0
	if !l.began.IsZero() {
		under = now.Sub(l.began).Seconds()
	}
	to.gauge(descRunning, under, l.kind, l.source)
}

// disks shows the room that is left where the warehouse lies.
func (m *metrics) disks(to *shown) {
	for name, dir := range map[string]string{"data": m.House.Engine.Dir(), "inbox": m.House.Env.Inbox} {
		free, size, err := diskOf(dir)
		if dir == "" || err != nil {
			continue // not to be had on this system
		}
		to.gauge(descDiskFree, free, name)
		to.gauge(descDiskSize, size, name)
	}
}

// ledger reads what is on record, unless that was done a moment ago.
func (m *metrics) ledger(ctx context.Context) (shown, error) {
	m.look.Lock()
	defer m.look.Unlock()
	if m.seen != nil && m.Now().Sub(m.seenAt) < stale {
		return m.seen, nil
	}
	var seen shown
	if err := m.read(ctx, &seen); err != nil {
		return nil, err
	}
	m.seen, m.seenAt = seen, m.Now()
	return seen, nil
}

func (m *metrics) read(ctx context.Context, to *shown) error {
	if err := m.records(ctx, to); err != nil {
		return err
	}
	return m.standings(ctx, to)
}

func (m *metrics) records(ctx context.Context, to *shown) error {
	rows, err := m.House.Engine.DB().QueryContext(ctx, metricsSQL)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var measure, source, kind string
		var n float64
		if err := rows.Scan(&measure, &source, &kind, &n); err != nil {
			return err
		}
		switch measure {
		case "rows":
			to.gauge(descRows, n, source, kind)
		case "findings":
			to.gauge(descFindings, n, source, kind)
		case "landings":
			to.gauge(descLandings, n, source, kind)
		case "outbox":
			to.gauge(descOutbox, n, kind)
		case "landed":
			to.gauge(descLanded, n, source)
		default:
			to.gauge(plainly[measure], n)
		}
	}
	return rows.Err()
}

var plainly = map[string]*prometheus.Desc{"unread": descUnread, "release": descRelease, "memory": descMemory, "spilt": descSpilt}

// standings shows where the returns of the last twelve months stand.
func (m *metrics) standings(ctx context.Context, to *shown) error {
	today := calendar.LocalDay(m.now())
	all, err := m.House.Standings(ctx, today)
	if err != nil {
		return err
	}
	type kind struct {
		source string
		state  schedules.State
	}
	states, held, late := make(map[kind]int), make(map[string]int), make(map[string]int)
	for i := range all {
		s := &all[i]
		if s.State == schedules.StateMissing {
			late[s.Source] = max(late[s.Source], s.Delay)
		}
		if s.Held {
			held[s.Source]++
		}
		if _, end := s.Period.Bounds(); calendar.DayOf(end) > today-365 {
			states[kind{s.Source, s.State}]++
		}
	}
	for k, n := range states {
		to.gauge(descReturns, float64(n), k.source, string(k.state))
	}
	for _, c := range m.House.Contracts {
		to.gauge(descHeld, float64(held[c.Source]), c.Source)
		to.gauge(descLateness, float64(late[c.Source]), c.Source)
	}
	return nil
}
