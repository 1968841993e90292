package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"nsk/ingest"
	"nsk/schedules"
)

func (a *app) keys() *cobra.Command {
	c := &cobra.Command{Use: "keys", Short: "Look after the keys of the installation"}
	c.AddCommand(a.rotateKeys())
	return c
}

func (a *app) rotateKeys() *cobra.Command {
	return &cobra.Command{
		Use:   "rotate",
		Short: "Make a new person key and give every person a new pseudonym",
		Long: "Make a new person key, and read every landing again with it, so that each person has a new\n" +
			"pseudonym. The old key is not kept. Releases made before keep the old pseudonyms: make a\n" +
			"new release, and remove the old ones if the old key may be known to others.",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if os.Getenv("NSK_PERSON_KEY") != "" {
				return errors.New("the keys come from the environment; keep them in files to rotate them")
			}
			return a.withHouse(c.Context(), func(h *schedules.House, cfg *config) error {
				n := 0
				err := h.Ingester.Rotate(c.Context(), cfg.Keys, func(ingest.Outcome) { n++ })
				fmt.Fprintf(a.out, a.pick("Жаңа кілтпен %d файл қайта оқылды\n", "Новым ключом заново прочитано файлов: %d\n", "%d landings read again with the new key\n"), n)
				return err
			})
		},
	}
}
