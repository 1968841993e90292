package main

import (
	"context"
	"errors"
	"fmt"
	"os/user"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"nsk/reports/approval"
	"nsk/reports/words"
	"nsk/schedules/calendar"
)

// documents is the store of official documents of the installation.
func (a *app) documents(cfg *config) *approval.Store {
	return &approval.Store{Dir: filepath.Join(cfg.Data, "documents"), Roles: cfg.Roles, Now: a.now}
}

// A deskwork is a command about one document.
type deskwork struct {
	*app
	cfg   *config
	store *approval.Store
	name  string
	event approval.Event
}

func (a *app) document() *cobra.Command {
	c := &cobra.Command{
		Use:   "document",
		Short: "Lead the annual document from draft to delivery: draft, review, agree, deliver, amend",
		Long: "A document is drafted from a release, reviewed, agreed with the authorised body and delivered, each\n" +
			"by another person; roles are written in nsk.yaml under roles. Signatures are for the exact bytes.\n" +
			"Before the time of release only those who work on it get the files. What was delivered is never\n" +
			"changed: an amendment is a new version with a public note.",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return a.listDocuments() },
	}
	c.AddCommand(a.documentDraft(), a.documentShow(), a.documentCheck(), a.documentGet(), a.documentDeliver(),
		a.documentAct(approval.ActComment, "Remark on the document or a section; --blocking: it must be settled first"),
		a.documentAct(approval.ActSettle, "Settle a comment"),
		a.documentAct(approval.ActReturn, "Send the document back with a reason"),
		a.documentAct(approval.ActReview, "Confirm the document inside the National Body"),
		a.documentAct(approval.ActAgree, "Agree to the document for the authorised body"),
		a.documentAct(approval.ActAmend, "Open a new version of a delivered document, with a public note"))
	return c
}

// atDesk opens the store for a command about the document named.
func (a *app) atDesk(c *cobra.Command, name string) (*deskwork, error) {
	cfg, err := a.config()
	if err != nil {
		return nil, err
	}
	o := &deskwork{app: a, cfg: cfg, store: a.documents(cfg), name: name}
	o.event = approval.Event{Who: who(c), Account: systemAccount()}
	return o, nil
}

// systemAccount is that of the system, which no flag changes.
func systemAccount() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "?"
}

func (a *app) listDocuments() error {
	cfg, err := a.config()
	if err != nil {
		return err
	}
	store := a.documents(cfg)
	names, err := store.Names()
	if err != nil {
		return err
	}
	var rows [][]string
	for _, name := range names {
		s, err := store.Standing(name)
		if err != nil {
			return err
		}
		rows = append(rows, []string{name, fmt.Sprint(s.Version), a.stateName(s.State), local(s.Since), fmt.Sprint(len(s.Open(false))), string(s.Next())})
	}
	return a.list([]string{"document", "version", "state", "state_since", "comments", "next_act"}, rows)
}

// local is a moment in the time of the country.
func local(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(calendar.Location()).Format("2006-01-02 15:04")
}

// stateName is a state as people call it.
func (a *app) stateName(s approval.State) string {
	if s == "" || a.format != "text" {
		return string(s)
	}
	return a.either(words.TermText(string(s)), string(s))
}

// documentAct is a command that changes nothing but the history.
func (a *app) documentAct(act approval.Act, short string) *cobra.Command {
	var e approval.Event
	var kk, ru, release string
	c := &cobra.Command{
		Use:   string(act) + " DOCUMENT",
		Short: short,
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			o, err := a.atDesk(c, args[0])
			if err != nil {
				return err
			}
			e.Act, e.Text, e.Who, e.Account = act, approval.Note(kk, ru), o.event.Who, o.event.Account
			if release != "" {
				if e.Release, err = time.ParseInLocation("2006-01-02T15:04", release, calendar.Location()); err != nil {
					return fmt.Errorf("--release-at %q: write day and time of Almaty, such as 2025-12-15T09:30", release)
				}
			}
			o.event = e
			return o.act(c.Context())
		},
	}
	f := c.Flags()
	switch act {
	case approval.ActComment, approval.ActReturn, approval.ActAmend:
		f.StringVar(&kk, "kk", "", "text in Kazakh")
		f.StringVar(&ru, "ru", "", "text in Russian")
	case approval.ActSettle:
		f.IntVar(&e.Comment, "comment", 0, "number of the comment")
	case approval.ActAgree:
		f.StringVar(&e.Ref, "ref", "", "number of the letter of agreement")
		f.StringVar(&release, "release-at", "", "nobody gets the document before (2025-12-15T09:30)")
	}
	if act == approval.ActComment || act == approval.ActReturn {
		f.StringVar(&e.Section, "section", "", "id of a heading; none for the whole")
	}
	if act == approval.ActComment {
		f.BoolVar(&e.Blocking, "blocking", false, "the document cannot be signed before this is settled")
	}
	return c
}

// act carries the event out; a signature is given only where every blocking check holds.
func (o *deskwork) act(ctx context.Context) error {
	var done approval.Event
	var err error
	switch o.event.Act {
	case approval.ActReview, approval.ActAgree:
		var w approval.World
		if w, err = o.world(ctx); err != nil {
			return err
		}
		done, err = o.store.Sign(ctx, o.name, o.event, w)
	default:
		done, err = o.store.Do(ctx, o.name, o.event)
	}
	return o.told(done, err)
}

// told says what an act came to, or why it is refused, in the language of the reader.
func (o *deskwork) told(e approval.Event, err error) error {
	var refusal *approval.Refusal
	var unmet *approval.UnmetError
	switch {
	case errors.As(err, &refusal):
		return &said{refusal.KK, refusal.RU, refusal.EN}
	case errors.As(err, &unmet):
		o.printUnmet(unmet.Unmet)
		return &said{kk: "құжатқа қол қоюға болмайды: жоғарыдағы талаптар орындалмаған", ru: "документ нельзя подписать: не выполнены требования, названные выше", en: "the document cannot be signed: what is named above does not hold"}
	case err != nil:
		return err
	}
	s, err := o.store.Standing(o.name)
	if err != nil {
		return err
	}
	o.note(fmt.Sprintf(o.pick("%s: нұсқа %d, күйі – %s; келесі қадам – nsk document %s %s", "%s: версия %d, состояние – %s; следующий шаг – nsk document %s %s", "%s: version %d, %s; next: nsk document %s %s"),
		o.name, s.Version, o.stateName(s.State), s.Next(), o.name))
	if len(e.Unmet) > 0 {
		o.note(fmt.Sprintf(o.pick("Ескертулер: %s (nsk document check)", "Предупреждения: %s (nsk document check)", "Warnings: %s (nsk document check)"), strings.Join(e.Unmet, ", ")))
	}
	return nil
}

func (o *deskwork) printUnmet(all []approval.Unmet) {
	for _, u := range all {
		fmt.Fprintf(o.out, "%s  %s\n", u.ID, o.either(words.Text{KK: u.Text.KK, RU: u.Text.RU}, u.Text.EN))
		for _, d := range u.Details {
			fmt.Fprintf(o.out, "     %s\n", d)
		}
	}
}
