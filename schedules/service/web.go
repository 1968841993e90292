package service

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// unwell is how long the service may not have looked around before it counts as stuck.
const unwell = 2 * time.Minute

// Handler answers who watches the service:
//
//	/healthz  200 while it looks around; else it is stuck and should be started anew
//	/readyz   200 if it does its work: the warehouse answers, the clock is right, it is not ending
//	/metrics  for Prometheus
//
// Nothing personal, no secret and no address is shown.
func (s *Service) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) { answer(w, s.healthy()) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) { answer(w, s.ready(r.Context())) })
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.Registry(), promhttp.HandlerOpts{}))
	return mux
}

// answer writes every check with "ok" or what is wrong; 503 if any is wrong.
func answer(w http.ResponseWriter, checks map[string]error) {
	said, code := make(map[string]string), http.StatusOK
	for name, err := range checks {
		said[name] = "ok"
		if err != nil {
			said[name], code = err.Error(), http.StatusServiceUnavailable
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(said) // who asked may be gone
}

func (s *Service) healthy() map[string]error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var err error
	if still := s.Now().Sub(s.beat); !s.beat.IsZero() && still > unwell {
		err = fmt.Errorf("has not looked around for %s", still.Round(time.Second))
	}
	return map[string]error{"service": err}
}

func (s *Service) ready(ctx context.Context) map[string]error {
	checks := s.healthy()
	ctx, done := context.WithTimeout(ctx, 2*time.Second)
	defer done()
	if err := s.House.Engine.DB().PingContext(ctx); err != nil {
		s.Log.Error("the warehouse does not answer", "err", err)
		checks["warehouse"] = fmt.Errorf("does not answer")
	} else {
		checks["warehouse"] = nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	checks["clock"], checks["work"] = nil, nil
	if s.behind {
		checks["clock"] = fmt.Errorf("has gone back; nothing is done until it is set right")
	}
	if s.stopping || s.beat.IsZero() {
		checks["work"] = fmt.Errorf("starting or ending")
	}
	return checks
}
