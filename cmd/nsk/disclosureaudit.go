package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"nsk/reports"
	"nsk/reports/leak"
)

func (a *app) disclosureAudit() *cobra.Command {
	var release string
	var alone bool
	c := &cobra.Command{
		Use:   "audit OUT",
		Short: "Read the finished documents of a report as an attacker would; ends with 1 if a protected number is found",
		Long: "Read every file of a report (pages with drawings, tooltips and embedded data, Word, workbook,\n" +
			"machine tables, facts.json) and look for a protected number, shown or found by adding and\n" +
			"subtracting what is published. The true numbers are computed again from the release of the\n" +
			"report, if the installation keeps it; without it (or with --alone) only what follows from\n" +
			"the published numbers is known. A PDF is printed from the page beside it and not read.",
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if a.lang == "" {
				a.lang = "ru"
			}
			cfg, err := a.ifAny()
			if err != nil {
				return err
			}
			return a.attack(c.Context(), cfg, attacked{a.path(args[0]), release, alone})
		},
	}
	c.Flags().StringVar(&release, "release", "", "release to compute the true numbers from (default that of the report)")
	c.Flags().BoolVar(&alone, "alone", false, "use the published numbers only")
	return c
}

// attacked is a folder under audit.
type attacked struct {
	dir, release string
	alone        bool // without a release
}

func (a *app) attack(ctx context.Context, cfg *config, at attacked) error {
	leaks, skipped, err := at.leaks(ctx, cfg)
	if err != nil {
		return err
	}
	for _, name := range skipped {
		fmt.Fprintf(a.err, a.pick("%s: оқылмады; PDF қасындағы HTML-беттен басылады\n", "%s: не читается; PDF напечатан с HTML-страницы рядом с ним\n", "%s: not read; a PDF is printed from the page beside it\n"), name)
	}
	if len(leaks) == 0 {
		a.say(a.pick("Қорғалған сандар табылмады.", "Защищённых чисел не найдено.", "No protected number was found."))
		return nil
	}
	var rows [][]string
	for _, l := range leaks {
		rows = append(rows, []string{l.File, l.Place, l.Fact, l.How})
	}
	return errors.Join(a.table([]string{"file", "place", "fact", "how"}, rows), errFindings)
}

// leaks are what the files of a folder show and what follows from them. An error if the
// release that was named is not there.
func (at attacked) leaks(ctx context.Context, cfg *config) (found []leak.Leak, skipped []string, err error) {
	name, err := leak.Facts(at.dir)
	if err != nil {
		return nil, nil, err
	}
	p, err := readFacts(name)
	if err != nil {
		return nil, nil, err
	}
	attack, err := at.known(ctx, cfg, *p)
	if err != nil {
		return nil, nil, err
	}
	if found, skipped, err = leak.Find(ctx, at.dir, attack.Secrets); err != nil {
		return nil, nil, err
	}
	for _, f := range attack.Follows {
		found = append(found, leak.Leak{File: name, Place: "facts", Fact: f.Fact, How: f.How})
	}
	return found, skipped, nil
}

// known is what the attacker knows: everything of the release, or the published numbers.
func (at attacked) known(ctx context.Context, cfg *config, p reports.Publication) (reports.Attack, error) {
	settings, err := cfg.safety()
	if err != nil {
		return reports.Attack{}, err
	}
	safety := *settings
	if cfg == nil || at.alone {
		return reports.AttackNumbers(p, safety)
	}
	id := at.release
	if id == "" {
		id = p.Release
	}
	if at.release == "" && !exists(filepath.Join(cfg.Data, "releases", id+".duckdb")) {
		return reports.AttackNumbers(p, safety)
	}
	db, _, err := openRelease(ctx, cfg, id, cfg.Memory)
	if err != nil {
		return reports.Attack{}, err
	}
	defer db.Close()
	return reports.AttackRelease(ctx, db, p, safety)
}
