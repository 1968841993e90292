package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"nsk/reports/words"
	"nsk/schedules"
)

func (a *app) obligations() *cobra.Command {
	var text, conflicts bool
	c := &cobra.Command{
		Use:   "obligations",
		Short: "List the duties with a term: the words of the act, and apart what was agreed on",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if text {
				_, err := a.out.Write(schedules.BuiltInObligations())
				return err
			}
			d, err := a.plainDesk()
			if err != nil {
				return err
			}
			return a.listObligations(d, conflicts)
		},
	}
	c.Flags().BoolVar(&text, "yaml", false, "print the built-in register, to make another from (obligations: FILE in nsk.yaml)")
	c.Flags().BoolVar(&conflicts, "conflicts", false, "only those of which the two official texts differ")
	return c
}

// plainDesk is the desk of the configuration, or the built-in one where there is none.
func (a *app) plainDesk() (*schedules.Desk, error) {
	cfg, err := a.bare()
	if err != nil {
		return nil, err
	}
	if a.lent != nil || exists(a.configFile) {
		if cfg, err = a.config(); err != nil {
			return nil, err
		}
	} else if a.lang == "" {
		a.lang = "ru"
	}
	d, _, err := desk(cfg)
	return &d, err
}

// An obligationView is an obligation for machines: law and convention apart, both languages.
type obligationView struct {
	ID           string                  `json:"id"`
	Source       string                  `json:"source,omitempty"`
	SeenIn       string                  `json:"seen_in,omitempty"`
	What         words.Text              `json:"what"`
	OwedBy       []string                `json:"owed_by"`
	OwedTo       string                  `json:"owed_to"`
	Law          lawView                 `json:"law"`
	Convention   *conventionView         `json:"convention,omitempty"`
	TextConflict *schedules.TextConflict `json:"text_conflict,omitempty"`
}

type lawView struct {
	Act       string         `json:"act"`
	Paragraph string         `json:"paragraph,omitempty"`
	Part      int            `json:"part,omitempty"`
	Term      schedules.Term `json:"term"`
	Wording   *words.Text    `json:"wording,omitempty"`
}

type conventionView struct {
	Day         int        `json:"day,omitempty"`
	WorkingDays int        `json:"working_days,omitempty"`
	Grace       int        `json:"grace_working_days"`
	Says        words.Text `json:"says"`
	SetBy       words.Text `json:"set_by"`
}

func (a *app) listObligations(d *schedules.Desk, conflicts bool) error {
	if a.sheet != nil {
		return a.pageOfObligations(d)
	}
	var views []obligationView
	var rows [][]string
	for i := range d.Obligations.All {
		o := &d.Obligations.All[i]
		if conflicts && o.TextConflict == nil {
			continue
		}
		if a.format == "text" {
			a.say(a.tellObligation(d, o))
			continue
		}
		v := viewOf(d, o)
		views = append(views, v)
		rows = append(rows, rowOf(&v))
	}
	switch a.format {
	case "json":
		return a.json(views)
	case "csv":
		return a.table([]string{"id", "act", "paragraph", "part", "owed_by", "owed_to", "what", "wording", "source", "seen_in", "convention", "set_by"}, rows)
	}
	return nil
}

// pageOfObligations are the duties as a page lists them: the words of the act, and in
// columns of their own what was agreed on and where the two official texts differ.
func (a *app) pageOfObligations(d *schedules.Desk) error {
	var rows [][]string
	for i := range d.Obligations.All {
		o := &d.Obligations.All[i]
		t := d.Lay(o)
		rows = append(rows, []string{a.words(t.What), a.words(t.Cite), a.words(t.Owes), a.words(t.Law), a.words(t.Agreed), a.words(t.SetBy), a.words(t.Conflict)})
	}
	return a.table([]string{"duty", "paragraph", "owes", "law", "agreed", "set_by", "conflict"}, rows)
}

// words is a text in the language of messages; for engineers the Russian one.
func (a *app) words(t words.Text) string { return a.pick(t.KK, t.RU, t.RU) }

func viewOf(d *schedules.Desk, o *schedules.Obligation) obligationView {
	v := obligationView{ID: o.ID, Source: o.Source, SeenIn: o.SeenIn, What: d.What(o), OwedBy: o.OwedBy, OwedTo: o.OwedTo,
		Law: lawView{Act: o.Act, Paragraph: o.Paragraph, Part: o.Part, Term: o.Term}, TextConflict: o.TextConflict}
	if o.Wording != nil {
		v.Law.Wording = &words.Text{KK: o.Wording.KK, RU: o.Wording.RU}
	}
	if o.Due.Agreed() {
		by := d.Obligations.SetBy(o)
		v.Convention = &conventionView{Day: o.Due.Day, WorkingDays: o.Due.WorkingDays, Grace: d.Obligations.Grace(o),
			Says: d.Obligations.Agreement(o), SetBy: words.Text{KK: by.KK, RU: by.RU}}
	}
	return v
}

func rowOf(v *obligationView) []string {
	row := []string{v.ID, v.Law.Act, v.Law.Paragraph, number(v.Law.Part), strings.Join(v.OwedBy, " "), v.OwedTo, v.What.RU, "", v.Source, v.SeenIn, "", ""}
	if v.Law.Wording != nil {
		row[7] = v.Law.Wording.RU
	}
	if v.Convention != nil {
		row[10], row[11] = v.Convention.Says.RU, v.Convention.SetBy.RU
	}
	return row
}

// tellObligation is an obligation as people read it.
func (a *app) tellObligation(d *schedules.Desk, o *schedules.Obligation) string {
	line, more := d.TellObligation(o)
	en := fmt.Sprintf("%s (%s)", o.ID, a.cite(d.Obligations, o))
	t := a.either(line, en)
	for _, m := range more {
		t += "\n    " + a.either(m, m.RU)
	}
	return t + "\n"
}
