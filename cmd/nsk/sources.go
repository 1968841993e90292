package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func (a *app) sources() *cobra.Command {
	return &cobra.Command{
		Use:   "sources",
		Short: "List the sources: who owes what, how often, under which paragraph",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			own, err := a.bare()
			if err != nil {
				return err
			}
			if cfg, err := a.config(); err == nil {
				own.Contracts = cfg.Contracts
			}
			d, _, err := desk(own)
			if err != nil {
				return err
			}
			var rows [][]string
			for _, c := range d.Contracts {
				personal := ""
				if c.HasPersonal() {
					personal = "encrypted"
				}
				rows = append(rows, []string{c.Source, c.Provider, string(c.Cadence), c.Paragraph, c.Connector,
					fmt.Sprint(len(c.Columns)), personal, short(a.pick(c.Title.KK, c.Title.RU, c.Title.EN), 60)})
			}
			return a.table([]string{"source", "provider", "cadence", "п.", "kind", "columns", "personal", "what"}, rows)
		},
	}
}
