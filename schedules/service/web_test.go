package service

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goccy/go-yaml"
)

// get asks the service at a path.
func get(t *testing.T, s *Service, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	body, err := io.ReadAll(w.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Code, string(body)
}

// What is measured is what is on record; sources and states are named, providers never.
func TestMetrics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.options.Jobs = []Job{w.job("day", "30 8 * * *")}
		at(t, "2025-03-27 08:29")
		w.set("weather", errBroken, 0)
		s := w.serve(150 * time.Second)
		code, text := get(t, s, "/metrics")
		if code != http.StatusOK {
			t.Fatalf("%d %s", code, text)
		}
		for _, want := range []string{
			`nsk_rows{became="received",source="register"} 2`,
			`nsk_landings{source="register",verdict="accepted"} 2`, `nsk_findings{severity="warning",source="pupils"} 2`,
			`nsk_returns{source="register",state="late"} 2`, `nsk_returns{source="weather",state="missing"} 2`, `nsk_returns{source="weather",state="not_due"} 1`,
			`nsk_returns_lateness_working_days{source="weather"} 29`, `nsk_returns_lateness_working_days{source="register"} 0`,
			`nsk_run_failed_attempts{kind="pull",source="weather"} 2`, `nsk_run_failed_attempts{kind="day",source=""} 0`,
			`nsk_runs_total{kind="pull",source="weather",state="failed"} 2`, `nsk_runs_total{kind="day",source="",state="done"} 1`,
			`nsk_source_landed_timestamp_seconds{source="register"} 1.74304614e+09`, `nsk_run_good_timestamp_seconds{kind="day",source=""} 1.7430462e+09`,
			`nsk_landings_unread 0`, `nsk_ledger_read 1`, `nsk_outbox_letters{state="written"} 0`, `nsk_alert_open{kind="pull",source="weather"} 0`, `nsk_source_blocked{source="weather"} 0`,
			`go_goroutines `, `process_resident_memory_bytes `, `nsk_duckdb_memory_bytes `,
		} {
			if !strings.Contains(text, "\n"+want) {
				t.Errorf("no %s", want)
			}
		}
		if strings.Contains(text, "chamber") {
			t.Error("a provider is named")
		}
		if t.Failed() {
			t.Log(regexp.MustCompile(`(?m)^(#|go_|process_).*\n`).ReplaceAllString(text, ""))
		}
	})
}

// A service is healthy while it looks around, and ready while it works.
func TestHealthAndReadiness(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		at(t, "2025-03-27 08:29")
		s := mustNew(w)
		if code, text := get(t, s, "/readyz"); code != http.StatusServiceUnavailable || !strings.Contains(text, `"work":"starting or ending"`) {
			t.Errorf("before: %d %s", code, text)
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- s.Run(ctx) }()
		time.Sleep(time.Minute)
		for _, path := range []string{"/healthz", "/readyz"} {
			code, text := get(t, s, path)
			checks := make(map[string]string)
			if err := json.Unmarshal([]byte(text), &checks); err != nil || code != http.StatusOK || checks["service"] != "ok" {
				t.Errorf("%s: %d %s %v", path, code, text, err)
			}
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if code, _ := get(t, s, "/readyz"); code != http.StatusServiceUnavailable {
			t.Errorf("after the end: %d", code)
		}
		time.Sleep(5 * time.Minute)
		if code, text := get(t, s, "/healthz"); code != http.StatusServiceUnavailable || !strings.Contains(text, "has not looked around for 5m") {
			t.Errorf("stuck: %d %s", code, text)
		}
	})
}

// Every metric that the example alert rules name is there, and its labels too; every rule
// says what to do.
func TestAlertRules(t *testing.T) {
	data, err := os.ReadFile("../../docs/alerts.yml")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Groups []struct {
			Name  string
			Rules []struct {
				Alert, Expr, For    string
				Labels, Annotations map[string]string
			}
		}
	}
	if err := yaml.UnmarshalWithOptions(data, &file, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.options.Jobs = []Job{w.job("day", "30 8 * * *")}
		at(t, "2025-03-27 08:29")
		_, text := get(t, w.serve(3*time.Minute), "/metrics")
		text += "up{job=\"nsk\"} 1\n"
		for _, r := range file.Groups[0].Rules {
			if r.Annotations["summary"] == "" || r.Annotations["remedy"] == "" || !slices.Contains([]string{"warning", "critical"}, r.Labels["severity"]) {
				t.Errorf("%s: summary, remedy or severity is missing", r.Alert)
			}
			checkExpression(t, r.Alert, r.Expr, text)
		}
		if len(file.Groups[0].Rules) < 12 {
			t.Errorf("only %d rules", len(file.Groups[0].Rules))
		}
	})
}

var (
	aMetric  = regexp.MustCompile(`\b((?:nsk|process|go)_[a-z_]+|up)\b(?:\{([^}]*)\})?`)
	aMatcher = regexp.MustCompile(`^([a-z_]+)(=|!=|=~)"([^"]+)"$`)
)

// checkExpression looks every metric of an expression up among those shown.
func checkExpression(t *testing.T, alert, expr, shown string) {
	t.Helper()
	named := aMetric.FindAllStringSubmatch(expr, -1)
	if len(named) == 0 {
		t.Errorf("%s names no metric", alert)
	}
	for _, m := range named {
		series := regexp.MustCompile(`(?m)^` + m[1] + `(\{.*\})? `)
		if m[1] != "nsk_release_made_timestamp_seconds" && !series.MatchString(shown) { // there is no release yet
			t.Errorf("%s: there is no metric %s", alert, m[1])
		}
		for _, matcher := range strings.Split(m[2], ",") {
			if parts := aMatcher.FindStringSubmatch(matcher); matcher != "" && (parts == nil || parts[1] != "job" && !strings.Contains(shown, parts[1]+`="`)) {
				t.Errorf("%s: %s cannot be matched by %s", alert, m[1], matcher)
			}
		}
	}
}
