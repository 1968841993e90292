package stream_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"nsk/connectors"
	"nsk/connectors/kafka"
	"nsk/schedules/stream"
)

func someEvents(n int) (all []event) {
	for i := range n {
		all = append(all, event{app: i % 7, id: i + 1})
	}
	return all
}

// Every message comes in once, in batches of a day, and a second process goes on where the
// first ended.
func TestReadsOnce(t *testing.T) {
	w := newWorld(t)
	all := someEvents(150)
	for i := range all[:20] {
		all[100+i].at = time.Date(2025, 3, 4, 6, 0, i, 0, time.UTC)
	}
	w.publish(all[:120]...)
	w.catchUp(nil)
	if got := w.counted(); got != "120, 120" {
		t.Errorf("rows and events after the first: %s", got)
	}
	w.publish(all[120:]...)
	s := w.catchUp(nil)
	if got := w.counted(); got != "150, 150" || s.Read() != 30 {
		t.Errorf("rows and events after the second: %s; it read %d", got, s.Read())
	}
	if got := w.one(`SELECT string_agg(DISTINCT split_part(period, '+', 1), ' ' ORDER BY split_part(period, '+', 1)) FROM ledger.version WHERE source = 'applications' AND verdict = 'accepted'`); got != "2025-03-03 2025-03-04" {
		t.Errorf("days: %s", got)
	}
	if err := w.house.Ingester.Reconcile(t.Context()); err != nil {
		t.Error(err)
	}
}

// What cannot be read, or breaks a rule, is in the landing, counted, in quarantine, and in
// the topic of dead letters with the reason; what stands around it comes in. A new field is
// ignored, a small batch after a large one is not held.
func TestPoison(t *testing.T) {
	w := newWorld(t)
	w.publish(someEvents(30)...)
	w.catchUp(nil)
	bad := []string{"no JSON", "{\"event_id\":", "null", "[1]", "\xff\xfe", "", " ", `{"event_id":5,"event_id":6}`, `{"event_id":[1],"application_no":"x"}`, "{\"x\":\"" + strings.Repeat("ы", 1<<20) + "\"}",
		`{"event_id":901,"application_no":"CE-2025-0000900","at":"2025-03-03T12:00:00+05:00","status":"На рассмотрении","centreBin":"940140000385","profession":"4 уровень - Кондитер","lang":"kk"}`}
	for i, text := range bad {
		e := event{app: i, id: 500 + i, text: text}
		if text == "" {
			e.text = "\n"
		}
		w.publish(e)
	}
	w.publish(event{app: 1, id: 600, extra: ",\"новое\":{\"a\":[1,2]},\n \"later\":null"})
	s := w.catchUp(nil)
	if got := w.counted(); got != "31, 31" || s.Read() != int64(len(bad)+1) {
		t.Errorf("rows and events: %s; read %d", got, s.Read())
	}
	if got := w.one(`SELECT concat_ws(' ', sum(received), sum(accepted), sum(rejected)) FROM ledger.balance WHERE source = 'applications'`); got != fmt.Sprintf("%d 31 %d", 31+len(bad), len(bad)) {
		t.Errorf("received, accepted, rejected: %s", got)
	}
	if got := w.one(`SELECT count(*) FROM ledger.version WHERE verdict = 'held'`); got != "0" {
		t.Errorf("%s batches are held", got)
	}
	letters := w.letters()
	if len(letters) != len(bad) {
		t.Fatalf("%d dead letters, want %d", len(letters), len(bad))
	}
	for _, m := range letters {
		n := slices.IndexFunc(bad, func(text string) bool { return strings.TrimSpace(text) == strings.TrimSpace(string(m.Value)) })
		offset := header(m, "nsk-partition") + "/" + header(m, "nsk-offset")
		if n < 0 || header(m, "nsk-rule") == "" || header(m, "nsk-reason") == "" || len(header(m, "nsk-landing")) != 64 || string(m.Key) != w.topic+"/"+offset {
			t.Errorf("%.60q %s %.300v", m.Value, m.Key, m.Headers)
		}
	}
	if err := w.house.Ingester.Reconcile(t.Context()); err != nil {
		t.Error(err)
	}
}

// A file of the same events changes nothing, whether it comes before the stream or after.
func TestOverlapsFiles(t *testing.T) {
	w := newWorld(t)
	all := someEvents(60)
	if _, err := w.house.Ingester.Run(t.Context(), file("2025-03-03", all[:40]...), "applications", now); err != nil {
		t.Fatal(err)
	}
	w.publish(all...)
	w.catchUp(nil)
	if got := w.staged(); got != "60, 60" {
		t.Errorf("rows and events: %s", got)
	}
	if _, err := w.house.Ingester.Run(t.Context(), file("2025-03-04", all[20:]...), "applications", now); err != nil {
		t.Fatal(err)
	}
	if got := w.staged(); got != "60, 60" {
		t.Errorf("rows and events after a file: %s", got)
	}
	if got := w.one(`SELECT count(*) FROM core.application_event`); got != "60" {
		t.Errorf("events in core: %s", got)
	}
}

// Going over what was read before, from an offset or a time, changes nothing; after that
// the stream goes on at its end.
func TestReplay(t *testing.T) {
	w := newWorld(t)
	w.publish(someEvents(90)...)
	w.catchUp(nil)
	if s := w.catchUp(func(o *stream.Options) { o.From = kafka.Cursor{1: 3} }); s.Read() == 0 {
		t.Error("nothing was read from an offset on")
	}
	if s := w.catchUp(func(o *stream.Options) { o.Time = time.Date(2025, 3, 3, 6, 0, 50, 0, time.UTC) }); s.Read() < 30 || s.Read() > 60 {
		t.Errorf("%d were read from a time on", s.Read())
	}
	if got := w.staged(); got != "90, 90" {
		t.Errorf("rows and events: %s", got)
	}
	w.publish(event{app: 1, id: 200})
	if s := w.catchUp(nil); s.Read() != 1 || w.staged() != "91, 91" {
		t.Errorf("then it read %d", s.Read())
	}
}

// A batch that was landed and not read, as a crash leaves it, is read first; nothing of it
// is fetched again.
func TestResumes(t *testing.T) {
	w := newWorld(t)
	w.publish(someEvents(30)...)
	s := w.stream(nil)
	b, err := s.Topic.Fetch(t.Context(), connectors.Want{Provider: "administrator"})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.house.Ingester.Land(t.Context(), b, s.Contract, now); err != nil {
		t.Fatal(err)
	}
	if s := w.catchUp(nil); s.Read() != 0 || w.counted() != "30, 30" {
		t.Errorf("it read %d, then there are %s", s.Read(), w.counted())
	}
}

// Partitions that are added are read from their beginning, without a restart.
func TestPartitionsAreAdded(t *testing.T) {
	w := newWorld(t)
	w.publish(someEvents(9)...)
	s := w.stream(nil)
	ctx, done := context.WithTimeout(t.Context(), time.Minute)
	defer done()
	if err := s.Run(ctx); err != nil {
		t.Fatal(err)
	}
	if err := w.grow(partitions + 2); err != nil {
		t.Fatal(err)
	}
	m := event{app: 3, id: 70}.message()
	m.Partition = partitions + 1
	w.write(m)
	for w.counted() != "10, 10" { // what is known of partitions is a second old
		if err := errors.Join(s.Topic.Renew(ctx), s.Run(ctx)); err != nil || ctx.Err() != nil {
			t.Fatal(err, ctx.Err())
		}
	}
}

// The metrics say how far the stream is behind, and that the cluster does not answer.
func TestMetrics(t *testing.T) {
	w := newWorld(t)
	w.publish(someEvents(20)...)
	s := w.catchUp(nil)
	r := prometheus.NewRegistry()
	r.MustRegister(s)
	if got := shown(t, r); got["nsk_stream_lag_messages"] != 0 || got["nsk_stream_messages_total"] != 20 || got["nsk_stream_up"] != 1 {
		t.Errorf("%v", got)
	}
	w.publish(someEvents(5)...)
	lag, err := s.Topic.Lag(t.Context(), kafka.Cursor{0: 9, 1: 6, 2: 5})
	if err != nil || lag[0]+lag[1]+lag[2] != 5 {
		t.Errorf("lag %v, %v", lag, err)
	}
	w.stops()
	w.broker.Close()
	s = w.stream(nil)
	if err := s.Run(t.Context()); err == nil {
		t.Error("a cluster that does not answer is no error")
	}
	r = prometheus.NewRegistry()
	r.MustRegister(s)
	if got := shown(t, r); got["nsk_stream_up"] != 0 || got["nsk_stream_failures_total"] != 1 {
		t.Errorf("%v", got)
	}
	w.listen()
}

// shown are the sums of the metrics.
func shown(t *testing.T, r *prometheus.Registry) map[string]float64 {
	families, err := r.Gather()
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]float64)
	for _, f := range families {
		for _, m := range f.Metric {
			all[f.GetName()] += m.GetGauge().GetValue() + m.GetCounter().GetValue()
		}
	}
	return all
}
