package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"nsk/reports"
	"nsk/reports/document"
	"nsk/reports/words"
)

func (a *app) report() *cobra.Command {
	var release, out, last string
	var draft bool
	c := &cobra.Command{
		Use:   "report",
		Short: "Write the annual analysis of a release: report.kk.html, report.ru.html, facts.json",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			cfg, err := a.config()
			if err != nil {
				return err
			}
			db, id, err := openRelease(c.Context(), cfg, release, cfg.Memory)
			if err != nil {
				return err
			}
			defer db.Close()
			if out == "" {
				out = filepath.Join(cfg.Out, "report-"+id)
			}
			in := reports.AnnualInput{Release: id, Draft: draft}
			if in.Last, err = a.lastYear(c.Context(), db, last, cfg.Out); err != nil {
				return err
			}
			return a.writeReport(c.Context(), db, in, out)
		},
	}
	c.Flags().StringVar(&release, "release", "", "release to report on (default the newest)")
	c.Flags().StringVar(&out, "out", "", "folder to write to (default report-<release> in the configured out folder)")
	c.Flags().StringVar(&last, "last", "", "facts.json of last year's document (default that of the out folder, if there is one)")
	c.Flags().BoolVar(&draft, "draft", false, "stamp the document as a draft")
	return c
}

// writeReport computes the analysis and writes its three files, each under its own name
// only when it is whole.
func (a *app) writeReport(ctx context.Context, db *sql.DB, in reports.AnnualInput, dir string) error {
	result, err := reports.Annual(ctx, db, in)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, l := range words.Both {
		write := func(f *os.File) error { return document.WriteHTML(f, result.Documents[l]) }
		if err := a.writeWhole(filepath.Join(dir, "report."+string(l)+".html"), write); err != nil {
			return err
		}
	}
	return a.writeWhole(filepath.Join(dir, "facts.json"), func(f *os.File) error { return result.Publication().Write(f) })
}

func (a *app) writeWhole(path string, write func(*os.File) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".writing-*")
	if err != nil {
		return err
	}
	err = errors.Join(write(f), f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", path, err), os.Remove(f.Name()))
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "%s (%d KB)\n", path, info.Size()/1024)
	return nil
}
