package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// versionText is the version of the program.
const versionText = "0.1.0"

func (a *app) version() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the versions of the program and of its engine",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			fmt.Fprintf(a.out, "nsk %s (%s, %s/%s)\n", versionText, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			info, ok := debug.ReadBuildInfo()
			if !ok {
				return nil
			}
			for _, d := range info.Deps {
				if d.Path == "github.com/duckdb/duckdb-go/v2" || d.Path == "github.com/apache/arrow-go/v18" {
					fmt.Fprintf(a.out, "%s %s\n", d.Path, d.Version)
				}
			}
			return nil
		},
	}
}
