package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"nsk/reports"
	"nsk/reports/edition"
	"nsk/transform"
	"nsk/warehouse"
)

func (a *app) digest() *cobra.Command {
	var release, out string
	var quarter bool
	c := &cobra.Command{
		Use:   "digest",
		Short: "Write the review of the last month, or quarter, of a release: arrivals, flow, what to watch",
		Long: "Write the review of the last month of a release, or with --quarter of its last three, in both\n" +
			"languages. It is for the National Body and the administrator. Every release ends with the last\n" +
			"month whose returns were due; nsk publish --as-of makes one of an earlier day.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			cfg, err := a.config()
			if err != nil {
				return err
			}
			months := 1
			if quarter {
				months = 3
			}
			return a.writeDigest(c.Context(), cfg, digesting{release, out, months})
		},
	}
	c.Flags().StringVar(&release, "release", "", "release to read (default the newest)")
	c.Flags().StringVar(&out, "out", "", "folder to write to (default digest-<period> in the configured out folder)")
	c.Flags().BoolVar(&quarter, "quarter", false, "of the last three months")
	return c
}

// A digesting is a review that was asked for.
type digesting struct {
	release, out string
	months       int
}

func (a *app) writeDigest(ctx context.Context, cfg *config, d digesting) (err error) {
	if d.release == "" {
		if d.release, err = warehouse.Newest(cfg.Data); err != nil {
			return err
		}
	}
	db, err := warehouse.Overlay(ctx, cfg.Data, d.release, warehouse.Options{MemoryLimit: cfg.Memory, Threads: cfg.Threads})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	first, err := transform.Reframe(ctx, db, d.months)
	if err != nil {
		return err
	}
	if d.out == "" {
		name := first.AddDate(0, d.months-1, 0).Format("2006-01")
		if d.months == 3 {
			name = first.Format("2006-01") + "-" + name
		}
		d.out = filepath.Join(cfg.Out, "digest-"+name)
	}
	in := reports.AnnualInput{Release: d.release}
	if in.Safety, err = cfg.safety(); err != nil {
		return err
	}
	result, err := reports.Digest(ctx, db, in)
	if err != nil {
		return err
	}
	return a.writeFolder(ctx, result, a.path(d.out))
}

// writeFolder writes a review or a profile: the documents, without the machine annex.
func (a *app) writeFolder(ctx context.Context, r *reports.Result, dir string) error {
	formats := []edition.Format{edition.HTML, edition.DOCX}
	if possible, missing := edition.Possible(); missing != nil {
		fmt.Fprintln(a.err, missing)
	} else if len(possible) > 0 {
		formats = append(formats, edition.PDF)
	}
	_, err := edition.Write(ctx, r, dir, edition.Options{Formats: formats, Said: func(f edition.File) {
		fmt.Fprintf(a.out, "%s (%d KB)\n", filepath.Join(dir, filepath.FromSlash(f.Name)), (f.Size+1023)/1024)
	}})
	return err
}

func (a *app) profile() *cobra.Command {
	var release, out string
	c := &cobra.Command{
		Use:   "profile KIND KEY",
		Short: "Write two pages about one region, profession or centre: nsk profile region 75",
		Long: "Write what a release knows about one region (its code, such as 75), profession (its code in the\n" +
			"register) or centre (its BIN), in both languages. The profile of a centre shows its own cases: it\n" +
			"is for that centre and the National Body, not for publication.",
		Args: cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
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
				out = filepath.Join(cfg.Out, "profile-"+args[0]+"-"+filepath.Base(args[1]))
			}
			return a.writeProfile(c.Context(), db, profiling{cfg, id, a.path(out), reports.Subject{Kind: args[0], Key: args[1]}})
		},
	}
	c.Flags().StringVar(&release, "release", "", "release to read (default the newest)")
	c.Flags().StringVar(&out, "out", "", "folder to write to (default profile-KIND-KEY in the configured out folder)")
	return c
}

// A profiling is a profile that was asked for.
type profiling struct {
	cfg          *config
	release, out string
	about        reports.Subject
}

func (a *app) writeProfile(ctx context.Context, db *sql.DB, p profiling) (err error) {
	in := reports.AnnualInput{Release: p.release}
	if in.Safety, err = p.cfg.safety(); err != nil {
		return err
	}
	result, err := reports.Profile(ctx, db, in, p.about)
	if errors.Is(err, reports.ErrNoSubject) {
		return &said{
			kk: fmt.Sprintf("шығарылымда мұндай жазба жоқ: %s %s; кодтарды nsk query арқылы қараңыз (reference.region, core.profession, core.centre)", p.about.Kind, p.about.Key),
			ru: fmt.Sprintf("в выпуске нет такой записи: %s %s; коды можно посмотреть через nsk query (reference.region, core.profession, core.centre)", p.about.Kind, p.about.Key),
			en: fmt.Sprintf("the release knows no %s %s; nsk query shows the codes (reference.region, core.profession, core.centre)", p.about.Kind, p.about.Key),
		}
	}
	if err != nil {
		return err
	}
	return a.writeFolder(ctx, result, p.out)
}
