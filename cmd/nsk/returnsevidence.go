package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"nsk/schedules"
)

func (a *app) returnsEvidence() *cobra.Command {
	var out string
	c := &cobra.Command{
		Use:   "evidence LANDING",
		Short: "Write out the signed envelope that a return came in, as it was received; it may hold personal data",
		Long: "Write out what proves the signature of a return: the envelope of ШЭП as it was received, to be verified again\n" +
			"(nsk returns names the landings by number). It is kept sealed with the landing key, since it holds more\n" +
			"than a contract foresees; the file written is plain text that only its owner reads, and who asked is on record.",
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withHouse(c.Context(), func(h *schedules.House, _ *config) error {
				r, err := oneReturn(c.Context(), h, args[0])
				if err != nil {
					return err
				}
				text, err := h.Ingester.Evidence(c.Context(), r.Landing)
				if err != nil {
					return err
				}
				path := a.path(out)
				if err := writeFresh(path, text, 0o600); err != nil {
					return err
				}
				fmt.Fprintln(a.err, a.pick(fmt.Sprintf("%d байт %s файлына жазылды; онда дербес деректер болуы мүмкін.", len(text), path),
					fmt.Sprintf("Записано байт: %d, файл %s; в нём могут быть персональные данные.", len(text), path),
					fmt.Sprintf("%d bytes written to %s; it may hold personal data.", len(text), path)))
				return nil
			})
		},
	}
	c.Flags().StringVar(&out, "out", "", "file to write, which must not be there yet")
	_ = c.MarkFlagRequired("out") // it exists
	return c
}
