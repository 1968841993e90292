package main

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"nsk/reports"
	"nsk/reports/edition"
)

func (a *app) report() *cobra.Command {
	var release, out, last string
	var draft bool
	var formats []string
	c := &cobra.Command{
		Use:   "report",
		Short: "Write the annual analysis of a release in both languages and all formats",
		Long: `Writes report.kk and report.ru as HTML, DOCX and PDF, annex.xlsx, facts.json, annex/*.csv and *.parquet,
and manifest.json, which tells their checksums. The same release gives the same bytes.
PDF is printed by Chromium, found on PATH or named by NSK_CHROMIUM; without it the other formats are written.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			chosen, err := edition.Parse(formats)
			if err != nil {
				return err
			}
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
			if in.Safety, err = cfg.safety(); err != nil {
				return err
			}
			if in.Last, err = a.lastYear(c.Context(), db, last, cfg.Out); err != nil {
				return err
			}
			return a.writeReport(c.Context(), db, in, written{out, chosen})
		},
	}
	c.Flags().StringVar(&release, "release", "", "release to report on (default the newest)")
	c.Flags().StringVar(&out, "out", "", "folder to write to (default report-<release> in the configured out folder)")
	c.Flags().StringVar(&last, "last", "", "facts.json of last year's document (default that of the out folder, if there is one)")
	c.Flags().StringSliceVar(&formats, "formats", nil, fmt.Sprintf("formats to write, of %v (default all)", edition.Formats))
	c.Flags().BoolVar(&draft, "draft", false, "stamp the document as a draft")
	c.AddCommand(a.reportVerify())
	return c
}

// writeReport computes the analysis and writes its files.
func (a *app) writeReport(ctx context.Context, db *sql.DB, in reports.AnnualInput, w written) error {
	result, err := reports.Annual(ctx, db, in)
	if err != nil {
		return err
	}
	if len(w.formats) == 0 {
		var missing error
		if w.formats, missing = edition.Possible(); missing != nil {
			fmt.Fprintln(a.err, missing)
		}
	}
	_, err = edition.Write(ctx, result, w.dir, edition.Options{Formats: w.formats, Said: func(f edition.File) {
		fmt.Fprintf(a.out, "%s (%d KB)\n", filepath.Join(w.dir, filepath.FromSlash(f.Name)), (f.Size+1023)/1024)
	}})
	return err
}

// written is where a report is written and how.
type written struct {
	dir     string
	formats []edition.Format // all that can be made if empty
}
