package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"nsk/reports/approval"
	"nsk/warehouse/backup"
)

func (a *app) documentShow() *cobra.Command {
	return &cobra.Command{
		Use:   "show DOCUMENT",
		Short: "Show what was done to a document, by whom and when, and its open comments",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			o, err := a.atDesk(c, args[0])
			if err != nil {
				return err
			}
			return o.show()
		},
	}
}

func (o *deskwork) show() error {
	events, err := o.store.History(o.name)
	if err != nil {
		return err
	}
	if len(events) == 0 {
		return o.unknown()
	}
	var rows [][]string
	for _, e := range events {
		rows = append(rows, []string{fmt.Sprint(e.Seq), local(e.At), fmt.Sprint(e.Version), string(e.Act), e.Who, about(e)})
	}
	if err := o.list([]string{"n", "when", "version", "act", "who", "about"}, rows); err != nil || o.format != "text" {
		return err
	}
	s := approval.Stand(events)
	for _, c := range s.Open(false) {
		o.say(fmt.Sprintf(o.pick("Ашық ескертпе № %d (%s, %s): %s", "Открытое замечание № %d (%s, %s): %s", "Open comment %d (%s, %s): %s"), c.Number, c.Who, c.Section, o.either(c.Text, c.Text.KK+" / "+c.Text.RU)))
	}
	return nil
}

// about says in one line what an event brought with it.
func about(e approval.Event) string {
	var parts []string
	add := func(ok bool, text string) {
		if ok {
			parts = append(parts, text)
		}
	}
	add(e.Section != "", "#"+e.Section)
	add(e.Comment > 0, fmt.Sprintf("№ %d", e.Comment))
	if e.Text != nil {
		add(e.Text.KK != "", e.Text.KK)
		add(e.Text.RU != "", e.Text.RU)
	}
	add(e.Ref != "", "№ "+e.Ref)
	add(!e.Release.IsZero(), "≥ "+local(e.Release))
	add(len(e.Unmet) > 0, strings.Join(e.Unmet, ","))
	if e.Receipt != nil {
		parts = append(parts, "→ "+e.Receipt.To, e.Receipt.Proof)
	}
	add(e.Files != "", "sha256 "+fmt.Sprintf("%.12s", e.Files))
	return strings.Join(parts, "; ")
}

func (o *deskwork) unknown() error {
	return &said{
		kk: o.name + " құжаты жоқ; тізім: nsk document",
		ru: "документа " + o.name + " нет; список: nsk document",
		en: "there is no document " + o.name + "; nsk document lists them",
	}
}

func (a *app) documentGet() *cobra.Command {
	var out string
	c := &cobra.Command{
		Use:   "get DOCUMENT",
		Short: "Copy the files of a document into a folder; before its release only for those who work on it, and on record",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			o, err := a.atDesk(c, args[0])
			if err != nil {
				return err
			}
			return o.get(c.Context(), a.path(out))
		},
	}
	c.Flags().StringVar(&out, "out", "", "folder to copy to")
	_ = c.MarkFlagRequired("out")
	return c
}

func (o *deskwork) get(ctx context.Context, out string) error {
	events, err := o.store.History(o.name)
	if err != nil {
		return err
	}
	if len(events) == 0 {
		return o.unknown()
	}
	c, err := o.files(ctx)
	if err != nil {
		return o.told(approval.Event{}, err)
	}
	if _, _, err := approval.Into(backup.Folder{Dir: out}, out)(ctx, c); err != nil {
		return err
	}
	for _, f := range c.Files {
		fmt.Fprintf(o.out, "%s (%d KB)\n", filepath.Join(out, filepath.FromSlash(f.Name)), f.Bytes/1024)
	}
	return shared(out)
}

// files are those of the newest version for whoever works on it, else those that everybody
// may have, if there are any.
func (o *deskwork) files(ctx context.Context) (approval.Copy, error) {
	if len(o.store.Roles.Of(o.event.Who)) == 0 {
		if c, err := o.store.Released(o.name); err == nil {
			return c, nil
		}
	}
	return o.store.Look(ctx, o.name, o.event.Who, o.event.Account)
}
