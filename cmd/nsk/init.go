package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"nsk/ingest"
)

func (a *app) init() *cobra.Command {
	return &cobra.Command{
		Use:   "init",
		Short: "Make a new installation here: nsk.yaml, folders and the two keys",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := writeNew(a.configFile, firstConfig); err != nil {
				return err
			}
			cfg, err := a.config()
			if err != nil {
				return err
			}
			if err := cfg.keyless(); err != nil {
				return err
			}
			if err := a.prepare(cfg); err != nil {
				return err
			}
			_, closing, err := a.house(c.Context(), cfg)
			if err != nil {
				return err
			}
			fmt.Fprintf(a.out, "configuration  %s\ndata           %s\nkeys           %s (keep a copy in a safe place)\ninbox          %s\n", a.configFile, cfg.Data, cfg.Keys, cfg.Inbox)
			return closing()
		},
	}
}

// keyless refuses to make keys beside data that were made with others, as after a backup was
// put back.
func (cfg *config) keyless() error {
	_, err := cfg.loadKeys()
	var key *ingest.KeyError
	if !exists(filepath.Join(cfg.Data, "warehouse.duckdb")) || !errors.As(err, &key) || key.What != ingest.KeyMissing {
		return nil
	}
	return &said{
		kk: fmt.Sprintf("деректер бар (%s), ал олардың кілті жоқ (%s): жаңа кілт оларға сәйкес келмейді. Қауіпсіз жерде сақталған кілттерді салыңыз", cfg.Data, key.Path),
		ru: fmt.Sprintf("данные есть (%s), а ключа к ним нет (%s): новый ключ к ним не подойдёт. Положите ключи, хранящиеся в надёжном месте", cfg.Data, key.Path),
		en: fmt.Sprintf("there are data (%s), but not their key (%s): a new key would not fit them. Put the keys there that you keep in a safe place", cfg.Data, key.Path),
	}
}

func writeNew(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, os.ErrExist) {
		return nil // an installation that exists keeps its configuration
	}
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

// prepare makes folders and keys; what exists stays as it is.
func (a *app) prepare(cfg *config) error {
	d, _, err := desk(cfg)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return err
	}
	for _, c := range d.Contracts {
		if c.Connector != "drop" {
			continue
		}
		if err := os.MkdirAll(filepath.Join(cfg.Inbox, c.Source), 0o700); err != nil {
			return err
		}
	}
	_, err = ingest.InitKeys(cfg.Keys)
	return err
}
