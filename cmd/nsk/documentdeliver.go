package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"nsk/reports"
	"nsk/reports/approval"
	"nsk/schedules/calendar"
	"nsk/schedules/outbox"
	"nsk/warehouse/backup"
)

func (a *app) documentDeliver() *cobra.Command {
	var to string
	c := &cobra.Command{
		Use:   "deliver DOCUMENT",
		Short: "Hand an agreed document over: into a folder, an S3 bucket, or by mail; the receipt is kept",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			o, err := a.atDesk(c, args[0])
			if err != nil {
				return err
			}
			return o.deliver(c.Context(), to)
		},
	}
	c.Flags().StringVar(&to, "to", "", "folder, s3://bucket/prefix, or mail:PROVIDER as named in the file of contacts (default delivery: to in nsk.yaml)")
	return c
}

func (o *deskwork) deliver(ctx context.Context, to string) error {
	hand, err := o.hand(to)
	if err != nil {
		return err
	}
	return o.handOver(ctx, hand)
}

func (o *deskwork) handOver(ctx context.Context, hand approval.Hand) error {
	w, err := o.world(ctx)
	if err != nil {
		return o.told(approval.Event{}, err)
	}
	done, err := o.store.Deliver(ctx, o.name, o.event, w, hand)
	if err := o.told(done, err); err != nil {
		return err
	}
	c, err := o.store.Case(o.name, w)
	if err != nil {
		return err
	}
	if err := o.enter(ctx, o.cfg, c.Publication); err != nil {
		return err
	}
	o.note(done.Receipt.To + ": " + done.Receipt.Proof)
	for _, f := range done.Receipt.Files {
		o.note(fmt.Sprintf("  %s (%d KB)", f.Name, (f.Bytes+1023)/1024))
	}
	return nil
}

// hand is the way of delivery.
func (o *deskwork) hand(to string) (approval.Hand, error) {
	if to == "" {
		to = o.cfg.Delivery.To
	}
	if to == "" {
		return nil, &said{
			kk: "құжатты қайда ұсыну керек екені көрсетілмеген: --to немесе nsk.yaml файлында delivery: {to: …}",
			ru: "не указано, куда представить документ: задайте --to или напишите в nsk.yaml delivery: {to: …}",
			en: "say where to deliver: --to, or delivery: {to: …} in nsk.yaml",
		}
	}
	if receiver, ok := strings.CutPrefix(to, "mail:"); ok {
		return o.byMail(receiver)
	}
	if u, err := url.Parse(to); err == nil && u.Scheme == "s3" {
		p, err := o.cfg.Delivery.bucket(o.cfg, "delivery", u)
		return approval.Into(p, to), err
	}
	dir, err := filepath.Abs(o.path(to))
	if err != nil {
		return nil, err
	}
	if o.cfg.holds(dir) {
		return nil, errors.New("deliver: the folder lies inside the data of the installation; name another with --to")
	}
	return approval.Into(backup.Folder{Dir: dir}, dir), nil
}

// byMail sends the documents themselves; the machine annex is too much for a letter, and its
// hashes stand in the manifest that goes with them.
func (o *deskwork) byMail(receiver string) (approval.Hand, error) {
	if o.cfg.Mail == nil || o.cfg.Contacts == "" {
		return nil, errors.New("deliver by mail: set mail and contacts in nsk.yaml")
	}
	contacts, err := outbox.LoadContacts(o.cfg.Contacts)
	if err != nil {
		return nil, err
	}
	post, err := o.cfg.mailer()
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, c approval.Copy) (string, string, error) {
		var files []string
		for _, f := range c.Files {
			if !strings.Contains(f.Name, "/") {
				files = append(files, filepath.Join(c.Dir, f.Name))
			}
		}
		s, text := o.covering(c)
		id, err := post.SendFiles(ctx, contacts[receiver].Office, outbox.Parcel{ID: o.name + "-" + c.Standing.Files[:16], Day: calendar.LocalDay(o.now()), Subject: s, Text: text, Files: files})
		return "mail:" + receiver, id, err
	}, nil
}

// covering is the letter that goes with a document: what it is, in both languages, and what
// it can be checked by.
func (o *deskwork) covering(c approval.Copy) (subject, text string) {
	var b strings.Builder
	for _, f := range c.Files {
		b.WriteString(f.SHA256 + "  " + f.Name + "\n")
	}
	return reports.AnnualTitle.KK + " / " + reports.AnnualTitle.RU, reports.AnnualTitle.KK + ".\n" + reports.AnnualTitle.RU + ".\n\nSHA-256:\n" + b.String()
}
