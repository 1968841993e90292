package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"

	"nsk/connectors/contract"
	"nsk/schedules"
	"nsk/schedules/odcs"
)

func (a *app) contract() *cobra.Command {
	c := &cobra.Command{Use: "contract", Short: "Contracts for the tools of others"}
	c.AddCommand(a.contractExport())
	return c
}

func (a *app) contractExport() *cobra.Command {
	var every, standard bool
	c := &cobra.Command{
		Use:   "export --odcs [SOURCE ...]",
		Short: "Write contracts in the Open Data Contract Standard v3.1: YAML, or JSON with --format json",
		Long: "Write contracts in the Open Data Contract Standard v3.1: columns in both languages, keys, rules as quality,\n" +
			"what is personal as classification, terms as SLA. YAML by default, a document a source; --format json.",
		RunE: func(_ *cobra.Command, sources []string) error {
			if !standard {
				return errors.New("say in which standard: --odcs")
			}
			if every == (len(sources) > 0) {
				return errors.New("name sources, or write --all (nsk sources lists them)")
			}
			d, err := a.plainDesk()
			if err != nil {
				return err
			}
			return a.exportContracts(d, sources)
		},
	}
	c.Flags().BoolVar(&every, "all", false, "all sources")
	c.Flags().BoolVar(&standard, "odcs", false, "in the Open Data Contract Standard")
	return c
}

func (a *app) exportContracts(d *schedules.Desk, sources []string) error {
	var docs []odcs.Document
	for _, source := range sources {
		if contract.Find(d.Contracts, source) == nil {
			return noSource(source)
		}
	}
	for _, c := range d.Contracts {
		if len(sources) == 0 || strings.Contains(" "+strings.Join(sources, " ")+" ", " "+c.Source+" ") {
			docs = append(docs, odcs.Of(c, d.Obligations, versionText))
		}
	}
	if a.format == "json" && len(docs) == 1 {
		return a.json(docs[0])
	}
	if a.format == "json" {
		return a.json(docs)
	}
	for _, doc := range docs {
		text, err := yaml.MarshalWithOptions(doc, yaml.UseLiteralStyleIfMultiline(true))
		if err != nil {
			return fmt.Errorf("export %s: %w", doc.ID, err)
		}
		fmt.Fprintf(a.out, "---\n%s", text)
	}
	return nil
}
