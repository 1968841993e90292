package ingest

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"nsk/connectors/contract"
	"nsk/warehouse"
)

// A Setting changes a rule without a new program, on record with who and why. It counts
// for what is read after it; what was read before stays as it was judged.
type Setting struct {
	Act      int64             `json:"-"` // the landing that brought it
	Rule     string            `json:"rule"`
	Severity contract.Severity `json:"severity,omitempty"` // empty: as built in
	Enabled  bool              `json:"enabled"`
	Who      string            `json:"who"`
	Why      string            `json:"why"`
	At       time.Time         `json:"at"`
}

// fixed are the numbers of the rules that hold up the counts: they can be neither switched
// off nor made milder, else a row would stand twice or not at all.
var fixed = []string{noBroken, noDuplicate, noConflict}

// Fixed reports whether a rule cannot be changed.
func Fixed(rule string) bool {
	no := rule[strings.LastIndexByte(rule, '.')+1:]
	return slices.Contains(fixed, no) || no >= "900" && no <= "999"
}

// set returns the severity a rule has now, and whether it is switched on.
func (p *plan) set(rule string, builtIn contract.Severity) (contract.Severity, bool) {
	s, changed := p.settings[rule]
	switch {
	case !changed || Fixed(rule):
		return builtIn, true
	case s.Severity == "":
		return builtIn, s.Enabled
	}
	return s.Severity, s.Enabled
}

// Settings lists the changes to rules that are in force, by rule.
func Settings(ctx context.Context, e *warehouse.Engine) (map[string]Setting, error) {
	all, err := SettingHistory(ctx, e)
	if err != nil {
		return nil, err
	}
	newest := make(map[string]Setting)
	for _, s := range all {
		newest[s.Rule] = s
	}
	for rule, s := range newest {
		if s.Enabled && s.Severity == "" {
			delete(newest, rule) // back to what is built in
		}
	}
	return newest, nil
}

// SettingHistory lists every change to a rule ever made, oldest first.
func SettingHistory(ctx context.Context, e *warehouse.Engine) ([]Setting, error) {
	rows, err := e.DB().QueryContext(ctx, `SELECT act, rule, severity, enabled, who, why, set_at FROM ledger.setting ORDER BY act`)
	if err != nil {
		return nil, fmt.Errorf("settings: %w", err)
	}
	defer rows.Close()
	var all []Setting
	for rows.Next() {
		var s Setting
		var severity sql.NullString
		if err := rows.Scan(&s.Act, &s.Rule, &severity, &s.Enabled, &s.Who, &s.Why, &s.At); err != nil {
			return nil, err
		}
		s.Severity = contract.Severity(severity.String)
		all = append(all, s)
	}
	return all, rows.Err()
}

// recompile puts the rules in force as they are set now, and remembers which returns have a
// tolerance. It is due after every act.
func (in *Ingester) recompile(ctx context.Context) error {
	if err := in.tolerances(ctx); err != nil {
		return err
	}
	settings, err := Settings(ctx, in.engine)
	if err != nil {
		return err
	}
	for source, p := range in.plans {
		own := make(map[string]Setting)
		for rule, s := range settings {
			if strings.HasPrefix(rule, "NSK."+source+".") {
				own[rule] = s
			}
		}
		in.plans[source] = compile(p.contract, own)
	}
	return nil
}

func (in *Ingester) tolerances(ctx context.Context) error {
	found, err := in.engine.DB().QueryContext(ctx, `SELECT source || ' ' || provider, period FROM ledger.tolerance`)
	if err != nil {
		return fmt.Errorf("tolerances: %w", err)
	}
	defer found.Close()
	in.tolerated = make(map[string]bool)
	for found.Next() {
		var who, period string
		if err := found.Scan(&who, &period); err != nil {
			return err
		}
		in.tolerated[returnOf(who, period)] = true
	}
	return found.Err()
}
