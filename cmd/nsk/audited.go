package main

import (
	"cmp"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"nsk/warehouse/audit"
)

// audited are the commands that change something or show more than what is published. Who
// runs one is on record before it does anything. A restoring writes itself into the log
// that it has put back.
var audited = []string{
	"nsk ingest", "nsk pull", "nsk run", "nsk publish", "nsk report", "nsk query", "nsk explain",
	"nsk rules set", "nsk tolerances add", "nsk returns show", "nsk returns diff", "nsk returns confirm", "nsk returns evidence", "nsk exempt add", "nsk exempt lift",
	"nsk check bundle", "nsk replay", "nsk recover", "nsk keys rotate", "nsk backup", "nsk serve", "nsk stream", "nsk letters send", "nsk ready", "nsk digest", "nsk profile",
	"nsk document draft", "nsk document get", "nsk document comment", "nsk document settle", "nsk document return", "nsk document review",
	"nsk document agree", "nsk document deliver", "nsk document amend", "nsk disclosure enter",
	"nsk accounts add", "nsk accounts password", "nsk accounts role", "nsk accounts disable", "nsk accounts enable", "nsk accounts unlock", "nsk accounts second",
	"nsk accounts subject", "nsk accounts token add", "nsk accounts token drop",
}

// auditLog is the log of the installation.
func (cfg *config) auditLog() *audit.Log { return audit.Open(filepath.Join(cfg.Data, "audit")) }

// onRecord writes down who runs the command. Where there is no installation there is nothing
// to account for; a command that a serving process carries out was written down by who gave it.
func (a *app) onRecord(c *cobra.Command, args []string) error {
	if a.lent != nil && a.actor == "" || a.unserved || !slices.Contains(audited, c.CommandPath()) || !exists(a.configFile) {
		return nil
	}
	cfg, err := a.config()
	if err != nil || !exists(cfg.Data) {
		return err
	}
	act := audit.Act{Who: cmp.Or(a.actor, who(c)), Did: strings.TrimPrefix(c.CommandPath(), "nsk "), Object: object(c, args), Why: value(c, "why")}
	_, err = cfg.auditLog().Add(c.Context(), a.now(), act)
	return err
}

// who is the person named with --who, else the account of the system.
func who(c *cobra.Command) string {
	if name := value(c, "who"); name != "" {
		return name
	}
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return cmp.Or(os.Getenv("USER"), "?")
}

func value(c *cobra.Command, flag string) string {
	if f := c.Flags().Lookup(flag); f != nil {
		return f.Value.String()
	}
	return ""
}

// object is what the command is about: its arguments, and the flags that were set. Of a
// file only the name is kept.
func object(c *cobra.Command, args []string) string {
	var parts []string
	for _, arg := range args {
		if exists(arg) {
			arg = filepath.Base(arg)
		}
		parts = append(parts, arg)
	}
	c.Flags().Visit(func(f *pflag.Flag) {
		if !slices.Contains([]string{"who", "why", "config", "lang", "format", "verbose"}, f.Name) {
			parts = append(parts, fmt.Sprintf("--%s=%s", f.Name, f.Value))
		}
	})
	return strings.Join(parts, " ")
}
