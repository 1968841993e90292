// Package contracts is the data: one YAML contract per source with its rules beside it, and the
// bodies and regions they speak of.
package contracts

import "embed"

// FS holds the contracts that are built into the program.
//
//go:embed *.yaml rules/*.yaml
var FS embed.FS
