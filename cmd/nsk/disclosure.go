package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"nsk/reports/disclosure"
)

func (a *app) disclosure() *cobra.Command {
	c := &cobra.Command{Use: "disclosure", Short: "Show and prove how people are protected in what is published"}
	c.AddCommand(a.disclosureSettings(), a.disclosureLedger(), a.disclosureEnter(), a.disclosureAudit())
	return c
}

// safety are the settings of disclosure control in force.
func (cfg *config) safety() (*disclosure.Settings, error) {
	text, name, err := cfg.safetyText()
	if err != nil {
		return nil, err
	}
	s, err := disclosure.ReadSettings(name, text)
	return &s, err
}

// safetyText is the settings file in force with its name.
func (cfg *config) safetyText() (text []byte, name string, err error) {
	if cfg == nil || cfg.Disclosure == "" {
		return disclosure.BuiltIn(), "settings.yaml", nil
	}
	text, err = os.ReadFile(cfg.Disclosure)
	if err != nil {
		err = fmt.Errorf("settings of disclosure control: %w", err)
	}
	return text, cfg.Disclosure, err
}

func (a *app) disclosureSettings() *cobra.Command {
	return &cobra.Command{
		Use:   "settings",
		Short: "Print the settings in force, as a file to copy and change",
		Long: "Print the settings of disclosure control in force: those built in, or the file that\n" +
			"disclosure: names in nsk.yaml. The output is such a file.",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			cfg, err := a.ifAny()
			if err != nil {
				return err
			}
			s, err := cfg.safety()
			if err != nil {
				return err
			}
			if a.format == "json" {
				return a.json(s)
			}
			text, _, err := cfg.safetyText()
			if err == nil {
				_, err = a.out.Write(text)
			}
			return err
		},
	}
}

// ifAny is the configuration, nil where there is no installation.
func (a *app) ifAny() (*config, error) {
	if !exists(a.configFile) {
		return nil, nil
	}
	return a.config()
}
