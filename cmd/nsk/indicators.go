package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"nsk/reports"
	"nsk/reports/words"
)

func (a *app) indicators() *cobra.Command {
	return &cobra.Command{
		Use:   "indicators [ID]",
		Short: "List the indicators of the annual analysis, or show one with its definition and SQL",
		Long: "List the indicators: id, area, unit, protection, name. With an id, such as E.02, show all that\n" +
			"defines it and its query; an area, such as E, lists that area. --format html writes the whole\n" +
			"catalogue as a page. Definitions are in Kazakh or Russian; --lang en gives English names.",
		Example:     "  nsk indicators E.02\n  nsk indicators --format html --lang kk > indicators.kk.html",
		Args:        cobra.MaximumNArgs(1),
		Annotations: map[string]string{pages: ""},
		RunE: func(_ *cobra.Command, args []string) error {
			if a.lang == "" {
				if _, err := a.config(); err != nil {
					a.lang = "ru" // the catalogue is built in: no installation is needed
				}
			}
			return a.sayIndicators(strings.ToUpper(strings.Join(args, "")))
		},
	}
}

// spoken is the language of definitions, of which there is no English.
func (a *app) spoken() words.Lang {
	if a.lang == string(words.KK) {
		return words.KK
	}
	return words.RU
}

func (a *app) sayIndicators(which string) error {
	if a.format == "html" {
		return reports.WriteCatalogue(a.out, a.spoken())
	}
	list, err := reports.Catalogue(a.spoken())
	if err != nil {
		return err
	}
	var found []reports.CatalogueEntry
	for _, e := range list {
		if e.ID == which {
			return a.sayIndicatorWhole(e)
		}
		if which == "" || e.ID[:1] == which {
			found = append(found, e)
		}
	}
	if len(found) == 0 {
		return fmt.Errorf("there is no indicator %s; nsk indicators lists them", which)
	}
	if a.format == "json" {
		return a.json(found)
	}
	var rows [][]string
	for _, e := range found {
		name, class := e.Name, ""
		if i, err := reports.IndicatorOf(e.ID); err == nil {
			name, class = a.pick(i.Name.KK, i.Name.RU, i.Name.EN), string(i.Disclosure)
		}
		rows = append(rows, []string{e.ID, e.Area, e.Unit, class, name})
	}
	head := []string{"id", "area", "unit", "class", "name"}
	if a.format == "text" {
		for n := range head {
			head[n] = a.word("indicator." + head[n])
		}
	}
	return a.table(head, rows)
}

// sayIndicatorWhole prints all that defines one indicator.
func (a *app) sayIndicatorWhole(e reports.CatalogueEntry) error {
	if a.format == "json" {
		return a.json(e)
	}
	var rows [][]string
	for _, r := range [][2]string{
		{"id", e.ID}, {"name", e.Name}, {"area", e.Area}, {"formula", e.Formula}, {"numerator", e.Numerator}, {"denominator", e.Denominator},
		{"unit", e.Unit}, {"direction", e.Direction}, {"period", e.Period}, {"breakdowns", strings.Join(e.Breakdowns, ", ")},
		{"sources", strings.Join(e.Sources, "; ")}, {"paragraphs", strings.Join(e.Paragraphs, ", ")}, {"class", e.Class}, {"limits", e.Limits},
	} {
		if r[1] != "" {
			rows = append(rows, []string{r[0], r[1]})
		}
	}
	if a.format == "csv" {
		return a.table([]string{"field", "text"}, append(rows, []string{"sql", e.SQL}))
	}
	for _, r := range rows {
		fmt.Fprintf(a.out, "%-14s %s\n", a.word("indicator."+r[0]), r[1])
	}
	if e.SQL != "" {
		fmt.Fprintf(a.out, "\n-- indicators/%s\n%s\n", e.SQLName, e.SQL)
	}
	return nil
}
