package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"nsk/reports/dictionary"
)

func (a *app) docs() *cobra.Command {
	var out string
	var machine bool
	c := &cobra.Command{
		Use:   "docs",
		Short: "Write the dictionary of data with lineage, in both languages: source, column, model, indicator, report",
		Long: "Write the dictionary of data as pages in Kazakh and Russian: every source with its columns, every table of\n" +
			"the warehouse, every indicator, problem issue and section of the annual analysis, what each is made from and\n" +
			"what it feeds, column by column. Beside them lies lineage.json, the same for programs. The pages load nothing\n" +
			"from elsewhere: put the folder on any disk or server, and open index.html. No installation is needed, and no\n" +
			"warehouse is opened; --contracts DIR takes in the sources of a folder. Pages of what is no more are removed.",
		Example: "  nsk docs --out dictionary\n  nsk docs --json > lineage.json",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			own, err := a.bare()
			if err != nil {
				return err
			}
			if cfg, err := a.config(); err == nil {
				own.Contracts, own.Out = cfg.Contracts, cfg.Out
			}
			if out == "" {
				out = filepath.Join(own.Out, "docs")
			}
			return a.writeDocs(c.Context(), own, a.path(out), machine)
		},
	}
	c.Flags().StringVar(&out, "out", "", "folder to write to (default docs in the configured out folder, or docs)")
	c.Flags().BoolVar(&machine, "json", false, "print lineage.json and write nothing")
	return c
}

func (a *app) writeDocs(ctx context.Context, cfg *config, out string, machine bool) error {
	d, _, err := desk(cfg)
	if err != nil {
		return err
	}
	book, err := dictionary.New(ctx, dictionary.Input{Contracts: d.Contracts, Bodies: d.Bodies})
	if err != nil {
		return err
	}
	if machine {
		return book.JSON(a.out)
	}
	files, err := book.Files()
	if err != nil {
		return err
	}
	if err := clearDocs(out); err != nil {
		return err
	}
	for _, f := range files {
		if err := writeDoc(out, f); err != nil {
			return err
		}
	}
	fmt.Fprintf(a.out, "%s (%d)\n", filepath.Join(out, "index.html"), len(files))
	return nil
}

// clearDocs removes the pages of an earlier dictionary. A folder that has other things in it,
// and no lineage.json, is somebody's own and is refused.
func clearDocs(out string) error {
	list, err := os.ReadDir(out)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil
	case err != nil:
		return err
	case len(list) == 0:
		return nil
	}
	if _, err := os.Stat(filepath.Join(out, "lineage.json")); err != nil {
		return fmt.Errorf("%s is not empty and holds no dictionary; name another folder with --out", out)
	}
	for _, name := range []string{"kk", "ru", "index.html", "lineage.json"} {
		if err := os.RemoveAll(filepath.Join(out, name)); err != nil {
			return err
		}
	}
	return nil
}

func writeDoc(out string, d dictionary.File) (err error) {
	name := filepath.Join(out, filepath.FromSlash(d.Path))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriter(f)
	if err := d.Write(io.Writer(w)); err != nil {
		return err
	}
	return w.Flush()
}
