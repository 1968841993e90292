package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"nsk/connectors/contract"
	"nsk/ingest"
	"nsk/schedules"
)

func (a *app) say(text ...any) { fmt.Fprintln(a.out, text...) }

// note says something beside the rows: where those are for a machine, beside the output.
func (a *app) note(text string) {
	if a.format == "text" {
		a.say(text)
		return
	}
	fmt.Fprintln(a.err, text)
}

// office is the body that decides about rules, tolerances and answers.
const office = "national-body"

func (a *app) rules() *cobra.Command {
	var q ruleQuery
	var history string
	c := &cobra.Command{
		Use:   "rules [SOURCE]",
		Short: "List the rules that judge returns, and how they are set",
		Long: "List the rules: what each asks, when, what a breach does, what to do about it, on what\n" +
			"basis, and who changed it. Without an installation the rules built into the program.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if history != "" {
				return a.ruleHistory(c.Context(), history)
			}
			all, err := a.catalogue(c.Context(), cmp.Or(strings.Join(args, ""), q.source))
			if err != nil {
				return err
			}
			return a.sayRules(slices.DeleteFunc(all, func(r ingest.Rule) bool { return !q.wants(r) }))
		},
	}
	c.Flags().BoolVar(&q.changed, "changed", false, "only rules that are set otherwise than built in")
	c.Flags().StringVar(&q.source, "source", "", "only rules of this source")
	c.Flags().StringVar(&q.severity, "severity", "", "only rules of this severity, as set: file, row, warning or information")
	c.Flags().StringVar(&q.text, "text", "", "only rules with this in their id, message or remedy, in either language")
	c.Flags().StringVar(&history, "history", "", "every change ever made to this rule")
	c.AddCommand(a.rulesSet(), a.rulesShadow())
	return c
}

// A ruleQuery narrows the list of rules; what is empty narrows nothing.
type ruleQuery struct {
	changed                bool
	source, severity, text string
}

func (q ruleQuery) wants(r ingest.Rule) bool {
	if q.changed && r.Set == nil || q.severity != "" && q.severity != string(severityNow(r)) {
		return false
	}
	return slices.ContainsFunc([]string{r.ID, r.Name.KK, r.Name.RU, r.Remedy.KK, r.Remedy.RU}, func(s string) bool { return holds(s, q.text) })
}

// catalogue lists the rules of a source, or of all, as they are set now.
func (a *app) catalogue(ctx context.Context, source string) ([]ingest.Rule, error) {
	contracts, settings, err := a.known(ctx)
	if err != nil {
		return nil, err
	}
	if source != "" {
		c := contract.Find(contracts, source)
		if c == nil {
			return nil, noSource(source)
		}
		contracts = []*contract.Contract{c}
	}
	all, err := ingest.Rules(contracts)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if s, ok := settings[all[i].ID]; ok {
			all[i].Set = &s
		}
	}
	return all, nil
}

func noSource(source string) error {
	return &said{
		kk: fmt.Sprintf("«%s» деген дереккөз жоқ; тізімін nsk sources көрсетеді", source),
		ru: fmt.Sprintf("источника «%s» нет; их список даёт nsk sources", source),
		en: fmt.Sprintf("%q is no source; nsk sources lists them", source),
	}
}

// known are the contracts and the changes to their rules; without an installation those
// built in, and none.
func (a *app) known(ctx context.Context) ([]*contract.Contract, map[string]ingest.Setting, error) {
	if a.lent == nil && !exists(a.configFile) {
		if a.lang == "" {
			a.lang = "ru"
		}
		cfg, err := a.bare()
		if err != nil {
			return nil, nil, err
		}
		d, _, err := desk(cfg)
		return d.Contracts, nil, err
	}
	var settings map[string]ingest.Setting
	var contracts []*contract.Contract
	err := a.withHouse(ctx, func(h *schedules.House, _ *config) (err error) {
		contracts = h.Contracts
		settings, err = ingest.Settings(ctx, h.Engine)
		return err
	})
	return contracts, settings, err
}

var ruleHead = []string{"rule", "source", "stage", "severity", "severity_built_in", "confirm", "enabled", "fixed", "origin",
	"message_kk", "message_ru", "remedy_kk", "remedy_ru", "basis_kk", "basis_ru", "from", "to", "who", "why", "when"}

func (a *app) sayRules(all []ingest.Rule) error {
	if a.sheet != nil {
		return a.pageOfRules(all)
	}
	if a.format == "text" {
		for _, r := range all {
			a.sayRule(r)
		}
		if len(all) == 0 {
			a.say(a.word("none"))
		}
		return nil
	}
	var rows [][]string
	for _, r := range all {
		row := []string{r.ID, r.Source, string(r.Stage), string(severityNow(r)), string(r.Severity), a.yes(r.Confirm), a.yes(enabled(r)), a.yes(r.Fixed), origin(r),
			r.Name.KK, r.Name.RU, r.Remedy.KK, r.Remedy.RU, r.Basis.KK, r.Basis.RU, r.From, r.To}
		rows = append(rows, append(row, setBy(r)...))
	}
	return a.table(ruleHead, rows)
}

// pageOfRules are the rules as a page lists them, in words of its reader.
func (a *app) pageOfRules(all []ingest.Rule) error {
	var rows [][]string
	for _, r := range all {
		state := strings.Join(append([]string{a.severityWords(r)}, a.traits(r)...), ", ")
		set := ""
		if r.Set != nil {
			set = fmt.Sprintf("%s, %s: %s", a.when(r.Set.At), r.Set.Who, r.Set.Why)
		}
		rows = append(rows, []string{r.ID, state, a.text(r.Name), a.text(r.Remedy), a.text(r.Basis), set})
	}
	return a.table([]string{"rule", "severity", "message", "remedy", "basis", "set_as"}, rows)
}

func setBy(r ingest.Rule) []string {
	if r.Set == nil {
		return []string{"", "", ""}
	}
	return []string{r.Set.Who, r.Set.Why, instant(r.Set.At)}
}

func enabled(r ingest.Rule) bool { return r.Set == nil || r.Set.Enabled }

func severityNow(r ingest.Rule) contract.Severity {
	if r.Set == nil || r.Set.Severity == "" {
		return r.Severity
	}
	return r.Set.Severity
}

func origin(r ingest.Rule) string {
	if r.Derived {
		return "derived"
	}
	return "data"
}

// sayRule prints one rule: how it is set, what it says, what to do, on what basis.
func (a *app) sayRule(r ingest.Rule) {
	how := append([]string{a.wording("stage", string(r.Stage)), a.severityWords(r)}, a.traits(r)...)
	how = append(how, a.word("rule."+origin(r)))
	if r.From != "" || r.To != "" {
		how = append(how, r.From+"–"+r.To)
	}
	a.say(r.ID + "  " + strings.Join(how, ", "))
	a.say("    " + a.text(r.Name))
	a.say("    → " + a.text(r.Remedy))
	a.say("    § " + a.text(r.Basis))
	if r.Set != nil {
		a.say("    * " + strings.Join([]string{instant(r.Set.At), r.Set.Who, r.Set.Why}, ", "))
	}
}

// traits are what else is to be known of how a rule is set.
func (a *app) traits(r ingest.Rule) (list []string) {
	for _, s := range []struct {
		code string
		on   bool
	}{{"rule.question", r.Confirm}, {"rule.off", !enabled(r)}, {"rule.fixed", r.Fixed}} {
		if s.on {
			list = append(list, a.word(s.code))
		}
	}
	return list
}

// severityWords is the severity as built in, and the one that is set.
func (a *app) severityWords(r ingest.Rule) string {
	now := a.wording("severity", string(severityNow(r)))
	if severityNow(r) == r.Severity {
		return now
	}
	return a.wording("severity", string(r.Severity)) + " → " + now
}

// text is a text in the language of messages; for engineers the Russian one.
func (a *app) text(t contract.Text) string { return a.pick(t.KK, t.RU, t.RU) }

func (a *app) ruleHistory(ctx context.Context, rule string) error {
	var rows [][]string
	err := a.withHouse(ctx, func(h *schedules.House, _ *config) error {
		all, err := ingest.SettingHistory(ctx, h.Engine)
		for _, s := range all {
			if s.Rule == rule {
				rows = append(rows, []string{fmt.Sprint(s.Act), a.when(s.At), a.severityOf(s), a.yes(s.Enabled), s.Who, s.Why})
			}
		}
		if err == nil && len(rows) == 0 && !isRule(h.Contracts, rule) {
			return fmt.Errorf("there is no rule %s, and none was ever changed under this id; nsk rules lists them", rule)
		}
		return err
	})
	if err != nil {
		return err
	}
	return a.list([]string{"landing", "when", "severity", "enabled", "who", "why"}, rows)
}

func isRule(contracts []*contract.Contract, id string) bool {
	all, err := ingest.Rules(contracts)
	return err == nil && slices.ContainsFunc(all, func(r ingest.Rule) bool { return r.ID == id })
}

// severityOf is the severity a change set; "built in" where it went back.
func (a *app) severityOf(s ingest.Setting) string {
	if s.Severity == "" {
		if a.format != "text" {
			return ""
		}
		return a.pick("кіріктірілген", "встроенная", "built in")
	}
	return a.wording("severity", string(s.Severity))
}

// A ruleChange is what nsk rules set was told.
type ruleChange struct {
	severity         string
	off, on, builtIn bool
	who, why         string
}

func (a *app) rulesSet() *cobra.Command {
	var r ruleChange
	c := &cobra.Command{
		Use:   "set RULE",
		Short: "Change a rule for what is read from now on; on record with who and why",
		Long: "Change how severe a rule is, or switch it off or on. What is read after this is judged so;\n" +
			"what was read before stays as it was judged. The change is a landing of its own.",
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withHouse(c.Context(), func(h *schedules.House, _ *config) error { return a.setRule(c.Context(), h, args[0], r) })
		},
	}
	f := c.Flags()
	f.StringVar(&r.severity, "severity", "", "file, row, warning or information")
	f.BoolVar(&r.off, "off", false, "do not ask the rule")
	f.BoolVar(&r.on, "on", false, "ask the rule again")
	f.BoolVar(&r.builtIn, "built-in", false, "back to how it is built in")
	f.StringVar(&r.who, "who", "", "who changes it")
	f.StringVar(&r.why, "why", "", "why")
	c.MarkFlagsMutuallyExclusive("off", "on", "built-in")
	c.MarkFlagsMutuallyExclusive("severity", "built-in")
	return c
}

func (a *app) setRule(ctx context.Context, h *schedules.House, id string, r ruleChange) error {
	if !slices.Contains([]string{"", "file", "row", "warning", "information"}, r.severity) {
		return fmt.Errorf("--severity %q: write file, row, warning or information", r.severity)
	}
	if r.severity == "" && !r.off && !r.on && !r.builtIn {
		return errors.New("say what to change: --severity, --off, --on or --built-in")
	}
	settings, err := ingest.Settings(ctx, h.Engine)
	if err != nil {
		return err
	}
	was, ok := settings[id]
	if !ok {
		was = ingest.Setting{Rule: id, Enabled: true}
	}
	now := r.apply(was)
	if now.Severity == was.Severity && now.Enabled == was.Enabled && isRule(h.Contracts, id) {
		a.note(a.pick("Қағида солай қолданылуда; ештеңе өзгерген жоқ.", "Правило уже применяется так; ничего не изменилось.", "The rule is set so already; nothing changed."))
		return nil
	}
	now.At = a.now()
	l, err := h.Ingester.Decide(ctx, ingest.Act{Setting: &now}, office, now.At)
	if err != nil {
		return err
	}
	a.note(fmt.Sprintf(a.pick("Қағида өзгертілді (түсім %d). Осыдан кейін алынған мәліметтер жаңаша тексеріледі; бұрын алынғандары сол күйінде қалады.",
		"Правило изменено (поступление %d). Сведения, полученные после этого, проверяются по-новому; полученные ранее остаются как есть.",
		"The rule is changed (landing %d). What is read from now on is judged so; what was read before stays as it was judged."), l.Number))
	if a.format == "text" {
		return nil
	}
	return a.table([]string{"landing", "rule", "severity", "enabled", "who", "why"}, [][]string{{fmt.Sprint(l.Number), id, string(now.Severity), a.yes(now.Enabled), now.Who, now.Why}})
}

// apply is the setting after the change.
func (r ruleChange) apply(was ingest.Setting) ingest.Setting {
	now := ingest.Setting{Rule: was.Rule, Severity: was.Severity, Enabled: was.Enabled, Who: r.who, Why: r.why}
	if r.severity != "" {
		now.Severity = contract.Severity(r.severity)
	}
	if r.builtIn {
		now.Severity = ""
	}
	if r.off || r.on || r.builtIn {
		now.Enabled = !r.off
	}
	return now
}
