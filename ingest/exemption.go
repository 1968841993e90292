package ingest

import (
	"fmt"
	"time"

	"nsk/connectors/contract"
)

// An Exemption is a decision of the office not to ask a provider for a source in some
// periods, or, lifted, to ask for it again. Of one return the newest decision counts.
type Exemption struct {
	Act      int64     `json:"-"`
	Source   string    `json:"source"`
	Provider string    `json:"provider"`
	From     string    `json:"from"` // first period
	To       string    `json:"to"`   // last period
	Reason   string    `json:"reason"`
	Who      string    `json:"who"`
	Lifted   bool      `json:"lifted,omitempty"`
	At       time.Time `json:"at"`
}

func (t *task) exempt(x *Exemption) error {
	return t.exec(`INSERT INTO ledger.exemption (act, source, provider, period_from, period_to, reason, who, lifted, set_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?::TIMESTAMP)`,
		t.out.Landing.Number, x.Source, x.Provider, x.From, x.To, x.Reason, x.Who, x.Lifted, instant(x.At))
}

func (in *Ingester) soundExemption(x *Exemption) error {
	from, err := contract.ParsePeriod(x.From)
	to, err2 := contract.ParsePeriod(x.To)
	switch {
	case in.plans[x.Source] == nil:
		return fmt.Errorf("exempt: there is no source %q; nsk sources lists them", x.Source)
	case x.Provider == "":
		return fmt.Errorf("exempt %s: say which provider", x.Source)
	case err != nil || err2 != nil || !from.Fits(in.plans[x.Source].contract.Cadence) || from.Cadence != to.Cadence:
		return fmt.Errorf("exempt %s %s: say the first and the last period, each %s", x.Source, x.Provider, in.plans[x.Source].contract.Cadence)
	case x.Who == "" || x.Reason == "":
		return fmt.Errorf("exempt %s %s: say who decides it and why", x.Source, x.Provider)
	}
	start, _ := from.Bounds()
	if end, _ := to.Bounds(); end.Before(start) {
		return fmt.Errorf("exempt %s %s: the last period %s lies before the first %s", x.Source, x.Provider, to, from)
	}
	return nil
}
