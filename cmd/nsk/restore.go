package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"nsk/ingest"
	"nsk/schedules"
	"nsk/warehouse"
	"nsk/warehouse/audit"
	"nsk/warehouse/backup"
)

func (a *app) restore() *cobra.Command {
	var from, id string
	c := &cobra.Command{
		Use:   "restore",
		Short: "Put a backup back on an empty machine, and compare every file with its hash",
		Long: "Put a backup back into the folders that nsk.yaml names; where there is no nsk.yaml, the one of the\n" +
			"backup is put back first. Folders with something in them are refused. The keys are not part of a\n" +
			"backup: put your copy of them where nsk.yaml says.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.putBack(c, from, id) },
	}
	c.Flags().StringVar(&from, "from", "", "folder or s3://bucket/prefix (default from nsk.yaml)")
	c.Flags().StringVar(&id, "backup", "", "id of the backup (default: the newest)")
	return c
}

func (a *app) putBack(c *cobra.Command, from, id string) (err error) {
	ctx, cfg := c.Context(), new(config)
	if exists(a.configFile) {
		if cfg, err = a.config(); err != nil {
			return err
		}
	}
	place, err := cfg.backupPlace(from)
	if err != nil {
		return err
	}
	man, err := backup.Find(ctx, place, id)
	if err != nil {
		return err
	}
	if cfg, err = a.putBackConfig(ctx, place, man); err != nil {
		return err
	}
	for _, part := range []struct{ name, to string }{{"contracts", cfg.Contracts}, {"landing", cfg.Landing}, {"data", cfg.Data}} { // data last: with it the installation is there
		if part.to == "" {
			continue
		}
		if err := (&backup.Restoring{Place: place, Manifest: man, Name: part.name, To: part.to}).Run(ctx); err != nil {
			return err
		}
	}
	act := audit.Act{Who: who(c), Did: "restore", Object: man.ID}
	if _, err := cfg.auditLog().Add(ctx, a.now(), act); err != nil {
		return err
	}
	return a.compareRestored(ctx, cfg, man)
}

// putBackConfig puts nsk.yaml back where there is none.
func (a *app) putBackConfig(ctx context.Context, place backup.Place, man backup.Manifest) (*config, error) {
	if !exists(a.configFile) {
		tmp := a.configFile + ".restored"
		if err := (&backup.Restoring{Place: place, Manifest: man, Name: "config", To: tmp}).Run(ctx); err != nil {
			return nil, err
		}
		if err := errors.Join(os.Rename(filepath.Join(tmp, "nsk.yaml"), a.configFile), os.Remove(tmp)); err != nil {
			return nil, err
		}
	}
	return a.config()
}

// compareRestored opens what was put back, and says whether its counts hold.
func (a *app) compareRestored(ctx context.Context, cfg *config, man backup.Manifest) error {
	e, err := warehouse.Open(ctx, cfg.Data, warehouse.Options{MemoryLimit: cfg.Memory, Threads: cfg.Threads})
	if err != nil {
		return err
	}
	if err := errors.Join(warehouse.Readable(ctx, e.DB()), e.Close()); err != nil {
		return err
	}
	fmt.Fprintf(a.out, a.pick("%s резервтік көшірмесі қалпына келтірілді: файлдар – %d, бәрі бақылау сомаларына сәйкес.\n",
		"Резервная копия %s восстановлена: файлов – %d, все совпали с контрольными суммами.\n", "Backup %s is back: %d files, all as their hashes say.\n"), man.ID, len(man.Files))
	if _, err := cfg.loadKeys(); err != nil {
		return &said{
			kk: "Кілттер резервтік көшірмеге кірмейді. Сақталған көшірмесін " + cfg.Keys + " қалтасына салыңыз, содан кейін nsk doctor командасын орындаңыз.",
			ru: "Ключи в резервную копию не входят. Положите сохранённую копию ключей в " + cfg.Keys + ", затем выполните nsk doctor.",
			en: "The keys are not part of a backup. Put your copy of them into " + cfg.Keys + ", then run nsk doctor.",
		}
	}
	return a.withHouse(ctx, func(h *schedules.House, _ *config) error {
		if err := h.Ingester.Reconcile(ctx); err != nil {
			return err
		}
		pending, err := ingest.Pending(ctx, h.Engine)
		if err == nil {
			fmt.Fprintf(a.out, a.pick("Жолдардың есебі сәйкес келеді; оқылуын күтіп тұрған файлдар – %d.\n", "Учёт строк сходится; файлов, ожидающих чтения – %d.\n", "The ledger balances; %d files wait to be read.\n"), len(pending))
		}
		return err
	})
}
