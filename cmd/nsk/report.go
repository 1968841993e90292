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
	var release, out, last, edits string
	var draft, remedy bool
	var formats []string
	c := &cobra.Command{
		Use:   "report",
		Short: "Write the annual analysis of a release in both languages and all formats",
		Long: `Writes report.kk and report.ru as HTML, DOCX and PDF, annex.xlsx, facts.json, annex/*.csv and *.parquet,
and manifest.json, which tells their checksums. The same release gives the same bytes.
PDF is printed by Chromium, found on PATH or named by NSK_CHROMIUM; without it the other formats are written.

The file of --edits (the generated text is kept beside the edited one; what was rejected stands in an
internal annex beside the report):

  edits:
    - do: edit                  # or reject, or add with rule, owner and deadline
      recommendation: rec-r11   # as in facts.json
      who: aigul
      when: 2025-11-25
      reason: {kk: "…", ru: "…"}
      text: {kk: "…", ru: "…"}  # not of a rejection`,
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
			if in.Edits, err = readEdits(edits); err != nil {
				return err
			}
			return a.writeReport(c.Context(), db, in, written{dir: out, formats: chosen, held: cfg, remedy: remedy})
		},
	}
	c.Flags().StringVar(&release, "release", "", "release to report on (default the newest)")
	c.Flags().StringVar(&out, "out", "", "folder to write to (default report-<release> in the configured out folder)")
	c.Flags().StringVar(&last, "last", "", "facts.json of last year's document (default that of the out folder, if there is one)")
	c.Flags().StringVar(&edits, "edits", "", "YAML file of what analysts edited, added or rejected among the recommendations; an internal annex of it is written to <out>-internal")
	c.Flags().StringSliceVar(&formats, "formats", nil, fmt.Sprintf("formats to write, of %v (default all)", edition.Formats))
	c.Flags().BoolVar(&draft, "draft", false, "stamp the document as a draft")
	c.Flags().BoolVar(&remedy, "remedy", false, "hide in this report whatever would give people away together with what was published before")
	c.AddCommand(a.reportVerify())
	return c
}

// writeReport computes the analysis and writes its files.
func (a *app) writeReport(ctx context.Context, db *sql.DB, in reports.AnnualInput, w written) (err error) {
	traced, err := a.traceReport(ctx, w.held, in.Release)
	if err != nil {
		return err
	}
	defer func() { traced(err) }()
	result, err := w.result(ctx, a, db, in)
	if err != nil {
		return err
	}
	opt := edition.Options{Formats: w.formats, Said: func(f edition.File) {
		fmt.Fprintf(a.out, "%s (%d KB)\n", filepath.Join(w.dir, filepath.FromSlash(f.Name)), (f.Size+1023)/1024)
	}}
	if len(w.formats) == 0 { // asked for by name, a PDF must come
		opt.Missing = func(err error) {
			fmt.Fprintln(a.err, a.pick("PDF жазылған жоқ:", "PDF не записан:", "no PDF was written:"), err)
		}
	}
	if _, err := edition.Write(ctx, result, w.dir, opt); err != nil || len(in.Edits) == 0 {
		return err
	}
	return a.writeInternal(result, w.dir+"-internal")
}

// written is where a report is written and how.
type written struct {
	dir     string
	formats []edition.Format // all that can be made if empty
	held    *config          // whose ledger of what was published the report has to withstand
	remedy  bool             // hide what clashes with it
}

// result computes the analysis and compares it with what was published before. A draft is
// only warned; with remedy everything that clashes is hidden, which is new to the audit, so
// it is computed again.
func (w written) result(ctx context.Context, a *app, db *sql.DB, in reports.AnnualInput) (*reports.Result, error) {
	for {
		result, err := reports.Annual(ctx, db, in)
		if err != nil {
			return nil, err
		}
		list, err := w.held.clashes(result.Publication())
		switch {
		case err != nil || len(list) == 0:
			return result, err
		case in.Draft:
			fmt.Fprintln(a.err, a.failure(clashed(result.Release, list)))
			return result, nil
		case !w.remedy || !withhold(in.Safety, list):
			return nil, clashed(result.Release, list)
		}
	}
}
