package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"nsk/connectors"
	"nsk/connectors/all"
)

// connector is for engineers who add a source; it speaks English.
func (a *app) connector() *cobra.Command {
	c := &cobra.Command{
		Use:   "connector",
		Short: "Add a source and try it: kinds of transport, a drafted contract, a probe",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return a.listKinds() },
	}
	c.AddCommand(
		&cobra.Command{Use: "list", Short: "List the kinds of transport", Args: cobra.NoArgs, RunE: func(*cobra.Command, []string) error { return a.listKinds() }},
		&cobra.Command{Use: "show KIND", Short: "Show what a contract can say about a kind of transport", Args: cobra.ExactArgs(1),
			RunE: func(_ *cobra.Command, args []string) error { return a.showKind(args[0]) }},
		a.connectorNew(), a.connectorTest())
	return c
}

func (a *app) listKinds() error {
	var rows [][]string
	kinds := all.Kinds()
	for _, name := range slices.Sorted(maps.Keys(kinds)) {
		var options []string
		for _, o := range kinds[name].Options {
			if o.Required {
				options = append(options, o.Name)
			}
		}
		rows = append(rows, []string{name, strings.Join(options, ", "), kinds[name].About})
	}
	return a.table([]string{"kind", "options it needs", "what"}, rows)
}

func kindNamed(name string) (connectors.Kind, error) {
	kinds := all.Kinds()
	k, ok := kinds[name]
	if !ok {
		return k, fmt.Errorf("no kind of transport is called %q; there are %s", name, strings.Join(slices.Sorted(maps.Keys(kinds)), ", "))
	}
	return k, nil
}

func (a *app) showKind(name string) error {
	k, err := kindNamed(name)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, o := range k.Options {
		need := map[bool]string{true: "required", false: o.Default}[o.Required]
		rows = append(rows, []string{"options." + o.Name, form(o), need, o.About})
	}
	if k.Address != "" {
		rows = append(rows, []string{"endpoints.<endpoint>", k.Address, "required", "address of the system (in nsk.yaml)"})
	}
	for _, s := range k.Secrets {
		rows = append(rows, []string{"secrets." + strings.ReplaceAll(s.Name, "*", "<endpoint>"), "env:VARIABLE or file:path", "", s.About + " (in nsk.yaml)"})
	}
	if a.format == "text" {
		a.say(k.Name + ": " + k.About)
	}
	return a.table([]string{"name", "written as", "if not said", "what"}, rows)
}

func form(o connectors.Option) string {
	switch {
	case len(o.Values) > 0:
		return strings.Join(o.Values, "|")
	case o.Form == "":
		return string(connectors.Text)
	}
	return string(o.Form)
}
