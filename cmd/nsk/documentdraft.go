package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"nsk/reports"
	"nsk/reports/approval"
	"nsk/reports/edition"
)

func (a *app) documentDraft() *cobra.Command {
	var release string
	c := &cobra.Command{
		Use:   "draft [DOCUMENT]",
		Short: "Write the annual document of a release and put it in as a draft, in place of an earlier one",
		Long: "Write the annual document of a release and put it in as a draft, in place of an earlier one.\n" +
			"A document that is amended goes on speaking of its period, with what is known today.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			o, err := a.atDesk(c, strings.Join(args, ""))
			if err != nil {
				return err
			}
			return o.draft(c.Context(), release)
		},
	}
	c.Flags().StringVar(&release, "release", "", "release to report on (default the newest)")
	return c
}

// draft writes the files into a folder of its own first: what is put in is whole.
func (o *deskwork) draft(ctx context.Context, release string) (err error) {
	if release == "" {
		if release, err = o.retold(ctx); err != nil {
			return err
		}
	}
	db, id, err := openRelease(ctx, o.cfg, release, o.cfg.Memory)
	if err != nil {
		return err
	}
	defer db.Close()
	window, err := reports.ReadWindow(ctx, db)
	if err != nil {
		return err
	}
	o.name = annualName(window.From.Year())
	if err := o.store.MayDraft(o.name, o.event); err != nil {
		return o.told(approval.Event{}, err)
	}
	if err := os.MkdirAll(o.cfg.Data, 0o700); err != nil {
		return err
	}
	dir, err := os.MkdirTemp(o.cfg.Data, ".draft-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := o.write(ctx, db, id, dir); err != nil {
		return err
	}
	done, err := o.store.PutIn(ctx, o.name, dir, o.event)
	if err := o.told(done, err); err != nil {
		return err
	}
	return o.check(ctx, false)
}

func annualName(year int) string { return fmt.Sprintf("annual-%d", year) }

func (o *deskwork) write(ctx context.Context, db *sql.DB, release, dir string) (err error) {
	in := reports.AnnualInput{Release: release}
	if in.Last, err = o.previous(ctx, db); err != nil {
		return err
	}
	if in.Safety, err = o.cfg.safety(); err != nil {
		return err
	}
	standing, err := o.store.Standing(o.name)
	if err != nil {
		return err
	}
	if in.Amends, err = o.amends(standing); err != nil {
		return err
	}
	if err := o.samePeriod(ctx, db, in.Amends); err != nil {
		return err
	}
	result, err := written{held: o.cfg, remedy: true}.result(ctx, o.app, db, in)
	if err != nil {
		return err
	}
	formats, missing := edition.Possible()
	if missing != nil {
		fmt.Fprintln(o.err, missing)
	}
	_, err = edition.Write(ctx, result, dir, edition.Options{Formats: formats, Number: max(standing.Version, 1)})
	return err
}

// amends is what an amendment says of the version before it; nil for a first version.
func (o *deskwork) amends(s approval.Standing) (*reports.Amendment, error) {
	if s.Version < 2 {
		return nil, nil
	}
	before, err := o.store.Released(o.name)
	if err != nil {
		return nil, err
	}
	p, err := readFacts(filepath.Join(before.Dir, "facts.json"))
	if err != nil {
		return nil, err
	}
	return &reports.Amendment{Number: s.Version - 1, Note: s.Note, Before: *p}, nil
}

// previous is the document of the year before: the one delivered, else what stands in the
// folder of reports.
func (o *deskwork) previous(ctx context.Context, db *sql.DB) (*reports.Publication, error) {
	w, err := reports.ReadWindow(ctx, db)
	if err != nil {
		return nil, err
	}
	c, err := o.store.Released(annualName(w.PrevTo.Year()))
	if errors.Is(err, fs.ErrNotExist) {
		return o.lastYear(ctx, db, "", o.cfg.Out)
	}
	if err != nil {
		return nil, err
	}
	return readFacts(filepath.Join(c.Dir, "facts.json"))
}

func (a *app) documentCheck() *cobra.Command {
	return &cobra.Command{
		Use:   "check DOCUMENT",
		Short: "List what keeps the document from being signed, and what a signer should know",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			o, err := a.atDesk(c, args[0])
			if err != nil {
				return err
			}
			return o.check(c.Context(), true)
		},
	}
}

// check prints what does not hold, and with strict also what warns, and ends accordingly.
func (o *deskwork) check(ctx context.Context, strict bool) error {
	unmet, err := o.unmet(ctx)
	if err != nil {
		return o.told(approval.Event{}, err)
	}
	if o.format == "text" {
		if strict {
			o.printUnmet(unmet)
		} else {
			o.printUnmet(approval.Blocking(unmet))
		}
		blocking := len(approval.Blocking(unmet))
		o.say(fmt.Sprintf(o.pick("Тексерілді: %d; қол қоюға кедергі: %d; ескерту: %d.", "Проверок: %d; препятствий для подписи: %d; предупреждений: %d.", "%d checks: %d block, %d warn."),
			len(approval.Checks()), blocking, len(unmet)-blocking))
	} else if err := o.tabulate(unmet); err != nil {
		return err
	}
	if strict && len(approval.Blocking(unmet)) > 0 {
		return errFindings
	}
	return nil
}

// unmet are the checks that do not hold for the files as they stand.
func (o *deskwork) unmet(ctx context.Context) ([]approval.Unmet, error) {
	w, err := o.world(ctx)
	if err != nil {
		return nil, err
	}
	c, err := o.store.Case(o.name, w)
	if err != nil {
		return nil, err
	}
	return c.Examine(), nil
}

func (o *deskwork) tabulate(unmet []approval.Unmet) error {
	var rows [][]string
	for _, u := range unmet {
		for _, d := range u.Details {
			rows = append(rows, []string{u.ID, fmt.Sprint(u.Blocks), u.Text.EN, d})
		}
	}
	return o.table([]string{"check", "blocks", "asks", "detail"}, rows)
}
