package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"nsk/schedules"
	"nsk/schedules/calendar"
	"nsk/schedules/outbox"
	"nsk/schedules/service"
)

// pass posts an alert to the address of serve: alert, signed like letters; nil where none is
// configured. The same alert has the same id when it is raised and, with -over, when it is
// cleared.
func (a *app) pass(h *schedules.House, cfg *config) (func(context.Context, service.Alert) error, error) {
	if cfg.Serve.Alert == "" {
		return nil, nil
	}
	key, err := cfg.secret("webhook")
	if err != nil || key == "" {
		return nil, errors.Join(fmt.Errorf("serve.alert needs a key to sign with: name it under secrets as webhook"), err)
	}
	hook := outbox.Webhook{Client: h.Env.HTTP, Secret: []byte(key)}
	return func(ctx context.Context, alert service.Alert) error {
		return hook.Send(ctx, outbox.Address{Webhook: cfg.Serve.Alert}, a.posted(alert))
	}, nil
}

// posted says an alert to an administrator.
func (a *app) posted(alert service.Alert) outbox.Posted {
	what := strings.TrimSpace(a.kindOfRun(alert.Kind) + " " + alert.Source)
	p := outbox.Posted{ID: fmt.Sprintf("alert-%d", alert.Number), Role: "administrator", Day: calendar.LocalDay(alert.Raised)}
	if alert.Cleared.IsZero() {
		p.Subject = fmt.Sprintf(a.pick("nsk: араласу қажет: %s", "nsk: требуется вмешательство: %s", "nsk: a person is needed: %s"), what)
		p.Text = fmt.Sprintf(a.pick("%s бастап әрекеттер – %d. %s", "С %s попыток – %d. %s", "Since %s, %d attempts. %s"), localTime(alert.Since), alert.Attempts, alert.Message)
		return p
	}
	p.ID, p.Day = p.ID+"-over", calendar.LocalDay(alert.Cleared)
	p.Subject = fmt.Sprintf(a.pick("nsk: қалпына келді: %s", "nsk: восстановлено: %s", "nsk: over: %s"), what)
	return p
}
