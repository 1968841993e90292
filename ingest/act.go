package ingest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"nsk/connectors"
	"nsk/connectors/contract"
	"nsk/schedules/calendar"
	"nsk/warehouse"
)

// ActSource is the source of acts in the ledger. MediaAct is their form.
const (
	ActSource = "acts"
	MediaAct  = "application/vnd.nsk.act+json"
)

// An Act is a decision of the office that changes how returns are judged or asked for: exactly one of
// its parts is set. It is a landing like any other, so that everything the database says
// follows from the landings in their order, and can be made again from them.
type Act struct {
	Setting      *Setting      `json:"setting,omitempty"`
	Tolerance    *Tolerance    `json:"tolerance,omitempty"`
	Confirmation *Confirmation `json:"confirmation,omitempty"`
	Exemption    *Exemption    `json:"exemption,omitempty"`
}

// A Tolerance lets breaches of one rule pass in one return, as long as there are no more
// than Most, in versions that arrive no later than Expires. It then lapses by itself.
type Tolerance struct {
	Act      int64     `json:"-"`
	Rule     string    `json:"rule"`
	Source   string    `json:"source"`
	Provider string    `json:"provider"`
	Period   string    `json:"period"`
	Most     int64     `json:"most"`
	Reason   string    `json:"reason"`
	Approver string    `json:"approver"`
	Expires  string    `json:"expires"` // day
	At       time.Time `json:"at"`
}

// A Confirmation is a sender's answer to the questions that hold a version back: yes, it
// is so. It names the exact bytes.
type Confirmation struct {
	Act     int64     `json:"-"`
	Landing string    `json:"landing"` // id of the landing
	Who     string    `json:"who"`
	Role    string    `json:"role,omitempty"`
	Why     string    `json:"why"`
	At      time.Time `json:"at"`
}

// actContract stands where other landings have their contract.
var actContract = &contract.Contract{Source: ActSource}

// Decide puts an act on record and carries it out. by is the office that decides.
func (in *Ingester) Decide(ctx context.Context, act Act, by string, at time.Time) (Landing, error) {
	if err := in.sound(ctx, act); err != nil {
		return Landing{}, err
	}
	body, err := json.Marshal(act)
	if err != nil {
		return Landing{}, err
	}
	w := connectors.Want{Provider: by, Period: contract.PeriodOf(contract.OnChange, calendar.LocalDay(at).Time())}
	l, read, err := in.Land(ctx, &connectors.Batch{Want: w, Origin: "act", MediaType: MediaAct, Body: io.NopCloser(bytes.NewReader(body))}, actContract, at)
	if err != nil || read {
		return l, err
	}
	_, err = in.Read(ctx, l)
	return l, err
}

// carryOut reads an act and does what it says, in one transaction with the record of it.
func (in *Ingester) carryOut(ctx context.Context, l Landing) (Outcome, error) {
	out := Outcome{Landing: l, Verdict: acted}
	r, err := in.store.Open(l)
	if err != nil {
		return out, err
	}
	defer r.Close()
	var act Act
	if err := json.NewDecoder(r).Decode(&act); err != nil {
		return out, fmt.Errorf("act %d: %w", l.Number, err)
	}
	err = in.tx(ctx, func(tx *warehouse.Tx) error {
		t := &task{Ingester: in, ctx: ctx, tx: tx, plan: &plan{contract: actContract}, out: &out}
		if err := t.act(act); err != nil {
			return err
		}
		return t.version()
	})
	if err == nil {
		err = in.recompile(ctx)
	}
	return out, err
}

func (t *task) act(a Act) error {
	n := t.out.Landing.Number
	switch {
	case a.Setting != nil:
		s := a.Setting
		return t.exec(`INSERT INTO ledger.setting VALUES (?, ?, ?, ?, ?, ?, ?::TIMESTAMP)`, n, s.Rule, null(string(s.Severity)), s.Enabled, s.Who, s.Why, instant(s.At))
	case a.Tolerance != nil:
		o := a.Tolerance
		if err := t.exec(`INSERT INTO ledger.tolerance VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?::DATE, ?::TIMESTAMP)`,
			n, o.Rule, o.Source, o.Provider, o.Period, o.Most, o.Reason, o.Approver, o.Expires, instant(o.At)); err != nil {
			return err
		}
		t.tolerated[returnOf(o.Source+" "+o.Provider, o.Period)] = true
		return t.again(o)
	case a.Confirmation != nil:
		return t.confirm(a.Confirmation)
	case a.Exemption != nil:
		return t.exempt(a.Exemption)
	}
	return fmt.Errorf("act %d says nothing", n)
}

func instant(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05") }

// sound refuses an act that could not be carried out, before it is on record.
func (in *Ingester) sound(ctx context.Context, a Act) error {
	switch {
	case a.Setting != nil:
		return in.soundSetting(a.Setting)
	case a.Tolerance != nil:
		return in.soundTolerance(a.Tolerance)
	case a.Exemption != nil:
		return in.soundExemption(a.Exemption)
	case a.Confirmation != nil:
		c := a.Confirmation
		if c.Who == "" || c.Why == "" {
			return fmt.Errorf("confirm %s: say who confirms it and why", c.Landing)
		}
		var n int
		const q = `SELECT count(*) FROM ledger.version AS v JOIN ledger.landing AS l ON l.landing = v.landing WHERE l.landing_id = ? AND v.verdict = 'held'`
		if err := in.engine.DB().QueryRowContext(ctx, q, c.Landing).Scan(&n); err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("confirm %s: no held version has this id", c.Landing)
		}
		return nil
	}
	return fmt.Errorf("an act must be a setting, a tolerance, a confirmation or an exemption")
}

func (in *Ingester) soundSetting(s *Setting) error {
	r, err := in.builtIn(s.Rule)
	switch {
	case err != nil:
		return err
	case r.Fixed:
		return fmt.Errorf("rule %s holds up the counts and cannot be changed", s.Rule)
	case s.Who == "" || s.Why == "":
		return fmt.Errorf("rule %s: say who changes it and why", s.Rule)
	case !slices.Contains([]contract.Severity{"", contract.SeverityFile, contract.SeverityRow, contract.SeverityWarning, contract.SeverityInformation}, s.Severity):
		return fmt.Errorf("rule %s: severity %q: write file, row, warning or information", s.Rule, s.Severity)
	case s.Severity == contract.SeverityFile && r.Stage != contract.StageFile:
		return fmt.Errorf("rule %s is of stage %s; only a rule of stage file can refuse a file", s.Rule, r.Stage)
	case s.Severity == contract.SeverityRow && r.Stage == contract.StageFile:
		return fmt.Errorf("rule %s is about the whole file and cannot reject a row", s.Rule)
	}
	return nil
}

func (in *Ingester) soundTolerance(o *Tolerance) error {
	if _, err := in.builtIn(o.Rule); err != nil {
		return err
	}
	if why := tolerable(o.Rule); why != "" {
		return fmt.Errorf("tolerate %s: %s", o.Rule, why)
	}
	_, badPeriod := contract.ParsePeriod(o.Period)
	_, badDay := time.Parse(time.DateOnly, o.Expires)
	switch {
	case o.Source == "" || o.Provider == "" || badPeriod != nil:
		return fmt.Errorf("tolerate %s: say of which return: source, provider and period", o.Rule)
	case in.plans[o.Source] == nil || !strings.HasPrefix(o.Rule, "NSK."+o.Source+"."):
		return fmt.Errorf("tolerate %s: the rule is not one of source %q", o.Rule, o.Source)
	case o.Most < 1 || o.Reason == "" || o.Approver == "" || badDay != nil:
		return fmt.Errorf("tolerate %s: say how many breaches, why, who approves and until which day", o.Rule)
	}
	return nil
}

// builtIn is the rule with that id as it is built in.
func (in *Ingester) builtIn(id string) (Rule, error) {
	var contracts []*contract.Contract
	for _, p := range in.plans {
		if strings.HasPrefix(id, "NSK."+p.contract.Source+".") {
			contracts = append(contracts, p.contract)
		}
	}
	all, err := Rules(contracts)
	if err != nil {
		return Rule{}, err
	}
	for _, r := range all {
		if r.ID == id {
			return r, nil
		}
	}
	return Rule{}, fmt.Errorf("there is no rule %s; nsk rules lists them", id)
}
