package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"time"

	"github.com/spf13/cobra"

	"nsk/connectors/drop"
	"nsk/ingest"
	"nsk/ingest/verdict"
	"nsk/schedules"
	"nsk/schedules/calendar"
)

// A trial is a check of a file before it is sent.
type trial struct {
	fileArg
	bundle, past string
}

// defaultBundle is looked for where no bundle is named.
const defaultBundle = "registers.nsk"

func (a *app) check() *cobra.Command {
	var t trial
	c := &cobra.Command{
		Use:   "check FILE",
		Short: "Check a file before sending it; nothing is stored and nothing leaves this computer",
		Long: "Check a file as it will be checked when it is sent: the same program, the same rules, and the\n" +
			"registers of the bundle that the National Body hands out (nsk check bundle). With the files\n" +
			"sent before (--past), questions about your own past are asked as well. Nothing is stored, and\n" +
			"nothing leaves this computer. Without a bundle, codes of registers are not checked.",
		Args:        cobra.ExactArgs(1),
		Annotations: map[string]string{verdicts: ""},
		RunE: func(c *cobra.Command, args []string) error {
			t.path = args[0]
			if a.lang == "" {
				a.lang = "ru"
			}
			return a.checkFile(c.Context(), &t)
		},
	}
	t.flags(c)
	c.Flags().StringVar(&t.bundle, "bundle", "", "registers to check against (default "+defaultBundle+" where it exists)")
	c.Flags().StringVar(&t.past, "past", "", "folder with the files sent before, one folder a source")
	c.AddCommand(a.checkBundle())
	return c
}

// checkFile runs the file through a warehouse of its own, which dies with its keys.
func (a *app) checkFile(ctx context.Context, t *trial) error {
	tmp, err := os.MkdirTemp("", "nsk-check-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	// A large file needs room on disk; what lies there is pseudonymised and removed at the end.
	cfg := &config{Data: filepath.Join(tmp, "data"), Keys: filepath.Join(tmp, "keys"), Landing: filepath.Join(tmp, "landing")}
	if err := a.ownContracts(cfg); err != nil {
		return err
	}
	if _, err := ingest.InitKeys(cfg.Keys); err != nil {
		return err
	}
	h, closing, err := a.house(ctx, cfg)
	if err != nil {
		return err
	}
	defer closing()
	if err := a.furnish(ctx, h, t); err != nil {
		return err
	}
	out, err := t.take(ctx, h, a.now())
	if err != nil {
		return err
	}
	return a.tell(ctx, h.Ingester, out)
}

// furnish receives the registers and the sender's own past.
func (a *app) furnish(ctx context.Context, h *schedules.House, t *trial) error {
	if t.bundle == "" && exists(defaultBundle) {
		t.bundle = defaultBundle
	}
	if t.bundle == "" {
		fmt.Fprintln(a.err, a.pick("Анықтамалықтар жинағы берілмеген (--bundle): кәсіптер мен тану орталықтарының кодтары тексерілген жоқ.",
			"Набор справочников не указан (--bundle): коды профессий и центров признания не проверялись.",
			"No bundle of registers was given (--bundle): codes of professions and centres were not checked."))
	} else {
		b, err := h.Ingester.OpenBundle(ctx, t.bundle)
		if err != nil {
			return err
		}
		fmt.Fprintf(a.err, a.pick("Анықтамалықтар жинағы: %s, sha256 %s\n", "Набор справочников: %s, sha256 %s\n", "Bundle of registers: %s, sha256 %s\n"), b.Made, b.SHA256)
	}
	if t.past == "" {
		return nil
	}
	return remember(ctx, h, t)
}

// remember reads the files sent before, by period.
func remember(ctx context.Context, h *schedules.House, t *trial) error {
	var files []fileArg
	err := filepath.WalkDir(t.past, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || drop.MediaType(path) == "" || same(path, t.path) {
			return err
		}
		files = append(files, fileArg{path: path, source: filepath.Base(filepath.Dir(path))})
		return nil
	})
	if err != nil {
		return err
	}
	sort.Slice(files, func(i, k int) bool { return files[i].sentBefore(&files[k]) })
	for i := range files {
		p, err := drop.ParseName(files[i].path)
		if err != nil {
			return err
		}
		_, end := p.Period.Bounds()
		if _, err := files[i].take(ctx, h, end.AddDate(0, 0, 9)); err != nil {
			return fmt.Errorf("file sent before: %w", err)
		}
	}
	return nil
}

// sentBefore orders files by period, then by name, in which later versions come later.
func (f *fileArg) sentBefore(o *fileArg) bool {
	x, _ := drop.ParseName(f.path)
	y, _ := drop.ParseName(o.path)
	a, _ := x.Period.Bounds()
	b, _ := y.Period.Bounds()
	if !a.Equal(b) {
		return a.Before(b)
	}
	return filepath.Base(f.path) < filepath.Base(o.path)
}

func same(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// tell prints what a sender is told about a landing, in the form asked for.
func (a *app) tell(ctx context.Context, in *ingest.Ingester, out ingest.Outcome) error {
	r, err := in.Tell(ctx, out)
	if err != nil {
		return err
	}
	lang := verdict.Language(a.lang)
	if lang == "" {
		lang = verdict.RU
	}
	if err := r.Write(a.out, verdict.Form(a.format), lang); err != nil {
		return err
	}
	if r.Exit() != 0 {
		return errFindings
	}
	return nil
}

func (a *app) checkBundle() *cobra.Command {
	var centre, to string
	c := &cobra.Command{
		Use:   "bundle",
		Short: "Bundle the registers that centres need to check their files offline",
		Long: "Write a file with the public registers that rules read, the changes to rules, and of other\n" +
			"centres only the columns that rules declare (such as serial numbers). It holds no personal\n" +
			"datum. Centres put it beside their files; the hash printed here is the one nsk check prints.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withHouse(c.Context(), func(h *schedules.House, _ *config) error {
				return a.writeBundle(c.Context(), h, centre, to)
			})
		},
	}
	c.Flags().StringVar(&centre, "centre", "", "BIN of the centre it is for: adds its own tolerances, leaves out its own rows")
	c.Flags().StringVarP(&to, "out", "o", defaultBundle, "file to write")
	return c
}

func (a *app) writeBundle(ctx context.Context, h *schedules.House, centre, to string) error {
	f, err := os.CreateTemp(filepath.Dir(to), ".bundle-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	made := calendar.LocalDay(a.now()).Time()
	if err := errors.Join(h.Ingester.WriteBundle(ctx, f, centre, made), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Chmod(f.Name(), 0o644); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), to); err != nil {
		return err
	}
	sum, err := ingest.HashOf(to)
	if err == nil {
		fmt.Fprintf(a.out, "%s  %s  sha256 %s\n", to, made.Format(time.DateOnly), sum)
	}
	return err
}
